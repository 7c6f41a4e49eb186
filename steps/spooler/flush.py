"""Lines in which the spooler flushes a transport, wholly or call by call. FLUSH_NO_UI is always passed."""

from typing import Annotated

from mapi_tck.ports import Condition, Direction, FarEnd, TransportKind
from mapi_tck.scenario import Scenario, given, need, when

from ..words import Name
from .conversation import Stage
from .spooler import PlayedSpooler, Queues

# -- what is there before ---------------------------------------------------------------------------------------------


@given("the transport {name} has logged on")
@given("the transport {name} on a LAN has logged on", kind=TransportKind.LAN)
@given("the transport {name} with STATUS_FLUSH_QUEUES has logged on", supports_flush=True)
@given("the transport {name} without STATUS_FLUSH_QUEUES has logged on", supports_flush=False)
def has_logged_on(
    spooler: PlayedSpooler,
    name: Name,
    kind: TransportKind | None = None,
    supports_flush: bool | None = None,
) -> None:
    """Log the provider on as this transport."""
    spooler.log_on(name, kind, supports_flush)


@given("the transports {first} and {second} have logged on")
def have_logged_on(spooler: PlayedSpooler, first: str, second: str) -> None:
    """Log the provider on twice, as two transports of one profile."""
    spooler.log_on(first)
    spooler.log_on(second)


@given("{number} messages of {transport} wait with the spooler", direction=Direction.OUTGOING)
@given("{number} messages of {transport} wait at its far end", direction=Direction.INCOMING)
def messages_wait(spooler: PlayedSpooler, number: int, transport: str, direction: Direction) -> None:
    """Let so many messages wait to be sent, or to be received."""
    spooler.put(transport, direction, number)


#: How many messages there is room for.
Room = Annotated[int, {"nothing": 0, "only the first message": 1}]


@given("the spooler can save {room} of what {transport} receives")
def cannot_save(spooler: PlayedSpooler, room: Room, transport: str) -> None:
    """Let the message store be full, at once or after a message: SaveChanges of every other one is refused."""
    spooler.to(transport).room = room


@given("the spooler can save again all of what {transport} receives")
def can_save(spooler: PlayedSpooler, transport: str) -> None:
    """Let the message store have room."""
    spooler.to(transport).room = None


@given("what the provider holds has been counted")
def held_counted(tck: Scenario, spooler: PlayedSpooler) -> None:
    """Count lines and the like before a flush; they are counted again while it lasts."""
    spooler.held_before = tck.call(tck.transport_bed.live_objects)


@given("a flush of {queues} has been announced to {transport}")
def has_been_announced(spooler: PlayedSpooler, queues: Queues, transport: str) -> None:
    """Take steps X1 and X2; they have to succeed."""
    _ = spooler.to(transport).announce(queues.flags).value
    spooler.count_held()


@given("the spooler has flushed {queues} of {transport}")
def has_flushed(spooler: PlayedSpooler, queues: Queues, transport: str) -> None:
    """Flush once; messages may be left behind."""
    spooler.flush(transport, queues.flags)


@given("{transport} has deferred messages")
def has_deferred(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """Let the far end refuse messages, or be down, until the transport defers some; then it is up again."""
    conversation = spooler.to(transport)
    for condition in (Condition.REFUSING, Condition.DOWN):
        tck.transport_bed.set_far_end(transport, FarEnd(condition))
        spooler.troubled.add(transport)
        spooler.flush(transport, Queues.OUTGOING.flags)
        if conversation.deferred:
            break
    tck.transport_bed.set_far_end(transport, FarEnd())
    spooler.troubled.discard(transport)
    spooler.once_deferred = [message.token for message in conversation.deferred]
    need(conversation.deferred, f"{transport} deferred no message while its far end refused messages or was down")


# -- flushes ----------------------------------------------------------------------------------------------------------


@when("the spooler flushes {queues} of {transport}")
def flushes(spooler: PlayedSpooler, queues: Queues, transport: str) -> None:
    """Take all steps with one transport, from the announcement to the end of the last phase."""
    spooler.flush(transport, queues.flags)


@when("the spooler does what the row of {transport} asks for", needed=True)
@when("the spooler does what the row of {transport} still asks for, if anything", needed=False)
def flushes_requests(spooler: PlayedSpooler, transport: str, needed: bool) -> None:
    """Take all steps for the directions whose bits are in the row."""
    conversation = spooler.proceed_with(transport)
    served = conversation.serve_requests()
    need(served or not needed, f"the row of {transport} asks for no flush")
    conversation.stage = Stage.REQUESTED
