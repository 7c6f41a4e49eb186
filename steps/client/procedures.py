"""Lines that take the numbered steps of procedures A and B, one by one or up to a step."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Final, Literal

from mapi_tck.errors import Blocked
from mapi_tck.mapi import LogoffFlag, PropertyTag, ResourceType, UnicodeFlag
from mapi_tck.ports import Profile, Transport
from mapi_tck.scenario import given, when
from mapi_tck.suite.tables import rows_of, word_in

from ..words import BOTH, Columns, TableFlags
from .client import Client, Thing
from .rows import COLUMNS, resource_type_is
from .status_bits import has_failed
from .visits import Visit

# -- one by one -------------------------------------------------------------------------------------------------------


@when("the client gets the status table", "the client gets the status table with {flag}")
def gets_status_table(client: Client, flag: UnicodeFlag | None = None) -> None:
    """Steps A1 and B1; `with` a flag that the procedures do not pass."""
    outcome = client.take(client.session.get_status_table, flag or 0)
    del client.table
    if not outcome.refused:
        client.table = outcome.value


@when("the client gets {number} status tables, and keeps them")
def gets_status_tables(client: Client, number: int) -> None:
    """Step A1 so often, or until it is refused."""
    for _ in range(number):
        gets_status_table(client)
        if client.outcome.refused:
            return


@when("it limits the columns to {columns}", "it limits the columns to {columns} with {flag}")
def limits_columns(client: Client, columns: Columns, flag: TableFlags = 0) -> None:
    """Steps A2 and B2; `with` a flag that the procedures do not pass."""
    client.take(client.table.set_columns, columns, flag)
    client.columns_set = columns


@when("it builds a restriction that matches PR_RESOURCE_TYPE with {kind}")
def builds_restriction(client: Client, kind: ResourceType) -> None:
    """Steps A3 and B3; nothing is called."""
    client.restriction = resource_type_is(kind)


@when("it retrieves the rows that match")
def retrieves_rows(client: Client) -> None:
    """Steps A4 and B4: HrQueryAllRows with the restriction."""
    client.read = client.take(lambda: client.hr_query_all_rows(client.table, client.restriction))


@when("it opens the status object of the spooler's row")
def opens_spooler(client: Client) -> None:
    """Step A5."""
    client.open_spooler()


def _opens(client: Client, visit: Visit) -> None:
    visit.opened = client.take(client.session.open_entry, visit.entry_id, None, 0)


def _finds_support(client: Client, visit: Visit) -> None:
    visit.methods = client.take(visit.object.get_props, (PropertyTag.PR_RESOURCE_METHODS,), 0)


def _flushes_own(client: Client, visit: Visit) -> None:
    if visit.supports_flush:
        client.flush_visit(visit, BOTH, client.transport_of(visit))


def _flushes_as_target(client: Client, visit: Visit) -> None:
    if not visit.supports_flush:
        client.flush_visit(visit, BOTH, client.transport_of(visit))


#: What the client does for a row, by the words of the table below the line.
_FOR_A_ROW: Final[Mapping[str, Callable[[Client, Visit], None]]] = {
    "opens the transport's status object with the row's PR_ENTRYID": _opens,
    "looks for STATUS_FLUSH_QUEUES in PR_RESOURCE_METHODS of that object": _finds_support,
    "if it is set, calls FlushQueues of that object with FLUSH_UPLOAD, FLUSH_DOWNLOAD and FLUSH_NO_UI": _flushes_own,
    "if not, calls FlushQueues of the spooler with the same flags and the row's PR_ENTRYID as target": _flushes_as_target,
    "releases each status object that it has opened for the row": Client.release_visited,
}


@when("for each row {order} the client takes these steps before the next")
def visits_rows(
    client: Client, order: Literal["from first to last", "from last to first"], datatable: Sequence[Sequence[str]]
) -> None:
    """Steps B5.1, B5.2 and B5.3 for one row after the other, and the part of step B5.4 that belongs to the row."""
    rows = rows_of(datatable, "step", "what it does")
    does = [_FOR_A_ROW[word_in(row, "what it does", list(_FOR_A_ROW))] for row in rows]
    visits = client.visit_rows()
    for visit in visits if order == "from first to last" else reversed(visits):
        for step in does:
            step(client, visit)


def opens_each(client: Client) -> None:
    """Step B5.1 for every row. One of a transport that has failed for good need not open (ruling D-64): it is left out."""
    for visit in list(client.visit_rows()):
        _opens(client, visit)
        if visit.opened is not None and visit.opened.refused and has_failed(client, visit):
            client.may_be_refused()
            client.visits.remove(visit)
            client.out_of_service.add(client.transport_of(visit))


def finds_support(client: Client) -> None:
    """Step B5.2 for every row."""
    for visit in client.visits:
        _finds_support(client, visit)


def flush_each(client: Client, flags: int = BOTH) -> None:
    """Step B5.3 for every row."""
    for visit in client.visits:
        client.flush_visit(visit, flags, client.transport_of(visit))


def _things(words: str) -> list[Thing]:
    """`the status object`, `every status object`, `the status table`, `the row set`, separated by commas."""
    return list(map(Thing, words.split(", ")))


@when("it releases {things}")
def releases(client: Client, things: Annotated[list[Thing], _things]) -> None:
    """Steps A7 and B5.4, in the order of the line."""
    client.release(*things)


@when("it logs off, and releases the session")
@when("it logs off with {flag}, and releases the session")
def logs_off(client: Client, flag: LogoffFlag | None = None) -> None:
    """Logoff, and the one call that is left to a session that has ended."""
    if not client.take(client.session.logoff, 0, int(flag or 0), 0).refused:
        client.take(client.session.release)


# -- up to a step -----------------------------------------------------------------------------------------------------

#: The numbered steps of a procedure, with what the client does in each.
Steps = Mapping[str, Callable[[Client], object]]

A: Final[Steps] = {
    "1": gets_status_table,
    "2": lambda client: limits_columns(client, COLUMNS),
    "3": lambda client: builds_restriction(client, ResourceType.MAPI_SPOOLER),
    "4": retrieves_rows,
    "5": opens_spooler,
    "6": lambda client: client.flush(client.spooler, None, BOTH),
    "7": lambda client: client.release(Thing.STATUS_OBJECT, Thing.STATUS_TABLE, Thing.ROW_SET),
}
B: Final[Steps] = {
    "1": gets_status_table,
    "2": lambda client: limits_columns(client, COLUMNS),
    "3": lambda client: builds_restriction(client, ResourceType.MAPI_TRANSPORT_PROVIDER),
    "4": retrieves_rows,
    "5.1": opens_each,
    "5.2": finds_support,
    "5.3": flush_each,
}

Procedure = Annotated[Steps, {"A": A, "B": B}]
Number = Literal["1", "2", "3", "4", "5", "5.1", "5.2", "5.3", "6", "7"]


def carry_out(client: Client, procedure: Steps, last: Number) -> None:
    """Take the procedure's steps up to and including the last one named."""
    for number, step in procedure.items():
        step(client)
        if number == last:
            return
    raise ValueError(f"the procedure has no step {last}")


@given("procedure {procedure} has been carried out up to step {last}")
def carried_out(client: Client, procedure: Procedure, last: Number) -> None:
    """Take the steps that come before the one that the scenario is about; each has to succeed."""
    carry_out(client, procedure, last)
    client.need_success()
    client.arranged = len(client.flushes)


@when("the client carries out procedure {procedure} up to step {last}")
def carries_out(client: Client, procedure: Procedure, last: Number) -> None:
    """Take the steps that the scenario is about; *Then* lines judge whether the client could take them all."""
    try:
        carry_out(client, procedure, last)
    except Blocked as blocked:
        client.stopped = blocked.reason


@when("a second client carries out procedure B up to step 4")
def second_client(client: Client) -> Client:
    """A second session on the same profile takes steps B1 to B4 and keeps what it got."""
    second = client.another()
    second.logon()
    carry_out(second, B, "4")
    second.need_success()
    return second


@when("a second client carries out procedure B up to step 4 and logs off")
def second_client_leaves(client: Client) -> None:
    """A second session on the same profile takes steps B1 to B4, releases the table and the rows, and logs off."""
    _leave(second_client(client))


@when("a client of another profile carries out procedure B up to step 4 and logs off")
def other_client_leaves(client: Client) -> None:
    """The only session on another profile does the same."""
    other = Client(client.tck)
    other.install(Profile(f"mapi-tck {client.tck.tag} 2", (Transport("Elsewhere"),)))
    other.logon()
    carry_out(other, B, "4")
    _leave(other)


def _leave(client: Client) -> None:
    client.need_success()
    client.release(Thing.STATUS_TABLE, Thing.ROW_SET)
    client.logoff()
