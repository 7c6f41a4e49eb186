"""Lines that call FlushQueues: through the spooler, with a target, on a transport's own object. FLUSH_NO_UI is always passed."""

from collections.abc import Iterator, Sequence

from mapi_tck.errors import Blocked, Undecided
from mapi_tck.gherkin import given, then, when
from mapi_tck.mapi import FlushFlag, PropertyTag, ResourceType, Row, StatusCode, find, flags_text
from mapi_tck.ports import Direction, Profile, Transport
from mapi_tck.scenario import Outcome, Scenario

from .client import Client, Visit
from .entry_ids import cut_short, made_by_nobody
from .messages import Mail
from .procedures import BOTH, LACK_OF_SUPPORT, carry_out, flush_each
from .rows import COLUMNS, entry_id_of
from .words import direction_flags


@when("it flushes the {queues} queues through the spooler")
def flushes_spooler(client: Client, queues: str) -> None:
    """Step A6."""
    client.flush(client.spooler, None, direction_flags(queues))


@when("it flushes the {queues} queues through the spooler with {flag}")
def flushes_spooler_with(client: Client, queues: str, flag: str) -> None:
    """Step A6 with one more flag."""
    client.flush(client.spooler, None, direction_flags(queues) | FlushFlag[flag])


@when("it flushes through the spooler without a direction")
def flushes_nothing(client: Client) -> None:
    """Step A6 without what it asks for."""
    client.flush(client.spooler, None, 0)


@given("a flush with FLUSH_ASYNC_OK is under way")
def flush_under_way(client: Client) -> None:
    """Begin a flush that may still be going on when the next line comes."""
    client.flush(client.spooler, None, BOTH | FlushFlag.FLUSH_ASYNC_OK)


@when("it flushes the {queues} queues of each transport")
def flushes_each(client: Client, queues: str) -> None:
    """Step B5.3 for every row."""
    flush_each(client, direction_flags(queues))


@when("it flushes the {queues} queues of {transport} alone")
def flushes_one(client: Client, queues: str, transport: str) -> None:
    """Step B5.3 for one row."""
    client.flush_visit(client.visit_of(transport), direction_flags(queues), transport)


@when("it flushes the {queues} queues of all transports")
def flushes_all(client: Client, queues: str) -> None:
    """Step A6, from within procedure B."""
    client.reach_spooler()
    client.flush(client.spooler, None, direction_flags(queues))


@when("it flushes the {queues} queues of a target {kind}")
def flushes_unknown(tck: Scenario, client: Client, queues: str, kind: str) -> None:
    """The spooler with a target that is no transport of the profile. Any answer is accepted."""
    client.flush(client.spooler, _target(tck, client, kind), direction_flags(queues), "")


def _target(tck: Scenario, client: Client, kind: str) -> bytes:
    if kind == "that nobody has made":
        return made_by_nobody(tck)
    other = Client(tck, profile=client.profile)
    if kind == "of another profile":
        other.install(Profile(f"mapi-tck {tck.tag} 2", (Transport("Elsewhere"),)))
    other.logon()
    carry_out(other, "B", "4")
    visits = other.visit_rows()
    if not visits:
        raise Blocked("there is no row of MAPI_TRANSPORT_PROVIDER")
    return visits[0].entry_id if kind == "of another profile" else cut_short(visits[0].entry_id)


@when("it calls FlushQueues on each status object that has STATUS_FLUSH_QUEUES {state}")
def flushes_by_bit(client: Client, state: str) -> None:
    """The transports' own objects, whatever they promise."""
    for visit in client.visits:
        if visit.supports_flush == (state == "set"):
            visit.flushed = client.flush(visit.object, None, BOTH, visit.name)


def _flushed(client: Client) -> Iterator[tuple[Visit, Outcome[int | None]]]:
    return ((visit, visit.flushed) for visit in client.visits if visit.flushed is not None)


@then("none of them refuses for lack of support")
def none_refuses(tck: Scenario, client: Client) -> None:
    """What the bit promises is there."""
    tck.check_each(
        "promise-kept",
        [
            (visit.name, flushed.code not in LACK_OF_SUPPORT, flushed.text, flushed)
            for visit, flushed in _flushed(client)
        ],
        expected="no refusal for lack of support",
        nothing="no transport's status object has STATUS_FLUSH_QUEUES set",
    )


@then("each of them refuses")
def each_refuses(tck: Scenario, client: Client) -> None:
    """Every object that the latest *When* line called answered a failing code."""
    answers: list[tuple[Visit, Outcome[object]]] = [*_flushed(client)]
    answers += [(visit, visit.answered) for visit in client.visits if visit.answered is not None]
    tck.check_each(
        "call-refused",
        [(visit.name, outcome.refused, outcome.text, outcome) for visit, outcome in answers],
        expected="a failing code",
        nothing="no transport's status object was called",
    )


@when("it calls FlushQueues on the subsystem's status object")
def flushes_subsystem(client: Client) -> None:
    """An object that does not support the method."""
    client.set_columns(COLUMNS)
    client.read_all()
    rows = client.rows_of(ResourceType.MAPI_SUBSYSTEM)
    if not rows:
        raise Blocked("there is no row of MAPI_SUBSYSTEM")
    status_object, _ = client.session.open_entry(entry_id_of(rows[0]), None, 0)
    client.take(status_object.flush_queues, 0, None, BOTH | FlushFlag.FLUSH_NO_UI)


# -- status bits ------------------------------------------------------------------------------------------------------


def _status_code(tck: Scenario, client: Client, transport: str) -> Outcome[int]:
    """PR_STATUS_CODE of the transport's row, read through a status table of its own."""

    def read() -> int:
        table = client.session.get_status_table(0)
        table.set_columns((PropertyTag.PR_ENTRYID, PropertyTag.PR_STATUS_CODE), 0)
        rows: list[Row] = []
        while len(part := table.query_rows(100, 0)):
            rows += part.rows
            if part.free is not None:
                part.free()
        table.release()
        for row in rows:
            if tck.bed.transport_of(entry_id_of(row)) == transport:
                slot = find(row, PropertyTag.PR_STATUS_CODE)
                if slot is not None and slot.tag == PropertyTag.PR_STATUS_CODE and isinstance(slot.value, int):
                    return slot.value & 0xFFFFFFFF
                raise Blocked(f"the row of {transport} has no PR_STATUS_CODE but {slot}")
        raise Blocked(f"the status table has no row of {transport}")

    return tck.call(read)


@when("it reads the status code of {transport}")
def reads_status_code(tck: Scenario, client: Client, mail: Mail, transport: str) -> None:
    """Look while the flush is under way."""
    mail.need_accepted_flush(transport)
    client.status_code = _status_code(tck, client, transport)
    waiting: list[Outcome[Sequence[str]]] = [mail.queue(transport, direction) for direction in Direction]
    client.still_waiting = [token for queue in waiting for token in queue.value]


@then("{bit} is set and {other} is clear")
def bit_is_set(tck: Scenario, client: Client, bit: str, other: str) -> None:
    """The flush that is under way shows."""
    code = client.status_code
    if code is None:
        raise Blocked("no status code was read")
    shown = bool(code.value & StatusCode[bit])
    wrong = bool(code.value & StatusCode[other])
    in_direction = "-out-" if bit == "STATUS_OUTBOUND_FLUSH" else "-inc-"
    if not shown and not wrong and not any(in_direction in token for token in client.still_waiting):
        raise Undecided("the flush had ended before its status bits could be looked at")
    tck.check(
        "flush-bit-shown",
        shown and not wrong,
        expected=f"{bit} set, {other} clear",
        observed=flags_text(StatusCode, code.value),
        on=[code],
        cause="topic-letter-direction" if wrong and not shown else "",
    )


@then("in the end STATUS_OUTBOUND_FLUSH and STATUS_INBOUND_FLUSH of {transport} are clear")
def bits_are_clear(tck: Scenario, client: Client, transport: str) -> None:
    """Nothing is under way any more."""
    both = StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH
    code = _status_code(tck, client, transport)

    def clear() -> bool:
        nonlocal code
        code = _status_code(tck, client, transport)
        return not code.value & both

    tck.wait_until(clear)
    tck.check(
        "flush-bits-cleared",
        not code.value & both,
        expected="neither bit set",
        observed=flags_text(StatusCode, code.value),
        on=[code],
    )
