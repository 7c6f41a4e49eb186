"""Transport providers that do unusual things, each of which is permitted: all of them conform.

`unusual_transports:NAME` is an adapter: the name of each transport here stands for a provider of it.
"""

import threading
import time
from typing import Any, ClassVar

from mapi_tck.adapters.reference.deferring import DeferringTransport
from mapi_tck.adapters.reference.far_end import MailServer
from mapi_tck.adapters.reference.parts import Parts
from mapi_tck.adapters.reference.provider import ReferenceProvider
from mapi_tck.adapters.reference.transport import ReferenceTransport, flush_bits
from mapi_tck.adapters.reference.transport_status import TransportStatus
from mapi_tck.clock import Time
from mapi_tck.mapi import (
    EndMessageFlag,
    FlushFlag,
    MapiError,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResultCode,
    SpoolerNotifyFlag,
    StatusCode,
    TransportNotifyFlag,
    prop_tag,
)
from mapi_tck.ports import Description, Evidence, Transport
from mapi_tck.transport_ports import (
    IncomingMessage,
    OutgoingMessage,
    Started,
    Submitted,
    Support,
)


class AskedServer(MailServer):
    """A mail server that can be asked beforehand whether it would take a message."""

    def would_take(self) -> bool:
        """Whether it is up and accepts messages."""
        try:
            self._connect()
        except MapiError:
            return False
        return not self._refuses


class UnusualProvider(ReferenceProvider):
    """The reference's provider with another transport."""

    transport: ClassVar[type[ReferenceTransport]]

    def __init__(self) -> None:
        super().__init__(Parts(transport=self.transport, far_end=AskedServer))

    def live_in(self, time: Time) -> bool:
        """Not with a thread, to which time passes as to everybody."""
        return not issubclass(self.transport, Threaded)


def provided(transport: type[ReferenceTransport]) -> type[UnusualProvider]:
    """Put a provider in the place of its transport, under the same name."""
    return type(transport.__name__, (UnusualProvider,), {"transport": transport, "__doc__": transport.__doc__})


class Threaded(ReferenceTransport):
    """A transport that has a thread of its own."""


@provided
class SendingInEndMessage(ReferenceTransport):
    """SubmitMessage only keeps the message; EndMessage sends it, and keeps it with the spooler when that fails."""

    _message = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Take it without looking at the far end."""
        self._message = message.token
        return Submitted(reference=7)

    def end_message(self, reference: int) -> int:
        """Send it now."""
        time.sleep(self.server.pace())
        try:
            sent = self.server.take(self._message)
        except MapiError:
            sent = False
        return 0 if sent else int(EndMessageFlag.END_RESEND_LATER)


@provided
class SendingInTheBackground(Threaded):
    """What EndMessage calls sent is sent a moment later, by a thread that calls nobody back."""

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

    def transport_logoff(self, flags: int) -> None:
        """Leave nothing behind."""
        if self._worker is not None:
            self._worker.join()


@provided
class ShowingActivity(ReferenceTransport):
    """Shows by the ACTIVE bits too that it is busy, and one phase by both."""

    def status_values(self) -> list[PropertyValue]:
        """The status code with those bits."""
        code = self._code
        if code & StatusCode.STATUS_OUTBOUND_FLUSH:
            code |= StatusCode.STATUS_OUTBOUND_ACTIVE
        if code & StatusCode.STATUS_INBOUND_FLUSH:
            code |= StatusCode.STATUS_INBOUND_ACTIVE
        text = "Working" if self.flushing else "Ready"
        return [PropertyValue(PropertyTag.PR_STATUS_CODE, code), PropertyValue(PropertyTag.PR_STATUS_STRING_A, text)]


@provided
class AnnouncingMail(ReferenceTransport):
    """Tells the spooler of each message that still waits, and lets others work meanwhile."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Announce what comes next."""
        started = super().start_message(flags, message)
        if self.server.waiting:
            self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_NEWMAIL, None)
        self.support.spooler_yield(0)
        return started


@provided
class BlockingInTheCall(ReferenceTransport):
    """Keeps the spooler inside the call while the far end is slow, and never asks it to wait."""

    def patience(self) -> float:
        """Wait here."""
        time.sleep(self.server.pace())
        return 0.0


@provided
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


@provided
class ReplacingItsRow(ReferenceTransport):
    """Makes its whole row anew each time, twice when it logs on, with a column of its own that counts them."""

    _changes = 0

    def __init__(self, traits: Transport, support: Support, *rest: object) -> None:
        super().__init__(traits, support, *rest)  # type: ignore[arg-type]
        self.change_status()

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        """Write every column."""
        self._code = (self._code & ~int(clear_bits)) | int(set_bits)
        self._changes += 1
        own = PropertyValue(prop_tag(PropertyType.PT_LONG, 0x6601), self._changes)
        self.support.modify_status_row([*self.status_columns(), own], 0)


@provided
class EndingThePhase(ReferenceTransport):
    """Clears its flush bit as soon as it finds its far end in trouble; the rest stays where it is."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Show a phase, and end it at once where there is nobody to talk to."""
        super().flush_queues(ui_param, target, flags)
        self._give_up()

    def end_message(self, reference: int) -> int:
        """Look again after each message."""
        kept = super().end_message(reference)
        self._give_up()
        return kept

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Look again when the inbound phase has begun."""
        super().transport_notify(flags, data)
        self._give_up()

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Look again after each message."""
        started = super().start_message(flags, message)
        self._give_up()
        return started

    def _give_up(self) -> None:
        assert isinstance(self.server, AskedServer)
        if self.flushing and not self.server.would_take():
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH)


@provided
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


@provided
class DecliningWhatIsRefused(ReferenceTransport):
    """SubmitMessage cancels a message that the far end refuses; EndMessage never keeps one."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Decline at once."""
        submitted = super().submit_message(flags, message)
        if not submitted.wait_seconds and not self._accepted:
            raise MapiError(ResultCode.MAPI_E_CANCEL)
        return submitted


@provided
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


@provided
class KeepingItsBit(ReferenceTransport):
    """Leaves STATUS_OUTBOUND_FLUSH in its row until the whole flush is over."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """The next phase begins beside the one before."""
        both = flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
        receives = self._directions & FlushFlag.FLUSH_DOWNLOAD
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH and receives and not both:
            self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)
            return
        everything = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
        super().transport_notify(flags | (everything if both else 0), data)
        if both:
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH)
            self.close_line()


@provided
class ShowingBothPhases(ReferenceTransport):
    """Shows the bits of all announced directions from the beginning."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Set them together."""
        super().flush_queues(ui_param, target, flags)
        self.change_status(set_bits=flush_bits(flags))


@provided
class WithoutLine(ReferenceTransport):
    """Has no scarce resource to hold."""

    def open_line(self, flags: int) -> None:
        """Nothing to connect."""


@provided
class FlushingAtLogon(ReferenceTransport):
    """Asks for a flush of its own as soon as it has logged on."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)


@provided
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


class NotPolled(UnusualProvider):
    """Does not want to be polled, and has no Poll."""

    class Logon(ReferenceTransport):
        """The reference's transport without it."""

        poll = None  # type: ignore[assignment]

    transport = Logon

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[ReferenceTransport, int]:
        """Ask for nothing."""
        return super().transport_logon(support, transport, flags)[0], 0


class HidingObjectTypes(UnusualProvider):
    """A binding that does not show the object type with which OpenStatusEntry answers."""

    class Logon(ReferenceTransport):
        """The reference's transport behind it."""

        def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, Any]:
            """Answer the object alone."""
            return super().open_status_entry(interface, flags)[0], None

    transport = Logon


class Unobservable(UnusualProvider):
    """A provider whose adapter has no test bed at all."""

    transport = ReferenceTransport

    def describe(self) -> Description:
        """Observe calls alone."""
        return Description("Unobservable", "1", observes=frozenset({Evidence.CALLS}))

    def test_bed(self) -> None:  # type: ignore[override]
        """There is none."""
