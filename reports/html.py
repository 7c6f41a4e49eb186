"""The report of a run as one HTML page. It makes no request, is complete without its script, and depends only on the record.

Scenarios that did not pass, and walkthroughs, have all their evidence on it. Each other scenario has one line, unless all
evidence is asked for.
"""

from collections.abc import Iterator
from typing import Final

from mapi_tck.assessment import Assessment
from mapi_tck.ports.roles import Role
from mapi_tck.record.run_record import Record
from mapi_tck.suite.readings import READINGS
from mapi_tck.verdicts import Verdict

from .diagram.drawing import rules
from .json_result import embedded, result
from .page.frame import TEMPLATES, environment, page_pieces
from .page.parties import PARTY_MEANINGS
from .page.scenarios import MOST_CALLS, WIDTH, Scenarios, slowest
from .page.searched import picture
from .words import changes, groups
from .words.found import found, kinds
from .words.searched import searched
from .words.totals import sums, total
from .words.wording import TONES

#: Verdict → the part of the page that has the requirements with it.
_PLACES: Final = {
    **dict.fromkeys(Verdict, "index"),
    **{verdict: title.lower() for verdict, title in groups.KINDS},
    **dict.fromkeys((Verdict.NOT_APPLICABLE, Verdict.NOT_TESTED), "not-judged"),
}

__all__ = ["TEMPLATES", "environment", "render"]


def render(record: Record, evidence: str = "needed", previous: Record | None = None) -> str:
    """The page. The same records and kit give the same text. The other arguments are those of `pieces`."""
    return "".join(pieces(record, evidence, previous))


def pieces(record: Record, evidence: str = "needed", previous: Record | None = None) -> Iterator[str]:
    """The page, piece by piece: the page of a long run need not be in memory as a whole.

    `evidence` is `needed`, or `all` for all scenarios. With an earlier run (`previous`) the page also says what changed. Raises
    `UsageError` where the two runs cannot be compared.
    """
    assessment = Assessment(record)
    compared = changes.since(previous, assessment)
    findings = kinds(assessment)
    under_way, never_started = groups.not_ended(assessment)
    unrun: dict[str, list[str]] = {}
    for id in (*under_way, *never_started):
        unrun.setdefault(assessment.texts[id]["requirement"], []).append(id)
    return page_pieces(
        "report.html.j2",
        ("report.css", "evidence.css", *(("changes.css",) if compared else ())),
        script="report.js",
        more_style=rules(),
        a=assessment,
        header=record.header,
        footer=record.footer,
        evidence=evidence,
        tone=TONES[assessment.exit_code],
        total=total(assessment),
        findings=findings,
        found=found(findings, below=True),
        searched=searched(assessment),
        since=compared,
        sections=list(groups.sections(assessment)),
        views=Scenarios(assessment, evidence),
        under_way=under_way,
        never_started=never_started,
        unrun=unrun,
        unjudged=groups.reason_groups(groups.unjudged(assessment)),
        sums=sums(assessment),
        places=_PLACES,
        what_if=_what_if(assessment),
        excluded=[item for item in assessment.requirements if item.verdict is Verdict.NOT_APPLICABLE],
        traits=assessment.traits(),
        rulings_used={ruling["id"] for ruling in assessment.rulings_used()},
        rulings={ruling["id"]: ruling for ruling in record.header["rulings"]},
        slowest=slowest(assessment),
        result=embedded(result(assessment, compared)),
        picture=picture,
        PARTY_MEANINGS=PARTY_MEANINGS,
        WIDTH=WIDTH,
        MOST_CALLS=MOST_CALLS,
    )


def _what_if(assessment: Assessment) -> dict[str, str]:
    """Ruling → its other reading, if the record can be judged again under it."""
    if assessment.reading or assessment.role is not Role.SUBSYSTEM:
        return {}
    return {reading.partition("=")[0]: reading for reading in READINGS}
