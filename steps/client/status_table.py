"""Lines that set up a status table and read it: columns, restrictions, the position in it."""

import re

from mapi_tck.errors import NothingToJudge
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
    TableFlag,
    UnicodeFlag,
    change_prop_type,
    prop_type,
)
from mapi_tck.scenario import OneOf, given, when

from ..words import columns, resource_type
from .client import Client
from .rows import resource_type_is

#: How a row's value compares with a constant.
_RELOPS = {
    "=": Relop.RELOP_EQ,
    "≠": Relop.RELOP_NE,
    "below": Relop.RELOP_LT,
    "up to": Relop.RELOP_LE,
    "above": Relop.RELOP_GT,
    "from": Relop.RELOP_GE,
}
#: Those that the procedures or the pages on them rest on; a table may find others too complex (imapitable-restrict.md).
_NEEDED = (Relop.RELOP_EQ, Relop.RELOP_NE)


#: Tag and constant of different property types.
_UNEQUAL: dict[str, tuple[PropertyTag, PropertyType, int | str]] = {
    "PR_RESOURCE_TYPE = a text": (PropertyTag.PR_RESOURCE_TYPE, PropertyType.PT_STRING8, "37"),
    "PR_DISPLAY_NAME_A = a number": (PropertyTag.PR_DISPLAY_NAME_A, PropertyType.PT_LONG, 37),
}
_WHERE_THERE = ", where there is one"


def restricted_to(words: str) -> Restriction | None:
    """`PR_RESOURCE_TYPE`, how it compares, and a type or `a text`; perhaps `where there is one`. Or `every row`."""
    if words == "every row":
        return None
    unequal = words.removesuffix(_WHERE_THERE)
    if unequal in _UNEQUAL:
        tag, constant_type, value = _UNEQUAL[unequal]
        constant = PropertyValue(change_prop_type(tag, constant_type), value)
        compared = PropertyRestriction(Relop.RELOP_EQ, tag, constant)
        return compared if unequal == words else AndRestriction((ExistRestriction(tag), compared))
    found = re.fullmatch(rf"PR_RESOURCE_TYPE ({'|'.join(_RELOPS)}) (.+?)({_WHERE_THERE})?", words)
    if found is None:
        raise ValueError(f"nothing is restricted to {words}")
    compared = resource_type_is(resource_type(found[2]), _RELOPS[found[1]])
    return AndRestriction((ExistRestriction(compared.tag), compared)) if found[3] else compared


def _restriction_with_flag(words: str) -> tuple[Restriction | None, int]:
    restriction, _, flag = words.partition(" with ")
    return restricted_to(restriction), int(TableFlag[flag]) if flag else 0


def _sound(restriction: Restriction | None) -> bool:
    """Whether tags and constants are of the same types: then a table that refuses finds something else too complex."""
    match restriction:
        case AndRestriction(parts=parts):
            return all(map(_sound, parts))
        case PropertyRestriction(tag=tag, value=constant):
            return prop_type(tag) == prop_type(constant.tag)
    return True


@given("the columns are {words}", words=columns)
def columns_are(client: Client, words: tuple[int, ...]) -> None:
    """Set columns on the way."""
    client.table.set_columns(words, 0)


@given("the table has been restricted to {condition}", condition=restricted_to)
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


@when("it asks for {what}", what=OneOf("the columns", "all columns that there are"))
def asks_for_columns(client: Client, what: str) -> None:
    """QueryColumns without flag, or with TBL_ALL_COLUMNS."""
    flags = 0 if what == "the columns" else QueryColumnsFlag.TBL_ALL_COLUMNS
    client.asked_columns = client.take(client.table.query_columns, flags)


@when("it restricts the table to {condition}", condition=_restriction_with_flag)
def restricts(client: Client, condition: tuple[Restriction | None, int]) -> None:
    """Steps A3 and B3 as the table sees them; and other restrictions, which it may find too complex."""
    restriction, flags = condition
    outcome = client.take(client.table.restrict, restriction, flags)
    needed = restriction is None or (isinstance(restriction, PropertyRestriction) and restriction.relop in _NEEDED)
    needed = needed or not _sound(restriction)
    if outcome.code == ResultCode.MAPI_E_TOO_COMPLEX and not needed:
        raise NothingToJudge(f"the table finds the restriction {restriction} too complex, as it may")


@when("it starts {where}", where=OneOf("over", "again one row before {bookmark}", "again one row behind {bookmark}"))
def starts(client: Client, where: str) -> None:
    """SeekRow: `over` is to the beginning."""
    if found := re.fullmatch(r"again one row (before|behind) (BOOKMARK_\w+)", where):
        client.take(client.table.seek_row, Bookmark[found[2]], -1 if found[1] == "before" else 1)
    else:
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
    what=OneOf(
        "everything", "at most 1 row", "at most 1 row of {type}", "at most 2 rows of {type}", "{columns} of {type}"
    ),
)
def own_query(client: Client, what: str) -> None:
    """HrQueryAllRows, where the implementation has it."""
    query = client.own_hr_query_all_rows
    if what == "everything":
        client.read = client.take(query, None, None, 0)
    elif found := re.fullmatch(r"at most (\d+) rows?(?: of (\w+))?", what):
        restriction = resource_type_is(resource_type(found[2])) if found[2] else None
        client.read = client.take(query, None, restriction, int(found[1]))
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
