"""The certificate of a run: two pages, as HTML and as PDF. Both say the same, because the PDF is made from the HTML."""

import logging
from dataclasses import dataclass
from typing import Final

from mapi_tck.assessment import Assessment
from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import Record
from mapi_tck.verdicts import Strength, Verdict
from mapi_tck.wire.codecs import Json

from .page.frame import page as html_page
from .words import groups
from .words.wording import ROLES

#: What the second page has room for: reasons, ids for each of them, and rulings. A choice, tried with long ones.
_REASONS: Final = 7
_IDS: Final = 24
_RULINGS: Final = 12
#: What a PDF without these libraries could not be made with.
_EXTRA: Final = "pip install 'mapi-tck[certificate]'"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Requirements that the certificate says nothing about, and why."""

    verdict: Verdict
    reason: str
    #: Their ids; of many only the first.
    ids: str
    number: int
    musts: int


def render(record: Record, certification: Json) -> str:
    """The certificate as one HTML page. `certification` is what the statement says of it, without the digests of files."""
    assessment = Assessment(record)
    found = groups.reason_groups(groups.unjudged(assessment))
    return html_page(
        "certificate.html.j2",
        ("report.css", "certificate.css"),
        a=assessment,
        c=certification,
        role=ROLES[certification["role"]],
        left_out=[_left_out(group) for group in found[:_REASONS]],
        more=sum(len(group.requirements) for group in found[_REASONS:]),
        rulings=assessment.rulings_used()[:_RULINGS],
        more_rulings=max(0, len(assessment.rulings_used()) - _RULINGS),
        warned=[item for item in assessment.requirements if item.verdict is Verdict.WARNING],
    )


def _left_out(group: groups.ReasonGroup) -> LeftOut:
    ids = [item.id for item in group.requirements]
    rest = f" and {len(ids) - _IDS} more" if len(ids) > _IDS else ""
    musts = sum(item.strength is Strength.MUST for item in group.requirements)
    return LeftOut(group.verdict, group.reason, ", ".join(ids[:_IDS]) + rest, len(ids), musts)


def pdf(page: str) -> bytes:
    """The page as PDF, with tags for screen readers. Raises `UsageError` if what makes it is not installed."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it warns of each rule for the screen
    try:
        import weasyprint
    except ImportError as error:
        raise UsageError(f"certificates need {error.name}", hint=_EXTRA) from error
    except OSError as error:  # it loads Pango by name
        raise UsageError("WeasyPrint cannot load Pango", hint="install the system's package of Pango") from error
    made: bytes | None = weasyprint.HTML(string=page, base_url="about:blank").write_pdf(pdf_variant="pdf/ua-1")
    assert made is not None  # it is None only if a file is named
    return made
