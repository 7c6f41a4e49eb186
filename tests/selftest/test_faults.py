"""Deliberately wrong implementations as data: each is described, can be asked for, and is told apart from the others.

That the kit notices every one of them is the self-test (`test_selftest`).
"""

from collections import Counter

import pytest

from mapi_tck.adapters.wrong import load_faults, registered, specimens, wrong
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports.roles import Role
from mapi_tck.selftest.matrix import faulty_description
from mapi_tck.suite.catalogue import load_catalogue

CATALOGUE = load_catalogue()


@pytest.mark.parametrize("role", Role)
def test_every_judged_requirement_has_a_fault_of_its_own(role: Role) -> None:
    """For any two judged requirements there is a fault that one of them notices and the other does not."""
    judged = [item.id for item in CATALOGUE.judged() if item.role == role]
    notices = {id: frozenset(item.id for item in specimens(role) if id in item.noticed_by) for id in judged}
    alike = Counter(notices.values())

    assert [id for id, found in notices.items() if not found or alike[found] > 1] == []


@pytest.mark.parametrize("role", Role)
def test_a_fault_foretells_what_its_strength_allows(role: Role) -> None:
    """A violated MUST fails and makes the exit code 1, a violated SHOULD warns, anything else is a trait."""
    found = {item.id: faulty_description(item, CATALOGUE.requirements) for item in specimens(role)}

    assert {id: problems for id, problems in found.items() if problems} == {}


def test_data_and_code_name_the_same_faults() -> None:
    """Every fault that is described can be run, and every one that can be run is described, for one role."""
    described = [id for role in Role for id in load_faults(role)]

    assert sorted(described) == sorted(registered())


@pytest.mark.parametrize(
    ("role", "fault", "named"),
    [(Role.SUBSYSTEM, "does-nothing", "subsystem"), (Role.TRANSPORT, "ends-compared", "transport")],
)
def test_a_wrong_adapter_says_what_it_is(role: Role, fault: str, named: str) -> None:
    """Nobody takes a record of a wrong subsystem or transport for one of the reference."""
    described = wrong(fault, Parameters(), role).describe()

    assert described.implementation == f"mapi-tck reference {named}, wrong on purpose: {fault}"


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
