"""Lines that set up a status table and read it: columns, restrictions, the position in it."""

from mapi_tck.gherkin import given, when
from mapi_tck.mapi import (
    Bookmark,
    PropertyRestriction,
    PropertyTag,
    PropertyType,
    PropertyValue,
    QueryRowsFlag,
    Relop,
    ResourceType,
    UnicodeFlag,
    change_prop_type,
)

from .client import Client
from .rows import COLUMNS, resource_type_is
from .words import columns, resource_type

# -- setting up -------------------------------------------------------------------------------------------------------


@given("the columns are {words}")
def columns_are(client: Client, words: str) -> None:
    """Set columns on the way."""
    client.table.set_columns(columns(words), 0)


@given("the table has been restricted to PR_RESOURCE_TYPE = {kind}")
def has_been_restricted(client: Client, kind: str) -> None:
    """Restrict on the way, and keep what was set up."""
    client.table.restrict(resource_type_is(resource_type(kind)), 0)


@given("all rows have been read")
def have_been_read(client: Client) -> None:
    """Read to the end, and keep what was read."""
    client.read_all()
    client.need_success()
    client.before = client.read


@given("one row has been read with TBL_NOADVANCE")
def one_has_been_read(client: Client) -> None:
    """Look at the first row without moving on."""
    client.read_once(1, QueryRowsFlag.TBL_NOADVANCE)
    client.need_success()
    client.before = client.read


@given("the rows of {kind} have been counted")
def have_been_counted(client: Client, kind: str) -> None:
    """Read another table to its end, so that the first one stays as it is, and count the rows of one type."""
    table = client.session.get_status_table(0)
    table.set_columns(COLUMNS, 0)
    client.read_from(table)
    client.counted = len(client.rows_of(resource_type(kind)))


@given("each transport's row has been read with PR_RESOURCE_METHODS")
def read_with_methods(client: Client) -> None:
    """Read the transports' rows with one more column."""
    client.table.set_columns((*COLUMNS, PropertyTag.PR_RESOURCE_METHODS), 0)
    client.read = client.tck.call(
        client.hr_query_all_rows, None, resource_type_is(ResourceType.MAPI_TRANSPORT_PROVIDER), 0
    )
    _ = client.read.value


# -- taking a step ----------------------------------------------------------------------------------------------------


@when("the client gets the status table with MAPI_UNICODE")
def gets_unicode_table(client: Client) -> None:
    """Step A1 with the flag that the procedures do not pass."""
    client.get_status_table(UnicodeFlag.MAPI_UNICODE)


@when("it asks for the columns")
def asks_for_columns(client: Client) -> None:
    """QueryColumns without flag."""
    client.asked_columns = client.take(client.table.query_columns, 0)


@when("it restricts the table to PR_RESOURCE_TYPE = {kind}")
def restricts(client: Client, kind: str) -> None:
    """Steps A3 and B3 as the table sees them."""
    client.take(client.table.restrict, resource_type_is(resource_type(kind)), 0)


@when("it restricts the table to PR_RESOURCE_TYPE ≠ {kind}")
def restricts_to_others(client: Client, kind: str) -> None:
    """The complement."""
    client.take(client.table.restrict, resource_type_is(resource_type(kind), Relop.RELOP_NE), 0)


@when("it restricts PR_RESOURCE_TYPE with a constant of another property type")
def restricts_wrongly(client: Client) -> None:
    """Tag and constant do not fit each other."""
    tag = PropertyTag.PR_RESOURCE_TYPE
    constant = PropertyValue(change_prop_type(tag, PropertyType.PT_STRING8), "37")
    client.take(client.table.restrict, PropertyRestriction(Relop.RELOP_EQ, tag, constant), 0)


@when("it clears the restriction")
def clears_restriction(client: Client) -> None:
    """Restrict without a restriction."""
    client.take(client.table.restrict, None, 0)


@when("it starts over")
def starts_over(client: Client) -> None:
    """SeekRow to the beginning."""
    client.take(client.table.seek_row, Bookmark.BOOKMARK_BEGINNING, 0)


@when("it reads all rows")
def reads_all(client: Client) -> None:
    """QueryRows to the end."""
    client.read_all()


@when("it reads {count:d} at a time to the end")
def reads_piecewise(client: Client, count: int) -> None:
    """QueryRows in pieces."""
    client.read_piecewise(count)


@when("it reads one row")
def reads_one(client: Client) -> None:
    """One call of QueryRows."""
    client.read_once(1)


@when("it reads zero rows")
def reads_none(client: Client) -> None:
    """QueryRows with the row count that is none."""
    client.read_once(0)


@when("the implementation's own HrQueryAllRows is called for {words} of {kind}")
def own_query(client: Client, words: str, kind: str) -> None:
    """HrQueryAllRows with a column array and a restriction."""
    query = client.own_hr_query_all_rows
    client.read = client.take(query, columns(words), resource_type_is(resource_type(kind)), 0)


@when("the implementation's own HrQueryAllRows is called for everything")
def own_query_everything(client: Client) -> None:
    """HrQueryAllRows without columns and restriction."""
    client.read = client.take(client.own_hr_query_all_rows, None, None, 0)


@when("the implementation's own HrQueryAllRows is called for at most 1 row")
def own_query_limited(client: Client) -> None:
    """HrQueryAllRows with a limit that the table exceeds."""
    client.read = client.take(client.own_hr_query_all_rows, None, None, 1)


@when("the client narrows a second status table to the transports and reads from it")
def narrows_second(client: Client) -> None:
    """Whatever can be set on a table is set on another one."""
    second = client.session.get_status_table(0)
    second.set_columns((PropertyTag.PR_RESOURCE_TYPE, PropertyTag.PR_ROWID), 0)
    second.restrict(resource_type_is(ResourceType.MAPI_TRANSPORT_PROVIDER), 0)
    rows = second.query_rows(1, 0)
    if rows.free is not None:
        rows.free()
