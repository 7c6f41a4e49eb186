"""Deliberately wrong transport providers: the kit finds every fault, for the reason that was foretold, alone and hosted."""

from collections.abc import Iterator

import pytest
from fault_runs import Runs, differences, more_than_allowed, not_told_apart

from mapi_tck.adapters.wrong import load_faults, wrong
from mapi_tck.catalogue import load_catalogue
from mapi_tck.declaration import Parameters
from mapi_tck.options import requirement_of
from mapi_tck.roles import Placement, Role
from mapi_tck.suite import packaged_scenarios
from mapi_tck.verdicts import Verdict

FAULTS = load_faults(Role.TRANSPORT)

CATALOGUE = load_catalogue()

#: What is asked of a transport itself.
ITS_OWN = {item.id for item in CATALOGUE.judged() if item.role == Role.TRANSPORT}

#: What is asked of the procedures that are carried out with it in the profile, by the scenarios that are run here: alone and
#: between others, because to a fault first and last are no other places, and would double the time; and not those of
#: procedure A's steps around the flush, whose calls never reach a transport.
HOSTED = {
    text.id: requirement_of(text, CATALOGUE)
    for text in packaged_scenarios().values()
    if text.placement in (Placement.ALONE, Placement.BETWEEN)
    and CATALOGUE.requirements[requirement_of(text, CATALOGUE)].step not in ("A1", "A2", "A3", "A4", "A5", "A7")
}

#: Claims everything, so that nothing is excluded; the times are short because many effects never come.
DECLARATION = """
[claims]
flush-async-ok = true
transport-kinds = ["LAN", "modem", "RAS"]
asynchronous-transports = true
deferral = true

[parameters]
settle_limit = 0.15
slow_seconds = 0.01
"""


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """The reference and all that is cut from it, under the same declaration."""
    adapters = ["reference", *(f"wrong:{id}" for id in FAULTS)]
    with Runs(Role.TRANSPORT, DECLARATION, adapters, tmp_path_factory.mktemp("runs"), "X", *HOSTED) as runs:
        yield runs


@pytest.mark.parametrize("id", FAULTS)
def test_a_fault_is_found_and_nothing_else_is_blamed(id: str, runs: Runs) -> None:
    """The run ends as the fault foretells, and every other requirement as on the reference, or blocked by the fault."""
    assert differences(FAULTS[id], runs.of(f"wrong:{id}"), runs.of("reference")) == []


def test_the_reference_under_this_declaration_passes_everything(runs: Runs) -> None:
    """Whatever a wrong run is compared with is a pass: nothing is excluded, undecided or merely tolerated."""
    assert {
        id for id, (verdict, _) in runs.of("reference").endings.items() if verdict is Verdict.PASS
    } == ITS_OWN.union(HOSTED.values())


def test_every_requirement_of_a_transport_has_a_fault_of_its_own() -> None:
    """For any two of them there is a fault that one of them notices and the other does not."""
    assert not_told_apart(FAULTS.values(), ITS_OWN) == []


@pytest.mark.parametrize("id", FAULTS)
def test_a_fault_foretells_what_its_strength_allows(id: str) -> None:
    """A violated MUST fails and makes the exit code 1, a violated SHOULD warns, anything else is a trait."""
    assert more_than_allowed(FAULTS[id]) == []


def test_a_wrong_provider_says_what_it_is() -> None:
    """Nobody takes a record of a wrong transport for one of the reference's."""
    described = wrong("ends-compared", Parameters(), Role.TRANSPORT).describe()

    assert described.implementation == "mapi-tck reference transport, wrong on purpose: ends-compared"
