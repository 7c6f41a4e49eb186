"""Lines about entry identifiers: opening them, comparing them, and presenting ones that are none."""

from itertools import combinations

from mapi_tck.gherkin import given, then, when
from mapi_tck.mapi import IID_IMAPIStatus, ObjectType, OpenFlag, PropertyTag, enum_text
from mapi_tck.ports import StatusObject
from mapi_tck.scenario import Outcome, Scenario

from .client import Client
from .rows import COLUMNS, entry_id_of


def cut_short(entry_id: bytes) -> bytes:
    """An entry identifier without its last quarter, but with the flags that every one begins with."""
    return entry_id[: max(4, len(entry_id) * 3 // 4)]


def made_by_nobody(tck: Scenario) -> bytes:
    """Bytes with the form of an entry identifier; the same in every run with the same seed."""
    return bytes(4) + tck.random.randbytes(28)


def _open(client: Client, entry_id: bytes, interface: str | None = None, flags: int = 0) -> None:
    client.take(client.session.open_entry, entry_id, interface, flags)


@when("it opens the spooler's entry identifier, cut short")
def opens_cut_short(client: Client) -> None:
    """OpenEntry with a truncated entry identifier."""
    _open(client, cut_short(entry_id_of(client.spooler_row())))


@when("it opens an entry identifier that nobody has made")
def opens_nobodys(tck: Scenario, client: Client) -> None:
    """OpenEntry with a foreign entry identifier."""
    _open(client, made_by_nobody(tck))


@when("it opens the spooler's entry identifier with {flag}")
def opens_with(client: Client, flag: str) -> None:
    """OpenEntry with a flag, for an entry identifier that is known to open."""
    _open(client, entry_id_of(client.spooler_row()), None, OpenFlag[flag])


@when("it opens the spooler's entry identifier as IID_IMAPIStatus")
def opens_as_status(client: Client) -> None:
    """OpenEntry with the interface named."""
    _open(client, entry_id_of(client.spooler_row()), IID_IMAPIStatus)


@when("it opens the spooler's entry identifier once more and releases that object")
def opens_twice(client: Client) -> None:
    """A second object from the same row comes and goes."""
    second, _ = client.session.open_entry(entry_id_of(client.spooler_row()), None, 0)
    client.take(second.release)


@when("it opens the rows of the transports from first to last")
def opens_forwards(client: Client) -> None:
    """Step B5.1, each outcome kept for itself."""
    for visit in client.visit_rows():
        visit.opened = client.tck.call(client.session.open_entry, visit.entry_id, None, 0)


@when("it opens the rows of the transports from last to first")
def opens_backwards(client: Client) -> None:
    """Step B5.1 in the other order."""
    for visit in reversed(client.visit_rows()):
        visit.opened = client.tck.call(client.session.open_entry, visit.entry_id, None, 0)


@when("it opens the rows one by one, releasing each status object before it opens the next")
def opens_one_by_one(client: Client) -> None:
    """Steps B5.1 and B5.4 in turns."""
    for visit in client.visit_rows():
        visit.opened = client.tck.call(client.session.open_entry, visit.entry_id, None, 0)
        if not visit.opened.refused:
            visit.object.release()


@then("each of them opens")
def each_opens(tck: Scenario, client: Client) -> None:
    """No row's entry identifier is refused."""
    tck.check_each(
        "entry-id-opens",
        [(v.name, not v.opened.refused, v.opened.text, v.opened) for v in client.visits if v.opened is not None],
        expected="success",
        nothing="there is no row of MAPI_TRANSPORT_PROVIDER",
    )


def _object_type(tck: Scenario, opened: Outcome[tuple[StatusObject, int | None]]) -> tuple[int | None, Outcome[object]]:
    """The object type that OpenEntry gave; where the binding hides it, the object's own PR_OBJECT_TYPE."""
    status_object, object_type = opened.value
    if object_type is not None:
        return object_type, opened
    asked = tck.call(status_object.get_props, (PropertyTag.PR_OBJECT_TYPE,), 0)
    values = asked.value[1]
    value = values[0].value if values and values[0].tag == PropertyTag.PR_OBJECT_TYPE else None
    return (value if isinstance(value, int) else None), asked


def _type_text(object_type: int | None) -> str:
    return "not shown" if object_type is None else enum_text(ObjectType, object_type)


@then("what it opened is a status object")
def is_status_object(tck: Scenario, client: Client) -> None:
    """The object type is MAPI_STATUS."""
    object_type, shown = _object_type(tck, client.opened)
    tck.check(
        "object-type",
        object_type == ObjectType.MAPI_STATUS,
        expected=_type_text(ObjectType.MAPI_STATUS),
        observed=_type_text(object_type),
        on=[shown],
    )


@then("each of them is a status object")
def each_is_status_object(tck: Scenario, client: Client) -> None:
    """The object type of each is MAPI_STATUS."""
    items = []
    for visit in client.visits:
        if visit.opened is not None:
            object_type, shown = _object_type(tck, visit.opened)
            items.append((visit.name, object_type == ObjectType.MAPI_STATUS, _type_text(object_type), shown))
    tck.check_each(
        "object-type",
        items,
        expected=_type_text(ObjectType.MAPI_STATUS),
        nothing="there is no row of MAPI_TRANSPORT_PROVIDER",
    )


@given("the spooler's row has been retrieved too")
def spooler_row_too(client: Client) -> None:
    """Its entry identifier, next to those of the transports."""
    client.visit_rows()
    table = client.session.get_status_table(0)
    table.set_columns(COLUMNS, 0)
    client.read_from(table)


@when("it compares the spooler's entry identifier with itself")
def compares_with_itself(client: Client) -> None:
    """CompareEntryIDs with the same entry identifier twice."""
    entry_id = entry_id_of(client.spooler_row())
    client.compared = [
        ("the spooler's with itself", client.tck.call(client.session.compare_entry_ids, entry_id, entry_id, 0))
    ]


@when("it compares the spooler's entry identifier with each transport's")
def compares_with_transports(client: Client) -> None:
    """CompareEntryIDs across kinds of rows."""
    entry_id = entry_id_of(client.spooler_row())
    client.compared = [
        (f"the spooler's with {v.name}'s", client.tck.call(client.session.compare_entry_ids, entry_id, v.entry_id, 0))
        for v in client.visits
    ]


@when("it compares the entry identifiers of the rows with each other")
def compares_rows(client: Client) -> None:
    """CompareEntryIDs for every pair of rows that stand for different transports."""
    client.compared = [
        (f"{a.name}'s with {b.name}'s", client.tck.call(client.session.compare_entry_ids, a.entry_id, b.entry_id, 0))
        for a, b in combinations(client.visit_rows(), 2)
        if client.transport_of(a) != client.transport_of(b)
    ]


@then("they are equal")
def are_equal(tck: Scenario, client: Client) -> None:
    """Every comparison answered TRUE."""
    _judge_comparisons(tck, client, equal=True)


@then("no two of them are equal")
def are_unequal(tck: Scenario, client: Client) -> None:
    """Every comparison answered FALSE."""
    _judge_comparisons(tck, client, equal=False)


def _judge_comparisons(tck: Scenario, client: Client, *, equal: bool) -> None:
    tck.check_each(
        "entry-ids-compare",
        [(name, outcome.value is equal, outcome.value, outcome) for name, outcome in client.compared],
        expected=equal,
        nothing="there were no two entry identifiers to compare",
    )
