"""Lines about the rows and the status objects that are MAPI's own: the subsystem's, the spooler's, the address book's."""

from itertools import combinations
from typing import Final

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import IID_IMAPITable, OpenFlag, ResourceType
from mapi_tck.scenario import given, need, when

from .client import Client
from .entry_ids import compare, cut_short, need_other, random_entry_id
from .rows import entry_id_of, resource_type_of, rest_of, rows_of
from .visits import Visit, is_open

#: The types of the rows that MAPI provides itself.
_OWN: Final = (ResourceType.MAPI_SUBSYSTEM, ResourceType.MAPI_SPOOLER, ResourceType.MAPI_AB)


def _own_rows(client: Client) -> list[Visit]:
    """A visit of each of MAPI's own rows, as another status table shows them."""
    rows = client.read_aside().value.rows
    client.visits = [Visit(number, row) for number, row in enumerate(rows, 1) if resource_type_of(row) in _OWN]
    return need(client.visits, "the status table has no row of MAPI's own")


@given("a client that has logged on, and has opened each of MAPI's own rows")
def logged_on_and_opened(client: Client) -> None:
    """Log on with the arranged profile, or with any, and open the status objects of the subsystem, spooler and address book."""
    client.logon()
    open_own(client)


@when("it opens each of MAPI's own rows")
def open_own(client: Client) -> None:
    """The status objects of the subsystem, the spooler and the address book are opened. A row that does not open is left out."""
    for visit in _own_rows(client):
        visit.opened = client.tck.call(client.session.open_entry, visit.entry_id, None, 0)
    client.visits = [visit for visit in client.visits if visit.opened is not None and is_open(visit.opened)]
    need(client.visits, "none of MAPI's own rows opens")


# -- OpenEntry --------------------------------------------------------------------------------------------------------


@when("it calls OpenEntry with the entry identifier of each of MAPI's own rows and {flag}")
@when(
    "it calls OpenEntry with the entry identifier of each of MAPI's own rows and IID_IMAPITable",
    interface=IID_IMAPITable,
)
def opens_own_with(client: Client, flag: OpenFlag | None = None, interface: str | None = None) -> None:
    """OpenEntry for each of them that opens, with a flag or an interface that step A5 does not pass."""
    open_own(client)
    for visit in client.visits:
        visit.opened = client.tck.call(client.session.open_entry, visit.entry_id, interface, flag or 0)


@when("it calls OpenEntry with the entry identifier of each of MAPI's own rows cut short")
def opens_own_cut_short(client: Client) -> None:
    """OpenEntry with three quarters of each of these entry identifiers."""
    visits = _own_rows(client)
    known = [visit.entry_id for visit in visits]
    for visit in visits:
        # Short identifiers of one table may begin alike: what is another row's is no wrong one.
        if (part := cut_short(visit.entry_id)) not in known:
            opened = client.tck.call(client.session.open_entry, part, None, 0)
            need_other(client, opened, part, visit.entry_id)
            visit.opened = opened


@when("it calls OpenEntry, which refuses IID_IMAPITable as the interface of each of MAPI's own objects")
def refuses_own(client: Client) -> None:
    """OpenEntry with an interface that it has to refuse. If it does not, there is nothing to look at."""
    client.need_success()
    table = client.another_table()
    rows = rest_of(table)
    for row in [row for row in rows.rows if resource_type_of(row) in _OWN]:
        if not client.tck.call(client.session.open_entry, entry_id_of(row), IID_IMAPITable, 0).refused:
            raise NothingToJudge("OpenEntry has not refused: other requirements judge that")
    if rows.free is not None:
        rows.free()
    table.release()


# -- CompareEntryIDs --------------------------------------------------------------------------------------------------


@when("it compares the entry identifier of each of MAPI's own rows with itself")
def compares_own_with_themselves(client: Client) -> None:
    """CompareEntryIDs with the same bytes twice."""
    for visit in _own_rows(client):
        compare(client, f"{visit.name}'s with itself", visit.entry_id, visit.entry_id)


@when("it compares the entry identifier of each of MAPI's own rows with that of another status table")
def compares_own_of_tables(client: Client) -> None:
    """CompareEntryIDs for the row of each of the three types in two status tables."""
    own = _own_rows(client)
    others = client.read_aside().value.rows
    for visit in own:
        same = rows_of(others, need(resource_type_of(visit.row), "the row has no type"))
        if len(same) == 1:  # how many there are, other requirements judge
            compare(client, f"{visit.name}'s with its own of another table", visit.entry_id, entry_id_of(same[0]))


@when("it compares the entry identifiers of MAPI's own rows with each other and with each transport's")
def compares_own_with_others(client: Client) -> None:
    """CompareEntryIDs for each pair of rows of different types. A refusal is right, too."""
    own = _own_rows(client)
    transports = rows_of(client.read_aside().value.rows, ResourceType.MAPI_TRANSPORT_PROVIDER)
    for first, second in combinations(own, 2):
        if resource_type_of(first.row) != resource_type_of(second.row):
            name = f"{first.name}'s with {second.name}'s"
            compare(client, name, first.entry_id, second.entry_id, may_refuse=True)
    for visit in own:
        for number, row in enumerate(transports, 1):
            name = f"{visit.name}'s with that of transport {number}"
            compare(client, name, visit.entry_id, entry_id_of(row), may_refuse=True)


@when("it compares the entry identifier of each of MAPI's own rows with a made-up one")
def compares_own_with_unmade(client: Client) -> None:
    """CompareEntryIDs with random bytes, in either place. A refusal is right, too."""
    made_up = random_entry_id(client.tck)
    for visit in _own_rows(client):
        compare(client, f"{visit.name}'s with a made-up one", visit.entry_id, made_up, may_refuse=True)
        compare(client, f"a made-up one with {visit.name}'s", made_up, visit.entry_id, may_refuse=True)
