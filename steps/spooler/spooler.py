"""The MAPI spooler as the kit plays it: it logs transports on, keeps a conversation with each, and calls nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from mapi_tck.errors import Blocked
from mapi_tck.mapi import FlushFlag, PropertyTag, PropertyValue, ResourceMethod, TransportLogonFlag
from mapi_tck.ports import Direction, OutgoingMessage, TransportKind, TransportStatusObject
from mapi_tck.scenario import Outcome, Scenario

from ..client.client import Client
from .conversation import Conversation, Offer, Submission
from .support import Columns

#: What a transport can be asked to be, behind its name.
QUALITIES = ("on a LAN", "with STATUS_FLUSH_QUEUES", "without STATUS_FLUSH_QUEUES")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call that is judged by its answer came to; `check` names what is violated by the wrong one."""

    check: str
    name: str
    outcome: Outcome[object]


@dataclass(frozen=True, slots=True)
class Read:
    """A property of a status object as it was read, and the row's column at that moment."""

    tag: int
    on_object: Outcome[tuple[int, Sequence[PropertyValue]]]
    in_row: PropertyValue | None
    row_shown: list[Outcome[object]]


@dataclass(slots=True)
class Spooler:
    """The spooler, and what a scenario has it remember."""

    tck: Scenario
    #: The transports whose far end takes nothing at present.
    troubled: set[str]
    conversations: dict[str, Conversation] = field(default_factory=dict)
    #: Calls whose answers are judged.
    answers: list[Answer] = field(default_factory=list)
    #: The status object that was opened, with the object type that it came with.
    opened: Outcome[tuple[TransportStatusObject, int]] | None = None
    read: list[Read] = field(default_factory=list)
    address_types: Outcome[Sequence[str]] | None = None
    polled: Outcome[bool] | None = None
    #: The message that is on its way, between SubmitMessage and EndMessage.
    under_way: Submission | None = None
    #: The empty message that was offered last.
    offer: Offer | None = None
    #: What the provider held before a flush, and at its height.
    held_before: Outcome[Mapping[str, int]] | None = None
    held_most: list[Outcome[Mapping[str, int]]] = field(default_factory=list)
    #: The rows of other transports before each flush of one, and when they changed during it: whose flush, whose row.
    neighbours: list[tuple[str, str, Columns, Columns, Outcome[object]]] = field(default_factory=list)
    #: A transport that has logged off, with how often it had called back by then.
    logged_off: tuple[Conversation, int] | None = None
    #: What had been sent and what waited at the far end before a call that must move nothing.
    mail_before: tuple[list[str], list[str]] | None = None
    #: What had been sent when the inbound phase began.
    sent_before_receiving: Outcome[Sequence[str]] | None = None
    #: What the transport had deferred before it was flushed again.
    once_deferred: list[str] = field(default_factory=list)
    #: Whether the spooler has taken all steps, and turned to the next transport.
    walked: bool = False

    # -- transports -------------------------------------------------------------------------------------------------

    def log_on(self, who: str) -> Conversation:
        """Log the provider on as this transport: a name, and perhaps a quality."""
        name, _, quality = who.partition(" ")
        made = replace(self.tck.usual_transport, name=name)
        if quality == "on a LAN":
            made = replace(made, kind=TransportKind.LAN)
        elif quality:
            made = replace(made, supports_flush=quality == "with STATUS_FLUSH_QUEUES")
        conversation = Conversation(self.tck, made, self.troubled)
        self.conversations[name] = conversation
        conversation.logged_on = conversation.call(
            self.tck.provider.transport_logon, conversation.support, made, int(TransportLogonFlag.LOGON_NO_DIALOG)
        )
        conversation.serve_at_logon()
        listed = bool(conversation.support.number(PropertyTag.PR_RESOURCE_METHODS) & ResourceMethod.STATUS_FLUSH_QUEUES)
        if quality.endswith("STATUS_FLUSH_QUEUES") and listed != made.supports_flush:
            raise Blocked(f"{name}, which was to be {quality} and is not (if it never is, declare flush-support)")
        return conversation

    def to(self, name: str) -> Conversation:
        """The conversation with that transport, which has to be logged on."""
        if name not in self.conversations:
            raise Blocked(f"{name} has not logged on")
        return self.conversations[name]

    @property
    def only(self) -> Conversation:
        """The conversation of a scenario with one transport."""
        return next(iter(self.conversations.values()))

    # -- mail -------------------------------------------------------------------------------------------------------

    def put(self, name: str, direction: Direction, number: int) -> None:
        """Let so many messages wait: outgoing ones here, incoming ones at the far end."""
        conversation = self.to(name)
        before = conversation.queued if direction is Direction.OUTGOING else conversation.arrived
        counts = range(len(before) + 1, len(before) + number + 1)
        tokens = [f"{self.tck.tag}-{name}-{direction[:3]}-{count}" for count in counts]
        before += tokens
        if direction is Direction.OUTGOING:
            conversation.queue.extend(OutgoingMessage(token) for token in tokens)
        else:
            self.tck.transport_bed.arrive(name, tokens)

    # -- flushes ----------------------------------------------------------------------------------------------------

    def flush(self, name: str, flags: int) -> None:
        """Steps X1 to X13 with one transport; whatever becomes of the rows of all others meanwhile is noted."""
        conversation = self.to(name)
        others = [other for other in self.conversations.values() if other is not conversation]
        before = [(other.support.columns, len(other.support.history)) for other in others]
        first = len(self.tck.recorder.entries)
        conversation.flush(flags, self.count_held)
        made = tuple(entry.number for entry in self.tck.recorder.entries[first:])
        shown: Outcome[object] = Outcome("the flush", made, None, None)
        for other, (columns, changes) in zip(others, before, strict=True):
            since = (later for later in other.support.history[changes:] if later != columns)
            self.neighbours.append((name, other.name, columns, next(since, columns), shown))

    def count_held(self) -> None:
        """Count what the provider holds, where the scenario is about that."""
        if self.held_before is not None:
            self.held_most.append(self.tck.call(self.tck.transport_bed.live_objects))

    def note_mail(self, conversation: Conversation) -> None:
        """Look at the mail before a call that must move nothing."""
        self.mail_before = (list(conversation.sent().value), list(conversation.waiting().value))

    def note_sent(self, name: str) -> None:
        """Look at what has been sent when the inbound phase begins; what is sent in the background gets its time."""
        conversation = self.to(name)
        sent = conversation.sent()

        def complete() -> bool:
            nonlocal sent
            sent = conversation.sent()
            return set(conversation.queued) <= set(sent.value)

        if not set(conversation.queued) <= set(sent.value):
            self.tck.wait_until(complete)
        self.sent_before_receiving = sent

    def judged(self, check: str, name: str, outcome: Outcome[object]) -> None:
        """Note a call whose answer is judged."""
        self.answers.append(Answer(check, name, outcome))


@pytest.fixture
def spooler(tck: Scenario, client: Client) -> Spooler:
    """The spooler, where a transport is under test."""
    return Spooler(tck, client.troubled)


#: What can be flushed, in words, as flags: ruling D-01.
QUEUES = {
    "the outgoing queue": int(FlushFlag.FLUSH_UPLOAD),
    "the incoming queue": int(FlushFlag.FLUSH_DOWNLOAD),
    "both queues": int(FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_DOWNLOAD),
}
