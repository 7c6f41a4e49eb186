"""Takes a report apart into what it shows; and has hostile texts, which try to change what a report shows."""

import unicodedata
from collections.abc import Callable
from functools import cached_property
from typing import Final

from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from terminal import printed

from mapi_tck.assessment import Assessment
from mapi_tck.record.run_record import RunRecord
from mapi_tck.reports.text import summary

#: How the parser names a text, which is no element.
_TEXT: Final = "-text"


class Page:
    """What a browser makes of a page: elements with their attributes in order, and its text."""

    def __init__(self, text: str) -> None:
        root = LexborHTMLParser(text).root
        nodes = [] if root is None else list(root.traverse(include_text=True))
        self.elements = [(str(node.tag), node.attributes) for node in nodes if node.tag != _TEXT]
        self._texts = [node for node in nodes if node.tag == _TEXT]

    @cached_property
    def text(self) -> str:
        """What the elements hold, also those that a browser does not show."""
        return "".join(node.text_content or "" for node in self._texts)

    @property
    def shape(self) -> list[tuple[str, list[str]]]:
        """The elements and the names of their attributes."""
        return [(tag, list(attributes)) for tag, attributes in self.elements]

    def all(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, attributes in self.elements if (value := attributes.get(name)) is not None]

    @property
    def led_to(self) -> set[str]:
        """The places that links within the page lead to."""
        return {target[1:] for target in self.all("href") if target.startswith("#")}


#: Any text at all, with lone surrogates too: a record may hold them as JSON escapes.
hostile = st.text(st.characters(exclude_categories=()), max_size=30)

#: Known tricks: texts that become markup, a command or a control code where they are not shown as text.
hostile_examples = (
    "</style><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='x",
    "{{ 7 * 7 }}{% raw %}",
    "]]></failure><x>",
    "\u202egnp.exe\x1b[31m\x00\ud800\ufffe\u2028\r\n",
)


def with_examples(test: Callable[[str], None]) -> Callable[[], None]:
    """Try the known tricks first, then the texts that Hypothesis makes up."""
    for text in hostile_examples:
        test = example(text)(test)
    return settings(max_examples=30, deadline=None)(given(hostile)(test))


def unseen(text: str) -> set[str]:
    """The characters of the text that a reader does not see, or that move other characters."""
    blank = {*"\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2065\u2800\u3164\uffa0"}
    blank |= {c for c in text if "\U000e0000" <= c <= "\U000e0fff"}
    return {c for c in set(text) if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") or c in blank}


def said(record: RunRecord, width: int = 80) -> str:
    """What the terminal shows of the record."""
    return printed(summary(Assessment(record)), width=width)
