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

from ...reference.status_rows import DEFAULT_COLUMNS, StatusRow
from ...reference.status_table import StatusTable
from ...reference.variants import specimen
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


@specimen("spooler-row-keeps-own-column-order", step="A2")
class SpoolerInOwnOrder(OwnOrder):
    """With three columns or more, the spooler's row keeps the table's own order of columns."""

    def concerns(self, row: StatusRow) -> bool:
        return is_spooler(row)


@specimen("transport-rows-keep-own-column-order", step="B2")
class TransportsInOwnOrder(OwnOrder):
    """With three columns or more, transports' rows keep the table's own order of columns."""

    def concerns(self, row: StatusRow) -> bool:
        return is_transport(row)


@specimen("rows-keep-own-column-order", step="A2")
class AllInOwnOrder(StatusTable):
    """Every row keeps the table's own order of columns, even with two columns."""

    def shown(self, row: StatusRow) -> Row:
        own = {int(tag): place for place, tag in enumerate(DEFAULT_COLUMNS)}
        slots = super().shown(row)
        known = all(slot.tag in own for slot in slots)
        return tuple(sorted(slots, key=lambda slot: own[slot.tag])) if known else slots


@specimen("two-columns-become-three", step="A2")
class OneMore(StatusTable):
    """A row of two columns has PR_ROWID as a third one."""

    def shown(self, row: StatusRow) -> Row:
        slots = super().shown(row)
        return (*slots, PropertyValue(PropertyTag.PR_ROWID, row.number)) if len(slots) == 2 else slots


@specimen("spooler-row-misses-a-column", step="A2")
class SpoolerMissesColumn(StatusTable):
    """The spooler's row lacks the first of three columns."""

    def shown(self, row: StatusRow) -> Row:
        slots = super().shown(row)
        known = len(slots) == 3 and not any(slot.is_absent for slot in slots)
        return slots[1:] if known and is_spooler(row) else slots


@specimen("unknown-column-refused", step="A2")
class UnknownColumnRefused(StatusTable):
    """SetColumns refuses a column that no row has."""

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        if not {prop_id(tag) for tag in tags} <= {prop_id(tag) for tag in DEFAULT_COLUMNS}:
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        super().set_columns(tags, flags)


@specimen("absent-column-as-zero", step="A2")
class AbsentAsZero(StatusTable):
    """A column that a row lacks reads as zero or empty instead of as absent."""

    def shown(self, row: StatusRow) -> Row:
        zeros: dict[int, int | str | bytes] = {
            PropertyType.PT_LONG: 0,
            PropertyType.PT_STRING8: "",
            PropertyType.PT_BINARY: b"",
        }
        slots = zip(self.columns, super().shown(row), strict=True)
        return tuple(
            PropertyValue(tag, zeros[prop_type(tag)]) if slot.is_absent and prop_type(tag) in zeros else slot
            for tag, slot in slots
        )


@specimen("absent-column-dropped", step="A2")
class AbsentDropped(StatusTable):
    """A column that a row lacks is left out, and the row is shorter."""

    def shown(self, row: StatusRow) -> Row:
        return tuple(slot for slot in super().shown(row) if not slot.is_absent)


@specimen("query-columns-sorted", step="A2")
class QueryColumnsSorted(StatusTable):
    """QueryColumns returns the columns in the order of their tags."""

    def query_columns(self, flags: int) -> Sequence[int]:
        tags = super().query_columns(flags)
        return tags if flags & QueryColumnsFlag.TBL_ALL_COLUMNS else sorted(tags)


@specimen("query-rows-skips", step="A4")
class Skipping(StatusTable):
    """QueryRows loses a row between two calls."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        rows = super().query_rows(row_count, flags)
        if not flags & QueryRowsFlag.TBL_NOADVANCE:
            self.cursor = min(self.cursor + 1, len(self.rows()))
        return rows


@specimen("noadvance-advances", step="A4")
class Advancing(StatusTable):
    """QueryRows with TBL_NOADVANCE moves the position."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        return super().query_rows(row_count, flags & ~int(QueryRowsFlag.TBL_NOADVANCE))


@specimen("zero-rows-accepted", step="A4")
class ZeroAccepted(StatusTable):
    """QueryRows accepts a row count of zero and gives an empty row set."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        if row_count:
            return super().query_rows(row_count, flags)
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


@specimen("query-all-ignores-columns", step="A4")
class AllColumns(OtherQuery):
    """HrQueryAllRows ignores its column array."""

    def query_all(self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
        return super().query_all(None, restriction, max_rows)


@specimen("query-all-starts-at-the-position", step="A4")
class FromPosition(OtherQuery):
    """HrQueryAllRows without restriction and limit reads from the position on."""

    def query_all(self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
        if restriction is not None or max_rows:
            return super().query_all(tags, restriction, max_rows)
        self.enter()
        return self.query_rows(len(self.rows()), 0)


@specimen("query-all-knows-no-limit", step="A4")
class NoLimit(OtherQuery):
    """HrQueryAllRows returns more rows than its limit allows."""

    def query_all(self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
        return super().query_all(tags, restriction, 0)


@specimen("query-all-refuses-nothing", step="B4")
class NothingRefused(OtherQuery):
    """HrQueryAllRows fails if there is no row to return."""

    def query_all(self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
        rows = super().query_all(tags, restriction, max_rows)
        if not len(rows) and rows.free is not None:
            rows.free()
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        return rows
