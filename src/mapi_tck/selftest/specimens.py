"""Specimens: implementations of which it is known beforehand how every requirement ends.

A wrong one ends otherwise than the reference in what it gets wrong, and nowhere else. One that is right but unusual ends like
the reference. Installed packages offer specimens as entry points of the group `mapi_tck.specimens`: a callable that takes
the role and answers them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Final

from mapi_tck.catalogue import Catalogue
from mapi_tck.declaration import Declaration, Parameters
from mapi_tck.options import requirement_of
from mapi_tck.ports import TransportKind
from mapi_tck.roles import Placement, Role
from mapi_tck.suite import ScenarioText, packaged_scenarios
from mapi_tck.verdicts import ExitCode, Verdict

GROUP: Final = "mapi_tck.specimens"


@dataclass(frozen=True, slots=True)
class Expected:
    """How a requirement must end: its verdict, and the cause of a scenario that decides it."""

    requirement: str
    verdict: Verdict
    cause: str


@dataclass(frozen=True, slots=True)
class Specimen:
    """An implementation, and how it must end. What `expected` does not list ends as on the reference."""

    id: str
    #: The form by which the kit finds it, say `wrong:delivers-twice`.
    adapter: str
    role: Role
    #: What is wrong with it, or unusual.
    sentence: str
    #: The numbered step in which that sits.
    step: str
    expected: tuple[Expected, ...] = ()
    #: (requirement, id) of the traits that the reference does not show.
    traits: tuple[tuple[str, str], ...] = ()
    exit: ExitCode = ExitCode.FAILED
    #: The requirements, rulings or pages that allow it; empty for what is wrong.
    allowed_by: tuple[str, ...] = ()

    @property
    def wrong(self) -> bool:
        """Whether nothing allows it."""
        return not self.allowed_by

    @property
    def noticed_by(self) -> tuple[str, ...]:
        """The requirements that must notice it, each once: those of its own numbered step are named first."""
        return tuple(dict.fromkeys([item.requirement for item in self.expected] + [id for id, _ in self.traits]))


def load_specimens(role: Role) -> tuple[Specimen, ...]:
    """All specimens that can be under test in the role, in the order in which their packages list them."""
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    found: list[Specimen] = []
    for point in points:
        offered: Callable[[Role], Iterable[Specimen]] = point.load()
        found += offered(role)
    return tuple(found)


#: Claims everything, so that nothing is excluded; the times are short because many effects never come.
DECLARATIONS: Final = {
    Role.SUBSYSTEM: Declaration(
        claims={"flush-async-ok": True, "unicode-status-table": True, "restriction-on-non-column": True},
        kinds=frozenset(TransportKind),
        asynchronous_transports=True,
        parameters=Parameters(settle_limit=0.7, slow_seconds=0.06),
    ),
    Role.TRANSPORT: Declaration(
        claims={"flush-async-ok": True, "deferral": True},
        kinds=frozenset(TransportKind),
        asynchronous_transports=True,
        parameters=Parameters(settle_limit=0.15, slow_seconds=0.01),
    ),
}

#: Steps whose calls never reach a hosted transport.
_WITHOUT_TRANSPORT: Final = ("A1", "A2", "A3", "A4", "A5", "A7")


def tried(scenario: ScenarioText, role: Role, catalogue: Catalogue) -> bool:
    """Whether the scenario is run against the role's specimens.

    A hosted provider is tried alone and between others: to what a provider gets wrong, first and last are no other places.
    """
    requirement = catalogue.requirements[requirement_of(scenario, catalogue)]
    if scenario.placement is None:
        return requirement.role == role
    in_place = scenario.placement in (Placement.ALONE, Placement.BETWEEN)
    return role is Role.TRANSPORT and in_place and requirement.step not in _WITHOUT_TRANSPORT


def tried_scenarios(role: Role, catalogue: Catalogue) -> list[str]:
    """The ids of these scenarios."""
    return [id for id, scenario in packaged_scenarios().items() if tried(scenario, role, catalogue)]


def judged_requirements(role: Role, catalogue: Catalogue) -> list[str]:
    """The requirements that these scenarios judge, in the order of the catalogue."""
    scenarios = packaged_scenarios()
    judged = {requirement_of(scenarios[id], catalogue) for id in tried_scenarios(role, catalogue)}
    return [id for id in catalogue.requirements if id in judged]
