"""Measures whole runs: all scenarios, one scenario, and runs that fail, in turns with the same calls in pytest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.costs import KIT, PYTEST, RUN, cost, cpu
from benchmarks.direct import searched_calls, write_direct, written_calls
from benchmarks.rows import NotMeasuredError, Row
from benchmarks.slowest import slowest
from mapi_tck.record.run_record import RunRecord, read_record

GOALS: Final = ("run", "run written", "run one", "failing", "workers")

#: Pairs. A choice: two or three of the ten failing runs go with each, and together they take two minutes.
PAIRS: Final = 4

#: Pairs of a run with workers and one without. A choice: they take half a minute.
WORKER_PAIRS: Final = 3

#: CPU seconds after which no further failing run begins. A choice: then the goal is missed by far.
MOST_FAILING: Final = 60

#: Exit codes of a run that found a violated MUST, or an undecided one.
_FAILED: Final = (1, 3)


def measure(folder: Path) -> Iterator[Row]:
    """Measure the rows of `GOALS`."""
    cpu([*RUN, "--out", "record"], folder)
    record = read_record(folder / "record" / "run.ndjson")
    written, searched = written_calls(record), searched_calls(record)
    if not searched:
        raise NotMeasuredError("the record of a default run holds no searched case")
    write_direct([*written, *searched], folder / "test_all.py")
    write_direct(written, folder / "test_written.py")
    programs = {
        "kit": [*RUN, "--out", "all"],
        "all": [*PYTEST, "test_all.py"],
        "written": [*PYTEST, "test_written.py"],
        "kit one": [*RUN, "--out", "one", "--only", _first(record)],
        "one": [*PYTEST, "test_written.py::test_case[0]"],
    }
    for command in list(programs.values())[1:]:
        cpu(command, folder)  # only warms caches; the run of the record was the first of the kit
    turns: list[dict[str, float]] = []
    failing: list[tuple[float, float]] = []
    wrong = slowest()
    for turn in range(PAIRS):
        spent = {name: cpu(command, folder) for name, command in programs.items()}
        turns.append(spent)
        for adapter in wrong[turn::PAIRS]:
            if failing and sum(one for one, _ in failing) > MOST_FAILING:
                continue
            failing.append((cpu([*KIT, "run", adapter, *RUN[3:], "--out", "wrong"], folder, *_FAILED), spent["kit"]))
    kit, every, alone, one, one_test = (tuple(turn[name] for turn in turns) for name in programs)
    number = f"{len(written)} written scenarios and {len(searched)} searched cases"
    calls = f"{sum(map(len, [*written, *searched]))} calls"
    yield Row("run", kit, every, note=f"{number}, {calls}; each scenario and each case is a parametrised test")
    yield Row(
        "run written", kit, alone, note=f"the peer makes only the {sum(map(len, written))} calls of the scenarios"
    )
    yield Row("run one", one, one_test, note="start-up, record and reports included")
    note = f"{len(failing)} of the {len(wrong)} wrong implementations of benchmarks/slowest.txt, each once"
    note += "" if len(failing) == len(wrong) else f"; after {MOST_FAILING} CPU seconds the others were left out"
    note += "; the peer is the passing run of the same turn"
    yield Row("failing", tuple(mine for mine, _ in failing), tuple(passing for _, passing in failing), note=note)

    two, alone = zip(*(_by_the_clock(folder) for _ in range(WORKER_PAIRS)), strict=True)
    yield Row("workers", two, alone, note="by the clock; reports included")


def _by_the_clock(folder: Path) -> tuple[float, float]:
    """The seconds of a default run with two workers, and of one without."""
    with_workers = cost([*RUN, "--out", "two", "-n", "2"], folder).clock
    return with_workers, cost([*RUN, "--out", "alone"], folder).clock


def _first(record: RunRecord) -> str:
    return next(result["scenario"] for result in record.results if "search" not in result)
