"""The reference's flushes: what moves, in which order, when, and what the client hears of it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference import spooler as spooler_module
from mapi_tck.adapters.reference import subsystem as subsystem_module
from mapi_tck.adapters.reference.transport import ReferenceTransport
from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    PropertyRestriction,
    PropertyTag,
    PropertyValue,
    Relop,
    ResourceType,
    ResultCode,
    StatusCode,
    StatusRowFlag,
    TransportNotifyFlag,
)
from mapi_tck.ports import (
    SPOOLER,
    Condition,
    Direction,
    FarEnd,
    Profile,
    Prompt,
    PromptKind,
    StatusObject,
    Transfer,
    Transport,
    TransportKind,
)
from mapi_tck.transport_ports import IncomingMessage, OutgoingMessage, Started, Submitted, Support, XPLogon

UP, DOWN, FORCE, NO_UI, ASYNC = FlushFlag
BOTH = UP | DOWN
OUTGOING, INCOMING = Direction.OUTGOING, Direction.INCOMING

THREE = Profile(
    "Three",
    (
        Transport("One"),
        Transport("Two", TransportKind.RAS, supports_flush=False),
        Transport("Far", TransportKind.MODEM, asynchronous=True),
    ),
)


class Client:
    """A client that has walked to the status objects of a profile."""

    def __init__(self, profile: Profile = THREE, parts: Parts | None = None) -> None:
        self.adapter = ReferenceAdapter(parts)
        self.bed = self.adapter.test_bed()
        self.session = self.adapter.logon(self.bed.install_profile(profile), 0)
        self.table = self.session.get_status_table(0)
        self.spooler = self.open(self.ids(ResourceType.MAPI_SPOOLER)[0])
        self.targets = dict(
            zip((t.name for t in profile.transports), self.ids(ResourceType.MAPI_TRANSPORT_PROVIDER), strict=True)
        )

    def ids(self, kind: int) -> list[bytes]:
        """The identifiers of the rows of this kind."""
        return [bytes(value) for value in self._column(PropertyTag.PR_ENTRYID, kind) if isinstance(value, bytes)]

    def open(self, entry_id: bytes) -> StatusObject:
        """The status object behind it."""
        return self.session.open_entry(entry_id, None, 0)[0]

    def transport(self, name: str) -> StatusObject:
        """The transport's status object."""
        return self.open(self.targets[name])

    def bits(self) -> list[int]:
        """The flush bits that the transports' rows show now."""
        flushing = StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH
        codes = self._column(PropertyTag.PR_STATUS_CODE, ResourceType.MAPI_TRANSPORT_PROVIDER)
        return [int(str(code)) & flushing for code in codes]

    def queues(self) -> dict[str, tuple[list[str], list[str]]]:
        """What waits: outgoing and incoming of each transport."""
        return {
            name: (list(self.bed.queue(name, OUTGOING)), list(self.bed.queue(name, INCOMING))) for name in self.targets
        }

    def moved(self) -> list[str]:
        """The tokens that have been transferred, in order."""
        return [transfer.token for transfer in self.bed.transfers()]

    def fill(self) -> None:
        """Let two messages wait in every queue."""
        for name in self.targets:
            self.bed.submit(name, [f"{name}>1", f"{name}>2"])
            self.bed.arrive(name, [f"{name}<1", f"{name}<2"])

    def _column(self, tag: int, kind: int) -> Sequence[object]:
        constant = PropertyValue(PropertyTag.PR_RESOURCE_TYPE, kind)
        rows = self.table.hr_query_all_rows([tag], PropertyRestriction(Relop.RELOP_EQ, constant.tag, constant), None, 0)
        return [row[0].value for row in rows]


class Clock:
    """Time that passes only when someone sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        """Read the clock."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@contextmanager
def stopped_clock() -> Iterator[Clock]:
    """Put the reference on a clock of the test's own."""
    clock = Clock()
    time = SimpleNamespace(monotonic=clock.monotonic, sleep=clock.sleep)
    with patch.object(spooler_module, "time", time), patch.object(subsystem_module, "time", time):
        yield clock


@pytest.fixture
def clock() -> Iterator[Clock]:
    """A stopped clock."""
    with stopped_clock() as clock:
        yield clock


@pytest.fixture
def client() -> Client:
    """A client of the three transports, with filled queues."""
    client = Client()
    client.fill()
    return client


def refuses(code: ResultCode) -> "pytest.RaisesExc[MapiError]":
    """Expect a refusal with this code."""
    return pytest.raises(MapiError, match=code.name)


# --- through the spooler


def test_flushes_everything_in_order(client: Client) -> None:
    """Each transport in transport order, its outgoing messages before its incoming ones, each queue first in first
    out.
    """
    assert client.spooler.flush_queues(0, None, BOTH | FORCE | NO_UI) == ResultCode.S_OK

    assert client.moved() == [f"{name}{way}{n}" for name in ("One", "Two", "Far") for way in "><" for n in (1, 2)]
    assert client.bed.transfers()[0] == Transfer("One", OUTGOING, "One>1")
    assert client.bed.transfers()[2] == Transfer("One", INCOMING, "One<1")


@pytest.mark.parametrize(("flags", "way"), [(UP, ">"), (DOWN, "<")])
def test_upload_is_outgoing(client: Client, flags: int, way: str) -> None:
    """FLUSH_UPLOAD moves outgoing messages only, FLUSH_DOWNLOAD incoming ones only."""
    client.spooler.flush_queues(0, None, flags | FORCE)

    assert [token[3] for token in client.moved()] == [way] * 6


def test_no_direction_moves_nothing(client: Client) -> None:
    """Without a direction there is nothing to do, and that succeeds."""
    assert client.spooler.flush_queues(0, None, FORCE) == ResultCode.S_OK
    assert client.moved() == []


def test_asynchronous_transports_need_force(client: Client) -> None:
    """Without FLUSH_FORCE an asynchronous transport keeps its messages, and the answer is success all the same."""
    assert client.spooler.flush_queues(0, None, BOTH) == ResultCode.S_OK
    assert client.queues()["Far"] == (["Far>1", "Far>2"], ["Far<1", "Far<2"])
    assert client.queues()["One"] == client.queues()["Two"] == ([], [])


@pytest.mark.parametrize("name", ["One", "Two", "Far"])
def test_a_target_limits_the_flush(client: Client, name: str) -> None:
    """With a target only that transport is flushed, whether or not its own object can; another table's identifier
    will do.
    """
    other_table = client.session.get_status_table(0)
    rows = other_table.hr_query_all_rows([PropertyTag.PR_ENTRYID, PropertyTag.PR_DISPLAY_NAME_A], None, None, 0)
    target = next(row[0].value for row in rows if row[1].value == name)
    assert isinstance(target, bytes)

    assert client.spooler.flush_queues(0, target, BOTH | FORCE) == ResultCode.S_OK
    assert {transfer.transport for transfer in client.bed.transfers()} == {name}
    assert len(client.moved()) == 4


def test_bad_targets_and_flags(client: Client) -> None:
    """A target that is none, and unknown flags, are refused and nothing moves."""
    stranger = client.adapter.logon("Three", 0).get_status_table(0)
    foreign = [row[0].value for row in stranger.hr_query_all_rows([PropertyTag.PR_ENTRYID], None, None, 0)]
    good = client.targets["One"]

    for target in (b"", good[:-1], good + b"\0", b"x" * len(good), *foreign, client.ids(ResourceType.MAPI_SPOOLER)[0]):
        assert isinstance(target, bytes)
        with pytest.raises(MapiError):
            client.spooler.flush_queues(0, target, BOTH | FORCE)
    for flags in (1, 0x40, 0x8000_0000):
        with refuses(ResultCode.MAPI_E_UNKNOWN_FLAGS):
            client.spooler.flush_queues(0, None, BOTH | flags)
        with refuses(ResultCode.MAPI_E_UNKNOWN_FLAGS):
            client.transport("One").flush_queues(0, None, BOTH | flags)
    assert client.moved() == []


def test_only_the_spooler_of_mapis_own_objects_flushes(client: Client) -> None:
    """The subsystem's and the address book's objects refuse, and nothing moves."""
    for kind in (ResourceType.MAPI_SUBSYSTEM, ResourceType.MAPI_AB):
        with refuses(ResultCode.MAPI_E_NO_SUPPORT):
            client.open(client.ids(kind)[0]).flush_queues(0, None, BOTH)
    assert client.moved() == []


def test_a_second_session_shares_the_queues(client: Client) -> None:
    """What one session flushes is gone for another on the same profile; other profiles are untouched."""
    client.bed.submit("Dial-up", ["elsewhere"])
    other = client.adapter.logon("Three", 0)
    client.spooler.flush_queues(0, None, BOTH | FORCE)

    assert other.profile is client.session.profile
    assert not any(out or come for out, come in client.queues().values())
    assert client.bed.queue("Dial-up", OUTGOING) == ("elsewhere",)


# --- far ends in trouble


def test_a_far_end_that_is_down(client: Client) -> None:
    """The flush fails, the other transports are flushed, and what was not moved stays in its order."""
    client.bed.set_far_end("One", FarEnd(Condition.DOWN, after=1))

    with refuses(ResultCode.MAPI_E_NETWORK_ERROR):
        client.spooler.flush_queues(0, None, BOTH | FORCE)
    assert client.queues() == {"One": (["One>2"], ["One<1", "One<2"]), "Two": ([], []), "Far": ([], [])}
    assert client.bits() == [0, 0, 0]


def test_a_far_end_that_refuses(client: Client) -> None:
    """The messages stay, to be sent again: once the far end takes them, they go."""
    client.bed.set_far_end("Two", FarEnd(Condition.REFUSING))

    with refuses(ResultCode.MAPI_E_NETWORK_ERROR):
        client.spooler.flush_queues(0, None, BOTH | FORCE)
    assert client.queues()["Two"] == (["Two>1", "Two>2"], ["Two<1", "Two<2"])

    client.bed.set_far_end("Two", FarEnd())
    client.spooler.flush_queues(0, None, BOTH | FORCE)
    assert client.moved()[-4:] == ["Two>1", "Two>2", "Two<1", "Two<2"]


def test_trouble_with_nothing_to_move(client: Client) -> None:
    """A far end in trouble fails no flush that has nothing to move through it."""
    client.spooler.flush_queues(0, None, BOTH | FORCE)
    client.bed.set_far_end("One", FarEnd(Condition.DOWN))
    client.bed.set_far_end("Two", FarEnd(Condition.REFUSING))

    assert client.spooler.flush_queues(0, None, BOTH | FORCE) == ResultCode.S_OK


# --- time


def test_a_synchronous_flush_waits(client: Client, clock: Clock) -> None:
    """Without FLUSH_ASYNC_OK the call returns when all is done, however slow the far end."""
    client.bed.set_far_end("Two", FarEnd(Condition.SLOW, seconds=0.5))
    client.spooler.flush_queues(0, None, BOTH)

    assert clock.now == 2.0
    assert len(client.moved()) == 8


def test_an_asynchronous_flush_goes_on(clock: Clock) -> None:
    """With FLUSH_ASYNC_OK the call returns at once; messages move, and bits show and go, as time passes."""
    client = Client()
    client.fill()
    client.bed.set_far_end("One", FarEnd(Condition.SLOW, seconds=1.0))
    outbound, inbound = int(StatusCode.STATUS_OUTBOUND_FLUSH), int(StatusCode.STATUS_INBOUND_FLUSH)

    assert client.spooler.flush_queues(0, None, BOTH | ASYNC) == ResultCode.S_OK

    seen = []
    for _ in range(5):
        seen.append((client.bits(), len(client.moved())))
        clock.sleep(1.0)
    assert seen == [
        ([outbound, 0, 0], 0),
        ([outbound, 0, 0], 1),
        ([inbound, 0, 0], 2),
        ([inbound, 0, 0], 3),
        ([0, 0, 0], 8),
    ]


def test_looking_late_shows_as_much(clock: Clock) -> None:
    """Progress follows the time that has passed, not how often anybody looked."""
    client = Client()
    client.fill()
    client.bed.set_far_end("One", FarEnd(Condition.SLOW, seconds=1.0))
    client.spooler.flush_queues(0, None, BOTH | ASYNC)
    clock.sleep(3.5)

    assert len(client.moved()) == 3


def test_busy_while_a_flush_is_under_way(clock: Clock) -> None:
    """Meanwhile another flush is refused and changes nothing; afterwards it is accepted."""
    client = Client()
    client.fill()
    client.bed.set_far_end("One", FarEnd(Condition.SLOW, seconds=1.0))
    client.spooler.flush_queues(0, client.targets["One"], BOTH | ASYNC)

    attempts: list[Callable[[], object]] = [
        lambda: client.spooler.flush_queues(0, None, BOTH),
        lambda: client.spooler.flush_queues(0, client.targets["Two"], BOTH),
        lambda: client.spooler.flush_queues(0, None, BOTH | ASYNC),
        lambda: client.transport("One").flush_queues(0, None, UP),
        lambda: client.transport("Far").flush_queues(0, None, UP | FORCE),
    ]
    for attempt in attempts:
        with refuses(ResultCode.MAPI_E_BUSY):
            attempt()
    with refuses(ResultCode.MAPI_E_NO_SUPPORT):
        client.transport("Two").flush_queues(0, None, UP)
    clock.sleep(4.0)
    assert client.moved() == ["One>1", "One>2", "One<1", "One<2"]
    assert client.spooler.flush_queues(0, None, BOTH | FORCE) == ResultCode.S_OK


def test_profiles_do_not_wait_for_each_other(clock: Clock) -> None:
    """While one profile's flush sleeps, another's background flush goes on, in the order in which things are due."""
    client = Client()
    client.bed.submit("One", ["a", "b"])
    client.bed.set_far_end("One", FarEnd(Condition.SLOW, seconds=1.0))
    client.bed.install_profile(Profile("Other", (Transport("Other"),)))
    client.bed.submit("Other", ["x", "y"])
    client.bed.set_far_end("Other", FarEnd(Condition.SLOW, seconds=0.9))
    table = client.adapter.logon("Other", 0).get_status_table(0)
    spooler_id = table.hr_query_all_rows([PropertyTag.PR_ENTRYID], None, None, 0).rows[1][0].value
    assert isinstance(spooler_id, bytes)
    other, _ = table.session.open_entry(spooler_id, None, 0)

    other.flush_queues(0, None, UP | ASYNC)
    client.spooler.flush_queues(0, None, UP)

    assert client.moved() == ["x", "a", "y", "b"]


# --- through a transport's own object


def test_a_transport_flushes_itself(client: Client) -> None:
    """The call only accepts the request; the spooler then moves that transport's messages and no others."""
    assert client.transport("One").flush_queues(0, None, BOTH) == ResultCode.S_OK

    assert client.moved() == ["One>1", "One>2", "One<1", "One<2"]
    assert client.bits() == [0, 0, 0]


def test_what_a_transports_object_refuses(client: Client) -> None:
    """Without STATUS_FLUSH_QUEUES the object refuses; with it, it takes no target; nothing moves."""
    with refuses(ResultCode.MAPI_E_NO_SUPPORT):
        client.transport("Two").flush_queues(0, None, BOTH)
    with refuses(ResultCode.MAPI_E_INVALID_PARAMETER):
        client.transport("One").flush_queues(0, client.targets["One"], BOTH)
    assert client.moved() == []


@pytest.mark.parametrize("flags", [0, FORCE, BOTH, BOTH | FORCE])
def test_an_asynchronous_transport_flushes_itself_by_force(client: Client, flags: int) -> None:
    """Its object accepts any request, and acts on one that has a direction and FLUSH_FORCE."""
    assert client.transport("Far").flush_queues(0, None, flags) == ResultCode.S_OK
    assert len(client.moved()) == (4 if flags == BOTH | FORCE else 0)


def test_requests_are_served_one_after_another(clock: Clock) -> None:
    """A second transport's request waits for its turn, a second one for the same transport is refused, and so is the
    spooler's.
    """
    client = Client()
    client.fill()
    client.bed.set_far_end("One", FarEnd(Condition.SLOW, seconds=1.0))
    client.transport("One").flush_queues(0, None, UP)
    client.transport("Far").flush_queues(0, None, UP | FORCE)

    outbound = int(StatusCode.STATUS_OUTBOUND_FLUSH)
    assert client.bits() == [outbound, 0, outbound]
    for name, flags in (("One", DOWN), ("Far", DOWN | FORCE)):
        with refuses(ResultCode.MAPI_E_BUSY):
            client.transport(name).flush_queues(0, None, flags)
    with refuses(ResultCode.MAPI_E_BUSY):
        client.spooler.flush_queues(0, client.targets["Two"], BOTH)
    clock.sleep(1.5)
    assert client.moved() == ["One>1"]
    clock.sleep(0.5)
    assert client.moved() == ["One>1", "One>2", "Far>1", "Far>2"]
    assert client.bits() == [0, 0, 0]


def test_a_waiting_request_begins_when_the_one_before_ends(clock: Clock) -> None:
    """Seen late, a request that had to wait has come as far as if somebody had looked all the time."""
    client = Client()
    client.fill()
    for name in ("One", "Far"):
        client.bed.set_far_end(name, FarEnd(Condition.SLOW, seconds=1.0))
    client.transport("One").flush_queues(0, None, UP)
    clock.sleep(0.5)
    client.transport("Far").flush_queues(0, None, UP | FORCE)
    clock.sleep(3.25)

    assert client.moved() == ["One>1", "One>2", "Far>1"]


def test_a_request_ends_when_the_far_end_is_down(client: Client) -> None:
    """A failed background flush leaves no bits behind, and the transport can be asked again."""
    client.bed.set_far_end("One", FarEnd(Condition.DOWN))
    client.transport("One").flush_queues(0, None, BOTH)
    assert client.bits() == [0, 0, 0]
    client.bed.set_far_end("One", FarEnd())
    client.transport("One").flush_queues(0, None, BOTH)

    assert len(client.moved()) == 4


# --- user interface


def test_prompts(client: Client) -> None:
    """With someone there the spooler shows progress and dialling transports ask; FLUSH_NO_UI silences all of them."""
    client.spooler.flush_queues(0, None, BOTH)
    assert client.bed.prompts() == ()

    client.bed.set_user(True)
    client.spooler.flush_queues(0, None, BOTH | FORCE | NO_UI)
    client.transport("One").flush_queues(0, None, BOTH | NO_UI)
    client.transport("Far").flush_queues(0, None, BOTH | FORCE | NO_UI)
    assert client.bed.prompts() == ()

    client.spooler.flush_queues(0, None, BOTH | FORCE)
    client.transport("Far").flush_queues(0, None, BOTH | FORCE)
    assert client.bed.prompts() == (
        Prompt(SPOOLER, PromptKind.PROGRESS),
        Prompt("Two", PromptKind.DIALOG),
        Prompt("Far", PromptKind.DIALOG),
        Prompt("Far", PromptKind.DIALOG),
    )


# --- laws

far_ends = st.one_of(
    st.just(FarEnd()),
    st.just(FarEnd(Condition.REFUSING)),
    st.builds(FarEnd, st.just(Condition.SLOW), seconds=st.sampled_from([0.25, 1.0])),
    st.builds(FarEnd, st.just(Condition.DOWN), after=st.integers(0, 4)),
)
all_flags = st.builds(
    lambda *bits: sum(int(flag) for flag, on in zip(FlushFlag, bits, strict=True) if on), *[st.booleans()] * 5
)
sizes = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=3, max_size=3)
names = [transport.name for transport in THREE.transports]
actions = st.lists(st.tuples(st.sampled_from([None, SPOOLER, *names]), all_flags, st.sampled_from([0.0, 0.3, 5.0])))


def act(client: Client, how: str | None, flags: int) -> int:
    """Flush everything, one transport through the spooler, or one transport through its own object; answer the code."""
    calls: dict[str | None, Callable[[], int | None]] = {
        None: lambda: client.spooler.flush_queues(0, None, flags),
        SPOOLER: lambda: client.spooler.flush_queues(0, client.targets["Two"], flags),
    }
    call = calls.get(how, lambda: client.transport(str(how)).flush_queues(0, None, flags))
    try:
        return call() or 0
    except MapiError as error:
        return error.code


@given(sizes=sizes, ends=st.lists(far_ends, min_size=3, max_size=3), actions=actions)
def test_nothing_is_lost_or_doubled(
    sizes: list[tuple[int, int]], ends: list[FarEnd], actions: list[tuple[str | None, int, float]]
) -> None:
    """Whatever is flushed, however the far ends behave: what was transferred and then what waits is what there was,
    in order.
    """
    with stopped_clock() as clock:
        client = Client()
        start = {}
        for name, (out, come), end in zip(names, sizes, ends, strict=True):
            start[name] = ([f"{name}>{n}" for n in range(out)], [f"{name}<{n}" for n in range(come)])
            client.bed.submit(name, start[name][0])
            client.bed.arrive(name, start[name][1])
            client.bed.set_far_end(name, end)
        for how, flags, pause in actions:
            act(client, how, flags)
            clock.sleep(pause)

            transfers = client.bed.transfers()
            for name, waiting in client.queues().items():
                for place, direction in enumerate(Direction):
                    moved = [t.token for t in transfers if (t.transport, t.direction) == (name, direction)]
                    assert moved + waiting[place] == start[name][place]
        clock.sleep(100.0)
        assert client.bits() == [0, 0, 0]


@given(ends=st.lists(far_ends, min_size=3, max_size=3), flags=all_flags)
def test_success_means_done(ends: list[FarEnd], flags: int) -> None:
    """A synchronous flush succeeds exactly if the queues that it was asked to flush are empty at its return."""
    with stopped_clock():
        client = Client()
        client.fill()
        for name, end in zip(names, ends, strict=True):
            client.bed.set_far_end(name, end)
        code = act(client, None, flags & ~int(ASYNC))
        asked = [name for name in names if name != "Far" or flags & FORCE]
        queues = client.queues()
        left = [queues[name][place] for name in asked for place, flag in enumerate((UP, DOWN)) if flags & flag]

        assert (code == ResultCode.S_OK) == (not any(left))


@given(flags=all_flags)
def test_a_second_flush_changes_nothing(flags: int) -> None:
    """Flushing twice is flushing once, when the far ends take everything."""
    client = Client()
    client.fill()
    first = act(client, None, flags)
    after = client.bed.transfers(), client.queues()

    assert first == act(client, None, flags) == ResultCode.S_OK
    assert (client.bed.transfers(), client.queues()) == after


# --- the conversation with a transport


class Recorded(ReferenceTransport):
    """Writes down what the spooler calls."""

    def __init__(self, *arguments: object) -> None:
        self.calls: list[str] = []
        super().__init__(*arguments)  # type: ignore[arg-type]

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Note the flags."""
        self.calls.append(f"flush {flags:#x} {target!r}")
        super().flush_queues(ui_param, target, flags)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Note the message."""
        self.calls.append(f"submit {message.token}")
        return super().submit_message(flags, message)

    def end_message(self, reference: int) -> int:
        """Note the call."""
        self.calls.append("end")
        return super().end_message(reference)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Note the call."""
        self.calls.append("start")
        return super().start_message(flags, message)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Note the flags."""
        self.calls.append(TransportNotifyFlag(flags).name or "")
        super().transport_notify(flags, data)


@pytest.mark.parametrize("own", [False, True])
def test_the_conversation(own: bool) -> None:
    """Spooler and transport converse in the documented order, whoever asked for the flush."""
    client = Client(parts=Parts(transport=Recorded))
    logon = client.session.profile.spooler.transports[0].logon
    assert isinstance(logon, Recorded)
    assert isinstance(logon, XPLogon)
    assert isinstance(logon.support, Support)
    client.bed.submit("One", ["a", "b"])
    client.bed.arrive("One", ["c"])

    if own:
        client.transport("One").flush_queues(0, None, BOTH)
        client.bits()
    else:
        client.spooler.flush_queues(0, None, BOTH | FORCE | NO_UI)

    assert logon.calls == [
        "flush 0x1e None",
        *("submit a", "end", "submit b", "end", "NOTIFY_END_OUTBOUND_FLUSH"),
        *("start", "start", "NOTIFY_END_INBOUND_FLUSH"),
    ]


def test_a_transport_may_end_its_flush_early() -> None:
    """A transport that clears its bit keeps its messages, and no one calls that a failure."""

    class Tired(ReferenceTransport):
        """Carries one message and rests."""

        def end_message(self, reference: int) -> int:
            """Clear the bit that keeps the spooler going."""
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH)
            return super().end_message(reference)

    client = Client(parts=Parts(transport=Tired))
    client.fill()

    assert client.spooler.flush_queues(0, client.targets["One"], UP) == ResultCode.S_OK
    assert client.moved() == ["One>1"]


def test_a_transport_cannot_change_what_is_mapis(client: Client) -> None:
    """What MAPI computes for a row stays, whatever the transport writes into it."""
    logon = client.session.profile.spooler.transports[0].logon
    assert isinstance(logon, ReferenceTransport)
    logon.support.modify_status_row(
        [PropertyValue(PropertyTag.PR_RESOURCE_TYPE, int(ResourceType.MAPI_SPOOLER))], StatusRowFlag.STATUSROW_UPDATE
    )

    assert len(client.ids(ResourceType.MAPI_SPOOLER)) == 1
    with refuses(ResultCode.MAPI_E_UNKNOWN_FLAGS):
        logon.support.modify_status_row([], 1)


def test_trouble_at_the_announcement_skips_the_transport() -> None:
    """A transport that cannot get ready is left out; the others have their turn, and the client hears of it."""

    class Unready(ReferenceTransport):
        """Has no line."""

        def open_line(self, flags: int) -> None:
            """Fail where there is something to dial."""
            if self.traits.kind is TransportKind.RAS:
                raise MapiError(ResultCode.MAPI_E_UNCONFIGURED)

    client = Client(parts=Parts(transport=Unready))
    client.fill()

    with refuses(ResultCode.MAPI_E_UNCONFIGURED):
        client.spooler.flush_queues(0, None, UP | FORCE)
    assert client.moved() == ["One>1", "One>2", "Far>1", "Far>2"]


@pytest.mark.parametrize("flags", [0, ASYNC])
def test_a_transport_that_breaks_leaves_the_spooler_usable(flags: int) -> None:
    """An exception that is no MAPI answer reaches the caller, and the next flush starts afresh."""

    class Broken(ReferenceTransport):
        """Breaks once."""

        broken = True

        def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
            """Break, the first time."""
            if Broken.broken:
                Broken.broken = False
                raise RuntimeError("transport broke")
            return super().submit_message(flags, message)

    client = Client(parts=Parts(transport=Broken))
    client.fill()

    if flags & ASYNC:
        client.spooler.flush_queues(0, None, UP | FORCE | flags)
    with pytest.raises(RuntimeError):
        client.spooler.flush_queues(0, None, UP | FORCE)
    assert client.spooler.flush_queues(0, None, UP | FORCE) == ResultCode.S_OK
