"""Changes to JSON: a value somewhere within it is replaced, removed, repeated or added."""

import copy
from collections.abc import Sequence
from typing import Any, Final

from hypothesis import strategies as st

from fuzz.texts import HOSTILE

#: Numbers at the limits of MAPI's and of JSON's types.
NUMBERS: Final = (
    0, 1, -1, 2, 3, 255, 2**15, 2**16, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53 + 1, 2**63 - 1, 2**63, 2**64, 10**30,
    0.0, 0.5, -0.5, 1.0, 1e16, 1e308, 0x80004005, 0x8004010F, 0x80040102, 0x00040380, 0x3E030003, 0x3001001F,
    0x3001001E, 0x0FFF0102,
)  # fmt: skip

_short: Final = [piece for piece in HOSTILE if len(piece) < 40]


def values(words: Sequence[Any] = ()) -> st.SearchStrategy[Any]:
    """Any JSON: a number at a limit, a hostile text, one of the words, or a list or an object of these."""
    plain = st.one_of(
        st.none(),
        st.booleans(),
        st.sampled_from(NUMBERS),
        st.sampled_from(_short),
        *([st.sampled_from(words)] if words else []),
        st.text(max_size=3),
    )
    names = st.sampled_from(["tag", "value", "code", "id", "kind", "rows", "session", "table", "offers", ""])
    return st.one_of(
        plain, plain, plain, st.lists(plain, max_size=3), st.dictionaries(names, plain, max_size=3), st.just([[[[]]]])
    )


def picks() -> st.SearchStrategy[list[int]]:
    """The way to a value: at each level the number of a member, counted around."""
    return st.lists(st.integers(0, 40), min_size=1, max_size=6)


def changes(words: Sequence[Any] = ()) -> st.SearchStrategy[list[Any]]:
    """One change: `[what, way, value]`."""
    what = st.sampled_from(["set", "set", "set", "drop", "twice", "add"])
    return st.tuples(what, picks(), values(words)).map(list)


def changed(document: Any, change: Sequence[Any]) -> Any:
    """A copy of the document with the change. If the way leads to no value, the last one on it is changed."""
    what, way, value = change
    top = [copy.deepcopy(document)]
    held, key = _at(top, way)
    match what:
        case "drop":
            del held[key]
        case "twice" if isinstance(held, list):
            held.insert(key, copy.deepcopy(held[key]))
        case "add" if isinstance(held[key], dict):
            held[key]["x-added"] = value
        case "add" if isinstance(held[key], list):
            held[key].append(value)
        case _:
            held[key] = value
    return top[0] if top else None


def _at(top: Any, way: Sequence[int]) -> tuple[Any, Any]:
    """The list or object that holds the value at the end of the way, and its key there."""
    held, key = top, 0
    for number in way:
        inner = held[key]
        if not isinstance(inner, dict | list) or not inner:
            break
        held = inner
        key = list(inner)[number % len(inner)] if isinstance(inner, dict) else number % len(inner)
    return held, key
