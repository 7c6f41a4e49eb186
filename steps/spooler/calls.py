"""Lines that take the numbered steps of a flush one by one: the spooler's calls, and what the transport does."""

from typing import Final

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import FlushFlag, StatusCode, TransportNotifyFlag
from mapi_tck.scenario import need, when

from .attempts import Submission
from .spooler import PlayedSpooler, Queues
from .stages import INBOUND, Stage

_CEASES: Final = TransportNotifyFlag.NOTIFY_END_OUTBOUND | TransportNotifyFlag.NOTIFY_END_INBOUND
_BEGINS: Final = TransportNotifyFlag.NOTIFY_BEGIN_OUTBOUND | TransportNotifyFlag.NOTIFY_BEGIN_INBOUND


def _need_bit(spooler: PlayedSpooler, transport: str, bit: int) -> None:
    conversation = spooler.proceed_with(transport)
    shown = conversation.support.shows(bit)
    if not shown:
        conversation.need_mail() if bit == INBOUND else conversation.need_outgoing()
    need(shown, f"the row of {transport} does not show {StatusCode(bit).name}")


def _under_way(spooler: PlayedSpooler, transport: str) -> Submission:
    spooler.to(transport).need_outgoing()
    if spooler.under_way is None and any(item.no_longer_wanted for item in spooler.to(transport).submissions):
        raise NothingToJudge(f"{transport} calls off each message that it had asked for again, and no other waits")
    spooler.to(transport).need_line(spooler.under_way is not None)
    return need(spooler.under_way, f"no message could be submitted to {transport}")


# -- before the first message -----------------------------------------------------------------------------------------


@when("the spooler announces to {transport} a flush of {queues}")
@when("the spooler announces to {transport} a flush of {queues} with {flag}")
def announces(spooler: PlayedSpooler, transport: str, queues: Queues, flag: FlushFlag | None = None) -> None:
    """Step X1: FlushQueues of the logon object, with all directions in one call."""
    outcome = spooler.to(transport).announce(queues.flags | (flag or 0))
    spooler.to(transport).need_line(not outcome.refused)
    if flag is None:
        spooler.judged("announcement-accepted", queues, outcome)
    else:
        spooler.judged("announcement-flags-accepted", f"{queues} with {flag.name}", outcome)


@when("{transport} gets ready and shows {bit}")
def gets_ready(spooler: PlayedSpooler, transport: str, bit: StatusCode) -> None:
    """Step X2: the bit of the first phase is in the transport's row."""
    _need_bit(spooler, transport, bit)


# -- sending ----------------------------------------------------------------------------------------------------------


@when("the spooler submits the first message to {transport}")
@when("the spooler submits the next message to {transport}")
def submits_first(spooler: PlayedSpooler, transport: str) -> None:
    """Step X3: SubmitMessage, again if the transport asks for patience."""
    spooler.under_way = spooler.to(transport).submit_next()
    spooler.count_held()


@when("the spooler submits every message to {transport}")
def submits_all(spooler: PlayedSpooler, transport: str) -> None:
    """SubmitMessage and EndMessage for every message, while STATUS_OUTBOUND_FLUSH is set."""
    spooler.to(transport).send()


@when("{transport} takes it")
def takes_it(spooler: PlayedSpooler, transport: str) -> None:
    """Step X4: SubmitMessage has succeeded."""
    submission = _under_way(spooler, transport)
    _ = submission.submitted.value
    need(submission.taken, f"{submission.submitted.call} asked the spooler to wait longer than it waits")


@when("the spooler asks {transport} what became of it")
def asks_what_became(spooler: PlayedSpooler, transport: str) -> None:
    """Step X5: EndMessage for the message that was taken."""
    takes_it(spooler, transport)
    spooler.to(transport).end_message(_under_way(spooler, transport))


@when("{transport} says that it is sent, or asks for it again")
def says_sent(spooler: PlayedSpooler, transport: str) -> None:
    """Step X6: EndMessage has set no flag, or one that keeps the message with the spooler."""
    ended = _under_way(spooler, transport).ended
    if ended is not None:
        _ = ended.value


@when("they go on like this until the outgoing queue of {transport} is empty")
def go_on_sending(spooler: PlayedSpooler, transport: str) -> None:
    """Step X7: steps X3 to X6 with the other messages, while STATUS_OUTBOUND_FLUSH is set."""
    spooler.to(transport).send()


@when("the spooler cancels the message that it has submitted to {transport}")
def cancels(spooler: PlayedSpooler, transport: str) -> None:
    """TransportNotify with NOTIFY_CANCEL_MESSAGE and the message's reference; a transport may answer that it cannot."""
    takes_it(spooler, transport)
    spooler.to(transport).cancel(_under_way(spooler, transport))


@when("the spooler ends inbound and outbound operations of {transport}, and begins them again")
def ends_and_begins(spooler: PlayedSpooler, transport: str) -> None:
    """TransportNotify with NOTIFY_END_INBOUND and NOTIFY_END_OUTBOUND, and then with the flags that begin both."""
    conversation = spooler.proceed_with(transport)
    for flags in (_CEASES, _BEGINS):
        conversation.take(conversation.logon.transport_notify, int(flags), None)


@when("the spooler ends the outbound phase of {transport}")
def ends_outbound(spooler: PlayedSpooler, transport: str) -> None:
    """Step X8: TransportNotify with NOTIFY_END_OUTBOUND_FLUSH."""
    spooler.to(transport).end(Stage.SENT)


@when("nothing of {transport} is sent, because its outgoing queue was not announced")
def nothing_sent(spooler: PlayedSpooler, transport: str) -> None:
    """Steps X3 to X8 are left out in a flush of the incoming queue alone."""
    spooler.proceed_with(transport)


# -- receiving --------------------------------------------------------------------------------------------------------


@when("the spooler goes on to the inbound phase of {transport}")
def goes_on_to_receiving(spooler: PlayedSpooler, transport: str) -> None:
    """Steps X8 and X9, if the outgoing queue was announced too; the messages that wait there stay."""
    comes_to_receiving(spooler, transport)
    _need_bit(spooler, transport, INBOUND)


@when("the spooler comes to the inbound phase of {transport}, if it shows one")
def comes_to_receiving(spooler: PlayedSpooler, transport: str) -> None:
    """Step X8, if the outgoing queue was announced too. A transport that finds no mail may leave the phase out."""
    conversation = spooler.proceed_with(transport)
    if conversation.announced & FlushFlag.FLUSH_UPLOAD:
        conversation.end(Stage.SENT)


@when("{transport} goes over to receiving")
def goes_over(spooler: PlayedSpooler, transport: str) -> None:
    """Step X9: STATUS_INBOUND_FLUSH is in the transport's row."""
    _need_bit(spooler, transport, INBOUND)


@when("the spooler offers {transport} an empty message")
def offers(spooler: PlayedSpooler, transport: str) -> None:
    """Step X10: StartMessage, again if the transport asks for patience."""
    conversation = spooler.to(transport)
    conversation.support.need_service()
    if not conversation.support.shows(INBOUND) and len(conversation.saved) >= len(conversation.arrived):
        raise NothingToJudge(f"{transport} shows no inbound phase when nothing waits")
    conversation.need_line(conversation.support.shows(INBOUND))
    _need_bit(spooler, transport, INBOUND)
    spooler.offer = conversation.offer()
    spooler.count_held()


@when("{transport} fills and saves it, and so on until it leaves one unsaved")
def fills(spooler: PlayedSpooler, transport: str) -> None:
    """Step X11: SaveChanges of the message, and steps X10 and X11 with others, while STATUS_INBOUND_FLUSH is set."""
    offer = need(spooler.offer, f"no message was offered to {transport}")
    _ = offer.started.value
    if offer.saved:
        spooler.to(transport).receive()


@when("the spooler ends the inbound phase of {transport}")
def ends_inbound(spooler: PlayedSpooler, transport: str) -> None:
    """Step X12: TransportNotify with NOTIFY_END_INBOUND_FLUSH."""
    spooler.to(transport).end(Stage.RECEIVED)


@when("nothing of {transport} is received, because its incoming queue was not announced")
def nothing_received(spooler: PlayedSpooler, transport: str) -> None:
    """Steps X9 to X12 are left out in a flush of the outgoing queue alone."""
    spooler.proceed_with(transport)


# -- the end ----------------------------------------------------------------------------------------------------------


@when("{transport} lets go")
def lets_go(spooler: PlayedSpooler, transport: str) -> None:
    """Step X13: the last TransportNotify has been answered; the transport's line is free for the next one."""
    spooler.proceed_with(transport)


@when("the spooler turns to the next transport, and there is none")
def turns_to_none(spooler: PlayedSpooler) -> None:
    """Step X14: there is no other transport to flush."""
    spooler.walked = True


@when("the spooler turns to {transport} and does the same")
def turns_to(spooler: PlayedSpooler, transport: str) -> None:
    """Step X14: steps X1 to X13 with the next transport."""
    spooler.walked = True
    spooler.flush(transport, spooler.only.announced)
