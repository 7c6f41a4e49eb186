"""What the kit knows about the English page: names and links at each place, direction words, and digests of sentences.

It knows no sentence of the page. The files are in `features/topic`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from mapi_tck.suite.catalogue import features_root
from mapi_tck.suite.review import TomlFile

FOLDER: Final = "topic"
NAMES: Final = "names.toml"
DIRECTIONS: Final = "directions.toml"
SENTENCES: Final = "sentences.toml"

#: The directions of a queue.
OUTGOING: Final = "outgoing"
INCOMING: Final = "incoming"


@dataclass(frozen=True, slots=True)
class Said:
    """What the English page says at one place."""

    #: Its names, in the order of the page; a name is there as often as it is on the page.
    names: tuple[str, ...]
    #: The pages that it links to.
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Directions:
    """The words for the two directions, and how the English page pairs them with flags."""

    #: Place → flag → direction.
    pairs: Mapping[str, Mapping[str, str]]
    #: Direction → language → beginnings of words.
    words: Mapping[str, Mapping[str, tuple[str, ...]]]

    def pattern(self, direction: str, language: str) -> re.Pattern[str]:
        """Finds a word of the direction: in the language, or in all languages if the kit has no words of it."""
        by_language = self.words[direction]
        own = by_language.get(_short(language)) or tuple(word for words in by_language.values() for word in words)
        # Letters of alphabets only: elsewhere a word needs no blank before it.
        return re.compile(
            "|".join(rf"(?<![^\W_\u3000-\u9fff\uac00-\ud7af]){re.escape(word)}" for word in own), re.IGNORECASE
        )


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the English page, as the kit knows it."""

    #: Its place and its number there, for example `B5.3/4`.
    id: str
    #: Revision of the page → digest.
    digests: Mapping[str, str]
    #: The requirements that say what it demands; if there are none, the reason.
    requirements: tuple[str, ...] = ()
    reason: str = ""

    @property
    def place(self) -> str:
        """The place on the page."""
        return self.id.partition("/")[0]


def topic_file(name: str, root: Path | None = None) -> TomlFile:
    """One of the files about the page."""
    return TomlFile((root or features_root()) / FOLDER / name, "knowledge about the published page")


@cache
def said() -> Mapping[str, Said]:
    """Place → what the English page says there, in its order."""
    file = topic_file(NAMES)
    return {place: file.made(Said, "places", place) for place in file.table("places")}


@cache
def link_of() -> Mapping[str, str]:
    """Name → the page that it links to."""
    file = topic_file(NAMES)
    return {name: file.value(("links", name), page, str) for name, page in file.table("links").items()}


@cache
def directions() -> Directions:
    """The direction words, and their pairs."""
    file = topic_file(DIRECTIONS)
    pairs = {
        place: {flag: file.value(("pairs", place, flag), word, (OUTGOING, INCOMING)) for flag, word in flags.items()}
        for place, flags in file.table("pairs").items()
    }
    words = {
        direction: {
            language: file.value((direction, language), listed, [str])
            for language, listed in file.table(direction).items()
        }
        for direction in (OUTGOING, INCOMING)
    }
    return Directions(pairs, words)


def known_sentences(root: Path | None = None) -> list[Sentence]:
    """The sentences in the order of the page. Raises `UsageError` for a mistake."""
    file = topic_file(SENTENCES, root)
    return [file.made(Sentence, id, kinds={"digests": dict}, id=id) for id in file.content]


def _short(language: str) -> str:
    return language.partition("-")[0].lower()
