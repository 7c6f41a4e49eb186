"""A finding in plain lines, for formats that have one text for all of it."""

from typing import Final

from mapi_tck.assessment.assessment import Finding

from .groups import called, guilty
from .visible import compact, visible

#: Calls of a finding that its text shows. A choice: the last ones are the decisive ones.
CALLS: Final = 5


def explained(finding: Finding) -> list[str]:
    """Why, whose fault it may be, expected against observed, the calls behind it, and the command that runs it again."""
    lines = [f"because   {visible(finding.result['reason'])}"]
    if finding.result["blame"]:
        lines.append(f"blame     {visible(finding.result['blame'])}")
    for check in finding.checks:
        lines += [f"expected  {compact(check['expected'])}", f"observed  {compact(check['observed'])}"]
    calls, left = guilty(finding, CALLS)
    lines += [f"call      {entry['number']}  {visible(called(entry))}" for entry in calls]
    lines += [f"          and {left} more"] if left else []
    return [*lines, f"again     {visible(finding.command)}"]


def promised(finding: Finding) -> str:
    """The requirement that it is about, in one line."""
    requirement = finding.requirement
    return visible(f"{requirement.id} {requirement.strength}: {requirement.statement}")
