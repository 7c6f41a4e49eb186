"""Wrong status tables: their columns, and the position in them."""

from collections.abc import Iterable, Sequence
from typing import ClassVar
from weakref import WeakSet

from mapi_tck.mapi import (
    MapiError,
    PropertyTag,
    PropertyType,
    PropertyValue,
    QueryColumnsFlag,
    QueryRowsFlag,
    Restriction,
    ResultCode,
    Row,
    RowSet,
    prop_id,
    prop_type,
)

from ...reference.status_rows import DEFAULT_COLUMNS, StatusRow, read
from ...reference.status_table import StatusTable
from ...reference.variants import instead_of, specimen
from .rows import is_spooler, is_transport


class SharedView(StatusTable):
    """A view that shares its columns, restriction and position with the other views of its session."""

    known: ClassVar[WeakSet["SharedView"]] = WeakSet()

    def others(self) -> Iterable["SharedView"]:
        """The views that change when this one changes."""
        return [other for other in SharedView.known if other.session is self.session]

    def spread(self) -> None:
        """Change the other views like this one."""
        SharedView.known.add(self)
        for other in self.others():
            self.copy_to(other)

    def copy_to(self, other: "SharedView") -> None:
        """Give the other view what they share."""
        other.columns, other.restriction, other.cursor = self.columns, self.restriction, self.cursor

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        super().set_columns(tags, flags)
        self.spread()

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        super().restrict(restriction, flags)
        self.spread()

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        rows = super().query_rows(row_count, flags)
        self.spread()
        return rows


class SharedBySessions(SharedView):
    """A view that shares with the views of other sessions on its profile: first tables with first tables, and so on."""

    def others(self) -> Iterable[SharedView]:
        ours = self.session.profile
        return [other for other in SharedView.known if other.number == self.number and other.session.profile is ours]


class SharedPosition(SharedView):
    """A view that shares only its position."""

    def copy_to(self, other: SharedView) -> None:
        other.cursor = self.cursor


@specimen("tables-share-their-state", step="A1")
class OneViewPerSession(SharedView):
    """All status tables of a session share columns, restriction and position."""


@specimen("sessions-share-their-tables", step="A1")
class OneViewPerProfile(SharedBySessions):
    """The status tables of two sessions on a profile share columns, restriction and position."""


@specimen("tables-share-their-position", step="A1")
class OnePosition(SharedPosition):
    """All status tables of a session share one position."""


@specimen("sessions-share-their-position", step="A1")
class OnePositionPerProfile(SharedPosition, SharedBySessions):
    """The status tables of two sessions on a profile share one position."""


class OwnOrder(StatusTable):
    """With three columns or more, shows some rows in the table's own order instead of the client's."""

    def concerns(self, row: StatusRow) -> bool:
        """Whether the row is shown so."""
        raise NotImplementedError

    def shown(self, row: StatusRow) -> Row:
        slots = super().shown(row)
        if len(slots) < 3 or not self.concerns(row):
            return slots
        # Columns that the table does not know keep their places.
        own = {int(tag): place for place, tag in enumerate(DEFAULT_COLUMNS)}
        ordered = iter(sorted((slot for slot in slots if slot.tag in own), key=lambda slot: own[slot.tag]))
        return tuple(next(ordered) if slot.tag in own else slot for slot in slots)


@instead_of(OwnOrder.concerns, "spooler-row-keeps-own-column-order", step="A2")
def spooler_in_own_order(self: OwnOrder, row: StatusRow) -> bool:
    """With three columns or more, the spooler's row keeps the table's own order of columns."""
    return is_spooler(row)


@instead_of(OwnOrder.concerns, "transport-rows-keep-own-column-order", step="B2")
def transports_in_own_order(self: OwnOrder, row: StatusRow) -> bool:
    """With three columns or more, transports' rows keep the table's own order of columns."""
    return is_transport(row)


@instead_of(StatusTable.shown, "rows-keep-own-column-order", step="A2")
def all_in_own_order(self: StatusTable, row: StatusRow) -> Row:
    """Every row keeps the table's own order of columns, even with two columns."""
    own = {int(tag): place for place, tag in enumerate(DEFAULT_COLUMNS)}
    slots = StatusTable.shown(self, row)
    known = all(slot.tag in own for slot in slots)
    return tuple(sorted(slots, key=lambda slot: own[slot.tag])) if known else slots


@instead_of(StatusTable.shown, "two-columns-become-three", step="A2")
def one_more(self: StatusTable, row: StatusRow) -> Row:
    """A row of two columns has PR_ROWID as a third one."""
    slots = StatusTable.shown(self, row)
    return (*slots, PropertyValue(PropertyTag.PR_ROWID, row.number)) if len(slots) == 2 else slots


@instead_of(StatusTable.shown, "spooler-row-misses-a-column", step="A2")
def spooler_misses_column(self: StatusTable, row: StatusRow) -> Row:
    """The spooler's row lacks the first of three columns."""
    slots = StatusTable.shown(self, row)
    known = len(slots) == 3 and not any(slot.is_absent for slot in slots)
    return slots[1:] if known and is_spooler(row) else slots


@instead_of(StatusTable.set_columns, "unknown-column-refused", step="A2")
def unknown_column_refused(self: StatusTable, tags: Sequence[int], flags: int) -> None:
    """SetColumns refuses a column that no row has."""
    if not {prop_id(tag) for tag in tags} <= {prop_id(tag) for tag in DEFAULT_COLUMNS}:
        raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
    StatusTable.set_columns(self, tags, flags)


@instead_of(StatusTable.shown, "absent-column-as-zero", step="A2")
def absent_as_zero(self: StatusTable, row: StatusRow) -> Row:
    """A column that a row lacks reads as zero or empty instead of as absent."""
    zeros: dict[int, int | str | bytes] = {
        PropertyType.PT_LONG: 0,
        PropertyType.PT_STRING8: "",
        PropertyType.PT_BINARY: b"",
    }
    slots = zip(self.columns, StatusTable.shown(self, row), strict=True)
    return tuple(
        PropertyValue(tag, zeros[prop_type(tag)]) if slot.is_absent and prop_type(tag) in zeros else slot
        for tag, slot in slots
    )


@instead_of(StatusTable.shown, "absent-column-dropped", step="A2")
def absent_dropped(self: StatusTable, row: StatusRow) -> Row:
    """A column that a row lacks is left out, and the row is shorter."""
    return tuple(slot for slot in StatusTable.shown(self, row) if not slot.is_absent)


@instead_of(StatusTable.query_columns, "query-columns-sorted", step="A2")
def query_columns_sorted(self: StatusTable, flags: int) -> Sequence[int]:
    """QueryColumns returns the columns in the order of their tags."""
    tags = StatusTable.query_columns(self, flags)
    return tags if flags & QueryColumnsFlag.TBL_ALL_COLUMNS else sorted(tags)


@instead_of(StatusTable.query_rows, "query-rows-skips", step="A4")
def skipping(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """QueryRows loses a row between two calls."""
    rows = StatusTable.query_rows(self, row_count, flags)
    if not flags & QueryRowsFlag.TBL_NOADVANCE:
        self.cursor = min(self.cursor + 1, len(self.rows()))
    return rows


@instead_of(StatusTable.query_rows, "noadvance-advances", step="A4")
def advancing(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """QueryRows with TBL_NOADVANCE moves the position."""
    return StatusTable.query_rows(self, row_count, flags & ~int(QueryRowsFlag.TBL_NOADVANCE))


@instead_of(StatusTable.query_rows, "zero-rows-accepted", step="A4")
def zero_accepted(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """QueryRows accepts a row count of zero and gives an empty row set."""
    if row_count:
        return StatusTable.query_rows(self, row_count, flags)
    self.enter()
    return self.lend_rows([])


class OtherQuery(StatusTable):
    """Has an HrQueryAllRows of its own, which `query_all` carries out."""

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        return self.query_all(tags, restriction, max_rows)

    def query_all(self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
        """Give all rows, as the reference does."""
        return super().hr_query_all_rows(tags, restriction, None, max_rows)


class OwnCalls(OtherQuery):
    """Tells the calls that its own HrQueryAllRows makes from those of the client."""

    calls_itself = False

    def query_all(self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
        self.calls_itself = True
        try:
            return super().query_all(tags, restriction, max_rows)
        finally:
            self.calls_itself = False


@specimen("seek-row-does-nothing", step="A4")
class Unmoved(OtherQuery):
    """SeekRow succeeds and does not move."""

    def seek_row(self, bookmark: int, row_count: int) -> int:
        self.enter()
        return 0

    def query_all(self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
        self.cursor = 0  # HrQueryAllRows starts over without SeekRow
        return super().query_all(tags, restriction, max_rows)


@instead_of(OtherQuery.query_all, "query-all-ignores-columns", step="A4")
def all_columns(self: OtherQuery, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
    """HrQueryAllRows ignores its column array."""
    return OtherQuery.query_all(self, None, restriction, max_rows)


@instead_of(OtherQuery.query_all, "query-all-starts-at-the-position", step="A4")
def from_cursor(self: OtherQuery, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
    """HrQueryAllRows without restriction and limit reads from the position on."""
    if restriction is not None or max_rows:
        return OtherQuery.query_all(self, tags, restriction, max_rows)
    self.enter()
    return self.query_rows(len(self.rows()), 0)


@instead_of(OtherQuery.query_all, "query-all-knows-no-limit", step="A4")
def no_limit(self: OtherQuery, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
    """HrQueryAllRows returns more rows than its limit allows."""
    return OtherQuery.query_all(self, tags, restriction, 0)


@instead_of(OtherQuery.query_all, "query-all-refuses-nothing", step="B4")
def needs_rows(self: OtherQuery, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
    """HrQueryAllRows fails if there is no row to return."""
    rows = OtherQuery.query_all(self, tags, restriction, max_rows)
    if not len(rows) and rows.free is not None:
        rows.free()
        raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
    return rows


@instead_of(StatusTable.set_columns, "first-columns-lift-the-restriction", step="A3")
def columns_lift(self: StatusTable, tags: Sequence[int], flags: int) -> None:
    """The first SetColumns of a table takes away a restriction that was set before it."""
    if self.columns == self.all_columns():
        self.restriction = None
    StatusTable.set_columns(self, tags, flags)


@instead_of(StatusTable.seek_row, "seek-tells-the-place", step="A4")
def tells_place(self: StatusTable, bookmark: int, row_count: int) -> int:
    """SeekRow answers with the number of the row to which it has moved."""
    StatusTable.seek_row(self, bookmark, row_count)
    return self.cursor


@instead_of(StatusTable.seek_row, "seek-tells-no-direction", step="A4")
def tells_no_direction(self: StatusTable, bookmark: int, row_count: int) -> int:
    """SeekRow answers with a positive number when it has moved backwards."""
    return abs(StatusTable.seek_row(self, bookmark, row_count))


@instead_of(StatusTable.shown, "unicode-table-shows-ansi", step="A1")
def shows_ansi(self: StatusTable, row: StatusRow) -> Row:
    """A table that was asked for with MAPI_UNICODE shows a text that may be of any type in ANSI."""
    columns = self.columns_of(row)
    return tuple(read(columns, tag, unicode=False) for tag in self.columns)
