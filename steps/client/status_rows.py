"""Lines about what was read from a status table: which rows are there, and what they hold."""

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import reduce
from typing import Annotated, Final, Literal

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import (
    Bookmark,
    ObjectType,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResourceMethod,
    ResourceType,
    Row,
    StatusCode,
    enum_text,
    flags_text,
    prop_id,
    prop_type,
    tag_name,
    value_text,
)
from mapi_tck.scenario import Outcome, Scenario, need, then

from ..words import Columns, is_free, names
from .client import Client
from .rows import COLUMNS, number_of, resource_type_is, resource_type_of, rest_of, rows_of


def last_read(client: Client) -> Outcome[object]:
    """The call that read the rows, which has to have succeeded."""
    _ = client.rows
    assert client.read is not None
    return client.read


def kind_text(kind: int | None) -> str:
    """A resource type in words."""
    return "no PR_RESOURCE_TYPE" if kind is None else enum_text(ResourceType, kind)


def types_of(rows: Iterable[Row]) -> list[int | None]:
    """The resource type of each row."""
    return [resource_type_of(row) for row in rows]


# -- which rows are there ---------------------------------------------------------------------------------------------


class HowMany(StrEnum):
    """How many rows there may be."""

    EXACTLY_ONE = "exactly one"
    AT_LEAST_ONE = "at least one"
    AT_MOST_ONE = "at most one"
    NO = "no"

    def allows(self, number: int) -> bool:
        """Whether there may be so many."""
        return {"exactly one": number == 1, "at least one": number >= 1, "at most one": number <= 1, "no": number == 0}[
            self
        ]


#: The check on how many rows of all types there are.
_OF_ANY_TYPE: Final = {"exactly one": "one-row", "at most one": "no-more-rows-than-asked", "no": "no-row"}


@then("there is {number} row of any type")
def there_is_any(tck: Scenario, client: Client, number: Literal["exactly one", "at most one", "no"]) -> None:
    """So many rows were read."""
    found = len(client.rows)
    tck.check(
        _OF_ANY_TYPE[number],
        HowMany(number).allows(found),
        expected=f"{number} row",
        observed=found,
        on=[last_read(client)],
    )


@then("there is {number} row of {kind}")
def there_is(tck: Scenario, client: Client, number: HowMany, kind: ResourceType) -> None:
    """So many rows of a resource type were read."""
    read = last_read(client)
    if number is HowMany.AT_LEAST_ONE and client.before:
        tck.judge_only_if(kind in types_of(client.before.value.rows), f"there was no row of {kind.name} before")
    found = len(rows_of(client.rows, kind))
    observed = {f"rows of {kind.name}": found, "all rows read": list(map(kind_text, types_of(client.rows)))}
    tck.check("row-count", number.allows(found), expected=f"{number} row of {kind.name}", observed=observed, on=[read])


@then("each transport of the profile has a row")
def each_transport_has_row(tck: Scenario, client: Client) -> None:
    """The test bed finds each transport of the profile by an entry identifier in a row."""
    read = last_read(client)
    known = [tck.call(tck.bed.transport_of, visit.entry_id) for visit in client.visit_rows()]
    named = [name.value for name in known]
    wanted = [transport.name for transport in client.profile.transports] if client.profile else []
    holds = set(wanted) <= set(named)
    tck.check("every-transport-has-a-row", holds, expected=wanted, observed=named, on=[read, *known])


@then("it reads some of the same rows again")
def some_same_rows(tck: Scenario, client: Client) -> None:
    """Each row was read before, with the same values."""
    before = need(client.before, "the rows were not read before")
    tck.judge_only_if(client.rows, "no row matched")
    now, known = list(map(row_text, client.rows)), list(map(row_text, before.value.rows))
    on = [before, last_read(client)]
    tck.check("same-rows", set(now) <= set(known), expected={"some of": known}, observed=now, on=on)


@then("it reads new rows only")
def new_rows_only(tck: Scenario, client: Client) -> None:
    """No row comes that was read before, but one again for each row that has come in since then (ruling D-83)."""
    known = need(client.before, "the rows were not read before").value.rows
    read = last_read(client)
    again = [row_text(row) for row in client.rows if row in known]
    if again:
        client.table.seek_row(Bookmark.BOOKMARK_BEGINNING, 0)
        come_in = [row for row in rest_of(client.table).rows if row not in known]
        again = again[len(come_in) :]
    tck.check("no-row", not again, expected={"known rows": []}, observed={"known rows": again}, on=[read])


def row_text(row: Row) -> str:
    """A row in words."""
    return ", ".join(str(slot) for slot in row)


@then("the first table still reads as it was set up")
def first_undisturbed(tck: Scenario, client: Client) -> None:
    """Its columns, its restriction and its position are what they were."""
    read = tck.call(client.table.query_rows, 10, 0)
    columns_now = tck.call(client.table.query_columns, 0)
    expected = {"columns": names(COLUMNS), "rows of": ["MAPI_SPOOLER (37)"]}
    observed = _as_set_up(read.value.rows, columns_now.value)
    if observed != expected:
        # If a new table that is set up in the same way shows the same, the other table has disturbed nothing.
        fresh = client.another_table()
        fresh.restrict(resource_type_is(ResourceType.MAPI_SPOOLER), 0)
        alone = _as_set_up(fresh.query_rows(10, 0).rows, fresh.query_columns(0))
        tck.judge_only_if(alone != observed, "a table of its own, set up in the same way, reads no better")
    tck.check("table-undisturbed", observed == expected, expected=expected, observed=observed, on=[read, columns_now])


def _as_set_up(rows: Sequence[Row], tags: Sequence[int]) -> dict[str, list[str]]:
    return {"columns": [tag_name(tag) for tag in tags], "rows of": sorted(map(kind_text, set(types_of(rows))))}


# -- what rows hold ---------------------------------------------------------------------------------------------------


#: Rows, and why there is nothing to judge if there are none.
Rows = tuple[Sequence[Row], str]


def _rows_of(client: Client, kind: ResourceType) -> Rows:
    return rows_of(client.rows, kind), f"there is no row of {kind.name}"


def _each(
    tck: Scenario,
    client: Client,
    check: str,
    holds: Callable[[Row], bool],
    expected: str,
    rows: Rows | None = None,
    read: Outcome[object] | None = None,
) -> None:
    """Judge each of these rows; without `rows` each row that was read. `read` are the calls that show them."""
    read = read or last_read(client)
    rows = rows or (client.rows, "the status table has no row")
    items = [(f"row {number}", holds(row), row_text(row), read) for number, row in enumerate(rows[0], 1)]
    tck.check_each(check, items, expected=expected, nothing=rows[1])


def _hidden(tck: Scenario, client: Client, columns: Sequence[int]) -> tuple[set[int], Outcome[object]]:
    """The places in which rows lack a value that they have when its column is set alone, and the calls that show it.

    A row may lack a column, which other requirements judge. Then it lacks the column when that is set alone, too.
    """
    places: set[int] = set()
    shown = last_read(client)
    for place, tag in enumerate(columns):
        lacking = sum(len(row) == len(columns) and row[place].is_absent for row in client.rows)
        if _stays_empty(tag) or not lacking:
            continue
        table = client.session.get_status_table(0)
        table.set_columns((tag,), 0)
        alone = tck.call(rest_of, table)
        shown = replace(shown, entries=(*shown.entries, *alone.entries))
        if lacking > sum(all(slot.is_absent for slot in row) for row in alone.value.rows):
            places.add(place)
    return places, shown


def _stays_empty(tag: int) -> bool:
    """Whether no row has a value in this column."""
    return tag == PropertyTag.PR_NULL or is_free(tag)


def _has(row: Row, tag: PropertyTag, value: object) -> bool:
    return any(slot.tag == tag and slot.value == value for slot in row)


def _in_place(slot: PropertyValue, tag: int) -> bool:
    """Whether the slot is this column's: its value, or the mark of its absence, which other requirements judge."""
    return slot.tag == tag or (slot.is_absent and prop_id(slot.tag) in (prop_id(tag), 0))  # ruling D-15


@then("every row has {column}")
def every_row_has(tck: Scenario, client: Client, column: PropertyTag) -> None:
    """Every row has a value of the property's own type."""
    has = f"a value of {column.name}"
    _each(tck, client, "column-present", lambda row: any(slot.tag == column for slot in row), has)


@then("every row has PR_OBJECT_TYPE = MAPI_STATUS")
def every_row_is_status(tck: Scenario, client: Client) -> None:
    """Every row says that it is about a status object."""
    tag, wanted = PropertyTag.PR_OBJECT_TYPE, ObjectType.MAPI_STATUS
    _each(tck, client, "object-type", lambda row: _has(row, tag, wanted), "PR_OBJECT_TYPE = MAPI_STATUS")


@then("every row has a defined PR_RESOURCE_TYPE")
def every_row_typed(tck: Scenario, client: Client) -> None:
    """Every row has one of the eight resource types."""
    known, expected = set(ResourceType), "a defined PR_RESOURCE_TYPE"
    _each(tck, client, "resource-type-defined", lambda row: resource_type_of(row) in known, expected)


@then("every row has all of its columns or none")
def every_row_complete(tck: Scenario, client: Client) -> None:
    """No row has a value in one column and none in another."""
    # A row that leaves out what it lacks shows none of them; whether it may do so is not judged here.
    expected = "all of its columns or none"
    _each(tck, client, "identity-complete", lambda row: len({slot.is_absent for slot in row}) <= 1, expected)


@then("every row marks what no row has as absent, and nothing else")
def every_row_marked(tck: Scenario, client: Client) -> None:
    """Each column that no row has, or that is PR_NULL, is marked in its place, and all others stay in theirs."""
    columns = client.columns_set
    hidden, read = _hidden(tck, client, columns)

    def holds(row: Row) -> bool:
        return len(row) == len(columns) and all(
            slot.is_absent if _stays_empty(tag) else _in_place(slot, tag) and not (slot.is_absent and place in hidden)
            for place, (slot, tag) in enumerate(zip(row, columns, strict=True))
        )

    expected = ", ".join("absent" if _stays_empty(tag) else tag_name(tag) for tag in columns)
    _each(tck, client, "absent-column-marked", holds, expected, read=read)


@then("every row has a PR_INSTANCE_KEY of its own", tag=PropertyTag.PR_INSTANCE_KEY, check="instance-keys-differ")
@then("every row has a PR_ROWID of its own", tag=PropertyTag.PR_ROWID, check="row-ids-differ")
def keys_differ(tck: Scenario, client: Client, tag: PropertyTag, check: str) -> None:
    """No two rows have the same value of the column that identifies a row."""
    keys = [value_text(slot) for row in client.rows for slot in row if slot.tag == tag]
    tck.judge_only_if(len(keys) > 1, f"there are fewer than two rows with a {tag.name} to compare")
    differ = len(set(keys)) == len(keys)
    expected = f"{len(keys)} different values"
    tck.check(check, differ, expected=expected, observed=keys, on=[last_read(client)])


@then("every row leaves the reserved bytes of its entry identifiers clear")
def reserved_bytes_clear(tck: Scenario, client: Client) -> None:
    """Of the four bytes for flags, an entry identifier uses the first one only: the row's own, and that of an identity."""
    tags = (PropertyTag.PR_ENTRYID, PropertyTag.PR_IDENTITY_ENTRYID)
    used = [slot for row in client.rows for slot in row if slot.tag in tags]
    tck.judge_only_if(used, "no row shows an entry identifier")
    wrong = [value_text(slot) for slot in used if isinstance(slot.value, bytes) and any(slot.value[1:4])]
    tck.check("reserved-bytes-clear", not wrong, expected=[], observed=wrong, on=[last_read(client)])


@then("every row shows its texts in Unicode, or an error")
def texts_in_unicode(tck: Scenario, client: Client) -> None:
    """No row has an ANSI text in a column that may be of any type."""
    texts = (PropertyType.PT_STRING8, PropertyType.PT_UNICODE)
    shown = [slot for row in client.rows for slot in row if prop_type(slot.tag) in texts]
    if not shown:
        raise NothingToJudge("no row shows a text in a column of any type")
    wrong = [str(slot) for slot in shown if prop_type(slot.tag) != PropertyType.PT_UNICODE]
    tck.check("strings-coded", not wrong, expected=[], observed=wrong, on=[last_read(client)])


@then("every row has the columns that QueryColumns told")
def columns_as_told(tck: Scenario, client: Client) -> None:
    """Every row has the columns that QueryColumns named, in that order."""
    told = client.columns_told.value

    def holds(row: Row) -> bool:
        # In the place of what a row lacks, neither identifier nor type need be left (ruling D-15).
        return len(row) == len(told) and all(
            prop_id(slot.tag) == prop_id(tag) or (slot.is_absent and not prop_id(slot.tag))
            for slot, tag in zip(row, told, strict=True)
        )

    _each(tck, client, "columns-as-told", holds, ", ".join(map(tag_name, told)))


@then("each row of {kind} has exactly the columns {columns}")
def has_columns(tck: Scenario, client: Client, kind: ResourceType, columns: Columns) -> None:
    """Each row has these columns, in this order, and no others."""
    hidden, read = _hidden(tck, client, columns)

    def holds(row: Row) -> bool:
        in_places = len(row) == len(columns) and all(map(_in_place, row, columns))
        return in_places and not any(row[place].is_absent for place in hidden)

    # A row whose columns are wrong may not show its type: such rows count as rows of the type.
    rows = [row for row in client.rows if resource_type_of(row) in (kind, None)]
    _each(tck, client, "columns-as-set", holds, ", ".join(names(columns)), (rows, _rows_of(client, kind)[1]), read)


@then("each row of {kind} has an entry identifier")
def has_entry_id(tck: Scenario, client: Client, kind: ResourceType) -> None:
    """Each row has a PR_ENTRYID that is not empty."""

    def holds(row: Row) -> bool:
        return any(slot.tag == PropertyTag.PR_ENTRYID and slot.value for slot in row)

    _each(tck, client, "entry-id-present", holds, "a value of PR_ENTRYID", _rows_of(client, kind))


@then("each row of {kind} has the name of the profile")
def has_profile_name(tck: Scenario, client: Client, kind: ResourceType) -> None:
    """PR_DISPLAY_NAME_A of each row is the name of the profile."""
    tag, name = PropertyTag.PR_DISPLAY_NAME_A, "" if client.profile is None else client.profile.name
    tck.judge_only_if(name, "the test bed does not tell the name of the profile")
    _each(tck, client, "profile-named", lambda row: _has(row, tag, name), name, _rows_of(client, kind))


def _bits(words: str) -> ResourceMethod:
    """Bits of PR_RESOURCE_METHODS, joined by `and`."""
    return reduce(operator.or_, (ResourceMethod[bit] for bit in words.split(" and ")))


Methods = Annotated[ResourceMethod, _bits]


@then("each row of {kind} has {bits} set in PR_RESOURCE_METHODS")
def promises(tck: Scenario, client: Client, kind: ResourceType, bits: Methods) -> None:
    """The bits of these methods are set in each row."""
    _judge_bits(tck, client, "methods-promised", kind, PropertyTag.PR_RESOURCE_METHODS, bits)


@then("each row of {kind} has {bits} clear in PR_RESOURCE_METHODS")
def does_not_promise(tck: Scenario, client: Client, kind: ResourceType, bits: Methods) -> None:
    """The bits of these methods are clear in each row."""
    tag = PropertyTag.PR_RESOURCE_METHODS
    expected, rows = f"{tag.name} without {flags_text(ResourceMethod, bits)}", _rows_of(client, kind)
    _each(tck, client, "methods-not-promised", lambda row: not number_of(row, tag) & bits, expected, rows)


@then("each row of {kind} has {bit} set in PR_STATUS_CODE")
def has_status(tck: Scenario, client: Client, kind: ResourceType, bit: StatusCode) -> None:
    """The bit is set in each row."""
    _judge_bits(tck, client, "failure-shown", kind, PropertyTag.PR_STATUS_CODE, bit)


@then("each row of {kind} has STATUS_AVAILABLE or STATUS_OFFLINE set in PR_STATUS_CODE")
def works(tck: Scenario, client: Client, kind: ResourceType) -> None:
    """Each row shows that its resource works, with all data or with local data only."""
    enough, code = StatusCode.STATUS_AVAILABLE | StatusCode.STATUS_OFFLINE, PropertyTag.PR_STATUS_CODE
    expected = "STATUS_AVAILABLE or STATUS_OFFLINE"
    _each(
        tck,
        client,
        "available-shown",
        lambda row: bool(number_of(row, code) & enough),
        expected,
        _rows_of(client, kind),
    )


def _judge_bits(
    tck: Scenario, client: Client, check: str, kind: ResourceType, tag: PropertyTag, bits: ResourceMethod | StatusCode
) -> None:
    expected, rows = f"{tag.name} with {flags_text(type(bits), bits)}", _rows_of(client, kind)
    _each(tck, client, check, lambda row: number_of(row, tag) & bits == bits, expected, rows)
