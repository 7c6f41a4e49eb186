"""Deliberately wrong subsystems: the kit finds every fault, for the reason that was foretold, and blames nothing else."""

from collections.abc import Iterator

import pytest
from fault_runs import Runs, differences, more_than_allowed, not_told_apart

from mapi_tck.adapters.wrong import load_faults, registered, wrong
from mapi_tck.catalogue import load_catalogue
from mapi_tck.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.roles import Role
from mapi_tck.verdicts import Verdict

FAULTS = load_faults(Role.SUBSYSTEM)

JUDGED = {item.id for item in load_catalogue().judged() if item.role == Role.SUBSYSTEM}

#: Claims everything, so that nothing is excluded; the times are short because many effects never come.
DECLARATION = """
[claims]
flush-async-ok = true
unicode-status-table = true
restriction-on-non-column = true
transport-kinds = ["LAN", "modem", "RAS"]
asynchronous-transports = true

[parameters]
settle_limit = 0.7
slow_seconds = 0.06
"""


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """The reference and all that is cut from it, under the same declaration."""
    adapters = ["reference", *(f"wrong:{id}" for id in FAULTS)]
    with Runs(Role.SUBSYSTEM, DECLARATION, adapters, tmp_path_factory.mktemp("runs")) as runs:
        yield runs


@pytest.mark.parametrize("id", FAULTS)
def test_a_fault_is_found_and_nothing_else_is_blamed(id: str, runs: Runs) -> None:
    """The run ends as the fault foretells, and every other requirement as on the reference, or blocked by the fault."""
    assert differences(FAULTS[id], runs.of(f"wrong:{id}"), runs.of("reference")) == []


def test_the_reference_under_this_declaration_passes_everything(runs: Runs) -> None:
    """Whatever a wrong run is compared with is a pass: nothing is excluded, undecided or merely tolerated."""
    assert {id for id, (verdict, _) in runs.of("reference").endings.items() if verdict is Verdict.PASS} == JUDGED


def test_every_judged_requirement_has_a_fault_of_its_own() -> None:
    """For any two judged requirements there is a fault that one of them notices and the other does not."""
    assert not_told_apart(FAULTS.values(), JUDGED) == []


@pytest.mark.parametrize("id", FAULTS)
def test_a_fault_foretells_what_its_strength_allows(id: str) -> None:
    """A violated MUST fails and makes the exit code 1, a violated SHOULD warns, anything else is a trait."""
    assert more_than_allowed(FAULTS[id]) == []


def test_data_and_code_name_the_same_faults() -> None:
    """Every fault that is described can be run, and every one that can be run is described, for one role."""
    described = [id for role in Role for id in load_faults(role)]

    assert sorted(described) == sorted(registered())


def test_a_wrong_adapter_says_what_it_is() -> None:
    """Nobody takes a record of a wrong subsystem for one of the reference."""
    described = wrong("does-nothing", Parameters(), Role.SUBSYSTEM).describe()

    assert described.implementation == "mapi-tck reference subsystem, wrong on purpose: does-nothing"


def test_an_unknown_fault_is_wrong_use() -> None:
    """A misspelt fault is answered with the one that was meant."""
    with pytest.raises(UsageError, match=r"did you mean does-nothing\?"):
        wrong("do-nothing", Parameters(), Role.SUBSYSTEM)


@pytest.mark.parametrize("role", Role)
def test_no_fault_lists_all_of_the_role(role: Role) -> None:
    """`wrong:` alone lists the faults that can be asked for in this role."""
    with pytest.raises(UsageError) as raised:
        wrong("", Parameters(), role)

    assert str(raised.value).endswith(f"(faults in role {role}: {', '.join(load_faults(role))})")


@pytest.mark.parametrize("role", Role)
def test_a_fault_of_another_role_says_of_which(role: Role) -> None:
    """What is there, but not in this role, is answered with the option that is missing."""
    (other,) = set(Role) - {role}
    id = min(load_faults(other))

    with pytest.raises(UsageError) as raised:
        wrong(id, Parameters(), role)

    assert str(raised.value) == f"wrong:{id}: this is a fault of role {other}, not of role {role} (--role {other})"
