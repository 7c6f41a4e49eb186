"""Lines that set up a status table and read it: columns, restrictions, the position in it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Annotated, Final, get_args

from mapi_tck.errors import Blocked, NothingToJudge
from mapi_tck.mapi import (
    AndRestriction,
    Bookmark,
    ExistRestriction,
    PropertyRestriction,
    PropertyTag,
    PropertyType,
    PropertyValue,
    QueryColumnsFlag,
    QueryRowsFlag,
    Relop,
    ResourceType,
    Restriction,
    ResultCode,
    Row,
    RowSet,
    UnicodeFlag,
    change_prop_type,
    prop_type,
)
from mapi_tck.ports import Table
from mapi_tck.scenario import given, need, when

from ..words import Columns, TableFlags, column_of
from .client import Client
from .rows import MANY_ROWS, joined, resource_type_is, rest_of

#: How a row's value compares with a constant.
_RELOPS: Final = {
    "=": Relop.RELOP_EQ,
    "≠": Relop.RELOP_NE,
    "below": Relop.RELOP_LT,
    "up to": Relop.RELOP_LE,
    "above": Relop.RELOP_GT,
    "from": Relop.RELOP_GE,
}
#: The comparison that the procedures use; a table may find others too complex (imapitable-restrict.md).
_NEEDED: Final = (Relop.RELOP_EQ,)

#: A resource type that is far from the eight defined ones.
_UNDEFINED_TYPE: Final = 0x7ABC

#: A client seeks no farther from a bookmark than so many rows (imapitable-seekrow.md).
_FARTHEST: Final = 50

#: Tag and constant of different property types.
_UNEQUAL: Final[dict[str, tuple[PropertyTag, PropertyType, int | str]]] = {
    "PR_RESOURCE_TYPE = a text": (PropertyTag.PR_RESOURCE_TYPE, PropertyType.PT_STRING8, "37"),
    "PR_DISPLAY_NAME_A = a number": (PropertyTag.PR_DISPLAY_NAME_A, PropertyType.PT_LONG, 37),
}
#: RES_EXIST joined to a comparison by RES_AND, as the first part, as the last, or as the first two of three parts.
_EXIST_BEFORE: Final = ", with RES_EXIST before it"
_EXIST_BEHIND: Final = ", with RES_EXIST behind it"
_EXIST_TWICE: Final = ", with RES_EXIST before it twice"

#: A number with which a type can be compared: a type, or one that is less than all types.
Constant = Annotated[int, {**ResourceType.__members__, "an undefined type": _UNDEFINED_TYPE, "minus one": -1}]
#: The same by its words.
_CONSTANTS: Final = get_args(Constant)[1]


def _comparison(words: str) -> PropertyRestriction:
    if words in _UNEQUAL:
        tag, constant_type, value = _UNEQUAL[words]
        return PropertyRestriction(Relop.RELOP_EQ, tag, PropertyValue(change_prop_type(tag, constant_type), value))
    found = re.fullmatch(rf"PR_RESOURCE_TYPE ({'|'.join(_RELOPS)}) (.+)", words)
    if found is None:
        raise ValueError(f"no restriction is called {words}")
    return resource_type_is(_CONSTANTS[found[2]], _RELOPS[found[1]])


def _restriction(words: str) -> Restriction | None:
    """`PR_RESOURCE_TYPE`, how it compares, a type or `a text`; perhaps RES_EXIST in one of the three ways.

    Or `rows that have` and a property; or `every row`.
    """
    if words == "every row":
        return None
    if found := re.fullmatch(r"rows that have (.+)", words):
        return ExistRestriction(column_of(found[1]))
    compared = _comparison(words.removesuffix(_EXIST_BEFORE).removesuffix(_EXIST_BEHIND).removesuffix(_EXIST_TWICE))
    exists = ExistRestriction(compared.tag)
    if words.endswith(_EXIST_TWICE):
        return AndRestriction((exists, exists, compared))
    if words.endswith(_EXIST_BEFORE):
        return AndRestriction((exists, compared))
    return AndRestriction((compared, exists)) if words.endswith(_EXIST_BEHIND) else compared


Condition = Annotated[Restriction | None, _restriction]


def _sound(restriction: Restriction | None) -> bool:
    """Whether tags and constants are of the same types: otherwise a refusal is not about how complex the restriction is."""
    match restriction:
        case AndRestriction(parts=parts):
            return all(map(_sound, parts))
        case PropertyRestriction(tag=tag, value=constant):
            return prop_type(tag) == prop_type(constant.tag)
    return True


@given("the columns are {columns}", "the columns are {columns} with {flag}")
def columns_are(client: Client, columns: Columns, flag: TableFlags = 0) -> None:
    """Set columns on the way."""
    client.table.set_columns(columns, flag)


@given("the table has been restricted to {condition}")
def has_been_restricted(client: Client, condition: Condition) -> None:
    """Restrict on the way."""
    client.table.restrict(condition, 0)


@when("it asks for the columns", flag=0)
@when("it asks for all columns that there are", flag=QueryColumnsFlag.TBL_ALL_COLUMNS)
def asks_for_columns(client: Client, flag: int) -> None:
    """QueryColumns without flag, or with TBL_ALL_COLUMNS."""
    client.columns_told = client.take(client.table.query_columns, flag)


@when("it restricts the table to {condition}", "it restricts the table to {condition} with {flag}")
def restricts(client: Client, condition: Condition, flag: TableFlags = 0) -> None:
    """Steps A3 and B3 as the table sees them; and other restrictions, which it may find too complex."""
    outcome = client.take(client.table.restrict, condition, flag)
    needed = condition is None or (isinstance(condition, PropertyRestriction) and condition.relop in _NEEDED)
    needed = needed or not _sound(condition)
    if outcome.code == ResultCode.MAPI_E_TOO_COMPLEX and not needed:
        raise NothingToJudge(f"the table finds the restriction {condition} too complex, as it may")


@when("it restricts the table, which refuses {condition}")
def restricts_in_vain(client: Client, condition: Condition) -> None:
    """Restrict with something that the table has to refuse. If it does not, there is nothing to look at."""
    client.need_success()
    if not client.tck.call(client.table.restrict, condition, 0).refused:
        raise NothingToJudge("Restrict has not refused: another requirement judges that")


@when("it starts over", "it starts over {number} times")
def starts_over(client: Client, number: int = 1) -> None:
    """SeekRow to the beginning; so often, or until it is refused."""
    for _ in range(number):
        if client.take(client.table.seek_row, Bookmark.BOOKMARK_BEGINNING, 0).refused:
            return


@when("it starts again one row before {bookmark}", rows=-1)
@when("it starts again one row behind {bookmark}", rows=1)
def starts_beside(client: Client, bookmark: Bookmark, rows: int) -> None:
    """SeekRow to the row before or behind a bookmark."""
    client.take(client.table.seek_row, bookmark, rows)


@when("it reads all rows", "it reads {number} rows at a time")
@when("it reads one row at a time", number=1)
def reads(client: Client, number: int = MANY_ROWS) -> None:
    """QueryRows, to the end."""
    client.read = client.take(lambda: rest_of(client.table, number))


@when("it reads one row, then {number} rows at a time")
def reads_on(client: Client, number: int) -> None:
    """QueryRows for one row, and then to the end."""
    client.read = client.take(lambda: joined([_one_row(client.table), rest_of(client.table, number)]))


@when("it reads the rest")
def reads_rest(client: Client) -> None:
    """QueryRows, to the end; with the rows that it has read before."""
    first = need(client.read, "no row was read").value
    client.read = client.take(lambda: joined([first, rest_of(client.table)]))


@when("it reads one row", number=1)
@when("it reads zero rows", number=0)
def reads_once(client: Client, number: int, flag: int = 0) -> None:
    """One call of QueryRows."""
    client.read = client.take(client.table.query_rows, number, flag)


@given("the table has been read to the end")
def have_been_read(client: Client) -> None:
    """Read all rows that are left, and keep them for comparison, with those that HrQueryAllRows has given before."""
    earlier = client.read.value.rows if client.read is not None else ()
    reads(client)
    client.need_success()
    client.before = client.read
    if earlier:
        _expects(client, (*earlier, *client.rows))


def _expects(client: Client, rows: Sequence[Row]) -> None:
    """Expect these of the rows that were read before, in this order."""
    before = need(client.before, "the rows were not read before")
    client.before = replace(client.tck.call(RowSet, tuple(rows)), entries=before.entries)


def allows_moved_position(client: Client) -> None:
    """Expect the first row twice if it came twice, and a new row has come in before it while the client read (ruling D-83)."""
    known = need(client.before, "the rows were not read before").value.rows
    if client.read is None or client.read.refused or not known or client.read.value.rows.count(known[0]) < 2:
        return
    client.table.seek_row(Bookmark.BOOKMARK_BEGINNING, 0)
    everything = rest_of(client.table).rows
    before_it = everything[: everything.index(known[0])] if known[0] in everything else ()
    if any(row not in known for row in before_it):
        _expects(client, (known[0], *known))


def _one_row(table: Table, flags: int = 0) -> RowSet:
    """One call of QueryRows for one row. Where it gives more, which other requirements judge, the position tells nothing."""
    rows = table.query_rows(1, flags)
    if len(rows) > 1:
        raise Blocked(f"QueryRows has given {len(rows)} rows in place of one")
    return rows


@when("it reads row after row, and one row with {flag} before each", number=1)
@when("it reads row after row, and {number} rows with {flag} before each")
def reads_twice(client: Client, number: int, flag: QueryRowsFlag) -> None:
    """QueryRows with the flag, and then for one row without it; as often as there are rows, and once more at the end.

    One row with the flag is compared like the row without it. Of several a table may give fewer: they are only read.
    """
    known = need(client.before, "the rows were not read before").value.rows
    table = client.table

    def ahead() -> RowSet:
        if number == 1:
            return _one_row(table, flag)
        rows = table.query_rows(number, flag)
        return RowSet((), rows.free)

    client.read = client.take(
        lambda: joined([part for _ in range(len(known) + 1) for part in (ahead(), _one_row(table))])
    )
    _expects(client, [row for row in known for _ in range(2 if number == 1 else 1)])


@when("it starts again at one row after another from {bookmark}, and reads each")
def seeks_each(client: Client, bookmark: Bookmark) -> None:
    """SeekRow forward from the beginning, or back from the end, by one row more each time; QueryRows for one row after each.

    From the position at the end it goes back, each time over the row that it has just read.
    """
    known = need(client.before, "the rows were not read before").value.rows
    number = min(len(known), _FARTHEST)
    counts: dict[Bookmark, Iterable[int]] = {
        Bookmark.BOOKMARK_BEGINNING: range(number),
        Bookmark.BOOKMARK_END: range(-1, -number - 1, -1),
        Bookmark.BOOKMARK_CURRENT: [-1, *(number - 1) * [-2]],
    }
    table = client.table

    def sought(count: int) -> RowSet:
        table.seek_row(bookmark, count)
        return _one_row(table)

    client.read = client.take(lambda: joined(list(map(sought, counts[bookmark]))))
    expected = (known if bookmark is Bookmark.BOOKMARK_BEGINNING else known[::-1])[:number]
    from_last = (*known[-2::-1], *known[:1])[:number]
    # BOOKMARK_END may be the last row, or the place behind it (ruling D-76).
    if bookmark is Bookmark.BOOKMARK_END and not client.read.refused and client.read.value.rows == from_last:
        expected = from_last
    _expects(client, expected)


@when(
    "the implementation's own HrQueryAllRows is called for everything",
    "the implementation's own HrQueryAllRows is called for at most {most} row",
    "the implementation's own HrQueryAllRows is called for at most {most} row of {kind}",
    "the implementation's own HrQueryAllRows is called for at most {most} rows of {kind}",
    "the implementation's own HrQueryAllRows is called for {columns} of {kind}",
)
def own_query(client: Client, columns: Columns | None = None, kind: ResourceType | None = None, most: int = 0) -> None:
    """HrQueryAllRows, where the implementation has it."""
    restriction = None if kind is None else resource_type_is(kind)
    client.read = client.take(lambda: client.own_hr_query_all_rows(client.table, columns, restriction, most))


@when("the implementation's own HrQueryAllRows is called, which refuses at most {most} row")
def own_query_in_vain(client: Client, most: int) -> None:
    """HrQueryAllRows, where the implementation has it, for fewer rows than there are."""
    client.need_success()
    if not client.tck.call(client.own_hr_query_all_rows, client.table, None, None, most).refused:
        raise NothingToJudge("HrQueryAllRows has not refused: another requirement judges that")


@given("a second status table with MAPI_UNICODE is open, where there can be one")
def unicode_beside(client: Client) -> None:
    """GetStatusTable with MAPI_UNICODE. An implementation without Unicode refuses that."""
    client.tck.call(client.session.get_status_table, int(UnicodeFlag.MAPI_UNICODE))


@when("a second status table is narrowed to the transports and read", released=False)
@when("a second status table is narrowed to the transports, read and released", released=True)
def narrows_second(client: Client, released: bool) -> None:
    """Another status table gets other columns and a restriction, and is read; and perhaps released."""
    second = client.session.get_status_table(0)
    second.set_columns((PropertyTag.PR_RESOURCE_TYPE, PropertyTag.PR_ROWID), 0)
    second.restrict(resource_type_is(ResourceType.MAPI_TRANSPORT_PROVIDER), 0)
    rows = second.query_rows(1, 0)
    if rows.free is not None:
        rows.free()
    if released:
        second.release()
