"""A view of the status table (imapisession-getstatustable.md).

Every call of GetStatusTable gives a view with its own columns, restriction and cursor. Each call reads the rows anew, so that
a view never shows an old status.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mapi_tck.mapi import (
    Bookmark,
    MapiError,
    PropertyTag,
    PropertyValue,
    QueryColumnsFlag,
    QueryRowsFlag,
    Restriction,
    ResultCode,
    Row,
    RowSet,
    TableFlag,
    UnicodeFlag,
    prop_id,
)

from .lifetime import ClientObject, HeldRows
from .restricting import check_restriction, matches
from .status_rows import DEFAULT_COLUMNS, Columns, StatusRow, check_flags, read, width

if TYPE_CHECKING:
    from .session import Session

_ENTRY_ID = prop_id(PropertyTag.PR_ENTRYID)


class StatusTable(ClientObject):
    """IMAPITable over the status rows of a session."""

    kind = "table"

    def __init__(self, session: "Session", number: int, flags: int) -> None:
        super().__init__(session.subsystem.holdings)
        self.session = session
        self.number = number
        self.unicode = bool(flags & UnicodeFlag.MAPI_UNICODE)
        self.columns: tuple[int, ...] = self.all_columns()
        self.restriction: Restriction | None = None
        self.cursor = 0

    # -- what to show ------------------------------------------------------------------------------------------------

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        """Show these columns in this order. Columns that no row has are accepted, and show as errors in the rows."""
        self.enter()
        check_flags(flags, TableFlag)
        if not tags:
            raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
        self.columns = tuple(tags)

    def query_columns(self, flags: int) -> Sequence[int]:
        """Return the columns shown, or with TBL_ALL_COLUMNS all that there are."""
        self.enter()
        check_flags(flags, QueryColumnsFlag)
        return self.all_columns() if flags & QueryColumnsFlag.TBL_ALL_COLUMNS else self.columns

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Show only the rows that match this restriction instead of the one before, and start again at the first row."""
        self.enter()
        check_flags(flags, TableFlag)
        if restriction is not None:
            check_restriction(restriction)
        self.restriction = restriction
        self.cursor = 0

    # -- moving and reading ------------------------------------------------------------------------------------------

    def seek_row(self, bookmark: int, row_count: int) -> int:
        """Move the cursor relative to the bookmark, not beyond the ends; return by how many rows (imapitable-seekrow.md)."""
        self.enter()
        rows = self.rows()
        starts: dict[int, int] = {
            Bookmark.BOOKMARK_BEGINNING: 0,
            Bookmark.BOOKMARK_CURRENT: self.cursor,
            Bookmark.BOOKMARK_END: len(rows),
        }
        start = starts.get(bookmark)
        if start is None:
            raise MapiError(ResultCode.MAPI_E_INVALID_BOOKMARK)
        self.cursor = within(rows, start + row_count)
        return self.cursor - start

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Return up to so many rows, in table order.

        A negative count first moves the cursor back by so many rows and then reads on from there. The cursor ends
        behind the last row read, with TBL_NOADVANCE at the first (imapitable-queryrows.md).
        """
        self.enter()
        check_flags(flags, QueryRowsFlag)
        if row_count == 0:
            raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
        rows = self.rows()
        first = within(rows, min(self.cursor, self.cursor + row_count))
        end = within(rows, max(self.cursor, self.cursor + row_count))
        self.cursor = first if flags & QueryRowsFlag.TBL_NOADVANCE else end
        return self.lend_rows([self.shown(row) for row in rows[first:end]])

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """Return all rows at once (hrqueryallrows.md). Columns and restriction that are given stay set."""
        self.seek_row(Bookmark.BOOKMARK_BEGINNING, 0)
        if tags is not None:
            self.set_columns(tags, TableFlag.TBL_BATCH)
        if restriction is not None:
            self.restrict(restriction, TableFlag.TBL_BATCH)
        count = len(self.rows())
        if 0 < max_rows < count:
            raise MapiError(ResultCode.MAPI_E_TABLE_TOO_BIG)
        return self.query_rows(max(count, 1), 0)

    # -- how rows come about -----------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Begin a call: the table must still be the client's, and its session must not have ended."""
        self.check_held()
        self.session.enter()

    def all_columns(self) -> tuple[int, ...]:
        """Every column that some row has, strings in the width that this table was opened with."""
        return tuple(width(tag, self.unicode) for tag in DEFAULT_COLUMNS)

    def rows(self) -> Sequence[StatusRow]:
        """The rows that the restriction lets through, in table order."""
        if self.restriction is None:
            return self.session.rows()
        return [row for row in self.session.rows() if self.selects(row, self.restriction)]

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        """Whether the row matches. The restriction may be on a column that is not shown."""
        columns = self.columns_of(row)
        return matches(restriction, lambda tag: read(columns, tag, self.unicode))

    def shown(self, row: StatusRow) -> Row:
        """The row as the client gets it."""
        columns = self.columns_of(row)
        return tuple(read(columns, tag, self.unicode) for tag in self.columns)

    def columns_of(self, row: StatusRow) -> Columns:
        """All values of the row, with the identifier by which this table shows it."""
        entry_id = self.session.entry_ids.make(row, self.number)
        return {**row.columns, _ENTRY_ID: PropertyValue(PropertyTag.PR_ENTRYID, entry_id)}

    def lend_rows(self, rows: Sequence[Row]) -> RowSet:
        """Put the rows into a row set that is counted until the client frees it."""
        return RowSet(tuple(rows), HeldRows(self.session.subsystem.holdings).release)


def within(rows: Sequence[StatusRow], place: int) -> int:
    """The place, or the nearer end of the table if the place lies outside."""
    return max(0, min(place, len(rows)))
