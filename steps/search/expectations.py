"""The topic as a model: what queues, flushes and far ends promise about messages.

It is written from the specification and its rulings alone. It says which messages *must* have been transferred and which *may*
have been; everything between the two is right.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mapi_tck.mapi import FlushFlag
from mapi_tck.ports import Condition, Direction, Transport

from ..words import DIALS

Queue = tuple[str, Direction]

#: How a far end behaves that takes no message.
TROUBLE = (Condition.DOWN, Condition.REFUSING)


def directions_of(flags: int) -> tuple[Direction, ...]:
    """The directions that the flags of a flush name (ruling D-01)."""
    meant = {Direction.OUTGOING: FlushFlag.FLUSH_UPLOAD, Direction.INCOMING: FlushFlag.FLUSH_DOWNLOAD}
    return tuple(direction for direction, flag in meant.items() if flags & flag)


@dataclass(frozen=True, slots=True)
class Asked:
    """One flush as it was asked for: of which transports, in which directions, and how."""

    transports: tuple[str, ...]
    directions: tuple[Direction, ...]
    #: It may go on after it was answered: FLUSH_ASYNC_OK, or a transport's own object (ruling D-10).
    outlasts: bool = False
    force: bool = False
    #: No page says what it does (no direction, an object without FlushQueues): ruling D-40.
    undefined: bool = False
    #: A transport could not ask its user: FLUSH_NO_UI, or no one at the screen (ruling D-63).
    silent: bool = False
    #: It may have shown something, without FLUSH_NO_UI, and no one was at the screen (ruling D-63).
    unanswered: bool = False
    #: The transports without a row in the client's session: they may serve another session alone (mapi-sessions.md).
    absent: frozenset[str] = frozenset()


@dataclass(slots=True)
class Expectations:
    """What is expected of the messages of one profile."""

    transports: Mapping[str, Transport]
    #: The messages that were put into queues, and how far ends behave: others change these, and tell.
    put_in: Mapping[Queue, list[str]]
    far_ends: Mapping[str, Condition]
    #: Messages that some flush was asked to transfer; no other may move.
    meant: set[str] = field(default_factory=set)
    #: Messages that must be transferred in the end.
    due: set[str] = field(default_factory=set)
    #: Those of them whose flush may not be over; trouble or a logoff may still stop them.
    under_way: dict[Queue, set[str]] = field(default_factory=dict)
    #: QueueFlags that a flush may go on emptying, so that what is put in later goes along.
    open: set[Queue] = field(default_factory=set)
    #: Queues whose far end was in trouble when a flush was for them that may go on: it may be tried again until that is well.
    kept: set[Queue] = field(default_factory=set)
    #: Messages that a far end has refused: they may be deferred without limit, or returned (ruling D-05).
    refused: set[str] = field(default_factory=set)
    #: Messages that a flush was for while the far end was down: the spooler may delay its next attempt for as long as
    #: it wants (FQ14).
    delayed: set[str] = field(default_factory=set)
    #: Transports whose far end was in trouble.
    troubled: set[str] = field(default_factory=set)
    #: Messages that may have been submitted while their far end was in trouble: only these may be overtaken later (ruling D-108).
    tried: set[str] = field(default_factory=set)
    #: Transports whose far end was slow, and those of them whose far end has become faster: what a mail system has taken over
    #: before (ruling D-61) may be overtaken by what comes in a later flush (D-52).
    slowed: set[str] = field(default_factory=set)
    hastened: set[str] = field(default_factory=set)
    #: Transports that some flush was for, and the messages that waited there then, in either direction.
    reached: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    #: Messages that a flush was for in which their transport could ask its user, or had nothing to ask.
    attended: set[str] = field(default_factory=set)
    #: Messages that a flush was for which may have shown something that no one answered.
    unanswered: set[str] = field(default_factory=set)

    def put(self, queue: Queue, tokens: Sequence[str]) -> None:
        """These messages were put into the queue."""
        if queue in self.open:
            self.meant.update(tokens)
            self._note_tried(queue, tokens)
        if any(name == queue[0] for name, _ in self.open):
            self.passed.update(tokens)

    def far_end(self, transport: str) -> None:
        """A far end has changed. Trouble excuses what was still under way to it."""
        if self.far_ends[transport] is Condition.SLOW:
            self.slowed.add(transport)
        elif transport in self.slowed:
            self.hastened.add(transport)
        if self.far_ends[transport] in TROUBLE:
            self.troubled.add(transport)
            for queue in self.open:
                if queue[0] == transport:
                    self._note_tried(queue, self.put_in.get(queue, ()))
            for queue in [queue for queue in self.under_way if queue[0] == transport]:
                self._let_off(queue)

    def _note_tried(self, queue: Queue, tokens: Iterable[str]) -> None:
        """A flush is for these messages. If their far end is in trouble, they may be submitted in it."""
        if self.far_ends.get(queue[0]) in TROUBLE:
            self.tried.update(tokens)

    def _troubled(self, asked: Asked) -> bool:
        """Whether the flush is for a transport whose far end takes no message now."""
        return any(self.far_ends.get(name) in TROUBLE for name in asked.transports)

    def _reaches(self, asked: Asked, name: str) -> bool:
        """Whether the flush reaches the transport: one with a row, and an asynchronous one only with FLUSH_FORCE (D-09)."""
        return name not in asked.absent and (asked.force or not self.transports[name].asynchronous)

    def may_hold_back(self, name: str) -> bool:
        """Whether the transport may let a flush without FLUSH_FORCE pass: it was flushed before, or has had trouble (D-110)."""
        return name in self.reached or (name in self.troubled and self.far_ends.get(name) not in TROUBLE)

    def dials(self, name: str) -> bool:
        """Whether the transport may need its user to connect (ruling D-63)."""
        return self.transports[name].kind in DIALS

    def may_need_user(self, asked: Asked) -> bool:
        """Whether the spooler or one of the transports may have been unable to ask its user."""
        return asked.unanswered or (asked.silent and any(map(self.dials, asked.transports)))

    def note_user(self, asked: Asked, promised: set[str]) -> None:
        """Note for these messages of a flush whether a user could answer what it showed, or nothing had to be shown."""
        if asked.unanswered:
            self.unanswered |= promised
            return
        for (name, _), tokens in self.put_in.items():
            if not asked.silent or not self.dials(name):
                self.attended |= promised.intersection(tokens)

    def may_lack_user(self, token: str, transport: str) -> bool:
        """Whether the message may wait because no one could be asked in any flush that was for it."""
        return (self.dials(transport) or token in self.unanswered) and token not in self.attended

    def may_refuse(self, asked: Asked) -> bool:
        """Whether the flush may be refused although no other one is under way.

        It may if no page says what it does, if a far end is in trouble, or if it is for asynchronous transports alone and has no
        FLUSH_FORCE (rulings D-40, D-05 and D-09).
        """
        return (
            asked.undefined or self._troubled(asked) or not any(self._reaches(asked, name) for name in asked.transports)
        )

    def promised(self, asked: Asked) -> set[str]:
        """The messages that the flush must transfer if it is accepted now."""
        if self.may_refuse(asked):
            return set()
        return (
            {
                token
                for name in asked.transports
                if self._reaches(asked, name)
                for direction in asked.directions
                for token in self.put_in.get((name, direction), ())
            }
            - self.refused
            - self.delayed
        )

    def explains_refusal(self, asked: Asked) -> bool:
        """Whether a flush that may still be under way, or a pause after trouble, explains that the flush is refused at first."""
        return bool(self.open) or not self.troubled.isdisjoint(asked.transports)

    def tries_others(self, asked: Asked, busy: bool) -> bool:
        """Whether a flush that is refused because of one far end has to transfer what the other far ends take (I5a).

        One that is put off has not: MAPI_E_BUSY says so, and a flush under way or a pause after trouble explains it.
        """
        return self._troubled(asked) and not busy and not self.explains_refusal(asked)

    def flush(self, asked: Asked, refused: bool, *, tried: bool = False) -> None:
        """A flush was asked for, and answered.

        If one of its far ends is in trouble, `tried` says whether it was carried out where the far ends are well.
        """
        troubled = self._troubled(asked)
        for name in asked.transports:
            self.reached.add(name)
            for direction in Direction:
                self.passed.update(self.put_in.get((name, direction), ()))
            reaches = self._reaches(asked, name)
            well = self.far_ends.get(name) not in TROUBLE
            for direction in asked.directions:
                queue = (name, direction)
                waiting = self.put_in.get(queue, [])
                self.meant.update(waiting)
                self._note_tried(queue, waiting)
                if asked.outlasts or asked.undefined or refused or troubled:
                    self.open.add(queue)
                if asked.outlasts and not well:
                    self.kept.add(queue)
                if self.far_ends.get(name) is Condition.REFUSING:
                    self.refused.update(waiting)
                elif self.far_ends.get(name) is Condition.DOWN:
                    self.delayed.update(waiting)
                elif reaches and well and (tried if troubled else not refused) and not asked.undefined:
                    promised = set(waiting) - self.refused - self.delayed
                    self.due |= promised
                    if asked.outlasts or troubled:
                        self.under_way.setdefault(queue, set()).update(promised)

    def session_ends(self) -> None:
        """What was still under way for a session may end with it."""
        for queue in list(self.under_way):
            self._let_off(queue)

    def _let_off(self, queue: Queue) -> None:
        self.due -= self.under_way.pop(queue, set())

    def settled(self) -> None:
        """Everything that was due has been transferred: nothing is under way any more.

        A slow far end may still be taking what was not due.
        """
        slow = {name for name, condition in self.far_ends.items() if condition is Condition.SLOW}
        over = {queue for queue in self.open if queue in self.under_way or queue[0] not in slow}
        self.open -= over - self.kept
        self.under_way.clear()

    # -- judging what was seen -----------------------------------------------------------------------------------------

    def unasked(self, gone: Iterable[str], *, other_direction: bool) -> list[str]:
        """The messages among those that left their queues for which there was no flush.

        Either no flush was for their transport at all, or one was, but not for their direction. A flush that is not for incoming
        messages may fetch them (ruling D-51).
        """
        moved = set(gone) - self.meant
        unasked = moved & self.passed if other_direction else moved - self.passed
        return [
            token
            for (_, direction), tokens in self.put_in.items()
            if not (other_direction and direction is Direction.INCOMING)
            for token in tokens
            if token in unasked
        ]
