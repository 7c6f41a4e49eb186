"""The result of a run for programs, as a file or within a page: verdicts, and every finding with the command to repeat it.

`schemas/result.schema.json` describes it.
"""

import json
from typing import Final

from markupsafe import Markup

from mapi_tck import __version__
from mapi_tck.assessment import Assessment
from mapi_tck.foreign import escaped_json
from mapi_tck.record.run_record import Record
from mapi_tck.wire.codecs import Json

from .words.changes import Since, since
from .words.visible import bounded

#: Version of the result's form.
FORM: Final = 1


def result(assessment: Assessment, changed: Since | None = None) -> Json:
    """The result, and what changed since an earlier run. Everything else is in the record, whose digest is given."""
    header = assessment.header
    return {
        "kind": "mapi-tck result",
        "form": FORM,
        "kit": __version__,
        "record": {"digest": assessment.record.digest, "kit": header["kit"], "started": header["started"]},
        "hidden": assessment.record.hidden,
        "implementation": header["implementation"],
        "adapter": header["adapter"],
        "options": header["options"],
        "verdict": assessment.verdict,
        "rule": assessment.rule,
        "exit_code": int(assessment.exit_code),
        "complete": assessment.complete,
        "selection": assessment.selection,
        "baseline": None if assessment.gate is None else assessment.gate.baseline.path,
        "totals": {str(verdict): number for verdict, number in sorted(assessment.totals.items())},
        "steps": {step: str(assessment.verdict_of(items)) for step, items in assessment.by_step.items()},
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
                "known": None if finding.known is None else finding.known.to_json(),
            }
            for finding in assessment.findings
        ],
        "previous": None if changed is None else changed.to_json(),
    }


def render(record: Record, previous: Record | None = None) -> str:
    """The result as JSON. Raises `UsageError` where the two runs cannot be compared."""
    assessment = Assessment(record)
    return escaped_json(json.dumps(result(assessment, since(previous, assessment)), indent=2, ensure_ascii=True)) + "\n"


#: Characters of a text that a page embeds, a choice: the record has it in full.
_LONGEST: Final = 500


def embedded(value: Json) -> Markup:
    """The value in the form that a script element may hold: ASCII, with nothing that could end the element, long texts cut."""
    text = escaped_json(json.dumps(bounded(value, _LONGEST), ensure_ascii=True, separators=(",", ":")))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704
