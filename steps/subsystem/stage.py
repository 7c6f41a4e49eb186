"""The subsystem as a client under test finds it: the kit's own, with what a scenario arranges.

A scenario arranges only what a subsystem may do: it may refuse any call, give fewer rows than were asked for, in any order, and
an error in place of a value. All else is answered by the kit's own subsystem.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, ParamSpec, TypeVar

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
    Row,
    RowSet,
    UnicodeFlag,
    change_prop_type,
    prop_id,
    prop_tag,
    prop_type,
)
from mapi_tck.ports import Adapter, Misuse, Session, StatusObject, Table

P = ParamSpec("P")
T = TypeVar("T")

#: The name of the spooler's status object, beside the names of transports.
SPOOLER: Final = "the spooler"
#: More rows than a status table has.
_ALL: Final = 10_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which calls are refused, and with which code. Without `of` those on every object."""

    call: str
    code: ResultCode
    of: str = ""


@dataclass
class Stage:
    """What is arranged for the walks of a scenario."""

    subsystem: Adapter
    refusals: list[Refusal] = field(default_factory=list)
    #: Transport, or the spooler → what stands in the place of the entry identifier in its row.
    lacking_ids: dict[str, PropertyType] = field(default_factory=dict)
    #: Transport → its PR_RESOURCE_METHODS, `None` if it has none.
    methods: dict[str, int | None] = field(default_factory=dict)
    backwards: bool = False
    #: Whether each reading of a table gives the rows in another order than the one before.
    reorders: bool = False
    #: How many rows the calls of QueryRows give at most, call by call; the last number holds for all that follow.
    portions: tuple[int, ...] = (_ALL,)
    #: How many bytes an entry identifier has; 0 if it is that of the kit's own subsystem.
    identifier_length: int = 0
    #: Whether what stands in the place of a missing property has the property identifier 0.
    anonymous: bool = False
    without_spooler: bool = False
    without_transports: bool = False
    without_unicode: bool = False
    #: The number of the one call that is refused in each walk, and the code; the calls are counted from 1.
    refused_call: tuple[int, ResultCode] | None = None
    #: Whether the kit has made up what is arranged.
    made_up: bool = False
    #: The same for this walk.
    trip: tuple[int, ResultCode] | None = None
    #: How many calls that can be refused were made in this walk.
    made: int = 0
    #: The call that was tripped in this walk.
    tripped: str = ""
    #: How many readings of tables were begun in this walk.
    readings: int = 0
    #: Entry identifier → what it stands for, as far as the client has passed it to a call of this walk.
    names: dict[bytes, str] = field(default_factory=dict)

    @property
    def disturbs(self) -> bool:
        """Whether anything is arranged that a careless client does not expect."""
        lacks = self.lacking_ids or self.methods or self.without_spooler or self.without_transports or self.anonymous
        unusual = self.without_unicode or self.reorders or self.made_up
        return bool(self.refusals or self.trip or lacks or unusual)

    def begin(self, trip: tuple[int, ResultCode] | None = None) -> "StagedMapi":
        """Begin a walk."""
        self.trip, self.made, self.tripped, self.readings, self.names = trip or self.refused_call, 0, "", 0, {}
        return StagedMapi(self)

    def answer(self, call: str, of: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Answer a call, or refuse it if that is arranged."""
        self.made += 1
        if self.trip is not None and self.made == self.trip[0]:
            self.tripped = call
            raise MapiError(self.trip[1])
        for refusal in self.refusals:
            if refusal.call == call and refusal.of in ("", of):
                raise MapiError(refusal.code)
        return function(*args, **kwargs)

    def shows(self, name: str) -> bool:
        """Whether there is the row of the spooler, or of this transport."""
        if name == SPOOLER:
            return not self.without_spooler
        return not name or not self.without_transports

    def shaped(self, row: Row, name: str) -> Row:
        """The row as the client gets it."""
        if name in self.lacking_ids:
            row = self._without(row, PropertyTag.PR_ENTRYID, self.lacking_ids[name])
        if name in self.methods:
            row = tuple(self.shaped_methods(slot, name) for slot in row)
        return row

    def shaped_methods(self, slot: PropertyValue, name: str) -> PropertyValue:
        """The value, or the arranged one if it is PR_RESOURCE_METHODS."""
        if prop_id(slot.tag) != prop_id(PropertyTag.PR_RESOURCE_METHODS) or name not in self.methods:
            return slot
        methods = self.methods[name]
        if methods is None:
            return self._lacking(slot.tag, PropertyType.PT_ERROR)
        return PropertyValue(PropertyTag.PR_RESOURCE_METHODS, methods)

    def begin_reading(self) -> int:
        """Count one more reading of a table from its beginning. Answers how many came before it."""
        self.readings += 1
        return self.readings - 1

    def ordered(self, rows: list[Row], reading: int) -> list[Row]:
        """The rows in the order that is arranged. Without SortTable no page promises one."""
        if self.reorders and rows:
            first = reading % len(rows)
            rows = [*rows[first:], *rows[:first]]
        turned = self.backwards != (self.reorders and reading % 2 == 1)
        return rows[::-1] if turned else rows

    def _without(self, row: Row, tag: int, type: PropertyType) -> Row:
        return tuple(self._lacking(tag, type) if prop_id(slot.tag) == prop_id(tag) else slot for slot in row)

    def _lacking(self, tag: int, type: PropertyType) -> PropertyValue:
        """What stands in the place of a value that there is not (rulings D-15 and D-16).

        Its property identifier may be 0 (imapiprop-getprops.md, Return value; hrqueryallrows.md, Remarks).
        """
        value = int(ResultCode.MAPI_E_NOT_FOUND) if type is PropertyType.PT_ERROR else None
        return PropertyValue(prop_tag(type, 0) if self.anonymous else change_prop_type(tag, type), value)


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
        last = len(self._rows())
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
        return self._lent(rows[first:end])

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
            raise MapiError(ResultCode.MAPI_E_TABLE_TOO_BIG)
        self._cursor = len(rows)
        return self._lent(rows)

    def release(self) -> None:
        """Release the table."""
        self._inner.release()

    def _rows(self) -> list[Row]:
        """All rows that match, as the client gets them."""
        columns = self._inner.query_columns(0)
        self._inner.set_columns((*columns, PropertyTag.PR_ENTRYID), 0)
        self._inner.seek_row(Bookmark.BOOKMARK_BEGINNING, 0)
        read = self._inner.query_rows(_ALL, 0)
        self._inner.set_columns(columns, 0)
        named = [(row[:-1], self._session.name_of(self._session.shown(_entry_id(row[-1])))) for row in read]
        if read.free is not None:
            read.free()
        shaped = [
            self._stage.shaped(tuple(map(self._session.shaped_id, row)), name)
            for row, name in named
            if self._stage.shows(name)
        ]
        if self._reading is None:
            self._reading = self._stage.begin_reading()
        return self._stage.ordered(shaped, self._reading)

    def _lent(self, rows: Sequence[Row]) -> RowSet:
        # An empty row set of the kit's own table, with these rows in it: the table counts it until it is freed.
        self._inner.seek_row(Bookmark.BOOKMARK_END, 0)
        return RowSet(tuple(rows), self._inner.query_rows(1, 0).free)


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
