"""Addresses of sentences on the published page: a browser opens the page there and marks the sentence."""

import re
from typing import Final
from urllib.parse import quote, urlsplit

from mapi_tck.published.page import ENGLISH, Page
from mapi_tck.suite.catalogue import specification

#: The most words of the beginning and of the end of a sentence that an address has. A choice: no two sentences of a step begin
#: and end with the same words.
_FIRST: Final = 6
_LAST: Final = 3

#: Characters that the kit writes alike and a publisher does not: an address must not have them.
_UNSURE: Final = re.compile(r"['\"-]")


def address(page: Page, sentence: str) -> str:
    """Where the sentence is published, in the language of the page."""
    topic = specification()
    language = "en-us" if page.language == ENGLISH else page.language.lower()
    site = urlsplit(topic.pages)
    words = sentence.split()
    first, last = _sure(words[:_FIRST]), _sure(words[_FIRST:][::-1][:_LAST])[::-1]
    text = ",".join(_encoded(" ".join(part)) for part in (first, last) if part)
    return f"{site.scheme}://{site.netloc}/{language}{site.path}{topic.topic.removesuffix('.md')}#:~:text={text}"


def _sure(words: list[str]) -> list[str]:
    """The words before the first one that the publisher may write otherwise."""
    unsure = next((at for at, word in enumerate(words) if _UNSURE.search(word)), len(words))
    return words[:unsure]


def _encoded(text: str) -> str:
    """The text as a part of an address; marks with a meaning there are encoded."""
    return quote(text, safe="").replace("-", "%2D")
