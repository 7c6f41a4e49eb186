"""The reference: what flushes transports one by one, what they show, the laws of every flush, the conversation."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_client import ASYNC, BOTH, DOWN, FORCE, NO_UI, THREE, UP, Client, refuses

from mapi_tck.adapters.reference import Parts
from mapi_tck.adapters.reference.transport import ReferenceTransport
from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    PropertyTag,
    PropertyValue,
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
    IncomingMessage,
    OutgoingMessage,
    Prompt,
    PromptKind,
    Started,
    Submitted,
    Support,
    TransportKind,
    XPLogon,
)


@pytest.fixture
def client() -> Client:
    """A client of the three transports, with filled queues."""
    client = Client()
    client.fill()
    return client


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


def test_requests_are_served_one_after_another() -> None:
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
    client.time.wait(1.5)
    assert client.moved() == ["One>1"]
    client.time.wait(0.5)
    assert client.moved() == ["One>1", "One>2", "Far>1", "Far>2"]
    assert client.bits() == [0, 0, 0]


def test_a_waiting_request_begins_when_the_one_before_ends() -> None:
    """A waiting request makes the same progress whether it is observed once, late, or all the time."""
    client = Client()
    client.fill()
    for name in ("One", "Far"):
        client.bed.set_far_end(name, FarEnd(Condition.SLOW, seconds=1.0))
    client.transport("One").flush_queues(0, None, UP)
    client.time.wait(0.5)
    client.transport("Far").flush_queues(0, None, UP | FORCE)
    client.time.wait(3.25)

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
    """With any flush and any behaviour of the far ends, the transferred messages followed by the waiting ones are all the
    messages, in their order.
    """
    client = Client()
    start = {}
    for name, (out, come), end in zip(names, sizes, ends, strict=True):
        start[name] = ([f"{name}>{n}" for n in range(out)], [f"{name}<{n}" for n in range(come)])
        client.bed.submit(name, start[name][0])
        client.bed.arrive(name, start[name][1])
        client.bed.set_far_end(name, end)
    for how, flags, pause in actions:
        act(client, how, flags)
        client.time.wait(pause)

        transfers = client.bed.transfers()
        for name, waiting in client.queues().items():
            for place, direction in enumerate(Direction):
                moved = [t.token for t in transfers if (t.transport, t.direction) == (name, direction)]
                assert moved + waiting[place] == start[name][place]
    client.time.wait(100.0)
    assert client.bits() == [0, 0, 0]


@given(ends=st.lists(far_ends, min_size=3, max_size=3), flags=all_flags)
def test_success_means_done(ends: list[FarEnd], flags: int) -> None:
    """A synchronous flush succeeds exactly if the queues that it was asked to flush are empty at its return."""
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
    """Spooler and transport converse in the documented order, for a flush of its own object and for one of the spooler's."""
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
    """A transport that clears its bit keeps its messages; no one calls that a failure, but the answer says so."""

    class Tired(ReferenceTransport):
        """Carries one message and rests."""

        def end_message(self, reference: int) -> int:
            """Clear the bit that keeps the spooler going."""
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH)
            return super().end_message(reference)

    client = Client(parts=Parts(transport=Tired))
    client.fill()

    assert client.spooler.flush_queues(0, client.targets["One"], UP) == ResultCode.MAPI_W_PARTIAL_COMPLETION
    assert client.moved() == ["One>1"]


def test_a_transport_cannot_change_what_is_mapis(client: Client) -> None:
    """A transport cannot overwrite the columns that MAPI computes for its row."""
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
