"""Right but unusual implementations as data: each is described, can be asked for, and names what allows it.

That the kit holds nothing against any of them is part of the self-test (`test_selftest`).
"""

import pytest

from mapi_tck.adapters.unusual import load_unusual, registered, specimens, unusual
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports.roles import Role
from mapi_tck.selftest.matrix import faulty_description
from mapi_tck.suite.catalogue import OPTIONS, load_catalogue
from mapi_tck.verdicts import Verdict

CATALOGUE = load_catalogue()
ODDITIES = {oddity.id: oddity for role in Role for oddity in load_unusual(role).values()}


@pytest.mark.parametrize("id", ODDITIES)
def test_what_is_permitted_says_who_permits_it(id: str) -> None:
    """Each names requirements and rulings of the catalogue or pages of the source, and reproaches no more than a warning."""
    oddity = ODDITIES[id]
    ids = [word for word in oddity.allowed_by if not word.endswith(".md")]

    assert oddity.allowed_by
    assert set(ids) <= {*CATALOGUE.requirements, *CATALOGUE.rulings}
    assert {item.requirement for item in oddity.otherwise} <= set(CATALOGUE.requirements)
    assert not {item.verdict for item in oddity.otherwise} & {Verdict.FAIL, Verdict.ERROR}
    assert all(item.reason for item in oddity.otherwise)
    assert oddity.claims <= set(OPTIONS)


@pytest.mark.parametrize("role", Role)
def test_a_specimen_of_each_can_come_true(role: Role) -> None:
    """The self-test is told of every one, with an end that a right implementation can have."""
    found = {item.id: faulty_description(item, CATALOGUE.requirements) for item in specimens(role)}

    assert found == {id: [] for id in load_unusual(role)}


def test_there_are_enough_of_them() -> None:
    """What a subsystem may do otherwise is tried in at least eighteen ways, and what a transport may in as many."""
    assert {role: len(load_unusual(role)) >= 18 for role in Role} == dict.fromkeys(Role, True)


def test_data_and_code_name_the_same_oddities() -> None:
    """Every one that is described can be run, and every one that can be run is described."""
    assert sorted(ODDITIES) == sorted(registered())


@pytest.mark.parametrize("role", Role)
def test_an_unusual_adapter_says_what_it_is(role: Role) -> None:
    """Nobody takes its record for one of the reference."""
    id = min(load_unusual(role))

    assert unusual(id, Parameters(), role).describe().implementation.endswith(f", right but unusual: {id}")


def test_an_unknown_name_is_wrong_use() -> None:
    """A misspelt name is answered with the one that was meant."""
    with pytest.raises(UsageError, match=r"did you mean one-row-a-call\?"):
        unusual("one-row-per-call", Parameters(), Role.SUBSYSTEM)


@pytest.mark.parametrize("role", Role)
def test_no_name_lists_all_of_the_role(role: Role) -> None:
    """`unusual:` alone lists what can be asked for in this role."""
    with pytest.raises(UsageError) as raised:
        unusual("", Parameters(), role)

    assert str(raised.value).endswith(f"(names in role {role}: {', '.join(load_unusual(role))})")


@pytest.mark.parametrize("role", Role)
def test_a_name_of_another_role_says_of_which(role: Role) -> None:
    """What is there, but not in this role, is answered with the option that is missing."""
    (other,) = set(Role) - {role}
    id = min(load_unusual(other))

    with pytest.raises(UsageError) as raised:
        unusual(id, Parameters(), role)

    assert str(raised.value) == f"unusual:{id}: this is one of role {other}, not of role {role} (--role {other})"
