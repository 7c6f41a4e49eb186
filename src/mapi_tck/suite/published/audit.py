"""The audit of a published page: what became of its names, steps and direction words, compared with the English page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

from mapi_tck.errors import UsageError
from mapi_tck.foreign import shortened
from mapi_tck.suite.catalogue import specification
from mapi_tck.suite.published.alignment import Alignment, aligned_steps, numbers
from mapi_tck.suite.published.known import INCOMING, OUTGOING, directions, link_of, said
from mapi_tck.suite.published.names import Fate, Search, Way, abbreviation
from mapi_tck.suite.published.page import PROCEDURES, Page, Part

#: The ruling on the direction words of the English page.
RULING: Final = "D-01"

#: Characters of a token. A choice: the longest name with some words around it; a whole sentence would be a quotation.
_LONGEST: Final = 60

#: What stands where Markdown has lost the text between two marks.
_REMNANT: Final = re.compile(r"\*{3,}|_{3,}")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something at one place of the page that differs from the English page."""

    place: str
    #: A way in which names are mangled, or what else is wrong: `missing`, `extra`, `order`, `number` or `direction`.
    kind: str
    message: str
    #: What stands on the page: a name as it is mangled, and never a sentence. "" if nothing does.
    token: str = ""
    #: A note is worth reading, and nothing is wrong.
    note: bool = False
    #: All ways in which a name is mangled; `kind` is the first of them.
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One place of the English page, and what became of its names."""

    place: str
    fates: tuple[Fate, ...]
    findings: tuple[Finding, ...]

    @property
    def identifiers(self) -> list[Fate]:
        """The fates of identifiers: abbreviations may be translated."""
        return [fate for fate in self.fates if not abbreviation(fate.name)]

    @property
    def alarms(self) -> list[Finding]:
        """The findings that are no notes."""
        return [finding for finding in self.findings if not finding.note]


@dataclass(frozen=True)
class Audit:
    """The audit of one text of a page."""

    page: Page
    rows: tuple[Row, ...]
    #: Findings about no single place.
    whole: tuple[Finding, ...] = ()

    @cached_property
    def findings(self) -> list[Finding]:
        """All findings, in the order of the page."""
        return [*self.whole, *chain.from_iterable(row.findings for row in self.rows)]

    @property
    def alarms(self) -> list[Finding]:
        """The findings that are no notes."""
        return [finding for finding in self.findings if not finding.note]

    @property
    def survived(self) -> int:
        """How many occurrences of identifiers can be read as they are."""
        return sum(fate.survived for row in self.rows for fate in row.identifiers)

    @property
    def expected(self) -> int:
        """How many occurrences of identifiers the English page has."""
        return sum(len(row.identifiers) for row in self.rows)

    @property
    def structure(self) -> str:
        """Whether the steps are all there and in order, in words."""
        wrong = sum(finding.kind in ("missing", "extra", "order") and not finding.note for finding in self.findings)
        return "steps all there and in order" if not wrong else "steps not all there and in order"


def audit(page: Page) -> Audit:
    """Compare the page with what the kit knows about the English page. Raises `UsageError` for a page that is another one."""
    known = said()
    links = {link for told in known.values() for link in told.links}
    if not links.intersection(link for part in page.parts for link in part.links):
        what = "this is not the page: it links to none of the pages that the topic links to"
        raise UsageError(what, page.file, f"the page is {specification().topic}, in any language")
    aligned = {name: aligned_steps(page, name) for name in PROCEDURES}
    rows = []
    for place, expected in known.items():
        alignment = aligned.get(place[0])
        part = alignment.found.get(place) if alignment and place not in PROCEDURES else page.at.get(place)
        fates = _fates(part, expected.names)
        findings = list(chain(_steps(place, alignment, part), _names(place, fates, part), _marks(place, fates, part)))
        findings += _paired(place, part, page) if part else ()
        rows.append(Row(place, tuple(fates), tuple(findings)))
    whole = [finding for name in PROCEDURES for finding in _whole(name, page, aligned[name])]
    return Audit(page, tuple(rows), tuple(whole))


def _whole(procedure: str, page: Page, alignment: Alignment) -> Iterator[Finding]:
    for part in alignment.extra:
        yield Finding(part.place, "extra", f"Step {part.number or part.place} is none of the English page")
    for part in numbers(page.steps(procedure)):
        yield Finding(part.place, "number", f"Step {part.place[1:]} has another number", part.number)


def _steps(place: str, alignment: Alignment | None, part: Part | None) -> Iterator[Finding]:
    if alignment is None or place in PROCEDURES:
        yield from () if part else (Finding(place, "missing", "This part of the page is missing"),)
    elif place in alignment.missing:
        yield Finding(place, "missing", f"Step {place} is missing")
    elif place in alignment.moved:
        yield Finding(place, "order", f"Step {place} stands at {alignment.found[place].place}")


def _fates(part: Part | None, names: Sequence[str]) -> list[Fate]:
    if part is None:
        return [Fate(name, (Way.LOST,)) for name in names]
    return [_traced(fate, part) for fate in Search(part.text).fates(names)]


def _traced(fate: Fate, part: Part) -> Fate:
    """A lost name with what stands in its place: the text of its link, or marks that have no text."""
    if fate.ways != (Way.LOST,):
        return fate
    page = link_of().get(fate.name)
    linked = next((run.text for run in part.runs if page and run.link == page), "")
    remnant = _REMNANT.search(part.text)
    return Fate(fate.name, fate.ways, linked or (remnant[0] if remnant else ""))


def _names(place: str, fates: Sequence[Fate], part: Part | None) -> Iterator[Finding]:
    for fate in fates if part else ():
        if not fate.survived:
            note = abbreviation(fate.name)
            ways = " and ".join(fate.ways)
            what = "translated" if note and fate.ways == (Way.LOST,) else ways
            yield Finding(place, fate.ways[0], f"{fate.name} is {what}", _short(fate.token), note, fate.ways)


def _marks(place: str, fates: Sequence[Fate], part: Part | None) -> Iterator[Finding]:
    """Links and emphasis that stand on more or less than a name, although the name is there."""
    names = {fate.name for fate in fates if fate.survived}
    broken = " ".join(fate.token for fate in fates if not fate.survived)
    for run in part.runs if part else ():
        text = run.text.strip()
        if not text or text in names or text in broken or not (run.link or run.marks & {"strong", "em"}):
            continue
        what = f"{'Link' if run.link else 'Emphasis'} on other words than the name"
        yield Finding(place, "marks", what, _short(text), True)


def _short(token: str) -> str:
    return shortened(token, _LONGEST)


def _paired(place: str, part: Part, page: Page) -> Iterator[Finding]:
    """How the flags are paired with direction words, beside the English page."""
    pairs = directions().pairs.get(place)
    if pairs is None:
        return
    seen = list(_pairs(part, page.language, list(pairs)))
    found = dict(seen)
    if len(seen) != len(pairs) or set(found) != set(pairs):
        what = "The direction words could not be paired with the flags"
        yield Finding(place, "direction", what, note=not page.english)
    elif found != dict(pairs):
        told = ", ".join(f"{flag} with {direction}" for flag, direction in found.items())
        yield Finding(place, "direction", f"It pairs {told}, and the English page does not", "", False)
    else:
        yield Finding(place, "ruling", f"It pairs the flags as the English page does: {RULING} decides", "", True)


def _pairs(part: Part, language: str, flags: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each flag with the direction word of the same number, in the sentences that name flags."""
    known = directions()
    text = " ".join(sentence for sentence in part.sentences if any(flag in sentence for flag in flags))
    named = re.findall("|".join(map(re.escape, flags)), text)
    words = sorted(
        (found.start(), direction)
        for direction in (OUTGOING, INCOMING)
        for found in known.pattern(direction, language).finditer(text)
    )
    if len(words) == len(named):
        yield from zip(named, (direction for _, direction in words), strict=True)


def by_name(audit: Audit) -> Mapping[str, tuple[int, int]]:
    """Name → how many of its occurrences survived, and how many the English page has."""
    counted: dict[str, list[int]] = {}
    for row in audit.rows:
        for fate in row.fates:
            counts = counted.setdefault(fate.name, [0, 0])
            counts[0] += fate.survived
            counts[1] += 1
    return {name: (kept, every) for name, (kept, every) in counted.items()}
