"""Which calls of clients followed each other in a search, as a picture."""

import html
from math import log
from typing import Final

from markupsafe import Markup

from ..words.searched import Searched

#: Pixels, chosen by eye: of a cell, of the names beside the rows and above the columns.
_CELL: Final = 22
_NAMES: Final = 220
_HEAD: Final = 190
#: Shades of a cell, by how often a pair was tried. A choice: more cannot be told apart.
_SHADES: Final = 5


def picture(found: Searched) -> Markup:
    """A row for the first call, a column for the second; the same record gives the same bytes."""
    side = len(found.calls) * _CELL
    width, height = _NAMES + side + 10, _HEAD + side + 10
    most = max((number for *_, number in found.pairs), default=1)
    place = {name: number for number, name in enumerate(found.calls)}
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    parts = [
        f'<svg class="pairs" role="img" aria-labelledby="pairs-title pairs-description" {size}>',
        '<title id="pairs-title">Pairs of calls that occurred</title>',
        '<desc id="pairs-description">A row for the first call, a column for the second; darker means more often.</desc>',
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
    return Markup("\n".join([*parts, "</svg>"]))  # noqa: S704
