"""The objects that the kit's spooler gives to a transport: the support object with the status row, and empty messages.

The transport calls these during the spooler's calls; the recorder records that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import (
    MapiError,
    PropertyTag,
    PropertyValue,
    ResultCode,
    SaveChangesFlag,
    SpoolerNotifyFlag,
    StatusCode,
    StatusRowFlag,
    prop_id,
)
from mapi_tck.scenario import Outcome

FLUSH_BITS: Final = int(StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH)

#: The columns that say who the transport is and what it can do: no flush takes them out of the row.
STEADY: Final = (
    PropertyTag.PR_DISPLAY_NAME_A,
    PropertyTag.PR_PROVIDER_DISPLAY_A,
    PropertyTag.PR_RESOURCE_METHODS,
    PropertyTag.PR_IDENTITY_DISPLAY_A,
    PropertyTag.PR_IDENTITY_ENTRYID,
    PropertyTag.PR_IDENTITY_SEARCH_KEY,
)

#: A row as it is at one moment, by property identifier: both widths of a string have one place.
Columns = dict[int, PropertyValue]


def column_in(columns: Columns, tag: int) -> PropertyValue | None:
    """A row's value, in either width of a string; `None` where the row has none."""
    value = columns.get(prop_id(tag))
    return None if value is None or value.is_error else value


def number_in(columns: Columns, tag: int) -> int:
    """The value of a row's numeric column as unsigned number, 0 where there is none."""
    value = column_in(columns, tag)
    return value.value & 0xFFFF_FFFF if value is not None and isinstance(value.value, int) else 0


def disturbs(before: Columns, after: Columns) -> bool:
    """Whether a flush bit has changed, or what says who the transport is. A transport may change the rest at any time."""
    code = PropertyTag.PR_STATUS_CODE
    flush_changed = (number_in(before, code) ^ number_in(after, code)) & FLUSH_BITS
    return bool(flush_changed) or any(column_in(before, tag) != column_in(after, tag) for tag in STEADY)


@dataclass(frozen=True, slots=True)
class Disturbance:
    """A call to one transport that has disturbed the row of another, whose far end is well."""

    other: str
    before: Columns
    after: Columns
    call: Outcome[object]


class PlayedSupport:
    """IMAPISupport of one transport, with the row that the transport makes through it."""

    def __init__(self) -> None:
        self.columns: Columns = {}
        #: The row after each ModifyStatusRow.
        self.history: list[Columns] = []
        #: How often anything was called.
        self.calls = 0
        #: Whether deferred messages were announced, and not yet submitted again.
        self.deferred_wanted = False
        #: How often deferred messages were announced.
        self.announcements = 0
        #: Whether the transport has failed for good: then it is only released (ruling D-64).
        self.has_failed = False

    # -- what the transport calls -----------------------------------------------------------------------------------

    def modify_status_row(self, values: Sequence[PropertyValue], flags: int) -> None:
        """Make the row of these columns, or with STATUSROW_UPDATE change only these."""
        self.calls += 1
        _refuse_others(flags, StatusRowFlag.STATUSROW_UPDATE)
        changed = {prop_id(value.tag): value for value in values}
        self.columns = {**self.columns, **changed} if flags & StatusRowFlag.STATUSROW_UPDATE else changed
        self.history.append(self.columns)

    def spooler_notify(self, flags: int, data: bytes | None) -> None:
        """Note that deferred messages can be submitted again. New mail need not be noted: the spooler always asks for it."""
        self.calls += 1
        _refuse_others(flags, *SpoolerNotifyFlag)
        if flags & SpoolerNotifyFlag.NOTIFY_SENTDEFERRED:
            self.deferred_wanted = True
            self.announcements += 1
        if flags & SpoolerNotifyFlag.NOTIFY_CRITICAL_ERROR:
            self.has_failed = True

    def spooler_yield(self, flags: int) -> int:
        """There is no other work to let go on, and no message to cancel."""
        self.calls += 1
        return int(ResultCode.S_OK)

    # -- what the spooler sees --------------------------------------------------------------------------------------

    def need_service(self) -> None:
        """Go on only if the transport is not out of service: otherwise the end of a flush was not told to it."""
        if self.has_failed:
            raise NothingToJudge("the transport has passed NOTIFY_CRITICAL_ERROR: it is only released (ruling D-64)")

    def column(self, tag: int) -> PropertyValue | None:
        """The row's value, in either width of a string; `None` where the row has none."""
        return column_in(self.columns, tag)

    def number(self, tag: int) -> int:
        """The value of a numeric column as unsigned number, 0 where there is none."""
        return number_in(self.columns, tag)

    @property
    def status_code(self) -> int:
        """PR_STATUS_CODE of the row."""
        return self.number(PropertyTag.PR_STATUS_CODE)

    def shows(self, bits: int) -> bool:
        """Whether one of these bits is in the row's PR_STATUS_CODE."""
        return bool(self.status_code & bits)


class EmptyMessage:
    """IMessage as the spooler offers it: the transport puts a received message into it."""

    def __init__(self, store_is_full: bool = False) -> None:
        self.store_is_full = store_is_full
        self.token = ""
        #: What was delivered; a second SaveChanges replaces the first. `None`: nothing.
        self.delivered: str | None = None

    def set_token(self, token: str) -> None:
        """Take the message's content."""
        self.token = token

    def save_changes(self, flags: int) -> None:
        """Deliver the message."""
        _refuse_others(flags, *SaveChangesFlag)
        if self.store_is_full:
            raise MapiError(ResultCode.MAPI_E_NOT_ENOUGH_DISK)
        self.delivered = self.token


def _refuse_others(flags: int, *known: int) -> None:
    for flag in known:
        flags &= ~int(flag)
    if flags:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
