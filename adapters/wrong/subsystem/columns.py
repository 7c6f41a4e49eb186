"""Wrong columns: what rows show of those that were set, and what QueryColumns tells of them."""

from collections.abc import Sequence

from mapi_tck.mapi import (
    MapiError,
    PropertyTag,
    QueryColumnsFlag,
    Restriction,
    ResultCode,
    Row,
    RowSet,
    TableFlag,
    prop_id,
)

from ...reference.status_rows import DEFAULT_COLUMNS, StatusRow
from ...reference.status_table import StatusTable
from ..faults import fault
from .rows import is_spooler, is_transport

# -- SetColumns ---------------------------------------------------------------------------------------------------------


@fault("batch-flag-refused")
class BatchRefused(StatusTable):
    """Does not know TBL_BATCH, which it passes itself in HrQueryAllRows."""

    _itself = False

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """As it should be."""
        self._itself = True
        try:
            return super().hr_query_all_rows(tags, restriction, sort_order, max_rows)
        finally:
            self._itself = False

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        """Refuse the flag."""
        if flags & TableFlag.TBL_BATCH and not self._itself:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
        super().set_columns(tags, flags)


@fault("null-column-dropped")
class NullDropped(StatusTable):
    """Takes PR_NULL for no column at all."""

    def shown(self, row: StatusRow) -> Row:
        """Close the gap."""
        return tuple(slot for slot in super().shown(row) if slot.tag != PropertyTag.PR_NULL)


@fault("own-rows-keep-own-column-order")
class OwnRowsInOwnOrder(StatusTable):
    """The rows that MAPI makes itself, but for the spooler's, keep the table's order of two columns."""

    def shown(self, row: StatusRow) -> Row:
        """PR_ENTRYID first."""
        slots = super().shown(row)
        if len(slots) != 2 or is_spooler(row) or is_transport(row):
            return slots
        return tuple(sorted(slots, key=lambda slot: prop_id(slot.tag)))


@fault("own-rows-show-a-column-more")
class OwnRowsShowMore(StatusTable):
    """The rows that MAPI makes itself, but for the spooler's, show the last of two columns twice."""

    def shown(self, row: StatusRow) -> Row:
        """One slot more."""
        slots = super().shown(row)
        own = len(slots) == 2 and not is_spooler(row) and not is_transport(row)
        return (*slots, slots[-1]) if own else slots


# -- QueryColumns -------------------------------------------------------------------------------------------------------


@fault("all-columns-are-those-set")
class NoOtherColumns(StatusTable):
    """Does not know TBL_ALL_COLUMNS."""

    def query_columns(self, flags: int) -> Sequence[int]:
        """Pass over the flag."""
        return super().query_columns(flags & ~int(QueryColumnsFlag.TBL_ALL_COLUMNS))


@fault("computed-columns-untold")
class ComputedUntold(StatusTable):
    """Tells of all columns only those that come from the implementers of status objects."""

    def query_columns(self, flags: int) -> Sequence[int]:
        """Leave out what MAPI computes."""
        tags = super().query_columns(flags)
        computed = (PropertyTag.PR_INSTANCE_KEY, PropertyTag.PR_ROWID, PropertyTag.PR_OBJECT_TYPE)
        return [tag for tag in tags if tag not in computed] if flags & QueryColumnsFlag.TBL_ALL_COLUMNS else tags


@fault("default-columns-untold")
class DefaultUntold(StatusTable):
    """Has no columns to tell before some were set, and shows many."""

    _set = False

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        """From now on there are some."""
        super().set_columns(tags, flags)
        self._set = True

    def query_columns(self, flags: int) -> Sequence[int]:
        """None before that."""
        tags = super().query_columns(flags)
        return tags if self._set or flags & QueryColumnsFlag.TBL_ALL_COLUMNS else []


@fault("query-columns-tells-the-default")
class AlwaysDefault(StatusTable):
    """Tells the columns that a new table has, whichever were set."""

    def query_columns(self, flags: int) -> Sequence[int]:
        """All of them."""
        self.enter()
        return DEFAULT_COLUMNS
