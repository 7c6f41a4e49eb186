"""Verdicts: what checks make of a scenario, scenarios of a requirement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapi_tck.verdicts import WORST_FIRST, Holds, Strength, Verdict, judge, worst

VERDICTS = st.sampled_from(Verdict)
CHECKS = st.lists(st.sampled_from(Holds))
STRENGTHS = st.sampled_from(Strength)
ORDER = {verdict: number for number, verdict in enumerate(WORST_FIRST)}


def test_every_verdict_has_its_place() -> None:
    """Worst first: fail, error, inconclusive, warning, pass, and then what judged nothing."""
    assert sorted(WORST_FIRST) == sorted(Verdict)
    assert WORST_FIRST[:5] == ("fail", "error", "inconclusive", "warning", "pass")


def test_nothing_is_not_tested() -> None:
    """A requirement without any scenario that ran is not tested."""
    assert worst([]) is Verdict.NOT_TESTED


@given(st.lists(VERDICTS, min_size=1))
def test_the_worst_is_one_of_them(verdicts: list[Verdict]) -> None:
    """The worst verdict is one of them, and no other is worse."""
    assert worst(verdicts) in verdicts
    assert all(ORDER[worst(verdicts)] <= ORDER[verdict] for verdict in verdicts)


@given(st.lists(VERDICTS), st.lists(VERDICTS))
def test_the_worst_of_parts(first: list[Verdict], second: list[Verdict]) -> None:
    """It does not matter in which portions or in which order verdicts come together."""
    assert worst([worst(first), worst(second)]) == worst(second + first)


@given(VERDICTS, st.integers(1, 4))
def test_repetition_changes_nothing(verdict: Verdict, times: int) -> None:
    """The same verdict several times is that verdict."""
    assert worst([verdict] * times) is verdict


@given(STRENGTHS, CHECKS)
def test_the_order_of_checks_does_not_matter(strength: Strength, checks: list[Holds]) -> None:
    """A scenario's verdict depends on what its checks found, not on when."""
    assert judge(strength, checks) is judge(strength, reversed(checks)) is judge(strength, checks + checks)


@given(CHECKS)
def test_a_violated_must_fails_and_a_should_warns(checks: list[Holds]) -> None:
    """One check that does not hold decides."""
    wrong = [*checks, Holds.NO]

    assert judge(Strength.MUST, wrong) is Verdict.FAIL
    assert judge(Strength.SHOULD, wrong) is Verdict.WARNING


@given(st.lists(st.sampled_from([Holds.YES, Holds.NO]), min_size=1))
def test_a_may_is_never_violated(checks: list[Holds]) -> None:
    """What an implementation does about a MAY is a trait."""
    assert judge(Strength.MAY, checks) is Verdict.PASS


@given(STRENGTHS, CHECKS)
def test_pass_needs_checks_that_all_hold(strength: Strength, checks: list[Holds]) -> None:
    """Without a judged requirement, or with an open one, nothing passes."""
    if judge(strength, checks) is Verdict.PASS:
        assert checks
        assert Holds.UNDECIDED not in checks
        assert strength is Strength.MAY or set(checks) == {Holds.YES}


@given(CHECKS, st.sampled_from([Holds.NO, Holds.UNDECIDED]))
def test_more_trouble_never_helps(checks: list[Holds], more: Holds) -> None:
    """Another check of a MUST that does not hold, or stays open, never gives a better verdict."""
    assert ORDER[judge(Strength.MUST, [*checks, Holds.YES, more])] <= ORDER[judge(Strength.MUST, [*checks, Holds.YES])]


@given(STRENGTHS, CHECKS)
def test_what_stays_open_keeps_from_passing(strength: Strength, checks: list[Holds]) -> None:
    """With something left open a scenario is violated or undecided, and never passes."""
    assert judge(strength, [*checks, Holds.UNDECIDED]) is not Verdict.PASS


@pytest.mark.parametrize("strength", Strength)
def test_no_check_at_all_is_inconclusive(strength: Strength) -> None:
    """An empty set of checks decides nothing."""
    assert judge(strength, []) is Verdict.INCONCLUSIVE
