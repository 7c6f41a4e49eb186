"""Makes a case that breaks a law small, in a bounded number of runs.

A case is text, so it shrinks as text: the shrinker leaves out lines and transports, and replaces words by simpler words. Each
smaller case is still a case of the law, so a correct implementation passes it. A smaller case is run, and replaces the larger one
if it breaks the law for the same cause. The order of the attempts is fixed: a case shrinks to the same case on every machine.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from mapi_tck.search.examples import Example, ExampleLine, given, when
from mapi_tck.search.laws import Law
from mapi_tck.search.plan import names

#: A number above 0, and one above 1.
_SOME: Final = r"[1-9]\d*"
_MANY: Final = r"(?:[2-9]|[1-9]\d+)"
#: Simpler words: pattern → replacement, in the order in which they are tried.
_SIMPLER: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r" (?:with FLUSH_.*|without FLUSH_NO_UI)$", ""),
        (r", without FLUSH_NO_UI$", ""),
        (r"FLUSH_FORCE and FLUSH_ASYNC_OK", "FLUSH_FORCE"),
        (r"FLUSH_FORCE and FLUSH_ASYNC_OK", "FLUSH_ASYNC_OK"),
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
        (rf"wait: (?:{_SOME} outgoing, {_SOME}|{_MANY} outgoing, 0) incoming", "wait: 1 outgoing, 0 incoming"),
        (rf"wait: (?:{_SOME} outgoing, {_SOME}|0 outgoing, {_MANY}) incoming", "wait: 0 outgoing, 1 incoming"),
        (r"= MAPI_(?:SUBSYSTEM|TRANSPORT_PROVIDER)", "= MAPI_SPOOLER"),
        (r"client 2", "client 1"),
        (r"status table [23]", "status table 1"),
    )
)
#: The patterns that are also replaced in all lines at once.
_EVERYWHERE: Final = _SIMPLER[-2:]
_MORE_MAIL: Final = re.compile(r"wait: (\d+) outgoing, (\d+) incoming$")
#: The cells of a usual transport.
_USUAL: Final = {"kind": "LAN", "FlushQueues": "supported", "asynchronous": "no"}
#: Of so few messages each smaller number is tried.
_FEW: Final = 4
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
    """Leave out transports of the profile, with every line that names one of them: halves, then quarters, then one at a time."""
    found = _transports(example)
    size = max(len(found) // 2, 1)
    while found and size:
        for start in range(0, len(found), size):
            yield _without(example, found[start : start + size])
        size //= 2


def _without(example: Example, gone: Sequence[str]) -> Example:
    """The case without these transports."""
    kept: list[ExampleLine] = []
    for line in example:
        rows = tuple(row for row in line.table if row[0] not in gone)
        if len(rows) > 1 or not line.table:
            kept.append(replace(line, table=rows))
        elif is_profile(line):
            kept.append(given("a profile without transports"))
    named = re.compile(rf"\b(?:{'|'.join(gone)})\b")
    return tuple(line for line in kept if not named.search(line.text))


def _usual_names(example: Example) -> Iterator[Example]:
    """Name the transports in the usual order."""
    found = _transports(example)
    usual = dict(zip(found, names(len(found)), strict=True))
    if any(name != other for name, other in usual.items()):
        named = re.compile(rf"\b(?:{'|'.join(usual)})\b")
        yield tuple(
            ExampleLine(
                line.keyword,
                named.sub(lambda found: usual[found[0]], line.text),
                tuple((usual.get(row[0], row[0]), *row[1:]) for row in line.table),
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
    if found := _MORE_MAIL.search(line.text):
        outgoing, incoming = map(int, found.groups())
        for fewer in _smaller_numbers(outgoing):
            yield f"{line.text[: found.start()]}wait: {fewer} outgoing, {incoming} incoming"
        for fewer in _smaller_numbers(incoming):
            yield f"{line.text[: found.start()]}wait: {outgoing} outgoing, {fewer} incoming"


def _simpler_tables(example: Example) -> Iterator[Example]:
    """Change one cell of a table: to the usual kind, to a transport that is not asynchronous, or to fewer messages.

    Before that, make all transports usual in one way at once.
    """
    for place, line in enumerate(example):
        if not line.table:
            continue
        header, *rows = line.table
        if is_profile(line) and len(rows) > 1:
            for column, name in enumerate(header[1:], 1):
                changed = [(*row[:column], _USUAL[name], *row[column + 1 :]) for row in rows]
                if changed != rows:
                    yield (*example[:place], replace(line, table=_tidy((header, *changed))), *example[place + 1 :])
        for number, row in enumerate(rows):
            for column, cell in enumerate(row[1:], 1):
                for simpler in _simpler_cells(header[column], cell):
                    cells = (*row[:column], simpler, *row[column + 1 :])
                    table = _tidy((header, *rows[:number], cells, *rows[number + 1 :]))
                    left = (replace(line, table=table),) if len(table) > 1 else ()
                    yield (*example[:place], *left, *example[place + 1 :])


def _simpler_cells(column: str, cell: str) -> tuple[str, ...]:
    usual = _USUAL.get(column)
    if usual is not None:
        return (usual,) if cell != usual else ()
    return tuple(map(str, _smaller_numbers(int(cell))))


def _smaller_numbers(number: int) -> Iterator[int]:
    """Smaller numbers than this: all of them if it is small; otherwise the least ones, half of it, and one less."""
    if number <= _FEW:
        yield from range(number)
    else:
        yield from dict.fromkeys((0, 1, 2, number // 2, number * 3 // 4, number - 1))


def _tidy(table: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """The table without rows in which no message waits, and without the column `asynchronous` if no transport is."""
    header, *rows = table
    rows = [row for row in rows if set(row[1:]) != {"0"}]
    if header[-1] == "asynchronous" and all(row[-1] == "no" for row in rows):
        header, rows = header[:-1], [row[:-1] for row in rows]
    return (header, *rows)
