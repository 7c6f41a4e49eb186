"""Wrong columns: which of the columns set the rows show, and what QueryColumns says of them."""

from collections.abc import Sequence

from mapi_tck.mapi import MapiError, PropertyTag, QueryColumnsFlag, ResultCode, Row, TableFlag, prop_id

from ...reference.status_rows import DEFAULT_COLUMNS, StatusRow, width
from ...reference.status_table import StatusTable
from ...reference.variants import specimen
from .rows import is_spooler, is_transport
from .table import OwnCalls


@specimen("batch-flag-refused", step="A2")
class BatchRefused(OwnCalls):
    """SetColumns refuses TBL_BATCH, but not from its own HrQueryAllRows."""

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        if flags & TableFlag.TBL_BATCH and not self.calls_itself:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
        super().set_columns(tags, flags)


@specimen("null-column-dropped", step="A2")
class NullDropped(StatusTable):
    """Rows leave out a column PR_NULL, and so are shorter than the columns set."""

    def shown(self, row: StatusRow) -> Row:
        return tuple(slot for slot in super().shown(row) if slot.tag != PropertyTag.PR_NULL)


@specimen("own-rows-keep-own-column-order", step="A2")
class OwnRowsInOwnOrder(StatusTable):
    """With two columns, the rows of MAPI's own objects except the spooler's show them in the order of property identifiers."""

    def shown(self, row: StatusRow) -> Row:
        slots = super().shown(row)
        if len(slots) != 2 or is_spooler(row) or is_transport(row):
            return slots
        return tuple(sorted(slots, key=lambda slot: prop_id(slot.tag)))


@specimen("own-rows-show-a-column-more", step="A2")
class OwnRowsShowMore(StatusTable):
    """With two columns, the rows of MAPI's own objects except the spooler's show the last column twice."""

    def shown(self, row: StatusRow) -> Row:
        slots = super().shown(row)
        own = len(slots) == 2 and not is_spooler(row) and not is_transport(row)
        return (*slots, slots[-1]) if own else slots


@specimen("all-columns-are-those-set", step="A2")
class NoOtherColumns(StatusTable):
    """QueryColumns ignores TBL_ALL_COLUMNS and always returns the columns that were set."""

    def query_columns(self, flags: int) -> Sequence[int]:
        return super().query_columns(flags & ~int(QueryColumnsFlag.TBL_ALL_COLUMNS))


@specimen("computed-columns-untold", step="A2")
class ComputedUntold(StatusTable):
    """QueryColumns with TBL_ALL_COLUMNS leaves out the columns that MAPI computes."""

    def query_columns(self, flags: int) -> Sequence[int]:
        tags = super().query_columns(flags)
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


@specimen("query-columns-tells-the-default", step="A2")
class AlwaysDefault(StatusTable):
    """QueryColumns always returns the columns of a new table, even after others were set."""

    def query_columns(self, flags: int) -> Sequence[int]:
        self.enter()
        return DEFAULT_COLUMNS


@specimen("ansi-table-tells-unicode-columns", step="A1")
class AlwaysWide(StatusTable):
    """A status table asked for without MAPI_UNICODE has Unicode columns."""

    def all_columns(self) -> tuple[int, ...]:
        return tuple(width(tag, unicode=True) for tag in super().all_columns())


@specimen("unicode-table-tells-ansi-columns", step="A1")
class NeverWide(StatusTable):
    """A status table asked for with MAPI_UNICODE has eight-bit columns until others are set."""

    def all_columns(self) -> tuple[int, ...]:
        return tuple(width(tag, unicode=False) for tag in super().all_columns())
