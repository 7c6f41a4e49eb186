"""Measures the search: with Hypothesis, from the corpus, and against programs that only make calls.

Four programs do the same cases of a law in turns:

- the kit, while Hypothesis proposes the cases, as in a run with a seed other than 0;
- a bare state machine: Hypothesis proposes the same cases, and their calls are made directly on the reference;
- the kit, with the same cases from a corpus, as in a default run;
- a bare loop, which makes the calls of these cases directly.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Final
from unittest import mock

from benchmarks.calls import Call, make
from benchmarks.costs import cpu_here
from benchmarks.direct import calls_of
from benchmarks.rows import NotMeasuredError, Row
from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.claims.declaration import Parameters
from mapi_tck.ports import Adapter
from mapi_tck.record.search_lines import RecordedSearch
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.search import searching
from mapi_tck.search.examples import Example, read
from mapi_tck.search.law_scenario import LawScenario
from mapi_tck.search.laws import LAWS
from mapi_tck.search.plan import QUICK, SearchPlan
from mapi_tck.search.proposing import propose
from mapi_tck.search.results import unpacked
from mapi_tck.search.searching import Search
from mapi_tck.suite.catalogue import load_catalogue

GOALS: Final = ("search", "search bare", "search loop")

#: Pairs, after a turn that only warms caches. A choice: the laws take a few seconds together.
PAIRS: Final = 5
#: Laws whose cases differ most: mail and far ends, whole procedures, objects, tables.
MEASURED: Final = (
    "no message is lost",
    "every message is transferred that a procedure was for",
    "what is still held goes on working",
    "each status table reads as if it were alone",
)
#: The seed with which Hypothesis proposes the cases.
_SEED: Final = 1


def begun(law: str, adapter: Adapter | None = None, *, corpus: bool = False) -> Search:
    """A search for the law, in a scenario that has begun, on a reference of its own or on this adapter."""
    requirement = load_catalogue().requirements["I3a"]
    adapter = adapter or ReferenceAdapter()

    def case(*_: object) -> Scenario:
        return Scenario("benchmark", requirement, adapter, Parameters())

    tck = LawScenario("benchmark", requirement, adapter, Parameters())
    tck.plan = SearchPlan(case, 0 if corpus else _SEED, QUICK, corpus=corpus)
    tck.plan_lines([(1, "When", f"cases are tried in which {LAWS[law].space}"), (2, "Then", f"in every case {law}")])
    tck.begin()
    return Search(tck)


def searched(law: str, cases: Sequence[Example] | None = None) -> RecordedSearch:
    """Search as a run does: the cases that Hypothesis proposes, or these cases of a corpus. Returns what a record holds."""
    search = begun(law, corpus=cases is not None)
    search.tck.begin_line(1)
    with mock.patch.object(searching, "corpus_cases", return_value=cases):
        search.run([LAWS[law]])
    search.tck.begin_line(2)
    search.judge(LAWS[law])
    return search.result()


def bare(law: str, calls: dict[Example, list[Call]]) -> None:
    """Let Hypothesis propose the same cases, and make the calls of each. Removes the cases from `calls`."""
    search = begun(law)
    adapter = ReferenceAdapter()

    def examine(example: Example) -> None:
        make(calls.pop(example, ()), adapter)  # a case that is proposed twice is run once

    propose(LAWS[law], examine, search.surroundings, QUICK.examples, QUICK.steps, search.start)


def loop(calls: Sequence[Sequence[Call]]) -> None:
    """Make the calls of all cases."""
    adapter = ReferenceAdapter()
    for case in calls:
        make(case, adapter)


def recorded_calls(search: RecordedSearch) -> dict[Example, list[Call]]:
    """The calls of every case of a search."""
    traces = map(calls_of, unpacked(search["packed"]))
    return dict(zip((read(case["lines"]) for case in search["examples"]), traces, strict=True))


def measure(_folder: Path) -> Iterator[Row]:
    """Measure the rows of `GOALS`: the laws together, turn by turn."""
    import_module("mapi_tck.steps")
    number = made = 0
    turns: list[list[float]] = []
    for turn in range(PAIRS + 1):
        sums = [0.0, 0.0, 0.0, 0.0]
        for law in MEASURED:
            calls = recorded_calls(searched(law))
            cases, traces = tuple(calls), list(calls.values())
            if not turn:
                number, made = number + len(cases), made + sum(map(len, traces))
            programs: tuple[Callable[[], object], ...] = (
                partial(searched, law),
                partial(bare, law, calls),
                partial(searched, law, cases),
                partial(loop, traces),
            )
            for place, program in enumerate(programs):
                sums[place] += cpu_here(program)
            if calls:
                raise NotMeasuredError(f"{law}: {len(calls)} cases were not proposed again")
        turns.append(sums)
    proposed, machine, chosen, looped = (tuple(turn[place] for turn in turns[1:]) for place in range(4))
    cases_said = f"the same {number} cases of {len(MEASURED)} laws with {made} calls on both sides"
    yield Row("search", chosen, proposed, note=f"{cases_said}, from a corpus and proposed with seed {_SEED}")
    yield Row(
        "search bare",
        proposed,
        machine,
        note="both sides let Hypothesis propose the cases; only the kit has recorder and checks",
    )
    yield Row("search loop", chosen, looped, note="what recorder, checks, lines and record cost on top of the calls")
