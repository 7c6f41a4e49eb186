"""The published page as its structure: title, introduction, two procedures with numbered steps, closing remarks.

The structure is found without the words of the page, so it is the same in each language.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

#: The procedures of the page, in its order. The heading of a procedure is the place with its letter.
PROCEDURES: Final = ("A", "B")

#: Places that are neither headings of procedures nor numbered steps.
TITLE: Final = "title"
INTRODUCTION: Final = "I"
CLOSING: Final = "C"

ENGLISH: Final = "en"

#: How many hexadecimal digits of a digest are kept. A choice: the page has some dozen sentences.
_DIGITS: Final = 16

#: Characters that a publisher may exchange for others without a change of the text.
_SAME: Final = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a", "'"),
        **dict.fromkeys("\u201c\u201d\u201e", '"'),
        **dict.fromkeys("\u2010\u2011\u2013\u2014", "-"),
    }
)
_BLANK_BEFORE: Final = re.compile(r" +(?=[.,;:!?)\]])|(?<=[(\[]) +")
#: The end of a sentence within a paragraph.
_END: Final = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])|(?<=\u3002)")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text of which each character has the same marks."""

    text: str
    #: `strong`, `em` or `code`, as it is on the page.
    marks: frozenset[str] = frozenset()
    #: The name of the page that it links to, without the ending of a file; "" for no link.
    link: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What the page says at one place: a heading, a numbered step, the introduction or the closing remarks."""

    #: The place by its position on the page, for example `A6`: a step that was moved has the place that it stands at.
    place: str
    #: The number as it is written; "" where there is none, or where the form of the page does not tell it.
    number: str
    paragraphs: tuple[tuple[Run, ...], ...]

    @property
    def runs(self) -> Iterator[Run]:
        """All pieces of text; a line end stands between two paragraphs."""
        for number, paragraph in enumerate(self.paragraphs):
            yield from (Run("\n"),) if number else ()
            yield from paragraph

    @property
    def text(self) -> str:
        """The text without marks."""
        return "".join(run.text for run in self.runs)

    @property
    def links(self) -> list[str]:
        """The pages that it links to."""
        return [run.link for run in self.runs if run.link]

    @property
    def sentences(self) -> list[str]:
        """Its sentences, without marks."""
        return [found for paragraph in self.paragraphs for found in sentences("".join(run.text for run in paragraph))]


@dataclass(frozen=True)
class Page:
    """One text of a published page."""

    #: The file, as the user named it.
    file: str
    #: The language as the page says it, for example `es-ES`; "" if it does not say it. The English text beside a translation
    #: is `en`.
    language: str
    parts: tuple[Part, ...]

    @cached_property
    def at(self) -> dict[str, Part]:
        """Place → what the page says there."""
        return {part.place: part for part in self.parts}

    @property
    def english(self) -> bool:
        """Whether the text is English."""
        return self.language.partition("-")[0] == ENGLISH

    def steps(self, procedure: str) -> list[Part]:
        """What stands at the numbered steps of a procedure, in the order of the page."""
        return [part for part in self.parts if re.match(rf"{procedure}\d", part.place)]


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return [found for sentence in _END.split(" ".join(text.split())) if (found := sentence.strip())]


def plain(text: str) -> str:
    """The text without what is only layout: line ends, repeated blanks, blanks at marks, forms of quotation marks and dashes."""
    same = unicodedata.normalize("NFKC", text).translate(_SAME)
    return _BLANK_BEFORE.sub("", " ".join(same.split()))


def digest(sentence: str) -> str:
    """What the kit keeps of a sentence of the page. The digest does not depend on layout."""
    return hashlib.sha256(plain(sentence).encode("utf-8")).hexdigest()[:_DIGITS]
