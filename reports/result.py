"""The result of a run for programs, as a page embeds it: verdicts, and every finding with the command that shows it again."""

import json
from typing import Final

from markupsafe import Markup

from mapi_tck import __version__
from mapi_tck.assessment import Assessment
from mapi_tck.codecs import Json

from .visible import bounded

#: Version of the result's form.
FORM: Final = 1


def result(assessment: Assessment) -> Json:
    """The result. The record has everything else, and its digest is here."""
    header = assessment.header
    return {
        "form": FORM,
        "kit": __version__,
        "record": {"digest": assessment.record.digest, "kit": header["kit"], "started": header["started"]},
        "implementation": header["implementation"],
        "adapter": header["adapter"],
        "options": header["options"],
        "verdict": assessment.verdict,
        "rule": assessment.rule,
        "exit_code": int(assessment.exit_code),
        "complete": assessment.complete,
        "selection": assessment.selection,
        "totals": {str(verdict): number for verdict, number in sorted(assessment.totals.items())},
        "requirements": [
            {
                "id": item.id,
                "strength": str(item.strength),
                "verdict": str(item.verdict),
                "reason": item.reason,
                "scenarios": len(item.results),
            }
            for item in assessment.requirements
        ],
        "findings": [
            {
                "requirement": finding.requirement.id,
                "scenario": finding.result["scenario"],
                "verdict": str(finding.verdict),
                "cause": finding.result["cause"],
                "command": finding.command,
            }
            for finding in assessment.findings
        ],
    }


#: Characters of a text: the record has it in full.
_LONGEST: Final = 500


def embedded(value: Json) -> Markup:
    """The value as it may stand within a script element: ASCII, nothing in it that could end the element, no text without end."""
    text = json.dumps(bounded(value, _LONGEST), ensure_ascii=True, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704
