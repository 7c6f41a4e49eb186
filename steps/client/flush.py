"""Lines that call FlushQueues: through the spooler, with a target, on a transport's own object.

FLUSH_NO_UI is passed unless the line says otherwise.
"""

from functools import reduce
from operator import or_
from typing import Final

from mapi_tck.errors import Blocked, OtherReading, Undecided
from mapi_tck.mapi import FlushFlag, PropertyTag, ResourceType, Row, StatusCode, find, flags_text
from mapi_tck.ports import Direction, Profile, Transport
from mapi_tck.scenario import Outcome, Scenario, given, need, then, when

from ..words import BOTH, LETTER, MoreFlags, QueueFlags, other_way
from .client import Client
from .entry_ids import cut_short, random_entry_id
from .messages import Mail
from .procedures import B, carry_out, flush_each, limits_columns
from .rows import COLUMNS, entry_id_of, rows_of
from .status_table import reads
from .visits import Seen, Visit, object_of

#: The two bits that show which flush is under way.
FLUSH_BITS: Final = StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH


@when("it flushes {queues} queues through the spooler")
@when("it flushes {queues} queues through the spooler with {flag}")
@when("it flushes {queues} queues through the spooler without FLUSH_NO_UI", unattended=0)
def flushes(client: Client, queues: QueueFlags, flag: MoreFlags = 0, unattended: int = FlushFlag.FLUSH_NO_UI) -> None:
    """Step A6: FlushQueues of the spooler's status object."""
    client.flush(client.spooler, None, queues | flag, unattended=unattended)


@when("it flushes {queues} queues of all transports")
def flushes_all(client: Client, queues: QueueFlags) -> None:
    """FlushQueues of the spooler's status object, which is opened for it as in steps A1 to A5."""
    client.reach_spooler()
    client.flush(client.spooler, None, queues)


@when("it flushes {queues} queues of each transport")
def flushes_each(client: Client, queues: QueueFlags) -> None:
    """Step B5.3 for each row."""
    flush_each(client, queues)


@when("it flushes {queues} queues of {transport} alone", "it flushes {queues} queues of {transport} alone with {flag}")
def flushes_one(client: Client, queues: QueueFlags, transport: str, flag: MoreFlags = 0) -> None:
    """Step B5.3 for one row: the transport's own object, or the spooler's with the transport as target."""
    client.flush_visit(client.visit_of(transport), queues | flag, transport)


@given("a flush with FLUSH_ASYNC_OK is under way")
def flush_under_way(client: Client) -> None:
    """Begin a flush that may still be going on when the next line comes."""
    client.flush(client.spooler, None, BOTH | FlushFlag.FLUSH_ASYNC_OK)


# -- targets that stand for no transport ------------------------------------------------------------------------------


def _flush_target(client: Client, queues: int, target: bytes) -> None:
    # Any answer is accepted; no transport is meant.
    client.flush(client.spooler, target, queues, "")


@when("it flushes {queues} queues of a target that nobody has made")
def flushes_unmade(tck: Scenario, client: Client, queues: QueueFlags) -> None:
    """FlushQueues of the spooler's status object, with random bytes as target."""
    _flush_target(client, queues, random_entry_id(tck))


@when("it flushes {queues} queues of a target that has been cut short")
def flushes_cut_short(tck: Scenario, client: Client, queues: QueueFlags) -> None:
    """FlushQueues of the spooler's status object, with a part of an entry identifier as target."""
    other = Client(tck, profile=client.profile)
    _flush_target(client, queues, cut_short(_visits(other)[0].entry_id))


#: The transports of the other profile. There are many, because entry identifiers of two sessions may be the same bytes, but only
#: as many as a session has rows.
_ELSEWHERE: Final = tuple(Transport(f"Elsewhere {number}") for number in range(1, 9))


@when("it flushes {queues} queues of a target of another profile")
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


# -- status bits ------------------------------------------------------------------------------------------------------


def _code_of(row: Row, transport: str) -> int:
    slot = find(row, PropertyTag.PR_STATUS_CODE)
    if slot is None or slot.tag != PropertyTag.PR_STATUS_CODE or not isinstance(slot.value, int):
        raise Blocked(f"the row of {transport} has no PR_STATUS_CODE but {slot}")
    return slot.value & 0xFFFFFFFF


def _status_code(tck: Scenario, client: Client, transport: str) -> Outcome[int]:
    """PR_STATUS_CODE of the transport's rows, read through a new status table."""

    def read() -> int:
        table = client.session.get_status_table(0)
        table.set_columns((PropertyTag.PR_ENTRYID, PropertyTag.PR_STATUS_CODE), 0)
        rows: list[Row] = []
        while len(part := table.query_rows(100, 0)):
            rows += part.rows
            if part.free is not None:
                part.free()
        # Before the table is released: its entry identifiers may end with it.
        found = [row for row in rows if tck.bed.transport_of(entry_id_of(row)) == transport]
        table.release()
        need(found, f"the status table has no row for {transport}")
        # A transport may have several rows, say one for each queue, of which each shows its own bits (ruling D-17).
        return reduce(or_, (_code_of(row, transport) for row in found))

    return tck.call(read)


@when("it looks at the status code of {transport}")
def looks_at_status_code(tck: Scenario, client: Client, mail: Mail, transport: str) -> None:
    """PR_STATUS_CODE of the transport's row, and what still waits at that moment."""
    mail.need_accepted_flush(transport, for_effect=False)
    waiting: list[str] = []

    def look() -> Outcome[int]:
        code = _status_code(tck, client, transport)
        waiting[:] = [str(direction) for direction in Direction if mail.queue(transport, direction).value]
        return code

    client.seen = Seen(look(), look, waiting)


@then("the bit {bit} is set", check="flush-bit-shown", wanted=True)
@then("the bit {bit} is clear", check="other-bit-clear", wanted=False)
def bit_is(tck: Scenario, client: Client, bit: StatusCode, check: str, wanted: bool) -> None:
    """What the status code showed when it was looked at."""
    seen, bit = client.seen, _as_read(tck, client, bit)
    shown = bool(seen.code.value & bit)
    other = bool(seen.code.value & (FLUSH_BITS & ~bit))
    direction = "outgoing" if bit == StatusCode.STATUS_OUTBOUND_FLUSH else "incoming"
    if wanted and not shown and not other and direction not in seen.waiting:
        raise Undecided("the flush had ended before its status bits could be looked at")
    cause = other_way(tck.reading) if _only_other_way(tck, client, seen.code.value) else ""
    _judge_bit(tck, seen, check, bit, "set" if wanted else "clear", holds=shown == wanted, cause=cause)


@then("the bit {bit} is clear in the end")
def bit_is_cleared(tck: Scenario, client: Client, bit: StatusCode) -> None:
    """The status code is looked at until the bit is clear, or the settle limit has passed."""
    seen, looked_at, bit = client.seen, bit, _as_read(tck, client, bit)
    tck.wait_until(lambda: not seen.again().value & looked_at)
    if bit != looked_at and seen.code.value & bit:
        raise OtherReading(f"the record does not say what became of {bit.name}")
    _judge_bit(tck, seen, "flush-bits-cleared", bit, "clear in the end", holds=not seen.code.value & bit)


def _judge_bit(
    tck: Scenario, seen: Seen, check: str, bit: StatusCode, state: str, *, holds: bool, cause: str = ""
) -> None:
    observed = flags_text(StatusCode, seen.code.value)
    tck.check(check, holds, expected=f"{bit.name} {state}", observed=observed, on=[seen.code], cause=cause)


def _one_direction(client: Client) -> bool:
    return client.flushes[-1].flags & BOTH != BOTH


def _as_read(tck: Scenario, client: Client, bit: StatusCode) -> StatusCode:
    """The bit that the line is about: under the other reading of D-01 that of the other direction."""
    return StatusCode(bit ^ FLUSH_BITS) if tck.reading == LETTER and _one_direction(client) else bit


def _only_other_way(tck: Scenario, client: Client, code: int) -> bool:
    """Whether the bit of the direction that was not asked for is set alone."""
    upload = bool(client.flushes[-1].flags & FlushFlag.FLUSH_UPLOAD)
    if tck.reading == LETTER and _one_direction(client):
        upload = not upload
    wanted = StatusCode.STATUS_OUTBOUND_FLUSH if upload else StatusCode.STATUS_INBOUND_FLUSH
    return bool(code & FLUSH_BITS) and not code & wanted
