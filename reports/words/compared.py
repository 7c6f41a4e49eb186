"""An expected and an observed value in short texts, in which everything that differs can still be seen.

What both have in common, and what stands alone, is what is left out of a long value.
"""

import json
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final

from mapi_tck.foreign import shortened, visible
from mapi_tck.wire.codecs import Json

from .visible import compact

#: So many equal elements in a row, or more, are only counted. A choice: fewer are as short as their number.
_RUN: Final = 3
#: Elements of a list that differ and are shown, and of a list that is compared with nothing. A choice: a few lines; about one.
_DIFFERING: Final = 60
_ALONE: Final = 6
#: Characters of one text within a value.
_TEXT: Final = 200
#: How deep values are compared. No check of the kit has values within values within values.
_DEEP: Final = 4
#: A text is never longer than so many times its limit: a record may hold values of any size.
_TIMES: Final = 20


class _Gap(str):
    """Words for what is left out, beside the elements of a list."""


def compared(expected: Json, observed: Json, limit: int) -> tuple[str, str]:
    """Both values, each on one line. If one is longer than the limit, what they have in common is left out of both."""
    whole = compact(expected), compact(observed)
    if max(map(len, whole)) <= limit:
        return whole
    wanted, found = _both(expected, observed, _DEEP)
    return shortened(visible(_text(wanted)), _TIMES * limit), shortened(visible(_text(found)), _TIMES * limit)


def _both(expected: Json, observed: Json, deep: int) -> tuple[Json, Json]:
    """The essential parts of both values."""
    if deep and isinstance(expected, dict) and isinstance(observed, dict):
        found = {
            key: _both(expected[key], observed[key], deep - 1)
            if key in expected and key in observed
            else (_alone(expected.get(key)), _alone(observed.get(key)))
            for key in {**expected, **observed}
        }
        return {key: found[key][0] for key in expected}, {key: found[key][1] for key in observed}
    if isinstance(expected, list) and isinstance(observed, list):
        return _lists(expected, observed)
    if isinstance(expected, str) and isinstance(observed, str) and expected != observed:
        return _texts(expected, observed)
    return _alone(expected), _alone(observed)


def _alone(value: Json) -> Json:
    """A value that is compared with nothing, or with one of another form."""
    if isinstance(value, dict):
        return {shortened(str(key), _TEXT): _alone(item) for key, item in value.items()}
    if isinstance(value, list):
        left = len(value) - _ALONE
        shown = [_alone(item) for item in value[:_ALONE]]
        return [*shown, _Gap(f"… {left} more")] if left > 0 else shown
    return shortened(value, _TEXT) if isinstance(value, str) else value


def _lists(expected: Sequence[Json], observed: Sequence[Json]) -> tuple[Json, Json]:
    first, second = ([json.dumps(item, sort_keys=True) for item in items] for items in (expected, observed))
    # What both begin and end with needs no search, which takes the more time the longer the lists are.
    begin = _common(first, second)
    end = min(_common(first[::-1], second[::-1]), len(first) - begin, len(second) - begin)
    left, right = first[begin : len(first) - end], second[begin : len(second) - end]
    blocks = [(0, 0, begin)]
    if max(len(left), len(right)) <= 10 * _DIFFERING:
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        blocks += [(one + begin, other + begin, size) for one, other, size in matcher.get_matching_blocks()]
    blocks.append((len(first) - end, len(second) - end, end))
    runs = [block for block in blocks if block[2]]
    return (
        _without(expected, [(one, size) for one, _, size in runs]),
        _without(observed, [(other, size) for _, other, size in runs]),
    )


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _without(items: Sequence[Json], runs: Sequence[tuple[int, int]]) -> list[Json]:
    """The elements; runs of common ones are only counted if they are long."""
    shown: list[Json] = []
    place = differing = 0
    for start, size in [*runs, (len(items), 0)]:
        own = items[place:start]
        kept = own[: max(_DIFFERING - differing, 0)]
        differing += len(own)
        shown += [_alone(item) for item in kept]
        if len(own) > len(kept):
            shown.append(_Gap(f"… {len(own) - len(kept)} more that differ"))
        common = items[start : start + size]
        shown += [_Gap(f"… {size} alike")] if size >= _RUN else [_alone(item) for item in common]
        place = start + size
    return shown


def _texts(expected: str, observed: str) -> tuple[Json, Json]:
    """Both texts from shortly before their first difference on."""
    same = _common(expected, observed)
    if same <= _TEXT // 2:
        return shortened(expected, _TEXT), shortened(observed, _TEXT)
    return f"… {shortened(expected[same - 20 :], _TEXT)}", f"… {shortened(observed[same - 20 :], _TEXT)}"


def _text(value: Json) -> str:
    """The value on one line, as JSON apart from what is left out."""
    if isinstance(value, _Gap):
        return str(value)
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_text(item)}" for key, item in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
