"""Lines about what was read from a status table: which rows are there, and what they hold."""

from collections.abc import Callable, Sequence
from functools import partial

from mapi_tck.gherkin import then
from mapi_tck.mapi import (
    ObjectType,
    PropertyTag,
    PropertyValue,
    ResourceMethod,
    ResourceType,
    Row,
    StatusCode,
    enum_text,
    find,
    flags_text,
    prop_id,
    tag_name,
    value_text,
)
from mapi_tck.scenario import Outcome, Scenario

from .client import Client
from .rows import COLUMNS, resource_type_is, resource_type_of
from .status_table import have_been_counted
from .words import columns, names, resource_type


def _read(client: Client) -> Outcome[object]:
    _ = client.rows
    assert client.read is not None
    return client.read


def _each_row(
    tck: Scenario,
    client: Client,
    id: str,
    rows: Sequence[Row],
    holds: Callable[[Row], bool],
    expected: str,
    nothing: str,
) -> None:
    read = _read(client)
    items = [
        (f"row {number}", holds(row), ", ".join(str(slot) for slot in row), read) for number, row in enumerate(rows, 1)
    ]
    tck.check_each(id, items, expected=expected, nothing=nothing)


def _in_place(slot: PropertyValue, tag: int) -> bool:
    """Whether the slot is this column's: its value, or the mark of its absence, which other requirements judge."""
    return slot.tag == tag or (slot.is_absent and prop_id(slot.tag) == prop_id(tag))


@then("each row of {kind} holds exactly the columns {words}")
def holds_columns(tck: Scenario, client: Client, kind: str, words: str) -> None:
    """Each column that was asked for is in its place."""
    asked = columns(words)
    # A row whose columns are wrong may not show its type: where the table has such rows, they count as rows of the kind.
    rows = [row for row in client.rows if resource_type_of(row) in (resource_type(kind), None)]
    _each_row(
        tck,
        client,
        "columns-as-set",
        rows,
        lambda row: len(row) == len(asked) and all(map(_in_place, row, asked)),
        ", ".join(names(asked)),
        f"there is no row of {kind}",
    )


@then("every row has {column}")
def has_column(tck: Scenario, client: Client, column: str) -> None:
    """A value of the property's own type, in every row."""
    tag = PropertyTag[column]
    _each_row(
        tck,
        client,
        "column-present",
        client.rows,
        lambda row: any(slot.tag == tag for slot in row),
        f"a value of {column}",
        "the status table has no row",
    )


@then("PR_OBJECT_TYPE of every row is MAPI_STATUS")
def object_type_is_status(tck: Scenario, client: Client) -> None:
    """The computed object type."""
    tag, wanted = PropertyTag.PR_OBJECT_TYPE, ObjectType.MAPI_STATUS
    _each_row(
        tck,
        client,
        "object-type",
        client.rows,
        lambda row: any(slot.tag == tag and slot.value == wanted for slot in row),
        f"PR_OBJECT_TYPE = {enum_text(ObjectType, wanted)}",
        "the status table has no row",
    )


@then("PR_RESOURCE_TYPE of every row is a defined type")
def resource_type_is_defined(tck: Scenario, client: Client) -> None:
    """One of the eight types."""
    defined = {int(kind) for kind in ResourceType}
    _each_row(
        tck,
        client,
        "resource-type-defined",
        client.rows,
        lambda row: resource_type_of(row) in defined,
        f"one of {', '.join(kind.name for kind in ResourceType)}",
        "the status table has no row",
    )


@then("PR_INSTANCE_KEY differs from row to row")
def instance_keys_differ(tck: Scenario, client: Client) -> None:
    """No two rows have the same key."""
    keys = [value_text(slot) for row in client.rows for slot in row if slot.tag == PropertyTag.PR_INSTANCE_KEY]
    if len(keys) < 2:
        tck.undecided_because("there are fewer than two rows with an instance key to compare")
    tck.check(
        "instance-keys-differ",
        len(set(keys)) == len(keys),
        expected=f"{len(keys)} different keys",
        observed=keys,
        on=[_read(client)],
    )


@then("the columns of a row are all there or all absent")
def all_or_none(tck: Scenario, client: Client) -> None:
    """The identity properties come together."""
    _each_row(
        tck,
        client,
        "identity-complete",
        client.rows,
        # A row that leaves out what it lacks shows none of them; whether it may do so is not judged here.
        lambda row: len({slot.is_absent for slot in row}) <= 1,
        "all of the columns, or none",
        "the status table has no row",
    )


@then("in every row the second of 3 values is marked as absent")
def second_is_absent(tck: Scenario, client: Client) -> None:
    """PT_ERROR or PT_NULL in its place, and the other two where they belong."""
    _each_row(
        tck,
        client,
        "absent-column-marked",
        client.rows,
        lambda row: len(row) == 3 and row[1].is_absent and all(map(_in_place, (row[0], row[2]), COLUMNS)),
        "PR_ENTRYID, then an error or null, then PR_RESOURCE_TYPE",
        "the status table has no row",
    )


@then("exactly the rows of {kind} are there")
def exactly_rows_of(tck: Scenario, client: Client, kind: str) -> None:
    """No row of another type, and as many as an unrestricted table shows."""
    _judge_selection(tck, client, f"exactly the rows of {kind}", lambda found: found == resource_type(kind))


@then("all rows but those of {kind} are there")
def all_but_rows_of(tck: Scenario, client: Client, kind: str) -> None:
    """The complement, as an unrestricted table shows it."""
    _judge_selection(tck, client, f"all rows but those of {kind}", lambda found: found != resource_type(kind))


def _judge_selection(tck: Scenario, client: Client, expected: str, wanted: Callable[[int | None], bool]) -> None:
    read = _read(client)
    selected = [resource_type_of(row) for row in client.rows]
    unrestricted = client.session.get_status_table(0)
    unrestricted.set_columns(COLUMNS, 0)
    client.read_from(unrestricted)
    there = [kind for row in client.rows if wanted(kind := resource_type_of(row))]
    everything = _read(client)
    if not there:
        tck.undecided_because("the unrestricted table shows no such row that could have been selected")
    tck.check(
        "selection-exact",
        sorted(map(str, selected)) == sorted(map(str, there)),
        expected={expected: [_kind(kind) for kind in there]},
        observed=[_kind(kind) for kind in selected],
        on=[read, everything],
    )


def _kind(kind: int | None) -> str:
    return "no PR_RESOURCE_TYPE" if kind is None else enum_text(ResourceType, kind)


def _judge_count(tck: Scenario, client: Client, kind: str, expected: str, holds: Callable[[int], bool]) -> None:
    read = _read(client)
    number = len(client.rows_of(resource_type(kind)))
    types = [_kind(resource_type_of(row)) for row in client.rows]
    observed = {f"rows of {kind}": number, "all rows read": types}
    tck.check("row-count", holds(number), expected=f"{expected} of {kind}", observed=observed, on=[read])


@then("there is exactly one row of {kind}")
def exactly_one(tck: Scenario, client: Client, kind: str) -> None:
    """One, no more and no less."""
    _judge_count(tck, client, kind, "exactly one row", lambda number: number == 1)


@then("there is at least one row of {kind}")
def at_least_one(tck: Scenario, client: Client, kind: str) -> None:
    """One or more; where there was none before either, there is nothing to find."""
    _ = client.rows
    before = client.before
    if before is not None and resource_type(kind) not in map(resource_type_of, before.value.rows):
        tck.undecided_because(f"there was no row of {kind} before")
    _judge_count(tck, client, kind, "at least one row", lambda number: number >= 1)


@then("there is no row of {kind}")
def no_row(tck: Scenario, client: Client, kind: str) -> None:
    """None."""
    _judge_count(tck, client, kind, "no row", lambda number: number == 0)


@then("it reads no row")
def reads_no_row(tck: Scenario, client: Client) -> None:
    """An empty answer."""
    tck.check("no-row", not client.rows, expected=0, observed=len(client.rows), on=[_read(client)])


@then("rows of {kind} and of other types are there")
def rows_of_many_types(tck: Scenario, client: Client, kind: str) -> None:
    """The restriction is gone."""
    read = _read(client)
    types = [resource_type_of(row) for row in client.rows]
    if resource_type(kind) not in types:
        have_been_counted(client, kind)
        if not client.counted:
            tck.undecided_because(f"the unrestricted table shows no row of {kind} either")
    tck.check(
        "restriction-cleared",
        resource_type(kind) in types and len(set(types)) > 1,
        expected=f"rows of {kind} and of other types",
        observed=[_kind(found) for found in types],
        on=[read],
    )


@then("it reads as many rows as there were of {kind}")
def as_many_as_counted(tck: Scenario, client: Client, kind: str) -> None:
    """The restriction worked although its property is no column."""
    _ = client.rows
    if not client.counted:
        tck.undecided_because(f"there is no row of {kind}")
    tck.check(
        "selection-exact",
        len(client.rows) == client.counted,
        expected=f"{client.counted} rows of {kind}",
        observed=f"{len(client.rows)} rows",
        on=[_read(client)],
    )


@then("it reads the same rows again")
def same_rows(tck: Scenario, client: Client) -> None:
    """Row by row, value by value."""
    before = client.before
    assert before is not None
    if not before.value.rows:
        tck.undecided_because("the status table had no row")
    tck.check(
        "same-rows",
        client.rows == before.value.rows,
        expected=_written(before.value.rows),
        observed=_written(client.rows),
        on=[before, _read(client)],
    )


def _written(rows: Sequence[Row]) -> list[str]:
    return [", ".join(str(slot) for slot in row) for row in rows]


@then("the first table still reads as it was set up")
def first_undisturbed(tck: Scenario, client: Client) -> None:
    """Its columns, its restriction and its position are what they were."""
    read = tck.call(client.table.query_rows, 10, 0)
    columns_now = tck.call(client.table.query_columns, 0)
    expected = {"columns": names(COLUMNS), "rows of": ["MAPI_SPOOLER (37)"]}
    observed = _as_set_up(read.value.rows, columns_now.value)
    if observed != expected:
        # What a table shows that nobody else has touched: if that is the same, setting it up does not work.
        fresh = client.session.get_status_table(0)
        fresh.set_columns(COLUMNS, 0)
        fresh.restrict(resource_type_is(ResourceType.MAPI_SPOOLER), 0)
        if _as_set_up(fresh.query_rows(10, 0).rows, fresh.query_columns(0)) == observed:
            tck.undecided_because("a table of its own, set up in the same way, reads no better")
    tck.check("table-undisturbed", observed == expected, expected=expected, observed=observed, on=[read, columns_now])


def _as_set_up(rows: Sequence[Row], tags: Sequence[int]) -> dict[str, list[str]]:
    types = {resource_type_of(row) for row in rows}
    return {"columns": [tag_name(tag) for tag in tags], "rows of": sorted(map(_kind, types))}


@then("the answer is {words}")
def answer_is(tck: Scenario, client: Client, words: str) -> None:
    """QueryColumns repeats what was set."""
    asked = client.asked_columns
    assert asked is not None
    expected, observed = names(columns(words)), names(tuple(asked.value))
    tck.check("columns-told", observed == expected, expected=expected, observed=observed, on=[asked])


@then("each row of {kind} carries an entry identifier")
def carries_entry_id(tck: Scenario, client: Client, kind: str) -> None:
    """PR_ENTRYID is there, with a value of its own type that is not empty."""
    _each_row(
        tck,
        client,
        "entry-id-present",
        client.rows_of(resource_type(kind)),
        lambda row: any(slot.tag == PropertyTag.PR_ENTRYID and slot.value for slot in row),
        "a value of PR_ENTRYID",
        f"there is no row of {kind}",
    )


def _spooler_bits(tck: Scenario, client: Client, id: str, tag: int, wanted: int, text: Callable[[int], str]) -> None:
    slot = find(client.spooler_row(), tag)
    value = slot.value if slot is not None and slot.tag == tag and isinstance(slot.value, int) else None
    tck.check(
        id,
        value is not None and value & wanted == wanted,
        expected=text(wanted),
        observed=str(slot) if value is None else text(value & 0xFFFFFFFF),
        on=[_read(client)],
    )


@then("the spooler's row promises STATUS_VALIDATE_STATE and STATUS_FLUSH_QUEUES")
def spooler_promises(tck: Scenario, client: Client) -> None:
    """The two methods that the spooler is guaranteed to have."""
    wanted = ResourceMethod.STATUS_VALIDATE_STATE | ResourceMethod.STATUS_FLUSH_QUEUES
    text = partial(flags_text, ResourceMethod)
    _spooler_bits(tck, client, "methods-promised", PropertyTag.PR_RESOURCE_METHODS, wanted, text)


@then("the spooler's row carries STATUS_FAILURE")
def spooler_failure(tck: Scenario, client: Client) -> None:
    """A session without mail has no working spooler."""
    text = partial(flags_text, StatusCode)
    _spooler_bits(tck, client, "failure-shown", PropertyTag.PR_STATUS_CODE, StatusCode.STATUS_FAILURE, text)


@then("each transport of the profile has a row")
def each_transport_has_row(tck: Scenario, client: Client) -> None:
    """Found by whose entry identifier stands in the row."""
    read = _read(client)
    visits = client.visit_rows()
    known = [tck.call(tck.bed.transport_of, visit.entry_id) for visit in visits]
    named = [name.value for name in known]
    wanted = [transport.name for transport in client.profile.transports] if client.profile else []
    tck.check(
        "every-transport-has-a-row",
        set(wanted) <= set(named),
        expected=wanted,
        observed=named,
        on=[read, *known],
    )
