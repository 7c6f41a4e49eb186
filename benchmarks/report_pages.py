"""Measures what the report of a long run costs to make and to open in a browser, and the same of pytest-html."""

import time
from collections.abc import Iterator
from copy import deepcopy
from itertools import cycle
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser

from benchmarks.costs import KIT, PYTEST, cpu, cpu_here
from benchmarks.growth import WRITTEN
from benchmarks.rows import NotMeasuredError, Row, shown
from docs.chromium import browser, installed
from mapi_tck.assessment.outputs import write_report
from mapi_tck.record.lines import RecordedScenario, ScenarioEnded
from mapi_tck.record.run_record import RunRecord, read_record

#: Scenarios of the long run, and how many of a hundred do not pass. A choice: some forty runs of the reference in one.
SCENARIOS: Final = 10_000
FAILING: Final = 1

#: Pairs. A choice: pytest-html needs ten seconds to make its page, and Chromium six to open it.
TIMES: Final = 3

GOALS: Final = ("report made", "report size", "report opened")

#: A trivial test with as many results. A failing result has a text as long as an expected and an observed value.
_TESTS: Final = """
import pytest

@pytest.mark.parametrize("number", range({scenarios}))
def test_scenario(number):
    assert number % 100 >= {failing}, "expected " + "a value, " * 30 + "observed " + "another one, " * 30
"""


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


def _records(folder: Path) -> RunRecord:
    """The long record, from a run that passes and one that fails."""
    for name, adapter in (("right", "reference"), ("wrong", "wrong:first-transport-only")):
        cpu([*KIT, "run", adapter, "--out", name, *WRITTEN], folder, 1, 3)
    return long_record(*(read_record(folder / name / "run.ndjson") for name in ("right", "wrong")))


def _made(record: RunRecord, path: Path) -> float:
    return cpu_here(lambda: write_report("html", record, path))


def _other_made(folder: Path, path: Path) -> float:
    """What pytest-html's page adds to a run without it."""
    without = cpu([*PYTEST, "--tb=short", "test_many.py"], folder, 1)
    plugins = ["-p", "pytest_metadata.plugin", "-p", "pytest_html.plugin", f"--html={path}", "--self-contained-html"]
    return cpu([*PYTEST, "--tb=short", *plugins, "test_many.py"], folder, 1) - without


def _opened(browser: Browser, path: Path) -> float:
    """Seconds until the whole page is drawn and its scripts have run."""
    page = browser.new_page()
    begun = time.perf_counter()
    page.goto(path.as_uri(), timeout=0)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    taken = time.perf_counter() - begun
    page.close()
    return taken


def measure(folder: Path) -> Iterator[Row]:
    """Measure the rows of `GOALS`. The last one needs Chromium."""
    mine, others = folder / "report.html", folder / "pytest.html"
    record = _records(folder)
    (folder / "test_many.py").write_text(_TESTS.format(scenarios=SCENARIOS, failing=FAILING))
    (folder / "pytest.ini").write_text("[pytest]\n")
    turns = [(_made(record, mine), _other_made(folder, others)) for _ in range(TIMES)]
    own, other = (tuple(turn[side] for turn in turns) for side in range(2))
    note = (
        f"{SCENARIOS} results, {FAILING} in 100 fails; "
        "the kit starts from a record in memory, the peer is what --html adds to a run"
    )
    yield Row("report made", own, other, note=note)
    size = mine.stat().st_size / 1e6
    note = f"with all evidence of failures and walkthroughs; the page of pytest-html has {shown(others.stat().st_size / 1e6)} MB"
    yield Row("report size", (size,), unit="MB", note=note)
    if not installed():
        raise NotMeasuredError("there is no Chromium here (apt-get install chromium)")
    with browser() as opened:
        seconds = [(_opened(opened, mine), _opened(opened, others)) for _ in range(TIMES)]
    own, other = (tuple(turn[side] for turn in seconds) for side in range(2))
    yield Row("report opened", own, other, note="by the clock, until the page is drawn and its scripts have run")
