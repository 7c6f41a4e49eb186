"""Reads a published page, Markdown or HTML, into its structure.

Markdown is made HTML first, so that both forms are read in one way. The libraries are those of the extra `page`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from mapi_tck.errors import UsageError
from mapi_tck.suite.published.libraries import missing
from mapi_tck.suite.published.page import CLOSING, ENGLISH, INTRODUCTION, PROCEDURES, TITLE, Page, Part, Run
from mapi_tck.suite.review import read_text

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

#: The class of the English text that stands beside a translation.
BESIDE: Final = "sxs-lookup"

_HEAD: Final = re.compile(r"\A\ufeff?---\n(.*?)\n---\n", re.DOTALL)
_LOCALE: Final = re.compile(r"(?m)^(?:ms\.contentlocale|ms\.locale|locale|lang): *[\"']?([A-Za-z-]+)")
_HTML: Final = re.compile(
    r"\A\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|main|article)\b", re.IGNORECASE | re.DOTALL
)
_NAMED: Final = re.compile(r"\.([a-z]{2}(?:-[A-Za-z]{2,4})?)\.\w+$")

#: Tags of headings, of text with a mark, and of what is not the text of the page.
_HEADINGS: Final = {f"h{level}" for level in range(1, 7)}
_MARKS: Final = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "code": "code"}
_APART: Final = {"nav", "header", "footer", "aside", "script", "style", "template", "form", "button"}
_LISTS: Final = {"ol", "ul"}

#: How the parser names a text, and a comment.
_TEXT: Final = "-text"
_COMMENT: Final = "-comment"


def read_page(path: Path) -> list[Page]:
    """The texts of the page: one, or a translation and the English text beside it.

    Raises `UsageError` if the file cannot be read, a library is missing, or the file does not have the structure of the page.
    """
    return page_of(read_text(path, "page"), str(path))


def page_of(text: str, file: str) -> list[Page]:
    """The same for a text; messages name the file."""
    html, language = (text, "") if _is_html(text, file) else _from_markdown(text)
    tree = _parsed(html)
    named = _NAMED.search(file)
    language = language or _language(tree) or (named[1] if named else "")
    root = tree.css_first("main") or tree.css_first("article") or tree.body
    if root is None or root.css_first("h1") is None or root.css_first("ol") is None:
        what = "this is not the page: it has no title with numbered steps below it"
        raise UsageError(what, file, "the published page of the topic, as Markdown or HTML")
    beside = root.css_first(f".{BESIDE}") is not None
    found = [Page(file, language or ENGLISH, tuple(_Reader(english=None if not beside else False).read(root)))]
    if beside:
        found.append(Page(file, ENGLISH, tuple(_Reader(english=True).read(root))))
    return found


def _is_html(text: str, file: str) -> bool:
    return file.lower().endswith((".html", ".htm")) or _HTML.match(text) is not None


def _from_markdown(text: str) -> tuple[str, str]:
    """The page as HTML, and the language that its head names."""
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        raise missing(error) from error
    head = _HEAD.match(text)
    language = _LOCALE.search(head[1]) if head else None
    parser = MarkdownIt("commonmark")
    tokens = parser.parse(text[head.end() :] if head else text)
    for token in tokens:
        if token.type == "list_item_open" and token.info:
            token.attrSet("value", token.info)  # the number as it is written
    return parser.renderer.render(tokens, parser.options, {}), language[1] if language else ""


def _parsed(html: str) -> Any:
    try:
        from selectolax.lexbor import LexborHTMLParser
    except ImportError as error:
        raise missing(error) from error
    return LexborHTMLParser(html)


def _language(tree: Any) -> str:
    root = tree.css_first("html")
    return str(root.attributes.get("lang") or "") if root is not None else ""


@dataclass
class _Reader:
    """Reads the parts in the order of the page. With `english` only the English text beside a translation, or all but it."""

    english: bool | None
    parts: list[Part] = field(default_factory=list)
    #: The last heading, as long as no text has followed it.
    heading: tuple[Run, ...] | None = None
    #: The paragraphs since the last heading or list.
    loose: list[tuple[Run, ...]] = field(default_factory=list)
    titled: bool = False
    ended: bool = False

    def read(self, root: "LexborNode") -> list[Part]:
        """All parts."""
        self._blocks(root)
        self._close()
        return self.parts

    @property
    def _procedures(self) -> int:
        return sum(part.place in PROCEDURES for part in self.parts)

    def _blocks(self, parent: "LexborNode") -> None:
        for node in parent.iter(include_text=False):
            tag = str(node.tag)
            if self.ended or tag in _APART:
                continue
            if tag in _HEADINGS:
                self._head(node, title=tag == "h1")
            elif tag == "ol" and self.titled and self._procedures < len(PROCEDURES):
                self._procedure(node)
            elif tag == "p":
                self._paragraph(node)
            elif tag not in _LISTS:
                self._blocks(node)

    def _head(self, node: "LexborNode", *, title: bool) -> None:
        runs = tuple(self._runs(node))
        if title and not self.titled:
            self.titled = True
            self.parts.append(Part(TITLE, "", (runs,)))
            return
        self._close()
        self.heading = runs
        self.ended = self._procedures == len(PROCEDURES)

    def _paragraph(self, node: "LexborNode") -> None:
        runs = tuple(self._runs(node))
        if not self.titled or not "".join(run.text for run in runs).strip():
            return
        first = next(run for run in runs if run.text.strip())
        if not self._procedures and not self.loose and "strong" in first.marks:
            return  # the products that the page applies to
        self.loose.append(runs)

    def _close(self) -> None:
        """Keep the loose paragraphs: the introduction before the first procedure, closing remarks after the last."""
        place = {0: INTRODUCTION, len(PROCEDURES): CLOSING}.get(self._procedures)
        if self.loose and place and not any(part.place == place for part in self.parts):
            self.parts.append(Part(place, "", tuple(self.loose)))
        self.loose = []

    def _procedure(self, node: "LexborNode") -> None:
        self._close()
        name = PROCEDURES[self._procedures]
        self.parts.append(Part(name, "", (self.heading or (),)))
        self.heading = None
        self._steps(node, name, "")

    def _steps(self, node: "LexborNode", place: str, number: str) -> None:
        items = [item for item in node.iter(include_text=False) if item.tag == "li"]
        for position, item in enumerate(items, 1):
            own = f"{place}{'.' if place[-1].isdigit() else ''}{position}"
            written = item.attributes.get("value") or ""
            path = f"{number}.{written}" if number and written else written
            self.parts.append(Part(own, path, tuple(self._item(item))))
            for inner in item.iter(include_text=False):
                if inner.tag == "ol":
                    self._steps(inner, own, path)

    def _item(self, item: "LexborNode") -> Iterator[tuple[Run, ...]]:
        """The paragraphs of a step, without the steps within it."""
        loose: list[Run] = []
        for node in item.iter(include_text=True):
            if node.tag == "p":
                yield tuple(self._runs(node))
            elif node.tag not in _LISTS:
                loose += self._runs(node, itself=True)
        if "".join(run.text for run in loose).strip():
            yield tuple(loose)

    def _runs(self, node: "LexborNode", *, itself: bool = False) -> list[Run]:
        pieces: list[Run] = []
        nodes: Sequence[LexborNode] = [node] if itself else list(node.iter(include_text=True))
        for inner in nodes:
            self._walk(inner, frozenset(), "", False, pieces)
        return _joined(pieces)

    def _walk(self, node: "LexborNode", marks: frozenset[str], link: str, beside: bool, into: list[Run]) -> None:
        tag = str(node.tag)
        if tag == _TEXT:
            text = re.sub(r"\s+", " ", node.text_content or "")
            if self.english in (None, beside) or not text.strip():  # blanks belong to both texts
                into.append(Run(text, marks, link))
            return
        if tag == _COMMENT or tag in _APART:
            return
        beside = beside or BESIDE in (node.attributes.get("class") or "").split()
        if tag == "a" and node.attributes.get("href"):
            link = linked(str(node.attributes["href"]))
        if tag in _MARKS:
            marks = marks | {_MARKS[tag]}
        if tag == "br":
            into.append(Run(" ", marks, link))
        for inner in node.iter(include_text=True):
            self._walk(inner, marks, link, beside, into)


def linked(address: str) -> str:
    """The name of the page that an address leads to, without the ending of a file."""
    return unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2].removesuffix(".md")


def _joined(pieces: list[Run]) -> list[Run]:
    """The pieces, with neighbours of the same marks as one."""
    found: list[Run] = []
    for piece in pieces:
        if found and (found[-1].marks, found[-1].link) == (piece.marks, piece.link):
            found[-1] = Run(found[-1].text + piece.text, piece.marks, piece.link)
        elif piece.text:
            found.append(piece)
    return found
