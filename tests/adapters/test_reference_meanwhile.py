"""The reference's spooler: what a transport is asked for while its turn lasts, or before it."""

import pytest
from reference_client import BOTH, DOWN, UP, Client

from mapi_tck.adapters.reference import Parts
from mapi_tck.adapters.reference.transport import ReferenceTransport
from mapi_tck.adapters.reference.transport_status import TransportStatus
from mapi_tck.mapi import FlushFlag, ResultCode
from mapi_tck.ports import Condition, FarEnd


class Accepting(TransportStatus):
    """Never busy: sets the bits of what is asked for and returns at once, as well-known transports do."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Set them beside those that are there."""
        self.transport.request_flush(flags)
        return int(ResultCode.S_OK)


@pytest.mark.parametrize("begun", [False, True], ids=["before its turn", "in its turn"])
@pytest.mark.parametrize(("first", "second"), [(UP, DOWN), (DOWN, UP), (BOTH, UP)], ids=["up", "down", "both"])
def test_what_is_asked_for_meanwhile_is_done_afterwards(first: FlushFlag, second: FlushFlag, begun: bool) -> None:
    """A transport that accepts a request while another waits or is under way gets a turn for it too."""
    client = Client(parts=Parts(transport_status=Accepting))
    client.fill()
    client.bed.set_far_end("One", FarEnd(Condition.SLOW, seconds=1.0))
    client.transport("One").flush_queues(0, None, first)
    if begun:
        client.time.wait(3.5 if first == BOTH else 1.5)
        assert client.moved()
    client.bed.submit("One", ["One>3"])
    client.transport("One").flush_queues(0, None, second)
    for _ in range(2):  # what begins when the spooler is looked at ends when it is looked at again
        client.time.wait(10.0)
        client.moved()

    assert {"One>1", "One>3", "One<2"} <= {*client.moved()}
    assert len(client.moved()) == len({*client.moved()}) == 5
    assert client.bits() == [0, 0, 0]


class Staying(ReferenceTransport):
    """Misses the end of both phases."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Hear nothing."""


def test_a_bit_that_stays_asks_for_nothing() -> None:
    """What a transport goes on showing after its turn is no request: the spooler is free again."""
    client = Client(parts=Parts(transport=Staying))
    client.fill()
    client.transport("One").flush_queues(0, None, UP)
    assert client.moved() == ["One>1", "One>2"]

    assert client.spooler.flush_queues(0, client.targets["One"], UP) == ResultCode.S_OK
    assert client.spooler.flush_queues(0, client.targets["Two"], UP) == ResultCode.S_OK
    assert client.moved() == ["One>1", "One>2", "Two>1", "Two>2"]
