"""Wrong transports under test: what follows when a flush is interrupted by a shutdown, a cancelled message or another request."""

from mapi_tck.mapi import EndMessageFlag, FlushFlag, MapiError, ResourceMethod, ResultCode, TransportNotifyFlag
from mapi_tck.ports import OutgoingMessage, Submitted

from ...reference.deferring import DeferringTransport
from ...reference.flush import FLUSH_BITS
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of, part_of, specimen
from .siblings import Sibling

_SHUTDOWN = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH


# -- a request in the middle of a flush -------------------------------------------------------------------------------


@specimen("request-for-the-other-queue-forgotten", step="X")
class ForgetsRequests(DeferringTransport):
    """The status object accepts a flush while another queue is flushed; the end of that flush clears the bits of both."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        announced = self._directions
        super().transport_notify(flags, data)
        if flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH or not announced & FlushFlag.FLUSH_DOWNLOAD:
            self.change_status(clear_bits=FLUSH_BITS)


@part_of("request-for-the-other-queue-forgotten")
class AcceptsMeanwhile(TransportStatus):
    """Accepts a request at any time."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        if not self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES or target is not None:
            return super().flush_queues(ui_param, target, flags)
        self.transport.request_flush(flags)
        return int(ResultCode.S_OK)


# -- a cancelled message ----------------------------------------------------------------------------------------------


class Marked(DeferringTransport):
    """Remembers that a message was cancelled, and never that the next one is another."""

    _cancelled = False

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        self._cancelled = self._cancelled or bool(flags & TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE)


@specimen("messages-after-a-cancelled-one-kept-though-sent", step="X5")
class KeepsAll(Marked):
    """After a cancelled message EndMessage keeps every later message, although it is sent."""

    _first: str | None = None
    _token = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self._token = message.token
        return super().submit_message(flags, message)

    def end_message(self, reference: int) -> int:
        ended = super().end_message(reference)
        if self._cancelled and self._first is None:
            self._first = self._token
        return int(EndMessageFlag.END_RESEND_LATER) if self._first not in (None, self._token) else ended


@specimen("message-after-a-cancelled-one-dropped", step="X6")
class DropsNext(Marked):
    """The message after a cancelled one is reported as sent, and dropped."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if not self._cancelled:
            return super().submit_message(flags, message)
        self._cancelled = False
        self._accepted = True
        return Submitted()


@instead_of(Marked.close_line, "line-held-after-a-cancelled-message", step="X5")
def holds_after_cancel(self: Marked) -> None:
    """The line stays held after a flush in which a message was cancelled."""
    if not self._cancelled:
        Marked.close_line(self)


# -- what comes after a shutdown --------------------------------------------------------------------------------------


class ShutDown(DeferringTransport):
    """Counts the shutdowns in the middle of a flush."""

    _shutdowns = 0

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        self._shutdowns += flags & _SHUTDOWN == _SHUTDOWN
        super().transport_notify(flags, data)


@instead_of(ShutDown.transport_notify, "bits-left-at-the-second-shutdown", step="X13")
def bits_at_second(self: ShutDown, flags: int, data: bytes | None) -> None:
    """From the second shutdown in the middle of a flush on, the flush bits stay."""
    shown = self._code & FLUSH_BITS
    ShutDown.transport_notify(self, flags, data)
    if self._shutdowns > 1 and flags & _SHUTDOWN == _SHUTDOWN:
        self.change_status(set_bits=shown)


@instead_of(ShutDown.transport_notify, "line-held-by-the-flush-after-a-shutdown", step="X13")
def line_after(self: ShutDown, flags: int, data: bytes | None) -> None:
    """The flush that comes after a shutdown keeps its line."""
    keeps = self._shutdowns and flags & _SHUTDOWN != _SHUTDOWN and self.holds_line
    ShutDown.transport_notify(self, flags, data)
    self.holds_line = self.holds_line or bool(keeps)


@instead_of(ShutDown.transport_notify, "bits-left-by-the-flush-after-a-shutdown", step="X13")
def bits_after(self: ShutDown, flags: int, data: bytes | None) -> None:
    """The flush that comes after a shutdown leaves the bit of its last phase set."""
    before, shown = self._shutdowns, self._code & FLUSH_BITS
    ShutDown.transport_notify(self, flags, data)
    if before and flags & _SHUTDOWN != _SHUTDOWN and not self.flushing:
        self.change_status(set_bits=shown)


@instead_of(ShutDown.transport_logoff, "logoff-refused-after-a-shutdown", step="X13")
def clinging(self: ShutDown, flags: int) -> None:
    """After a shutdown in the middle of a flush, TransportLogoff is refused."""
    if self._shutdowns:
        raise MapiError(ResultCode.MAPI_E_BUSY)
    ShutDown.transport_logoff(self, flags)


@specimen("message-lost-after-a-shutdown-while-waiting", step="X6")
class StillWaiting(ShutDown):
    """After a shutdown while the spooler waits as asked, the next message is reported as sent, and dropped."""

    _asked = False
    _drops = False

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if self._drops:
            self._drops, self._accepted = False, True
            return Submitted()
        submitted = super().submit_message(flags, message)
        self._asked = submitted.wait_seconds > 0
        return submitted

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        self._drops = self._drops or (self._asked and flags & _SHUTDOWN == _SHUTDOWN)
        self._asked = False


# -- and its neighbours -----------------------------------------------------------------------------------------------


class Family(Sibling):
    """Ends with another transport of its provider."""

    ended = False

    def end_all(self) -> None:
        """End all transports of the provider but this one."""
        for sibling in self.siblings:
            if sibling is not self and isinstance(sibling, Family):
                sibling.ended = True

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if not self.ended:
            super().flush_queues(ui_param, target, flags)


@instead_of(Family.transport_notify, "shutdown-ends-the-siblings", step="X14")
def ends_with_shutdown(self: Family, flags: int, data: bytes | None) -> None:
    """After a shutdown in the middle of a transport's flush, the provider's other transports take part in no flush any more."""
    Family.transport_notify(self, flags, data)
    if flags & _SHUTDOWN == _SHUTDOWN:
        self.end_all()


@instead_of(Family.transport_logoff, "logoff-ends-the-siblings", step="X14")
def ends_with_logoff(self: Family, flags: int) -> None:
    """After a transport has logged off, the provider's other transports take part in no flush any more."""
    Family.transport_logoff(self, flags)
    self.end_all()
