"""Makes a case that breaks a law small, in a bounded number of runs.

A case is text, so it shrinks as text: the shrinker leaves out lines and transports, and replaces words by simpler words. Each
smaller case is still a case of the law, so a correct implementation passes it. A smaller case is run, and replaces the larger one
if it breaks the law for the same cause. The order of the attempts is fixed: a case shrinks to the same case on every machine.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from mapi_tck.search.examples import Example, ExampleLine, given, when
from mapi_tck.search.laws import Law
from mapi_tck.search.plan import NAMES

#: Simpler words: pattern → replacement, in the order in which they are tried.
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
        (r"is down after \d messages?|refuses every message", "is down"),
        (r"(?:2 rows|all rows) of", "1 row of"),
        (r"status object of \w+", "status object of the spooler"),
        (r"the (?:second|last) thing", "the first thing"),
        (r"wait: (?:[1-9] outgoing, [1-9]|[2-9] outgoing, 0) incoming", "wait: 1 outgoing, 0 incoming"),
        (r"wait: (?:[1-9] outgoing, [1-9]|0 outgoing, [2-9]) incoming", "wait: 0 outgoing, 1 incoming"),
        (r"= MAPI_(?:SUBSYSTEM|TRANSPORT_PROVIDER)", "= MAPI_SPOOLER"),
        (r"client 2", "client 1"),
        (r"status table [23]", "status table 1"),
    )
)
#: The patterns that are also replaced in all lines at once.
_EVERYWHERE: Final = _SIMPLER[-2:]
_LIMIT: Final = re.compile(r"(?<= to )PR_\w+(?:, PR_\w+)+$")


@dataclass(frozen=True, slots=True)
class Shrinker:
    """Makes cases of one law smaller.

    `breaks` runs a case and answers whether it breaks the law for the same cause. `allowed` answers whether the declaration
    allows the profile of the case.
    """

    law: Law
    breaks: Callable[[Example], bool]
    allowed: Callable[[Example], bool]
    #: No case is tried twice, so the attempts come to an end.
    _seen: set[Example] = field(default_factory=set, init=False)

    def shrink(self, example: Example) -> Example:
        """The smallest case that was found."""
        if self.law.cases is not None:
            return self._first(example, self.law.cases.smaller)
        before: Example = ()
        while example != before:
            before = example
            example = self._fewer_lines(example)
            for smaller in (_fewer_transports, _simpler_words, _simpler_tables, _usual_names):
                example = self._first(example, smaller)
        return example

    def _tried(self, example: Example) -> bool:
        if example in self._seen:
            return False
        self._seen.add(example)
        return self.allowed(example) and self.breaks(example)

    def _first(self, example: Example, smaller: Callable[[Example], Iterator[Example]]) -> Example:
        """Take the first smaller case that breaks the law, then a smaller one of that, until there is none."""
        while (found := next(filter(self._tried, smaller(example)), None)) is not None:
            example = found
        return example

    def _fewer_lines(self, example: Example) -> Example:
        """Leave out halves, then quarters, then single lines."""
        needed = {*self.law.opening, *map(when, self.law.closing), self.law.last}

        def goes(line: ExampleLine) -> bool:
            return line not in needed and not is_profile(line)

        size = max(len(example) // 2, 1)
        while size:
            end = len(example)
            while end > 0:
                start = max(0, end - size)
                without = tuple(line for place, line in enumerate(example) if not (start <= place < end and goes(line)))
                if without != example and self._tried(without):
                    example = without
                end = start
            size //= 2
        return example


def is_profile(line: ExampleLine) -> bool:
    """Whether the line sets up a profile."""
    return line.text in ("a profile with the transports", "a profile without transports")


def _fewer_transports(example: Example) -> Iterator[Example]:
    """Leave out a transport of the profile, with every line that names it."""
    for name in _transports(example):
        kept: list[ExampleLine] = []
        for line in example:
            rows = tuple(row for row in line.table if row[0] != name)
            if len(rows) > 1 or not line.table:
                kept.append(replace(line, table=rows))
            elif is_profile(line):
                kept.append(given("a profile without transports"))
        yield tuple(line for line in kept if not re.search(rf"\b{name}\b", line.text))


def _usual_names(example: Example) -> Iterator[Example]:
    """Name the transports in the usual order."""
    names = dict(zip(_transports(example), NAMES, strict=False))
    if any(name != usual for name, usual in names.items()):
        named = re.compile(rf"\b(?:{'|'.join(names)})\b")
        yield tuple(
            ExampleLine(
                line.keyword,
                named.sub(lambda found: names[found[0]], line.text),
                tuple((names.get(row[0], row[0]), *row[1:]) for row in line.table),
            )
            for line in example
        )


def _transports(example: Example) -> list[str]:
    return [row[0] for line in example if is_profile(line) for row in line.table[1:]]


def _simpler_words(example: Example) -> Iterator[Example]:
    for place, line in enumerate(example[:-1]):
        for text in _simpler_texts(line):
            yield (*example[:place], replace(line, text=text), *example[place + 1 :])
    for pattern, replacement in _EVERYWHERE:
        alone = tuple(replace(line, text=pattern.sub(replacement, line.text)) for line in example)
        if alone != example:
            yield alone


def _simpler_texts(line: ExampleLine) -> Iterator[str]:
    if line.keyword == "When" and (columns := _LIMIT.search(line.text)):
        words = columns[0].split(", ")
        yield from (_LIMIT.sub(word, line.text) for word in words)
    for pattern, replacement in _SIMPLER:
        text = pattern.sub(replacement, line.text)
        if text != line.text:
            yield text


def _simpler_tables(example: Example) -> Iterator[Example]:
    """Change one cell of a table: to the usual kind, to a transport that is not asynchronous, or to fewer messages."""
    for place, line in enumerate(example):
        if not line.table:
            continue
        header, *rows = line.table
        for number, row in enumerate(rows):
            for column, cell in enumerate(row[1:], 1):
                for simpler in _simpler_cells(header[column], cell):
                    changed = (*row[:column], simpler, *row[column + 1 :])
                    table = _tidy((header, *rows[:number], changed, *rows[number + 1 :]))
                    left = (replace(line, table=table),) if len(table) > 1 else ()
                    yield (*example[:place], *left, *example[place + 1 :])


def _simpler_cells(column: str, cell: str) -> tuple[str, ...]:
    usual = {"kind": "LAN", "FlushQueues": "supported", "asynchronous": "no"}.get(column)
    if usual is not None:
        return (usual,) if cell != usual else ()
    return tuple(map(str, range(int(cell))))


def _tidy(table: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """The table without rows in which no message waits, and without the column `asynchronous` if no transport is."""
    header, *rows = table
    rows = [row for row in rows if set(row[1:]) != {"0"}]
    if header[-1] == "asynchronous" and all(row[-1] == "no" for row in rows):
        header, rows = header[:-1], [row[:-1] for row in rows]
    return (header, *rows)
