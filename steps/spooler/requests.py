"""Lines in which a client asks for a flush through a transport's status object, and the spooler carries it out."""

from typing import Final

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import FlushFlag, ResultCode, StatusCode, flags_text
from mapi_tck.scenario import Scenario, need, then, when

from .conversation import TransportConversation
from .rows import judge_row, shows_letter, shows_request
from .spooler import PlayedSpooler, Queues
from .stages import INBOUND, OUTBOUND, Stage, always, flush_bits
from .support import FLUSH_BITS

#: What the note for remote transports has in the row instead of a flush bit (imapistatus-flushqueues.md); ruling D-22.
_NOTED: Final = int(StatusCode.STATUS_OUTBOUND_ACTIVE | StatusCode.STATUS_INBOUND_ACTIVE)


@when("a client calls FlushQueues of the status object of {transport} for {queues}")
def client_flushes(tck: Scenario, spooler: PlayedSpooler, transport: str, queues: Queues) -> None:
    """Step B5.3 as the transport sees it: its object's FlushQueues, with FLUSH_NO_UI and without target."""
    for conversation in spooler.those(transport):
        _request(tck, spooler, conversation, queues)


def _request(tck: Scenario, spooler: PlayedSpooler, conversation: TransportConversation, queues: Queues) -> None:
    opened = conversation.open_status_object()
    if tck.requirement.evidence == "queues":
        spooler.mail_before = (list(conversation.sent().value), list(conversation.waiting().value))
    before = conversation.support.status_code
    services_before = conversation.support.services_asked
    flags = queues.flags | always(conversation.transport, conversation.flushed)
    outcome = conversation.call(opened.flush_queues, 0, None, flags)
    supported = conversation.transport.supports_flush
    check = "request-accepted" if supported else "unsupported-flush-refused"
    shown = _shown(spooler, conversation, queues, before)
    asked = flush_bits(queues.flags)
    done = outcome.code == ResultCode.MAPI_E_BUSY and shown
    of = conversation if supported else None
    judged = spooler.judged(check, "FlushQueues", outcome, done=done, of=of, flags=queues.flags)
    if judged.refused:
        spooler.refused.append((conversation, conversation.support.status_code & FLUSH_BITS & ~before))
    else:
        conversation.note_request(queues.flags, services_before)
        spooler.requests.append((conversation.name, queues.flags))
        spooler.shown.append((conversation, queues.flags, conversation.support.status_code & FLUSH_BITS))
        if _is_noted(conversation, asked, before):
            conversation.noted |= queues.flags
        if shown and asked & INBOUND and not conversation.support.shows(INBOUND):
            conversation.shown_by_outbound |= int(FlushFlag.FLUSH_DOWNLOAD)
    if not conversation.flushing:
        conversation.announced, conversation.stage = queues.flags, Stage.REQUESTED
    conversation.release(opened)


def _is_noted(conversation: TransportConversation, asked: int, before: int) -> bool:
    """Whether the row shows the request as the note has it. A flush bit that was there before may be of a flush under way."""
    code = conversation.support.status_code
    new = code & ~before
    return bool(code & _NOTED) and not (new if new & _NOTED else code) & asked


def _shown(spooler: PlayedSpooler, conversation: TransportConversation, queues: Queues, before: int) -> bool:
    """Whether the row shows the request, and did not before: then MAPI_E_BUSY says that it is done later (ruling D-11).

    One that was put off in a flush, and waits when that is over, is shown, too. A transport that sends nothing shows what it can
    do.
    """
    asked = flush_bits(queues.flags)
    if conversation.may_send_nothing:
        asked &= INBOUND
    code = conversation.support.status_code
    put_off = any(
        call.of is conversation and call.flags == queues.flags for call in spooler.judged_calls if call.refused
    )
    waits = put_off and bool(asked) and not asked & ~code and not conversation.flushing
    return waits or (shows_request(conversation, asked) and bool(code & (asked | OUTBOUND) & ~before))


@when("a client calls it again for {queues} of {transport} if it was refused")
def client_flushes_again(tck: Scenario, spooler: PlayedSpooler, transport: str, queues: Queues) -> None:
    """A transport may answer that a flush is under way. When that and its own are over it has to accept the call."""
    if spooler.judged_calls[-1].refused:
        spooler.to(transport).serve_own_flush()
        client_flushes(tck, spooler, transport, queues)
        if (again := spooler.judged_calls[-1]).refused:
            again.need_acceptance()
            _ = again.outcome.value


@when("the spooler does what the row of {transport} asks for", needed=True)
@when("the spooler does what the row of {transport} still asks for, if anything", needed=False)
def flushes_requests(spooler: PlayedSpooler, transport: str, needed: bool) -> None:
    """Take all steps for the directions whose bits are in the row, or that the transport asks for by SpoolerNotify."""
    conversation = spooler.proceed_with(transport)
    served = conversation.serve_requests()
    need(served or not needed, f"the row of {transport} asks for no flush")
    conversation.stage = Stage.REQUESTED


@then("the row of {transport} still shows each request that was accepted")
def shows_requests(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """PR_STATUS_CODE of the row has the bits of all directions that clients have asked for, where that was accepted."""
    conversation = spooler.proceed_with(transport)
    accepted = [flags for name, flags in spooler.requests if name == transport]
    need(accepted, f"{transport} accepted no request")
    asked = 0
    for flags in accepted:
        asked |= flush_bits(flags)
    shown = shows_request(conversation, asked)
    conversation.need_flush_bits(shown)
    if not shown and asked & OUTBOUND:
        conversation.need_outgoing()
    cause = "topic-letter-direction" if len(accepted) == 1 and shows_letter(conversation, asked) else ""
    judge_row(tck, conversation, "request-shown", shown, f"{flags_text(StatusCode, asked)} set", cause)


@then("the row of {transport} shows {bit} for both queues, if it did for the incoming queue alone")
def shows_alike(tck: Scenario, spooler: PlayedSpooler, transport: str, bit: StatusCode) -> None:
    """A provider that shows a request for the incoming queue by its bit shows it in the same way beside another (ruling D-107).

    One that shows it by STATUS_OUTBOUND_FLUSH shows both by that bit (ruling D-22).
    """
    conversation = spooler.proceed_with(transport)
    shown = {flags: bits for _, flags, bits in spooler.shown}
    if not shown.get(Queues.INCOMING.flags, 0) & bit:
        raise NothingToJudge(f"{transport} does not show a request for the incoming queue by {bit.name} (ruling D-22)")
    for call in spooler.judged_calls:
        if call.refused:
            call.need_acceptance()
            _ = call.outcome.value
    if not shown[Queues.BOTH.flags] & bit and not conversation.arrived:
        raise NothingToJudge(f"{transport} may have found no mail at its far end (ruling D-51)")
    judge_row(tck, conversation, "request-shown", bool(shown[Queues.BOTH.flags] & bit), f"{bit.name} set")


@then("no row shows a request that was refused")
def shows_no_refused(tck: Scenario, spooler: PlayedSpooler) -> None:
    """No FlushQueues of a status object that was refused has set a flush bit in the row."""
    if not spooler.refused:
        raise NothingToJudge("no request was refused")
    items = [
        (conversation.name, not bits, flags_text(StatusCode, bits), outcome)
        for conversation, bits in spooler.refused
        for outcome in conversation.row_shown
    ]
    tck.check_each("no-flush-bit-unasked", items, expected="no new flush bit", nothing="no request was refused")
