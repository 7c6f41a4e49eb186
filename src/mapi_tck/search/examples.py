"""Examples: scenarios as data. An example is a list of lines of Gherkin in the kit's own vocabulary, as JSON holds it.

    ["Given a profile with the transports",
     "| transport | kind | FlushQueues |",
     "| Office | LAN | supported |",
     "When client 1 logs on",
     "When client 1 flushes the outgoing queues through the spooler",
     "Then in this case no message is lost"]

So a case that a search finds can be read, edited, printed and run like any scenario.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from mapi_tck.errors import UsageError
from mapi_tck.ports import Transport

#: The table below a line: rows of cells, the header first.
Table = tuple[tuple[str, ...], ...]

_KEYWORDS: Final = ("Given", "When", "Then")


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """One line: Given, When or Then, its text, and the table below it."""

    keyword: str
    text: str
    table: Table = ()

    @property
    def kind(self) -> str:
        """The kind of line, as the vocabulary names it: given, when or then."""
        return self.keyword.lower()


Example = tuple[ExampleLine, ...]


def given(text: str, table: Sequence[Sequence[str]] = ()) -> ExampleLine:
    """A line that arranges."""
    return ExampleLine("Given", text, tuple(map(tuple, table)))


def when(text: str) -> ExampleLine:
    """A line that takes a step."""
    return ExampleLine("When", text)


def then(text: str) -> ExampleLine:
    """A line that judges."""
    return ExampleLine("Then", text)


def profile_line(transports: Sequence[Transport]) -> ExampleLine:
    """The line that sets up a profile."""
    if not transports:
        return given("a profile without transports")
    header = ["transport", "kind", "FlushQueues"]
    rows = [[item.name, str(item.kind), "supported" if item.supports_flush else "not supported"] for item in transports]
    if any(item.asynchronous for item in transports):
        header.append("asynchronous")
        rows = [[*row, "yes" if item.asynchronous else "no"] for row, item in zip(rows, transports, strict=True)]
    return given("a profile with the transports", [header, *rows])


def written(example: Iterable[ExampleLine]) -> list[str]:
    """The example as JSON holds it."""
    lines: list[str] = []
    for line in example:
        lines.append(f"{line.keyword} {line.text}")
        lines += [f"| {' | '.join(row)} |" for row in line.table]
    return lines


def read(lines: object, where: str = "") -> Example:
    """The example that JSON holds. Raises `UsageError` if the lines are no example; `where` names their file."""
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise UsageError("an example is a list of lines of Gherkin", where)
    example: list[ExampleLine] = []
    for text in lines:
        keyword, _, rest = text.partition(" ")
        if text.startswith("|") and example:
            row = tuple(cell.strip() for cell in text.strip("|").split("|"))
            last = example[-1]
            example[-1] = ExampleLine(last.keyword, last.text, (*last.table, row))
        elif keyword in _KEYWORDS and rest:
            example.append(ExampleLine(keyword, rest))
        else:
            raise UsageError(f"a line begins with Given, When, Then or |, not {text!r}", where)
    return tuple(example)


def gherkin(example: Iterable[ExampleLine], indent: str = "") -> list[str]:
    """The example as Gherkin: And in place of a repeated keyword, tables aligned."""
    lines: list[str] = []
    last = ""
    for line in example:
        lines.append(f"{indent}{'And' if line.keyword == last else line.keyword} {line.text}")
        last = line.keyword
        widths = [max(map(len, column)) for column in zip(*line.table, strict=True)] if line.table else []
        for row in line.table:
            cells = " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            lines.append(f"{indent}  | {cells} |")
    return lines
