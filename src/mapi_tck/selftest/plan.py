"""What a self-test runs against its specimens: under which declaration, and which scenarios."""

from dataclasses import replace
from typing import Final

from mapi_tck.claims.declaration import Declaration, Parameters
from mapi_tck.ports import Role, TransportKind
from mapi_tck.suite.catalogue import Catalogue
from mapi_tck.suite.excludes import excluded
from mapi_tck.suite.features import ScenarioText, packaged_scenarios, requirement_of
from mapi_tck.suite.placements import Placement
from mapi_tck.suite.specimens import Specimen

#: Role → the usual declaration. It claims everything, so that nothing is excluded. The limits are short, because the kit often
#: waits in vain: many effects of wrong implementations never come. The waits are in simulated time, so a busy machine does not
#: matter. Each limit is long enough for the slowest effect of the reference.
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
    Role.CLIENT: Declaration(claims={"one-transport": True}),
}

#: The `settle_limit` for unusual implementations, in seconds. Their effects come, but may come late. A choice: it is half of the
#: usual `settle_limit`.
_PATIENT: Final = 5.0


def declaration_of(specimen: Specimen) -> Declaration:
    """The declaration under which the specimen is tried. An unusual implementation may take longer than a wrong one."""
    usual = DECLARATIONS[specimen.role]
    if not specimen.wrong:
        usual = replace(usual, parameters=replace(usual.parameters, settle_limit=_PATIENT))
    return usual if specimen.claims is None else replace(usual, claims=dict.fromkeys(sorted(specimen.claims), True))


#: Steps whose calls never reach a hosted transport.
_WITHOUT_TRANSPORT: Final = ("A1", "A2", "A3", "A4", "A5", "A7")


def tried(scenario: ScenarioText, role: Role, catalogue: Catalogue) -> bool:
    """Whether the scenario is run against the role's specimens.

    A hosted provider is tried alone and between others. At the first or last place it would show no other fault.
    """
    if excluded(scenario, catalogue):
        return False
    if scenario.searches:
        return False  # what a search finds depends on how long it lasts, and the kill matrix must always be the same
    requirement = catalogue.requirements[requirement_of(scenario, catalogue)]
    if scenario.placement is None:
        return requirement.role == role
    in_place = scenario.placement in (Placement.ALONE, Placement.BETWEEN)
    return role is Role.TRANSPORT and in_place and requirement.step not in _WITHOUT_TRANSPORT


def tried_scenarios(role: Role, catalogue: Catalogue) -> list[str]:
    """The ids of the scenarios that are run against the role's specimens."""
    return [id for id, scenario in packaged_scenarios().items() if tried(scenario, role, catalogue)]


def judged_requirements(role: Role, catalogue: Catalogue) -> list[str]:
    """The ids of the requirements that `tried_scenarios` judge, in the order of the catalogue."""
    scenarios = packaged_scenarios()
    judged = {requirement_of(scenarios[id], catalogue) for id in tried_scenarios(role, catalogue)}
    return [id for id in catalogue.requirements if id in judged]
