"""Unusual subsystems after trouble: they pause, several connections work side by side, a logoff ends what is under way."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from mapi_tck.mapi import FlushFlag, MapiError, ResultCode, SpoolerNotifyFlag, StatusCode, TransportNotifyFlag
from mapi_tck.ports import Condition, Direction, IncomingMessage, OutgoingMessage, Started, StatusObject, Submitted

from ...reference.far_end import MailServer
from ...reference.flush import FLUSH_BITS, ActiveTransport, Flush, server_of
from ...reference.session import Session
from ...reference.spooler import Spooler
from ...reference.status_objects import SpoolerStatus
from ...reference.status_rows import StatusRow
from ...reference.transport import ReferenceTransport
from ...reference.variants import instead_of, part_of, specimen

#: How long a spooler waits after a failure, in seconds: longer than a slow message takes, and much shorter than a settle limit.
_PAUSE: Final = 0.08


class Pausing(Spooler):
    """Knows until when it pauses."""

    resting_until = 0.0

    def finished(self, flush: Flush) -> None:
        """Begin a pause if the flush has failed."""
        if flush.failures:
            self.resting_until = self._subsystem.time.now() + _PAUSE

    @property
    def rests(self) -> bool:
        """Whether it pauses now."""
        return self._subsystem.time.now() < self.resting_until


@specimen("pauses-after-a-failure")
class RefusesMeanwhile(Pausing):
    """After a flush that has failed the spooler answers MAPI_E_WAIT for a while: it does not try a far end again at once."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        if self.rests:
            raise MapiError(ResultCode.MAPI_E_WAIT)
        return super().flush(transports, ui_param, flags)

    def run_now(self, flush: Flush) -> int:
        try:
            return super().run_now(flush)
        finally:
            self.finished(flush)


@specimen("tries-again-only-later")
class TriesLater(Pausing):
    """After a flush that has failed, the next one is accepted with a warning, and carried out when the delay is over."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        if not self.rests:
            return super().flush(transports, ui_param, flags)
        super().flush(transports, ui_param, flags | FlushFlag.FLUSH_ASYNC_OK)
        return int(ResultCode.MAPI_W_PARTIAL_COMPLETION)

    def run_now(self, flush: Flush) -> int:
        try:
            return super().run_now(flush)
        finally:
            self.finished(flush)

    def run_later(self, flush: Flush) -> None:
        super().run_later(flush)
        self._jobs[-1].due = max(self._jobs[-1].due, self.resting_until)


@specimen("waits-an-hour-after-a-failure")
class WaitsAnHour(Spooler):
    """A message that could not be sent is submitted again only after an hour, as the transport wants; others pass it."""

    _HOUR: Final = 3600.0

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        #: When a transport's messages are submitted again that were put off.
        self._again: dict[str, float] = {}

    def _lend(self, flush: Flush) -> None:
        now = self._subsystem.time.now()
        self.deferred_wanted |= {name for name, due in self._again.items() if due <= now}
        super()._lend(flush)
        assert isinstance(flush, PutsOff)
        flush.put_off = lambda name: self._again.update({name: self._subsystem.time.now() + self._HOUR})


@part_of("waits-an-hour-after-a-failure")
class PutsOff(Flush):
    """Puts off the message whose transport has failed."""

    put_off: Callable[[str], None]

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        before, queue = len(self.failures), self.store.outgoing(transport.name)
        yield from super().send(transport)
        if len(self.failures) > before and queue:
            self.store.defer(transport.name, queue[0])
            self.put_off(transport.name)
        self.cut_short |= bool(self.store.deferred(transport.name))


@specimen("own-flush-waits-after-a-failure")
class BeginsLater(Pausing):
    """After a flush that has failed, the next one that a transport's own object asks for begins only after a while."""

    def step(self) -> None:
        flush = self._jobs[0].flush
        super().step()
        self.finished(flush)

    def run_later(self, flush: Flush) -> None:
        super().run_later(flush)
        self._jobs[-1].due = max(self._jobs[-1].due, self.resting_until)


@specimen("keeps-failed-requests")
class KeepsRequests(Spooler):
    """A flush through a transport's own object that fails stays requested: the spooler tries again until it is done."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        #: Until when a transport whose request has failed is left alone.
        self._resting: dict[str, float] = {}

    def due(self) -> float:
        for name in [] if self._jobs else [*self._resting]:
            if self._subsystem.time.now() >= self._resting[name]:
                del self._resting[name]
                self.row_changed(next(known.row for known in self.transports if known.name == name))
        return super().due()

    def step(self) -> None:
        flush, transport = self._jobs[0].flush, self._jobs[0].flush.pending[0]
        super().step()
        if not flush.pending and not flush.for_client and flush.failures:
            self._resting[transport.name] = self._subsystem.time.now() + _PAUSE


@part_of("keeps-failed-requests")
class LeavesItsBits(Flush):
    """Does not end a request that has failed, so that the transport goes on showing it."""

    def _notify(self, transport: ActiveTransport, flags: int) -> None:
        if self.for_client or not self.failures:
            super()._notify(transport, flags)


@instead_of(Spooler.flush, "second-flush-is-refused")
def one_at_a_time(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """A flush while another is under way is refused, and not with MAPI_E_BUSY."""
    if self._jobs:
        raise MapiError(ResultCode.MAPI_E_UNABLE_TO_COMPLETE)
    return Spooler.flush(self, transports, ui_param, flags)


@specimen("connections-work-side-by-side")
class SideBySide(MailServer):
    """Two connections work side by side: when the line breaks in the middle, the message that has begun still gets through. If it
    is sent, the answer to it does not, and it is sent again.
    """

    def take(self, token: str) -> bool:
        if self._begun:
            self._note(token)
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
        return super().take(token)

    def _connect(self, direction: Direction) -> None:
        if not self._begun:
            super()._connect(direction)

    @property
    def _begun(self) -> bool:
        return self._behaviour.condition is Condition.DOWN and self._moved == self._behaviour.after > 0


@specimen("logoff-ends-its-flushes")
class EndsItsFlushes(Session):
    """A logoff ends the flushes of its session that are under way, in the middle of a message: the far end has it and is not
    heard, or does not hear that it is delivered. That message and the rest wait for the next session.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        #: The flushes that it has asked the spooler for.
        self.asked: list[Flush] = []

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        super().logoff(ui_param, flags, reserved)
        spooler = self.profile.spooler
        for job in [job for job in spooler._jobs if job.flush in self.asked]:
            spooler._jobs.remove(job)
            ends = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
            for transport in job.flush.pending[:1]:
                _break_off(transport, job.flush)
                transport.logon.transport_notify(int(ends), None)


def _break_off(transport: ActiveTransport, flush: Flush) -> None:
    """The message that the transport waits with gets through, and the answer to that does not."""
    logon, server = transport.logon, server_of(transport)
    assert isinstance(logon, ReferenceTransport)
    if not logon._waited:
        return
    logon._waited = False
    queue = flush.store.outgoing(transport.name)
    if queue and transport.shows(StatusCode.STATUS_OUTBOUND_FLUSH):
        server._note(queue[0].token)
    elif server.waiting and transport.shows(StatusCode.STATUS_INBOUND_FLUSH):
        flush.store.deliver(transport.name, server.waiting[0])


@part_of("logoff-ends-its-flushes")
class TellsItsSession(SpoolerStatus):
    """Tells its session of each flush that goes on when the call has returned."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        answer = super().flush_queues(ui_param, target, flags)
        assert isinstance(self.session, EndsItsFlushes)
        self.session.asked += [job.flush for job in self.session.profile.spooler._jobs if job.flush.for_client]
        return answer


class _Failing(ReferenceTransport):
    """Fails for good when its far end fails, and tells the spooler so."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._give_up()
            raise

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        try:
            return super().start_message(flags, message)
        except MapiError:
            self._give_up()
            raise

    def _give_up(self) -> None:
        self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_CRITICAL_ERROR, None)


@specimen("critical-error-ends-a-transport")
class FailingForGood(_Failing):
    """A transport whose far end fails passes NOTIFY_CRITICAL_ERROR, and is flushed no more; its row shows STATUS_FAILURE."""

    def _give_up(self) -> None:
        self.change_status(clear_bits=FLUSH_BITS)
        super()._give_up()


@specimen("critical-error-closes-a-transport")
class Closing(_Failing):
    """After NOTIFY_CRITICAL_ERROR a transport's row shows STATUS_FAILURE, keeps its flush bits, and does not open any more."""

    def _give_up(self) -> None:
        self.change_status(set_bits=StatusCode.STATUS_FAILURE)
        super()._give_up()


@part_of("critical-error-closes-a-transport")
class LeavesTheRow(Flush):
    """Does not touch the row of a transport that has failed for good."""

    def _notify(self, transport: ActiveTransport, flags: int) -> None:
        if transport.name not in self.out_of_service:
            super()._notify(transport, flags)


@part_of("critical-error-closes-a-transport")
class CallsNoMore(Session):
    """Does not call a transport that has failed for good, so that its status object does not open."""

    def open_transport(self, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
        spooler = self.profile.spooler
        if spooler.transport_at(row).name in spooler.out_of_service:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_ENTRYID)
        return super().open_transport(row, interface, flags)
