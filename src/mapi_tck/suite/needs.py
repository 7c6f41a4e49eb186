"""What a scenario needs of the transports that it names, read from its lines.

An implementation with a given profile has the transports that it has. A scenario is bound to those that it can use: a kind
matters only to scenarios about the user interface, and the support of FlushQueues only where a client looks at status objects of
transports.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from mapi_tck.ports import Direction, Evidence
from mapi_tck.suite.features import StepLine
from mapi_tck.suite.tables import number_in, rows_of

#: A line in which more messages come in a case of a search.
_MORE: Final = re.compile(r"more messages of (.+) wait: (\d+) outgoing, (\d+) incoming")
#: Words of lines in which a client goes the way of procedure B, or another way past the spooler's status object.
_OWN_WAY: Final = re.compile(
    r"procedure B|for each row|\bown\b|status object of (?!the spooler)|transport's|each status"
    r"|(?:it flushes|a flush of) .*(?:the object of|the spooler for [A-Z])"
)


@dataclass(frozen=True, slots=True)
class Needs:
    """What must be as the scenario says, beside the number of transports and whether they are asynchronous."""

    #: The queues of each transport into which the scenario puts messages, as far as a judging line is about their direction.
    queues: Mapping[str, frozenset[Direction]] = field(default_factory=dict)
    kind: bool = True
    support: bool = True


def needs_of(lines: Iterable[StepLine], evidence: Evidence) -> Needs:
    """What a scenario with these lines needs, whose verdict is based on `evidence`.

    Raises `WrongTable` if a table cannot be read.
    """
    lines = tuple(lines)
    queues: dict[str, frozenset[Direction]] = {}
    support = False
    judged = {way for line in lines if line.type == "then" for way in _judged(line.text)}
    for line in lines:
        for transport, *numbers in _put_in(line):
            filled = {way for way, number in zip(Direction, numbers, strict=True) if number and way in judged}
            queues[transport] = queues.get(transport, frozenset()) | filled
        support = support or bool(_OWN_WAY.search(line.text))
    return Needs(queues, evidence is Evidence.UI, support)


def _judged(text: str) -> set[Direction]:
    """The directions that a judging line is about: those that it names, or else both."""
    return {way for way in Direction if way in text} or set(Direction)


def _put_in(line: StepLine) -> Iterable[tuple[str, int, int]]:
    """Each transport for which the line puts messages into queues, with the numbers of outgoing and incoming ones."""
    if line.text == "messages that wait":
        for row in rows_of(line.table, "transport", "outgoing", "incoming"):
            yield row["transport"], number_in(row, "outgoing"), number_in(row, "incoming")
    elif found := _MORE.fullmatch(line.text):
        yield found[1], int(found[2]), int(found[3])
