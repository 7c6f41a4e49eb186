"""Lines about the bits of PR_STATUS_CODE that show which flush is under way."""

from collections.abc import Callable, Collection
from typing import Final

from mapi_tck.errors import Blocked, NothingToJudge, OtherReading, Undecided
from mapi_tck.mapi import Bookmark, FlushFlag, PropertyTag, Row, StatusCode, find, flags_text
from mapi_tck.ports import Direction, FarEnd, Session, Table
from mapi_tck.scenario import Outcome, Scenario, given, need, then, when

from ..words import BOTH, FLAGS, LETTER, other_way
from .client import Client
from .mail import Mail
from .rows import entry_id_of
from .visits import Seen, SeenBeside, Visit

#: The two bits that show which flush is under way.
FLUSH_BITS: Final = StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH
#: What the note for remote transports sets instead for each direction flag (imapistatus-flushqueues.md); ruling D-22.
_NOTED_FOR_UPLOAD: Final = StatusCode.STATUS_INBOUND_ENABLED | StatusCode.STATUS_INBOUND_ACTIVE
_NOTED_FOR_DOWNLOAD: Final = StatusCode.STATUS_OUTBOUND_ENABLED | StatusCode.STATUS_OUTBOUND_ACTIVE

#: The bits by which a transport says what it can do (pidtagstatuscode-canonical-property.md).
_CAN_DO: Final = StatusCode.STATUS_INBOUND_ENABLED | StatusCode.STATUS_OUTBOUND_ENABLED


def _code_of(row: Row, transport: str) -> int:
    slot = find(row, PropertyTag.PR_STATUS_CODE)
    if slot is None or slot.tag != PropertyTag.PR_STATUS_CODE or not isinstance(slot.value, int):
        raise Blocked(f"the row of {transport} has no PR_STATUS_CODE but {slot}")
    return slot.value & 0xFFFFFFFF


def _status_code(tck: Scenario, client: Client, transport: str, table: Table | None = None) -> Outcome[int]:
    """PR_STATUS_CODE of the transport's rows, read from the first row on through this status table, or else a new one."""

    def wanted(name: str) -> bool:
        return name == transport

    def read() -> int:
        if table is None:
            codes = codes_of(tck, client.session, wanted)
        else:
            table.seek_row(Bookmark.BOOKMARK_BEGINNING, 0)
            codes = _codes_in(tck, table, wanted)
        if not codes and transport in client.once_troubled:
            raise NothingToJudge(f"{transport} had trouble, and its row is gone (ruling D-64)")
        return codes[need(next(iter(codes), None), f"the status table has no row for {transport}")]

    return tck.call(read)


def codes_of(tck: Scenario, session: Session, wanted: Callable[[str], bool]) -> dict[str, int]:
    """PR_STATUS_CODE of the rows of these transports, by the transports' names, read through a new status table."""
    table = session.get_status_table(0)
    table.set_columns((PropertyTag.PR_ENTRYID, PropertyTag.PR_STATUS_CODE), 0)
    codes = _codes_in(tck, table, wanted)
    table.release()
    return codes


def _codes_in(tck: Scenario, table: Table, wanted: Callable[[str], bool]) -> dict[str, int]:
    """The same, read from the table's position to its end."""
    rows: list[Row] = []
    while len(part := table.query_rows(100, 0)):
        rows += part.rows
        if part.free is not None:
            part.free()
    # While the table is there: its entry identifiers may end with it.
    named = [(tck.bed.transport_of(entry_id_of(row)), row) for row in rows]
    codes: dict[str, int] = {}
    for name, row in named:
        if name is not None and wanted(name):
            # A transport may have several rows, say one for each queue, of which each shows its own bits (ruling D-17).
            codes[name] = codes.get(name, 0) | _code_of(row, name)
    return codes


def out_of_service(tck: Scenario, session: Session, troubled: Collection[str]) -> set[str]:
    """Those among the transports that had trouble whose row is gone, or shows a failure: the spooler calls them no more."""
    if not troubled or not tck.can("transport_of"):
        return set()
    codes = tck.call(codes_of, tck, session, lambda name: name in troubled)
    if codes.refused:
        return set()
    return {name for name in troubled if codes.value.get(name, StatusCode.STATUS_FAILURE) & StatusCode.STATUS_FAILURE}


def has_failed(client: Client, visit: Visit) -> bool:
    """Whether the visit's transport had trouble, and has failed for good: its row is gone, or shows a failure (ruling D-64)."""
    failed = out_of_service(client.tck, client.session, client.once_troubled)
    # The test bed knows no transport of a row that is gone.
    return bool(failed) and client.transport_of(visit) in {*failed, visit.name}


@when("it looks at the status code of {transport}")
def looks_at_status_code(tck: Scenario, client: Client, mail: Mail, transport: str) -> None:
    """PR_STATUS_CODE of the transport's row, and what still waits at that moment."""
    mail.need_accepted_flush(transport, for_effect=False)
    waiting: list[str] = []

    def look() -> Outcome[int]:
        code = _status_code(tck, client, transport)
        waiting[:] = [str(direction) for direction in Direction if mail.queue(transport, direction).value]
        return code

    client.seen = Seen(transport, look(), look, waiting)


@then("the bit {bit} is set")
def bit_is(tck: Scenario, client: Client, bit: StatusCode) -> None:
    """What the status code showed when it was looked at. A row with the bits of the note for remote transports is not judged.

    A provider may set STATUS_OUTBOUND_FLUSH for a flush of either direction (ruling D-22): the inbound bit follows then.
    """
    seen, bit = client.seen, _as_read(tck, client, bit)
    shown = bool(seen.code.value & bit)
    other = bool(seen.code.value & (FLUSH_BITS & ~bit))
    outgoing = bit == StatusCode.STATUS_OUTBOUND_FLUSH
    if not shown and not other:
        if ("outgoing" if outgoing else "incoming") not in seen.waiting:
            raise Undecided("the flush had ended before its status bits could be looked at")
        noted = _NOTED_FOR_UPLOAD if outgoing else _NOTED_FOR_DOWNLOAD
        if seen.code.value & noted == noted:
            raise NothingToJudge(f"the row shows {flags_text(StatusCode, int(noted))}, as a note has it (ruling D-22)")
    cause = other_way(tck.reading) if _only_other_way(tck, client, seen.code.value) else ""
    holds = shown or (other and not outgoing)
    _judge_bit(tck, seen, "flush-bit-shown", bit, "set", holds=holds, cause="" if holds else cause)


@given("the table has shown the status code of {transport}")
def has_read_code(tck: Scenario, client: Client, transport: str) -> None:
    """PR_STATUS_CODE of the transport's row, kept for comparison."""
    client.code_before = _status_code(tck, client, transport)


@then("the bit {bit} is set in the end, or {other} as before")
def bit_is_shown(tck: Scenario, client: Client, bit: StatusCode, other: StatusCode) -> None:
    """The status code is looked at until the bit is set, or the settle limit has passed.

    A transport that connects only for a flush may show the other bit between flushes. One that gives up a connection which it had
    from the beginning shows it from its first flush on. One that has shown neither bit may tell that it works by
    the bits of what it can do, if it shows no failure (ruling D-100).
    """
    seen, before = client.seen, client.code_before.value
    wanted = bit if before & bit else bit | (before & other)
    can_do = 0 if before & (bit | other) else before & _CAN_DO

    def works(code: int) -> bool:
        return bool(code & wanted) or bool(code & can_do and not code & StatusCode.STATUS_FAILURE)

    tck.wait_until(lambda: works(seen.again().value))
    _judge_bit(tck, seen, "available-shown", bit, "set in the end", holds=works(seen.code.value))


@then("the bit {bit} is clear in the end")
def bit_is_cleared(tck: Scenario, client: Client, mail: Mail, bit: StatusCode) -> None:
    """The status code is looked at until the bit is clear, or the settle limit has passed.

    A request that has failed may wait for its far end. So if the bit stays, that is set right, and the status code is looked at
    again.
    """
    seen, looked_at, bit = client.seen, bit, _as_read(tck, client, bit)
    cleared = tck.wait_until(lambda: not seen.again().value & looked_at)
    if not cleared and seen.transport in client.troubled and any(flush.own for flush in client.flushes):
        mail.set_far_end(seen.transport, FarEnd())
        tck.wait_until(lambda: not seen.again().value & looked_at)
    if bit != looked_at and seen.code.value & bit:
        raise OtherReading(f"the record does not say what became of {bit.name}")
    if seen.code.value & bit and seen.code.value & StatusCode.STATUS_FAILURE and seen.transport in client.once_troubled:
        # No one calls it any more, so nothing makes it clear the bit.
        raise NothingToJudge(f"{seen.transport} had trouble, and has failed for good as its row shows (ruling D-64)")
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


# -- the rows of the other transports ----------------------------------------------------------------------------------


@when("it looks at the status codes of all transports while {transport} is flushed")
def looks_at_all_codes(tck: Scenario, client: Client, mail: Mail, transport: str) -> None:
    """PR_STATUS_CODE of every transport's row, and what of the flushed one still waits at that moment."""
    mail.need_accepted_flush(transport, for_effect=False)
    client.neighbours = tck.call(lambda: codes_of(tck, client.session, lambda _: True))
    flushed = client.flushes[-1].flags
    asked = [direction for direction in Direction if flushed & FLAGS[f"the {direction}"]]
    if not any(mail.queue(transport, direction).value for direction in asked):
        if flushed & FlushFlag.FLUSH_ASYNC_OK:
            raise NothingToJudge(f"the flush of {transport} was not done later, although FLUSH_ASYNC_OK allows it")
        raise Blocked(f"the flush of {transport} had ended before the status bits could be looked at")


@then("each transport but {transport} shows no flush bit")
def others_show_none(tck: Scenario, client: Client, transport: str) -> None:
    """Neither bit was set in the rows of the other transports."""
    shown = client.neighbours
    items = [
        (name, not code & FLUSH_BITS, flags_text(StatusCode, code), shown)
        for name, code in shown.value.items()
        if name != transport
    ]
    expected = "neither STATUS_OUTBOUND_FLUSH nor STATUS_INBOUND_FLUSH"
    tck.check_each("neighbours-show-no-flush", items, expected=expected, nothing="there is no other transport")


# -- a table that is open while something changes ----------------------------------------------------------------------


@when("it looks at the open table and at new ones for the status code of {transport}")
def looks_in_open_table(tck: Scenario, client: Client, mail: Mail, transport: str) -> None:
    """PR_STATUS_CODE of the transport's row in the client's table, and in a new table just before and just after.

    They are looked at again if the flush bits have changed meanwhile.
    """
    mail.need_accepted_flush(transport, for_effect=False)

    def look(table: Table | None = None) -> Outcome[int]:
        return _status_code(tck, client, transport, table)

    def same() -> bool:
        client.beside_open = SeenBeside(look(), look(client.table), look())
        return not client.beside_open.changed(FLUSH_BITS)

    if not same():
        tck.wait_until(same)


def _need_bit(seen: SeenBeside, transport: str) -> None:
    """Go on only if a new table has shown that a flush is under way: whether it does, other requirements judge."""
    if not seen.before.value & FLUSH_BITS:
        raise NothingToJudge(f"no new table showed a flush bit of {transport}")


@then("it reads the flush bits of {transport} there that new tables show")
def open_table_follows(tck: Scenario, client: Client, transport: str) -> None:
    """The flush bits in the transport's row were the same in the client's table and in the new ones."""
    seen = client.beside_open
    if seen.changed(FLUSH_BITS):
        raise Undecided(f"the flush bits of {transport} changed each time that they were looked at")
    _need_bit(seen, transport)
    wanted, shown = (code.value & int(FLUSH_BITS) for code in (seen.before, seen.open))
    tck.check(
        "open-table-follows",
        shown == wanted,
        expected=flags_text(StatusCode, wanted),
        observed=flags_text(StatusCode, shown),
        on=[seen.before, seen.open, seen.after],
    )


@then("in the end it reads no flush bit of {transport} there")
def open_table_is_clear(tck: Scenario, client: Client, transport: str) -> None:
    """The client's table is looked at until it shows none, or the settle limit has passed. What a new table shows, too, other
    requirements judge.
    """
    _need_bit(client.beside_open, transport)
    code = _status_code(tck, client, transport, client.table)

    def clear() -> bool:
        nonlocal code
        code = _status_code(tck, client, transport, client.table)
        return not code.value & FLUSH_BITS

    on = [code]
    if code.value & FLUSH_BITS and not tck.wait_until(clear):
        new = _status_code(tck, client, transport)
        if new.value & FLUSH_BITS:
            raise NothingToJudge(f"a new table shows a flush bit of {transport}, too")
        on.append(new)
    on[0] = code
    observed = flags_text(StatusCode, code.value & int(FLUSH_BITS))
    tck.check("open-table-follows", not code.value & FLUSH_BITS, expected="no flush bit", observed=observed, on=on)
