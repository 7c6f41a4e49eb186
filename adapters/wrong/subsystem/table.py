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
from ..faults import fault
from .rows import is_spooler, is_transport

# -- A1 and B1: a view of one's own -----------------------------------------------------------------------------------


class SharedView(StatusTable):
    """A view that does not keep its columns, restriction and position to itself."""

    known: ClassVar[WeakSet["SharedView"]] = WeakSet()

    def others(self) -> Iterable["SharedView"]:
        """The views that show what this one is told to."""
        return [other for other in SharedView.known if other.session is self.session]

    def spread(self) -> None:
        """Set up the others like this one."""
        SharedView.known.add(self)
        for other in self.others():
            other.columns, other.restriction, other.cursor = self.columns, self.restriction, self.cursor

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        """Set the columns of all."""
        super().set_columns(tags, flags)
        self.spread()

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Restrict all."""
        super().restrict(restriction, flags)
        self.spread()

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Move the position of all."""
        rows = super().query_rows(row_count, flags)
        self.spread()
        return rows


@fault("tables-share-their-state")
class OneViewPerSession(SharedView):
    """All tables of a session are one."""


@fault("sessions-share-their-tables")
class OneViewPerProfile(SharedView):
    """The first tables of all sessions on the profile are one, and so on."""

    def others(self) -> Iterable[SharedView]:
        """Those that were the so-manieth of their session too."""
        ours = self.session.profile
        return [other for other in SharedView.known if other.number == self.number and other.session.profile is ours]


# -- A2 and B2: columns -----------------------------------------------------------------------------------------------


class OwnOrder(StatusTable):
    """With three columns or more, shows some rows in its own order instead of the client's."""

    def concerns(self, row: StatusRow) -> bool:
        """Whether the row is shown so."""
        raise NotImplementedError

    def shown(self, row: StatusRow) -> Row:
        """Sort the columns that the table knows, and leave the others in their places."""
        slots = super().shown(row)
        if len(slots) < 3 or not self.concerns(row):
            return slots
        own = {int(tag): place for place, tag in enumerate(DEFAULT_COLUMNS)}
        ordered = iter(sorted((slot for slot in slots if slot.tag in own), key=lambda slot: own[slot.tag]))
        return tuple(next(ordered) if slot.tag in own else slot for slot in slots)


@fault("spooler-row-keeps-own-column-order")
class SpoolerInOwnOrder(OwnOrder):
    """The spooler's row keeps the table's order."""

    def concerns(self, row: StatusRow) -> bool:
        """Only the spooler's."""
        return is_spooler(row)


@fault("transport-rows-keep-own-column-order")
class TransportsInOwnOrder(OwnOrder):
    """Transports' rows keep the table's order."""

    def concerns(self, row: StatusRow) -> bool:
        """Only transports'."""
        return is_transport(row)


@fault("rows-keep-own-column-order")
class AllInOwnOrder(StatusTable):
    """Shows every row in its own order, also with two columns."""

    def shown(self, row: StatusRow) -> Row:
        """Sort all columns."""
        own = {int(tag): place for place, tag in enumerate(DEFAULT_COLUMNS)}
        slots = super().shown(row)
        known = all(slot.tag in own for slot in slots)
        return tuple(sorted(slots, key=lambda slot: own[slot.tag])) if known else slots


@fault("two-columns-become-three")
class OneMore(StatusTable):
    """Adds a column of its own."""

    def shown(self, row: StatusRow) -> Row:
        """Put PR_ROWID behind two columns."""
        slots = super().shown(row)
        return (*slots, PropertyValue(PropertyTag.PR_ROWID, row.number)) if len(slots) == 2 else slots


@fault("spooler-row-misses-a-column")
class SpoolerMissesColumn(StatusTable):
    """The spooler's row drops the first of three columns."""

    def shown(self, row: StatusRow) -> Row:
        """Drop it."""
        slots = super().shown(row)
        known = len(slots) == 3 and not any(slot.is_absent for slot in slots)
        return slots[1:] if known and is_spooler(row) else slots


@fault("unknown-column-refused")
class UnknownColumnRefused(StatusTable):
    """Wants to know every column."""

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        """Refuse columns that no row has."""
        if not {prop_id(tag) for tag in tags} <= {prop_id(tag) for tag in DEFAULT_COLUMNS}:
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        super().set_columns(tags, flags)


@fault("absent-column-as-zero")
class AbsentAsZero(StatusTable):
    """Makes up values."""

    def shown(self, row: StatusRow) -> Row:
        """Put a zero of the type asked for where there is no value."""
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


@fault("absent-column-dropped")
class AbsentDropped(StatusTable):
    """Rows get shorter."""

    def shown(self, row: StatusRow) -> Row:
        """Leave out what is absent."""
        return tuple(slot for slot in super().shown(row) if not slot.is_absent)


@fault("query-columns-sorted")
class QueryColumnsSorted(StatusTable):
    """Knows the columns, not their order."""

    def query_columns(self, flags: int) -> Sequence[int]:
        """Answer them by tag."""
        tags = super().query_columns(flags)
        return tags if flags & QueryColumnsFlag.TBL_ALL_COLUMNS else sorted(tags)


# -- A4 and B4: reading rows ------------------------------------------------------------------------------------------


@fault("query-rows-skips")
class Skipping(StatusTable):
    """Loses a row between two calls."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Go one too far, unless at the end."""
        rows = super().query_rows(row_count, flags)
        if not flags & QueryRowsFlag.TBL_NOADVANCE:
            self.cursor = min(self.cursor + 1, len(self.rows()))
        return rows


@fault("noadvance-advances")
class Advancing(StatusTable):
    """Does not know TBL_NOADVANCE."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Go on regardless."""
        return super().query_rows(row_count, flags & ~int(QueryRowsFlag.TBL_NOADVANCE))


@fault("zero-rows-accepted")
class ZeroAccepted(StatusTable):
    """Reads nothing if that is what is wanted."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Answer an empty row set for zero rows."""
        if row_count:
            return super().query_rows(row_count, flags)
        self.enter()
        return self.lend_rows([])


@fault("seek-row-does-nothing")
class Unmoved(StatusTable):
    """SeekRow succeeds and does not move."""

    def seek_row(self, bookmark: int, row_count: int) -> int:
        """Stay."""
        self.enter()
        return 0

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """Start over without SeekRow."""
        self.cursor = 0
        return super().hr_query_all_rows(tags, restriction, sort_order, max_rows)


@fault("query-all-ignores-columns")
class AllColumns(StatusTable):
    """HrQueryAllRows that knows no column array."""

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """Leave the columns as they are."""
        return super().hr_query_all_rows(None, restriction, sort_order, max_rows)


@fault("query-all-starts-at-the-position")
class FromPosition(StatusTable):
    """HrQueryAllRows that reads the rest."""

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """Go on from the position where nothing restricts."""
        if restriction is not None or max_rows:
            return super().hr_query_all_rows(tags, restriction, sort_order, max_rows)
        self.enter()
        return self.query_rows(len(self.rows()), 0)


@fault("query-all-knows-no-limit")
class NoLimit(StatusTable):
    """HrQueryAllRows that returns more rows than allowed."""

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """Pass over the limit."""
        return super().hr_query_all_rows(tags, restriction, sort_order, 0)


@fault("query-all-refuses-nothing")
class NothingRefused(StatusTable):
    """HrQueryAllRows that fails where there is nothing to return."""

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """Refuse instead of answering no row."""
        rows = super().hr_query_all_rows(tags, restriction, sort_order, max_rows)
        if not len(rows) and rows.free is not None:
            rows.free()
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        return rows
