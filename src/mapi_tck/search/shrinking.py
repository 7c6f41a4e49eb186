"""Makes a case that breaks a law small, in a bounded number of runs.

A case is text, so it shrinks as text: lines go, transports go, words give way to simpler words. Each smaller case is run. It
replaces the larger one if it breaks the law for the same cause. The order of the attempts is fixed, so the same case shrinks to
the same case on every machine.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from mapi_tck.search.examples import Example, ExampleLine

#: Runs the case; answers whether it breaks the law for the same cause.
Breaks = Callable[[Example], bool]

#: Words that give way to simpler ones, anywhere in a line: pattern → replacement. The first that fits is tried first.
_SIMPLER: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r" with FLUSH_\w+$", ""),
        (r"the outgoing and incoming queues", "the outgoing queues"),
        (r"the outgoing and incoming queues", "the incoming queues"),
        (r"through the (?:spooler for|object of) \w+", "through the spooler"),
        (r"procedure B(?: from last to first)?", "procedure A"),
        (r"procedure B from last to first", "procedure B"),
        (r"is down after 2 messages", "is down after 1 message"),
        (r"(?:is down after 1 message|is down after 2 messages|refuses every message|is slow)", "is down"),
        (r"(?:2 rows|all rows) of", "1 row of"),
        (r"status object of \w+", "status object of the spooler"),
        (r"the (?:second|last) thing", "the first thing"),
        (r"wait: \d outgoing, [1-9] incoming", "wait: 1 outgoing, 0 incoming"),
        (r"wait: [1-9] outgoing, \d incoming", "wait: 0 outgoing, 1 incoming"),
        (r"MAPI_(?:SUBSYSTEM|AB|TRANSPORT_PROVIDER)", "MAPI_SPOOLER"),
        (r"client 2", "client 1"),
        (r"status table [23]", "status table 1"),
    )
)
#: Several columns, in any order.
_COLUMNS: Final = re.compile(r"(?:PR_\w+|a property that nobody has)(?:, (?:PR_\w+|a property that nobody has))+")
#: A number that a case without clients varies.
_NUMBER: Final = re.compile(r"\b\d+(?= (?:rows at a time|bytes|percent))")


def shrink(example: Example, breaks: Breaks, *, of_clients: bool) -> Example:
    """The smallest case that was found. In a case `of_clients` every line can go; other cases need all of theirs."""
    before: Example = ()
    while example != before:
        before = example
        if of_clients:
            example = _fewer_lines(example, breaks)
            example = _first(example, breaks, _fewer_transports)
        example = _first(example, breaks, _simpler_words)
        example = _first(example, breaks, _simpler_tables)
        if not of_clients:
            example = _first(example, breaks, _fewer_words)
    return example


def _first(example: Example, breaks: Breaks, smaller: Callable[[Example], Iterator[Example]]) -> Example:
    """Take the first smaller case that breaks the law, as long as there is one."""
    while (found := next(filter(breaks, smaller(example)), None)) is not None:
        example = found
    return example


def _fewer_lines(example: Example, breaks: Breaks) -> Example:
    """Leave out halves, then quarters, then single lines. The first line and the last one stay."""
    size = max(len(example) - 2, 1)
    while size:
        place = len(example) - 1
        while place > 1:
            start = max(1, place - size)
            without = (*example[:start], *example[place:])
            if breaks(without):
                example = without
            place = start
        size //= 2
    return example


def _fewer_transports(example: Example) -> Iterator[Example]:
    """Leave out a transport of the profile, with every line that names it."""
    for name in [row[0] for row in example[0].table[1:]]:
        lines = (_without_row(line, name) for line in example if not re.search(rf"\b{name}\b", line.text))
        yield tuple(line for line in lines if len(line.table) != 1)  # a table that is nothing but its header
    if len(example[0].table) == 2:
        # The last transport goes with its table.
        (_, (name, *_)) = example[0].table
        profile = ExampleLine("Given", "a profile without transports")
        lines = (_without_row(line, name) for line in example[1:] if not re.search(rf"\b{name}\b", line.text))
        yield (profile, *(line for line in lines if len(line.table) != 1))


def _without_row(line: ExampleLine, name: str) -> ExampleLine:
    return replace(line, table=tuple(row for row in line.table if row[0] != name))


def _simpler_words(example: Example) -> Iterator[Example]:
    for place, line in enumerate(example[:-1]):
        for pattern, replacement in _SIMPLER:
            text = pattern.sub(replacement, line.text)
            if text != line.text:
                yield (*example[:place], replace(line, text=text), *example[place + 1 :])
    for pattern, replacement in _SIMPLER[-2:]:
        alone = tuple(replace(line, text=pattern.sub(replacement, line.text)) for line in example)
        if alone != example:
            yield alone


def _simpler_tables(example: Example) -> Iterator[Example]:
    """Usual kinds, no asynchronous transport, fewer messages."""
    for place, line in enumerate(example):
        if not line.table:
            continue
        header, *rows = line.table
        for number, row in enumerate(rows):
            for column, cell in enumerate(row[1:], 1):
                for simpler in _simpler_cells(header[column], cell):
                    changed = (*row[:column], simpler, *row[column + 1 :])
                    table = (header, *rows[:number], changed, *rows[number + 1 :])
                    yield (*example[:place], replace(line, table=_tidy(table)), *example[place + 1 :])


def _simpler_cells(column: str, cell: str) -> tuple[str, ...]:
    usual = {"kind": "LAN", "FlushQueues": "supported", "asynchronous": "no"}.get(column)
    if usual is not None:
        return (usual,) if cell != usual else ()
    return tuple(str(number) for number in range(int(cell)))


def _tidy(table: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """The table without rows of no messages, and without a column that says nothing."""
    header, *rows = table
    rows = [row for row in rows if set(row[1:]) != {"0"}]
    if header[-1] == "asynchronous" and all(row[-1] == "no" for row in rows):
        header, rows = header[:-1], [row[:-1] for row in rows]
    return (header, *rows)


def _fewer_words(example: Example) -> Iterator[Example]:
    """Leave out a restriction before the last, a column, or a part of a number. A list stands in several lines alike."""
    for place, line in enumerate(example):
        if line.text.startswith("the table has been restricted to"):
            yield (*example[:place], *example[place + 1 :])
    lists = dict.fromkeys(match[0] for line in example for match in _COLUMNS.finditer(line.text))
    for words in lists:
        columns = words.split(", ")
        shorter = [columns[:place] + columns[place + 1 :] for place in reversed(range(len(columns)))]
        for fewer in shorter:
            yield _everywhere(example, words, ", ".join(fewer))
    for place, line in enumerate(example):
        if found := _NUMBER.search(line.text):
            for smaller in dict.fromkeys((1, 2, int(found[0]) // 2, int(found[0]) - 1)):
                if 0 < smaller < int(found[0]):
                    text = _NUMBER.sub(str(smaller), line.text)
                    yield (*example[:place], replace(line, text=text), *example[place + 1 :])


def _everywhere(example: Example, words: str, others: str) -> Example:
    return tuple(replace(line, text=line.text.replace(words, others)) for line in example)
