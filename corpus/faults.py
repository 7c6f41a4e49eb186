"""Finds which wrong subsystems a case notices, of those that the requirement of its law must notice."""

import signal
from collections.abc import Iterable, Mapping
from functools import cache
from types import FrameType
from typing import Final

from mapi_tck.ports import Role
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.search.examples import Example
from mapi_tck.search.searching import perform
from mapi_tck.selftest.plan import DECLARATIONS
from mapi_tck.settings.adapter_forms import resolve
from mapi_tck.suite.catalogue import Requirement, load_catalogue
from mapi_tck.suite.features import packaged_scenarios, requirement_of
from mapi_tck.suite.specimens import load_specimens
from mapi_tck.verdicts import Verdict

#: Seconds of computing that a case may take with a wrong subsystem, so that a busy machine chooses the same cases. As a rule it
#: takes milliseconds.
_LONGEST: Final = 2


@cache
def requirement_of_law(law: str) -> Requirement:
    """The requirement that the law judges."""
    catalogue = load_catalogue()
    for text in packaged_scenarios().values():
        if text.placement is None and any(line.text == f"in every case {law}" for line in text.lines):
            return catalogue.requirements[requirement_of(text, catalogue)]
    raise ValueError(f"no scenario is about the law {law!r}")


def noticed(law: str, cases: Iterable[Example]) -> Mapping[Example, frozenset[str]]:
    """For each case the wrong subsystems that it notices."""
    requirement = requirement_of_law(law)
    found: dict[Example, set[str]] = {case: set() for case in cases}
    parameters = DECLARATIONS[Role.SUBSYSTEM].parameters  # as in the self-test
    signal.signal(signal.SIGVTALRM, _too_long)
    for specimen in load_specimens(Role.SUBSYSTEM):
        wrong = [item for item in specimen.expected if item.requirement == requirement.id]
        if not specimen.wrong or not any(item.verdict in (Verdict.FAIL, Verdict.WARNING) for item in wrong):
            continue
        adapter = resolve(specimen.adapter, parameters).create()
        for case, faults in found.items():
            tck = Scenario("corpus", requirement, adapter, parameters)
            signal.setitimer(signal.ITIMER_VIRTUAL, _LONGEST)
            perform(tck, case)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            if tck.ending[0] in (Verdict.FAIL, Verdict.WARNING):
                faults.add(specimen.id)
    return {case: frozenset(faults) for case, faults in found.items()}


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError("the case takes too long")
