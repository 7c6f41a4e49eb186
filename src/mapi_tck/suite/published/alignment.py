"""Which numbered step of the English page each step of a page is: found by its links and names, in any language.

A step may be missing, be one too many, or stand at another place. Its number on the page tells nothing about that.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mapi_tck.suite.published.known import Said, said
from mapi_tck.suite.published.page import PROCEDURES, Page, Part

#: The weight of a link beside that of a name: translations keep the addresses of links, and mangle names.
_LINK: Final = 2.0
#: What a step gains at its own place: it decides between steps that are otherwise equally like.
_OWN: Final = 0.1


@dataclass(frozen=True, slots=True)
class Alignment:
    """The steps of one procedure."""

    #: Place of the English page → what this page says there.
    found: Mapping[str, Part]
    missing: tuple[str, ...]
    #: What is no step of the English page.
    extra: tuple[Part, ...]
    #: The steps that stand before or behind steps that they should not.
    moved: tuple[str, ...]


def where_steps_are(page: Page) -> dict[str, Part]:
    """Place of the English page → what this page says there, its steps found by their links and names."""
    others = {part.place: part for part in page.parts if part.place in PROCEDURES or part.place[0] not in PROCEDURES}
    return others | {place: part for name in PROCEDURES for place, part in aligned_steps(page, name).found.items()}


def aligned_steps(page: Page, procedure: str) -> Alignment:
    """The steps of one procedure of the page."""
    return align(
        page.steps(procedure), {place: one for place, one in said().items() if place[0] == procedure and place[1:]}
    )


def align(steps: Sequence[Part], told: Mapping[str, Said]) -> Alignment:
    """Find the steps of the English page among those of this page; `told` has the places of the procedure in their order."""
    places = list(told)
    scored = [
        (_score(part, told[place]) + (_OWN if part.place == place else 0.0), number, place)
        for number, part in enumerate(steps)
        for place in places
    ]
    matched: dict[int, str] = {}
    for score, number, place in sorted(scored, key=lambda item: -item[0]):
        if score > _OWN and number not in matched and place not in matched.values():
            matched[number] = place
    matched |= _left_over(steps, matched, [place for place in places if place not in matched.values()])
    order = [places.index(matched[number]) for number in sorted(matched)]
    moved = [places[order[at]] for at in range(len(order)) if at not in _increasing(order)]
    return Alignment(
        {matched[number]: steps[number] for number in sorted(matched)},
        tuple(place for place in places if place not in matched.values()),
        tuple(part for number, part in enumerate(steps) if number not in matched),
        tuple(moved),
    )


def _left_over(steps: Sequence[Part], matched: Mapping[int, str], free: list[str]) -> dict[int, str]:
    """The steps that have no name and no link left: each is the step of its own place, or the one that is left over."""
    rest = [number for number in range(len(steps)) if number not in matched]
    found = {number: steps[number].place for number in rest if steps[number].place in free}
    rest = [number for number in rest if number not in found]
    free = [place for place in free if place not in found.values()]
    return found | (dict(zip(rest, free, strict=True)) if len(rest) == len(free) else {})


def _score(part: Part, told: Said) -> float:
    """How much the part is like what the English page says: what both have, less what only one has."""
    return _LINK * _common(part.links, told.links) + _common(_words(part.text), [_last(name) for name in told.names])


def _common(one: Sequence[str], other: Sequence[str]) -> float:
    both = (Counter(one) & Counter(other)).total()
    return both - 0.4 * (len(other) - both) - 0.2 * (len(one) - both)


def _words(text: str) -> list[str]:
    """The words of the text that may be names."""
    return [word.lower() for word in re.findall(r"[A-Za-z]\w*[A-Z_]\w*", text) if word.isascii()]


def _last(name: str) -> str:
    return name.rpartition("::")[2].lower()


def _increasing(order: Sequence[int]) -> set[int]:
    """The places of a longest run of numbers that grow: what is not among them was moved."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, number in enumerate(order):
        length = bisect_left(tails, number)
        tails[length:] = [number] if length == len(tails) else [number, *tails[length + 1 :]]
        ends[length:] = [at] if length == len(ends) else [at, *ends[length + 1 :]]
        before.append(ends[length - 1] if length else -1)
    kept: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return kept


def numbers(steps: Sequence[Part]) -> Iterator[Part]:
    """The steps whose written number is not that of their place. A list that gives all steps the number 1 counts by itself."""
    for part in steps:
        if part.number and part.number != part.place[1:] and not _lazy(steps, part):
            yield part


def _lazy(steps: Sequence[Part], part: Part) -> bool:
    depth = part.place.count(".")
    return len({one.number.rpartition(".")[2] for one in steps if one.place.count(".") == depth}) == 1
