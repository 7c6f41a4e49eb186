"""Cases of a search in a given profile: the implementation has the transports that it has, and a case has no others."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from mapi_tck.ports import Direction
from mapi_tck.search import examples
from mapi_tck.search.examples import Example, ExampleLine
from mapi_tck.search.plan import NAMES, Surroundings

_MORE: Final = re.compile(r"(more messages of (.+) wait:) (\d+) outgoing, (\d+) incoming")


def in_given_profile(rest: Iterable[ExampleLine], surroundings: Surroundings) -> Example | None:
    """A case in the given profile: `rest` are its lines after the profile.

    Messages go only into queues that the test bed can fill and see. The answer is `None` if the case names a transport for which
    the profile has none.
    """
    transports = surroundings.given_profile or ()
    absent = NAMES[len(transports) :]
    lines = tuple(_fitted(rest, surroundings, absent))
    if any(name in line.text for line in lines for name in absent):
        return None
    return (examples.profile_line(transports), *lines)


def _fitted(lines: Iterable[ExampleLine], surroundings: Surroundings, absent: Sequence[str]) -> Iterator[ExampleLine]:
    for line in lines:
        if line.table:
            header, *rows = line.table
            fitted = [_numbers(row, surroundings) for row in rows if row[0] not in absent]
            kept = tuple(row for row in fitted if row[1:] != ("0", "0"))
            if kept:
                yield replace(line, table=(header, *kept))
        elif (found := _MORE.fullmatch(line.text)) and found[2] not in absent:
            _, outgoing, incoming = _numbers((found[2], found[3], found[4]), surroundings)
            yield replace(line, text=f"{found[1]} {outgoing} outgoing, {incoming} incoming")
        else:
            yield line


def _numbers(row: Sequence[str], surroundings: Surroundings) -> tuple[str, ...]:
    """A transport and the numbers of its messages; 0 for a queue that cannot be used."""
    name, *numbers = row
    usable = surroundings.usable(name)
    return (name, *(number if way in usable else "0" for way, number in zip(Direction, numbers, strict=True)))
