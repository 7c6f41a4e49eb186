"""What supports a verdict, said without the kit's own code: the check on the kit must not repeat the kit's mistakes."""

from collections.abc import Mapping, Sequence
from typing import Any

from fuzz.finding import Fault, Found


def supported(result: Mapping[str, Any], strength: str) -> None:
    """Raise `Found` if the scenario passed and nothing supports it: checks that all hold, and lines that all passed.

    A MAY is never violated: there a check that does not hold is a trait.
    """
    if result["verdict"] != "pass":
        return
    checks = [check["holds"] for check in result["checks"]]
    lines = [line["outcome"] for line in result["lines"]]
    allowed = {"holds", "does not hold"} if strength == "MAY" else {"holds"}
    ran = {"passed", "failed"} if strength == "MAY" else {"passed"}
    if not checks or set(checks) - allowed or not lines or set(lines) - ran:
        raise Found(Fault.INVENTED, f"{result['scenario']} passed with the checks {checks} and the lines {lines}")
    if result["blame"] is not None:
        raise Found(Fault.INVENTED, f"{result['scenario']} passed, and {result['blame']} is to blame")


def conforming(header: Mapping[str, Any], results: Sequence[Mapping[str, Any]], *, finished: bool) -> None:
    """Raise `Found` if these results of a run do not support the exit code 0."""
    ended: dict[str, set[str]] = {}
    for one in results:
        ended.setdefault(one["scenario"], set()).add(one["verdict"])
    binding = {item["id"] for item in header["requirements"] if item["strength"] == "MUST"}
    about = {item["id"]: item["requirement"] for item in header["scenarios"]}
    bad = {"error"}
    for id in header["plan"]:
        verdicts = ended.get(id, {"missing"})
        worse = bad | ({"fail", "inconclusive", "missing"} if about[id] in binding else {"missing"})
        if verdicts & worse:
            raise Found(Fault.INVENTED, f"the run conforms, and {id} is {sorted(verdicts)}")
    if not finished or not header["plan"]:
        raise Found(Fault.INVENTED, "the run conforms, and did not finish" if header["plan"] else "nothing was planned")
