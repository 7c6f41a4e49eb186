"""Lines that call FlushQueues: through the spooler, with a target, on a transport's own object.

FLUSH_NO_UI is passed unless the line says otherwise.
"""

from typing import Final

from mapi_tck.errors import Blocked, NothingToJudge
from mapi_tck.mapi import FlushFlag, ResourceType, StatusCode
from mapi_tck.ports import Profile, Transport
from mapi_tck.scenario import Scenario, given, need, when

from ..words import BOTH, MoreFlags, Name, QueueFlags
from .client import Client
from .entry_ids import cut_short, random_entry_id, stands_for_nothing
from .mail import EVERY, Mail
from .procedures import B, carry_out, flush_each, limits_columns
from .rows import COLUMNS, entry_id_of, joined, rest_of, rows_of
from .status_table import allows_moved_position, reads
from .visits import Visit, object_of

#: The two bits that show which flush is under way.
FLUSH_BITS: Final = StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH


@when("it flushes {queues} queues through the spooler")
@when("it flushes {queues} queues through the spooler with {flag}")
@when("it flushes {queues} queues through the spooler without FLUSH_NO_UI", unattended=0)
@when("it flushes {queues} queues through the spooler with {flag}, without FLUSH_NO_UI", unattended=0)
def flushes(client: Client, queues: QueueFlags, flag: MoreFlags = 0, unattended: int = FlushFlag.FLUSH_NO_UI) -> None:
    """Step A6: FlushQueues of the spooler's status object, without target. If it is not open, steps A1 to A5 come first."""
    if not client.has_spooler:
        client.reach_spooler()
    client.flush(client.spooler, None, queues | flag, unattended=unattended)


@when("it flushes {queues} queues of each transport, through its object or the spooler")
def flushes_each(client: Client, queues: QueueFlags) -> None:
    """Step B5.3 for each row: the transport's own object, or if that cannot flush the spooler's with the row as target."""
    flush_each(client, queues)


@when("it flushes {queues} queues through the object of {transport}", own=True)
@when("it flushes {queues} queues through the object of {transport} with {flag}", own=True)
@when("it flushes {queues} queues through the spooler for {transport}", own=False)
@when("it flushes {queues} queues through the spooler for {transport} with {flag}", own=False)
def flushes_one(client: Client, queues: QueueFlags, transport: Name, own: bool, flag: MoreFlags = 0) -> None:
    """Step B5.3 for one row: FlushQueues of the transport's own object without target, or of the spooler's with it as target."""
    client.flush_one(transport, queues | flag, own)


@given("a flush of {queues} queues through the spooler with FLUSH_ASYNC_OK is under way")
def flush_under_way(client: Client, mail: Mail, queues: QueueFlags) -> None:
    """Begin a flush, and wait until it has moved a message, so that it is going on when the next line comes."""
    client.flush(client.spooler, None, queues | FlushFlag.FLUSH_ASYNC_OK)
    mail.wait_until_under_way(EVERY)


@given("a flush of {queues} queues through the object of {transport} is under way", own=True)
@given("a flush of {queues} queues through the spooler for {transport} with FLUSH_ASYNC_OK is under way", own=False)
def flush_of_one_under_way(client: Client, mail: Mail, queues: QueueFlags, transport: Name, own: bool) -> None:
    """Begin a flush as step B5.3 does, and wait until it has moved a message."""
    client.flush_one(transport, queues | (0 if own else FlushFlag.FLUSH_ASYNC_OK), own)
    mail.wait_until_under_way(transport)


@when("it asks again until that is accepted")
def asks_again(tck: Scenario, client: Client) -> None:
    """Call FlushQueues as before, with pauses, if it was refused: another flush may have been under way."""
    flush = client.flushes[-1]

    def accepted() -> bool:
        if flush.outcome.refused and flush.again is not None:
            flush.outcome = flush.again()
        return not flush.outcome.refused

    if not accepted():
        tck.wait_until(accepted)


@when("it reads one row, then flushes all queues through the spooler and reads on")
def reads_around_flush(client: Client) -> None:
    """QueryRows for one row, a flush whose answer does not matter here, and QueryRows to the end."""
    first = client.take(client.table.query_rows, 1, 0).value
    flushes(client, BOTH)
    client.read = client.take(lambda: joined([first, rest_of(client.table)]))
    allows_moved_position(client)


@when("it waits until a message of {whose} has moved")
def waits_until_moved(mail: Mail, whose: str) -> None:
    """Wait until the latest flush has begun: others usually still wait then, because the far end is slow."""
    mail.wait_until_under_way(whose)


# -- targets that stand for no transport ------------------------------------------------------------------------------


def _flush_target(client: Client, queues: int, target: bytes) -> None:
    # Any answer is accepted; no transport is meant.
    client.flush(client.spooler, target, queues, "")


@when("it flushes {queues} queues through the spooler for all, in a session without mail")
@when("it flushes {queues} queues through the spooler for all with {flag}, in a session without mail")
def flushes_unknown_session(client: Client, queues: QueueFlags, flag: MoreFlags = 0) -> None:
    """FlushQueues of the spooler's status object in a session without mail: any answer is accepted (ruling D-33)."""
    client.flush(client.spooler, None, queues | flag, "")


@when("it flushes {queues} queues through the spooler for a transport of another session, in a session without mail")
def flushes_unknown_target(client: Client, queues: QueueFlags) -> None:
    """The same, with an entry identifier as target that another session on the profile has read."""
    _flush_target(client, queues, _visits(client.another())[0].entry_id)


@when("it flushes {queues} queues through the spooler for a made-up target")
def flushes_unmade(tck: Scenario, client: Client, queues: QueueFlags) -> None:
    """FlushQueues of the spooler's status object, with random bytes as target."""
    _flush_target(client, queues, random_entry_id(tck))


@when("it flushes {queues} queues through the spooler for a target that has been cut short")
def flushes_cut_short(client: Client, queues: QueueFlags) -> None:
    """FlushQueues of the spooler's status object, with a part of an entry identifier as target."""
    part = cut_short(_visits(client.another())[0].entry_id)
    if not stands_for_nothing(client, part):
        raise NothingToJudge("the part of the entry identifier still opens: it stands for a transport")
    _flush_target(client, queues, part)


#: The transports of the other profile. There are many, because entry identifiers of two sessions may be the same bytes, but only
#: as many as a session has rows.
_ELSEWHERE: Final = tuple(Transport(f"Elsewhere {number}") for number in range(1, 9))


@when("it flushes {queues} queues through the spooler for a target of another profile")
def flushes_foreign(tck: Scenario, client: Client, queues: QueueFlags) -> None:
    """FlushQueues of the spooler's status object, with an entry identifier of another profile's session as target."""
    other = Client(tck)
    other.install(Profile(f"mapi-tck {tck.tag} 2", _ELSEWHERE))
    visits = _visits(other)
    # A short-term identifier is good for its own session; in this one the same bytes may stand for another row.
    own = [entry_id_of(row) for row in client.read_aside().value.rows]
    foreign = [visit.entry_id for visit in visits if not any(_equal(client, visit.entry_id, known) for known in own)]
    need(foreign, "every entry identifier of the other profile stands for a row of this one too")
    _flush_target(client, queues, foreign[0])


def _visits(other: Client) -> list[Visit]:
    """The visits of another session."""
    other.logon()
    carry_out(other, B, "4")
    return need(other.visit_rows(), "there is no row of MAPI_TRANSPORT_PROVIDER")


def _equal(client: Client, first: bytes, second: bytes) -> bool:
    outcome = client.tck.call(client.session.compare_entry_ids, first, second, 0)
    return not outcome.refused and outcome.value


@when("it flushes {queues} queues through the spooler for the transport of the second profile")
@when("it flushes {queues} queues through the spooler for the transport of the second profile with {flag}")
def flushes_elsewhere(client: Client, queues: QueueFlags, flag: MoreFlags = 0) -> None:
    """FlushQueues of the spooler's status object, with an entry identifier of the second client as target."""
    other = need(client.elsewhere, "there is no second profile")
    carry_out(other, B, "4")
    visits = need(other.visit_rows(), "there is no row of MAPI_TRANSPORT_PROVIDER")
    if not client.has_spooler:
        client.reach_spooler()
    _flush_target(client, queues | flag, visits[0].entry_id)


# -- other status objects ---------------------------------------------------------------------------------------------


@when("it calls FlushQueues on the subsystem's status object", kind=ResourceType.MAPI_SUBSYSTEM)
@when("it calls FlushQueues on the address book's status object", kind=ResourceType.MAPI_AB)
def flushes_mapis(client: Client, kind: ResourceType) -> None:
    """FlushQueues of a status object of MAPI's that cannot flush."""
    limits_columns(client, COLUMNS)
    reads(client)
    rows = rows_of(client.rows, kind)
    if not rows:
        raise Blocked(f"there is no row of {kind.name}")
    opened = client.tck.call(client.session.open_entry, entry_id_of(rows[0]), None, 0)
    status_object = object_of(opened, f"the row of {kind.name}")
    client.take(status_object.flush_queues, 0, None, BOTH | FlushFlag.FLUSH_NO_UI)


@when("it calls FlushQueues on each status object that has STATUS_FLUSH_QUEUES set", supported=True)
@when("it calls FlushQueues on each status object that has STATUS_FLUSH_QUEUES clear", supported=False)
def flushes_own(client: Client, supported: bool) -> None:
    """FlushQueues of the transports' status objects that list it in PR_RESOURCE_METHODS, or of those that do not."""
    for visit in client.visits:
        if visit.supports_flush == supported:
            visit.flushed = client.flush(visit.object, None, BOTH, visit.name)
