"""Links in the kit's own texts: each id leads to its place, and a word of the glossary to its meaning where it is used first."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from markupsafe import Markup, escape

from mapi_tck.foreign import visible
from mapi_tck.suite.catalogue import STEPS, Ruling, load_catalogue
from mapi_tck.suite.glossary import load_glossary

from ..words.markup import plain

#: Characters of a text of the kit's own: none is cut.
WHOLE: Final = 100_000

#: The end of a sentence, before the next one.
_NEXT: Final = re.compile(r"(?<=[.])\s+(?=[A-Z])")
_CODE: Final = re.compile(r"`([^`]+)`")


def word_anchor(word: str) -> str:
    """The address of a word of the glossary."""
    return f"word-{word.replace(' ', '-')}"


def words() -> Mapping[str, str]:
    """The words that the annotated specification explains, with what they mean as plain text."""
    return {word: _CODE.sub(r"\1", meaning) for word, meaning in load_glossary().annotated.items()}


def brief(ruling: Ruling) -> str:
    """The first sentence of its decision."""
    return _NEXT.split(ruling.decision, maxsplit=1)[0]


def readings(ruling: Ruling) -> tuple[tuple[str, str], tuple[str, str]]:
    """Both readings, each with a label that says whether the decision follows it."""
    return (
        (f"Literal reading, {_followed(ruling, 'letter')}", ruling.letter),
        (f"Other reading, {_followed(ruling, 'other')}", ruling.other),
    )


def _followed(ruling: Ruling, reading: str) -> str:
    return {reading: "followed", "both": "followed in part"}.get(ruling.follows, "not followed")


class Links:
    """The links of one page, which is written from its beginning to its end."""

    def __init__(self) -> None:
        catalogue = load_catalogue()
        ids = [*catalogue.requirements, *catalogue.rulings, *(step for step in STEPS if step[1:])]
        explained = list(words())
        self._ids = frozenset(ids)
        self._pattern = re.compile(
            rf"(?<![\w.#/-])(?:(?P<id>{_any(ids)})(?!\w|\.\d|-\d)|(?P<word>(?i:{_any(explained)}))(?=s?\b))"
        )
        self._new = set(explained)

    def markdown(self, text: str) -> str:
        """The text as Markdown."""
        return self._linked(plain(text, WHOLE), lambda shown, address: f"[{shown}](#{address})")

    def html(self, text: str) -> Markup:
        """The text as HTML."""
        # The text is escaped, and an address is an id.
        return Markup(  # noqa: S704
            self._linked(str(escape(visible(text))), lambda shown, address: f'<a href="#{address}">{shown}</a>')
        )

    def _linked(self, text: str, link: Callable[[str, str], str]) -> str:
        def lead(found: re.Match[str]) -> str:
            if found["id"]:
                return link(found[0], found[0])
            word = re.sub(r"[\s-]+", " ", found["word"].lower())
            if word not in self._new:
                return found[0]
            self._new.remove(word)
            return link(found[0], word_anchor(word))

        return self._pattern.sub(lead, text)


def _any(texts: Iterable[str]) -> str:
    """A pattern of any of the texts, the longest first. A blank stands for a hyphen, too."""
    return "|".join(re.escape(text).replace(r"\ ", "[ -]") for text in sorted(texts, key=len, reverse=True))
