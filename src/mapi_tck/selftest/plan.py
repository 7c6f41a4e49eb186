"""What a self-test runs against its specimens: under which declaration, and which scenarios."""

from dataclasses import replace
from enum import StrEnum
from typing import Final

from mapi_tck.claims.declaration import Declaration, Parameters
from mapi_tck.ports import Role, TransportKind
from mapi_tck.search.laws import LAWS
from mapi_tck.settings.run import RunSettings
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
    claims = usual.claims if specimen.claims is None else dict.fromkeys(sorted(specimen.claims), True)
    return replace(usual, claims={**claims, **dict.fromkeys(sorted(specimen.denies), False)})


#: Steps whose calls never reach a hosted transport.
_WITHOUT_TRANSPORT: Final = ("A1", "A2", "A3", "A4", "A5", "A7")


#: How many cases each law has with an unusual implementation. The first cases of the corpus show most. A choice: so the laws take
#: less than a tenth of the self-test. `mapi-tck selftest --unusual` tries as many as a usual run.
CASES: Final = 3


class Laws(StrEnum):
    """How much of the laws a specimen is tried with."""

    #: What a search finds depends on how long it lasts, and a wrong implementation must always be detected by the same.
    NONE = "none"
    #: `CASES` cases of each law. A law whose cases are hundreds of rows is left out.
    FEW = "few"
    #: As many as in a usual run.
    ALL = "all"

    def has(self, scenario: ScenarioText) -> bool:
        """Whether this scenario is tried, as far as it depends on laws."""
        if not scenario.searches or self is Laws.ALL:
            return True
        return self is Laws.FEW and not LAWS[scenario.lines[-1].text.removeprefix("in every case ")].rows


def tried(scenario: ScenarioText, role: Role, catalogue: Catalogue, laws: Laws = Laws.NONE) -> bool:
    """Whether the scenario is run against the role's specimens.

    A hosted provider is tried alone and between others. At the first or last place it would show no other fault.
    """
    if excluded(scenario, catalogue) or not laws.has(scenario):
        return False
    requirement = catalogue.requirements[requirement_of(scenario, catalogue)]
    if scenario.placement is None:
        return requirement.role == role
    in_place = scenario.placement in (Placement.ALONE, Placement.BETWEEN)
    return role is Role.TRANSPORT and in_place and requirement.step not in _WITHOUT_TRANSPORT


def tried_scenarios(role: Role, catalogue: Catalogue, laws: Laws = Laws.NONE) -> list[str]:
    """The ids of the scenarios that are run against the role's specimens."""
    return [id for id, scenario in packaged_scenarios().items() if tried(scenario, role, catalogue, laws)]


def judged_requirements(role: Role, catalogue: Catalogue) -> list[str]:
    """The ids of the requirements that `tried_scenarios` judge, in the order of the catalogue."""
    scenarios = packaged_scenarios()
    judged = {requirement_of(scenarios[id], catalogue) for id in tried_scenarios(role, catalogue)}
    return [id for id in catalogue.requirements if id in judged]


def without_place(specimen: Specimen, catalogue: Catalogue) -> set[str]:
    """The requirements of whose tried scenarios none has a place for the specimen, because its declaration denies one."""
    settings = RunSettings(specimen.adapter, specimen.role, declaration=declaration_of(specimen))
    scenarios = packaged_scenarios()
    tried_ids = tried_scenarios(specimen.role, catalogue, Laws.FEW)
    judged = {id: requirement_of(scenarios[id], catalogue) for id in tried_ids}
    return {*judged.values()} - {judged[id] for id in tried_ids if settings.asks_for(scenarios[id], catalogue)}
