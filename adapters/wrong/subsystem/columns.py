"""Wrong columns: which of the columns set the rows show, and what QueryColumns says of them."""

from collections.abc import Sequence

from mapi_tck.mapi import MapiError, PropertyTag, QueryColumnsFlag, ResultCode, Row, TableFlag, prop_id

from ...reference.status_rows import DEFAULT_COLUMNS, StatusRow, width
from ...reference.status_table import StatusTable
from ...reference.variants import instead_of, specimen
from .rows import Missing, is_spooler, is_transport
from .table import OwnCalls


@instead_of(OwnCalls.set_columns, "batch-flag-refused", step="A2")
def batch_refused(self: OwnCalls, tags: Sequence[int], flags: int) -> None:
    """SetColumns refuses TBL_BATCH, but not from its own HrQueryAllRows."""
    if flags & TableFlag.TBL_BATCH and not self.calls_itself:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
    OwnCalls.set_columns(self, tags, flags)


@instead_of(StatusTable.shown, "null-column-dropped", step="A2")
def null_dropped(self: StatusTable, row: StatusRow) -> Row:
    """Rows leave out a column PR_NULL, and so are shorter than the columns set."""
    return tuple(slot for slot in StatusTable.shown(self, row) if slot.tag != PropertyTag.PR_NULL)


@instead_of(StatusTable.shown, "own-rows-keep-own-column-order", step="A2")
def own_rows_in_own_order(self: StatusTable, row: StatusRow) -> Row:
    """With two columns, the rows of MAPI's own objects except the spooler's show them in the order of property identifiers."""
    slots = StatusTable.shown(self, row)
    if len(slots) != 2 or is_spooler(row) or is_transport(row):
        return slots
    return tuple(sorted(slots, key=lambda slot: prop_id(slot.tag)))


@instead_of(StatusTable.shown, "own-rows-show-a-column-more", step="A2")
def own_rows_show_more(self: StatusTable, row: StatusRow) -> Row:
    """With two columns, the rows of MAPI's own objects except the spooler's show the last column twice."""
    slots = StatusTable.shown(self, row)
    own = len(slots) == 2 and not is_spooler(row) and not is_transport(row)
    return (*slots, slots[-1]) if own else slots


@instead_of(StatusTable.query_columns, "all-columns-are-those-set", step="A2")
def no_other_columns(self: StatusTable, flags: int) -> Sequence[int]:
    """QueryColumns ignores TBL_ALL_COLUMNS and always returns the columns that were set."""
    return StatusTable.query_columns(self, flags & ~int(QueryColumnsFlag.TBL_ALL_COLUMNS))


@instead_of(StatusTable.query_columns, "computed-columns-untold", step="A2")
def computed_untold(self: StatusTable, flags: int) -> Sequence[int]:
    """QueryColumns with TBL_ALL_COLUMNS leaves out the columns that MAPI computes."""
    tags = StatusTable.query_columns(self, flags)
    computed = (PropertyTag.PR_INSTANCE_KEY, PropertyTag.PR_ROWID, PropertyTag.PR_OBJECT_TYPE)
    return [tag for tag in tags if tag not in computed] if flags & QueryColumnsFlag.TBL_ALL_COLUMNS else tags


@specimen("default-columns-untold", step="A2")
class DefaultUntold(StatusTable):
    """QueryColumns returns no column until columns are set, although the rows show many."""

    _set = False

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        super().set_columns(tags, flags)
        self._set = True

    def query_columns(self, flags: int) -> Sequence[int]:
        tags = super().query_columns(flags)
        return tags if self._set or flags & QueryColumnsFlag.TBL_ALL_COLUMNS else []


@instead_of(StatusTable.query_columns, "query-columns-tells-the-default", step="A2")
def always_default(self: StatusTable, flags: int) -> Sequence[int]:
    """QueryColumns always returns the columns of a new table, even after others were set."""
    self.enter()
    return DEFAULT_COLUMNS


@instead_of(StatusTable.all_columns, "ansi-table-tells-unicode-columns", step="A1")
def always_wide(self: StatusTable) -> tuple[int, ...]:
    """A status table asked for without MAPI_UNICODE has Unicode columns."""
    return tuple(width(tag, unicode=True) for tag in StatusTable.all_columns(self))


@instead_of(StatusTable.all_columns, "unicode-table-tells-ansi-columns", step="A1")
def never_wide(self: StatusTable) -> tuple[int, ...]:
    """A status table asked for with MAPI_UNICODE has eight-bit columns until others are set."""
    return tuple(width(tag, unicode=False) for tag in StatusTable.all_columns(self))


@instead_of(StatusTable.all_columns, "ansi-table-tells-a-unicode-name-too", step="A1")
def wide_name_too(self: StatusTable) -> tuple[int, ...]:
    """A status table asked for without MAPI_UNICODE has the display name twice, in ANSI and in Unicode."""
    tags = StatusTable.all_columns(self)
    return tags if self.unicode else (*tags, PropertyTag.PR_DISPLAY_NAME_W)


@instead_of(StatusTable.all_columns, "unicode-table-tells-an-ansi-name-too", step="A1")
def narrow_name_too(self: StatusTable) -> tuple[int, ...]:
    """A status table asked for with MAPI_UNICODE has the display name twice, in Unicode and in ANSI."""
    tags = StatusTable.all_columns(self)
    return (*tags, PropertyTag.PR_DISPLAY_NAME_A) if self.unicode else tags


@specimen("dll-name-in-no-row", step="A1")
class NoDllName(Missing, tag=PropertyTag.PR_PROVIDER_DLL_NAME_A, whose=None):
    """No row of the status table has the name of the provider's DLL, and QueryColumns does not tell the column."""

    def all_columns(self) -> tuple[int, ...]:
        return tuple(tag for tag in super().all_columns() if prop_id(tag) != prop_id(self.tag))


@specimen("batched-columns-are-never-told", step="A2")
class NeverTold(StatusTable):
    """QueryColumns tells the columns of before where others were set with TBL_BATCH, even when rows have been read."""

    _told: Sequence[int] | None = None

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        self._told = self.columns if flags & TableFlag.TBL_BATCH else None
        super().set_columns(tags, flags)

    def query_columns(self, flags: int) -> Sequence[int]:
        columns = super().query_columns(flags)
        return columns if self._told is None or flags & QueryColumnsFlag.TBL_ALL_COLUMNS else self._told
