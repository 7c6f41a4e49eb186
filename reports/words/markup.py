"""Text from records in Markdown: none of it is markup."""

import re
from collections.abc import Iterable
from typing import Final

from mapi_tck.foreign import shortened, visible

#: Characters of a text; a longer one loses its middle.
LONGEST: Final = 500

#: What is markup anywhere, what is markup at the beginning of a line, and what makes an address a link.
_MARKUP: Final = (
    re.compile(r"([\\`*_\[\]<>|~&@$#])"),
    re.compile(r"^([+=-])"),
    re.compile(r"(?<=^\d)([.)])|(?<=^\d\d)([.)])"),
    re.compile(r"(:)(?=//)"),
    re.compile(r"(?i)(?<=www)(\.)"),
)


def plain(text: str, limit: int = LONGEST) -> str:
    """The text: nothing in it is markup, not even an address."""
    shown = shortened(visible(text), limit).strip()
    for pattern in _MARKUP:
        shown = pattern.sub(lambda found: f"\\{found[0]}", shown)
    return shown or "–"


def code(text: str, limit: int = LONGEST) -> str:
    """The text as a span of code."""
    shown = shortened(visible(text), limit).strip() or "–"
    ticks = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    room = " " if "`" in shown else ""
    return f"{ticks}{room}{shown}{room}{ticks}"


def fenced(lines: Iterable[str]) -> str:
    """The lines as a block of code."""
    shown = "\n".join(lines)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"{fence}text\n{shown}\n{fence}"
