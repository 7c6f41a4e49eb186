"""The findings as annotations of GitHub Actions: commands on standard output that GitHub shows beside a change.

For each step GitHub shows ten annotations of a kind. So there is one for each requirement and cause, not for each scenario. If
there are more than ten, the tenth one counts the rest.
"""

from typing import Final

from mapi_tck.assessment import Assessment, Finding
from mapi_tck.foreign import shortened, visible
from mapi_tck.record.run_record import Record
from mapi_tck.verdicts import ExitCode, Verdict

from .words.evidence import feature_path, line_of, told
from .words.groups import KINDS, cause_groups
from .words.reasons import named
from .words.wording import full_name, plural

#: Annotations of a kind that GitHub shows for a step.
MOST: Final = 10

#: Characters of a text; a longer one loses its middle. GitHub's own limit is 4 KiB for the whole annotation.
LONGEST: Final = 600

_KINDS: Final = {
    Verdict.FAIL: "error",
    Verdict.ERROR: "error",
    Verdict.INCONCLUSIVE: "warning",
    Verdict.WARNING: "warning",
}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _command(kind: str, message: str, **properties: str) -> str:
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {named}::{_data(message)}"


def _shown(text: str) -> str:
    return shortened(visible(text), LONGEST)


def _annotation(kind: str, findings: tuple[Finding, ...]) -> str:
    first, *others = findings
    requirement = first.requirement
    lines = [_shown(f"{requirement.statement} ({full_name(first.scenario)})")]
    lines += [f"{label} {text}" for label, text in told(first, checks=1, calls=0, limit=LONGEST)]
    lines[-1:-1] = [f"and {plural(len(others), 'more scenario')}"] if others else []
    word = f"known {first.verdict}" if kind == "notice" else str(first.verdict)
    title = f"{requirement.id} {requirement.strength} {word}: {named(first.result['cause'])}"
    return _command(
        kind,
        "\n".join(lines),
        file=_shown(feature_path(first.scenario["file"])),
        line=str(line_of(first)),
        title=shortened(visible(title), 160),
    )


def render(record: Record) -> str:
    """The commands: the worst findings first, the verdict last."""
    assessment = Assessment(record)
    found: dict[str, list[tuple[Finding, ...]]] = {}
    for verdict, _ in KINDS:
        for group in cause_groups(assessment, verdict):
            for _, findings in group.by_requirement:
                kind = "notice" if all(finding.known for finding in findings) else _KINDS[verdict]
                found.setdefault(kind, []).append(findings)
    lines: list[str] = []
    for kind, every in found.items():
        most = MOST - 1 if kind == "notice" else MOST  # the verdict is a notice too
        fitting = len(every) if len(every) <= most else most - 1
        lines += [_annotation(kind, findings) for findings in every[:fitting]]
        if len(every) > fitting:
            left = every[fitting:]
            ids = ", ".join(dict.fromkeys(findings[0].requirement.id for findings in left))
            lines.append(_command(kind, _shown(f"See the report: {ids}"), title=f"mapi-tck: {len(left)} more"))
    kind = (
        "notice" if assessment.exit_code in (ExitCode.CONFORMS, ExitCode.KNOWN) or set(found) - {"notice"} else "error"
    )
    hidden = f"; hidden: {record.hidden}" if record.hidden else ""
    lines.append(_command(kind, _shown(f"{assessment.verdict}; {assessment.rule}{hidden}"), title="mapi-tck"))
    return "".join(f"{line}\n" for line in lines)
