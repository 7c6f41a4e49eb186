"""Lines in which one of several clients does something, in any order: a search makes its scenarios of these."""

from collections.abc import Callable
from typing import Annotated, Final

from mapi_tck.errors import NothingToJudge
from mapi_tck.mapi import Bookmark, FlushFlag, PropertyTag, Row, RowSet, prop_id
from mapi_tck.ports import Table
from mapi_tck.scenario import when

from ..client.client import Client
from ..client.entry_ids import need_other, random_entry_id
from ..client.environment import HOUR, Behaviour
from ..client.rows import entry_id_of, resource_type_of
from ..client.status_table import Condition
from ..words import Columns, Name, QueueFlags
from .clients import SPOOLER, Clients
from .expectations import TROUBLE
from .members import Member, Shown, View

#: How many rows a read asks for in one call.
Count = Annotated[int, {"1 row": 1, "2 rows": 2, "3 rows": 3, "all rows": 100}]

#: So few made-up bytes may be an entry identifier by chance: four flags, and one to four that are random. A choice.
_FEW: Final = 8

#: The place of a thing among those that a client holds.
Which = Annotated[int, {"first": 0, "second": 1, "third": 2, "last": -1}]


@when("client {who} logs on")
def logs_on(clients: Clients, who: str) -> None:
    """Log on with the arranged profile, unless it has."""
    if who not in clients.members:
        _ = clients.model  # what is expected begins before anything happens
        client = clients.first.another()
        client.logon()
        client.beside = bool(clients.members)
        clients.first.profile = client.profile
        clients.members[who] = Member(client)


@when("client {who} logs off")
def logs_off(clients: Clients, who: str) -> None:
    """Log off; what it still holds is released at the end."""
    clients.log_off(who)


@when("client {who} gets status table {number}")
def gets_table(clients: Clients, who: str, number: int) -> None:
    """Steps A1 and B1. A client may have several status tables; the number is its own name for the table."""
    member = clients.members.get(who)
    if member and number not in member.views:
        table = member.client.session.get_status_table(0)
        member.views[number] = View(table)
        member.hold(table, member.views, number)


def _view(clients: Clients, who: str, number: int) -> View | None:
    member = clients.members.get(who)
    return member.views.get(number) if member else None


def _do(clients: Clients, view: View, action: Callable[[Table], Shown], *, sets_up: bool = False) -> None:
    """Make the call, and remember it, so that it can be made again with a table of its own."""
    outcome = clients.tck.call(action, view.table)
    view.done.append((action, outcome.text if outcome.refused else outcome.value, outcome))
    if sets_up and not outcome.refused:
        view.set_up.append(action)


@when("client {who} limits status table {number} to {columns}")
def limits(clients: Clients, who: str, number: int, columns: Columns) -> None:
    """Steps A2 and B2."""
    if view := _view(clients, who, number):
        _do(clients, view, lambda table: table.set_columns(columns, 0), sets_up=True)
        view.columns = columns


@when("client {who} restricts status table {number} to {condition}")
def restricts_to(clients: Clients, who: str, number: int, condition: Condition) -> None:
    """Steps A3 and B3 as the table sees them, or no restriction."""
    if view := _view(clients, who, number):
        _do(clients, view, lambda table: table.restrict(condition, 0), sets_up=True)
        view.restricted = condition is not None


@when("client {who} starts over with status table {number}")
def starts_over(clients: Clients, who: str, number: int) -> None:
    """SeekRow to the beginning."""
    if view := _view(clients, who, number):
        _do(clients, view, lambda table: bool(table.seek_row(Bookmark.BOOKMARK_BEGINNING, 0)))


@when("client {who} reads {count} of status table {number}")
def reads(clients: Clients, who: str, number: int, count: Count) -> None:
    """QueryRows from the table's position, until so many rows are there or no more come; the client holds the row sets.

    A call may give fewer rows than are asked for, and not always as many.
    """
    view = _view(clients, who, number)
    if view is None:
        return
    held: list[RowSet] = []
    shows_types = view.columns is not None and PropertyTag.PR_RESOURCE_TYPE in view.columns
    compare_types, compare_columns = view.restricted and shows_types, view.columns is not None

    def read(table: Table) -> Shown:
        rows: list[Row] = []
        part = None
        while len(rows) < count and (part is None or len(part)):
            part = table.query_rows(count - len(rows), 0)
            held.append(part)
            rows += part.rows
        # A table may have its rows in any order, so only what holds for each of them can be compared.
        columns = {tuple(prop_id(slot.tag) for slot in row) for row in rows} if compare_columns else set()
        types = {str(resource_type_of(row)) for row in rows} if compare_types else set()
        return {"rows": len(rows), "columns": sorted(map(str, columns)), "types": sorted(types)}

    _do(clients, view, read)
    clients.members[who].things += [rows.free for rows in held if rows.free is not None]


@when("client {who} opens the status object of {whom}")
def opens(clients: Clients, who: str, whom: str) -> None:
    """Steps A5 and B5.1; the steps before them too, if the client does not know the rows yet."""
    member = clients.members.get(who)
    if member and whom in (SPOOLER, *clients.model.transports):
        with clients.unless_failed(whom):
            clients.open_object(member, whom)


@when("client {who} holds the status object of {whom}, and opens and releases another one")
def opens_another(clients: Clients, who: str, whom: str) -> None:
    """Two objects from the same row, of which the second ends at once. The client opens the first, unless it holds it."""
    member = clients.members.get(who)
    if member and whom in (SPOOLER, *clients.model.transports):
        with clients.unless_failed(whom):
            clients.open_and_release(member, whom)


@when("client {who} releases the status object of {whom}")
def releases_object(clients: Clients, who: str, whom: str) -> None:
    """Steps A7 and B5.4 for a status object that the client holds."""
    if member := clients.members.get(who):
        clients.before_ending()
        member.release_object(whom)


@when("client {who} releases the {which} thing that it holds")
def releases(clients: Clients, who: str, which: Which) -> None:
    """A status table, a row set or a status object, counted in the order in which the client got them."""
    member = clients.members.get(who)
    if member and -len(member.things) <= which < len(member.things):
        clients.before_ending()
        member.things.pop(which)()


@when("every client releases what it holds, first things first, and logs off")
def release_everything(clients: Clients) -> None:
    """No client holds anything any more."""
    clients.first.count_held()
    for who, member in list(clients.members.items()):
        while member.things:
            member.things.pop(0)()
        clients.log_off(who)


def _passed(*flags: FlushFlag, shown: bool = False) -> int:
    """These flags of FlushQueues, and FLUSH_NO_UI unless progress may be `shown`."""
    return sum(flags) | (0 if shown else FlushFlag.FLUSH_NO_UI)


_FORCE, _LATER = FlushFlag.FLUSH_FORCE, FlushFlag.FLUSH_ASYNC_OK

#: What a flush passes besides its directions.
Passed = Annotated[
    int,
    {
        "FLUSH_FORCE": _passed(_FORCE),
        "FLUSH_ASYNC_OK": _passed(_LATER),
        "FLUSH_FORCE and FLUSH_ASYNC_OK": _passed(_FORCE, _LATER),
        "FLUSH_FORCE, without FLUSH_NO_UI": _passed(_FORCE, shown=True),
        "FLUSH_ASYNC_OK, without FLUSH_NO_UI": _passed(_LATER, shown=True),
        "FLUSH_FORCE and FLUSH_ASYNC_OK, without FLUSH_NO_UI": _passed(_FORCE, _LATER, shown=True),
    },
]


@when(
    "client {who} flushes {queues} queues through the spooler",
    "client {who} flushes {queues} queues through the spooler with {flags}",
    "client {who} flushes {queues} queues through the spooler for {target}",
    "client {who} flushes {queues} queues through the spooler for {target} with {flags}",
)
@when(
    "client {who} flushes {queues} queues through the spooler without FLUSH_NO_UI",
    "client {who} flushes {queues} queues through the spooler for {target} without FLUSH_NO_UI",
    flags=0,
)
def flushes(
    clients: Clients,
    who: str,
    queues: QueueFlags,
    target: Name | None = None,
    flags: Passed = FlushFlag.FLUSH_NO_UI,
) -> None:
    """FlushQueues of the spooler's status object; `for nobody` passes random bytes as target."""
    if member := clients.members.get(who):
        clients.flush(member, SPOOLER, target, queues | flags)


@when(
    "client {who} flushes {queues} queues through the object of {transport}",
    "client {who} flushes {queues} queues through the object of {transport} with {flags}",
)
@when("client {who} flushes {queues} queues through the object of {transport} without FLUSH_NO_UI", flags=0)
def flushes_own(
    clients: Clients,
    who: str,
    queues: QueueFlags,
    transport: Name,
    flags: Passed = FlushFlag.FLUSH_NO_UI,
) -> None:
    """FlushQueues of a transport's status object, whether it supports that or not."""
    if member := clients.members.get(who):
        clients.flush(member, transport, None, queues | flags)


@when("client {who} carries out procedure A for {queues} queues")
def carries_out_a(clients: Clients, who: str, queues: QueueFlags) -> None:
    """All numbered steps of procedure A."""
    if member := clients.members.get(who):
        clients.procedure_a(member, queues)


@when("client {who} carries out procedure B for {queues} queues", backwards=False)
@when("client {who} carries out procedure B from last to first for {queues} queues", backwards=True)
def carries_out_b(clients: Clients, who: str, queues: QueueFlags, backwards: bool) -> None:
    """All numbered steps of procedure B, with the rows in their order or backwards."""
    if member := clients.members.get(who):
        clients.procedure_b(member, queues, backwards=backwards)


@when("more messages of {transport} wait: {outgoing} outgoing, {incoming} incoming")
def more_messages(clients: Clients, transport: str, outgoing: int, incoming: int) -> None:
    """More messages come, outgoing and incoming ones."""
    if transport in clients.model.transports:
        for queue, tokens in clients.mail.put(transport, outgoing, incoming).items():
            clients.model.put(queue, tokens)


@when("the far end of {transport} now {behaves}")
def far_end_now(clients: Clients, transport: str, behaves: Behaviour) -> None:
    """The transport's far end changes."""
    model = clients.model
    if transport not in model.transports:
        return
    if behaves.condition in TROUBLE:
        # Trouble begins only after promised messages have moved: otherwise it could explain a loss.
        done_already = model.due - {token for tokens in model.under_way.values() for token in tokens}
        if done_already:
            clients.wait_for(done_already)
    clients.mail.set_far_end(transport, behaves)
    model.far_end(transport)


@when("it calls OpenEntry with the spooler's entry identifier cut to {percent} percent")
def opens_part(client: Client, percent: int) -> None:
    """OpenEntry with so much of an entry identifier: at least one byte, and not all."""
    length = len(client.spooler_id)
    part = client.spooler_id[: min(max(1, length * percent // 100), length - 1)]
    need_other(client, client.take(client.session.open_entry, part, None, 0), part, client.spooler_id)


@when("it calls OpenEntry with {length} made-up bytes")
def opens_bytes(client: Client, length: int) -> None:
    """OpenEntry with so many random bytes. A few bytes may by chance be an entry identifier."""
    made_up = random_entry_id(client.tck, length)
    if length <= _FEW and made_up in map(entry_id_of, client.read_aside().value.rows):
        raise NothingToJudge("the made-up bytes are the entry identifier of a row")
    client.take(client.session.open_entry, made_up, None, 0)


@when("a moment passes")
def moment(clients: Clients) -> None:
    """Wait as long as a slow far end takes for a message, and half as long again."""
    clients.tck.wait_until(lambda: False, clients.tck.parameters.slow_seconds * 1.5)


@when("an hour passes")
def hour(clients: Clients) -> None:
    """Let an hour pass where time is simulated. Where it is real, nothing happens."""
    clients.tck.leap(HOUR)


@when("everything that was under way is over")
def all_over(clients: Clients) -> None:
    """Wait for what was promised, and a little longer."""
    if clients.model.due:
        clients.wait_for(clients.model.due)
    clients.settle_late()
    clients.model.settled()
