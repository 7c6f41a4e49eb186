"""The reference's flushes: what moves, in which order, when, and what the client hears of it."""

from collections.abc import Callable

import pytest
from reference_client import (
    ASYNC,
    BOTH,
    DOWN,
    FORCE,
    INCOMING,
    NO_UI,
    OUTGOING,
    UP,
    Client,
    refuses,
)

from mapi_tck.mapi import (
    MapiError,
    PropertyTag,
    ResourceType,
    ResultCode,
    StatusCode,
)
from mapi_tck.ports import (
    Condition,
    FarEnd,
    Profile,
    Transfer,
    Transport,
)


@pytest.fixture
def client() -> Client:
    """A client of the three transports, with filled queues."""
    client = Client()
    client.fill()
    return client


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
    """A message that one session flushes is gone for another session on the same profile; other profiles are untouched."""
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


def test_a_synchronous_flush_waits(client: Client) -> None:
    """Without FLUSH_ASYNC_OK the call returns when all is done, however slow the far end."""
    client.bed.set_far_end("Two", FarEnd(Condition.SLOW, seconds=0.5))
    client.spooler.flush_queues(0, None, BOTH)

    assert client.time.now() == 2.0
    assert len(client.moved()) == 8


def test_an_asynchronous_flush_goes_on() -> None:
    """With FLUSH_ASYNC_OK the call returns at once; messages move, and bits show and go, as time passes."""
    client = Client()
    client.fill()
    client.bed.set_far_end("One", FarEnd(Condition.SLOW, seconds=1.0))
    outbound, inbound = int(StatusCode.STATUS_OUTBOUND_FLUSH), int(StatusCode.STATUS_INBOUND_FLUSH)

    assert client.spooler.flush_queues(0, None, BOTH | ASYNC) == ResultCode.S_OK

    seen = []
    for _ in range(5):
        seen.append((client.bits(), len(client.moved())))
        client.time.wait(1.0)
    assert seen == [
        ([outbound, 0, 0], 0),
        ([outbound, 0, 0], 1),
        ([inbound, 0, 0], 2),
        ([inbound, 0, 0], 3),
        ([0, 0, 0], 8),
    ]


def test_looking_late_shows_as_much() -> None:
    """Progress follows the time that has passed, not how often it was observed."""
    client = Client()
    client.fill()
    client.bed.set_far_end("One", FarEnd(Condition.SLOW, seconds=1.0))
    client.spooler.flush_queues(0, None, BOTH | ASYNC)
    client.time.wait(3.5)

    assert len(client.moved()) == 3


def test_busy_while_a_flush_is_under_way() -> None:
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
    client.time.wait(4.0)
    assert client.moved() == ["One>1", "One>2", "One<1", "One<2"]
    assert client.spooler.flush_queues(0, None, BOTH | FORCE) == ResultCode.S_OK


def test_profiles_do_not_wait_for_each_other() -> None:
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
