"""Unusual status tables: the order of their rows, how they are read, and which restrictions they accept."""

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
    prop_id,
)

from ...reference.status_rows import StatusRow
from ...reference.status_table import StatusTable
from ...reference.variants import specimen
from ...wrong.subsystem.session import NoUnicode
from ...wrong.subsystem.table import OtherQuery, OwnCalls


@specimen("rows-from-last-to-first")
class FromLastToFirst(StatusTable):
    """The rows of the status table come in the reverse order: the last transport's first, MAPI's own last."""

    def rows(self) -> Sequence[StatusRow]:
        return list(reversed(super().rows()))


@specimen("another-order-in-every-table")
class AnotherOrder(StatusTable):
    """Each view of the status table has its rows in another order, and keeps that order."""

    def rows(self) -> Sequence[StatusRow]:
        return sorted(super().rows(), key=lambda row: blake2b(b"%d %d" % (self.number, row.number)).digest())


@specimen("one-row-a-call")
class OneRowACall(OwnCalls):
    """QueryRows gives one row, even if more are asked for; only HrQueryAllRows gives all."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        return super().query_rows(row_count if self.calls_itself else max(-1, min(row_count, 1)), flags)


@specimen("reads-forwards-only")
class ForwardsOnly(StatusTable):
    """QueryRows refuses a negative number of rows; no step reads backwards."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        if row_count < 0:
            raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
        return super().query_rows(row_count, flags)


@specimen("own-query-leaves-no-trace")
class LeavesNoTrace(OtherQuery):
    """HrQueryAllRows puts columns, restriction and position back to what they were before the call."""

    def query_all(self, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
        before = self.columns, self.restriction, self.cursor
        try:
            return super().query_all(tags, restriction, max_rows)
        finally:
            self.columns, self.restriction, self.cursor = before


@specimen("no-own-query")
class NoOwnQuery(StatusTable):
    """There is no HrQueryAllRows: it is a function of the client's library, made of the table's own calls."""

    hr_query_all_rows: Any = None


@specimen("restricts-shown-columns-only")
class ShownColumnsOnly(StatusTable):
    """A restriction on a property that is not among the columns is refused with MAPI_E_TOO_COMPLEX."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
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


@specimen("eight-bit-strings-only")
class EightBitStringsOnly(NoUnicode):
    """A status table asked for with MAPI_UNICODE is refused with MAPI_E_BAD_CHARWIDTH, and the maker does not claim one."""
