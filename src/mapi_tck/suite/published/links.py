"""Addresses of sentences on the published page: a browser opens the page there and marks the sentence."""

from typing import Final
from urllib.parse import quote, urlsplit

from mapi_tck.suite.catalogue import specification
from mapi_tck.suite.published.page import ENGLISH, Page

#: The most words of the beginning and of the end of a sentence that an address has. A choice: no two sentences of a step begin
#: and end with the same words.
_FIRST: Final = 6
_LAST: Final = 3


def addresses(page: Page) -> dict[tuple[str, int], str]:
    """Place and number of each sentence → where it is published, in the language of the page."""
    topic = specification()
    language = "en-us" if page.language == ENGLISH else page.language.lower()
    site = urlsplit(topic.pages)
    published = f"{site.scheme}://{site.netloc}/{language}{site.path}{topic.topic.removesuffix('.md')}"
    found: dict[tuple[str, int], str] = {}
    earlier: list[str] = []
    for part in page.parts:
        for number, sentence in enumerate(part.sentences, 1):
            # A browser takes the first text that fits: a sentence that was there before needs the words before it.
            before = earlier[-1] if sentence in earlier else ""
            found[part.place, number] = f"{published}#:~:text={_fragment(sentence, before)}"
            earlier.append(sentence)
    return found


def _fragment(sentence: str, before: str) -> str:
    words = sentence.split()
    parts = [_encoded(part) for part in (words[:_FIRST], words[_FIRST:][-_LAST:]) if part]
    return ",".join([*([f"{_encoded(before.split()[-_LAST:])}-"] if before else []), *parts])


def _encoded(words: list[str]) -> str:
    """The words as a part of an address; marks with a meaning there are encoded."""
    return quote(" ".join(words), safe="").replace("-", "%2D")
