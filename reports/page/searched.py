"""How much was searched: the cases of every law, and which calls of clients followed each other, as numbers and as a picture."""

import html
from collections import Counter
from dataclasses import dataclass
from math import log
from typing import Final

from markupsafe import Markup

from mapi_tck.assessment.assessment import Assessment

from ..words.wording import placed, plural

#: Pixels, chosen by eye: of a cell, of the names beside the rows and above the columns.
_CELL: Final = 22
_NAMES: Final = 220
_HEAD: Final = 190
#: Shades of a cell, by how often a pair was tried. A choice: more cannot be told apart.
_SHADES: Final = 5


@dataclass(frozen=True, slots=True)
class SearchedLaw:
    """One law with the size of its search."""

    text: str
    placed: str
    requirement: str
    cases: int
    judged: int
    pairs: int
    triples: int


@dataclass(frozen=True, slots=True)
class Searched:
    """All of a run's searching."""

    laws: tuple[SearchedLaw, ...]
    calls: tuple[str, ...]
    #: Two calls, one after the other, and how often.
    pairs: tuple[tuple[str, str, int], ...]
    triples: int

    @property
    def cases(self) -> int:
        """How many cases were tried."""
        return sum(law.cases for law in self.laws)

    @property
    def sentence(self) -> str:
        """The size of the search in one sentence."""
        number = len(self.calls)
        return (
            f"{plural(self.cases, 'case')} for {plural(len(self.laws), 'law')}, made of {plural(number, 'call')}: "
            f"{len(self.pairs)} of {number**2} pairs of calls were tried, and {self.triples} of {number**3} triples."
        )

    @property
    def picture(self) -> Markup:
        """Which call came after which: the same record gives the same bytes."""
        return Markup(_picture(self))  # noqa: S704


def searched(assessment: Assessment) -> Searched:
    """What the record says of the search."""
    laws: list[SearchedLaw] = []
    pairs: Counter[tuple[str, str]] = Counter()
    triples: set[tuple[str, str, str]] = set()
    for result in assessment.record.results:
        search = result.get("search")
        if not search:
            continue
        sequences = search["sequences"]
        names = sequences["calls"]
        for first, second, number in sequences["pairs"]:
            pairs[names[first], names[second]] += number
        triples |= {(names[first], names[second], names[third]) for first, second, third, *_ in sequences["triples"]}
        laws.append(
            SearchedLaw(
                search["law"],
                placed(assessment.texts[result["scenario"]]),
                result["requirement"],
                len(search["examples"]),
                sum(case["verdict"] in ("pass", "fail", "warning") for case in search["examples"]),
                len(sequences["pairs"]),
                len(sequences["triples"]),
            )
        )
    calls = tuple(sorted({name for pair in pairs for name in pair}))
    return Searched(tuple(laws), calls, tuple((*pair, number) for pair, number in sorted(pairs.items())), len(triples))


def _picture(found: Searched) -> str:
    side = len(found.calls) * _CELL
    width, height = _NAMES + side + 10, _HEAD + side + 10
    most = max((number for *_, number in found.pairs), default=1)
    place = {name: number for number, name in enumerate(found.calls)}
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    parts = [
        f'<svg class="pairs" role="img" aria-labelledby="pairs-title pairs-description" {size}>',
        '<title id="pairs-title">Pairs of calls that were tried</title>',
        '<desc id="pairs-description">A row for the first call, a column for the second; the darker, the more often.</desc>',
    ]
    for name, number in place.items():
        middle = number * _CELL + _CELL // 2 + 4
        shown = html.escape(name)
        parts.append(f'<text x="{_NAMES - 6}" y="{_HEAD + middle}" text-anchor="end">{shown}</text>')
        across = _NAMES + middle
        parts.append(f'<text x="{across}" y="{_HEAD - 6}" transform="rotate(-90 {across} {_HEAD - 6})">{shown}</text>')
        for column in range(len(found.calls)):
            x, y = _NAMES + column * _CELL, _HEAD + number * _CELL
            parts.append(f'<rect class="untried" x="{x}" y="{y}" width="{_CELL - 2}" height="{_CELL - 2}"/>')
    for first, second, number in found.pairs:
        shade = 1 + int((_SHADES - 1) * log(number) / log(most)) if most > 1 else _SHADES
        x, y = _NAMES + place[second] * _CELL, _HEAD + place[first] * _CELL
        words = html.escape(f"{first}, then {second}: {number}")
        parts.append(
            f'<rect class="tried-{shade}" x="{x}" y="{y}" width="{_CELL - 2}" height="{_CELL - 2}">'
            f"<title>{words}</title></rect>"
        )
    return "\n".join([*parts, "</svg>"])
