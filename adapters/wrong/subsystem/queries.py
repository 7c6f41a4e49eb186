"""Wrong queries: how many rows QueryRows and HrQueryAllRows give, and from which position."""

from collections.abc import Sequence
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from mapi_tck.mapi import Bookmark, MapiError, PropertyTag, QueryRowsFlag, Restriction, ResultCode, RowSet

from ...reference.session import Session
from ...reference.status_rows import StatusRow
from ...reference.status_table import StatusTable
from ...reference.variants import instead_of, specimen
from .rows import Showing
from .table import OtherQuery


@specimen("first-query-gives-one-row-too-few", step="A4")
class OneTooFew(StatusTable):
    """The first QueryRows of a table gives one row less than it is asked for."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.cursor = -1


@instead_of(StatusTable.seek_row, "seek-row-counts-from-one", step="A4")
def counts_from_one(self: StatusTable, bookmark: int, row_count: int) -> int:
    """SeekRow takes the second row for the beginning."""
    first = bookmark == Bookmark.BOOKMARK_BEGINNING
    return StatusTable.seek_row(self, bookmark, row_count + 1 if first else row_count)


@specimen("seek-row-turns-the-table-round", step="A4")
class TurnedRound(StatusTable):
    """Each SeekRow to BOOKMARK_BEGINNING turns the order of the rows round."""

    _turned = False

    def seek_row(self, bookmark: int, row_count: int) -> int:
        if bookmark == Bookmark.BOOKMARK_BEGINNING and not row_count:
            self._turned = not self._turned
        return super().seek_row(bookmark, row_count)

    def rows(self) -> Sequence[StatusRow]:
        rows = super().rows()
        return rows[::-1] if self._turned else rows


@instead_of(StatusTable.seek_row, "seek-row-ignores-the-count", step="A4")
def seeks_bookmarks(self: StatusTable, bookmark: int, row_count: int) -> int:
    """SeekRow goes to the bookmark and ignores the number of rows."""
    return StatusTable.seek_row(self, bookmark, 0)


@instead_of(StatusTable.seek_row, "seek-row-counts-forward-only", step="A4")
def seeks_forward(self: StatusTable, bookmark: int, row_count: int) -> int:
    """SeekRow takes a negative number of rows for a large positive one, and goes to the end instead of back."""
    return StatusTable.seek_row(self, bookmark, row_count & 0xFFFFFFFF)


@instead_of(StatusTable.seek_row, "seek-row-stays-at-the-beginning", step="A4")
def stays_at_beginning(self: StatusTable, bookmark: int, row_count: int) -> int:
    """SeekRow from BOOKMARK_BEGINNING ignores the number of rows and stays at the beginning."""
    first = bookmark == Bookmark.BOOKMARK_BEGINNING
    return StatusTable.seek_row(self, bookmark, 0 if first else row_count)


@instead_of(StatusTable.seek_row, "seek-row-goes-back-one-row-at-most", step="A4")
def one_row_back(self: StatusTable, bookmark: int, row_count: int) -> int:
    """SeekRow goes back one row from the position, even if it is asked for more."""
    current = bookmark == Bookmark.BOOKMARK_CURRENT
    return StatusTable.seek_row(self, bookmark, max(row_count, -1) if current else row_count)


@instead_of(StatusTable.seek_row, "end-is-that-of-all-rows", step="A4")
def end_of_all_rows(self: StatusTable, bookmark: int, row_count: int) -> int:
    """SeekRow takes the end of the unrestricted table for the end."""
    end = bookmark == Bookmark.BOOKMARK_END
    hidden = len(self.session.rows()) - len(self.rows())
    return StatusTable.seek_row(self, bookmark, row_count + hidden if end else row_count)


@instead_of(StatusTable.query_rows, "no-advance-of-too-many-rows-advances", step="A4")
def advances_to_the_end(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """QueryRows with TBL_NOADVANCE goes to the end if fewer rows are left than it was asked for."""
    rows = StatusTable.query_rows(self, row_count, flags)
    if flags & QueryRowsFlag.TBL_NOADVANCE and len(rows) < row_count:
        self.cursor += len(rows)
    return rows


@instead_of(StatusTable.query_rows, "no-advance-at-the-end-starts-over", step="A4")
def starts_over_at_the_end(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """QueryRows with TBL_NOADVANCE at the end of the table gives no row, and puts the position back to the first one."""
    rows = StatusTable.query_rows(self, row_count, flags)
    if not len(rows) and flags & QueryRowsFlag.TBL_NOADVANCE:
        self.cursor = 0
    return rows


@instead_of(StatusTable.query_rows, "row-count-ignored", step="A4")
def count_ignored(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """QueryRows gives all rows that are left, even if fewer were asked for."""
    return StatusTable.query_rows(self, max(row_count, 1000) if row_count > 0 else row_count, flags)


@instead_of(StatusTable.query_rows, "one-row-too-many", step="A4")
def one_too_many(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """QueryRows gives one row more than it was asked for."""
    return StatusTable.query_rows(self, row_count + 1 if row_count > 0 else row_count, flags)


@instead_of(StatusTable.query_rows, "zero-rows-means-all", step="A4")
def zero_means_all(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """QueryRows takes a row count of zero for "no limit", as HrQueryAllRows does."""
    return StatusTable.query_rows(self, row_count or 1000, flags)


@instead_of(StatusTable.query_rows, "pieces-overlap", step="A4")
def overlapping(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """After QueryRows was called for two rows or more, the next call begins with the last row of that call."""
    rows = StatusTable.query_rows(self, row_count, flags)
    if row_count > 1 and not flags & QueryRowsFlag.TBL_NOADVANCE and self.cursor < len(self.rows()):
        self.cursor -= 1
    return rows


@instead_of(OtherQuery.query_all, "query-all-forgets-columns", step="A4")
def new_columns(self: OtherQuery, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
    """HrQueryAllRows without a column array shows every column, even after some were set."""
    return OtherQuery.query_all(self, tags or self.all_columns(), restriction, max_rows)


@instead_of(OtherQuery.query_all, "query-all-limit-too-low", step="A4")
def limit_low(self: OtherQuery, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
    """HrQueryAllRows refuses to return exactly as many rows as its limit allows."""
    rows = OtherQuery.query_all(self, tags, restriction, max_rows)
    if max_rows and len(rows) >= max_rows:
        if rows.free is not None:
            rows.free()
        raise MapiError(ResultCode.MAPI_E_TABLE_TOO_BIG)
    return rows


@instead_of(OtherQuery.query_all, "query-all-cuts-rows-off", step="A4")
def cut_off(self: OtherQuery, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
    """HrQueryAllRows returns as many rows as its limit allows, and does not say that there are more."""
    rows = OtherQuery.query_all(self, tags, restriction, 0)
    return RowSet(rows.rows[:max_rows], rows.free) if max_rows else rows


@instead_of(StatusTable.query_rows, "restricted-row-by-row-skips", step="A4")
def skips(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """Read one row at a time, a restricted status table skips every second row."""
    rows = StatusTable.query_rows(self, row_count, flags)
    self.cursor += bool(self.restriction) and row_count == 1
    return rows


@instead_of(StatusTable.seek_row, "seek-tells-what-was-asked", step="A4")
def tells_asked(self: StatusTable, bookmark: int, row_count: int) -> int:
    """SeekRow tells the number of rows that it was asked for, although it has stopped at the end of the table before."""
    StatusTable.seek_row(self, bookmark, row_count)
    return row_count


@specimen("instance-key-changes-with-restriction", step="A1")
class KeyOfTheView(Showing, tag=PropertyTag.PR_INSTANCE_KEY):
    """A row has another PR_INSTANCE_KEY while its table is restricted."""

    def instead(self, row: StatusRow) -> bytes:
        return (row.number + (0 if self.restriction is None else 1000)).to_bytes(4, "little")


@specimen("table-keeps-the-restriction-before", step="A1")
class KeepsBefore(StatusTable):
    """A status table begins with the restriction of the table that the session has released before."""

    _left: ClassVar[WeakKeyDictionary[Session, Restriction | None]] = WeakKeyDictionary()

    def __init__(self, session: Session, number: int, flags: int) -> None:
        super().__init__(session, number, flags)
        self.restriction = self._left.get(session)

    def release(self) -> None:
        super().release()
        self._left[self.session] = self.restriction
