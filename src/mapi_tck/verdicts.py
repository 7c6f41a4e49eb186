"""Verdicts: of a scenario, of a requirement, of a run, and the exit code that follows."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum


class Strength(StrEnum):
    """How binding a requirement is."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Verdict(StrEnum):
    """What is said of a scenario or requirement; `docs/verdicts.md` defines each."""

    PASS = "pass"
    FAIL = "fail"
    WARNING = "warning"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not applicable"
    NOT_TESTED = "not tested"
    ERROR = "error"


class ExitCode(IntEnum):
    """What `mapi-tck run` answers; the first that applies."""

    CONFORMS = 0
    FAILED = 1
    USAGE = 2
    UNDECIDED = 3
    BROKE = 4
    KNOWN = 5


#: Worst first. The verdicts behind `PASS` say that nothing was judged.
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
    """The worst of some verdicts; none at all is *not tested*."""
    return min(verdicts, key=WORST_FIRST.index, default=Verdict.NOT_TESTED)


class Holds(StrEnum):
    """What one check found."""

    YES = "holds"
    NO = "does not hold"
    UNDECIDED = "undecided"


def judge(strength: Strength, checks: Iterable[Holds]) -> Verdict:
    """The verdict that a scenario's checks give: a violation outweighs what stayed open, which outweighs what holds.

    A MAY is never violated: what an implementation does about it is a trait.
    """
    found = set(checks)
    if Holds.NO in found and strength is not Strength.MAY:
        return Verdict.FAIL if strength is Strength.MUST else Verdict.WARNING
    if Holds.UNDECIDED in found or not found:
        return Verdict.INCONCLUSIVE
    return Verdict.PASS
