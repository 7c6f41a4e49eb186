"""Measures how the cost of a scenario grows: with the step texts, the scenarios, the transports and the messages."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.costs import RUN, cpu, cpu_here
from benchmarks.gherkin import phrases
from benchmarks.rows import NotMeasuredError, Row, shown
from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.claims.declaration import Parameters
from mapi_tck.record.run_record import read_record
from mapi_tck.record.writing import written
from mapi_tck.scenario import vocabulary
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.search.examples import Example, given, then, when
from mapi_tck.search.searching import perform
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.verdicts import Verdict

GOALS: Final = ("step texts", "transports", "messages", "scenarios")

#: Pairs of programs that take seconds, and pairs of runs of thousands of scenarios. A choice: such a pair takes half a minute.
PAIRS: Final = 3
LONG_PAIRS: Final = 1

#: How often the written scenarios run: three times they are about a thousand.
ROUNDS: Final = (3, 15)
#: pytest's option that leaves the searches out.
WRITTEN: Final = ["--", "-k", "not search"]

#: The most step texts that the compared scenarios need.
FEW_TEXTS: Final = 20

#: Transports in a profile, and messages that wait. The first number is too quick to compare: it is shown for information.
TRANSPORTS: Final = (10, 100, 1_000)
MESSAGES: Final = (10, 10_000, 100_000)
#: Limits that no answer of these scenarios reaches: what grows is measured, and not refused.
_UNLIMITED: Final = Parameters(answer_limit=1000.0, scenario_limit=1000.0)


def measure(folder: Path) -> Iterator[Row]:
    """Measure the rows of `GOALS`."""
    import_module("mapi_tck.steps")
    yield _step_texts(folder)
    yield _tenfold("transports", TRANSPORTS, of_transports, "install, status table, open and flush all, release")
    yield _tenfold("messages", MESSAGES, of_messages, "submitted for one transport, sent by one flush, looked for")
    yield _scenarios(folder)


def of_transports(number: int) -> Example:
    """A walk through procedure A with so many transports."""
    names = [f"T{place}" for place in range(number)]
    kinds = [("transport", "kind", "FlushQueues"), *((name, "LAN", "supported") for name in names)]
    waiting = [("transport", "outgoing", "incoming"), *((name, "1", "1") for name in names)]
    return _walk(kinds, waiting)


def of_messages(number: int) -> Example:
    """A walk through procedure A with so many messages."""
    kinds = [("transport", "kind", "FlushQueues"), ("Office", "LAN", "supported")]
    return _walk(kinds, [("transport", "outgoing", "incoming"), ("Office", str(number), "0")])


def _walk(kinds: Sequence[tuple[str, ...]], waiting: Sequence[tuple[str, ...]]) -> Example:
    return (
        given("a profile with the transports", kinds),
        given("messages that wait", waiting),
        given("a client that has logged on"),
        given("procedure A has been carried out up to step 5"),
        when("it flushes the outgoing and incoming queues through the spooler"),
        then("every message of every transport has been transferred"),
    )


def performed(example: Example) -> None:
    """Perform the scenario on the reference, and make the line of the record."""
    tck = Scenario("benchmark", load_catalogue().requirements["I3a"], ReferenceAdapter(), _UNLIMITED)
    perform(tck, example)
    written(tck.result())
    if tck.ending[0] is not Verdict.PASS:
        raise NotMeasuredError(f"the scenario ended {tck.ending[0]}: {tck.ending[2]}")


def repeated(example: Example, times: int) -> None:
    """Perform the scenario so many times."""
    for _ in range(times):
        performed(example)


def _tenfold(of: str, numbers: tuple[int, ...], scenario: Callable[[int], Example], what: str) -> Row:
    few, some, many = map(scenario, numbers)
    performed(few)  # only warms caches
    turns = [[cpu_here(partial(repeated, *work)) for work in ((many, 1), (some, 10), (few, 1))] for _ in range(PAIRS)]
    most, tenth, first = (tuple(turn[place] for turn in turns) for place in range(3))
    seconds = ", ".join(
        f"{number:,}: {shown(median(values))} s".replace(",", " ")
        for number, values in zip(numbers, (first, [value / 10 for value in tenth], most), strict=True)
    )
    return Row(of, most, tenth, note=f"on the reference, with recorder and record; {what}. {seconds}")


def _scenarios(folder: Path) -> Row:
    turns = [
        [cpu([*RUN, "--repeat", str(rounds), "--out", "rounds", *WRITTEN], folder) for rounds in ROUNDS]
        for _ in range(LONG_PAIRS)
    ]
    number = len(read_record(folder / "rounds" / "run.ndjson").ended)
    note = f"the {number} written scenarios {ROUNDS[0]} and {ROUNDS[1]} times (--repeat), with record and reports"
    return Row("scenarios", tuple(turn[1] for turn in turns), tuple(turn[0] for turn in turns), note=note)


def _step_texts(folder: Path) -> Row:
    """The same scenarios with all step texts, and with the few that they need."""
    record = folder / "steps"
    cpu([*RUN, "--out", str(record), *WRITTEN], folder)
    needs: dict[str, set[tuple[str, str]]] = {}
    for result in read_record(record / "run.ndjson").results:
        needs[result["scenario"]] = set(phrases(result["lines"]))
    kept: set[tuple[str, str]] = set()
    while True:  # take the scenario that needs the fewest further texts; of equal ones, the one that needs most texts
        further = {id: need - kept for id, need in needs.items() if not need <= kept}
        best = min(further, key=lambda one: (len(further[one]), -len(needs[one])))
        if len(kept | further[best]) > FEW_TEXTS:
            break
        kept |= further[best]
    chosen = [id for id, need in needs.items() if need <= kept]
    (folder / "few.json").write_text(json.dumps(sorted(kept)), "utf-8")
    (folder / "all.json").write_text("[]", "utf-8")
    program = [sys.executable, "-m", "benchmarks.few_steps"]
    only = [word for id in chosen for word in ("--only", id)]
    run = [*RUN[1:], "--repeat", str(ROUNDS[0]), "--out", "some", *only]
    turns = [[cpu([*program, texts, *run], folder) for texts in ("all.json", "few.json")] for _ in range(PAIRS)]
    number = len(read_record(folder / "some" / "run.ndjson").ended)
    every = sum(len(own) for own in vocabulary._DECLARED.values())
    note = f"{number} scenarios, {ROUNDS[0]} times, with the {every} texts of the kit and with the {len(kept)} that they need"
    return Row("step texts", tuple(turn[0] for turn in turns), tuple(turn[1] for turn in turns), note=note)
