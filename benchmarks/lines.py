"""Measures a written scenario with full evidence: in the kit, in behave and in pytest-bdd, without their start-up."""

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

from benchmarks.costs import PYTEST, RUN, cpu
from benchmarks.gherkin import write_projects
from benchmarks.growth import WRITTEN
from benchmarks.rows import Row
from mapi_tck.record.run_record import read_record
from mapi_tck.suite.features import slug

GOALS: Final = ("behave", "pytest-bdd")

#: Pairs: of behave, and of pytest-bdd. A choice: a turn of kit and behave takes a quarter of a minute.
PAIRS: Final = {"behave": 3, "pytest-bdd": 1}
#: How often each of the written scenarios runs: together they are about a thousand.
ROUNDS: Final = 3


def measure(folder: Path) -> Iterator[Row]:
    """Measure the rows of `GOALS`."""
    import_module("mapi_tck.steps")
    cpu([*RUN, "--out", "written", *WRITTEN], folder)
    record = read_record(folder / "written" / "run.ndjson")
    steps = write_projects(record, ROUNDS, folder / "behave", folder / "pytest-bdd")
    # A row of an outline has an id that -k cannot select.
    first = next(result["scenario"] for result in record.results if "[" not in result["scenario"])
    name = next(scenario["name"] for scenario in record.header["scenarios"] if scenario["id"] == first)
    kit = [*RUN, "--repeat", str(ROUNDS), "--out", "rounds"]
    behave = [sys.executable, "-m", "behave", "--format", "json", "--outfile", "out.json", "--no-summary"]
    behave += ["--tags", "not @search"]
    pytest = [*PYTEST, "-p", "pytest_bdd.plugin", "-p", "no:warnings", "-m", "not search"]
    programs = {
        "kit": ([*kit, *WRITTEN], folder),
        "kit one": ([*kit, "--", "-k", first.partition("::")[2]], folder),
        "behave": ([*behave, "features"], folder / "behave"),
        "behave one": ([*behave, "--name", f"^{re.escape(name)}$", "features"], folder / "behave"),
        "pytest-bdd": ([*pytest, "test_features.py"], folder / "pytest-bdd"),
        "pytest-bdd one": ([*pytest, "-k", f"test_{slug(name)}", "test_features.py"], folder / "pytest-bdd"),
    }
    further = (len(record.ended) - 1) * ROUNDS
    costs: dict[str, list[float]] = {"kit": [], **{peer: [] for peer in PAIRS}}
    for turn in range(max(PAIRS.values())):
        for key, spent in costs.items():
            if turn < PAIRS.get(key, max(PAIRS.values())):
                every, one = (cpu(*programs[name]) for name in (key, f"{key} one"))
                spent.append((every - one) / further * 1000)
    note = (
        f"{further} scenarios, the same lines with the same calls; {steps} step functions. The kit writes record and reports, "
        "{}. A run of one scenario is subtracted on both sides"
    )
    for peer, writes in (("behave", "behave its JSON"), ("pytest-bdd", "pytest-bdd nothing")):
        kit_times = tuple(costs["kit"][: PAIRS[peer]])
        yield Row(peer, kit_times, tuple(costs[peer]), "ms", note.format(writes))
