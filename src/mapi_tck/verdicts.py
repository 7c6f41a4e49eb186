"""Verdicts of scenarios, requirements and runs, and the exit codes."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum


class Strength(StrEnum):
    """How binding a requirement is."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Verdict(StrEnum):
    """The verdict of a scenario or requirement; `docs/verdicts.md` defines each."""

    PASS = "pass"
    FAIL = "fail"
    WARNING = "warning"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not applicable"
    NOT_TESTED = "not tested"
    ERROR = "error"


class ExitCode(IntEnum):
    """The exit codes of `mapi-tck run`; `docs/verdicts.md` says which one applies first."""

    CONFORMS = 0
    FAILED = 1
    USAGE = 2
    UNDECIDED = 3
    BROKE = 4
    KNOWN = 5


#: Worst first. The verdicts after `PASS` do not judge.
WORST_FIRST = (
    Verdict.FAIL,
    Verdict.ERROR,
    Verdict.INCONCLUSIVE,
    Verdict.WARNING,
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
    Verdict.NOT_TESTED,
)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of these verdicts; *not tested* where there are none."""
    return min(verdicts, key=WORST_FIRST.index, default=Verdict.NOT_TESTED)


class Holds(StrEnum):
    """The result of one check."""

    YES = "holds"
    NO = "does not hold"
    UNDECIDED = "undecided"


def judge(strength: Strength, checks: Iterable[Holds]) -> Verdict:
    """The verdict of a scenario from its checks: one that failed decides, then one that stayed undecided.

    A MAY is never violated: what the implementation does is a trait.
    """
    found = set(checks)
    if Holds.NO in found and strength is not Strength.MAY:
        return Verdict.FAIL if strength is Strength.MUST else Verdict.WARNING
    if Holds.UNDECIDED in found or not found:
        return Verdict.INCONCLUSIVE
    return Verdict.PASS
