"""What tests of the reference's status table share: columns, restrictions, and reading rows."""

from collections.abc import Sequence

import pytest

from mapi_tck.adapters.reference.status_table import StatusTable
from mapi_tck.mapi import (
    MapiError,
    PropertyRestriction,
    PropertyTag,
    PropertyValue,
    Relop,
    Restriction,
    ResultCode,
    Row,
    RowSet,
    find,
)

Tag = PropertyTag


REQUIRED = (
    Tag.PR_DISPLAY_NAME_A,
    Tag.PR_STATUS_CODE,
    Tag.PR_RESOURCE_METHODS,
    Tag.PR_PROVIDER_DLL_NAME_A,
    Tag.PR_RESOURCE_FLAGS,
    Tag.PR_RESOURCE_TYPE,
    Tag.PR_ENTRYID,
    Tag.PR_INSTANCE_KEY,
    Tag.PR_OBJECT_TYPE,
    Tag.PR_ROWID,
)


ON_OBJECTS = (
    Tag.PR_DISPLAY_NAME_A,
    Tag.PR_PROVIDER_DISPLAY_A,
    Tag.PR_PROVIDER_DLL_NAME_A,
    Tag.PR_RESOURCE_FLAGS,
    Tag.PR_RESOURCE_METHODS,
    Tag.PR_RESOURCE_TYPE,
    Tag.PR_STATUS_CODE,
    Tag.PR_OBJECT_TYPE,
)


COMPARISONS = [relop for relop in Relop if relop is not Relop.RELOP_RE]


def resource_type_is(number: int, relop: int = Relop.RELOP_EQ) -> PropertyRestriction:
    """The restriction that compares PR_RESOURCE_TYPE with this number."""
    return PropertyRestriction(relop, Tag.PR_RESOURCE_TYPE, PropertyValue(Tag.PR_RESOURCE_TYPE, number))


def rows_of(
    table: StatusTable, tags: Sequence[int] | None = None, restriction: Restriction | None = None
) -> tuple[Row, ...]:
    """All rows. The row set is released at once."""
    rows = table.hr_query_all_rows(tags, restriction, None, 0)
    give_back(rows)
    return rows.rows


def give_back(rows: RowSet) -> None:
    """Release the row set."""
    assert rows.free is not None

    rows.free()


def ids_of(table: StatusTable, restriction: Restriction | None = None) -> list[bytes]:
    """The entry identifiers of the rows."""
    ids = [row[0].value for row in rows_of(table, [Tag.PR_ENTRYID], restriction)]
    return [value for value in ids if isinstance(value, bytes)]


def values_of(rows: Sequence[Row], tag: int) -> list[object]:
    """One column of the rows."""
    return [slot.value for row in rows if (slot := find(row, tag)) is not None]


def refuses(code: ResultCode) -> "pytest.RaisesExc[MapiError]":
    """Expect a refusal with this code."""
    return pytest.raises(MapiError, match=code.name)
