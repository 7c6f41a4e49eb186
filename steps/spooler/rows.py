"""Lines about the row that a transport makes in the status table."""

from mapi_tck.errors import Undecided
from mapi_tck.mapi import PropertyTag, PropertyType, StatusCode, flags_text, prop_id, prop_type, tag_name, value_text
from mapi_tck.scenario import Scenario, then

from ..words import BOTH
from .conversation import INBOUND, OUTBOUND, Stage, TransportConversation
from .objects import Properties, name_of
from .spooler import PlayedSpooler
from .support import FLUSH_BITS, STEADY, Columns

_STRINGS = (PropertyType.PT_STRING8, PropertyType.PT_UNICODE)


# -- columns ----------------------------------------------------------------------------------------------------------


def _has(conversation: TransportConversation, tag: int) -> bool:
    value = conversation.support.column(tag)
    if value is None:
        return False
    same_kind = prop_type(value.tag) == prop_type(tag)
    return same_kind or (prop_type(value.tag) in _STRINGS and prop_type(tag) in _STRINGS)


@then("the row of {transport} has {columns}")
def has_columns(tck: Scenario, spooler: PlayedSpooler, transport: str, columns: Properties) -> None:
    """The transport has put a value into each of these columns."""
    conversation = spooler.proceed_with(transport)
    missing = [name_of(tag) for tag in columns if not _has(conversation, tag)]
    tck.check(
        "row-complete",
        not missing,
        expected=[name_of(tag) for tag in columns],
        observed={"missing": missing, "row": _names(conversation.support.columns)},
        on=conversation.row_shown,
    )


@then("the row of {transport} has all of {columns}, or none")
def has_all_or_none(tck: Scenario, spooler: PlayedSpooler, transport: str, columns: Properties) -> None:
    """The transport has put a value into each of these columns, or into none of them."""
    conversation = spooler.proceed_with(transport)
    present = [name_of(tag) for tag in columns if _has(conversation, tag)]
    tck.check(
        "identity-complete",
        len(present) in (0, len(columns)),
        expected="all of them, or none",
        observed={"present": present},
        on=conversation.row_shown,
    )


def _names(columns: Columns) -> list[str]:
    return [tag_name(value.tag) for value in columns.values()]


@then("the row of {transport} keeps what says who the transport is")
def keeps_identity(tck: Scenario, spooler: PlayedSpooler, transport: str) -> None:
    """Name, identity and methods in the row are the same after the flush as before."""
    conversation = spooler.proceed_with(transport)
    history = conversation.support.history[conversation.row_before :]
    if not any(_bits(columns) for columns in history):
        raise Undecided(f"the row of {conversation.name} has shown no flush bit")
    before, *later = history
    changed = {
        name_of(tag): [_text(before, prop_id(tag)), _text(columns, prop_id(tag))]
        for columns in later
        for tag in STEADY
        if prop_id(tag) in before and _text(columns, prop_id(tag)) != _text(before, prop_id(tag))
    }
    tck.check("row-kept", not changed, expected="as before", observed=changed or "as before", on=conversation.row_shown)


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


def _judge(
    tck: Scenario, conversation: TransportConversation, check: str, holds: bool, expected: str, cause: str = ""
) -> None:
    observed = flags_text(StatusCode, conversation.support.status_code)
    tck.check(check, holds, expected=expected, observed=observed, on=conversation.row_shown, cause=cause)


@then("the row of {transport} shows {bit}")
def shows(tck: Scenario, spooler: PlayedSpooler, transport: str, bit: StatusCode) -> None:
    """PR_STATUS_CODE of the row has the bit."""
    conversation = spooler.proceed_with(transport)
    cause = "topic-letter-direction" if _letter(conversation, bit) else ""
    shown = conversation.support.shows(bit)
    _judge(tck, conversation, _SET[bit, conversation.stage], shown, f"{bit.name} set", cause)


@then("the row of {transport} shows no {bit}")
def shows_no(tck: Scenario, spooler: PlayedSpooler, transport: str, bit: StatusCode) -> None:
    """PR_STATUS_CODE of the row does not have the bit."""
    conversation = spooler.proceed_with(transport)
    if conversation.stage is Stage.SENT:
        _need_phase(conversation)
    cause = "topic-letter-direction" if _letter(conversation, FLUSH_BITS & ~bit) else ""
    clear = not conversation.support.shows(bit)
    _judge(tck, conversation, _CLEAR[bit, conversation.stage], clear, f"{bit.name} clear", cause)


def _letter(conversation: TransportConversation, bit: int) -> bool:
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
    """PR_STATUS_CODE of the row has neither STATUS_OUTBOUND_FLUSH nor STATUS_INBOUND_FLUSH."""
    conversation = spooler.proceed_with(transport)
    if conversation.stage is not Stage.AT_REST:
        _need_phase(conversation)
    clear = not conversation.support.shows(FLUSH_BITS)
    _judge(tck, conversation, _CLEARED[conversation.stage], clear, "no flush bit")


def _need_phase(conversation: TransportConversation) -> None:
    """Go on only if a flush bit was set before: otherwise a clear bit proves nothing."""
    if not any(_bits(columns) for columns in conversation.support.history):
        raise Undecided(f"the row of {conversation.name} showed no flush bit before, so a clear bit proves nothing")


@then("no flush has changed the row of another transport")
def no_other_row(tck: Scenario, spooler: PlayedSpooler) -> None:
    """While one transport was flushed, the others' rows stayed as they were."""
    for conversation in spooler.conversations.values():
        conversation.proceed()
        if all(before == after for _, _, before, after, _ in spooler.neighbours):
            _need_phase(conversation)
    items = [
        (f"{other} while {flushed} was flushed", before == after, _changes(before, after), shown)
        for flushed, other, before, after, shown in spooler.neighbours
    ]
    tck.check_each("own-row-only", items, expected="unchanged", nothing="no transport was flushed beside another")


def _changes(before: Columns, after: Columns) -> object:
    changed = {
        tag_name((after.get(id) or before[id]).tag): [_text(before, id), _text(after, id)]
        for id in {**before, **after}
        if before.get(id) != after.get(id)
    }
    return changed or "unchanged"


def _text(columns: Columns, id: int) -> str:
    return value_text(columns[id]) if id in columns else "nothing"
