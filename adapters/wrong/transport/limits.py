"""Wrong transports under test: how many messages, flushes and sessions they bear, and how long a time without a call."""

from typing import ClassVar
from weakref import WeakKeyDictionary

from mapi_tck.ports import IncomingMessage, OutgoingMessage, Started, Submitted, Support, Transport
from mapi_tck.ports.clock import Time, WallTime

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.provider import ReferenceProvider
from ...reference.transport import ReferenceTransport
from ...reference.variants import instead_of, part_of, specimen
from .sending import EndsAfter, Overflowing

# -- many messages, flushes and sessions ------------------------------------------------------------------------------


@instead_of(MailServer.fetch, "first-hundred-received-last", step="X11")
def by_pages(self: MailServer) -> str:
    """Of more than a hundred messages that wait, those after the hundredth are received first."""
    if len(self.waiting) > 100:
        self.waiting.rotate(-100)
    return MailServer.fetch(self)


@specimen("message-after-128-lost", step="X6")
class SmallCounter(Overflowing, number=128):
    """After 128 messages the next one is reported as sent, and dropped."""


@specimen("five-hundred-messages-sent-a-flush", step="X7")
class FiveHundredSent(EndsAfter, number=500):
    """The transport ends the outbound phase after 500 messages, in every flush."""


@specimen("eighth-flush-receives-nothing", step="X7")
class SevenFlushes(DeferringTransport):
    """From the eighth flush of a session on, StartMessage leaves the mail at the far end."""

    _flushes = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._flushes += 1
        super().flush_queues(ui_param, target, flags)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        return Started() if self._flushes >= 8 else super().start_message(flags, message)


@specimen("sixth-session-moves-nothing", step="X7")
class FiveSessions(DeferringTransport):
    """From its sixth session on, the transport takes part in no flush."""

    _sessions: ClassVar[WeakKeyDictionary[MailServer, int]] = WeakKeyDictionary()

    def make_row(self) -> None:
        self._sessions[self.server] = self._sessions.get(self.server, 0) + 1
        super().make_row()

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if self._sessions[self.server] < 6:
            super().flush_queues(ui_param, target, flags)


@instead_of(DeferringTransport.poll, "poll-counts-to-fifteen", step="X")
def counting_in_four_bits(self: DeferringTransport) -> bool:
    """Poll counts the mail that waits in four bits, and so does not find 16 messages."""
    return bool(len(self.server.waiting) % 16)


# -- a long time without a call, and far ends that are very slow ------------------------------------------------------


class Idle(DeferringTransport):
    """Knows for how long it has not been called by the spooler for a message or a poll."""

    time: Time = WallTime()
    _called = 0.0

    def idle_for(self) -> float:
        """The seconds since the last such call."""
        before, self._called = self._called, self.time.now()
        return self._called - before


@part_of("message-lost-after-an-idle-line", "poll-asleep-after-ten-seconds")
class TimedProvider(ReferenceProvider):
    """Gives its transports the time in which it lives."""

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[ReferenceTransport, int]:
        logon, wanted = super().transport_logon(support, transport, flags)
        assert isinstance(logon, Idle)
        logon.time = self.time
        logon.idle_for()
        return logon, wanted


@instead_of(Idle.submit_message, "message-lost-after-an-idle-line", step="X6")
def writes_into_a_dead_line(self: Idle, flags: int, message: OutgoingMessage) -> Submitted:
    """A message that comes after 15 seconds without any is written into a line that is closed by then, and reported as sent."""
    if self.idle_for() >= 15:
        self._accepted = True
        return Submitted()
    return Idle.submit_message(self, flags, message)


@specimen("poll-asleep-after-ten-seconds", step="X")
class Sleepy(Idle):
    """After ten seconds without a call, Poll never finds mail any more."""

    _asleep = False

    def poll(self) -> bool:
        self._asleep = self._asleep or self.idle_for() >= 10
        return not self._asleep and super().poll()


@instead_of(MailServer.take, "very-slow-message-sent-again", step="X7")
def hasty(self: MailServer, token: str) -> bool:
    """A message that takes half a second or longer is sent a second time."""
    if self.pace() >= 0.5:
        MailServer.take(self, token)
    return MailServer.take(self, token)
