"""Wrong transports under test: how many messages, flushes and sessions they bear, and how long a time without a call."""

from typing import ClassVar
from weakref import WeakKeyDictionary

from mapi_tck.mapi import MapiError
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


@specimen("each-fifth-flush-receives-nothing", step="X7")
class EachFifth(DeferringTransport):
    """In each fifth flush of a session, StartMessage leaves the mail at the far end."""

    _flushes = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._flushes += 1
        super().flush_queues(ui_param, target, flags)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        return super().start_message(flags, message) if self._flushes % 5 else Started()


@specimen("outcome-of-the-message-128-before", step="X6")
class OldOutcome(DeferringTransport):
    """EndMessage answers what it has answered 128 messages before, if there were so many."""

    _outcomes: tuple[int, ...] = ()

    def end_message(self, reference: int) -> int:
        self._outcomes += (super().end_message(reference),)
        return self._outcomes[-128 - 1] if len(self._outcomes) > 128 else self._outcomes[-1]

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._accepted = False
            return Submitted()


@specimen("last-message-of-a-page-left", step="X11")
class Pages(DeferringTransport):
    """After each 20 messages of a flush, one message that is left alone stays at the far end."""

    _saved = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._saved = 0
        super().flush_queues(ui_param, target, flags)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        if self._saved and not self._saved % 20 and len(self.server.waiting) == 1:
            return Started()
        started = super().start_message(flags, message)
        self._saved += not started.wait_seconds
        return started


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


@part_of(
    "message-lost-after-an-idle-line",
    "poll-asleep-after-ten-seconds",
    "poll-remembers-for-half-a-minute",
    "deferral-forgotten-after-half-an-hour",
    "empty-after-half-an-hour",
    "line-dropped-between-two-slow-messages",
    "receiving-ends-after-two-seconds",
)
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


# -- what is forgotten after a time, or remembered for one ------------------------------------------------------------

_HALF_AN_HOUR = 1800


@specimen("poll-remembers-for-half-a-minute", step="X")
class Remembering(Idle):
    """Poll answers for half a minute what it has found before."""

    _found: tuple[float, bool] | None = None

    def poll(self) -> bool:
        if self._found is None or self.time.now() - self._found[0] >= 30:
            self._found = self.time.now(), super().poll()
        return self._found[1]


@specimen("deferral-forgotten-after-half-an-hour", step="X2")
class ForgetsDeferral(Idle):
    """That messages are deferred is forgotten after half an hour."""

    def end_message(self, reference: int) -> int:
        self.idle_for()
        return super().end_message(reference)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._has_deferred = self._has_deferred and self.idle_for() < _HALF_AN_HOUR
        super().flush_queues(ui_param, target, flags)


@instead_of(Idle.start_message, "empty-after-half-an-hour", step="X11")
def logs_in_late(self: Idle, flags: int, message: IncomingMessage) -> Started:
    """After half an hour without a message the login has expired, and the first StartMessage only logs in again."""
    return Started() if self.idle_for() >= _HALF_AN_HOUR else Idle.start_message(self, flags, message)


@specimen("line-dropped-between-two-slow-messages", step="X11")
class DropsSession(Idle):
    """When half an hour has passed since the message before it in a flush, StartMessage leaves all other mail at the far end."""

    _over = False
    _offered = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._over = self._offered = False
        super().flush_queues(ui_param, target, flags)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        late = self.idle_for() >= _HALF_AN_HOUR
        self._over, self._offered = self._over or (late and self._offered), True
        return Started() if self._over else super().start_message(flags, message)


@specimen("receiving-ends-after-two-seconds", step="X11")
class Hasty(Idle):
    """Two seconds after the flush has begun, StartMessage leaves the mail at the far end."""

    _begun = 0.0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._begun = self.time.now()
        super().flush_queues(ui_param, target, flags)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        return Started() if self.time.now() - self._begun >= 2 else super().start_message(flags, message)
