"""Lines about the row that a transport makes in the status table."""

from mapi_tck.errors import NothingToJudge, Undecided
from mapi_tck.mapi import (
    FlushFlag,
    PropertyTag,
    PropertyType,
    StatusCode,
    flags_text,
    prop_id,
    prop_type,
    tag_name,
    value_text,
)
from mapi_tck.scenario import Scenario, then
from mapi_tck.wire.codecs import Json

from ..client.mail import Mail
from ..words import BOTH
from .conversation import TransportConversation
from .mail import transfer_what_is_left
from .objects import Properties, name_of
from .outgoing import Outgoing
from .questions import give_time
from .spooler import PlayedSpooler
from .stages import INBOUND, OUTBOUND, Stage
from .support import FLUSH_BITS, STEADY, Columns, column_in

_STRINGS = (PropertyType.PT_STRING8, PropertyType.PT_UNICODE)


# -- columns ----------------------------------------------------------------------------------------------------------


def _has(conversation: TransportConversation, tag: int) -> bool:
    value = conversation.support.column(tag)
    if value is None:
        return False
    same_kind = prop_type(value.tag) == prop_type(tag)
    return same_kind or (prop_type(value.tag) in _STRINGS and prop_type(tag) in _STRINGS)


@then("each row has {columns}")
def has_columns(tck: Scenario, spooler: PlayedSpooler, columns: Properties) -> None:
    """Each transport has put a value into each of these columns of its row."""
    items = []
    for name, conversation in spooler.conversations.items():
        missing = [name_of(tag) for tag in columns if not _has(conversation, tag)]
        observed: Json = {"missing": missing, "row": _names(conversation.support.columns)}
        items += [(name, not missing, observed, outcome) for outcome in conversation.row_shown]
    expected = [name_of(tag) for tag in columns]
    tck.check_each("row-complete", items, expected=expected, nothing="no transport has logged on")


@then("each row has all of {columns}, or none")
def has_all_or_none(tck: Scenario, spooler: PlayedSpooler, columns: Properties) -> None:
    """Each transport has put a value into each of these columns, or into none of them."""
    items = []
    for name, conversation in spooler.conversations.items():
        present: Json = [name_of(tag) for tag in columns if _has(conversation, tag)]
        holds = len(present) in (0, len(columns))
        items += [(name, holds, {"present": present}, outcome) for outcome in conversation.row_shown]
    tck.check_each("identity-complete", items, expected="all of them, or none", nothing="no transport has logged on")


def _names(columns: Columns) -> list[str]:
    return [tag_name(value.tag) for value in columns.values()]


@then("the row of {transport} keeps what says who the transport is")
def keeps_identity(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """The row still has each column that it had when the transport had logged on; what is in it may change."""
    those = spooler.those(transport)
    for conversation in those:
        conversation.proceed()
    flushed = [item for item in those if any(_bits(columns) for columns in item.support.history)]
    if not flushed:
        for conversation in those:
            conversation.need_flush_bits(False)
            conversation.need_line(False)
        if not any(call.outcome.refused for call in spooler.judged_calls):
            raise Undecided(f"the row of {transport} has shown no flush bit")
        raise NothingToJudge(f"{transport} refuses the request of a client")
    changed = {item.name: lost for item in flushed if (lost := _lost(item))}
    shown = [outcome for item in flushed if item.name in changed or not changed for outcome in item.row_shown]
    tck.check("row-kept", not changed, expected="all there", observed=changed or "all there", on=shown)


def _lost(conversation: TransportConversation) -> dict[str, Json]:
    """The columns that were missing at any time, with what was in them at first and then."""
    before, *later = conversation.support.history
    return {
        name_of(tag): [_text(before, prop_id(tag)), _text(columns, prop_id(tag))]
        for columns in later
        for tag in STEADY
        if column_in(before, tag) is not None and column_in(columns, tag) is None
    }


def _bits(columns: Columns) -> int:
    value = columns.get(prop_id(PropertyTag.PR_STATUS_CODE))
    return value.value & FLUSH_BITS if value is not None and isinstance(value.value, int) else 0


# -- flush bits -------------------------------------------------------------------------------------------------------

#: The check on a bit that has to be set, by bit and stage of the conversation.
_SET = {
    (OUTBOUND, Stage.ANNOUNCED): "outbound-bit-shown",
    (INBOUND, Stage.ANNOUNCED): "inbound-bit-shown",
    (OUTBOUND, Stage.REQUESTED): "request-shown",
    (INBOUND, Stage.REQUESTED): "request-shown",
    (INBOUND, Stage.SENT): "inbound-phase-begun",
}

#: The check on a bit that has to be clear.
_CLEAR = {
    (OUTBOUND, Stage.ANNOUNCED): "other-bit-clear",
    (INBOUND, Stage.ANNOUNCED): "other-bit-clear",
    (OUTBOUND, Stage.SENT): "outbound-bit-cleared",
    (INBOUND, Stage.SENT): "no-unannounced-phase",
}

#: The check on both bits, which have to be clear.
_CLEARED = {
    Stage.AT_REST: "no-flush-bit-unasked",
    Stage.REQUESTED: "request-bits-cleared",
    Stage.RECEIVED: "flush-bits-cleared",
    Stage.SHUT_DOWN: "shutdown-clears-bits",
}


def judge_row(
    tck: Scenario, conversation: TransportConversation, check: str, holds: bool, expected: str, cause: str = ""
) -> None:
    """Judge a row by what its PR_STATUS_CODE shows now."""
    observed = flags_text(StatusCode, conversation.support.status_code)
    tck.check(check, holds, expected=expected, observed=observed, on=conversation.row_shown, cause=cause)


@then("the row of {transport} shows {bit}")
def shows(tck: Scenario, spooler: PlayedSpooler, transport: str, bit: StatusCode) -> None:
    """PR_STATUS_CODE of the row has the bit."""
    excuses: list[NothingToJudge] = []
    those = spooler.those(transport)
    for conversation in those:
        conversation.proceed()
        try:
            _judge_set(tck, conversation, bit)
        except NothingToJudge as excuse:
            excuses.append(excuse)
    if len(excuses) == len(those):
        raise excuses[0]


def _judge_set(tck: Scenario, conversation: TransportConversation, bit: StatusCode) -> None:
    cause = "topic-letter-direction" if shows_letter(conversation, bit) else ""
    requested = conversation.stage is Stage.REQUESTED
    shown = shows_request(conversation, bit) if requested else conversation.support.shows(bit)
    if not shown:
        conversation.need_mail() if bit == INBOUND else conversation.need_outgoing()
        conversation.need_line(False)
    if requested:
        conversation.need_flush_bits(shown)
        if not shown and bit == INBOUND and not conversation.arrived:
            raise NothingToJudge(f"{conversation.name} may have found no mail at its far end (ruling D-51)")
    judge_row(tck, conversation, _SET[bit, conversation.stage], shown, f"{bit.name} set", cause)


def shows_request(conversation: TransportConversation, bits: int) -> bool:
    """Whether the row shows a client's request for these phases. STATUS_OUTBOUND_FLUSH may stand for either (ruling D-22)."""
    code = conversation.support.status_code
    return code & bits == bits or bool(code & OUTBOUND)


@then("the row of {transport} shows no {bit}")
def shows_no(tck: Scenario, spooler: PlayedSpooler, mail: Mail, transport: str, bit: StatusCode) -> None:
    """PR_STATUS_CODE of the row does not have the bit; of a flush that is over, in the end."""
    those = spooler.those(transport)
    under_way = [item for item in those if (bit, item.stage) in _CLEAR]
    if not under_way or _refused_in_trouble(those[0]):
        _judge_cleared(tck, spooler, transport, bit, mail)
        return
    begun = those if len(those) == 1 else [item for item in under_way if not _never_began(item)]
    if not begun:
        raise NothingToJudge(f"{transport} begins no flush: the user is needed who cannot be asked")
    for conversation in begun:
        conversation.proceed()
        _judge_clear(tck, conversation, bit)


def _judge_clear(tck: Scenario, conversation: TransportConversation, bit: StatusCode) -> None:
    if conversation.stage is Stage.SENT:
        _need_phase(conversation)
        if conversation.was_shut_down and conversation.shown_when_announced & FLUSH_BITS & bit:
            raise NothingToJudge(f"the row still showed {bit.name} from the flush that was shut down")
    cause = "topic-letter-direction" if shows_letter(conversation, FLUSH_BITS & ~bit) else ""
    clear = not conversation.support.shows(bit)
    judge_row(tck, conversation, _CLEAR[bit, conversation.stage], clear, f"{bit.name} clear", cause)


def shows_letter(conversation: TransportConversation, bit: int) -> bool:
    """Whether the other direction's bit is set alone instead of this one, as the letter of the topic says."""
    if conversation.stage is Stage.SENT and conversation.shown_when_announced & OUTBOUND:
        return False
    if conversation.announced & BOTH == BOTH:
        return False  # With both announced the letter and the definitions ask for the same.
    at_first = conversation.stage is Stage.ANNOUNCED
    shown = conversation.shown_when_announced if at_first else conversation.support.status_code
    return bool(shown & FLUSH_BITS & ~bit) and not shown & bit


@then("the row of {transport} shows no flush bit")
def shows_no_flush(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """PR_STATUS_CODE of the row has neither STATUS_OUTBOUND_FLUSH nor STATUS_INBOUND_FLUSH.

    At rest a transport may ask for a flush of its own by these bits: that is carried out first.
    """
    _judge_cleared(tck, spooler, transport, FLUSH_BITS)


def _judge_cleared(tck: Scenario, spooler: PlayedSpooler, transport: str, bits: int, mail: Mail | None = None) -> None:
    those = [item for item in spooler.those(transport) if not _refused_in_trouble(item) and not _never_began(item)]
    if not those:
        raise NothingToJudge(
            f"{transport} begins no flush: it is impossible, or the user is needed who cannot be asked"
        )
    for conversation in those:
        conversation.proceed()
        conversation.support.need_service()
        judged = bits
        if conversation.stage is Stage.AT_REST:
            if conversation.serve_requests() or conversation.asked_at_logon:
                judged &= ~OUTBOUND  # no step clears it: that it does not stay after a flush is a SHOULD (ruling D-50)
            conversation.stage = Stage.AT_REST
        else:
            _need_phase(conversation)
        if bits == OUTBOUND and mail is not None:
            _wait_for_background(spooler, mail, conversation)
        kept = judged & ~INBOUND if bits & INBOUND and _may_ask_anew(conversation) else judged
        clear = not conversation.support.shows(kept)
        if not clear and conversation.has_failed_since_trouble:
            raise NothingToJudge(f"the row of {conversation.name} shows STATUS_FAILURE since the trouble (ruling D-64)")
        expected = "no flush bit" if judged == FLUSH_BITS else f"no {flags_text(StatusCode, judged)}"
        judge_row(tck, conversation, _CLEARED[conversation.stage], clear, expected)


def _may_ask_anew(conversation: TransportConversation) -> bool:
    """Whether STATUS_INBOUND_FLUSH was cleared at the end of the phase, and now asks for a flush for the mail that stays behind.

    Where no mail has to stay behind, that flush of the transport's own is carried out first (rulings D-50 and D-51).
    """
    if not conversation.asks_anew:
        return False
    if conversation.in_trouble or conversation.room is not None or conversation.may_lack_line:
        return True
    stage = conversation.stage
    conversation.serve_requests()
    conversation.stage = stage
    return False


def _wait_for_background(spooler: PlayedSpooler, mail: Mail, conversation: TransportConversation) -> None:
    """A transport may clear the bit when what waits in a queue of its own is sent (ruling D-50).

    What it has taken over while its far end was in trouble may wait for the next flush when that is over (ruling D-61).
    """

    def cleared() -> bool:
        conversation.sent()  # so that the trace shows what is still on its way
        give_time(spooler, conversation)
        return not conversation.support.shows(OUTBOUND)

    if not conversation.support.shows(OUTBOUND) or conversation.tck.wait_until(cleared):
        return
    if conversation.in_trouble and Outgoing(conversation).held:
        stage = conversation.stage
        transfer_what_is_left(mail, conversation, int(FlushFlag.FLUSH_UPLOAD))
        conversation.stage = stage
        conversation.tck.wait_until(cleared)


def _refused_in_trouble(conversation: TransportConversation) -> bool:
    """Whether the latest flush was refused when it was announced, because the far end was in trouble."""
    refused = any(outcome.refused for outcome in conversation.flush_answers[:1])
    return conversation.stage is not Stage.AT_REST and conversation.in_trouble and refused


def _never_began(conversation: TransportConversation) -> bool:
    """Whether a transport that may need its user, or whose far end is in trouble, has shown no flush bit (rulings D-62, D-63)."""
    began = any(_bits(columns) for columns in conversation.support.history)
    excused = conversation.may_lack_line or conversation.in_trouble
    return conversation.stage is not Stage.AT_REST and excused and not began


def _need_phase(conversation: TransportConversation) -> None:
    """Go on only if a flush bit was set before: otherwise a clear bit proves nothing."""
    if not any(_bits(columns) for columns in conversation.support.history):
        conversation.need_mail()
        conversation.need_outgoing()
        raise Undecided(f"the row of {conversation.name} showed no flush bit before, so a clear bit proves nothing")


@then("no call to one transport has changed the row of another")
def no_other_row(tck: Scenario, spooler: PlayedSpooler) -> None:
    """While one transport was called, the row of each other whose far end is well stayed as it was."""
    conversations = spooler.conversations.values()
    disturbed = any(conversation.disturbances for conversation in conversations)
    for conversation in conversations:
        conversation.proceed()
        if not disturbed and not conversation.in_trouble:
            _need_phase(conversation)
    items = [
        (f"{item.other} while {conversation.name} was called", False, _changes(item.before, item.after), item.call)
        for conversation in conversations
        for item in conversation.disturbances
    ] or [
        (f"{other.name} while {conversation.name} was called", True, "unchanged", look)
        for conversation in conversations
        for other in conversation.others
        for look in conversation.row_shown[-1:]
    ]
    tck.check_each("own-row-only", items, expected="unchanged", nothing="there is no other transport")


def _changes(before: Columns, after: Columns) -> Json:
    return {
        tag_name((after.get(id) or before[id]).tag): [_text(before, id), _text(after, id)]
        for id in {**before, **after}
        if before.get(id) != after.get(id)
    }


def _text(columns: Columns, id: int) -> str:
    return value_text(columns[id]) if id in columns else "nothing"
