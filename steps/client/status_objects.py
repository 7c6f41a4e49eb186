"""Lines that ask status objects for their properties, and compare these with their rows; the access that they tell of."""

from collections.abc import Sequence
from typing import Final

from mapi_tck.errors import Blocked, NothingToJudge
from mapi_tck.mapi import (
    PropertyTag,
    PropertyValue,
    ResourceType,
    Row,
    StatusCode,
    UnicodeFlag,
    find,
    value_text,
)
from mapi_tck.scenario import Outcome, Scenario, need, then, when

from ..words import Columns, names
from .answers import NO_TRANSPORT, Properties, given_text, judge_type
from .client import Client
from .rows import entry_id_of, number_of, resource_type_is, resource_type_of, rest_of, rows_of
from .visits import Visit, gives, in_its_width

#: Why there is nothing to judge when each transport is remote.
_ALL_REMOTE: Final = "each transport is remote, as STATUS_REMOTE_ACCESS in its row says"
#: What the object of a remote transport must have: what the procedures ask for, and what a folder has of the rest (ruling D-90).
_OF_REMOTE_ONES: Final = (PropertyTag.PR_RESOURCE_METHODS, PropertyTag.PR_DISPLAY_NAME_A, PropertyTag.PR_OBJECT_TYPE)
#: The fewest characters of a text that has been cut short: 255 bytes of Unicode.
_LEAST: Final = 127
#: What PR_ACCESS_LEVEL of a status object may say that was opened without MAPI_MODIFY.
_READ_ONLY: Final = "PR_ACCESS_LEVEL 0 (read-only), or an error"


@when("it gets {properties} of the spooler's status object")
@when("it gets {properties} of the spooler's status object {number} times")
def gets_spoolers(client: Client, properties: Columns, number: int = 1) -> None:
    """GetProps of the spooler's status object, with these properties in this order; so often, or until it is refused."""
    client.asked = properties
    for _ in range(number):
        client.given = client.take(client.spooler.get_props, properties, 0)
        if client.given.refused:
            return


@when(
    "it gets {properties} of each transport's status object",
    "it gets {properties} of each transport's status object with {flag}",
    "it gets {properties} of each of MAPI's own status objects",
    "it gets {properties} of each of MAPI's own status objects with {flag}",
)
@when(
    "it gets no property of each transport's status object",
    "it gets no property of each of MAPI's own status objects",
    properties=(),
)
def gets_each(client: Client, properties: Columns, flag: UnicodeFlag | None = None) -> None:
    """GetProps of each of these objects, with these properties in this order (`no property`: with an empty array)."""
    client.asked, client.asked_with = properties, int(flag or 0)
    for visit in client.visits:
        visit.answered_before = visit.answered
        visit.answered = client.tck.call(visit.object.get_props, properties, client.asked_with)


@then("each of them gives the same as before")
def each_gives_the_same(tck: Scenario, client: Client) -> None:
    """Each status object gives the values that it gave when it was asked for the same properties before."""
    items: list[tuple[str, bool, object, Outcome[object]]] = []
    for visit in client.visits:
        before, now = visit.answered_before, visit.answered
        if before is not None and now is not None and not before.refused:
            same = not now.refused and list(now.value[1]) == list(before.value[1])
            items.append((visit.name, same, {"before": given_text(before), "now": given_text(now)}, now))
    nothing = "no status object had given anything before"
    tck.check_each("same-properties", items, expected="the same values as before", nothing=nothing)


@then("each of them has the property")
def each_has(tck: Scenario, client: Client) -> None:
    """Each transport's status object gave a value of the property that was asked for; a text in either width.

    The object of a remote transport may have no more than PR_RESOURCE_METHODS and the properties of a folder (ruling D-90).
    """
    answers = [(visit, visit.answered) for visit in client.visits if visit.answered is not None]
    items: list[tuple[str, bool, object, Outcome[object]]] = []
    for visit, answered in answers:
        asked, given = in_its_width(tck, visit.object, client.asked, answered)
        has = gives(given, asked)
        if has or client.asked[0] in _OF_REMOTE_ONES or not _is_remote(tck, client, visit):
            items.append((visit.name, has, given_text(given), given))
    if answers and not items:
        raise NothingToJudge(_ALL_REMOTE)
    tck.check_each("property-present", items, expected=f"a value of {names(client.asked)[0]}", nothing=NO_TRANSPORT)


def _level_text(answer: Properties) -> str:
    return answer.text if answer.refused else ", ".join(map(str, answer.value[1])) or "nothing"


def _is_read_only(answer: Properties) -> bool:
    """Whether it says so, or does not have the property: then the call may fail as a whole (ruling D-79)."""
    return answer.refused or all(value.is_error or value.value == 0 for value in answer.value[1])


@then("the call does not give more than read-only access")
def call_gives_read_only(tck: Scenario, client: Client) -> None:
    """The spooler's status object says that it is read-only, or has no PR_ACCESS_LEVEL."""
    given = client.given
    tck.check("read-only-told", _is_read_only(given), expected=_READ_ONLY, observed=_level_text(given), on=[given])


@then("each of them does not give more than read-only access")
def each_gives_read_only(tck: Scenario, client: Client) -> None:
    """Each transport's status object says that it is read-only, or has no PR_ACCESS_LEVEL. That of a remote transport gives
    the properties of a folder.
    """
    answered = [(visit, visit.answered) for visit in client.visits if visit.answered is not None]
    items = [
        (visit.name, _is_read_only(answer), _level_text(answer), answer)
        for visit, answer in answered
        if _is_read_only(answer) or not _is_remote(tck, client, visit)
    ]
    if answered and not items:
        raise NothingToJudge(_ALL_REMOTE)
    tck.check_each("read-only-told", items, expected=_READ_ONLY, nothing=NO_TRANSPORT)


@then("each of them says the same as its row")
def each_agrees(tck: Scenario, client: Client) -> None:
    """The property that each transport's status object was asked for equals the column of its row, which may be cut short.

    The object of a remote transport gives the properties of a folder.
    """
    (tag,) = client.asked
    answers = [(visit, visit.answered) for visit in client.visits if visit.answered is not None]
    rows = _rows(tck, client, tag)
    items: list[tuple[str, bool, object, Outcome[object]]] = []
    for visit, answered in answers:
        (asked,), answer = in_its_width(tck, visit.object, client.asked, answered)
        on_object = answer.value[1][0] if answer.value[1] else None
        if on_object is not None and on_object.tag == asked != tag:
            on_object = PropertyValue(tag, on_object.value)  # the same text in the width of the row
        in_row = find(_row_of(client, rows, visit, on_object, tag), tag)
        same = in_row is not None and in_row.tag == tag and _is_shown(on_object, in_row)
        if same or not _is_remote(tck, client, visit):
            items.append((visit.name, same, {"row": _slot(in_row), "object": _slot(on_object)}, answer))
    if answers and not items:
        raise NothingToJudge(_ALL_REMOTE)
    tck.check_each("row-and-object-agree", items, expected="the same value", nothing=NO_TRANSPORT)


def _is_shown(value: PropertyValue | None, slot: PropertyValue) -> bool:
    """Whether the row's slot shows the value. Tables cut long texts to 255 bytes or characters (mapi-tables.md)."""
    if value is None or value.tag != slot.tag or value == slot:
        return value == slot
    whole, part = value.value, slot.value
    return isinstance(whole, str) and isinstance(part, str) and len(part) >= _LEAST and whole.startswith(part)


def _rows(tck: Scenario, client: Client, tag: int) -> tuple[Row, ...]:
    """The transports' rows with this column, through a status table of its own."""
    table = client.another_table(tag)
    table.restrict(resource_type_is(ResourceType.MAPI_TRANSPORT_PROVIDER), 0)
    return rows_of(tck.call(rest_of, table).value.rows, ResourceType.MAPI_TRANSPORT_PROVIDER)


@then("each of them is a status object")
def each_is_status_object(tck: Scenario, client: Client) -> None:
    """OpenEntry gave an object of type MAPI_STATUS for each transport's row. Where the binding hides the type, the object of a
    remote transport may say that it is a folder (imapiprop-getprops.md).
    """
    opened = {visit.name: (visit, visit.opened) for visit in client.visits if visit.opened is not None}
    types = [(name, outcome) for name, (_, outcome) in opened.items()]
    judge_type(tck, types, lambda name: _is_remote(tck, client, opened[name][0]))


def _is_remote(tck: Scenario, client: Client, visit: Visit) -> bool:
    """Whether its row is a transport's that shows STATUS_REMOTE_ACCESS: the object gives a folder's properties
    (imapiprop-getprops.md).
    """
    if resource_type_of(visit.row) != ResourceType.MAPI_TRANSPORT_PROVIDER:
        return False
    tag = PropertyTag.PR_STATUS_CODE
    code = number_of(_row_of(client, _rows(tck, client, tag), visit, None, tag), tag)
    return bool(code & StatusCode.STATUS_REMOTE_ACCESS)


def _row_of(client: Client, rows: Sequence[Row], visit: Visit, on_object: PropertyValue | None, tag: int) -> Row:
    """The row that stands for the visited object. Where several do, one that says what the object says.

    The row usually has the same place as before, so the search begins there: to compare each row with each takes too long
    where there are hundreds.
    """
    rows = (*rows[visit.number - 1 :], *rows[: visit.number - 1])
    refusals: list[Outcome[bool]] = []
    same = (row for row in rows if _are_equal(client, entry_id_of(row), visit.entry_id, refusals))
    first = next(same, None)
    if first is None and refusals:
        if not client.tck.can("transport_of"):
            raise NothingToJudge("CompareEntryIDs refuses to compare, so the kit does not find the row again")
        name = client.transport_of(visit)
        same = (row for number, row in enumerate(rows, 1) if client.transport_of(Visit(number, row)) == name)
        first = next(same, None)
    first = need(first, f"{visit.name} is not there when the table is read again")
    if find(first, tag) != on_object and any(find(row, tag) != find(first, tag) for row in same):
        raise Blocked(f"{visit.name} compares as equal to rows that differ from each other")
    return first


def _are_equal(client: Client, first: bytes, second: bytes, refusals: list[Outcome[bool]]) -> bool:
    """Whether CompareEntryIDs finds the identifiers equal. It may refuse to compare, which goes to `refusals`."""
    compared = client.tck.call(client.session.compare_entry_ids, first, second, 0)
    if compared.refused:
        refusals.append(compared)
    return not compared.refused and compared.value


def _slot(slot: PropertyValue | None) -> str:
    return "nothing" if slot is None else value_text(slot)
