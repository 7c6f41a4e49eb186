"""Lines that take the numbered steps of a flush one by one: the spooler's calls, and what the transport makes of them."""

from mapi_tck.errors import Blocked, NothingToJudge
from mapi_tck.mapi import FlushFlag, StatusCode, TransportNotifyFlag
from mapi_tck.scenario import OneOf, when

from .conversation import INBOUND, Submission
from .spooler import QUEUES, Spooler

FLAGS = OneOf(*QUEUES, *(f"{queues} with {{flag}}" for queues in QUEUES))


def _need_bit(spooler: Spooler, transport: str, bit: int) -> None:
    conversation = spooler.to(transport)
    conversation.proceed()
    if not conversation.support.shows(bit):
        raise Blocked(f"the row of {transport}, which does not show {StatusCode(bit).name}")


def _under_way(spooler: Spooler, transport: str) -> Submission:
    submission = spooler.under_way
    if submission is None:
        raise Blocked(f"{transport}, to which no message could be submitted")
    return submission


# -- before the first message -----------------------------------------------------------------------------------------


@when("the spooler announces to {transport} a flush of {what}", what=FLAGS)
def announces(spooler: Spooler, transport: str, what: str) -> None:
    """Step X1: FlushQueues of the logon object, with all directions in one call."""
    queues, _, flag = what.partition(" with ")
    outcome = spooler.to(transport).announce(QUEUES[queues] | (FlushFlag[flag] if flag else 0))
    spooler.judged("announcement-flags-accepted" if flag else "announcement-accepted", what, outcome)


@when("{transport} gets ready and shows {bit}", bit=OneOf("STATUS_OUTBOUND_FLUSH", "STATUS_INBOUND_FLUSH"))
def gets_ready(spooler: Spooler, transport: str, bit: str) -> None:
    """Step X2: the bit of the first phase is in the transport's row."""
    _need_bit(spooler, transport, StatusCode[bit])


# -- sending ----------------------------------------------------------------------------------------------------------


@when("the spooler submits {what} to {transport}", what=OneOf("the first message", "every message"))
def submits(spooler: Spooler, what: str, transport: str) -> None:
    """Step X3: SubmitMessage, again if the transport asks for patience; with `every message` EndMessage for each, too."""
    if what == "every message":
        spooler.to(transport).send()
    else:
        spooler.under_way = spooler.to(transport).submit_next()


@when("{transport} takes it")
def takes_it(spooler: Spooler, transport: str) -> None:
    """Step X4: SubmitMessage has succeeded."""
    submission = _under_way(spooler, transport)
    _ = submission.submitted.value
    if not submission.taken:
        raise Blocked(f"{submission.submitted.call}, which asked for more patience than there is")


@when("the spooler asks {transport} what became of it")
def asks_what_became(spooler: Spooler, transport: str) -> None:
    """Step X5: EndMessage for the message that was taken."""
    takes_it(spooler, transport)
    spooler.to(transport).end_message(_under_way(spooler, transport))


@when("{transport} says that it is sent, or asks for it again")
def says_sent(spooler: Spooler, transport: str) -> None:
    """Step X6: EndMessage has set no flag, or one that keeps the message with the spooler."""
    ended = _under_way(spooler, transport).ended
    if ended is not None:
        _ = ended.value


@when("they go on like this until the outgoing queue of {transport} is empty")
def go_on(spooler: Spooler, transport: str) -> None:
    """Step X7: steps X3 to X6 with the other messages, as long as STATUS_OUTBOUND_FLUSH is set."""
    spooler.to(transport).send()


@when("the spooler cancels the message that it has submitted to {transport}")
def cancels(spooler: Spooler, transport: str) -> None:
    """TransportNotify with NOTIFY_CANCEL_MESSAGE and the message's reference; a transport may answer that it cannot."""
    takes_it(spooler, transport)
    conversation = spooler.to(transport)
    reference = _under_way(spooler, transport).submitted.value.reference
    data = (reference & 0xFFFF_FFFF).to_bytes(4, "little")
    conversation.call(conversation.logon.transport_notify, int(TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE), data)


@when("the spooler ends the outbound phase of {transport}")
def ends_outbound(spooler: Spooler, transport: str) -> None:
    """Step X8: TransportNotify with NOTIFY_END_OUTBOUND_FLUSH."""
    spooler.to(transport).end_outbound()


@when("nothing of {transport} is sent, because its outgoing queue was not announced")
def nothing_sent(spooler: Spooler, transport: str) -> None:
    """Steps X3 to X8 are left out in a flush of the incoming queue alone."""
    spooler.to(transport).proceed()


# -- receiving --------------------------------------------------------------------------------------------------------


@when("{transport} goes over to receiving")
def goes_over(spooler: Spooler, transport: str) -> None:
    """Step X9: STATUS_INBOUND_FLUSH is in the transport's row."""
    _need_bit(spooler, transport, INBOUND)
    if spooler.to(transport).announced & FlushFlag.FLUSH_UPLOAD:
        spooler.note_sent(transport)


@when("the spooler offers {transport} an empty message")
def offers(spooler: Spooler, transport: str) -> None:
    """Step X10: StartMessage, again if the transport asks for patience."""
    conversation = spooler.to(transport)
    if not conversation.arrived and not conversation.support.shows(INBOUND):
        raise NothingToJudge(f"{transport} leaves the inbound phase out when nothing waits")
    _need_bit(spooler, transport, INBOUND)
    spooler.offer = conversation.offer()


@when("{transport} fills and saves it, and so on until it leaves one unsaved")
def fills(spooler: Spooler, transport: str) -> None:
    """Step X11: SaveChanges of the message, and steps X10 and X11 with others, as long as STATUS_INBOUND_FLUSH is set."""
    if spooler.offer is None:
        raise Blocked(f"{transport}, to which no message was offered")
    _ = spooler.offer.started.value
    if spooler.offer.saved:
        spooler.to(transport).receive()


@when("the spooler ends the inbound phase of {transport}")
def ends_inbound(spooler: Spooler, transport: str) -> None:
    """Step X12: TransportNotify with NOTIFY_END_INBOUND_FLUSH."""
    spooler.to(transport).end_inbound()


@when("nothing of {transport} is received, because its incoming queue was not announced")
def nothing_received(spooler: Spooler, transport: str) -> None:
    """Steps X9 to X12 are left out in a flush of the outgoing queue alone."""
    spooler.to(transport).proceed()


# -- the end ----------------------------------------------------------------------------------------------------------


@when("{transport} lets go")
def lets_go(spooler: Spooler, transport: str) -> None:
    """Step X13: the last TransportNotify has been answered; the transport's line is free for the next one."""
    spooler.to(transport).proceed()


@when(
    "the spooler turns to {whom}", whom=OneOf("the next transport, and there is none", "{transport} and does the same")
)
def turns_to(spooler: Spooler, whom: str) -> None:
    """Step X14: steps X1 to X13 with the next transport, if there is one."""
    spooler.walked = True
    name = whom.removesuffix(" and does the same")
    if name != whom:
        spooler.flush(name, next(iter(spooler.conversations.values())).announced)
