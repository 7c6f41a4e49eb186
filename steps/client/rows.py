"""What a client reads in a row of the status table, and how it asks for rows."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from mapi_tck.errors import Blocked
from mapi_tck.mapi import (
    PropertyRestriction,
    PropertyTag,
    PropertyValue,
    Relop,
    ResourceType,
    Row,
    RowSet,
    find,
)
from mapi_tck.ports import Table
from mapi_tck.scenario import need

T = TypeVar("T")

#: The two columns of steps A2 and B2.
COLUMNS: Final = (PropertyTag.PR_ENTRYID, PropertyTag.PR_RESOURCE_TYPE)

#: Rows asked for in one call of QueryRows: more than any scenario arranges. A table may give fewer.
MANY_ROWS: Final = 1_000
#: No status table has so many rows: a table that goes on giving some does not advance.
_TOO_MANY_ROWS: Final = 2_000


def rest_of(table: Table, count: int = MANY_ROWS) -> RowSet:
    """The rows of the table from its position to its end, read so many at a time."""
    parts: list[RowSet] = []
    total = 0
    while not parts or len(parts[-1]):
        parts.append(table.query_rows(count, 0))
        total += len(parts[-1])
        if total > _TOO_MANY_ROWS:
            raise Blocked(f"QueryRows has given {total} rows and does not come to an end")
    return joined(parts)


def joined(parts: Sequence[RowSet]) -> RowSet:
    """The rows of several row sets as one, which frees them all."""

    def free() -> None:
        for part in parts:
            if part.free is not None:
                part.free()

    return RowSet(tuple(row for part in parts for row in part.rows), free)


def rows_of(rows: Iterable[Row], kind: int) -> tuple[Row, ...]:
    """The rows of that resource type."""
    return tuple(row for row in rows if resource_type_of(row) == kind)


def spooler_row(rows: Iterable[Row]) -> Row:
    """The spooler's row, which has to be there."""
    return need(rows_of(rows, ResourceType.MAPI_SPOOLER), "there is no row of MAPI_SPOOLER")[0]


def _value_of(row: Row, tag: int, kind: type[T]) -> T | None:
    slot = find(row, tag)
    return slot.value if slot is not None and slot.tag == tag and isinstance(slot.value, kind) else None


def entry_id_of(row: Row) -> bytes:
    """The row's PR_ENTRYID, which has to be there."""
    tag = PropertyTag.PR_ENTRYID
    return need(_value_of(row, tag, bytes), f"the row has no entry identifier but {find(row, tag)}")


def resource_type_of(row: Row) -> int | None:
    """The row's PR_RESOURCE_TYPE, if it shows one."""
    return _value_of(row, PropertyTag.PR_RESOURCE_TYPE, int)


def number_of(row: Row, tag: PropertyTag) -> int:
    """The row's number in this column. A column that is not there sets no bit."""
    return _value_of(row, tag, int) or 0


def resource_type_is(kind: int, relop: Relop = Relop.RELOP_EQ) -> PropertyRestriction:
    """The restriction of steps A3 and B3."""
    tag = PropertyTag.PR_RESOURCE_TYPE
    # A plain number, as in MAPI: an implementation may look at the type of a value.
    return PropertyRestriction(relop, tag, PropertyValue(tag, int(kind)))
