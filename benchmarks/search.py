"""Measures what the search costs, as a ratio to a state machine that only makes calls.

On both sides Hypothesis proposes the same cases with the same state machine. The kit performs each case as the search does. The
other side makes the calls of the case directly on the adapter, without lines, recorder, checks or record.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Final

from benchmarks.calls import Call, make
from benchmarks.costs import head, row
from benchmarks.direct import calls_of
from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.claims.declaration import Parameters
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.search.examples import Example, read
from mapi_tck.search.law_scenario import LawScenario
from mapi_tck.search.laws import LAWS
from mapi_tck.search.plan import QUICK, SearchPlan
from mapi_tck.search.proposing import propose
from mapi_tck.search.results import unpacked
from mapi_tck.search.searching import Search
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.wire.codecs import Json

#: Pairs of measurements, after one that only warms caches. A choice: the four laws take a minute together.
PAIRS: Final = 5
#: Laws whose cases differ most: mail and far ends, whole procedures, objects, tables.
MEASURED: Final = (
    "no message is lost",
    "every message is transferred that a procedure was for",
    "what is still held goes on working",
    "each status table reads as if it were alone",
)
#: Cases of a search. A choice: about as many as a run tries for a law.
_CASES: Final = 60


def begun(law: str) -> Search:
    """A search for the law, in a scenario that has begun, on a reference of its own."""
    requirement = load_catalogue().requirements["I3a"]
    adapter = ReferenceAdapter()

    def case(*_: object) -> Scenario:
        return Scenario("benchmark", requirement, adapter, Parameters())

    tck = LawScenario("benchmark", requirement, adapter, Parameters())
    tck.plan = SearchPlan(case, 0, replace(QUICK, examples=_CASES))
    tck.plan_lines([(1, "When", f"cases are tried in which {LAWS[law].space}"), (2, "Then", f"in every case {law}")])
    tck.begin()
    return Search(tck)


def searched(law: str) -> Json:
    """Search as a run does. Answers the result as a record holds it."""
    search = begun(law)
    search.tck.begin_line(1)
    search.run([LAWS[law]])
    search.tck.begin_line(2)
    search.judge(LAWS[law])
    return search.result()


def bare(law: str, calls: dict[Example, list[Call]]) -> None:
    """Let Hypothesis propose the same cases, and make the calls of each. Removes the cases from `calls`."""
    search = begun(law)
    adapter = ReferenceAdapter()

    def examine(example: Example) -> None:
        make(calls.pop(example, ()), adapter)  # a case that comes again is not run again

    propose(LAWS[law], examine, search.surroundings, _CASES, QUICK.steps, search.start)


def recorded_calls(search: Json) -> dict[Example, list[Call]]:
    """The calls of every case of a search."""
    traces = map(calls_of, unpacked(search["packed"]))
    return dict(zip((read(case["lines"]) for case in search["examples"]), traces, strict=True))


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds that the work takes."""
    before = time.process_time()
    work()
    return time.process_time() - before


def main() -> None:
    """Measure, and print a table."""
    import_module("mapi_tck.steps")
    print(head("search, CPU time, medians", "bare"))
    for law in MEASURED:
        kit, direct = [], []
        for turn in range(PAIRS + 1):
            search = searched(law)
            with_kit = cpu(partial(searched, law))
            calls = recorded_calls(search)
            without = cpu(partial(bare, law, calls))
            if calls:
                sys.exit(f"{law}: {len(calls)} cases were not proposed again")
            if turn:
                kit.append(with_kit)
                direct.append(without)
        print(row(law, kit, direct, "s"))
    print(
        f"{_CASES} cases a law; the same Hypothesis state machine on both sides, the kit's with recorder, checks and record."
    )


if __name__ == "__main__":
    main()
