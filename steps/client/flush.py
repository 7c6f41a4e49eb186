"""Lines that call FlushQueues: through the spooler, with a target, on a transport's own object.

FLUSH_NO_UI is passed unless the line says otherwise.
"""

import re
from functools import reduce
from operator import or_

from mapi_tck.errors import Blocked, OtherReading, Undecided
from mapi_tck.mapi import FlushFlag, PropertyTag, ResourceType, Row, StatusCode, find, flags_text
from mapi_tck.ports import Direction, Profile, Transport
from mapi_tck.scenario import OneOf, Outcome, Scenario, given, then, when

from ..words import BOTH, FLAGS, LETTER, direction_flags, other_way
from .client import Client
from .entry_ids import cut_short, made_by_nobody
from .messages import Mail
from .procedures import carry_out, flush_each
from .rows import COLUMNS, entry_id_of
from .visits import Seen

#: The two bits that show which flush is under way.
FLUSH_BITS = StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH


@when(
    "it flushes {queues} queues {where}",
    queues=OneOf(*FLAGS),
    where=OneOf(
        "through the spooler",
        "through the spooler with {flag}",
        "through the spooler without FLUSH_NO_UI",
        "of each transport",
        "of all transports",
        "of {transport} alone",
        "of {transport} alone with {flag}",
        "of a target that nobody has made",
        "of a target that has been cut short",
        "of a target of another profile",
    ),
)
def flushes(tck: Scenario, client: Client, queues: str, where: str) -> None:
    """Steps A6 and B5.3: with the spooler's status object, or a transport's own."""
    flags = direction_flags(queues)
    if where == "of each transport":
        flush_each(client, flags)
    elif where == "of all transports":
        client.reach_spooler()
        client.flush(client.spooler, None, flags)
    elif where == "through the spooler without FLUSH_NO_UI":
        client.flush(client.spooler, None, flags, unattended=0)
    elif found := re.fullmatch(r"through the spooler(?: with (\w+))?", where):
        client.flush(client.spooler, None, flags | (FlushFlag[found[1]] if found[1] else 0))
    elif found := re.fullmatch(r"of a target (.+)", where):
        # Any answer is accepted; no transport is meant.
        client.flush(client.spooler, _target(tck, client, found[1]), flags, "")
    else:
        transport, _, flag = where.removeprefix("of ").partition(" alone")
        flags |= FlushFlag[flag.removeprefix(" with ")] if flag else 0
        client.flush_visit(client.visit_of(transport), flags, transport)


@given("a flush with FLUSH_ASYNC_OK is under way")
def flush_under_way(client: Client) -> None:
    """Begin a flush that may still be going on when the next line comes."""
    client.flush(client.spooler, None, BOTH | FlushFlag.FLUSH_ASYNC_OK)


#: How many transports the other profile has: entry identifiers of two sessions may be the same bytes, but not beyond the rows
#: that either has.
_ELSEWHERE = tuple(Transport(f"Elsewhere {number}") for number in range(1, 9))


def _target(tck: Scenario, client: Client, kind: str) -> bytes:
    if kind == "that nobody has made":
        return made_by_nobody(tck)
    other = Client(tck, profile=client.profile)
    if kind == "of another profile":
        other.install(Profile(f"mapi-tck {tck.tag} 2", _ELSEWHERE))
    other.logon()
    carry_out(other, "B", "4")
    visits = other.visit_rows()
    if not visits:
        raise Blocked("there is no row of MAPI_TRANSPORT_PROVIDER")
    if kind == "that has been cut short":
        return cut_short(visits[0].entry_id)
    # A short-term identifier is good for its own session; in this one the same bytes may stand for another row.
    own = [entry_id_of(row) for row in client.read_aside()]
    foreign = [visit.entry_id for visit in visits if not any(_equal(client, visit.entry_id, known) for known in own)]
    if not foreign:
        raise Blocked("every entry identifier of the other profile stands for a row of this one too")
    return foreign[0]


def _equal(client: Client, first: bytes, second: bytes) -> bool:
    outcome = client.tck.call(client.session.compare_entry_ids, first, second, 0)
    return not outcome.refused and outcome.value


#: MAPI's own status objects that cannot flush.
_OF_MAPI = {
    "the subsystem's status object": ResourceType.MAPI_SUBSYSTEM,
    "the address book's status object": ResourceType.MAPI_AB,
}


@when(
    "it calls FlushQueues on {which}",
    which=OneOf(
        *_OF_MAPI,
        "each status object that has STATUS_FLUSH_QUEUES set",
        "each status object that has STATUS_FLUSH_QUEUES clear",
    ),
)
def calls_flush_queues(client: Client, which: str) -> None:
    """Status objects' own method: one of MAPI's, or `each … that has STATUS_FLUSH_QUEUES set` or `clear`."""
    if which in _OF_MAPI:
        _flush_mapis(client, _OF_MAPI[which])
        return
    wanted = {
        "each status object that has STATUS_FLUSH_QUEUES set": True,
        "each status object that has STATUS_FLUSH_QUEUES clear": False,
    }[which]
    for visit in client.visits:
        if visit.supports_flush == wanted:
            visit.flushed = client.flush(visit.object, None, BOTH, visit.name)


def _flush_mapis(client: Client, kind: ResourceType) -> None:
    client.set_columns(COLUMNS)
    client.read_all()
    rows = client.rows_of(kind)
    if not rows:
        raise Blocked(f"there is no row of {kind.name}")
    status_object, _ = client.session.open_entry(entry_id_of(rows[0]), None, 0)
    client.take(status_object.flush_queues, 0, None, BOTH | FlushFlag.FLUSH_NO_UI)


# -- status bits ------------------------------------------------------------------------------------------------------


def _code_of(row: Row, transport: str) -> int:
    slot = find(row, PropertyTag.PR_STATUS_CODE)
    if slot is None or slot.tag != PropertyTag.PR_STATUS_CODE or not isinstance(slot.value, int):
        raise Blocked(f"the row of {transport} has no PR_STATUS_CODE but {slot}")
    return slot.value & 0xFFFFFFFF


def _status_code(tck: Scenario, client: Client, transport: str) -> Outcome[int]:
    """PR_STATUS_CODE of the transport's rows, read through a status table of its own."""

    def read() -> int:
        table = client.session.get_status_table(0)
        table.set_columns((PropertyTag.PR_ENTRYID, PropertyTag.PR_STATUS_CODE), 0)
        rows: list[Row] = []
        while len(part := table.query_rows(100, 0)):
            rows += part.rows
            if part.free is not None:
                part.free()
        # While the table is there: its entry identifiers may not outlive it.
        found = [row for row in rows if tck.bed.transport_of(entry_id_of(row)) == transport]
        table.release()
        if not found:
            raise Blocked(f"the status table has no row of {transport}")
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


@then("the bit {bit} is {state}", state=OneOf("set", "clear", "clear in the end"))
def bit_is(tck: Scenario, client: Client, bit: str, state: str) -> None:
    """What the status code showed when it was looked at: `set`, `clear`; `clear in the end` looks again until it is."""
    seen = client.seen
    if seen is None:
        raise Blocked("no status code was looked at")
    mask = looked_at = int(StatusCode[bit])
    if tck.reading == LETTER and _one_direction(client):
        mask ^= FLUSH_BITS
        bit = str(StatusCode(mask).name)
    if state == "clear in the end":
        tck.wait_until(lambda: not seen.again().value & looked_at)
        if mask != looked_at and seen.code.value & mask:
            raise OtherReading(f"the record does not say what became of {bit}")
    code = seen.code
    shown = bool(code.value & mask)
    other = bool(code.value & (FLUSH_BITS & ~mask))
    direction = "outgoing" if bit == "STATUS_OUTBOUND_FLUSH" else "incoming"
    if state == "set" and not shown and not other and direction not in seen.waiting:
        raise Undecided("the flush had ended before its status bits could be looked at")
    tck.check(
        {"set": "flush-bit-shown", "clear": "other-bit-clear", "clear in the end": "flush-bits-cleared"}[state],
        shown == (state == "set"),
        expected=f"{bit} {state}",
        observed=flags_text(StatusCode, code.value),
        on=[code],
        cause=other_way(tck.reading)
        if state != "clear in the end" and _only_other_way(tck, client, code.value)
        else "",
    )


def _one_direction(client: Client) -> bool:
    return client.flushes[-1].flags & BOTH != BOTH


def _only_other_way(tck: Scenario, client: Client, code: int) -> bool:
    """Whether the bit of the direction that was not asked for is set alone."""
    upload = bool(client.flushes[-1].flags & FlushFlag.FLUSH_UPLOAD)
    if tck.reading == LETTER and _one_direction(client):
        upload = not upload
    wanted = StatusCode.STATUS_OUTBOUND_FLUSH if upload else StatusCode.STATUS_INBOUND_FLUSH
    return bool(code & FLUSH_BITS) and not code & wanted
