"""The verdict as a badge: scope, result and date.

A badge is read long after its run. So it shows the date, and everything that limits the verdict: role, profile, level, selection.
Its name, for readers who do not see it, has them in full.
"""

import re
from html import escape
from typing import Final

from mapi_tck.assessment import Assessment
from mapi_tck.foreign import shortened, visible
from mapi_tck.record.run_record import Record
from mapi_tck.verdicts import ExitCode, Verdict

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

#: Pixels: the usual width of a letter in the fonts named, the room on each side of a text, and the widest badge: it stands beside
#: others in one line.
_LETTER: Final = 6.2
_ROOM: Final = 8
_WIDEST: Final = 300

_BADGE: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{label}">
<title>{label}</title>
<rect width="{left}" height="20" fill="{ground}"/>
<rect x="{left}" width="{right}" height="20" fill="{colour}"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="{size}" text-anchor="middle">
<text x="{left_middle}" y="14" textLength="{left_text}" lengthAdjust="spacingAndGlyphs">{scope}</text>
<text x="{right_middle}" y="14" textLength="{right_text}" lengthAdjust="spacingAndGlyphs">{result}</text>
</g>
</svg>
"""


def scope(assessment: Assessment) -> str:
    """The scope of the run: role, and where they leave something out profile and level."""
    options = assessment.options
    limits = [f"{name} {options[name]}" for name in ("profile", "level") if options[name] != "full"]
    return " · ".join([f"MAPI {options['role']}", *limits])


def result(assessment: Assessment) -> str:
    """The verdict in a few words, and the date."""
    said = re.split(r"[:;,]", assessment.verdict)[0]
    if assessment.reading:
        # A badge has room only for the name of the reading. The report explains it.
        said = f"what if {assessment.options.get('ruling')}"
    elif said.startswith("Conforms"):
        # The scope limits the word already.
        said = "Conforms but for known deviations" if assessment.exit_code is ExitCode.KNOWN else "Conforms"
    day = str(assessment.header["started"]).partition("T")[0]
    return f"{MARKS[TONES[assessment.exit_code]]} {said} · {day}"


def render(record: Record) -> str:
    """The badge as SVG."""
    assessment = Assessment(record)
    texts = [shortened(visible(text), 100) for text in (scope(assessment), result(assessment))]
    options = record.header["options"]
    whole = f"role {options['role']}, profile {options['profile']}, level {options['level']}"
    said = f"mapi-tck {record.header['kit']['version']}, {record.header['adapter']}, {whole}: {texts[1]}: {assessment.verdict}"
    return drawn(texts[0], texts[1], said, _COLOURS[TONES[assessment.exit_code]])


def drawn(left_text: str, right_text: str, said: str, colour: str) -> str:
    """A badge with these two texts. `said` is its name for readers who do not see it.

    The texts are stretched to the computed width, because fonts differ. Where they would be too wide, the letters are smaller.
    """
    letter = min(_LETTER, (_WIDEST - 4 * _ROOM) / max(1, len(left_text) + len(right_text)))
    widths = [round(len(text) * letter, 1) for text in (left_text, right_text)]
    left, right = (width + 2 * _ROOM for width in widths)
    return _BADGE.format(
        width=round(left + right, 1),
        size=round(11 * letter / _LETTER, 1),
        left=left,
        right=right,
        left_text=widths[0],
        right_text=widths[1],
        left_middle=round(left / 2, 1),
        right_middle=round(left + right / 2, 1),
        ground=_GROUND,
        colour=colour,
        label=escape(shortened(visible(said), 300)),
        scope=escape(left_text),
        result=escape(right_text),
    )
