"""The report of a run as one page of HTML: no request, complete without its script, a pure function of the record.

What did not pass and the walkthroughs have all their evidence on it. Of anything else that passed there is one line, unless all
evidence is asked for: the record has it anyway.
"""

from pathlib import Path
from typing import Final

from mapi_tck.assessment import Assessment
from mapi_tck.record import RunRecord
from mapi_tck.verdicts import ExitCode, Verdict
from mapi_tck.writing import write_whole

from . import groups
from .drawing import rules
from .pages import TEMPLATES, environment, page
from .parties import PARTY_MEANINGS
from .result import embedded, result
from .scenarios import Scenarios
from .searched import searched
from .timing import slowest

__all__ = ["TEMPLATES", "environment", "render", "write"]

#: The colour of the whole page's verdict.
_TONES: Final = {
    ExitCode.CONFORMS: Verdict.PASS,
    ExitCode.FAILED: Verdict.FAIL,
    ExitCode.BROKE: Verdict.ERROR,
    ExitCode.UNDECIDED: Verdict.INCONCLUSIVE,
    ExitCode.KNOWN: Verdict.WARNING,
}


def render(record: RunRecord, evidence: str = "needed") -> str:
    """The page. The same record and kit give the same text. Evidence is `needed`, or `all` for that of everything."""
    assessment = Assessment(record)
    under_way, never_started = groups.not_ended(assessment)
    unrun: dict[str, list[str]] = {}
    for id in (*under_way, *never_started):
        unrun.setdefault(assessment.texts[id]["requirement"], []).append(id)
    return page(
        "report.html.j2",
        ("report.css", "evidence.css"),
        script="report.js",
        more_style=rules(),
        a=assessment,
        header=record.header,
        footer=record.footer,
        evidence=evidence,
        tone=_TONES[assessment.exit_code],
        strengths=groups.strengths(assessment),
        total=groups.total(assessment),
        findings=[
            (verdict, title, found)
            for verdict, title in groups.KINDS
            if (found := groups.cause_groups(assessment, verdict))
        ],
        searched=searched(assessment),
        sections=list(groups.sections(assessment)),
        views=Scenarios(assessment, evidence),
        under_way=under_way,
        never_started=never_started,
        unrun=unrun,
        unjudged=groups.reason_groups(groups.unjudged(assessment)),
        unjudged_musts=groups.reason_groups(groups.unjudged_musts(assessment)),
        excluded=[item for item in assessment.requirements if item.verdict is Verdict.NOT_APPLICABLE],
        traits=assessment.traits(),
        rulings_used={ruling["id"] for ruling in assessment.rulings_used()},
        rulings={ruling["id"]: ruling for ruling in record.header["rulings"]},
        slowest=slowest(assessment),
        result=embedded(result(assessment)),
        groups=groups,
        PARTY_MEANINGS=PARTY_MEANINGS,
    )


def write(record: RunRecord, path: Path, evidence: str = "needed") -> None:
    """Write the page."""
    write_whole(path, render(record, evidence).encode("utf-8"))
