"""Lines about the row that a transport makes in the status table."""

import re

from mapi_tck.errors import Undecided
from mapi_tck.mapi import PropertyTag, PropertyType, StatusCode, flags_text, prop_id, prop_type, tag_name, value_text
from mapi_tck.scenario import OneOf, Scenario, then

from .conversation import INBOUND, OUTBOUND, Conversation, Stage
from .objects import name_of, properties
from .spooler import QUEUES, Spooler
from .support import FLUSH_BITS, STEADY, Columns

FLUSH_DIRECTIONS = QUEUES["both queues"]

_STRINGS = (PropertyType.PT_STRING8, PropertyType.PT_UNICODE)


@then(
    "the row of {transport} {shows}",
    shows=OneOf(
        "has {columns}",
        "has all of {columns}, or none",
        "shows {bit}",
        "shows no {bit}",
        "shows no flush bit",
        "keeps what says who the transport is",
    ),
)
def row(tck: Scenario, spooler: Spooler, transport: str, shows: str) -> None:
    """The row as the transport has made it: its columns, the flush bits of PR_STATUS_CODE, and what no flush changes."""
    conversation = spooler.to(transport)
    conversation.proceed()
    if shows == "keeps what says who the transport is":
        _judge_kept(tck, conversation)
    elif shows == "shows no flush bit":
        _judge_cleared(tck, conversation)
    elif found := re.fullmatch(r"has all of (.+), or none", shows):
        _judge_together(tck, conversation, properties(found[1]))
    elif found := re.fullmatch(r"has (.+)", shows):
        _judge_columns(tck, conversation, properties(found[1]))
    elif found := re.fullmatch(r"shows no (.+)", shows):
        _judge_clear(tck, conversation, int(StatusCode[found[1]]))
    else:
        _judge_set(tck, conversation, int(StatusCode[shows.removeprefix("shows ")]))


# -- columns ----------------------------------------------------------------------------------------------------------


def _has(conversation: Conversation, tag: int) -> bool:
    value = conversation.support.column(tag)
    if value is None:
        return False
    same_kind = prop_type(value.tag) == prop_type(tag)
    return same_kind or (prop_type(value.tag) in _STRINGS and prop_type(tag) in _STRINGS)


def _judge_columns(tck: Scenario, conversation: Conversation, tags: tuple[PropertyTag, ...]) -> None:
    missing = [name_of(tag) for tag in tags if not _has(conversation, tag)]
    tck.check(
        "row-complete",
        not missing,
        expected=[name_of(tag) for tag in tags],
        observed={"missing": missing, "row": _names(conversation.support.columns)},
        on=conversation.row_shown,
    )


def _judge_together(tck: Scenario, conversation: Conversation, tags: tuple[PropertyTag, ...]) -> None:
    present = [name_of(tag) for tag in tags if _has(conversation, tag)]
    tck.check(
        "identity-complete",
        len(present) in (0, len(tags)),
        expected="all of them, or none",
        observed={"present": present},
        on=conversation.row_shown,
    )


def _names(columns: Columns) -> list[str]:
    return [tag_name(value.tag) for value in columns.values()]


def _judge_kept(tck: Scenario, conversation: Conversation) -> None:
    history = conversation.support.history[conversation.row_before :]
    if not any(_bits(columns) for columns in history):
        raise Undecided(f"the row of {conversation.name} has shown no flush bit")
    before, *later = history
    changed = {
        name_of(tag): [_slot(before, tag), _slot(columns, tag)]
        for columns in later
        for tag in STEADY
        if before.get(prop_id(tag)) is not None and _slot(columns, tag) != _slot(before, tag)
    }
    tck.check("row-kept", not changed, expected="as before", observed=changed or "as before", on=conversation.row_shown)


def _slot(columns: Columns, tag: int) -> str:
    value = columns.get(prop_id(tag))
    return "nothing" if value is None else value_text(value)


def _bits(columns: Columns) -> int:
    value = columns.get(prop_id(PropertyTag.PR_STATUS_CODE))
    return value.value & FLUSH_BITS if value is not None and isinstance(value.value, int) else 0


# -- flush bits -------------------------------------------------------------------------------------------------------

#: What is violated when a bit is not set, by bit and by how far the conversation has come.
_SET = {
    (OUTBOUND, Stage.ANNOUNCED): "outbound-bit-shown",
    (INBOUND, Stage.ANNOUNCED): "inbound-bit-shown",
    (OUTBOUND, Stage.REQUESTED): "request-shown",
    (INBOUND, Stage.REQUESTED): "request-shown",
    (INBOUND, Stage.SENT): "inbound-phase-begun",
}

#: What is violated when it is not clear.
_CLEAR = {
    (OUTBOUND, Stage.ANNOUNCED): "other-bit-clear",
    (INBOUND, Stage.ANNOUNCED): "other-bit-clear",
    (OUTBOUND, Stage.SENT): "outbound-bit-cleared",
    (INBOUND, Stage.SENT): "no-unannounced-phase",
}

#: What is violated when one of both is left.
_CLEARED = {
    Stage.AT_REST: "no-flush-bit-unasked",
    Stage.REQUESTED: "request-bits-cleared",
    Stage.RECEIVED: "flush-bits-cleared",
    Stage.SHUT_DOWN: "shutdown-clears-bits",
}


def _judge_set(tck: Scenario, conversation: Conversation, bit: int) -> None:
    code = conversation.support.status_code
    tck.check(
        _SET[bit, conversation.stage],
        bool(code & bit),
        expected=f"{StatusCode(bit).name} set",
        observed=flags_text(StatusCode, code),
        on=conversation.row_shown,
        cause="topic-letter-direction" if _letter(conversation, bit) else "",
    )


def _judge_clear(tck: Scenario, conversation: Conversation, bit: int) -> None:
    code = conversation.support.status_code
    if conversation.stage is Stage.SENT:
        _need_phase(conversation)
    tck.check(
        _CLEAR[bit, conversation.stage],
        not code & bit,
        expected=f"{StatusCode(bit).name} clear",
        observed=flags_text(StatusCode, code),
        on=conversation.row_shown,
        cause="topic-letter-direction" if _letter(conversation, FLUSH_BITS & ~bit) else "",
    )


def _letter(conversation: Conversation, bit: int) -> bool:
    """Whether the other direction's bit stands alone where this one was to be, as the letter of the topic has it."""
    if conversation.stage is Stage.SENT and conversation.shown_when_announced & OUTBOUND:
        return False
    if conversation.announced & FLUSH_DIRECTIONS == FLUSH_DIRECTIONS:
        return False  # With both announced the letter and the definitions ask for the same.
    return conversation.support.shows(FLUSH_BITS & ~bit) and not conversation.support.shows(bit)


def _judge_cleared(tck: Scenario, conversation: Conversation) -> None:
    code = conversation.support.status_code
    if conversation.stage is not Stage.AT_REST:
        _need_phase(conversation)
    tck.check(
        _CLEARED[conversation.stage],
        not code & FLUSH_BITS,
        expected="no flush bit",
        observed=flags_text(StatusCode, code),
        on=conversation.row_shown,
    )


def _need_phase(conversation: Conversation) -> None:
    """A bit that was never set proves nothing by being clear."""
    if not any(_bits(columns) for columns in conversation.support.history):
        raise Undecided(f"the row of {conversation.name} has shown no flush bit before")


@then("no flush has changed the row of another transport")
def no_other_row(tck: Scenario, spooler: Spooler) -> None:
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
