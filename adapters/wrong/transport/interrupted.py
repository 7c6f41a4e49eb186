"""Wrong transports under test: what follows when a flush is interrupted by a shutdown, a cancelled message or another request."""

from contextlib import suppress
from typing import ClassVar
from weakref import WeakKeyDictionary

from mapi_tck.mapi import (
    EndMessageFlag,
    FlushFlag,
    MapiError,
    ResourceMethod,
    ResultCode,
    StatusCode,
    TransportNotifyFlag,
)
from mapi_tck.ports import IncomingMessage, OutgoingMessage, Started, Submitted

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.flush import FLUSH_BITS
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of, part_of, specimen
from .sending import AsksFirst
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


@specimen("message-at-hand-sent-after-a-shutdown", step="X13")
class SendsAtEndMessage(AsksFirst, ShutDown):
    """EndMessage sends; a message at hand when the spooler shuts down is sent by each later flush, and when submitted."""

    _owed = ""

    def end_message(self, reference: int) -> int:
        self._accepted = False
        with suppress(MapiError):
            self._accepted = self.server.take(self.token)
        self.token = ""
        return super().end_message(reference)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if flags & _SHUTDOWN == _SHUTDOWN:
            self._owed, self.token = self.token, ""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        if self._owed and flags & FlushFlag.FLUSH_UPLOAD:
            with suppress(MapiError):
                self.server.take(self._owed)


@specimen("inbound-phase-of-a-flush-that-was-shut-down", step="X9")
class GoesOnReceiving(ShutDown):
    """After a shutdown the next flush begins the inbound phase that was announced before, too."""

    _before = 0

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        announced = self._directions
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            self._directions |= self._before
            self._before = announced if flags & _SHUTDOWN == _SHUTDOWN else 0
        super().transport_notify(flags, data)


@instead_of(ShutDown.transport_notify, "shutdown-passed-over-in-a-flush-of-one-queue", step="X12")
def two_phases(self: ShutDown, flags: int, data: bytes | None) -> None:
    """A shutdown in a flush of the outgoing queue alone leaves STATUS_OUTBOUND_FLUSH set."""
    alone = not self._directions & FlushFlag.FLUSH_DOWNLOAD
    ShutDown.transport_notify(self, flags, data)
    if alone and flags & _SHUTDOWN == _SHUTDOWN:
        self.change_status(set_bits=StatusCode.STATUS_OUTBOUND_FLUSH)


@instead_of(ShutDown.transport_notify, "shutdown-passed-over-by-a-slow-line", step="X12")
def too_slow(self: ShutDown, flags: int, data: bytes | None) -> None:
    """A shutdown while messages are received slowly leaves STATUS_INBOUND_FLUSH set."""
    slow = self._code & StatusCode.STATUS_INBOUND_FLUSH and self.server.pace()
    ShutDown.transport_notify(self, flags, data)
    if slow and flags & _SHUTDOWN == _SHUTDOWN:
        self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)


# -- a logoff in the middle of a flush --------------------------------------------------------------------------------


@specimen("calls-back-after-a-logoff-in-a-flush", step="X13")
class Ghost(Sibling):
    """A transport that was logged off in the middle of a flush clears its bits during the next flush of another."""

    _haunts = False

    def transport_logoff(self, flags: int) -> None:
        self._haunts = self.flushing
        super().transport_logoff(flags)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        for sibling in self.siblings:
            if isinstance(sibling, Ghost) and sibling._haunts:
                sibling.change_status(clear_bits=FLUSH_BITS)


@instead_of(DeferringTransport.transport_logoff, "line-held-after-a-logoff-in-a-flush", step="X13")
def never_hangs_up(self: DeferringTransport, flags: int) -> None:
    """A logoff in the middle of a flush leaves the line held."""


@specimen("next-session-skips-what-was-received", step="X7")
class Skips(DeferringTransport):
    """After a logoff in the middle of receiving, the next session skips as many messages as were received by then."""

    _skips: ClassVar[WeakKeyDictionary[MailServer, int]] = WeakKeyDictionary()
    _received = 0

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        if len(self.server.waiting) <= self._skips.get(self.server, 0):
            return Started()
        started = super().start_message(flags, message)
        self._received += not started.wait_seconds
        return started

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        self._received = 0

    def transport_logoff(self, flags: int) -> None:
        self._skips[self.server] = self._received
        super().transport_logoff(flags)


@specimen("identity-of-the-session", step="X7")
class Renaming(MailServer):
    """A message that is submitted again in a later session gets another identity."""

    sessions = 0

    def identity_of(self, token: str) -> str:
        return f"<{token}-{self.sessions}@reference>"


@part_of("identity-of-the-session")
class CountsSessions(DeferringTransport):
    """Counts its sessions."""

    def make_row(self) -> None:
        assert isinstance(self.server, Renaming)
        self.server.sessions += 1
        super().make_row()


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
