"""Right but unusual implementations as data: each is described, can be asked for, and names what allows it.

That each of them passes is part of the self-test (`test_selftest`).
"""

import pytest

from mapi_tck.adapters.unusual import UNUSUAL, specimens, unusual
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports.roles import Role
from mapi_tck.search.laws import LAWS
from mapi_tck.selftest.matrix import faulty_description
from mapi_tck.selftest.plan import Laws, tried_scenarios
from mapi_tck.suite.catalogue import OPTIONS, load_catalogue
from mapi_tck.suite.features import packaged_scenarios
from mapi_tck.verdicts import Verdict

CATALOGUE = load_catalogue()
SPECIMENS = {item.id: item for role in Role for item in specimens(role)}


@pytest.mark.parametrize("id", SPECIMENS)
def test_an_unusual_implementation_says_what_allows_it(id: str) -> None:
    """Each names requirements and rulings of the catalogue or pages of the source; the worst that it may get is a warning."""
    item = SPECIMENS[id]
    ids = [word for word in item.allowed_by if not word.endswith(".md")]

    assert item.allowed_by
    assert set(ids) <= {*CATALOGUE.requirements, *CATALOGUE.rulings}
    assert {ending.requirement for ending in item.expected} <= set(CATALOGUE.requirements)
    assert not {ending.verdict for ending in item.expected} & {Verdict.FAIL, Verdict.ERROR}
    assert all(ending.reason for ending in item.expected)
    assert item.denies | (item.claims or set()) <= set(OPTIONS)


def test_laws_are_tried_with_unusual_implementations() -> None:
    """A wrong one is tried with no law, an unusual one with all but those whose cases are rows, and on request with all."""
    tried = {how: set(tried_scenarios(Role.SUBSYSTEM, CATALOGUE, how)) for how in Laws}
    laws = {id: packaged_scenarios()[id].lines[-1].text for id in tried[Laws.ALL] - tried[Laws.NONE]}

    assert set(laws.values()) == {f"in every case {text}" for text in LAWS}
    left_out = {laws[id].removeprefix("in every case ") for id in tried[Laws.ALL] - tried[Laws.FEW]}
    assert left_out == {law.text for law in LAWS.values() if law.rows}


@pytest.mark.parametrize("role", Role)
def test_what_is_expected_of_each_is_possible(role: Role) -> None:
    """Every one expects only verdicts that a right implementation can get."""
    found = {item.id: faulty_description(item, CATALOGUE.requirements) for item in specimens(role)}

    assert found == {item.id: [] for item in specimens(role)}


def test_there_are_enough_of_them() -> None:
    """What a subsystem, a transport and a client may do otherwise is tried in at least eighteen ways each."""
    assert {role: len(specimens(role)) >= 18 for role in Role} == dict.fromkeys(Role, True)


def test_data_and_code_name_the_same_implementations() -> None:
    """Every one that is described can be run, and every one that can be run is described."""
    assert sorted(SPECIMENS) == sorted(UNUSUAL.registered())


@pytest.mark.parametrize("role", Role)
def test_an_unusual_adapter_says_what_it_is(role: Role) -> None:
    """Its record cannot be taken for one of the reference."""
    id = min(item.id for item in specimens(role))

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

    listed = ", ".join(item.id for item in specimens(role))
    assert str(raised.value).endswith(f"(names in role {role}: {listed})")


@pytest.mark.parametrize("role", Role)
def test_a_name_of_another_role_says_of_which(role: Role) -> None:
    """A name of another role is answered with the option that is missing."""
    other = next(other for other in Role if other is not role)
    id = min(item.id for item in specimens(other))

    with pytest.raises(UsageError) as raised:
        unusual(id, Parameters(), role)

    assert str(raised.value) == f"unusual:{id}: this is one of role {other}, not of role {role} (--role {other})"
