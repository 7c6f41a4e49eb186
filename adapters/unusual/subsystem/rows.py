"""Unusual rows of the status table: which there are, which columns they have, and how they show a column that is absent."""

from collections.abc import Sequence
from typing import Any, Final

from mapi_tck.mapi import (
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResourceMethod,
    ResourceType,
    Restriction,
    ResultCode,
    Row,
    RowSet,
    StatusCode,
    change_prop_type,
    prop_tag,
)
from mapi_tck.ports import StatusObject

from ...reference.flush import FLUSH_BITS, Flush
from ...reference.session import Session
from ...reference.spooler import Spooler
from ...reference.status_objects import SubsystemStatus
from ...reference.status_rows import Columns, StatusRow, by_id, own_row, width
from ...reference.status_table import StatusTable
from ...reference.variants import instead_of, part_of, specimen
from ...wrong.subsystem.table import OtherQuery
from .tables import no_trace

#: Columns beyond those that every row has. Each row has some of them, no two neighbours the same.
_MORE: Final = (
    PropertyValue(PropertyTag.PR_RESOURCE_PATH_A, "\\\\server\\share"),
    PropertyValue(PropertyTag.PR_OWN_STORE_ENTRYID, b"\0\0\0\0own store"),
    PropertyValue(PropertyTag.PR_HEADER_FOLDER_ENTRYID, b"\0\0\0\0headers"),
    PropertyValue(PropertyTag.PR_REMOTE_PROGRESS, -1),
    PropertyValue(PropertyTag.PR_REMOTE_PROGRESS_TEXT_A, ""),
    PropertyValue(PropertyTag.PR_REMOTE_VALIDATE_OK, False),
    PropertyValue(PropertyTag.PR_PROVIDER_UID, bytes(16)),
    PropertyValue(PropertyTag.PR_PROVIDER_ORDINAL, -7),
    PropertyValue(prop_tag(PropertyType.PT_CLSID, 0x6700), bytes(range(16))),
    PropertyValue(prop_tag(PropertyType.PT_I8, 0x6701), -(2**63)),
    PropertyValue(prop_tag(PropertyType.PT_BOOLEAN, 0x7FFF), True),
    PropertyValue(prop_tag(PropertyType.PT_BINARY, 0xFFFE), b""),
)


@specimen("more-columns-than-anybody-needs")
class MoreColumns(StatusTable):
    """A new status table shows a dozen more columns, before and after the usual ones; each row has some of them."""

    def all_columns(self) -> tuple[int, ...]:
        tags = tuple(width(value.tag, self.unicode) for value in _MORE)
        return (*tags[::2], *super().all_columns(), *tags[1::2])

    def columns_of(self, row: StatusRow) -> Columns:
        return by_id(_MORE[row.number % 3 :: 2]) | dict(super().columns_of(row))


class ShowsAbsence(StatusTable):
    """Marks the columns that a row lacks in its own way."""

    def shown(self, row: StatusRow) -> Row:
        slots = zip(self.columns, super().shown(row), strict=True)
        return tuple(self.mark(tag) if slot.is_absent else slot for tag, slot in slots)

    def mark(self, tag: int) -> PropertyValue:
        """What stands in the place of this column."""
        raise NotImplementedError


@instead_of(ShowsAbsence.mark, "absent-columns-are-null")
def null_for_absence(self: ShowsAbsence, tag: int) -> PropertyValue:
    """A column that a row lacks has the type PT_NULL, and keeps its identifier."""
    return PropertyValue(change_prop_type(tag, PropertyType.PT_NULL), None)


@instead_of(ShowsAbsence.mark, "absent-columns-are-nameless")
def nameless_for_absence(self: ShowsAbsence, tag: int) -> PropertyValue:
    """A column that a row lacks is PR_NULL: neither its type nor its identifier is left."""
    return PropertyValue(PropertyTag.PR_NULL, None)


@instead_of(ShowsAbsence.mark, "absent-columns-have-no-identifier")
def no_identifier_for_absence(self: ShowsAbsence, tag: int) -> PropertyValue:
    """A column that a row lacks has the type PT_ERROR and the identifier zero."""
    return PropertyValue(int(PropertyType.PT_ERROR), int(ResultCode.MAPI_E_NOT_FOUND))


@instead_of(ShowsAbsence.mark, "absent-columns-have-other-errors")
def other_error_for_absence(self: ShowsAbsence, tag: int) -> PropertyValue:
    """A column that a row lacks has the type PT_ERROR and a code that no page names."""
    return PropertyValue(change_prop_type(tag, PropertyType.PT_ERROR), int(ResultCode.MAPI_E_COMPUTED))


@instead_of(StatusTable.columns_of, "odd-instance-keys")
def odd_instance_keys(self: StatusTable, row: StatusRow) -> Columns:
    """Instance keys have any length and differ only in their number of zero bytes; row numbers are negative."""
    key = PropertyValue(PropertyTag.PR_INSTANCE_KEY, bytes(2 * row.number + 1))
    return dict(StatusTable.columns_of(self, row)) | by_id([key, PropertyValue(PropertyTag.PR_ROWID, -row.number)])


_OTHERS: Final = (
    ResourceType.MAPI_STORE_PROVIDER,
    ResourceType.MAPI_AB_PROVIDER,
    ResourceType.MAPI_PROFILE_PROVIDER,
    ResourceType.MAPI_HOOK_PROVIDER,
)
_NUMBER_OF_OTHERS: Final = 300
#: In seconds.
_HALF_AN_HOUR: Final = 1800.0


@specimen("hundreds-of-other-rows")
class HundredsOfOthers(Session):
    """Message stores, address books, profile providers and hooks have three hundred rows among the others."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        validate = int(ResourceMethod.STATUS_VALIDATE_STATE)
        self._others = [
            own_row(1000 + place, _OTHERS[place % len(_OTHERS)], f"Provider {place}", validate)
            for place in range(_NUMBER_OF_OTHERS)
        ]

    def rows(self) -> Sequence[StatusRow]:
        rows = super().rows()
        return [*rows[:2], *self._others, *rows[2:]]

    def find(self, entry_id: bytes) -> StatusRow:
        return self.entry_ids.find(entry_id, self.rows())

    def open_own(self, row: StatusRow) -> StatusObject:
        return SubsystemStatus(self, row) if row in self._others else super().open_own(row)


@specimen("adds-a-row-in-a-flush")
class AddsRow(Session):
    """An address book provider is logged on, and has a row, when the first flush needs it to find a recipient. The table begins
    with the rows that changed last: those of the transports come before the others from then on.
    """

    _added: StatusRow | None = None

    def has_added(self) -> bool:
        """Whether the row has come in."""
        spooler = self.profile.spooler
        assert isinstance(spooler, LooksUpRecipients)
        return self.uses_mail and spooler.has_looked_up

    def rows(self) -> Sequence[StatusRow]:
        if not self.has_added():
            return super().rows()
        if self._added is None:
            kind, validate = ResourceType.MAPI_AB_PROVIDER, int(ResourceMethod.STATUS_VALIDATE_STATE)
            self._added = own_row(1000, kind, "Personal Address Book", validate)
        own = [row for row in super().rows() if row.resource_type != ResourceType.MAPI_TRANSPORT_PROVIDER]
        changed = [row for row in super().rows() if row.resource_type == ResourceType.MAPI_TRANSPORT_PROVIDER]
        return [*changed, *own, self._added]

    def find(self, entry_id: bytes) -> StatusRow:
        return self.entry_ids.find(entry_id, self.rows())

    def open_own(self, row: StatusRow) -> StatusObject:
        return SubsystemStatus(self, row) if row is self._added else super().open_own(row)


@specimen("adds-a-row-before-the-others-in-a-flush")
class AddsFirstRow(AddsRow):
    """The row that comes in a flush is the first one, and the position keeps its number: a row that was read comes once more."""

    def rows(self) -> Sequence[StatusRow]:
        rows = super().rows()
        return [rows[-1], *rows[:-1]] if rows[-1] is self._added else rows


@specimen("adds-a-row-after-half-an-hour")
class AddsRowLater(AddsRow):
    """An address book provider is logged on, and has a row, half an hour after the session has begun. HrQueryAllRows leaves
    columns, restriction and position of a table as they were.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._begun = self.subsystem.time.now()

    def has_added(self) -> bool:
        return self.subsystem.time.now() >= self._begun + _HALF_AN_HOUR


@part_of("adds-a-row-after-half-an-hour")
class LeavesNoTrace(OtherQuery):
    """Its HrQueryAllRows leaves a table as it was."""

    def query_all(self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
        return no_trace(self, tags, restriction, max_rows)


@part_of("adds-a-row-in-a-flush", "adds-a-row-before-the-others-in-a-flush")
class LooksUpRecipients(Spooler):
    """Opens the address book when it flushes for the first time."""

    has_looked_up = False

    def _lend(self, flush: Flush) -> None:
        super()._lend(flush)
        self.has_looked_up = True


@specimen("a-row-for-each-queue")
class RowForEachQueue(Session):
    """Each transport has two rows, one for each queue, which open the same object; each shows only its own flush bit."""

    _SECOND: Final = 1000

    def rows(self) -> Sequence[StatusRow]:
        hidden = (StatusCode.STATUS_INBOUND_FLUSH, StatusCode.STATUS_OUTBOUND_FLUSH)
        return [
            seen
            for row in super().rows()
            for seen in (
                [_hiding(row, bit, place * self._SECOND) for place, bit in enumerate(hidden)]
                if row.resource_type == ResourceType.MAPI_TRANSPORT_PROVIDER
                else [row]
            )
        ]

    def find(self, entry_id: bytes) -> StatusRow:
        number = self.entry_ids.find(entry_id, self.rows()).number % self._SECOND
        return next(row for row in super().rows() if row.number == number)


def _hiding(row: StatusRow, bit: StatusCode, number: int) -> StatusRow:
    seen = row.copy()
    seen.number += number
    code = row.number_of(PropertyTag.PR_STATUS_CODE) & ~int(bit)
    seen.merge([PropertyValue(PropertyTag.PR_STATUS_CODE, code)])
    return seen


@instead_of(StatusTable.columns_of, "shows-the-notes-bits")
def notes_bits(self: StatusTable, row: StatusRow) -> Columns:
    """The rows show, in place of the FLUSH bits, the note's bits for remote transports: the other direction's ACTIVE bits."""
    columns = StatusTable.columns_of(self, row)
    code = row.number_of(PropertyTag.PR_STATUS_CODE)
    shown = code & ~int(FLUSH_BITS)
    if code & StatusCode.STATUS_OUTBOUND_FLUSH:
        shown |= int(StatusCode.STATUS_INBOUND_ENABLED | StatusCode.STATUS_INBOUND_ACTIVE)
    if code & StatusCode.STATUS_INBOUND_FLUSH:
        shown |= int(StatusCode.STATUS_OUTBOUND_ENABLED | StatusCode.STATUS_OUTBOUND_ACTIVE)
    return columns if shown == code else {**columns, **by_id([PropertyValue(PropertyTag.PR_STATUS_CODE, shown)])}


class _Restless(StatusTable):
    """Counts how often it is read."""

    reads = 0


@instead_of(_Restless.columns_of, "names-change-at-any-time")
def names_change(self: _Restless, row: StatusRow) -> Columns:
    """The address book's row shows STATUS_OFFLINE, and another display name whenever it is read."""
    columns = StatusTable.columns_of(self, row)
    if row.resource_type != ResourceType.MAPI_AB:
        return columns
    self.reads += 1
    shown = PropertyValue(PropertyTag.PR_STATUS_CODE, int(StatusCode.STATUS_OFFLINE))
    return {**columns, **by_id([shown, PropertyValue(PropertyTag.PR_DISPLAY_NAME_A, f"Address Book {self.reads}")])}
