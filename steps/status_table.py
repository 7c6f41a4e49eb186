"""Lines that set up a status table and read it: columns, restrictions, the position in it."""

import re

from mapi_tck.gherkin import OneOf, given, when
from mapi_tck.mapi import (
    Bookmark,
    PropertyRestriction,
    PropertyTag,
    PropertyType,
    PropertyValue,
    QueryRowsFlag,
    Relop,
    ResourceType,
    Restriction,
    UnicodeFlag,
    change_prop_type,
)

from .client import Client
from .rows import resource_type_is
from .words import columns, resource_type


def _restriction(words: str) -> Restriction | None:
    """`PR_RESOURCE_TYPE = MAPI_…`, `PR_RESOURCE_TYPE ≠ MAPI_…`, `PR_RESOURCE_TYPE = a text`, or `every row`."""
    if words == "every row":
        return None
    if words == "PR_RESOURCE_TYPE = a text":
        tag = PropertyTag.PR_RESOURCE_TYPE
        constant = PropertyValue(change_prop_type(tag, PropertyType.PT_STRING8), "37")
        return PropertyRestriction(Relop.RELOP_EQ, tag, constant)
    found = re.fullmatch(r"PR_RESOURCE_TYPE ([=≠]) (.+)", words)
    if found is None:
        raise ValueError(f"nothing is restricted to {words}")
    return resource_type_is(resource_type(found[2]), Relop.RELOP_EQ if found[1] == "=" else Relop.RELOP_NE)


@given("the columns are {words}", words=columns)
def columns_are(client: Client, words: tuple[int, ...]) -> None:
    """Set columns on the way."""
    client.table.set_columns(words, 0)


@given("the table has been restricted to {condition}", condition=_restriction)
def has_been_restricted(client: Client, condition: Restriction | None) -> None:
    """Restrict on the way."""
    client.table.restrict(condition, 0)


@given("the rows have been read {how}", how=OneOf("to the end", "with TBL_NOADVANCE"))
def have_been_read(client: Client, how: str) -> None:
    """Read `to the end`, or one row `with TBL_NOADVANCE`, and keep what was read."""
    if how == "to the end":
        client.read_all()
    else:
        client.read_once(1, QueryRowsFlag[how.removeprefix("with ")])
    client.need_success()
    client.before = client.read


@when("the client gets the status table with {flag}", flag=UnicodeFlag.__getitem__)
def gets_table_with(client: Client, flag: UnicodeFlag) -> None:
    """Steps A1 and B1 with a flag that the procedures do not pass."""
    client.get_status_table(flag)


@when("it asks for the columns")
def asks_for_columns(client: Client) -> None:
    """QueryColumns without flag."""
    client.asked_columns = client.take(client.table.query_columns, 0)


@when("it restricts the table to {condition}", condition=_restriction)
def restricts(client: Client, condition: Restriction | None) -> None:
    """Steps A3 and B3 as the table sees them; and other restrictions."""
    client.take(client.table.restrict, condition, 0)


@when("it starts over")
def starts_over(client: Client) -> None:
    """SeekRow to the beginning."""
    client.take(client.table.seek_row, Bookmark.BOOKMARK_BEGINNING, 0)


@when("it reads {how}", how=OneOf("all rows", "{number} rows at a time", "one row", "zero rows"))
def reads(client: Client, how: str) -> None:
    """QueryRows, to the end or in one call."""
    if how == "all rows":
        client.read_all()
    elif found := re.fullmatch(r"(\d+) rows at a time", how):
        client.read_piecewise(int(found[1]))
    else:
        client.read_once({"one row": 1, "zero rows": 0}[how])


@when(
    "the implementation's own HrQueryAllRows is called for {what}",
    what=OneOf("everything", "at most 1 row", "{columns} of {type}"),
)
def own_query(client: Client, what: str) -> None:
    """HrQueryAllRows, where the implementation has it."""
    query = client.own_hr_query_all_rows
    if what == "everything":
        client.read = client.take(query, None, None, 0)
    elif what == "at most 1 row":
        client.read = client.take(query, None, None, 1)
    else:
        words, _, kind = what.partition(" of ")
        client.read = client.take(query, columns(words), resource_type_is(resource_type(kind)), 0)


@when("a second status table is narrowed to the transports and read")
def narrows_second(client: Client) -> None:
    """Whatever can be set on a table is set on another one."""
    second = client.session.get_status_table(0)
    second.set_columns((PropertyTag.PR_RESOURCE_TYPE, PropertyTag.PR_ROWID), 0)
    second.restrict(resource_type_is(ResourceType.MAPI_TRANSPORT_PROVIDER), 0)
    rows = second.query_rows(1, 0)
    if rows.free is not None:
        rows.free()
