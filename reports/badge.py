"""The verdict as a badge: scope, result and date.

A badge is read long after its run. So it shows the date, and everything that limits the verdict: role, profile, level, selection.
"""

from html import escape
from typing import Final

from mapi_tck.assessment import Assessment
from mapi_tck.foreign import shortened, visible
from mapi_tck.record.run_record import Record
from mapi_tck.verdicts import Verdict

from .words.wording import MARKS, TONES

#: The colour of the right half. Its contrast to the white text is at least 4.5.
_COLOURS: Final = {
    Verdict.PASS: "#1a6b34",
    Verdict.FAIL: "#b3261e",
    Verdict.ERROR: "#7b2d8b",
    Verdict.INCONCLUSIVE: "#7a5200",
    Verdict.WARNING: "#7a5200",
}

_GROUND: Final = "#3b3f45"

#: Pixels: the width of the widest letter in the fonts named, and the room on each side of a text.
_LETTER: Final = 7
_ROOM: Final = 8

_BADGE: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{label}">
<title>{label}</title>
<rect width="{left}" height="20" fill="{ground}"/>
<rect x="{left}" width="{right}" height="20" fill="{colour}"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" text-anchor="middle">
<text x="{left_middle}" y="14" textLength="{left_text}" lengthAdjust="spacingAndGlyphs">{scope}</text>
<text x="{right_middle}" y="14" textLength="{right_text}" lengthAdjust="spacingAndGlyphs">{result}</text>
</g>
</svg>
"""


def scope(assessment: Assessment) -> str:
    """The scope of the run: role, profile and level."""
    options = assessment.options
    return f"MAPI {options['role']} · profile {options['profile']} · level {options['level']}"


def result(assessment: Assessment) -> str:
    """The verdict without the number of requirements not tested, and the date."""
    said = assessment.verdict.partition(";")[0]
    if assessment.reading:
        # A badge has room only for the name of the reading. The report explains it.
        said = f"what if {assessment.options.get('ruling')}: {said.removeprefix(f'{assessment.reading}: ')}"
    day = str(assessment.header["started"]).partition("T")[0]
    return f"{MARKS[TONES[assessment.exit_code]]} {said} · {day}"


def render(record: Record) -> str:
    """The badge as SVG."""
    assessment = Assessment(record)
    texts = [shortened(visible(text), 100) for text in (scope(assessment), result(assessment))]
    said = f"mapi-tck {record.header['kit']['version']}, {record.header['adapter']}: {texts[0]}: {texts[1]}"
    return drawn(texts[0], texts[1], said, _COLOURS[TONES[assessment.exit_code]])


def drawn(left_text: str, right_text: str, said: str, colour: str) -> str:
    """A badge with these two texts. `said` is its name for readers who do not see it.

    The texts are stretched to the computed width, because fonts differ.
    """
    widths = [len(text) * _LETTER for text in (left_text, right_text)]
    left, right = (width + 2 * _ROOM for width in widths)
    return _BADGE.format(
        width=left + right,
        left=left,
        right=right,
        left_text=widths[0],
        right_text=widths[1],
        left_middle=left / 2,
        right_middle=left + right / 2,
        ground=_GROUND,
        colour=colour,
        label=escape(shortened(visible(said), 300)),
        scope=escape(left_text),
        result=escape(right_text),
    )
