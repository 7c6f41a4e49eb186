"""Lines in which one of several clients does something, in any order; of these a search makes its scenarios."""

import re
from collections.abc import Callable

from mapi_tck.mapi import Bookmark, PropertyTag, Restriction, RowSet, prop_id
from mapi_tck.ports import Table
from mapi_tck.scenario import OneOf, Scenario, when

from ..client.environment import BEHAVIOURS, far_end_of
from ..client.rows import resource_type_of
from ..client.status_table import restricted_to
from ..words import FLAGS, columns
from .clients import SPOOLER, Clients, Member, Seen, View

#: Rows that a read asks for in one call.
_COUNTS = {"1 row": 1, "2 rows": 2, "3 rows": 3, "all rows": 100}


@when("client {who} logs on")
def logs_on(clients: Clients, who: str) -> None:
    """Log on with the arranged profile, unless it has."""
    clients.log_on(who)


@when("client {who} logs off")
def logs_off(clients: Clients, who: str) -> None:
    """Log off; what it still holds is given back at the end."""
    clients.log_off(who)


@when("client {who} gets status table {number}", number=int)
def gets_table(clients: Clients, who: str, number: int) -> None:
    """Steps A1 and B1, as often as one likes; the number is the client's own name for it."""
    if member := clients.member(who):
        clients.open_view(member, number)


def _view(clients: Clients, who: str, number: int) -> View | None:
    member = clients.member(who)
    return member.views.get(number) if member else None


def _do(clients: Clients, view: View, what: str, action: Callable[[Table], Seen]) -> None:
    """Do it, and keep it, so that it can be done again with a table of its own."""
    outcome = clients.tck.call(action, view.table)
    view.done.append((what, action, outcome.text if outcome.refused else outcome.value, outcome))


@when("client {who} limits status table {number} to {words}", number=int, words=columns)
def limits(clients: Clients, who: str, number: int, words: tuple[int, ...]) -> None:
    """Steps A2 and B2."""
    if view := _view(clients, who, number):
        _do(clients, view, "SetColumns", lambda table: table.set_columns(words, 0))
        view.columns = words


@when("client {who} restricts status table {number} to {condition}", number=int, condition=restricted_to)
def restricts_to(clients: Clients, who: str, number: int, condition: Restriction | None) -> None:
    """Steps A3 and B3 as the table sees them, or no restriction."""
    if view := _view(clients, who, number):
        _do(clients, view, "Restrict", lambda table: table.restrict(condition, 0))
        view.restricted = condition is not None


@when("client {who} starts over with status table {number}", number=int)
def starts_over(clients: Clients, who: str, number: int) -> None:
    """SeekRow to the beginning."""
    if view := _view(clients, who, number):
        _do(clients, view, "SeekRow", lambda table: bool(table.seek_row(Bookmark.BOOKMARK_BEGINNING, 0)))


@when("client {who} reads {count} of status table {number}", number=int, count=_COUNTS.__getitem__)
def reads(clients: Clients, who: str, number: int, count: int) -> None:
    """QueryRows once, from where the table stands; the client holds the row set."""
    member = clients.member(who)
    view = _view(clients, who, number)
    if member is None or view is None:
        return
    held: list[RowSet] = []
    shows_types = view.columns is not None and PropertyTag.PR_RESOURCE_TYPE in view.columns
    compare_types, compare_columns = view.restricted and shows_types, view.columns is not None

    def read(table: Table) -> Seen:
        rows = table.query_rows(count, 0)
        held.append(rows)
        # In which order a table has its rows is its own affair, so that only what holds for each can be compared.
        shown = {tuple(prop_id(slot.tag) for slot in row) for row in rows.rows} if compare_columns else set()
        types = {str(resource_type_of(row)) for row in rows.rows} if compare_types else set()
        return {"rows": len(rows), "columns": sorted(map(str, shown)), "types": sorted(types)}

    _do(clients, view, f"QueryRows({count})", read)
    _hold(member, held)


def _hold(member: Member, held: list[RowSet]) -> None:
    for rows in held:
        if rows.free is not None:
            member.things.append(("a row set", rows.free))


@when("client {who} opens the status object of {whom}")
def opens(clients: Clients, who: str, whom: str) -> None:
    """Steps A5 and B5.1, with what comes before them if the client does not know the rows yet."""
    member = clients.member(who)
    if member and whom in (SPOOLER, *clients.model.transports):
        clients.open_object(member, whom)


@when("client {who} releases the {which} thing that it holds", which=OneOf("first", "second", "third", "last"))
def releases(clients: Clients, who: str, which: str) -> None:
    """A status table, a row set or a status object, counted in the order in which the client got them."""
    if member := clients.member(who):
        clients.release(member, which)


@when(
    "every client releases what it holds, {order}, and logs off",
    order=OneOf("first things first", "last things first"),
)
def release_everything(clients: Clients, order: str) -> None:
    """Nobody holds anything any more."""
    clients.count_held()
    for who, member in list(clients.members.items()):
        clients.close(member, last_first=order == "last things first")
        clients.log_off(who)


@when(
    "client {who} flushes {queues} queues {where}",
    queues=OneOf(*FLAGS),
    where=OneOf(
        "through the spooler",
        "through the spooler with {flag}",
        "through the spooler for {transport}",
        "through the spooler for {transport} with {flag}",
        "through the object of {transport}",
        "through the object of {transport} with {flag}",
    ),
)
def flushes_somehow(clients: Clients, who: str, queues: str, where: str) -> None:
    """One call of FlushQueues, whatever the transport supports; `for nobody` stands for a target that nobody has made."""
    member = clients.member(who)
    if member is None:
        return
    where, _, flag = where.partition(" with ")
    if own := re.fullmatch(r"through the object of (\w+)", where):
        clients.flush(member, queues, own[1], None, flag or None)
    else:
        target = where.removeprefix("through the spooler").removeprefix(" for ")
        clients.flush(member, queues, SPOOLER, target or None, flag or None)


@when(
    "client {who} carries out procedure {procedure} for {queues} queues",
    procedure=OneOf("A", "B", "B from last to first"),
    queues=OneOf(*FLAGS),
)
def carries_out(clients: Clients, who: str, procedure: str, queues: str) -> None:
    """All numbered steps of procedure A or B, to the release of everything."""
    if member := clients.member(who):
        clients.procedure(member, procedure, queues)


@when("more messages of {transport} wait: {outgoing} outgoing, {incoming} incoming", outgoing=int, incoming=int)
def more_messages(clients: Clients, transport: str, outgoing: int, incoming: int) -> None:
    """Mail comes at any time."""
    clients.more(transport, outgoing, incoming)


@when("the far end of {transport} now {behaves}", behaves=BEHAVIOURS)
def far_end_now(tck: Scenario, clients: Clients, transport: str, behaves: str) -> None:
    """A far end changes at any time."""
    clients.far_end(transport, far_end_of(tck, behaves))


@when("everything that was under way is over")
def all_over(clients: Clients) -> None:
    """Wait for what was promised, and a little longer."""
    clients.settle()
