"""Unusual transports under test: what they do by the clock, and what they leave for later."""

from typing import Final

from mapi_tck.mapi import FlushFlag
from mapi_tck.ports import IncomingMessage, Started

from ...reference.flush import FLUSH_BITS
from ...reference.variants import part_of, specimen
from ...wrong.transport.limits import Idle, TimedProvider

_MINUTE: Final = 60
_FIVE_MINUTES: Final = 300
_TEN_MINUTES: Final = 600
_HALF_AN_HOUR: Final = 1800


@specimen("flushes-once-a-minute-without-force")
class FlushingOnceAMinute(Idle):
    """Without FLUSH_FORCE no phase begins within a minute of the flush before, or within ten minutes of one whose far end was in
    trouble.
    """

    _next = 0.0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if flags & FlushFlag.FLUSH_FORCE or self.time.now() >= self._next:
            super().flush_queues(ui_param, target, flags)
        elif self.flushing:
            self.change_status(clear_bits=FLUSH_BITS)
        self._pause(_MINUTE)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if self.server.in_trouble:
            self._pause(_TEN_MINUTES)

    def _pause(self, seconds: float) -> None:
        self._next = max(self._next, self.time.now() + seconds)


@specimen("looks-at-its-server-every-five-minutes")
class LookingNowAndThen(Idle):
    """The transport looks at its server in a flush, and every five minutes; Poll answers what it has seen there."""

    _looked: float | None = None
    _seen = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        self._look()

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        try:
            return super().start_message(flags, message)
        finally:
            self._look()

    def poll(self) -> bool:
        if self._looked is None or self.time.now() - self._looked >= _FIVE_MINUTES:
            self._look()
        return self._seen

    def _look(self) -> None:
        self._looked = self.time.now()
        self._seen = bool(self.server.waiting) and not self.server.unreachable


@specimen("drops-a-request-that-waits")
class DroppingRequests(Idle):
    """When a client's request has waited for half an hour, the next call of the spooler makes the transport drop it."""

    _requested = 0.0

    def request_flush(self, flags: int) -> None:
        self._requested = self.time.now()
        super().request_flush(flags)

    def validate_state(self, ui_param: int, flags: int) -> None:
        super().validate_state(ui_param, flags)
        self._drop()

    def poll(self) -> bool:
        self._drop()
        return super().poll()

    def _drop(self) -> None:
        if self._own_request is not None and self.time.now() - self._requested >= _HALF_AN_HOUR:
            self._own_request = None
            self.change_status(clear_bits=FLUSH_BITS)


@part_of(
    "flushes-once-a-minute-without-force",
    "looks-at-its-server-every-five-minutes",
    "drops-a-request-that-waits",
)
class LivingByTheClock(TimedProvider):
    """Gives its transports the time in which it lives."""
