"""What a client reads in a row of the status table, and how it asks for rows."""

from collections.abc import Iterable
from typing import Final

from mapi_tck.errors import Blocked
from mapi_tck.mapi import (
    PropertyRestriction,
    PropertyTag,
    PropertyValue,
    Relop,
    ResourceMethod,
    ResourceType,
    Row,
    RowSet,
    find,
)
from mapi_tck.ports import Table

#: The two columns of steps A2 and B2.
COLUMNS: Final = (PropertyTag.PR_ENTRYID, PropertyTag.PR_RESOURCE_TYPE)

#: Rows asked for in one call of QueryRows; a table may give fewer.
MANY_ROWS: Final = 100
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
    found = rows_of(rows, ResourceType.MAPI_SPOOLER)
    if not found:
        raise Blocked("there is no row of MAPI_SPOOLER")
    return found[0]


def entry_id_of(row: Row) -> bytes:
    """The row's PR_ENTRYID, which has to be there."""
    slot = find(row, PropertyTag.PR_ENTRYID)
    if slot is None or slot.tag != PropertyTag.PR_ENTRYID or not isinstance(slot.value, bytes) or not slot.value:
        raise Blocked(f"the row has no entry identifier but {slot}")
    return slot.value


def resource_type_of(row: Row) -> int | None:
    """The row's PR_RESOURCE_TYPE, if it shows one."""
    slot = find(row, PropertyTag.PR_RESOURCE_TYPE)
    if slot is None or slot.tag != PropertyTag.PR_RESOURCE_TYPE or not isinstance(slot.value, int):
        return None
    return slot.value


def has_flush_bit(slot: PropertyValue) -> bool:
    """Whether a PR_RESOURCE_METHODS value has STATUS_FLUSH_QUEUES set."""
    return (
        slot.tag == PropertyTag.PR_RESOURCE_METHODS
        and isinstance(slot.value, int)
        and bool(slot.value & ResourceMethod.STATUS_FLUSH_QUEUES)
    )


def resource_type_is(kind: int, relop: Relop = Relop.RELOP_EQ) -> PropertyRestriction:
    """The restriction of steps A3 and B3."""
    tag = PropertyTag.PR_RESOURCE_TYPE
    return PropertyRestriction(relop, tag, PropertyValue(tag, kind))
