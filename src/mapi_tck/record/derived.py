"""Derives the verdict of a scenario from what its line holds. A record is a claim: its readers believe no verdict unseen."""

from typing import Final

from mapi_tck.errors import Blocked, KitSupplied, NothingToJudge, NotObservable, OtherReading
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.record.recorded import UNSTABLE
from mapi_tck.verdicts import Holds, Strength, Verdict, judge

#: The cause of a scenario that the declaration excludes.
EXCLUDED: Final = "excluded"

#: Causes that settle the verdict. The checks do not count then.
_SETTLED: Final = {
    EXCLUDED: Verdict.NOT_APPLICABLE,
    UNSTABLE: Verdict.INCONCLUSIVE,
    **dict.fromkeys((KitSupplied.cause, OtherReading.cause, NothingToJudge.cause), Verdict.NOT_TESTED),
}
_BEFOREHAND: Final = (Blocked.cause, NotObservable.cause)


def contradiction(result: ScenarioEnded, strength: Strength) -> str:
    """What in the line of an ended scenario contradicts its verdict, in words; "" if the verdict follows from the line."""
    derived = _derived(result, strength)
    if result["verdict"] != derived:
        return f"its verdict is {result['verdict']}, but {_ground(result, derived)}: that is {derived}"
    return _of_checks(result, derived)


def _derived(result: ScenarioEnded, strength: Strength) -> Verdict:
    if result["blame"] is not None or _some(result, "error"):
        return Verdict.ERROR
    if result["cause"] in _SETTLED:
        return _SETTLED[result["cause"]]
    if not _began(result) and result["cause"] in _BEFOREHAND:
        return Verdict.INCONCLUSIVE
    open_lines = [Holds.UNDECIDED for line in result["lines"] if line["outcome"] in ("inconclusive", "not run")]
    return judge(strength, [*(Holds(check["holds"]) for check in result["checks"]), *open_lines])


def _ground(result: ScenarioEnded, derived: Verdict) -> str:
    """Why the line gives the derived verdict."""
    wrong = [check["id"] for check in result["checks"] if check["holds"] == Holds.NO]
    if derived is Verdict.ERROR:
        return f"{result['blame']} is to blame" if result["blame"] else "a line ended in an error"
    if result["cause"] in _SETTLED:
        return f"its cause is {result['cause']}"
    if derived in (Verdict.FAIL, Verdict.WARNING):
        return f"the check {wrong[0]} does not hold"
    if derived is Verdict.PASS:
        return "every line was run, and no check is violated"
    return "no check decides it" if not result["checks"] else "not every line was decided"


def _of_checks(result: ScenarioEnded, verdict: Verdict) -> str:
    """What in cause, checks and lines contradicts each other."""
    wrong = [check for check in result["checks"] if check["holds"] == Holds.NO]
    if verdict in (Verdict.FAIL, Verdict.WARNING) and result["cause"] != wrong[0]["cause"]:
        return f"its cause is {result['cause']}, but the check {wrong[0]['id']} failed first, with cause {wrong[0]['cause']}"
    if verdict is Verdict.PASS and (result["cause"] or result["reason"]):
        return f"it passed, but has a cause or a reason: {result['cause'] or result['reason']}"
    if verdict is Verdict.INCONCLUSIVE and not result["reason"]:
        return "it is undecided, but has no reason"
    if verdict in (Verdict.PASS, Verdict.FAIL, Verdict.WARNING) and not result["lines"]:
        return f"its verdict is {verdict}, but it holds no lines"
    failed = {check["line"] for check in wrong}
    for line in result["lines"]:
        if line["outcome"] == "failed" and line["number"] not in failed:
            return f"line {line['number']} failed, but no check of it does"
        if line["outcome"] in ("passed", "not run") and line["number"] in failed:
            return f"a check of line {line['number']} does not hold, but the line is {line['outcome']}"
    return ""


def _some(result: ScenarioEnded, outcome: str) -> bool:
    return any(line["outcome"] == outcome for line in result["lines"])


def _began(result: ScenarioEnded) -> bool:
    return any(line["outcome"] != "not run" for line in result["lines"])
