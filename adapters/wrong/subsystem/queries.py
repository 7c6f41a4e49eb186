"""Wrong queries: how many rows QueryRows and HrQueryAllRows give, and from where on."""

from collections.abc import Iterable, Sequence

from mapi_tck.mapi import (
    Bookmark,
    MapiError,
    QueryRowsFlag,
    Restriction,
    ResultCode,
    RowSet,
)

from ...reference.status_table import StatusTable
from ..faults import fault
from .table import SharedView

# -- the position --------------------------------------------------------------------------------------------------------


@fault("tables-share-their-position")
class OnePosition(SharedView):
    """All tables of a session have one position, and the rest to themselves."""

    def spread(self) -> None:
        """Move the others along."""
        SharedView.known.add(self)
        for other in self.others():
            other.cursor = self.cursor


@fault("seek-row-counts-from-one")
class CountsFromOne(StatusTable):
    """Takes the second row for the beginning."""

    def seek_row(self, bookmark: int, row_count: int) -> int:
        """One too far from the beginning on."""
        first = bookmark == Bookmark.BOOKMARK_BEGINNING
        return super().seek_row(bookmark, row_count + 1 if first else row_count)


# -- QueryRows -----------------------------------------------------------------------------------------------------------


@fault("row-count-ignored")
class CountIgnored(StatusTable):
    """Gives all rows that are left, however few were asked for."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """As many as there are."""
        return super().query_rows(max(row_count, 1000) if row_count > 0 else row_count, flags)


@fault("one-row-too-many")
class OneTooMany(StatusTable):
    """Counts the rows that it gives from zero."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Up to and including the row of that number."""
        return super().query_rows(row_count + 1 if row_count > 0 else row_count, flags)


@fault("zero-rows-means-all")
class ZeroMeansAll(StatusTable):
    """Takes zero for no limit, as HrQueryAllRows does."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """All of them."""
        return super().query_rows(row_count or 1000, flags)


@fault("pieces-overlap")
class Overlapping(StatusTable):
    """Begins each piece of two rows or more with the last row of the piece before."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Stay on the last row, unless that is the table's."""
        rows = super().query_rows(row_count, flags)
        if row_count > 1 and not flags & QueryRowsFlag.TBL_NOADVANCE and self.cursor < len(self.rows()):
            self.cursor -= 1
        return rows


# -- HrQueryAllRows ------------------------------------------------------------------------------------------------------


@fault("query-all-forgets-columns")
class ColumnsForgotten(StatusTable):
    """HrQueryAllRows without a column array shows all columns, whichever were set."""

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """Set them all."""
        return super().hr_query_all_rows(tags or self.all_columns(), restriction, sort_order, max_rows)


@fault("query-all-limit-too-low")
class LimitTooLow(StatusTable):
    """HrQueryAllRows refuses as many rows as it may return."""

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """Refuse one too early."""
        rows = super().hr_query_all_rows(tags, restriction, sort_order, max_rows)
        if max_rows and len(rows) >= max_rows:
            if rows.free is not None:
                rows.free()
            raise MapiError(ResultCode.MAPI_E_TABLE_TOO_BIG)
        return rows


@fault("query-all-cuts-rows-off")
class CutOff(StatusTable):
    """HrQueryAllRows returns as many rows as it may and keeps quiet about the others."""

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """Leave off what is too much."""
        rows = super().hr_query_all_rows(tags, restriction, sort_order, 0)
        return RowSet(rows.rows[:max_rows], rows.free) if max_rows else rows


@fault("sessions-share-their-position")
class OnePositionPerProfile(OnePosition):
    """The first tables of all sessions on the profile have one position, and so on."""

    def others(self) -> Iterable[SharedView]:
        """Those that were the so-manieth of their session too."""
        ours = self.session.profile
        return [other for other in SharedView.known if other.number == self.number and other.session.profile is ours]
