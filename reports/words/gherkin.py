"""Gherkin as parts: lines of text, and the tables below them as rows of cells."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

Table = tuple[tuple[str, ...], ...]

#: A bar between two cells, and a character that Gherkin writes with a backslash in a cell.
_BAR: Final = re.compile(r"(?<!\\)\|")
_ESCAPED: Final = re.compile(r"\\([|\\])")


def parts(lines: Iterable[str]) -> Iterator[tuple[tuple[str, ...], Table]]:
    """The lines in parts: lines of text, and the table below them, which has no row where none follows."""
    text: tuple[str, ...] = ()
    for of_table, group in groupby(lines, is_row):
        if of_table:
            yield text, tuple(map(cells, group))
            text = ()
        else:
            text = tuple(group)
    if text:
        yield text, ()


def is_row(line: str) -> bool:
    """Whether the line is a row of a table."""
    return line.lstrip().startswith("|")


def cells(line: str) -> tuple[str, ...]:
    """The cells of a row of a table."""
    # The parser of Gherkin can do this, too. To load it would cost each report more than the report's own tables.
    return tuple(_ESCAPED.sub(r"\1", cell.strip()) for cell in _BAR.split(line.strip())[1:-1])
