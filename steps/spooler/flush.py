"""Lines in which the spooler flushes a transport, wholly or call by call. FLUSH_NO_UI is always passed."""

from dataclasses import replace
from typing import Annotated, Final

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import FlushFlag
from mapi_tck.ports import Condition, Direction, FarEnd, TransportKind, Trouble
from mapi_tck.scenario import Scenario, given, need, when

from ..client.environment import AnyBehaviour, Behaviour, far_end, far_end_if_possible
from ..client.mail import Mail
from ..words import Name
from .mail import note_rest
from .spooler import PlayedSpooler, Queues

# -- what is there before ---------------------------------------------------------------------------------------------


@given("the transport {name} has logged on")
@given("the transport {name} on a LAN has logged on", kind=TransportKind.LAN)
@given("the transport {name} on RAS has logged on", kind=TransportKind.RAS)
@given("the transport {name} with STATUS_FLUSH_QUEUES has logged on", supports_flush=True)
@given("the asynchronous transport {name} has logged on", asynchronous=True)
def has_logged_on(
    spooler: PlayedSpooler,
    name: Name,
    kind: TransportKind | None = None,
    supports_flush: bool | None = None,
    asynchronous: bool = False,
) -> None:
    """Log the provider on as this transport."""
    usual = spooler.tck.usual_transport
    if kind is TransportKind.RAS and kind not in {made.kind for made in spooler.tck.possible_transports}:
        raise NothingToJudge("the provider has no RAS transport")
    made = replace(usual, kind=kind or usual.kind, asynchronous=asynchronous or usual.asynchronous)
    spooler.log_on(name, made, supports_flush=supports_flush)


@when("the spooler logs {name} on")
def logs_on(spooler: PlayedSpooler, name: Name) -> None:
    """TransportLogon as another transport, perhaps in the middle of the flush of the first."""
    spooler.log_on(name)


@given("the transports {first} and {second} have logged on")
def have_logged_on(spooler: PlayedSpooler, first: str, second: str) -> None:
    """Log the provider on twice, as two transports of one profile."""
    spooler.log_on(first)
    spooler.log_on(second)


@given("the transports of a profile of {number} have logged on, or of {fewer} in real time")
def many_have_logged_on(spooler: PlayedSpooler, number: int, fewer: int) -> None:
    """Log the provider on as so many transports of one profile, on a LAN if it can be; as fewer in real time."""
    possible = spooler.tck.possible_transports
    made = next((item for item in possible if item.kind is TransportKind.LAN), possible[0])
    for count in range(1, (number if spooler.tck.leap() else fewer) + 1):
        spooler.log_on(f"Site{count}", made)


@given("{number} messages of {transport} wait with the spooler", direction=Direction.OUTGOING)
@given("{number} messages of {transport} wait at its far end", direction=Direction.INCOMING)
@when("{number} more messages of {transport} come to the spooler", direction=Direction.OUTGOING)
def messages_wait(spooler: PlayedSpooler, number: int, transport: str, direction: Direction) -> None:
    """Let so many messages wait to be sent, or to be received."""
    spooler.put(transport, direction, number)


@given("{number} messages of {transport} wait at its far end, where that can be arranged")
@when("{number} more messages of {transport} come to its far end, where that can be arranged")
def messages_wait_if_possible(spooler: PlayedSpooler, number: int, transport: str) -> None:
    """The same with a test bed; without one the scenario goes on with no message there."""
    if spooler.tck.can("arrive"):
        spooler.put(transport, Direction.INCOMING, number)


#: How many messages there is room for.
Room = Annotated[int, {"nothing": 0, "only the first message": 1, "only the first 2 messages": 2}]


@given("{number} messages of {transport} wait with the spooler, or {fewer} in real time", direction=Direction.OUTGOING)
@given("{number} messages of {transport} wait at its far end, or {fewer} in real time", direction=Direction.INCOMING)
def many_messages_wait(spooler: PlayedSpooler, number: int, fewer: int, transport: str, direction: Direction) -> None:
    """Let so many messages wait; fewer in real time, where each may take as long as a disk needs to write it."""
    spooler.put(transport, direction, number if spooler.tck.leap() else fewer)


@given("the spooler can save {room} of what {transport} receives")
def cannot_save(spooler: PlayedSpooler, room: Room, transport: str) -> None:
    """Let the message store be full, at once or after a message: SaveChanges of every other one is refused."""
    spooler.to(transport).room = room


@given("the spooler can save again all of what {transport} receives")
def can_save(spooler: PlayedSpooler, transport: str) -> None:
    """Let the message store have room."""
    spooler.to(transport).room = None


@given("the spooler goes on to the next message of {transport} when one stays")
def passes_over(spooler: PlayedSpooler, transport: str) -> None:
    """In one flush several messages may stay: each is submitted, also after one that was declined or kept."""
    spooler.to(transport).passes_over = True


@given("what the provider holds has been counted")
def held_counted(tck: Scenario, spooler: PlayedSpooler) -> None:
    """Count lines and the like before a flush; they are counted again while it lasts."""
    spooler.held_before = tck.call(tck.transport_bed.live_objects)


@given("a flush of {queues} has been announced to {transport}")
def has_been_announced(spooler: PlayedSpooler, queues: Queues, transport: str) -> None:
    """Take steps X1 and X2; they have to succeed."""
    conversation = spooler.to(transport)
    outcome = conversation.announce(queues.flags)
    conversation.need_line(not outcome.refused)
    _ = outcome.value
    spooler.count_held()


@given("the spooler has flushed {queues} of {transport}")
def has_flushed(spooler: PlayedSpooler, queues: Queues, transport: str) -> None:
    """Flush once; messages may be left behind."""
    spooler.flush(transport, queues.flags)


@given("{number} flushes of {transport} have been made")
def flushes_made(spooler: PlayedSpooler, number: int, transport: str) -> None:
    """Flush both queues so often, one flush after the other; messages may be left behind."""
    for _ in range(number):
        spooler.flush(transport, Queues.BOTH.flags)


@given("the far end of each transport {behaves}")
def each_far_end(spooler: PlayedSpooler, mail: Mail, behaves: AnyBehaviour) -> None:
    """The far end of each transport that has logged on behaves like this."""
    for name in spooler.conversations:
        far_end(mail, name, behaves)


@when("the far end of each transport {behaves}, where that can be arranged")
def each_far_end_if_possible(spooler: PlayedSpooler, mail: Mail, behaves: Behaviour) -> None:
    """The same for test beds that can do that; with others the scenario goes on with far ends that are well."""
    for name in spooler.conversations:
        far_end_if_possible(mail, name, behaves)


@given("the far end of {transport} is down after {number} messages, or {fewer} in real time")
def down_after(tck: Scenario, mail: Mail, transport: str, number: int, fewer: int) -> None:
    """The line breaks when so many messages have moved, in both directions together."""
    mail.set_far_end(transport, FarEnd(Condition.DOWN, after=number if tck.leap() else fewer))


#: In which a transport may defer messages, one after another. In the middle of a queue, a line was there before it broke.
_DEFERRED_IN: Final[tuple[FarEnd | Trouble, ...]] = (
    FarEnd(Condition.REFUSING),
    FarEnd(Condition.DOWN),
    FarEnd(Condition.DOWN, after=1),
    Trouble.DATA,
    Trouble.LOGIN_TO_SEND,
    Trouble.SILENT_BEFORE_TAKING,
)


@given("{transport} has deferred messages")
def has_deferred(mail: Mail, spooler: PlayedSpooler, transport: str) -> None:
    """Let the far end be in one trouble after another, until the transport defers messages; then it is up again.

    A message that is no longer with the spooler, say because it came back to its sender, is replaced by a new one.
    """
    conversation = spooler.to(transport)
    wanted = max(len(conversation.left), 2)
    tried: list[str] = []
    lacking: list[str] = []
    for trouble in _DEFERRED_IN:
        words = _words(trouble)
        try:
            mail.set_trouble(transport, trouble) if isinstance(trouble, Trouble) else mail.set_far_end(
                transport, trouble
            )
        except NothingToJudge:
            lacking.append(words)
            continue
        spooler.put(transport, Direction.OUTGOING, max(wanted - len(conversation.left), 0))
        spooler.flush(transport, Queues.OUTGOING.flags)
        if conversation.deferred:
            break
        tried.append(words)
    mail.set_far_end(transport, FarEnd())
    conversation.need_outgoing()
    conversation.once_deferred = [message.token for message in conversation.deferred]
    conversation.support.announcements = 0
    without = f"; the test bed cannot make one with {', or with '.join(lacking)}" if lacking else ""
    need(
        conversation.deferred, f"{transport} deferred no message at a far end with {', or with '.join(tried)}{without}"
    )


def _words(trouble: FarEnd | Trouble) -> str:
    """The trouble, to go on after `with`."""
    if isinstance(trouble, Trouble):
        return str(trouble)
    refusing = trouble.condition is Condition.REFUSING
    return "every message refused" if refusing else "no connection" + (" after a message" if trouble.after else "")


# -- flushes ----------------------------------------------------------------------------------------------------------


@when("the spooler flushes {queues} of {transport}")
@when("the spooler flushes with FLUSH_FORCE {queues} of {transport}", flag=FlushFlag.FLUSH_FORCE)
@when("from last to first the spooler flushes {queues} of {transport}", backwards=True)
def flushes(spooler: PlayedSpooler, queues: Queues, transport: str, flag: int = 0, backwards: bool = False) -> None:
    """Take all steps with one transport, from the announcement to the end of the last phase; or with one after another."""
    spooler.flush(transport, queues.flags | int(flag), backwards)


@when("the spooler makes {number} flushes of {transport}, each after {messages} more messages each way")
def flushes_often(spooler: PlayedSpooler, number: int, transport: str, messages: int) -> None:
    """Flush both queues so often; before each flush so many more messages wait to be sent, and as many to be received."""
    for count in range(1, number + 1):
        _flush_new_mail(spooler, transport, messages, f"flush {count}")


@when("the spooler has {number} sessions of {transport}, each with a flush of {messages} more messages each way")
def has_sessions(spooler: PlayedSpooler, number: int, transport: str, messages: int) -> None:
    """Flush, log the transport off, and log it on again, so often."""
    for count in range(1, number + 1):
        _flush_new_mail(spooler, transport, messages, f"session {count}")
        spooler.to(transport).log_on_again()


def _flush_new_mail(spooler: PlayedSpooler, transport: str, messages: int, name: str) -> None:
    for direction in Direction:
        spooler.put(transport, direction, messages)
    spooler.flush(transport, Queues.BOTH.flags)
    note_rest(spooler, transport, name)


@given("{transport} has been logged off and on again")
@when("{transport} is logged off and on again")
def logs_on_again(spooler: PlayedSpooler, transport: str) -> None:
    """TransportLogoff, and TransportLogon with a new support object."""
    for conversation in spooler.those(transport):
        conversation.proceed()
        conversation.log_on_again()


@when("the spooler waits an hour, where time is simulated")
def waits(tck: Scenario, spooler: PlayedSpooler) -> None:
    """Call nothing for so long. Real time is not spent on this: there the scenario goes on at once."""
    if tck.leap(3600.0):
        for conversation in spooler.conversations.values():
            conversation.left_alone = conversation.announced if conversation.flushing else 0
