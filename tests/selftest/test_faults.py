"""Deliberately wrong implementations as data: each is described, can be asked for, and is told apart from the others.

That the kit notices every one of them is the self-test (`test_selftest`).
"""

from collections import Counter
from typing import ClassVar

import pytest

from mapi_tck.adapters.reference.variants import ByKeyword
from mapi_tck.adapters.wrong import WRONG, specimens, wrong
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports.roles import Role
from mapi_tck.selftest.matrix import faulty_description
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.specimens import Expected, Specimen, load_specimens
from mapi_tck.verdicts import ExitCode, Strength, Verdict

CATALOGUE = load_catalogue()

#: A requirement of each strength.
OF_STRENGTH = {item.strength: item.id for item in reversed(CATALOGUE.judged())}
MUST, SHOULD, MAY = (OF_STRENGTH[strength] for strength in Strength)


@pytest.mark.parametrize("role", Role)
def test_every_judged_requirement_has_a_fault_of_its_own(role: Role) -> None:
    """For any two judged requirements there is a fault that one of them notices and the other does not."""
    judged = [item.id for item in CATALOGUE.judged() if item.role == role]
    notices = {id: frozenset(item.id for item in specimens(role) if id in item.noticed_by) for id in judged}
    alike = Counter(notices.values())

    assert [id for id, found in notices.items() if not found or alike[found] > 1] == []


@pytest.mark.parametrize("role", Role)
def test_a_fault_expects_what_the_strength_of_a_requirement_allows(role: Role) -> None:
    """A violated MUST fails, a violated SHOULD warns, anything else is a trait."""
    found = {item.id: faulty_description(item, CATALOGUE.requirements) for item in specimens(role)}

    assert {id: problems for id, problems in found.items() if problems} == {}


@pytest.mark.parametrize(
    ("expected", "exit"),
    [
        ([], ExitCode.CONFORMS),
        ([(SHOULD, Verdict.WARNING)], ExitCode.CONFORMS),
        ([(SHOULD, Verdict.INCONCLUSIVE), (MAY, Verdict.INCONCLUSIVE)], ExitCode.CONFORMS),
        ([(MUST, Verdict.NOT_TESTED), (MUST, Verdict.NOT_APPLICABLE)], ExitCode.CONFORMS),
        ([(SHOULD, Verdict.WARNING), (MUST, Verdict.INCONCLUSIVE)], ExitCode.UNDECIDED),
        ([(MUST, Verdict.INCONCLUSIVE), (SHOULD, Verdict.ERROR)], ExitCode.BROKE),
        ([(SHOULD, Verdict.ERROR), (MUST, Verdict.INCONCLUSIVE), (MUST, Verdict.FAIL)], ExitCode.FAILED),
    ],
)
def test_the_exit_code_follows_from_the_expected_verdicts(expected: list[tuple[str, Verdict]], exit: ExitCode) -> None:
    """A violated MUST makes it 1, else an error 4, else an undecided MUST 3; a violated SHOULD or a trait leaves it 0."""
    endings = tuple(Expected(requirement, verdict, "a-cause") for requirement, verdict in expected)

    assert Specimen("made-up", "wrong:made-up", Role.SUBSYSTEM, "It is wrong.", "A4", endings).exit is exit


@pytest.mark.parametrize("role", Role)
def test_a_sentence_says_what_each_variant_does(role: Role) -> None:
    """The docstring of its class is a sentence, and no other wrong or other unusual one has the same."""
    every = load_specimens(role)
    said = Counter((item.wrong, item.sentence) for item in every)

    assert [item.id for item in every if not (item.sentence[:1].isupper() and item.sentence.endswith("."))] == []
    assert [sentence for (_, sentence), times in said.items() if times > 1] == []


def test_data_and_code_name_the_same_faults() -> None:
    """Every fault that is described can be run, and every one that can be run is described, for one role."""
    assert sorted(item.id for role in Role for item in specimens(role)) == sorted(WRONG.registered())


def test_a_misspelt_class_keyword_is_refused() -> None:
    """A class gives its base's class variables as keywords; a keyword that names none of them would have no effect."""

    class Base(ByKeyword):
        tag: ClassVar[int]

    class Right(Base, tag=3):
        pass

    assert Right.tag == 3
    with pytest.raises(TypeError, match="Wrong has no class variable tga"):

        class Wrong(Base, tga=3):
            pass


@pytest.mark.parametrize(
    ("role", "fault", "named"),
    [(Role.SUBSYSTEM, "does-nothing", "subsystem"), (Role.TRANSPORT, "ends-compared", "transport")],
)
def test_a_wrong_adapter_says_what_it_is(role: Role, fault: str, named: str) -> None:
    """The record of a wrong subsystem or transport cannot be taken for one of the reference."""
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

    listed = ", ".join(item.id for item in specimens(role))
    assert str(raised.value).endswith(f"(faults in role {role}: {listed})")


@pytest.mark.parametrize("role", Role)
def test_a_fault_of_another_role_says_of_which(role: Role) -> None:
    """A fault of another role is answered with the option that is missing."""
    other = next(other for other in Role if other is not role)
    id = min(item.id for item in specimens(other))

    with pytest.raises(UsageError) as raised:
        wrong(id, Parameters(), role)

    assert str(raised.value) == f"wrong:{id}: this is a fault of role {other}, not of role {role} (--role {other})"
