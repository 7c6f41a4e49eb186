"""Unusual transports under test: how they take, keep and deliver messages."""

import threading
import time
from contextlib import suppress
from typing import ClassVar, Final

from mapi_tck.mapi import EndMessageFlag, FlushFlag, MapiError, ResultCode, SpoolerNotifyFlag, TransportNotifyFlag
from mapi_tck.ports import (
    Direction,
    IncomingMessage,
    OutgoingMessage,
    Started,
    Submitted,
    Support,
    Transport,
    Trouble,
)
from mapi_tck.ports.clock import Time

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.provider import ReferenceProvider
from ...reference.transport import ReferenceTransport
from ...reference.variants import instead_of, part_of, specimen

_SHUTDOWN: Final = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH


@part_of(
    "sends-in-the-background", "sends-when-the-phase-is-over", "ends-the-phase-in-trouble", "begins-no-phase-in-trouble"
)
class AskedServer(MailServer):
    """A mail server that can be asked beforehand whether it would take a message."""

    def would_take(self) -> bool:
        """Whether it is up and accepts messages."""
        try:
            self._connect(Direction.OUTGOING)
        except MapiError:
            return False
        return not self._refuses and self._trouble in (None, Trouble.LOGIN_TO_FETCH, Trouble.FETCH)


class WaitingTransport(ReferenceTransport):
    """A transport that waits for its far end itself, instead of asking the spooler to wait."""

    time: Time

    def wait(self) -> None:
        """Wait as long as the far end takes for a message."""
        self.time.wait(self.server.pace())


@part_of("sends-in-endmessage", "waits-inside-the-call")
class WaitingProvider(ReferenceProvider):
    """Gives its transports the time in which it lives."""

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[ReferenceTransport, int]:
        logon, wanted = super().transport_logon(support, transport, flags)
        assert isinstance(logon, WaitingTransport)
        logon.time = self.time
        return logon, wanted


@specimen("sends-in-endmessage")
class SendingInEndMessage(WaitingTransport):
    """SubmitMessage only keeps the message; EndMessage sends it, or leaves it with the spooler if that fails. After a shutdown
    the next flush sends what is kept.
    """

    _message = ""
    _owed = ""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        if self._owed and flags & FlushFlag.FLUSH_UPLOAD:
            with suppress(MapiError):
                self.server.take(self._owed)
            self._owed = ""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if flags & _SHUTDOWN == _SHUTDOWN:
            self._owed, self._message = self._message, ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self._message = message.token
        return Submitted(reference=7)

    def end_message(self, reference: int) -> int:
        self.wait()
        try:
            sent = self.server.take(self._message)
        except MapiError:
            sent = False
        self._message = ""
        return 0 if sent else int(EndMessageFlag.END_RESEND_LATER)


@specimen("forgets-what-is-cancelled")
class ForgettingCancelled(ReferenceTransport):
    """EndMessage sends a message. One that is cancelled before is forgotten, and EndMessage refuses its reference."""

    _reference = 0
    _token = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if seconds := self.patience():
            return Submitted(wait_seconds=seconds)
        self._reference += 1
        self._token = message.token
        return Submitted(reference=self._reference)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if flags & TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE and data == self._reference.to_bytes(4, "little"):
            self._token = ""
        super().transport_notify(flags, data)

    def end_message(self, reference: int) -> int:
        if not self._token or reference != self._reference:
            raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
        with suppress(MapiError):
            if self.server.take(self._token):
                return 0
        return int(EndMessageFlag.END_RESEND_LATER)


@instead_of(WaitingTransport.patience, "waits-inside-the-call")
def blocking_in_the_call(self: WaitingTransport) -> float:
    """While the far end is slow, SubmitMessage and StartMessage wait for it; the transport never asks the spooler to wait."""
    self.wait()
    return 0.0


@part_of("sends-in-the-background", "sends-when-the-phase-is-over")
class ThreadedProvider(ReferenceProvider):
    """Its transports have threads, which cannot live in a simulated time."""

    def live_in(self, time: Time) -> bool:
        return False


@specimen("sends-in-the-background")
class SendingInTheBackground(ReferenceTransport):
    """A thread sends a message a moment after EndMessage has called it sent; the end of the phase waits for the thread. A message
    that the far end does not take then is returned to its sender.
    """

    _worker: threading.Thread | None = None

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self._join()
        assert isinstance(self.server, AskedServer)
        if not self.server.would_take():
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
        self._worker = threading.Thread(target=self._send, args=(message.token,))
        self._worker.start()
        self._accepted = True
        return Submitted()

    def _send(self, token: str) -> None:
        time.sleep(0.02)
        taken = False
        with suppress(MapiError):
            taken = self.server.take(token)
        if not taken:
            self.server.returned.append(token)

    def _join(self) -> None:
        if self._worker is not None:
            self._worker.join()

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        self._join()  # the line serves one message at a time
        return super().start_message(flags, message)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            self._join()
        super().transport_notify(flags, data)

    def transport_logoff(self, flags: int) -> None:
        self._join()
        super().transport_logoff(flags)


@specimen("sends-when-the-phase-is-over")
class SendingAfterwards(SendingInTheBackground):
    """A thread sends a message a moment after EndMessage has called it sent, and only the next message waits for the thread; but
    EndMessage waits for a slow far end.
    """

    def end_message(self, reference: int) -> int:
        if self.server.pace():
            self._join()
        return super().end_message(reference)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        ReferenceTransport.transport_notify(self, flags, data)


@specimen("busy-with-every-message-at-first")
class BusyAtFirst(ReferenceTransport):
    """SubmitMessage and StartMessage answer MAPI_E_BUSY to every other call."""

    _asked = False

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self._refuse_once()
        return super().submit_message(flags, message)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        self._refuse_once()
        return super().start_message(flags, message)

    def _refuse_once(self) -> None:
        self._asked = not self._asked
        if self._asked:
            raise MapiError(ResultCode.MAPI_E_BUSY)


@specimen("announces-mail")
class AnnouncingMail(ReferenceTransport):
    """The transport tells the spooler of each message that still waits, and calls SpoolerYield meanwhile. The first StartMessage
    of a flush only begins to fetch, and leaves its message unsaved.
    """

    _begun = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._begun = False
        super().flush_queues(ui_param, target, flags)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        started = super().start_message(flags, message) if self._begun else Started()
        self._begun = True
        if self.server.waiting:
            self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_NEWMAIL, None)
        self.support.spooler_yield(0)
        return started


@specimen("asks-again-at-once")
class AskingAgainAtOnce(ReferenceTransport):
    """EndMessage answers END_RESEND_NOW for a refused message, and once for every message."""

    _seen: frozenset[str] = frozenset()
    _again = False

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self._again = message.token not in self._seen
        self._seen |= {message.token}
        return Submitted() if self._again else super().submit_message(flags, message)

    def end_message(self, reference: int) -> int:
        return 0 if not self._again and self._accepted else int(EndMessageFlag.END_RESEND_NOW)


@specimen("asks-for-the-first-message-later")
class AskingLater(ReferenceTransport):
    """The first message of each flush only has the connection made: EndMessage answers END_RESEND_LATER for it."""

    _connected = False
    _connecting = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._connected = False
        super().flush_queues(ui_param, target, flags)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self._connecting, self._connected = not self._connected, True
        return Submitted() if self._connecting else super().submit_message(flags, message)

    def end_message(self, reference: int) -> int:
        return int(EndMessageFlag.END_RESEND_LATER) if self._connecting else super().end_message(reference)


@instead_of(ReferenceTransport.submit_message, "declines-what-is-refused")
def declining_what_is_refused(self: ReferenceTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """SubmitMessage cancels a message that the far end refuses, and EndMessage never keeps one."""
    submitted = ReferenceTransport.submit_message(self, flags, message)
    if not submitted.wait_seconds and not self._accepted:
        raise MapiError(ResultCode.MAPI_E_CANCEL)
    return submitted


@specimen("fails-in-its-own-way")
class FailingInItsOwnWay(ReferenceTransport):
    """Every failure of SubmitMessage has a code that no page names."""

    CODE: ClassVar = 0x8004_F001

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            submitted = super().submit_message(flags, message)
        except MapiError as error:
            raise MapiError(self.CODE) from error
        if not submitted.wait_seconds and not self._accepted:
            raise MapiError(self.CODE)
        return submitted


@specimen("defers-when-down")
class DeferringWhenDown(DeferringTransport):
    """A message is deferred only if the far end is down, and announced only after the flush bit of the next flush is set."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        announces = self._has_deferred and bool(flags & FlushFlag.FLUSH_UPLOAD)
        self._has_deferred = self._has_deferred and not announces
        super().flush_queues(ui_param, target, flags)
        if announces:
            self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_SENTDEFERRED, b"\0\0\0\0any")

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._accepted = False
            return Submitted()


@specimen("announces-deferred-messages-when-idle")
class AnnouncingWhenIdle(DeferringTransport):
    """Deferred messages are announced when the spooler is idle, and never in a flush."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        ReferenceTransport.flush_queues(self, ui_param, target, flags)

    def idle(self, flags: int) -> None:
        super().idle(flags)
        if self._has_deferred:
            self._has_deferred = False
            self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_SENTDEFERRED, None)
