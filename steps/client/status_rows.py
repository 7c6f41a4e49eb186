"""Lines about what was read from a status table: which rows are there, and what they hold."""

import operator
import re
from collections.abc import Callable, Sequence

from mapi_tck.errors import Blocked
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
from mapi_tck.scenario import OneOf, Outcome, Scenario, then

from ..words import NOBODY_HAS, columns, names, resource_type
from .client import Client
from .rows import COLUMNS, resource_type_is, resource_type_of

NO_ROW = "the status table has no row"


def _read(client: Client) -> Outcome[object]:
    _ = client.rows
    assert client.read is not None
    return client.read


def _kind(kind: int | None) -> str:
    return "no PR_RESOURCE_TYPE" if kind is None else enum_text(ResourceType, kind)


def _unrestricted(client: Client) -> tuple[Outcome[object], list[int | None]]:
    """What another table of the session, which nobody has restricted, shows: the types of all rows."""
    table = client.session.get_status_table(0)
    table.set_columns(COLUMNS, 0)
    own, client.read = client.read, None
    try:
        client.read_from(table)
        return _read(client), [resource_type_of(row) for row in client.rows]
    finally:
        client.read = own


# -- which rows are there ---------------------------------------------------------------------------------------------


#: The check on how many rows there are of any type, and how few and how many may be there.
_OF_ANY_TYPE = {
    "exactly one": ("one-row", 1, 1),
    "at most one": ("no-more-rows-than-asked", 0, 1),
    "no": ("no-row", 0, 0),
}


@then("there is {number} row of {kind}", number=OneOf("exactly one", "at least one", "at most one", "no"))
def there_is(tck: Scenario, client: Client, number: str, kind: str) -> None:
    """So many rows of a resource type, or of `any type`."""
    read = _read(client)
    if kind == "any type":
        check, least, most = _OF_ANY_TYPE[number]
        holds = least <= len(client.rows) <= most
        tck.check(check, holds, expected=f"{number} row", observed=len(client.rows), on=[read])
        return
    before = {resource_type_of(row) for row in client.before.value.rows} if client.before else {resource_type(kind)}
    if number == "at least one" and resource_type(kind) not in before:
        tck.undecided_because(f"there was no row of {kind} before")
    found = len(client.rows_of(resource_type(kind)))
    holds = {"exactly one": found == 1, "at least one": found >= 1, "no": found == 0}[number]
    observed = {f"rows of {kind}": found, "all rows read": [_kind(resource_type_of(row)) for row in client.rows]}
    tck.check("row-count", holds, expected=f"{number} row of {kind}", observed=observed, on=[read])


@then(
    "{rows} are there",
    rows=OneOf(
        "exactly the rows of {type}",
        "all rows but those of {type}",
        "rows of {type} and of other types",
        "as many rows as there are of {type}",
        "exactly the rows of types {compared} {type}",
    ),
)
def rows_are_there(tck: Scenario, client: Client, rows: str) -> None:
    """What a restriction has selected, or no longer selects."""
    for pattern, judge in _SELECTIONS.items():
        if found := re.fullmatch(pattern, rows):
            judge(tck, client, rows, found[1])


def _exactly(tck: Scenario, client: Client, words: str, kind: str) -> None:
    _judge_selection(tck, client, words, lambda found: found == resource_type(kind))


def _all_but(tck: Scenario, client: Client, words: str, kind: str) -> None:
    # A row without the property meets no comparison, not even RELOP_NE.
    _judge_selection(tck, client, words, lambda found: found not in (resource_type(kind), None))


def _compared(compare: Callable[[int, int], bool]) -> Callable[[Scenario, Client, str, str], None]:
    def judge(tck: Scenario, client: Client, words: str, kind: str) -> None:
        constant = resource_type(kind)
        _judge_selection(tck, client, words, lambda found: found is not None and compare(found, constant))

    return judge


def _judge_selection(tck: Scenario, client: Client, words: str, wanted: Callable[[int | None], bool]) -> None:
    read = _read(client)
    selected = [resource_type_of(row) for row in client.rows]
    everything, types = _unrestricted(client)
    there = [kind for kind in types if wanted(kind)]
    if not there:
        tck.undecided_because("the unrestricted table shows no such row that could have been selected")
    tck.check(
        "selection-exact",
        sorted(map(str, selected)) == sorted(map(str, there)),
        expected={words: [_kind(kind) for kind in there]},
        observed=[_kind(kind) for kind in selected],
        on=[read, everything],
    )


def _of_many_types(tck: Scenario, client: Client, words: str, kind: str) -> None:
    read = _read(client)
    types = [resource_type_of(row) for row in client.rows]
    if resource_type(kind) not in types and resource_type(kind) not in _unrestricted(client)[1]:
        tck.undecided_because(f"the unrestricted table shows no row of {kind} either")
    tck.check(
        "restriction-cleared",
        resource_type(kind) in types and len(set(types)) > 1,
        expected=words,
        observed=[_kind(found) for found in types],
        on=[read],
    )


def _as_many(tck: Scenario, client: Client, words: str, kind: str) -> None:
    read = _read(client)
    everything, types = _unrestricted(client)
    wanted = types.count(resource_type(kind))
    if not wanted:
        tck.undecided_because(f"there is no row of {kind}")
    observed = f"{len(client.rows)} rows"
    holds = len(client.rows) == wanted
    tck.check("selection-exact", holds, expected=f"{wanted} rows: {words}", observed=observed, on=[read, everything])


_SELECTIONS: dict[str, Callable[[Scenario, Client, str, str], None]] = {
    r"exactly the rows of (\w+)": _exactly,
    r"all rows but those of (\w+)": _all_but,
    r"rows of (\w+) and of other types": _of_many_types,
    r"as many rows as there are of (\w+)": _as_many,
    r"exactly the rows of types below (\w+)": _compared(operator.lt),
    r"exactly the rows of types up to (\w+)": _compared(operator.le),
    r"exactly the rows of types above (\w+)": _compared(operator.gt),
    r"exactly the rows of types from (\w+)": _compared(operator.ge),
}


@then("each transport of the profile has a row")
def each_transport_has_row(tck: Scenario, client: Client) -> None:
    """Found by whose entry identifier stands in the row."""
    read = _read(client)
    known = [tck.call(tck.bed.transport_of, visit.entry_id) for visit in client.visit_rows()]
    named = [name.value for name in known]
    wanted = [transport.name for transport in client.profile.transports] if client.profile else []
    holds = set(wanted) <= set(named)
    tck.check("every-transport-has-a-row", holds, expected=wanted, observed=named, on=[read, *known])


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
    return [_row_text(row) for row in rows]


def _row_text(row: Row) -> str:
    return ", ".join(str(slot) for slot in row)


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


# -- what they hold ---------------------------------------------------------------------------------------------------


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
    items = [(f"row {number}", holds(row), _row_text(row), read) for number, row in enumerate(rows, 1)]
    tck.check_each(id, items, expected=expected, nothing=nothing)


def _in_place(slot: PropertyValue, tag: int) -> bool:
    """Whether the slot is this column's: its value, or the mark of its absence, which other requirements judge."""
    nameless = tag == NOBODY_HAS and slot.tag == PropertyTag.PR_NULL  # ruling D-15: not even the identifier is left
    return slot.tag == tag or nameless or (slot.is_absent and prop_id(slot.tag) == prop_id(tag))


def _is_status(row: Row) -> bool:
    return any(slot.tag == PropertyTag.PR_OBJECT_TYPE and slot.value == ObjectType.MAPI_STATUS for slot in row)


def _second_absent(row: Row) -> bool:
    return len(row) == 3 and row[1].is_absent and all(map(_in_place, (row[0], row[2]), COLUMNS))


def _all_or_none(row: Row) -> bool:
    # A row that leaves out what it lacks shows none of them; whether it may do so is not judged here.
    return len({slot.is_absent for slot in row}) <= 1


#: What a row has → the check's id, and whether a row has it.
_HOLDINGS: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "PR_OBJECT_TYPE = MAPI_STATUS": ("object-type", _is_status),
    "a defined PR_RESOURCE_TYPE": ("resource-type-defined", lambda row: resource_type_of(row) in set(ResourceType)),
    "all of its columns or none": ("identity-complete", _all_or_none),
    "the second of its 3 values marked as absent": ("absent-column-marked", _second_absent),
}


_OWN_KEY, _TOLD = "a PR_INSTANCE_KEY of its own", "the columns that QueryColumns told"


@then("every row has {what}", what=OneOf(*_HOLDINGS, _OWN_KEY, _TOLD, *PropertyTag.__members__))
def every_row_has(tck: Scenario, client: Client, what: str) -> None:
    """What all rows hold; a property is there when it has a value of its own type."""
    if what == _OWN_KEY:
        _keys_differ(tck, client)
    elif what == _TOLD:
        _as_told(tck, client)
    elif what in _HOLDINGS:
        id, holds = _HOLDINGS[what]
        _each_row(tck, client, id, client.rows, holds, what, NO_ROW)
    else:
        tag = PropertyTag[what]
        _each_row(
            tck,
            client,
            "column-present",
            client.rows,
            lambda row: any(slot.tag == tag for slot in row),
            f"a value of {what}",
            NO_ROW,
        )


def _keys_differ(tck: Scenario, client: Client) -> None:
    keys = [value_text(slot) for row in client.rows for slot in row if slot.tag == PropertyTag.PR_INSTANCE_KEY]
    if len(keys) < 2:
        tck.undecided_because("there are fewer than two rows with an instance key to compare")
    differ = len(set(keys)) == len(keys)
    expected = f"{len(keys)} different keys"
    tck.check("instance-keys-differ", differ, expected=expected, observed=keys, on=[_read(client)])


def _as_told(tck: Scenario, client: Client) -> None:
    told = client.asked_columns
    if told is None:
        raise Blocked("the columns were not asked for")
    ids = [prop_id(tag) for tag in told.value]

    def holds(row: Row) -> bool:
        # In the place of what a row lacks, neither identifier nor type need be left (ruling D-15).
        return len(row) == len(ids) and all(
            prop_id(slot.tag) == id or slot.tag == PropertyTag.PR_NULL for slot, id in zip(row, ids, strict=True)
        )

    _each_row(tck, client, "columns-as-told", client.rows, holds, ", ".join(map(tag_name, told.value)), NO_ROW)


@then(
    "each row of {kind} has {what}",
    what=OneOf(
        "exactly the columns {columns}",
        "an entry identifier",
        "the name of the profile",
        "{bits} set in {property}",
        "{bits} clear in {property}",
    ),
)
def each_row_has(tck: Scenario, client: Client, kind: str, what: str) -> None:
    """What the rows of a resource type hold."""
    nothing = f"there is no row of {kind}"
    if found := re.fullmatch(r"exactly the columns (.+)", what):
        asked = columns(found[1])
        # A row whose columns are wrong may not show its type: where there are such rows, they count as rows of the kind.
        rows = [row for row in client.rows if resource_type_of(row) in (resource_type(kind), None)]
        _each_row(
            tck,
            client,
            "columns-as-set",
            rows,
            lambda row: len(row) == len(asked) and all(map(_in_place, row, asked)),
            ", ".join(names(asked)),
            nothing,
        )
    elif what == "an entry identifier":
        _each_row(
            tck,
            client,
            "entry-id-present",
            client.rows_of(resource_type(kind)),
            lambda row: any(slot.tag == PropertyTag.PR_ENTRYID and slot.value for slot in row),
            "a value of PR_ENTRYID",
            nothing,
        )
    elif what == "the name of the profile":
        name = "" if client.profile is None else client.profile.name
        _each_row(
            tck,
            client,
            "profile-named",
            client.rows_of(resource_type(kind)),
            lambda row: any(slot.tag == PropertyTag.PR_DISPLAY_NAME_A and slot.value == name for slot in row),
            name,
            nothing,
        )
    elif found := re.fullmatch(r"(.+) (set|clear) in (\w+)", what):
        _judge_bits(tck, client, kind, found[1].split(" and "), PropertyTag[found[3]], shall_be_set=found[2] == "set")


#: Property → what is violated when bits are not set, when they are not clear, and which bits there are.
_BITS = {
    PropertyTag.PR_RESOURCE_METHODS: ("methods-promised", "methods-not-promised", ResourceMethod),
    PropertyTag.PR_STATUS_CODE: ("failure-shown", "failure-not-shown", StatusCode),
}


def _judge_bits(
    tck: Scenario, client: Client, kind: str, bits: Sequence[str], tag: PropertyTag, *, shall_be_set: bool
) -> None:
    if_clear, if_set, family = _BITS[tag]
    mask = sum(int(family[bit]) for bit in bits)
    wanted = mask if shall_be_set else 0

    def holds(row: Row) -> bool:
        slot = find(row, tag)
        if slot is None or slot.tag != tag or not isinstance(slot.value, int):
            return not shall_be_set  # What is not there sets no bit.
        return slot.value & mask == wanted

    expected = f"{tag.name} {'with' if shall_be_set else 'without'} {flags_text(family, mask)}"
    rows = client.rows_of(resource_type(kind))
    check = if_clear if shall_be_set else if_set
    _each_row(tck, client, check, rows, holds, expected, f"there is no row of {kind}")
