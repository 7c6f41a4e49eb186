"""Wrong transports under test: what goes wrong when two things come together that are harmless one by one."""

from collections.abc import Sequence
from contextlib import suppress
from typing import ClassVar
from weakref import WeakKeyDictionary

from mapi_tck.mapi import (
    EndMessageFlag,
    FlushFlag,
    MapiError,
    PropertyTag,
    PropertyValue,
    ResultCode,
    StatusCode,
    TransportNotifyFlag,
    ValidateStateFlag,
)
from mapi_tck.ports import IncomingMessage, OutgoingMessage, Started, Submitted, TransportKind

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.flush import FLUSH_BITS
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of, specimen
from .sending import AsksFirst

_SHUTDOWN = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH


# -- messages that cannot be saved ------------------------------------------------------------------------------------


@instead_of(DeferringTransport.start_message, "unsaved-message-removed-in-a-flush-of-both", step="X11")
def removes_first(self: DeferringTransport, flags: int, message: IncomingMessage) -> Started:
    """In a flush of both queues a message is taken off the far end although SaveChanges fails."""
    try:
        return DeferringTransport.start_message(self, flags, message)
    except MapiError as error:
        if error.code == ResultCode.MAPI_E_NOT_ENOUGH_DISK and self._directions & FlushFlag.FLUSH_UPLOAD:
            self.server.fetched()
        raise


@instead_of(DeferringTransport.start_message, "last-message-removed-before-saved", step="X11")
def removes_last(self: DeferringTransport, flags: int, message: IncomingMessage) -> Started:
    """The last message that waits is taken off the far end although SaveChanges fails."""
    try:
        return DeferringTransport.start_message(self, flags, message)
    except MapiError as error:
        if error.code == ResultCode.MAPI_E_NOT_ENOUGH_DISK and len(self.server.waiting) == 1:
            self.server.fetched()
        raise


@specimen("unsaved-message-removed-at-logoff", step="X11")
class RemovesAtLogoff(DeferringTransport):
    """A message that could not be saved is taken off the far end at TransportLogoff."""

    _unsaved = False

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        try:
            started = super().start_message(flags, message)
        except MapiError as error:
            self._unsaved = error.code == ResultCode.MAPI_E_NOT_ENOUGH_DISK
            raise
        self._unsaved = False
        return started

    def transport_logoff(self, flags: int) -> None:
        super().transport_logoff(flags)
        if self._unsaved:
            self.server.fetched()


# -- cancelled messages -----------------------------------------------------------------------------------------------


class Cancels(AsksFirst):
    """EndMessage sends; a message that was cancelled by then stays with the spooler."""

    #: What it calls sent without sending it, by far end: it keeps that from session to session.
    dropped: ClassVar[WeakKeyDictionary[MailServer, set[str]]] = WeakKeyDictionary()
    cancelled = False

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self.cancelled = False
        return super().submit_message(flags, message)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        self.cancelled = self.cancelled or bool(flags & TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE)

    def end_message(self, reference: int) -> int:
        if self.cancelled:
            self.cancelled = False
            return int(EndMessageFlag.END_RESEND_LATER)
        if self.token in self.dropped.get(self.server, ()):
            return 0
        self._accepted = False
        with suppress(MapiError):
            self._accepted = self.server.take(self.token)
        return super().end_message(reference)

    def drop(self) -> None:
        """Hold the message at hand for sent, if it was cancelled."""
        if self.cancelled:
            self.dropped.setdefault(self.server, set()).add(self.token)


@instead_of(Cancels.transport_notify, "cancelled-message-dropped-after-a-shutdown", step="X6")
def drops_at_shutdown(self: Cancels, flags: int, data: bytes | None) -> None:
    """If the spooler shuts down before EndMessage of a cancelled message, that is called sent when it is submitted again."""
    if flags & _SHUTDOWN == _SHUTDOWN:
        self.drop()
    Cancels.transport_notify(self, flags, data)


@instead_of(Cancels.transport_logoff, "cancelled-message-dropped-after-a-logoff", step="X6")
def drops_at_logoff(self: Cancels, flags: int) -> None:
    """After a logoff before EndMessage of a cancelled message, that is called sent when it is submitted in the next session."""
    self.drop()
    Cancels.transport_logoff(self, flags)


@instead_of(Cancels.end_message, "cancelled-message-called-sent-in-trouble", step="X5")
def drops_in_trouble(self: Cancels, reference: int) -> int:
    """A message that was cancelled is called sent if the far end is down or refuses messages by then."""
    return 0 if self.cancelled and self.server.in_trouble else Cancels.end_message(self, reference)


@specimen("second-cancelled-message-called-sent", step="X5")
class DropsSecond(Cancels):
    """The second message that is cancelled in one flush is called sent."""

    _count = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._count = 0
        super().flush_queues(ui_param, target, flags)

    def end_message(self, reference: int) -> int:
        self._count += self.cancelled
        return 0 if self.cancelled and self._count == 2 else super().end_message(reference)


@instead_of(Cancels.end_message, "message-after-a-cancelled-one-dropped-by-telephone", step="X7")
def drops_next(self: Cancels, reference: int) -> int:
    """A modem or RAS reports the message after a cancelled one as sent, and drops it."""
    lan, waiting = self.traits.kind is TransportKind.LAN, self.dropped.setdefault(self.server, set())
    if self.cancelled and not lan:
        waiting.add("")
    elif "" in waiting:
        waiting.clear()
        return 0
    return Cancels.end_message(self, reference)


# -- a flush, and calls outside of one --------------------------------------------------------------------------------


@instead_of(DeferringTransport.address_types, "address-types-end-a-flush", step="X7")
def ends_flush(self: DeferringTransport, flags: int) -> Sequence[str]:
    """AddressTypes in the middle of a flush ends the flush."""
    if self.flushing and self._directions:
        self._directions = 0
        self.change_status(clear_bits=FLUSH_BITS)
        self.close_line()
    return DeferringTransport.address_types(self, flags)


class Deaf(DeferringTransport):
    """Takes and gives no messages of these directions any more."""

    deaf = 0

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if self.deaf & FlushFlag.FLUSH_UPLOAD:
            raise MapiError(ResultCode.MAPI_E_BUSY)
        return super().submit_message(flags, message)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        return Started() if self.deaf & FlushFlag.FLUSH_DOWNLOAD else super().start_message(flags, message)


@instead_of(Deaf.transport_notify, "outbound-operations-ended-for-good", step="X7")
def stops_sending(self: Deaf, flags: int, data: bytes | None) -> None:
    """After NOTIFY_END_OUTBOUND no message is taken any more, not even after NOTIFY_BEGIN_OUTBOUND."""
    Deaf.transport_notify(self, flags, data)
    if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND:
        self.deaf |= FlushFlag.FLUSH_UPLOAD


@instead_of(Deaf.transport_notify, "inbound-operations-ended-for-good", step="X7")
def stops_receiving(self: Deaf, flags: int, data: bytes | None) -> None:
    """After NOTIFY_END_INBOUND no message is received any more, not even after NOTIFY_BEGIN_INBOUND."""
    Deaf.transport_notify(self, flags, data)
    if flags & TransportNotifyFlag.NOTIFY_END_INBOUND:
        self.deaf |= FlushFlag.FLUSH_DOWNLOAD


@instead_of(Deaf.validate_state, "receiving-ended-by-an-abort-of-headers", step="X7")
def aborts(self: Deaf, ui_param: int, flags: int) -> None:
    """After ValidateState with ABORT_XP_HEADER_OPERATION no message is received any more."""
    Deaf.validate_state(self, ui_param, flags)
    if flags & ValidateStateFlag.ABORT_XP_HEADER_OPERATION:
        self.deaf |= FlushFlag.FLUSH_DOWNLOAD


@specimen("line-held-where-nothing-is-sent", step="X8")
class HoldsUnused(DeferringTransport):
    """A flush of the outgoing queue alone keeps its line if no message waits."""

    _used = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._used = bool(flags & FlushFlag.FLUSH_DOWNLOAD)
        super().flush_queues(ui_param, target, flags)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self._used = True
        return super().submit_message(flags, message)

    def close_line(self) -> None:
        if self._used:
            super().close_line()


# -- one session after another ----------------------------------------------------------------------------------------


class Sessions(DeferringTransport):
    """Knows the earlier sessions of the same transport."""

    _earlier: ClassVar[WeakKeyDictionary[MailServer, list["Sessions"]]] = WeakKeyDictionary()

    def make_row(self) -> None:
        self._earlier.setdefault(self.server, []).append(self)
        super().make_row()

    @property
    def earlier(self) -> list["Sessions"]:
        """Those that came before this one."""
        return self._earlier[self.server][:-1]


@instead_of(Sessions.make_row, "logon-changes-the-row-of-the-session-before", step="X13")
def rewrites_row(self: Sessions) -> None:
    """A logon shows in the row of the session before that this one is over."""
    Sessions.make_row(self)
    if self.earlier:
        self.earlier[-1].change_status(set_bits=StatusCode.STATUS_OFFLINE)


@instead_of(Sessions.status_columns, "row-of-a-later-session-without-methods", step="X")
def thin(self: Sessions) -> list[PropertyValue]:
    """The row of every session but the first lacks PR_RESOURCE_METHODS."""
    columns = Sessions.status_columns(self)
    return [item for item in columns if not self.earlier or item.tag != PropertyTag.PR_RESOURCE_METHODS]


@specimen("session-after-a-shutdown-receives-nothing", step="X7")
class Locked(Sessions):
    """A shutdown in the middle of a flush leaves a lock, which keeps the next session from receiving."""

    _locks = False

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        self._locks = self._locks or (self.flushing and flags & _SHUTDOWN == _SHUTDOWN)
        super().transport_notify(flags, data)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        locked = any(isinstance(session, Locked) and session._locks for session in self.earlier)
        return Started() if locked else super().start_message(flags, message)


@specimen("status-object-of-the-first-session", step="X")
class KeepsStatusObject(Sessions):
    """OpenStatusEntry gives the status object of the first session also in later ones."""

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
        first = self.earlier[0] if self.earlier else self
        return DeferringTransport.open_status_entry(first, interface, flags)
