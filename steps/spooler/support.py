"""The objects that the kit's spooler gives to a transport: the support object with the status row, and empty messages.

The transport calls these during the spooler's calls; the recorder records that.
"""

import functools
import operator
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

#: The flags that SpoolerNotify and SaveChanges know.
_NOTIFY: Final = int(functools.reduce(operator.or_, SpoolerNotifyFlag))
_SAVE: Final = int(functools.reduce(operator.or_, SaveChangesFlag))

#: The columns that a transport puts into every row (status-tables.md): no flush takes them out of it.
STEADY: Final = (PropertyTag.PR_DISPLAY_NAME_A, PropertyTag.PR_STATUS_CODE, PropertyTag.PR_RESOURCE_METHODS)

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
    """Whether a flush bit or the name has changed. A transport may change the rest at any time."""
    code, name = PropertyTag.PR_STATUS_CODE, PropertyTag.PR_DISPLAY_NAME_A
    flush_changed = (number_in(before, code) ^ number_in(after, code)) & FLUSH_BITS
    return bool(flush_changed) or column_in(before, name) != column_in(after, name)


@dataclass(frozen=True, slots=True)
class Disturbance:
    """A call to one transport that has disturbed the row of another, whose far end is well."""

    other: str
    before: Columns
    after: Columns
    call: Outcome[object]


class PlayedSupport:
    """IMAPISupport of one transport, with the rows that the transport makes through it.

    Most have one. Of one for each queue, each shows the bit of its queue: a line about the row is about all (ruling D-17).
    """

    def __init__(self) -> None:
        self._rows: list[Columns] = []
        #: Whether it is logging on: then it makes its rows (status-object-implementation.md).
        self.logging_on = True
        #: The row after each ModifyStatusRow.
        self.history: list[Columns] = []
        #: How often anything was called.
        self.calls = 0
        #: Whether deferred messages were announced, and not yet submitted again.
        self.deferred_wanted = False
        #: How often deferred messages were announced.
        self.announcements = 0
        #: Whether the transport has told of other mail since it was offered a message.
        self.mail_announced = False
        #: How often it has told that it is ready to send, or that new mail can be received.
        self.services_asked = 0
        #: Whether the transport has failed for good: then it is only released (ruling D-64).
        self.has_failed = False

    # -- what the transport calls -----------------------------------------------------------------------------------

    def modify_status_row(self, values: Sequence[PropertyValue], flags: int) -> None:
        """Make the row of these columns, or with STATUSROW_UPDATE change only these.

        A name tells which row of several is meant. A row that is made at logon under another name is one more.
        """
        self.calls += 1
        _refuse_others(flags, int(StatusRowFlag.STATUSROW_UPDATE))
        changed = {prop_id(value.tag): value for value in values}
        name = column_in(changed, PropertyTag.PR_DISPLAY_NAME_A)
        names = [column_in(row, PropertyTag.PR_DISPLAY_NAME_A) for row in self._rows]
        update = bool(flags & StatusRowFlag.STATUSROW_UPDATE)
        if not names or (name not in names and name is not None and not update and self.logging_on):
            self._rows.append(changed)
        else:
            place = names.index(name) if name in names else -1
            self._rows[place] = {**self._rows[place], **changed} if update else changed
        self.history.append(self.columns)

    def spooler_notify(self, flags: int, data: bytes | None) -> None:
        """Note that deferred messages can be submitted again, that other mail waits, and that the transport asks for service."""
        self.calls += 1
        _refuse_others(flags, _NOTIFY)
        if flags & SpoolerNotifyFlag.NOTIFY_SENTDEFERRED:
            self.deferred_wanted = True
            self.announcements += 1
        if flags & SpoolerNotifyFlag.NOTIFY_NEWMAIL:
            self.mail_announced = True
        if flags & (SpoolerNotifyFlag.NOTIFY_NEWMAIL | SpoolerNotifyFlag.NOTIFY_READYTOSEND):
            self.services_asked += 1
        if flags & SpoolerNotifyFlag.NOTIFY_CRITICAL_ERROR:
            self.has_failed = True

    def spooler_yield(self, flags: int) -> int:
        """There is no other work to let go on, and no message to cancel."""
        self.calls += 1
        return int(ResultCode.S_OK)

    # -- what the spooler sees --------------------------------------------------------------------------------------

    @property
    def columns(self) -> Columns:
        """The row as it is now; of several the first, with the status bits of all."""
        if len(self._rows) <= 1:
            return self._rows[0] if self._rows else {}
        first, *others = self._rows
        codes = [number_in(row, PropertyTag.PR_STATUS_CODE) for row in others]
        own = first.get(prop_id(PropertyTag.PR_STATUS_CODE))
        if own is None or not isinstance(own.value, int):
            return first
        return {**first, prop_id(own.tag): PropertyValue(own.tag, functools.reduce(operator.or_, codes, own.value))}

    def need_service(self) -> None:
        """Go on only if the transport is not out of service: otherwise nothing but its logoff can be told to it."""
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
        _refuse_others(flags, _SAVE)
        if self.store_is_full:
            raise MapiError(ResultCode.MAPI_E_NOT_ENOUGH_DISK)
        self.delivered = self.token


def _refuse_others(flags: int, known: int) -> None:
    if int(flags) & ~known:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
