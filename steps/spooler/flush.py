"""Lines in which the spooler flushes a transport, wholly or call by call. FLUSH_NO_UI is always passed."""

from mapi_tck.errors import Blocked
from mapi_tck.ports import Condition, Direction, FarEnd
from mapi_tck.scenario import OneOf, Scenario, given, when

from .conversation import Stage
from .spooler import QUALITIES, QUEUES, Spooler
from .support import FLUSH_BITS

WHO = OneOf("{name}", *(f"{{name}} {quality}" for quality in QUALITIES))
WHAT = OneOf(*QUEUES)


# -- what is there before ---------------------------------------------------------------------------------------------


@given("the transport {who} has logged on", who=WHO)
def has_logged_on(spooler: Spooler, who: str) -> None:
    """Log the provider on as this transport."""
    spooler.log_on(who)


@given("the transports {first} and {second} have logged on")
def have_logged_on(spooler: Spooler, first: str, second: str) -> None:
    """Log the provider on twice, as two transports of one profile."""
    spooler.log_on(first)
    spooler.log_on(second)


@given("{number} messages of {transport} wait {where}", where=OneOf("with the spooler", "at its far end"))
def messages_wait(spooler: Spooler, number: str, transport: str, where: str) -> None:
    """Let so many messages wait to be sent, or to be received."""
    spooler.put(transport, Direction.OUTGOING if where == "with the spooler" else Direction.INCOMING, int(number))


@given("the spooler cannot save what {transport} receives")
def cannot_save(spooler: Spooler, transport: str) -> None:
    """Let the message store be full: SaveChanges of every offered message is refused."""
    spooler.to(transport).store_is_full = True


@given("what the provider holds has been counted")
def held_counted(tck: Scenario, spooler: Spooler) -> None:
    """Count lines and the like before a flush; they are counted again while it lasts."""
    spooler.held_before = tck.call(tck.transport_bed.live_objects)


@given("a flush of {what} has been announced to {transport}", what=WHAT)
def has_been_announced(spooler: Spooler, what: str, transport: str) -> None:
    """Come as far as step X2."""
    _ = spooler.to(transport).announce(QUEUES[what]).value
    spooler.count_held()


@given("the spooler has flushed {what} of {transport}", what=WHAT)
def has_flushed(spooler: Spooler, what: str, transport: str) -> None:
    """Flush once, with whatever success."""
    spooler.flush(transport, QUEUES[what])


@given("{transport} has deferred messages")
def has_deferred(tck: Scenario, spooler: Spooler, transport: str) -> None:
    """Let the far end refuse messages, or be down, until the transport defers some; then it is up again."""
    conversation = spooler.to(transport)
    for condition in (Condition.REFUSING, Condition.DOWN):
        tck.transport_bed.set_far_end(transport, FarEnd(condition))
        spooler.troubled.add(transport)
        spooler.flush(transport, QUEUES["the outgoing queue"])
        if conversation.deferred:
            break
    tck.transport_bed.set_far_end(transport, FarEnd())
    spooler.troubled.discard(transport)
    spooler.once_deferred = [message.token for message in conversation.deferred]
    if not conversation.deferred:
        raise Blocked(f"{transport}, which deferred no message while its far end refused or was down")


# -- flushes ----------------------------------------------------------------------------------------------------------


@when("the spooler flushes {what} of {transport}", what=WHAT)
def flushes(spooler: Spooler, what: str, transport: str) -> None:
    """Take all steps with one transport, from the announcement to the end of the last phase."""
    spooler.flush(transport, QUEUES[what])


@when("the spooler does what the row of {transport} asks for")
def flushes_requests(spooler: Spooler, transport: str) -> None:
    """Take all steps for the directions whose bits are in the row."""
    conversation = spooler.to(transport)
    conversation.proceed()
    if not conversation.serve_requests():
        raise Blocked(f"the row of {transport}, which asks for no flush")
    conversation.stage = Stage.REQUESTED


@when("the spooler shuts down in the middle of the flush of {transport}")
def shuts_down(spooler: Spooler, transport: str) -> None:
    """Pass NOTIFY_END_OUTBOUND_FLUSH and NOTIFY_END_INBOUND_FLUSH in one call of TransportNotify."""
    conversation = spooler.to(transport)
    if not conversation.support.shows(FLUSH_BITS):
        raise Blocked(f"the row of {transport}, which showed no flush that could be interrupted")
    spooler.count_held()
    conversation.shut_down()
