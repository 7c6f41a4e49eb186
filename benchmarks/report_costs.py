"""Measures what the report of a long run costs to make and to open in a browser, and the same of pytest-html."""

import subprocess
import sys
import time
from copy import deepcopy
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Browser

from benchmarks.costs import cpu
from docs.chromium import browser, installed
from mapi_tck.assessment.outputs import write_report
from mapi_tck.record.lines import RecordedScenario, ScenarioEnded
from mapi_tck.record.run_record import RunRecord, read_record

#: Scenarios of the long run, and how many of a hundred do not pass. A choice: some forty runs of the reference in one.
SCENARIOS: Final = 10_000
FAILING: Final = 1

#: How often each is measured. A choice: enough that one slow measurement does not move the median.
TIMES: Final = 5

_PYTEST: Final = [sys.executable, "-m", "pytest", "-qq", "--tb=short", "-p", "no:cacheprovider"]

#: As many results of a trivial test; the failing ones with a text as long as an expected and an observed value.
_TESTS: Final = """
import pytest

@pytest.mark.parametrize("number", range({scenarios}))
def test_scenario(number):
    assert number % 100 >= {failing}, "expected " + "a value, " * 30 + "observed " + "another one, " * 30
"""


@dataclass(frozen=True, slots=True)
class Page:
    """The costs of a page: CPU seconds to make it, its size in bytes, seconds to open it."""

    made: float
    size: int
    opened: float


def long_record(right: RunRecord, wrong: RunRecord) -> RunRecord:
    """A record of ten thousand scenarios: those of a real run, and copies of some that passed and some that failed."""
    header = deepcopy(right.header)
    record = RunRecord(header, list(right.started), dict(right.ended), right.footer, digest="sha256:" + "0" * 64)
    texts = {item["id"]: item for source in (wrong, right) for item in source.header["scenarios"]}
    passed = cycle([item for item in right.results if not texts[item["scenario"]]["walkthrough"]])
    failed = cycle([item for item in wrong.results if item["verdict"] == "fail"])
    for number in range(len(record.ended), SCENARIOS):
        result: ScenarioEnded = next(failed) if number % 100 < FAILING else next(passed)
        id = f"{result['scenario']}_{number}"
        text: RecordedScenario = {
            **texts[result["scenario"]],
            "id": id,
            "name": f"{texts[result['scenario']]['name']}, case {number}",
        }
        header["scenarios"].append({**text, "walkthrough": False})
        record.ended[id] = {**result, "scenario": id}
    header["plan"] = header["asked"] = list(record.ended)
    record.started = list(record.ended)
    return record


def own_page(folder: Path, browser: Browser) -> Page:
    """The kit's page of the long record, made from the record as it was read."""
    run = [sys.executable, "-m", "mapi_tck", "run"]
    for name, adapter in (("right", "reference"), ("wrong", "wrong:first-transport-only")):
        subprocess.run([*run, adapter, "--out", str(folder / name)], capture_output=True, check=False)
    record = long_record(*(read_record(folder / name / "run.ndjson") for name in ("right", "wrong")))
    path = folder / "report.html"
    made = []
    for _ in range(TIMES + 1):
        begun = time.process_time()
        write_report("html", record, path)
        made.append(time.process_time() - begun)
    return Page(median(made[1:]), path.stat().st_size, _opened(browser, path))


def other_page(folder: Path, browser: Browser) -> Page:
    """pytest-html's page of as many results. It costs the CPU time that it adds to the same run without it."""
    (folder / "test_many.py").write_text(_TESTS.format(scenarios=SCENARIOS, failing=FAILING))
    (folder / "pytest.ini").write_text("[pytest]\n")
    path = folder / "pytest.html"
    added = []
    for _ in range(TIMES):
        without = cpu([*_PYTEST, "test_many.py"], folder, 1)
        plugins = ["-p", "pytest_metadata.plugin", "-p", "pytest_html.plugin"]
        added.append(
            cpu([*_PYTEST, *plugins, f"--html={path}", "--self-contained-html", "test_many.py"], folder, 1) - without
        )
    return Page(median(added), path.stat().st_size, _opened(browser, path))


def _opened(browser: Browser, path: Path) -> float:
    """Seconds until the whole page is drawn and its scripts have run."""
    found = []
    for _ in range(TIMES):
        page = browser.new_page()
        begun = time.perf_counter()
        page.goto(path.as_uri(), timeout=0)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        found.append(time.perf_counter() - begun)
        page.close()
    return median(found)


def show(folder: Path) -> None:
    """Measure both, and print a table."""
    if not installed():
        print("\nno Chromium here: what reports cost to open was not measured (apt-get install chromium)")
        return
    with browser() as opened:
        own, other = own_page(folder, opened), other_page(folder, opened)
    print(f"\n{f'report of {SCENARIOS} scenarios':<34}{'kit':>11}{'pytest-html':>13}{'ratio':>8}")
    for name, mine, others, unit in (
        ("made, CPU time", own.made, other.made, "s"),
        ("size", own.size / 1e6, other.size / 1e6, "MB"),
        ("opened in Chromium", own.opened, other.opened, "s"),
    ):
        print(f"{name:<34}{mine:>8.2f} {unit:<2}{others:>10.2f} {unit:<2}{mine / others:>8.3f}")
    print(
        f"\n{FAILING} of 100 fails. Medians of {TIMES}. kit: from a record in memory to the file, all evidence of what\n"
        "failed and of walkthroughs. pytest-html: what --html adds to a run of trivial tests, self-contained. Opened: from the\n"
        "address until the browser has drawn the page and its scripts have run."
    )
