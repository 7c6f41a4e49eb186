"""The report as one page of HTML: no script, no request, everything that the record holds.

Whatever others wrote passes through `visible` and autoescaping; only the page's own style sheet is inserted as it is, and the
page's security policy allows that one by its digest.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mapi_tck import __version__
from mapi_tck.assessment import Assessment
from mapi_tck.record import RunRecord
from mapi_tck.verdicts import ExitCode, Strength, Verdict

from . import groups
from .addresses import anchor, scenario_anchor
from .drawing import rules
from .files import write_whole
from .parties import PARTY_MEANINGS
from .scenario_view import ScenarioView, scenario_view
from .searched import searched
from .visible import compact, shortened, visible
from .wording import (
    EVIDENCE_MEANINGS,
    EXIT_MEANINGS,
    MARKS,
    MEANINGS,
    ROLES,
    full_name,
    plural,
    procedure_title,
    proven,
)

TEMPLATES: Final = Path(__file__).resolve().parent / "templates"

#: The colour of the whole page's verdict.
_TONES: Final = {
    ExitCode.CONFORMS: Verdict.PASS,
    ExitCode.FAILED: Verdict.FAIL,
    ExitCode.BROKE: Verdict.ERROR,
    ExitCode.UNDECIDED: Verdict.INCONCLUSIVE,
    ExitCode.KNOWN: Verdict.WARNING,
}


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _tone(verdict: Verdict) -> str:
    return str(verdict).replace(" ", "-")


@cache
def environment() -> Environment:
    """What every page is made with: everything is escaped, and nothing missing is passed over."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "anchor": anchor,
        "scenario_anchor": scenario_anchor,
        "compact": compact,
        "counted": groups.counted,
        "full_name": full_name,
        "plural": plural,
        "proven": proven,
        "procedure_title": procedure_title,
        "same_scenario": groups.same_scenario,
        "shortened": shortened,
        "tone": _tone,
    }
    made.globals |= {
        "MARKS": MARKS,
        "MEANINGS": MEANINGS,
        "EXIT_MEANINGS": EXIT_MEANINGS,
        "EVIDENCE_MEANINGS": EVIDENCE_MEANINGS,
        "PARTY_MEANINGS": PARTY_MEANINGS,
        "ROLES": ROLES,
        "Strength": Strength,
        "Verdict": Verdict,
        "kit_version": __version__,
    }
    return made


def _views(assessment: Assessment) -> dict[str, ScenarioView]:
    findings = {finding.result["scenario"]: finding for finding in assessment.findings}
    return {
        result["scenario"]: scenario_view(assessment, result, findings.get(result["scenario"]))
        for result in assessment.record.results
    }


def render(record: RunRecord) -> str:
    """The page. The same record and kit give the same text."""
    assessment = Assessment(record)
    style = (TEMPLATES / "report.css").read_text("utf-8") + rules()
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    under_way, never_started = groups.not_ended(assessment)
    unrun: dict[str, list[str]] = {}
    for id in (*under_way, *never_started):
        unrun.setdefault(assessment.texts[id]["requirement"], []).append(id)
    template = environment().get_template("report.html.j2")
    return template.render(
        style=style,
        style_digest=digest,
        a=assessment,
        header=record.header,
        footer=record.footer,
        tone=_TONES[assessment.exit_code],
        by_strength=groups.by_strength(assessment),
        total=groups.total(assessment),
        findings=[
            (verdict, title, found)
            for verdict, title in groups.KINDS
            if (found := groups.cause_groups(assessment, verdict))
        ],
        searched=searched(assessment),
        sections=list(groups.sections(assessment)),
        views=_views(assessment),
        under_way=under_way,
        never_started=never_started,
        unrun=unrun,
        unjudged=groups.reason_groups(groups.unjudged(assessment)),
        unjudged_musts=groups.reason_groups(groups.unjudged_musts(assessment)),
        excluded=[item for item in assessment.requirements if item.verdict is Verdict.NOT_APPLICABLE],
        traits=assessment.traits(),
        rulings_used={ruling["id"] for ruling in assessment.rulings_used()},
        ruling_ids={ruling["id"] for ruling in record.header["rulings"]},
    )


def write(record: RunRecord, path: Path) -> None:
    """Write the page."""
    write_whole(path, render(record).encode("utf-8"))
