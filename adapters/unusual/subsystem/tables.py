"""Unusual status tables: the order of their rows, how they are read, and which restrictions they accept."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import count
from typing import Any, ClassVar, Final

from mapi_tck.mapi import (
    AndRestriction,
    ExistRestriction,
    MapiError,
    PropertyRestriction,
    PropertyTag,
    PropertyType,
    PropertyValue,
    Relop,
    ResourceFlag,
    ResourceType,
    Restriction,
    ResultCode,
    Row,
    RowSet,
    prop_id,
    prop_tag,
)

from ...reference.status_rows import Columns, StatusRow, by_id, read
from ...reference.status_table import StatusTable
from ...reference.transport import ReferenceTransport
from ...reference.variants import instead_of, part_of, specimen
from ...wrong.subsystem.columns import NeverTold
from ...wrong.subsystem.session import NoUnicode
from ...wrong.subsystem.table import OtherQuery, OwnCalls

_LONG: Final = " of the department for all that goes over the leased line" * 6


@instead_of(StatusTable.rows, "rows-from-last-to-first")
def from_last_to_first(self: StatusTable) -> Sequence[StatusRow]:
    """The rows of the status table come in the reverse order: the last transport's first, MAPI's own last."""
    return list(reversed(StatusTable.rows(self)))


@instead_of(StatusTable.rows, "another-order-in-every-table")
def another_order(self: StatusTable) -> Sequence[StatusRow]:
    """Each view of the status table has its rows in another order, and keeps that order."""
    return sorted(StatusTable.rows(self), key=lambda row: blake2b(b"%d %d" % (self.number, row.number)).digest())


@instead_of(StatusTable.shown, "columns-have-their-types")
def columns_have_their_types(self: StatusTable, row: StatusRow) -> Row:
    """A column that may be of any type is marked as missing in every row: columns are those of a defined type."""
    columns = self.columns_of(row)
    any_type = PropertyType.PT_UNSPECIFIED
    kept = {id: value for id, value in columns.items() if prop_tag(any_type, id) not in self.columns}
    return tuple(read(kept, tag, self.unicode) for tag in self.columns)


@instead_of(OwnCalls.query_rows, "one-row-a-call")
def one_row_a_call(self: OwnCalls, row_count: int, flags: int) -> RowSet:
    """QueryRows gives one row, even if more are asked for; only HrQueryAllRows gives all."""
    return OwnCalls.query_rows(self, row_count if self.calls_itself else max(-1, min(row_count, 1)), flags)


@specimen("rows-in-portions-of-any-size")
class AnyPortions(OwnCalls):
    """QueryRows gives one, two or three rows, by a count of all calls of any table; only HrQueryAllRows gives all."""

    _calls: ClassVar[Iterator[int]] = count()

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        most = row_count if self.calls_itself else 1 + next(self._calls) % 3
        return super().query_rows(max(-most, min(row_count, most)) if row_count else 0, flags)


@instead_of(StatusTable.query_rows, "reads-forwards-only")
def forwards_only(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """QueryRows refuses a negative number of rows; no step reads backwards."""
    if row_count < 0:
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
    return StatusTable.query_rows(self, row_count, flags)


@instead_of(OtherQuery.query_all, "own-query-leaves-no-trace")
def no_trace(self: OtherQuery, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
    """HrQueryAllRows puts columns, restriction and position back to what they were before the call."""
    before = self.columns, self.restriction, self.cursor
    try:
        return OtherQuery.query_all(self, tags, restriction, max_rows)
    finally:
        self.columns, self.restriction, self.cursor = before


@instead_of(StatusTable.query_rows, "row-sets-free-themselves")
def frees_itself(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """The language binding frees row sets by itself, and the test bed does not count them."""
    rows = StatusTable.query_rows(self, row_count, flags)
    if rows.free is not None:
        rows.free()
    return RowSet(rows.rows)


@specimen("no-own-query")
class NoOwnQuery(StatusTable):
    """There is no HrQueryAllRows: it is a function of the client's library, made of the table's own calls."""

    hr_query_all_rows: Any = None


@specimen("batched-columns-are-told-later")
class ToldLater(NeverTold):
    """The table postpones columns that were set with TBL_BATCH: QueryColumns tells those of before until rows are read."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        self._told = None
        return super().query_rows(row_count, flags)


@specimen("cuts-long-texts-short")
class CutsShort(StatusTable):
    """The table cuts long texts to 255 characters, and shows other PR_RESOURCE_FLAGS than the objects, which do not know them."""

    def columns_of(self, row: StatusRow) -> Columns:
        columns = by_id(_cut(value) for value in super().columns_of(row).values())
        flags = PropertyValue(PropertyTag.PR_RESOURCE_FLAGS, int(ResourceFlag.STATUS_PRIMARY_IDENTITY))
        return {**columns, **by_id([flags])} if row.resource_type == ResourceType.MAPI_TRANSPORT_PROVIDER else columns


def _cut(value: PropertyValue) -> PropertyValue:
    return PropertyValue(value.tag, value.value[:255]) if isinstance(value.value, str) else value


@part_of("cuts-long-texts-short")
class LongNames(ReferenceTransport):
    """Has a long name."""

    def status_columns(self) -> list[PropertyValue]:
        right = by_id(super().status_columns())
        name = PropertyValue(PropertyTag.PR_DISPLAY_NAME_A, self.traits.name + _LONG)
        return list((right | by_id([name])).values())


@instead_of(StatusTable.restrict, "restricts-shown-columns-only")
def shown_columns_only(self: StatusTable, restriction: Restriction | None, flags: int) -> None:
    """A restriction on a property that is not among the columns is refused with MAPI_E_TOO_COMPLEX."""
    shown = {prop_id(tag) for tag in self.columns}
    if restriction is not None and not shown.issuperset(prop_id(tag) for tag in _named(restriction)):
        raise MapiError(ResultCode.MAPI_E_TOO_COMPLEX)
    StatusTable.restrict(self, restriction, flags)


@instead_of(StatusTable.restrict, "compares-for-equality-only")
def equality_only(self: StatusTable, restriction: Restriction | None, flags: int) -> None:
    """A property restriction with another operator than RELOP_EQ is refused with MAPI_E_TOO_COMPLEX."""
    if isinstance(restriction, PropertyRestriction) and restriction.relop != Relop.RELOP_EQ:
        raise MapiError(ResultCode.MAPI_E_TOO_COMPLEX)
    StatusTable.restrict(self, restriction, flags)


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


@specimen("status-table-is-a-snapshot")
class Snapshot(StatusTable):
    """A status table shows the rows as they were when it was got; a new one shows what has changed since then."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._rows = [row.copy() for row in self.session.rows()]

    def rows(self) -> Sequence[StatusRow]:
        if self.restriction is None:
            return self._rows
        return [row for row in self._rows if self.selects(row, self.restriction)]
