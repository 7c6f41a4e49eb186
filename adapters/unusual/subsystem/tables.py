"""Unusual status tables: in which order they have their rows, how they are read, on what they can be restricted."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any

from mapi_tck.mapi import (
    AndRestriction,
    ExistRestriction,
    MapiError,
    PropertyRestriction,
    Restriction,
    ResultCode,
    RowSet,
    UnicodeFlag,
    prop_id,
)

from ...reference.session import Session
from ...reference.status_rows import StatusRow
from ...reference.status_table import StatusTable
from ..oddities import oddity

# -- order ------------------------------------------------------------------------------------------------------------


@oddity("rows-from-last-to-first")
class FromLastToFirst(StatusTable):
    """The transports come first, the last one before all others."""

    def rows(self) -> Sequence[StatusRow]:
        """Turned round."""
        return list(reversed(super().rows()))


@oddity("another-order-in-every-table")
class AnotherOrder(StatusTable):
    """Each view shuffles the rows in its own way, and keeps to that."""

    def rows(self) -> Sequence[StatusRow]:
        """Sorted by what nobody can foresee."""
        return sorted(super().rows(), key=lambda row: blake2b(b"%d %d" % (self.number, row.number)).digest())


# -- reading ----------------------------------------------------------------------------------------------------------


@oddity("one-row-a-call")
class OneRowACall(StatusTable):
    """QueryRows gives one row, however many are asked for; only HrQueryAllRows gives all."""

    _all = False

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """At most one in either direction."""
        return super().query_rows(row_count if self._all else max(-1, min(row_count, 1)), flags)

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """All at once."""
        self._all = True
        try:
            return super().hr_query_all_rows(tags, restriction, sort_order, max_rows)
        finally:
            self._all = False


@oddity("reads-forwards-only")
class ForwardsOnly(StatusTable):
    """A negative number of rows is refused."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Never backwards."""
        if row_count < 0:
            raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
        return super().query_rows(row_count, flags)


@oddity("own-query-leaves-no-trace")
class LeavesNoTrace(StatusTable):
    """HrQueryAllRows puts columns, restriction and position back to what they were."""

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """For this call alone."""
        before = self.columns, self.restriction, self.cursor
        try:
            return super().hr_query_all_rows(tags, restriction, sort_order, max_rows)
        finally:
            self.columns, self.restriction, self.cursor = before


@oddity("no-own-query")
class NoOwnQuery(StatusTable):
    """There is no HrQueryAllRows: in MAPI it is a function of the client's library."""

    hr_query_all_rows: Any = None


# -- options ----------------------------------------------------------------------------------------------------------


@oddity("restricts-shown-columns-only")
class ShownColumnsOnly(StatusTable):
    """A restriction on a property that is no column is refused."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Look at every property that it names."""
        shown = {prop_id(tag) for tag in self.columns}
        if restriction is not None and not shown.issuperset(prop_id(tag) for tag in _named(restriction)):
            raise MapiError(ResultCode.MAPI_E_TOO_COMPLEX)
        super().restrict(restriction, flags)


def _named(restriction: Restriction) -> Iterator[int]:
    match restriction:
        case PropertyRestriction(tag=tag) | ExistRestriction(tag=tag):
            yield tag
        case AndRestriction(parts=parts):
            for part in parts:
                yield from _named(part)


@oddity("eight-bit-strings-only")
class EightBitStringsOnly(Session):
    """The status table has no Unicode strings to give."""

    def get_status_table(self, flags: int) -> StatusTable:
        """Refuse MAPI_UNICODE."""
        if flags & UnicodeFlag.MAPI_UNICODE:
            raise MapiError(ResultCode.MAPI_E_BAD_CHARWIDTH)
        return super().get_status_table(flags)
