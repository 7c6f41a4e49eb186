"""The MAPI spooler as the kit plays it: it logs transports on, and has a conversation with each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

import pytest

from mapi_tck.errors import Blocked, NothingToJudge
from mapi_tck.mapi import FlushFlag, PropertyTag, PropertyValue, ResourceMethod
from mapi_tck.ports import Direction, OutgoingMessage, Transport, TransportStatusObject
from mapi_tck.scenario import Outcome, Scenario, need

from ..client.client import Client
from .attempts import Offer, Submission
from .conversation import TransportConversation
from .support import PlayedSupport

#: Stands in lines for all transports that have logged on.
EACH: Final = "each transport"


class Queues(StrEnum):
    """The queues of a transport that the spooler flushes."""

    OUTGOING = "the outgoing queue"
    INCOMING = "the incoming queue"
    BOTH = "both queues"

    @property
    def flags(self) -> int:
        """Their flags of FlushQueues: ruling D-01."""
        outgoing = 0 if self is Queues.INCOMING else FlushFlag.FLUSH_UPLOAD
        incoming = 0 if self is Queues.OUTGOING else FlushFlag.FLUSH_DOWNLOAD
        return int(outgoing | incoming)


@dataclass(frozen=True, slots=True)
class JudgedCall:
    """A call that is judged by its answer; `check` names what a wrong answer violates."""

    check: str
    name: str
    outcome: Outcome[object]
    #: Whether it did what was asked of it although it failed.
    done_all_the_same: bool = False
    #: The transport whose status object a client has asked for a flush, and the flags.
    of: TransportConversation | None = None
    flags: int = 0

    @property
    def refused(self) -> bool:
        """Whether it did not do what was asked of it."""
        return self.outcome.refused and not self.done_all_the_same

    def need_acceptance(self) -> None:
        """Go on if it was not refused, or if mail of one of the directions can move. Only a client's request is looked at."""
        if self.of is None or not self.refused:
            return
        self.of.need_line(False)
        if not self.flags & FlushFlag.FLUSH_UPLOAD:
            self.of.need_mail()
        if not self.flags & FlushFlag.FLUSH_DOWNLOAD:
            self.of.need_outgoing()


@dataclass(frozen=True, slots=True)
class Read:
    """A property of a status object as it was read, and the row's column at that moment."""

    tag: int
    on_object: Outcome[tuple[int, Sequence[PropertyValue]]]
    in_row: PropertyValue | None
    row_shown: list[Outcome[object]]
    #: Whether the row showed STATUS_REMOTE_ACCESS: then the object gives a folder's properties (ruling D-90).
    of_folder: bool


@dataclass(slots=True)
class PlayedSpooler:
    """The spooler, and what it remembers during a scenario."""

    tck: Scenario
    #: The transports whose far end is in trouble at present: it need not take or give a message.
    troubled: set[str]
    #: Those among them whose far end takes one more message, and does not answer.
    silent: set[str]
    #: Those whose line breaks in the middle.
    broken: set[str]
    #: The direction that is well of each whose far end is in trouble with the other one alone.
    well: Mapping[str, Direction | None]
    conversations: dict[str, TransportConversation] = field(default_factory=dict)
    #: Calls whose answers are judged.
    judged_calls: list[JudgedCall] = field(default_factory=list)
    #: The requests that clients have made of status objects, and that were accepted: whose, and the flags.
    requests: list[tuple[str, int]] = field(default_factory=list)
    #: What the row showed after each request that was accepted: whose, the flags, and the flush bits.
    shown: list[tuple[TransportConversation, int, int]] = field(default_factory=list)
    #: The requests that were refused: whose, and the flush bits that the call has set in the row all the same.
    refused: list[tuple[TransportConversation, int]] = field(default_factory=list)
    #: The status object that was opened, with the object type that it came with.
    opened: Outcome[tuple[TransportStatusObject, int]] | None = None
    read: list[Read] = field(default_factory=list)
    #: What GetProps gives when it is asked for one property alone, by tag; what it was asked for together, and its answer.
    alone: dict[int, Outcome[tuple[int, Sequence[PropertyValue]]]] = field(default_factory=dict)
    asked: tuple[int, ...] = ()
    together: Outcome[tuple[int, Sequence[PropertyValue]]] | None = None
    address_types: Outcome[Sequence[str]] | None = None
    polled: Outcome[bool] | None = None
    #: The message that is on its way, between SubmitMessage and EndMessage.
    under_way: Submission | None = None
    #: The empty message that was offered last.
    offer: Offer | None = None
    #: What the provider held before a flush, and at its height.
    held_before: Outcome[Mapping[str, int]] | None = None
    held_most: list[Outcome[Mapping[str, int]]] = field(default_factory=list)
    #: What it held after each flush but the last, where several transports were flushed with one line.
    held_between: list[Outcome[Mapping[str, int]]] = field(default_factory=list)
    #: For flush after flush, what had come by then and had not arrived, and the calls that show it.
    rests: list[tuple[str, list[str], list[Outcome[object]]]] = field(default_factory=list)
    #: The support object of a session that was logged off, with how often it had been called by then.
    logged_off: tuple[PlayedSupport, int] | None = None
    #: What had been sent and what waited at the far end before a call that must move nothing.
    mail_before: tuple[list[str], list[str]] | None = None
    #: Whether the spooler has taken all steps, and turned to the next transport.
    walked: bool = False

    # -- transports -------------------------------------------------------------------------------------------------

    def log_on(self, name: str, made: Transport | None = None, *, supports_flush: bool | None = None) -> None:
        """Log the provider on as a transport of this name, of the usual kind or like `made`.

        Where a support of FlushQueues is named, the row has to show it. A provider that stands once in a profile logs on once.
        """
        if self.conversations and self.tck.stands_once:
            raise NothingToJudge("a profile has one transport of the provider, as its declaration says (ruling D-85)")
        made = replace(made or self.tck.usual_transport, name=name)
        if supports_flush is not None:
            made = replace(made, supports_flush=supports_flush)
        conversation = TransportConversation(
            self.tck, made, self.troubled, self.silent, self.broken, self.conversations
        )
        conversation.well = self.well
        self.conversations[name] = conversation
        try:
            conversation.log_on()
        except Blocked as refused:
            if conversation.others and conversation.logged_on is not None and conversation.logged_on.refused:
                single = "if a profile has one transport of the provider at most, declare several-transports = false"
                raise Blocked(f"{refused} ({single})") from refused
            raise
        listed = bool(conversation.support.number(PropertyTag.PR_RESOURCE_METHODS) & ResourceMethod.STATUS_FLUSH_QUEUES)
        if supports_flush is not None and listed != supports_flush:
            lists = "does not list" if supports_flush else "lists"
            raise Blocked(f"{name} {lists} STATUS_FLUSH_QUEUES (if it always does, declare flush-support)")

    def to(self, name: str) -> TransportConversation:
        """The conversation with that transport; it has to have logged on."""
        return need(self.conversations.get(name), f"{name} has not logged on")

    def those(self, name: str) -> list[TransportConversation]:
        """The conversation with that transport, or with each that has logged on where the name is `each transport`."""
        return list(self.conversations.values()) if name == EACH else [self.to(name)]

    def proceed_with(self, name: str) -> TransportConversation:
        """The conversation with that transport, if the calls on the way so far have succeeded."""
        conversation = self.to(name)
        conversation.proceed()
        return conversation

    @property
    def only(self) -> TransportConversation:
        """The conversation of a scenario with one transport."""
        return next(iter(self.conversations.values()))

    # -- mail -------------------------------------------------------------------------------------------------------

    def put(self, name: str, direction: Direction, number: int) -> None:
        """Let so many more messages wait: outgoing ones with the spooler, incoming ones at the far end."""
        for conversation in self.those(name):
            if direction is Direction.OUTGOING and conversation.receives_only:
                continue
            before = conversation.queued if direction is Direction.OUTGOING else conversation.arrived
            counts = range(len(before) + 1, len(before) + number + 1)
            tokens = [f"{self.tck.tag}-{conversation.name}-{direction[:3]}-{count}" for count in counts]
            if direction is Direction.OUTGOING:
                conversation.queue.extend(OutgoingMessage(token) for token in tokens)
            elif not conversation.arrive(tokens):
                continue
            before += tokens

    # -- flushes ----------------------------------------------------------------------------------------------------

    def flush(self, name: str, flags: int, backwards: bool = False) -> None:
        """Steps X1 to X13 with one transport, or with one after another, in the order of their logon or the other way round."""
        those = self.those(name)[:: -1 if backwards else 1]
        for number, conversation in enumerate(those):
            if number and self.held_before is not None:
                those[number - 1].serve_own_flush()
                self.held_between.append(self.tck.call(self.tck.transport_bed.live_objects))
            conversation.flush(flags, self.count_held)

    @property
    def has_held(self) -> bool:
        """Whether the provider was seen to hold more than before."""
        before = {} if self.held_before is None else self.held_before.value
        return any(count > before.get(kind, 0) for look in self.held_most[-1:] for kind, count in look.value.items())

    def count_held(self) -> None:
        """Count what the provider holds, where the scenario is about that, until it holds more than before."""
        if self.held_before is not None and not self.has_held:
            self.held_most.append(self.tck.call(self.tck.transport_bed.live_objects))

    def judged(
        self,
        check: str,
        name: str,
        outcome: Outcome[object],
        *,
        done: bool = False,
        of: TransportConversation | None = None,
        flags: int = 0,
    ) -> JudgedCall:
        """Note a call whose answer is judged; `done` says that it did what was asked of it all the same.

        A client's request is one `of` a transport, with these flags.
        """
        self.judged_calls.append(call := JudgedCall(check, name, outcome, done, of, flags))
        return call


@pytest.fixture
def spooler(tck: Scenario, client: Client) -> PlayedSpooler:
    """The spooler, where a transport is under test."""
    return PlayedSpooler(tck, client.troubled, client.silent, client.broken, client.well)
