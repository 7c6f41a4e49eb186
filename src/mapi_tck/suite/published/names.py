"""The names on the page, and the ways in which a translation mangles them.

A name is an identifier (`IMAPIStatus::FlushQueues`, `PR_ENTRYID`, `SRowSet`) or an abbreviation (`RAS`). Identifiers are never
translated. An abbreviation may be.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import Final

from mapi_tck.suite.published.libraries import missing

#: What is a name in the English text: methods with their interface, words with underlines or inner capitals, abbreviations.
NAME: Final = re.compile(
    r"\b(?:[A-Z]\w*::\w+|\w+_\w+|[A-Z]{2,}[a-z]+[A-Z]\w*|(?:[A-Z]\w*?[a-z]|lp)[A-Z]\w+|[A-Z][A-Z]?[a-z]+[A-Z]\w*|LAN|RAS)\b"
)

#: Scripts whose letters cannot stand beside a name without a mark between. Others write no blanks between words, or join endings.
_ALPHABETS: Final = ("LATIN", "CYRILLIC", "GREEK")

#: The likeness of a transliterated name to the name, from 0 to 1. Chosen: the least like one of the published pages has 0.8, and
#: no other word of them has more than 0.6.
_LIKE: Final = 0.7

#: Characters between the two halves of a name that was taken apart. A choice: a few words fit into them.
_APART: Final = 60

#: Spelling by sound → one spelling: transliterations differ in these.
_SOUNDS: Final = (
    ("kh", "h"), ("zh", "g"), ("dzh", "g"), ("ck", "c"), ("ks", "x"), ("y", "i"), ("j", "g"), ("k", "c"), ("q", "c"), ("w", "v"),
)  # fmt: skip


class Way(StrEnum):
    """What became of one occurrence of a name."""

    SURVIVED = "survived"
    LOST = "lost"
    SPLIT = "split"
    TRANSLITERATED = "transliterated"
    RECASED = "re-cased"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Fate:
    """One occurrence of a name in the English text, and what became of it here."""

    name: str
    ways: tuple[Way, ...]
    #: What stands in its place; "" if nothing could be found.
    token: str = ""
    #: Where that is in the text of its place.
    span: tuple[int, int] = (0, 0)

    @property
    def survived(self) -> bool:
        """Whether it can be read as it is."""
        return self.ways == (Way.SURVIVED,)


def abbreviation(name: str) -> bool:
    """Whether the name is one that a translator may translate."""
    return name.isupper() and "_" not in name


def names_in(text: str) -> list[str]:
    """The names in an English text, in its order."""
    return [found[0] for found in NAME.finditer(text)]


@dataclass
class Search:
    """Looks for the names of the English text in a text. A character is part of one name at most."""

    text: str
    _taken: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        self._taken = [False] * len(self.text)

    def fates(self, names: Sequence[str]) -> list[Fate]:
        """The fate of each name, in the same order."""
        found: dict[int, Fate] = {}
        # A longer name first: a shorter one may be a part of it.
        order = sorted(range(len(names)), key=lambda place: -len(names[place]))
        for look in (self._exact, self._other_case, self._merged, self._split, self._halves, self._by_sound):
            for place in order:
                if place not in found and (fate := look(names[place])):
                    found[place] = fate
                    self._take(fate.span)
        return [found.get(place) or Fate(name, (Way.LOST,)) for place, name in enumerate(names)]

    def _take(self, span: tuple[int, int]) -> None:
        self._taken[slice(*span)] = [True] * (span[1] - span[0])

    def _free(self, start: int, end: int) -> bool:
        return start < end and not any(self._taken[start:end])

    def _fate(self, name: str, span: tuple[int, int], *ways: Way) -> Fate:
        return Fate(name, ways, self.text[slice(*span)], span)

    def _spans(self, pattern: str, flags: int = 0) -> Iterator[tuple[int, int]]:
        yield from (found.span() for found in re.finditer(pattern, self.text, flags) if self._free(*found.span()))

    def _exact(self, name: str) -> Fate | None:
        spans = (span for span in self._spans(re.escape(name)) if self._apart(span))
        return next((self._fate(name, span, Way.SURVIVED) for span in spans), None)

    def _other_case(self, name: str) -> Fate | None:
        spans = (span for span in self._spans(re.escape(name), re.IGNORECASE) if self._apart(span))
        return next((self._fate(name, span, Way.RECASED) for span in spans), None)

    def _merged(self, name: str) -> Fate | None:
        if abbreviation(name):
            return None
        for span in self._spans(re.escape(name), re.IGNORECASE):
            whole = self._word(span)
            ways = (Way.MERGED,) if self.text[slice(*span)] == name else (Way.MERGED, Way.RECASED)
            return Fate(name, ways, self.text[slice(*whole)], span)
        return None

    def _split(self, name: str) -> Fate | None:
        """The name with blanks or marks within it, or without its own."""
        if abbreviation(name):
            return None
        letters = [character for character in name if character.isalnum()]
        pattern = r"[\W_]{0,3}".join(map(re.escape, letters))
        for span in self._spans(pattern, re.IGNORECASE):
            if self._apart(span):
                same = [character for character in self.text[slice(*span)] if character.isalnum()] == letters
                return self._fate(name, span, Way.SPLIT, *(() if same else (Way.RECASED,)))
        return None

    def _halves(self, name: str) -> Fate | None:
        """A method and its interface, each for itself, with something between them."""
        interface, colons, method = name.partition("::")
        if not colons:
            return None
        first = self._half(interface, 0)
        second = self._half(method, first.span[1] if first else 0)
        if first is None or second is None or second.span[0] - first.span[1] > _APART:
            return None
        ways = {Way.SPLIT, *first.ways, *second.ways} - {Way.SURVIVED}
        return self._fate(name, (first.span[0], second.span[1]), *(way for way in Way if way in ways))

    def _half(self, word: str, start: int) -> Fate | None:
        for span in self._spans(re.escape(word), re.IGNORECASE):
            if span[0] >= start and self._apart(span):
                return self._fate(word, span, Way.SURVIVED if self.text[slice(*span)] == word else Way.RECASED)
        return self._by_sound(word, start)

    def _by_sound(self, name: str, start: int = 0) -> Fate | None:
        """Words in other letters that sound like the name."""
        if abbreviation(name):
            return None
        wanted = _sound(name)
        words = [found.span() for found in re.finditer(r"\w+", self.text) if found.start() >= start]
        spans = [*words, *((one[0], two[1]) for one, two in pairwise(words) if two[0] - one[1] <= 4)]
        best, likeness = None, _LIKE
        for span in spans:
            text = self.text[slice(*span)]
            if not text.isascii() and self._free(*span) and (like := _likeness(wanted, _sound(text))) > likeness:
                best, likeness = span, like
        return self._fate(name, best, Way.TRANSLITERATED) if best else None

    def _apart(self, span: tuple[int, int]) -> bool:
        """Whether no letter, digit or underline of a longer word stands beside the characters."""
        before, after = self.text[: span[0]][-2:], self.text[span[1] :][:2]
        if before.endswith("_") and after.startswith("_"):  # marks of emphasis that Markdown did not take for marks
            before, after = before[:-1], after[1:]
        return not (_joins(before[-1:]) or _joins(after[:1]))

    def _word(self, span: tuple[int, int]) -> tuple[int, int]:
        """The characters with those of the word that they are in."""
        start, end = span
        while start and _joins(self.text[start - 1]):
            start -= 1
        while end < len(self.text) and _joins(self.text[end]):
            end += 1
        return start, end


def _joins(character: str) -> bool:
    """Whether a name that stands beside the character is merged with it."""
    if not character or not (character.isalnum() or character == "_"):
        return False
    return character.isascii() or unicodedata.name(character, "").startswith(_ALPHABETS)


def _sound(text: str) -> str:
    try:
        from anyascii import anyascii
    except ImportError as error:
        raise missing(error) from error
    plain = re.sub(r"[^a-z0-9]", "", anyascii(text).lower())
    for one, other in _SOUNDS:
        plain = plain.replace(one, other)
    return re.sub(r"(.)\1", r"\1", plain)


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > _LIKE else 0.0
