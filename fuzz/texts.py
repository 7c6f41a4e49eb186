"""Changes to a text: pieces are cut out, repeated, or put in between."""

from collections.abc import Sequence
from typing import Any, Final

from hypothesis import strategies as st

#: Pieces that readers of text trip over: signs of TOML, JSON and Gherkin, invisible and reversing characters, extreme numbers.
HOSTILE: Final = (
    "\x00", "\x1b[31m", "\r", "\n", "\r\n", "\t", "\ufeff", "\u202e", "\u2028", "\u00a0", "\u200b", "\ud800",
    "\U000e0001", "é", "🎉", '"', "'", '"""', "'''", "\\", "\\u0000", "\\ud800", "#", "=", "[", "]", "[[", "]]", "{",
    "}", ",", ":", "::", "|", "@", "<", ">", "*", "##[error]", "::error::", "%s", "{0}", "$(id)", "<b>", "&amp;",
    "../..", "/", "-", "--", "-1", "0", "1e400", "-0.0", "nan", "inf", "-inf", "true", "null", "9" * 30, "9" * 400,
    "1979-05-27", "1979-05-27T07:32:00Z", "[" * 300, "{\"a\":" * 300,
)  # fmt: skip

#: Where something is changed: so many thousandths of the text.
_places: Final = st.integers(0, 1000)


def pieces(words: Sequence[str] = ()) -> st.SearchStrategy[str]:
    """What is put into a text: something hostile, one of the words, or any short text."""
    return st.one_of(st.sampled_from(HOSTILE), *([st.sampled_from(words)] if words else []), st.text(max_size=4))


def edits(words: Sequence[str] = (), most: int = 3) -> st.SearchStrategy[list[list[Any]]]:
    """Changes to one text, each `[place, characters that are cut out, text that is put there]`."""
    cut = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 400))
    return st.lists(st.tuples(_places, cut, pieces(words)).map(list), max_size=most)


def edited(text: str, changes: Sequence[Sequence[Any]]) -> str:
    """The text with these changes, one after the other."""
    for place, cut, put in changes:
        begin = len(text) * place // 1000
        text = text[:begin] + put + text[begin + cut :]
    return text


def as_bytes(text: str) -> bytes:
    """The text in UTF-8. A lone surrogate becomes bytes that are no UTF-8."""
    return text.encode("utf-8", "surrogatepass")
