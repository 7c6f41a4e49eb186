"""The subsystem as a client under test calls it: the kit's own objects, each with what its stage arranges."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mapi_tck.mapi import (
    Bookmark,
    MapiError,
    PropertyTag,
    PropertyType,
    PropertyValue,
    QueryRowsFlag,
    ResourceType,
    Restriction,
    ResultCode,
    RowSet,
    UnicodeFlag,
    prop_type,
)
from mapi_tck.ports import Misuse, Session, StatusObject, Table

from .stage import ALL, SPOOLER, Stage


class StagedMapi:
    """`Mapi`, from which a client gets its session."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def logon(self, profile: str, flags: int) -> Session:
        """Begin a session."""
        inner = self._stage.answer("Logon", "", self._stage.subsystem.logon, profile, flags)
        return StagedSession(self._stage, inner)

    def misused(self, of: object, call: str, how: Misuse) -> None:
        """Nothing: that it was called is the evidence."""


class StagedSession:
    """A session of the client."""

    def __init__(self, stage: Stage, inner: Session) -> None:
        self.stage = stage
        self.inner = inner
        self._real: dict[bytes, bytes] = {}
        self._shown: dict[bytes, bytes] = {}

    def get_status_table(self, flags: int) -> Table:
        """Give a status table."""
        if flags and self.stage.without_unicode:
            raise MapiError(ResultCode.MAPI_E_BAD_CHARWIDTH)
        table = self.stage.answer("GetStatusTable", "", self.inner.get_status_table, flags)
        return StagedTable(self, table)

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject | None, int | None]:
        """Open a status object."""
        name = self.name_of(entry_id)
        real = self.real(entry_id)
        opened, object_type = self.stage.answer("OpenEntry", name, self.inner.open_entry, real, interface, flags)
        return opened and StagedStatus(self, opened, name), object_type

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        """Compare."""
        compared = (self.real(first), self.real(second))
        return self.stage.answer("CompareEntryIDs", "", self.inner.compare_entry_ids, *compared, flags)

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        """End the session."""
        self.stage.answer("Logoff", "", self.inner.logoff, ui_param, flags, reserved)

    def release(self) -> None:
        """Release the session."""
        self.inner.release()

    def name_of(self, entry_id: bytes) -> str:
        """The transport of an entry identifier, `SPOOLER`, or "" for anything else. The stage remembers it."""
        if entry_id not in self.stage.names:
            self.stage.names[entry_id] = self._look_up(self.real(entry_id))
        return self.stage.names[entry_id]

    def real(self, entry_id: bytes) -> bytes:
        """The entry identifier of the kit's own subsystem for one that the client knows; any other as it is."""
        return self._real.get(entry_id, entry_id)

    def shown(self, real: bytes) -> bytes:
        """The entry identifier that the client gets. One of arranged length ends in a byte of zero."""
        if not self.stage.identifier_length:
            return real
        if real not in self._shown:
            flags, number = bytes(4), (len(self._real) + 1).to_bytes(2, "little")
            shown = (flags + number).ljust(self.stage.identifier_length - 1, b"\x7f") + bytes(1)
            self._shown[real], self._real[shown] = shown, real
        return self._shown[real]

    def shaped_id(self, slot: PropertyValue) -> PropertyValue:
        """The value, or the entry identifier that the client gets."""
        return replace(slot, value=self.shown(_entry_id(slot))) if slot.tag == PropertyTag.PR_ENTRYID else slot

    def _look_up(self, entry_id: bytes) -> str:
        bed: Any = self.stage.subsystem.test_bed()
        if name := bed.transport_of(entry_id):
            return str(name)
        try:
            opened, _ = self.inner.open_entry(entry_id, None, 0)
        except MapiError:
            return ""
        assert opened is not None
        _, (kind,) = opened.get_props((PropertyTag.PR_RESOURCE_TYPE,), 0)
        opened.release()
        return SPOOLER if kind.value == ResourceType.MAPI_SPOOLER else ""


class StagedTable:
    """A status table of the client. It has a position of its own, because the arranged order may be another one."""

    def __init__(self, session: StagedSession, inner: Table) -> None:
        self._session = session
        self._stage = session.stage
        self._inner = inner
        self._cursor = 0
        #: How often rows were read by QueryRows.
        self._read = 0
        #: The number of the reading that is going on; `None` before one has begun.
        self._reading: int | None = None

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        """Set the columns."""
        self._stage.answer("SetColumns", "", self._inner.set_columns, tags, flags)

    def query_columns(self, flags: int) -> Sequence[int]:
        """Answer the columns."""
        return self._stage.answer("QueryColumns", "", self._inner.query_columns, flags)

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Keep the matching rows only."""
        self._stage.answer("Restrict", "", self._inner.restrict, restriction, flags)
        self._cursor, self._reading = 0, None

    def seek_row(self, bookmark: int, row_count: int) -> int:
        """Move the cursor."""
        return self._stage.answer("SeekRow", "", self._seek_row, bookmark, row_count)

    def _seek_row(self, bookmark: int, row_count: int) -> int:
        rows = self._rows()
        last = len(rows)
        _free(rows)
        starts: dict[int, int] = {
            Bookmark.BOOKMARK_BEGINNING: 0,
            Bookmark.BOOKMARK_CURRENT: self._cursor,
            Bookmark.BOOKMARK_END: last,
        }
        start = starts.get(bookmark)
        if start is None:
            raise MapiError(ResultCode.MAPI_E_INVALID_BOOKMARK)
        self._cursor = max(0, min(start + row_count, last))
        if self._cursor == 0:
            self._reading = None
        return self._cursor - start

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Answer some rows, perhaps fewer than were asked for (imapitable-queryrows.md)."""
        return self._stage.answer("QueryRows", "", self._query_rows, row_count, flags)

    def _query_rows(self, row_count: int, flags: int) -> RowSet:
        if row_count == 0:
            raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
        rows = self._rows()
        first = max(0, min(self._cursor, self._cursor + row_count))
        most = self._stage.portions[min(self._read, len(self._stage.portions) - 1)]
        self._read += 1
        end = min(max(self._cursor, self._cursor + row_count), len(rows), first + most)
        self._cursor = first if flags & QueryRowsFlag.TBL_NOADVANCE else max(first, end)
        return RowSet(rows.rows[first:end], rows.free)

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """Answer all matching rows; columns and restriction that are given stay set."""
        return self._stage.answer("HrQueryAllRows", "", self._query_all, tags, restriction, max_rows)

    def _query_all(self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
        if tags is not None:
            self._inner.set_columns(tags, 0)
        if restriction is not None:
            self._inner.restrict(restriction, 0)
        self._reading = None
        rows = self._rows()
        if 0 < max_rows < len(rows):
            _free(rows)
            raise MapiError(ResultCode.MAPI_E_TABLE_TOO_BIG)
        self._cursor = len(rows)
        return rows

    def release(self) -> None:
        """Release the table."""
        self._inner.release()

    def _rows(self) -> RowSet:
        """All rows that match, as the client gets them. The kit's own table counts them until they are freed."""
        columns = self._inner.query_columns(0)
        self._inner.set_columns((*columns, PropertyTag.PR_ENTRYID), 0)
        self._inner.seek_row(Bookmark.BOOKMARK_BEGINNING, 0)
        read = self._inner.query_rows(ALL, 0)
        self._inner.set_columns(columns, 0)
        named = [(row[:-1], self._session.name_of(self._session.shown(_entry_id(row[-1])))) for row in read]
        shaped = [
            self._stage.shaped(tuple(map(self._session.shaped_id, row)), name)
            for row, name in named
            if self._stage.shows(name)
        ]
        if self._reading is None:
            self._reading = self._stage.begin_reading()
        return RowSet(tuple(self._stage.ordered(shaped, self._reading)), read.free)


def _free(rows: RowSet) -> None:
    if rows.free is not None:
        rows.free()


def _entry_id(slot: PropertyValue) -> bytes:
    assert isinstance(slot.value, bytes)
    return slot.value


def _every_tag(flags: int) -> Sequence[int]:
    """The tags of all properties that an object may have, strings in the width that the flags ask for."""
    other = PropertyType.PT_STRING8 if flags & UnicodeFlag.MAPI_UNICODE else PropertyType.PT_UNICODE
    return tuple(tag for tag in PropertyTag if prop_type(tag) not in (other, PropertyType.PT_NULL))


class StagedStatus:
    """A status object of the client."""

    def __init__(self, session: StagedSession, inner: StatusObject, name: str) -> None:
        self._session = session
        self._stage = session.stage
        self._inner = inner
        self._name = name

    def get_props(self, tags: Sequence[int] | None, flags: int) -> tuple[int, Sequence[PropertyValue]]:
        """Answer the properties; for `None` all that the object has."""
        wanted = _every_tag(flags) if tags is None else tags
        code, given = self._stage.answer("GetProps", self._name, self._inner.get_props, wanted, flags)
        values = tuple(self._stage.shaped_methods(self._session.shaped_id(slot), self._name) for slot in given)
        if tags is None:
            return int(ResultCode.S_OK), tuple(slot for slot in values if not slot.is_absent)
        lacking = any(slot.is_error for slot in values)
        return int(ResultCode.MAPI_W_ERRORS_RETURNED) if lacking else code, values

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        """Flush."""
        real = None if target is None else self._session.real(target)
        return self._stage.answer("FlushQueues", self._name, self._inner.flush_queues, ui_param, real, flags)

    def release(self) -> None:
        """Release the object."""
        self._inner.release()
