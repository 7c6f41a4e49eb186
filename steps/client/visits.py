"""What a client remembers: the visit of a transport, a flush, a comparison, a status code that it looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from mapi_tck.mapi import (
    FlushFlag,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResourceMethod,
    ResultCode,
    Row,
    change_prop_type,
    prop_type,
)
from mapi_tck.ports import StatusObject, Transfer
from mapi_tck.scenario import Outcome, Scenario, need

from ..words import BOTH
from .rows import entry_id_of, number_of

#: What an implementation answers that does not have the method (strategies-for-error-handling.md, ruling D-99).
LACK_OF_SUPPORT = (
    ResultCode.MAPI_E_NO_SUPPORT,
    ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED,
    ResultCode.MAPI_E_VERSION,
)


#: The cause of a failure of OpenEntry to hand out what it has opened.
NO_OBJECT: Final = "object-handed-out"

#: What GetProps answered.
Answered = Outcome[tuple[int, Sequence[PropertyValue]]]
#: What OpenEntry answered: the object and its object type. There may be no object, which is wrong.
Opened = Outcome[tuple[StatusObject | None, int | None]]


def object_of(opened: Opened, whose: str) -> StatusObject:
    """The object that OpenEntry has handed out. Raises `Blocked` where it was refused, or where there is none."""
    return need(opened.value[0], f"OpenEntry has succeeded, and handed out no object for {whose}")


def is_open(opened: Opened) -> bool:
    """Whether OpenEntry has succeeded and handed out an object."""
    return not opened.refused and opened.value[0] is not None


def has_nothing(outcome: Outcome[object]) -> bool:
    """Whether the call was OpenEntry, and has succeeded without an object."""
    return outcome.call.endswith(".open_entry") and not outcome.refused and not is_open(cast(Opened, outcome))


def in_the_end(tck: Scenario, outcome: Outcome[object]) -> Outcome[object]:
    """The call; or if it was OpenEntry and has opened something, GetProps of that: an error may be deferred (ruling D-81)."""
    if not outcome.call.endswith(".open_entry") or outcome.refused:
        return outcome
    opened = cast(Opened, outcome).value[0]
    tags = (PropertyTag.PR_RESOURCE_METHODS, PropertyTag.PR_STATUS_CODE)
    return outcome if opened is None else tck.call(opened.get_props, tags, 0)


def answer_text(outcome: Outcome[object]) -> str:
    """What a call answered, in words."""
    return "succeeds, and hands out no object" if has_nothing(outcome) else outcome.text


def in_its_width(
    tck: Scenario, status_object: StatusObject, asked: tuple[int, ...], answer: Answered
) -> tuple[tuple[int, ...], Answered]:
    """What was asked for, and the answer. If it is one text in ANSI that the object has not given, it is asked for in Unicode.

    An object may have texts of one width alone, and any error may say so (ruling D-78).
    """
    if len(asked) != 1 or prop_type(asked[0]) != PropertyType.PT_STRING8:
        return asked, answer
    if not answer.refused and not any(value.is_error for value in answer.value[1]):
        return asked, answer
    wide = (change_prop_type(asked[0], PropertyType.PT_UNICODE),)
    other = tck.call(status_object.get_props, wide, 0)
    if gives(other, wide):
        return wide, other
    return asked, replace(answer, entries=(*answer.entries, *other.entries))


def gives(answer: Answered, asked: Sequence[int]) -> bool:
    """Whether GetProps gave a value of each property that was asked for, in this order."""
    return not answer.refused and [value.tag for value in answer.value[1]] == list(asked)


def in_other_width(tag: int, wanted: int) -> bool:
    """Whether these are the tags of one text, in ANSI and in Unicode."""
    both = {change_prop_type(wanted, width) for width in (PropertyType.PT_STRING8, PropertyType.PT_UNICODE)}
    return {tag, wanted} == both


def put_off(outcome: Outcome[int | None], flags: int, *, after_trouble: bool) -> bool:
    """Whether the flush was put off, so that it can be asked for again: by MAPI_E_BUSY, as another may be under way.

    After trouble a spooler may pause, and answer with any code (ruling D-74). MAPI_E_BUSY to FLUSH_ASYNC_OK may say that the
    flush is under way (D-11).
    """
    if outcome.code == ResultCode.MAPI_E_BUSY:
        return not flags & FlushFlag.FLUSH_ASYNC_OK
    return after_trouble and outcome.refused and outcome.code not in LACK_OF_SUPPORT


@dataclass(slots=True)
class Visit:
    """What procedure B knows of one transport's row."""

    number: int
    row: Row
    opened: Opened | None = None
    methods: Outcome[tuple[int, Sequence[PropertyValue]]] | None = None
    flushed: Outcome[int | None] | None = None
    answered: Outcome[tuple[int, Sequence[PropertyValue]]] | None = None
    #: What GetProps answered the time before.
    answered_before: Outcome[tuple[int, Sequence[PropertyValue]]] | None = None

    @property
    def name(self) -> str:
        """The visit's name in what is observed."""
        return f"row {self.number}"

    @property
    def entry_id(self) -> bytes:
        """The row's entry identifier, which has to be there."""
        return entry_id_of(self.row)

    @property
    def object(self) -> StatusObject:
        """The row's status object, which has to have been opened."""
        return object_of(need(self.opened, f"the status object of {self.name} was not opened"), self.name)

    @property
    def supports_flush(self) -> bool:
        """Whether PR_RESOURCE_METHODS has STATUS_FLUSH_QUEUES; a missing property counts as a clear bit."""
        values = need(self.methods, f"PR_RESOURCE_METHODS of {self.name} was not read").value[1]
        return bool(number_of(tuple(values[:1]), PropertyTag.PR_RESOURCE_METHODS) & ResourceMethod.STATUS_FLUSH_QUEUES)


@dataclass(slots=True)
class FlushCall:
    """One flush that the client asked for, and the answer. It is meant for `transport`; `None`: for every transport."""

    outcome: Outcome[int | None]
    flags: int
    transport: str | None
    #: The transports whose far end was in trouble at that time: that explains a refusal.
    troubled: frozenset[str]
    #: How often it was asked for, until MAPI_E_BUSY was no longer the answer.
    asked: int = 1
    #: If it was asked for again and queues are looked at: what had moved just before the last time.
    moved_before: Outcome[Sequence[Transfer]] | None = None
    #: If there was a flush before it and queues are looked at: what had moved before it was asked for the first time.
    before: Outcome[Sequence[Transfer]] | None = None
    #: It was asked for through a transport's own status object.
    own: bool = False
    #: The flushes that may have been under way when it was asked for.
    during: tuple["FlushCall", ...] = ()
    #: Whether a transport could not ask its user: FLUSH_NO_UI was passed, or no one was at the screen.
    silent: bool = False
    #: It may have shown something, without FLUSH_NO_UI, and no one was at the screen.
    unanswered: bool = False
    #: The far end of a transport that it is for was in trouble, and is not any more: the spooler may pause.
    recovered: bool = False
    #: How to ask for the same again; and without FLUSH_NO_UI.
    again: Callable[[], Outcome[int | None]] | None = None
    again_with_user: Callable[[], Outcome[int | None]] | None = None

    @property
    def outlasts(self) -> bool:
        """Whether it may go on after it was answered: with FLUSH_ASYNC_OK, or through a transport's own object (ruling D-10)."""
        return (self.own or bool(self.flags & FlushFlag.FLUSH_ASYNC_OK)) and not self.refused_for_good

    def covered(self, whose: str) -> bool:
        """Whether a flush that may have been under way transfers the same, or the same of that transport.

        Then nothing is missing if this one is refused.
        """
        meant = (None, self.transport, whose)
        return any(other.transport in meant and not self.flags & BOTH & ~other.flags for other in self.during)

    @property
    def refused_for_good(self) -> bool:
        """Whether it was refused, and not because something else was under way."""
        return self.outcome.refused and self.outcome.code != ResultCode.MAPI_E_BUSY

    def ask_again_if_put_off(self) -> None:
        """MAPI_E_BUSY to FLUSH_ASYNC_OK may say that it is under way, or that nothing has been done (ruling D-11).

        A refusal after trouble may say that the spooler pauses, also where another far end is in trouble now.
        """
        later = self.outcome.code == ResultCode.MAPI_E_BUSY and self.flags & FlushFlag.FLUSH_ASYNC_OK
        pauses = self.recovered and put_off(self.outcome, self.flags, after_trouble=True)
        if (later or pauses) and self.again is not None:
            self.outcome = self.again()
            self.asked += 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """What CompareEntryIDs answered about two entry identifiers, and whether a refusal is right too."""

    name: str
    outcome: Outcome[bool]
    may_refuse: bool = False


@dataclass(slots=True)
class Seen:
    """A transport's PR_STATUS_CODE, how to read it again, and the directions in which messages still waited."""

    transport: str
    code: Outcome[int]
    look: Callable[[], Outcome[int]]
    waiting: list[str]

    def again(self) -> Outcome[int]:
        """Read it again."""
        self.code = self.look()
        return self.code


@dataclass(frozen=True, slots=True)
class SeenBeside:
    """A transport's PR_STATUS_CODE in a table that was open, and in a new table just before and just after."""

    before: Outcome[int]
    open: Outcome[int]
    after: Outcome[int]

    def changed(self, bits: int) -> bool:
        """Whether these bits have changed meanwhile."""
        return bool((self.before.value ^ self.after.value) & bits)
