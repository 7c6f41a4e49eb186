"""Wrong queries: how many rows QueryRows and HrQueryAllRows give, and from which position."""

from collections.abc import Sequence

from mapi_tck.mapi import Bookmark, MapiError, QueryRowsFlag, Restriction, ResultCode, RowSet

from ...reference.status_table import StatusTable
from ...reference.variants import specimen
from .table import OtherQuery


@specimen("seek-row-counts-from-one", step="A4")
class CountsFromOne(StatusTable):
    """SeekRow takes the second row for the beginning."""

    def seek_row(self, bookmark: int, row_count: int) -> int:
        first = bookmark == Bookmark.BOOKMARK_BEGINNING
        return super().seek_row(bookmark, row_count + 1 if first else row_count)


@specimen("seek-row-ignores-the-count", step="A4")
class SeeksBookmarks(StatusTable):
    """SeekRow goes to the bookmark and ignores the number of rows."""

    def seek_row(self, bookmark: int, row_count: int) -> int:
        return super().seek_row(bookmark, 0)


@specimen("seek-row-counts-forward-only", step="A4")
class SeeksForward(StatusTable):
    """SeekRow takes a negative number of rows for a large positive one, and goes to the end instead of back."""

    def seek_row(self, bookmark: int, row_count: int) -> int:
        return super().seek_row(bookmark, row_count & 0xFFFFFFFF)


@specimen("seek-row-stays-at-the-beginning", step="A4")
class StaysAtBeginning(StatusTable):
    """SeekRow from BOOKMARK_BEGINNING ignores the number of rows and stays at the beginning."""

    def seek_row(self, bookmark: int, row_count: int) -> int:
        first = bookmark == Bookmark.BOOKMARK_BEGINNING
        return super().seek_row(bookmark, 0 if first else row_count)


@specimen("row-count-ignored", step="A4")
class CountIgnored(StatusTable):
    """QueryRows gives all rows that are left, even if fewer were asked for."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        return super().query_rows(max(row_count, 1000) if row_count > 0 else row_count, flags)


@specimen("one-row-too-many", step="A4")
class OneTooMany(StatusTable):
    """QueryRows gives one row more than it was asked for."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        return super().query_rows(row_count + 1 if row_count > 0 else row_count, flags)


@specimen("zero-rows-means-all", step="A4")
class ZeroMeansAll(StatusTable):
    """QueryRows takes a row count of zero for "no limit", as HrQueryAllRows does."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        return super().query_rows(row_count or 1000, flags)


@specimen("pieces-overlap", step="A4")
class Overlapping(StatusTable):
    """After QueryRows was called for two rows or more, the next call begins with the last row of that call."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        rows = super().query_rows(row_count, flags)
        if row_count > 1 and not flags & QueryRowsFlag.TBL_NOADVANCE and self.cursor < len(self.rows()):
            self.cursor -= 1
        return rows


@specimen("query-all-forgets-columns", step="A4")
class ColumnsForgotten(OtherQuery):
    """HrQueryAllRows without a column array shows every column, even after some were set."""

    def query_all(self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
        return super().query_all(tags or self.all_columns(), restriction, max_rows)


@specimen("query-all-limit-too-low", step="A4")
class LimitTooLow(OtherQuery):
    """HrQueryAllRows refuses to return exactly as many rows as its limit allows."""

    def query_all(self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
        rows = super().query_all(tags, restriction, max_rows)
        if max_rows and len(rows) >= max_rows:
            if rows.free is not None:
                rows.free()
            raise MapiError(ResultCode.MAPI_E_TABLE_TOO_BIG)
        return rows


@specimen("query-all-cuts-rows-off", step="A4")
class CutOff(OtherQuery):
    """HrQueryAllRows returns as many rows as its limit allows, and does not say that there are more."""

    def query_all(self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
        rows = super().query_all(tags, restriction, 0)
        return RowSet(rows.rows[:max_rows], rows.free) if max_rows else rows
