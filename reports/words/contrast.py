"""The differences between an expected and an observed value, field by field.

The marks depend on which parts of the two values are equal, never on the content of a text: two texts differ in one stretch
between a common beginning and a common end. So a text of any length is compared in one pass, and no text can bring more marks
into a page.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby, takewhile
from typing import Final

from mapi_tck.foreign import shortened, visible
from mapi_tck.wire.codecs import Json

from .wording import plural

#: Elements of a list that are compared and shown; characters that are shown of a stretch of text. A choice: about a screen.
ELEMENTS: Final = 60
STRETCH: Final = 400
#: Elements between the common beginning and end of two lists that are compared. A choice: more would take seconds.
SEARCHED: Final = 600

#: What is shown at first sight: fields, elements of a list, characters of a stretch. A choice: a few lines.
FIELDS: Final = 4
PIECES: Final = 8
GLANCE: Final = 120
#: So many equal elements in a row, or more, are only counted in lines of text. A choice: fewer are as short as their number.
RUN: Final = 3
#: Characters of a line of text: a record may hold values of any size.
LINE: Final = 4000
#: Pieces that differ, of which all are shown at first sight. A choice: more of them would fill the screen.
MANY: Final = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a value, and whether the other value lacks it."""

    text: str
    differs: bool
    #: The separator before an element of a list.
    separator: str = ""
    #: How many elements it stands for.
    count: int = 1


@dataclass(frozen=True, slots=True)
class Field:
    """One field of both values; a value that is no object has one field without name."""

    name: str
    expected: tuple[Piece, ...]
    observed: tuple[Piece, ...]

    @property
    def differs(self) -> bool:
        """Whether the two values of the field differ."""
        return any(piece.differs for piece in (*self.expected, *self.observed))


def contrast(expected: Json, observed: Json) -> tuple[Field, ...]:
    """The fields of both values; fields of inner objects have their path as name."""
    return tuple(_fields("", expected, observed))


def brief(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """A short form of the fields: a few fields, shortened. If many differ, only such fields."""
    differing = [field for field in fields if field.differs]
    chosen = differing if len(differing) > FIELDS else fields
    shown = [Field(item.name, _glance(item.expected), _glance(item.observed)) for item in chosen[:FIELDS]]
    rest = [item for item in fields if item not in chosen[:FIELDS]]
    more = Field("", _more(item.expected for item in rest), _more(item.observed for item in rest))
    return (*shown, more) if more.expected or more.observed else tuple(shown)


def marked(expected: Json, observed: Json) -> tuple[list[str], list[str]]:
    """Both values in lines of text, a line for each field, with the marks of a page. What differs is never left out."""
    fields = contrast(expected, observed)
    differing = tuple(field for field in fields if field.differs)
    shown = fields if len(fields) <= FIELDS else differing or fields[:FIELDS]
    left = [line for field in shown if (line := _line(field.name, field.expected, "[−−]"))]
    right = [line for field in shown if (line := _line(field.name, field.observed, "{++}"))]
    if len(shown) < len(fields):
        rest = f"and {plural(len(fields) - len(shown), 'more field')} alike"
        return [*left, rest], [*right, rest]
    return left, right


def _line(name: str, pieces: tuple[Piece, ...], marks: str) -> str:
    listed = any(piece.separator for piece in pieces)
    words: list[str] = []
    for differs, group in groupby(pieces, lambda piece: piece.differs):
        same = [*group]
        if differs:
            words += [f"{one.separator}{marks[:2]}{one.text}{marks[2:]}" for one in same if one.text]
        elif listed and sum(one.count for one in same) >= RUN:
            words.append(f"{same[0].separator}… {sum(one.count for one in same)} alike")
        else:
            words += [f"{one.separator}{shortened(one.text, GLANCE)}" for one in same]
    text = "".join(words)
    return visible(shortened(f"{name}: {text}" if name else text, LINE)) if text else ""


def _more(values: Iterable[tuple[Piece, ...]]) -> tuple[Piece, ...]:
    number = sum(map(bool, values))
    return (Piece(f"and {plural(number, 'more field')}", False),) if number else ()


def shape(fields: tuple[Field, ...]) -> tuple[tuple[int, int], ...]:
    """The number of pieces of each field. It is equal for a value and its short form if only texts were shortened."""
    return tuple((len(field.expected), len(field.observed)) for field in fields)


def _glance(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces that differ, and their neighbours up to a limit. Of very many the first are shown, and the others counted.

    A short list stays as it is.
    """
    listed = any(piece.separator for piece in pieces)
    if not listed:
        return tuple(Piece(shortened(piece.text, GLANCE), piece.differs) for piece in pieces)
    kept: list[Piece] = []
    most = len(pieces) if sum(piece.differs for piece in pieces) <= MANY else PIECES
    passed_over, differing = 0, 0
    for place, piece in enumerate(pieces):
        around = pieces[max(place - 1, 0) : place + 2]
        near = len(kept) < PIECES and any(item.differs for item in around)
        if len(pieces) > PIECES and not (piece.differs and len(kept) < most) and not near:
            passed_over += piece.count
            differing += piece.differs
        else:
            kept.append(Piece(shortened(piece.text, GLANCE), piece.differs, piece.separator if kept else ""))
    if not passed_over:
        return tuple(kept)
    words = f"{passed_over} more" + (f", {differing} of them only here" if differing else "")
    return (*kept, Piece(words, bool(differing), ", … " if kept else ""))


def _fields(name: str, expected: Json, observed: Json) -> Iterator[Field]:
    if isinstance(expected, dict) and isinstance(observed, dict) and (expected or observed):
        for key in {**expected, **observed}:
            inner = f"{name} › {key}" if name else str(key)
            if key in expected and key in observed:
                yield from _fields(inner, expected[key], observed[key])
            elif (expected if key in expected else observed)[key] in ([], {}):
                # A missing field and an empty one mean the same.
                yield Field(inner, (Piece("none", False),), (Piece("none", False),))
            else:
                yield Field(inner, *(_alone(value, key) for value in (expected, observed)))
    elif isinstance(expected, list) and isinstance(observed, list):
        yield Field(name, *_elements(expected, observed))
    elif isinstance(expected, str) and isinstance(observed, str):
        yield Field(name, *_stretches(expected, observed))
    elif isinstance(expected, dict | list | str) or isinstance(observed, dict | list | str):
        # A text and an object: their parts cannot be compared.
        yield from (Field(inner, pieces, ()) for inner, pieces in _told(name, expected))
        yield from (Field(inner, (), pieces) for inner, pieces in _told(name, observed))
    else:
        differs = expected != observed
        yield Field(name, (Piece(_said(expected), differs),), (Piece(_said(observed), differs),))


def _told(name: str, value: Json) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """The fields of a value that is compared with one of another form."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _told(f"{name} › {key}" if name else str(key), item)
    elif isinstance(value, list):
        yield name, _list(value, set(range(len(value))))
    else:
        yield name, (Piece(_said(value), False),)


def _alone(value: dict[str, Json], key: str) -> tuple[Piece, ...]:
    """A field that one of the objects lacks."""
    return (Piece(_said(value[key]), True),) if key in value else (Piece("nothing", False),)


def _elements(expected: Sequence[Json], observed: Sequence[Json]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both lists, with marks on the elements that only one of them has."""
    first, second = ([json.dumps(item, sort_keys=True) for item in items] for items in (expected, observed))
    # What both begin and end with needs no search, which takes the more time the longer the lists are.
    begin = _common(first, second)
    end = min(_common(first[::-1], second[::-1]), len(first) - begin, len(second) - begin)
    left, right = first[begin : len(first) - end], second[begin : len(second) - end]
    alike = [(0, 0, begin), (len(first) - end, len(second) - end, end)]
    if max(len(left), len(right)) <= SEARCHED:
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        alike += [(one + begin, other + begin, size) for one, other, size in matcher.get_matching_blocks()]
    common = (
        {place for start, _, size in alike for place in range(start, start + size)},
        {place for _, start, size in alike for place in range(start, start + size)},
    )
    one, other = (_list(items, own) for items, own in zip((expected, observed), common, strict=True))
    return one, other


def _list(items: Sequence[Json], common: set[int]) -> tuple[Piece, ...]:
    """The elements. In a long list runs of common ones are only counted, so that what differs is within what is shown."""
    pieces: list[Piece] = []
    for alike, group in groupby(range(len(items)), lambda place: place in common):
        places = [*group]
        if alike and len(items) > ELEMENTS and len(places) >= RUN:
            pieces.append(Piece(f"{len(places)} alike", False, ", ", len(places)))
        else:
            pieces += [Piece(_said(items[place]), not alike, ", ") for place in places]
    if not pieces:
        return (Piece("none", False),)
    rest = pieces[ELEMENTS:]
    if rest:
        differing = sum(piece.differs for piece in rest)
        words = f"and {sum(piece.count for piece in rest)} more"
        words += f", {differing} of them only here" if differing else ""
        pieces = [*pieces[:ELEMENTS], Piece(words, bool(differing), ", ")]
    return (replace(pieces[0], separator=""), *pieces[1:])


def _stretches(expected: str, observed: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in three stretches, cut between words: the common beginning, the difference, the common end."""
    if expected == observed:
        same = (Piece(_cut(expected), False),)
        return same, same
    words = [re.split(r"(?<=[\s,;:()|=])", text) for text in (expected, observed)]
    begin = _common(*words)
    if any(len("".join(parts[begin:])) > STRETCH for parts in words):
        # A long word would be cut where it differs.
        words = [[*text] for text in (expected, observed)]
        begin = max(0, _common(*words) - 20)
    end = _common(*([*reversed(parts[begin:])] for parts in words))
    left, right = (
        (
            Piece(_cut("".join(parts[:begin])), False),
            Piece(_cut("".join(parts[begin : len(parts) - end])), True),
            Piece(_cut("".join(parts[len(parts) - end :])), False),
        )
        for parts in words
    )
    return left, right


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _said(value: Json) -> str:
    if isinstance(value, str) and value.strip():
        return _cut(value)
    return _cut("none" if value == [] else json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    return shortened(text, STRETCH)
