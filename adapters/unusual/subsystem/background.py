"""Unusual subsystems that keep to their own time: mail moves by itself, or is sent after its flush."""

from collections import deque
from dataclasses import replace
from typing import Final

from mapi_tck.mapi import FlushFlag
from mapi_tck.ports import Condition, Description, OutgoingMessage, Submitted, Transfer
from mapi_tck.ports.clock import Time

from ...reference import ReferenceAdapter
from ...reference.far_end import MailServer
from ...reference.flush import DIRECTIONS, ActiveTransport
from ...reference.spooler import Spooler
from ...reference.transport import ReferenceTransport
from ...reference.variants import part_of, specimen

#: After how many seconds a mail system begins to send.
_MOMENT: Final = 0.05

_BY_ITSELF: Final = int(DIRECTIONS | FlushFlag.FLUSH_FORCE)


@specimen("busy-background")
class BusySpooler(Spooler):
    """The spooler sends and receives by itself whenever anything waits, and shows progress; its adapter says that it does."""

    def due(self) -> float:
        if not self._jobs:
            ready = [transport for transport in self.transports if _is_well(transport)]
            parts, user = self._subsystem.parts, self._subsystem.user
            self.run_now(parts.flush(ready, 0, _BY_ITSELF, self.store, user, for_client=False))
        return super().due()


def _is_well(transport: ActiveTransport) -> bool:
    assert isinstance(transport.server, MailServer)
    return transport.server._behaviour.condition is Condition.UP


@part_of("busy-background")
class SaysSo(ReferenceAdapter):
    """Describes its background."""

    def describe(self) -> Description:
        return replace(super().describe(), quiet=False)


# -- a mail system that takes messages over ---------------------------------------------------------------------------


@part_of("mail-system-takes-over")
class RelayingServer(MailServer):
    """Takes outgoing messages over at once while it is up or slow, and sends them a moment later, while it is slow one by one."""

    def __init__(self, transport: str, journal: list[Transfer]) -> None:
        super().__init__(transport, journal)
        #: When each of these messages is sent.
        self.relayed: deque[tuple[float, str]] = deque()

    def relay(self, token: str, now: float) -> None:
        """Take the message over."""
        begins = max(now + _MOMENT, self.relayed[-1][0]) if self.relayed else now + _MOMENT
        self.relayed.append((begins + self.pace(), token))

    def catch_up(self, now: float) -> None:
        """Send what is due."""
        while self.relayed and self.relayed[0][0] <= now:
            self._note(self.relayed.popleft()[1])


@specimen("mail-system-takes-over")
class HandingOn(ReferenceTransport):
    """A queue of the mail system takes each outgoing message over, unless its far end is in trouble, and sends it a moment later.
    The flush does not wait for that, and receives meanwhile.
    """

    clock: Time

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        assert isinstance(self.server, RelayingServer)
        if self.server._behaviour.condition not in (Condition.UP, Condition.SLOW) or self.server._trouble:
            return super().submit_message(flags, message)
        self.server.relay(message.token, self.clock.now())
        self._accepted = True
        return Submitted()


@part_of("mail-system-takes-over")
class RelayingSpooler(Spooler):
    """Lets the mail systems catch up with the time that has passed."""

    def due(self) -> float:
        for transport in self.transports:
            if isinstance(transport.logon, HandingOn):
                transport.logon.clock = self._subsystem.time
            if isinstance(transport.server, RelayingServer):
                transport.server.catch_up(self._subsystem.time.now())
        return super().due()
