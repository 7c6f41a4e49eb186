"""Unusual transports under test: how they take, keep and deliver messages."""

import threading
import time
from typing import ClassVar

from mapi_tck.mapi import EndMessageFlag, FlushFlag, MapiError, ResultCode, SpoolerNotifyFlag, TransportNotifyFlag
from mapi_tck.ports import IncomingMessage, OutgoingMessage, Started, Submitted, Support, Transport
from mapi_tck.ports.clock import Time, WallTime

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.parts import Parts
from ...reference.provider import PARTS, ReferenceProvider
from ...reference.transport import ReferenceTransport
from ..oddities import oddity


@oddity("sends-in-the-background", "sends-when-the-phase-is-over", "ends-the-phase-in-trouble")
class AskedServer(MailServer):
    """A mail server that can be asked beforehand whether it would take a message."""

    def would_take(self) -> bool:
        """Whether it is up and accepts messages."""
        try:
            self._connect()
        except MapiError:
            return False
        return not self._refuses


class WaitingTransport(ReferenceTransport):
    """A transport that itself waits for its far end, instead of asking the spooler to."""

    time: Time

    def wait(self) -> None:
        """Wait as long as the far end takes for a message."""
        self.time.wait(self.server.pace())


@oddity("sends-in-endmessage", "waits-inside-the-call")
class WaitingProvider(ReferenceProvider):
    """Its transports live in the time in which it lives itself."""

    def __init__(self, parts: Parts = PARTS) -> None:
        super().__init__(parts)
        self._time: Time = WallTime()

    def live_in(self, time: Time) -> bool:
        """Live in that time."""
        self._time = time
        return True

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[ReferenceTransport, int]:
        """Give the transport the time."""
        logon, wanted = super().transport_logon(support, transport, flags)
        assert isinstance(logon, WaitingTransport)
        logon.time = self._time
        return logon, wanted


@oddity("sends-in-the-background", "sends-when-the-phase-is-over")
class ThreadedProvider(ReferenceProvider):
    """Its transports have threads, to which time passes as to everybody."""

    def live_in(self, time: Time) -> bool:
        """Not in a time that only the kit knows."""
        return False


@oddity("sends-in-endmessage")
class SendingInEndMessage(WaitingTransport):
    """SubmitMessage only keeps the message; EndMessage sends it, and keeps it with the spooler when that fails."""

    _message = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Take it without looking at the far end."""
        self._message = message.token
        return Submitted(reference=7)

    def end_message(self, reference: int) -> int:
        """Send it now."""
        self.wait()
        try:
            sent = self.server.take(self._message)
        except MapiError:
            sent = False
        return 0 if sent else int(EndMessageFlag.END_RESEND_LATER)


@oddity("sends-in-the-background")
class SendingInTheBackground(ReferenceTransport):
    """What EndMessage calls sent is sent a moment later, by a thread. The end of the phase waits for it."""

    _worker: threading.Thread | None = None

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Wait for the message before this one, and for a server that would take this one."""
        if self._worker is not None:
            self._worker.join()
        assert isinstance(self.server, AskedServer)
        if not self.server.would_take():
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
        self._worker = threading.Thread(target=self._send, args=(message.token,))
        self._worker.start()
        self._accepted = True
        return Submitted()

    def _send(self, token: str) -> None:
        time.sleep(0.02)
        self.server.take(token)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Use the line for one thing at a time."""
        if self._worker is not None:
            self._worker.join()
        return super().start_message(flags, message)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """The phase is over when the last message is out."""
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH and self._worker is not None:
            self._worker.join()
        super().transport_notify(flags, data)

    def transport_logoff(self, flags: int) -> None:
        """Leave nothing behind."""
        if self._worker is not None:
            self._worker.join()


@oddity("sends-when-the-phase-is-over")
class SendingAfterwards(SendingInTheBackground):
    """What EndMessage calls sent is sent a moment later, by a thread. Nothing but the next message waits for it."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """The phase is over when the spooler says so."""
        ReferenceTransport.transport_notify(self, flags, data)


@oddity("waits-inside-the-call")
class BlockingInTheCall(WaitingTransport):
    """Keeps the spooler inside the call while the far end is slow, and never asks it to wait."""

    def patience(self) -> float:
        """Wait here."""
        self.wait()
        return 0.0


@oddity("busy-with-every-message-at-first")
class BusyAtFirst(ReferenceTransport):
    """Answers MAPI_E_BUSY the first time that it is asked to take or to fill a message."""

    _asked = False

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Every other call is in vain."""
        self._refuse_once()
        return super().submit_message(flags, message)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Every other call is in vain."""
        self._refuse_once()
        return super().start_message(flags, message)

    def _refuse_once(self) -> None:
        self._asked = not self._asked
        if self._asked:
            raise MapiError(ResultCode.MAPI_E_BUSY)


@oddity("announces-mail")
class AnnouncingMail(ReferenceTransport):
    """Tells the spooler of each message that still waits, and lets others work meanwhile."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Announce what comes next."""
        started = super().start_message(flags, message)
        if self.server.waiting:
            self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_NEWMAIL, None)
        self.support.spooler_yield(0)
        return started


@oddity("asks-again-at-once")
class AskingAgainAtOnce(ReferenceTransport):
    """Answers END_RESEND_NOW for a message that was refused, and once for every message."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self._seen: set[str] = set()
        self._again = False

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Take the message for real when it comes for the second time."""
        self._again = message.token not in self._seen
        self._seen.add(message.token)
        return Submitted() if self._again else super().submit_message(flags, message)

    def end_message(self, reference: int) -> int:
        """Ask for it again."""
        return 0 if not self._again and self._accepted else int(EndMessageFlag.END_RESEND_NOW)


@oddity("declines-what-is-refused")
class DecliningWhatIsRefused(ReferenceTransport):
    """SubmitMessage cancels a message that the far end refuses; EndMessage never keeps one."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Decline at once."""
        submitted = super().submit_message(flags, message)
        if not submitted.wait_seconds and not self._accepted:
            raise MapiError(ResultCode.MAPI_E_CANCEL)
        return submitted


@oddity("fails-in-its-own-way")
class FailingInItsOwnWay(ReferenceTransport):
    """Every failure of SubmitMessage and StartMessage has a code that no page names."""

    CODE: ClassVar = 0x8004_F001

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Fail with the provider's own code."""
        try:
            submitted = super().submit_message(flags, message)
        except MapiError as error:
            raise MapiError(self.CODE) from error
        if not submitted.wait_seconds and not self._accepted:
            raise MapiError(self.CODE)
        return submitted


@oddity("defers-when-down")
class DeferringWhenDown(DeferringTransport):
    """Defers only what a far end that is down cannot take, and announces it as late as it can: in the next SubmitMessage."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Show the phase before the announcement."""
        announces, self._has_deferred = self._has_deferred, False
        super().flush_queues(ui_param, target, flags)
        if announces and flags & FlushFlag.FLUSH_UPLOAD:
            self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_SENTDEFERRED, b"\0\0\0\0any")

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Take what cannot be sent, to defer it."""
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._accepted = False
            return Submitted()
