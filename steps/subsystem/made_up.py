"""Walks that the kit makes up: a task, and a subsystem that does a few things, together, that a subsystem may do.

Each thing is worded as the line of Gherkin that arranges it. So a walk that breaks a client can be written as a scenario.

The walks of one scenario are dealt like cards: each trouble comes before any comes again, and so does each direction, each size
of a portion, and so on. What comes together is left to the seed of the run.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, product
from typing import Final, Generic, Self, TypeVar

from mapi_tck.mapi import PropertyType, ResourceMethod, ResultCode
from mapi_tck.ports import Adapter, Direction, Procedure, Profile, Task

from .stage import SPOOLER, Refusal, Stage

T = TypeVar("T")

#: The number of the last call that is refused, where one call is. A choice: the reference makes 25 calls in four transports.
_LAST: Final = 30

#: What a call may be refused with. A choice: the codes that clients handle, and so those that they handle wrongly.
_CODES: Final = (
    ResultCode.MAPI_E_BUSY,
    ResultCode.MAPI_E_NOT_FOUND,
    ResultCode.MAPI_E_CALL_FAILED,
    ResultCode.MAPI_E_NO_SUPPORT,
    ResultCode.MAPI_E_USER_CANCEL,
    ResultCode.MAPI_E_UNKNOWN_ENTRYID,
    ResultCode.MAPI_E_NO_ACCESS,
    ResultCode.MAPI_E_NOT_ENOUGH_MEMORY,
)
_EVERY: Final = int(sum(ResourceMethod))
_FLUSHES: Final = ResourceMethod.STATUS_FLUSH_QUEUES
_METHODS: Final = {
    "nothing": None,
    "STATUS_FLUSH_QUEUES": int(_FLUSHES),
    "every method": _EVERY,
    "every method but STATUS_FLUSH_QUEUES": _EVERY & ~int(_FLUSHES),
}
#: How many rows a call gives. A choice: all, one, and a few.
_ROWS: Final = ("", "one row", "2 rows", "3 rows, then 2, then 1")
#: How many bytes an entry identifier has; 0 for those of the kit's own subsystem. A choice: fewer and more than usual.
_LENGTHS: Final = (0, 9, 41, 300)
#: How many walks of a deck have no trouble. A choice: each task comes several times.
_CALM: Final = 12
#: The words of a task.
QUEUES: Final = {
    "the outgoing": frozenset({Direction.OUTGOING}),
    "the incoming": frozenset({Direction.INCOMING}),
    "all": frozenset(Direction),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that a subsystem does: the line that says so, and how it is arranged."""

    words: str
    arrange: Callable[[Stage], None]
    #: Whether a client gets fewer rows or entry identifiers than it needs.
    hides: bool = False


def portions(words: str) -> tuple[int, ...]:
    """How many rows each call gives: `one row`, `3 rows`, or `3 rows, then 2, then 1`. ValueError for other words."""
    return tuple(1 if part == "one row" else int(part.removesuffix(" rows")) for part in words.split(", then "))


def _setting(words: str, name: str, value: object) -> Thing:
    return Thing(words, lambda stage: setattr(stage, name, value))


def _refuses(call: str, name: str, code: ResultCode) -> Thing:
    refusal = Refusal(call, code, name)
    return Thing(
        f"the subsystem refuses {call} of {name} with {code.name}", lambda stage: stage.refusals.append(refusal)
    )


def _refuses_call(number: int, code: ResultCode) -> Thing:
    return _setting(f"the subsystem refuses call {number} with {code.name}", "refused_call", (number, code))


def _lacks_entry_id(name: str, type: PropertyType) -> Thing:
    return Thing(
        f"the row of {name} has {type.name} in place of its entry identifier",
        lambda stage: stage.lacking_ids.__setitem__(name, type),
        hides=True,
    )


def _lists(name: str, words: str) -> Thing:
    return Thing(
        f"PR_RESOURCE_METHODS of {name} lists {words}",
        lambda stage: stage.methods.__setitem__(name, _METHODS[words]),
    )


_ANONYMOUS: Final = _setting("the subsystem gives the property identifier 0 to what is missing", "anonymous", True)
_NO_SPOOLER: Final = replace(_setting("the subsystem has no row of the spooler", "without_spooler", True), hides=True)
_NO_UNICODE: Final = _setting("the subsystem has no Unicode status table", "without_unicode", True)
#: The orders of rows that are not the usual one.
_ORDERS: Final = (
    _setting("the subsystem gives its rows from last to first", "backwards", True),
    _setting("the subsystem gives its rows in another order each time they are read", "reorders", True),
)


def _troubles(procedure: Procedure, names: Sequence[str], chance: random.Random) -> list[tuple[Thing, ...]]:
    """Everything that may go wrong, each once: no, one or two things. `names` are the transports, shuffled."""
    every = procedure is Procedure.B
    calls = [("OpenEntry", SPOOLER), ("FlushQueues", SPOOLER)]
    calls += [(call, name) for call in ("OpenEntry", "GetProps", "FlushQueues") for name in names[:2] if every]
    refused = [(_refuses(*call, code),) for call, code in product(calls, _CODES)]
    numbers = chance.sample(range(1, _LAST if every else 9), 8)
    numbered = [(_refuses_call(number, code),) for number, code in zip(numbers, _CODES, strict=True)]
    rows = [SPOOLER, *(names[:2] if every else ())]
    lacking = [
        (_lacks_entry_id(name, type),) for name in rows for type in (PropertyType.PT_ERROR, PropertyType.PT_NULL)
    ]
    methods = [(_lists(names[0], words),) for words in _METHODS if every] if names else []
    unnamed = [(_ANONYMOUS, _lists(names[0], "nothing"))] if names and every else []
    calm = [()] * _CALM
    return [*refused, *numbered, *lacking, *methods, *unnamed, (_NO_SPOOLER,), *calm]


class _Deck(Generic[T]):
    """Values in an order by chance. Each is dealt before any is dealt again."""

    def __init__(self, values: Sequence[T], chance: random.Random) -> None:
        self._values, self._chance = values, chance
        self._left: list[T] = []

    def deal(self) -> T:
        """The next value."""
        if not self._left:
            self._left = self._chance.sample(self._values, len(self._values))
        return self._left.pop()


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A walk that is made up: what the subsystem does, and what the client is told."""

    things: tuple[Thing, ...]
    task: Task

    @classmethod
    def dealt(cls, procedure: Procedure, profile: Profile, *, alone: bool, chance: random.Random) -> Iterator[Self]:
        """Walks without end. If `alone`, the client is to flush one transport in each."""
        names = [transport.name for transport in profile.transports]
        troubles = _Deck(_troubles(procedure, chance.sample(names, len(names)), chance), chance)
        rows, lengths = _Deck([*_ROWS], chance), _Deck(_LENGTHS, chance)
        unusual, attended = _Deck([False, True], chance), _Deck([False, False, True], chance)
        orders = cycle(_ORDERS)
        narrow, double = _Deck([False, False, False, True], chance), _Deck([False, False, True], chance)
        queues, one = _Deck([*QUEUES.values()], chance), _Deck(names, chance)
        while True:
            things = [*troubles.deal(), *(troubles.deal() if double.deal() else ())]
            if narrow.deal():
                things.append(_NO_UNICODE)
            if few := rows.deal():
                things.append(_setting(f"the subsystem gives {few} a call", "portions", portions(few)))
            if unusual.deal():
                things.append(next(orders))
            if length := lengths.deal():
                things.append(
                    _setting(f"the subsystem gives entry identifiers of {length} bytes", "identifier_length", length)
                )
            task = Task(procedure, queues.deal(), profile.name, attended.deal(), one.deal() if alone else "")
            yield cls(tuple(things), task)

    def stage(self, subsystem: Adapter) -> Stage:
        """The stage on which it does them."""
        stage = Stage(subsystem, made_up=True)
        for thing in self.things:
            thing.arrange(stage)
        return stage

    def simpler(self) -> "Iterator[MadeUp]":
        """Those in which the subsystem does one thing less, or the client is told less."""
        for place in range(len(self.things)):
            yield replace(self, things=(*self.things[:place], *self.things[place + 1 :]))
        if self.task.attended:
            yield replace(self, task=replace(self.task, attended=False))
        if self.task.directions != QUEUES["all"]:
            yield replace(self, task=replace(self.task, directions=QUEUES["all"]))

    @property
    def hides(self) -> bool:
        """Whether a client gets fewer rows or entry identifiers than it needs."""
        return any(thing.hides for thing in self.things)

    @property
    def words(self) -> str:
        """The walk, as lines of a scenario."""
        queues = next(words for words, directions in QUEUES.items() if directions == self.task.directions)
        one = f" of {self.task.transport} alone" if self.task.transport else ""
        screen = ", and someone is at the screen" if self.task.attended else ""
        told = f"When the client is to flush {queues} queues{one} by procedure {self.task.procedure}{screen}"
        return "; ".join([*(f"Given {thing.words}" for thing in self.things), told])
