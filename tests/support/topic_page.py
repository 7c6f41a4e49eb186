"""A page with the structure and the names of the published page, in words of its own; and the folder of the published pages."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mapi_tck.suite.published.known import directions, link_of, said

LANGUAGES = ("es-ES", "fr-FR", "pt-BR", "ru-RU", "zh-CN")


def published(language: str) -> Path:
    """The published page in this language; the test is skipped if there is none."""
    folder = os.environ.get("MAPI_TCK_SPECIFICATION")
    if not folder:
        pytest.skip("MAPI_TCK_SPECIFICATION does not name the folder with the published pages")
    return Path(folder) / f"topic.{language}.md"


def topic_page(*, direction: str = "The {flag} flag is for {direction} queues") -> str:
    """The page as Markdown. `direction` is how it pairs a flag with a direction."""
    return "\n".join(_lines(direction)) + "\n"


def _lines(direction: str) -> Iterator[str]:
    yield "# A page about messages\n\n**Applies to**: a product\n"
    for place in said():
        words = f"{_words(place, direction)}."
        if place in ("A", "B"):
            yield f"### Procedure {place}\n"
        elif place in ("I", "C"):
            yield f"{words}\n"
        elif "." in place:
            yield f"    {place.partition('.')[2]}. {words}\n"
        else:
            yield f"{place[1:]}. {words}\n"


def _words(place: str, direction: str) -> str:
    pairs = directions().pairs.get(place, {})
    plain = [name for name in said()[place].names if name not in pairs]
    linked = list(said()[place].links)
    named = []
    for name in plain:
        page = link_of().get(name, "")
        named.append(f"[{name}]({page}.md)" if page in linked else f"**{name}**")
        linked = [other for other in linked if other != page]
    words = ["Here the text names", " and ".join(named)]
    told = [direction.format(flag=flag, direction=way) for flag, way in pairs.items()]
    return ". ".join([" ".join(filter(None, words)), *told])
