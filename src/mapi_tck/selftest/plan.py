"""What a self-test runs against its specimens: under which declaration, and which scenarios."""

from dataclasses import replace
from typing import Final

from mapi_tck.claims.declaration import Declaration, Parameters
from mapi_tck.ports import Role, TransportKind
from mapi_tck.suite.catalogue import Catalogue
from mapi_tck.suite.features import ScenarioText, packaged_scenarios, requirement_of
from mapi_tck.suite.placements import Placement
from mapi_tck.suite.specimens import Specimen

#: Claims everything, so that nothing is excluded. The times are short, because many effects of wrong implementations never come.
#: They pass in a simulated time, so a busy machine does not matter; each is long enough for the slowest effect of the reference.
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

#: How long an effect may take of which it is known that it comes; in seconds. A choice: it is half of the usual `settle_limit`.
_PATIENT: Final = 5.0


def declaration_of(specimen: Specimen) -> Declaration:
    """The declaration under which the specimen is tried. A right but unusual one may take longer."""
    usual = DECLARATIONS[specimen.role]
    if not specimen.wrong:
        usual = replace(usual, parameters=replace(usual.parameters, settle_limit=_PATIENT))
    return usual if specimen.claims is None else replace(usual, claims=dict.fromkeys(sorted(specimen.claims), True))


#: Steps whose calls never reach a hosted transport.
_WITHOUT_TRANSPORT: Final = ("A1", "A2", "A3", "A4", "A5", "A7")


def tried(scenario: ScenarioText, role: Role, catalogue: Catalogue) -> bool:
    """Whether the scenario is run against the role's specimens.

    A hosted provider is tried alone and between others: being first or last would show no other fault.
    """
    if scenario.searches:
        return False  # what a search finds depends on how long it lasts, and the matrix must not
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
