"""Wrong transports under test: what they do when a flush is announced, and how they go over to receiving."""

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    ResultCode,
    SpoolerNotifyFlag,
    StatusCode,
    SubmitMessageFlag,
    TransportNotifyFlag,
)
from mapi_tck.ports import IncomingMessage, OutgoingMessage, PromptKind, Started, Submitted, TransportKind

from ...reference.deferring import DeferringTransport
from ...reference.flush import DIRECTIONS, FLUSH_BITS
from ...reference.transport import ReferenceTransport
from ...reference.variants import instead_of, specimen

_END_OUTBOUND = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH
_ENDS = _END_OUTBOUND | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH


@instead_of(DeferringTransport.flush_queues, "both-directions-refused", step="X1")
def one_at_a_time(self: DeferringTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """The announcement of both directions in one call is refused."""
    if flags & DIRECTIONS == DIRECTIONS:
        raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
    DeferringTransport.flush_queues(self, ui_param, target, flags)


@instead_of(DeferringTransport.flush_queues, "announcement-without-mail-refused", step="X1")
def nothing_to_do(self: DeferringTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """The announcement of a flush of the incoming queue alone is refused if nothing waits at the far end."""
    if flags & DIRECTIONS == FlushFlag.FLUSH_DOWNLOAD and not self.server.waiting:
        raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
    DeferringTransport.flush_queues(self, ui_param, target, flags)


@instead_of(DeferringTransport.flush_queues, "force-not-known", step="X1")
def unforced(self: DeferringTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """FLUSH_FORCE is refused as an unknown flag."""
    if flags & FlushFlag.FLUSH_FORCE:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
    DeferringTransport.flush_queues(self, ui_param, target, flags)


@specimen("second-announcement-refused", step="X1")
class OnceOnly(DeferringTransport):
    """From the second flush on, the announcement is answered with MAPI_E_BUSY."""

    _flushed = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if self._flushed:
            raise MapiError(ResultCode.MAPI_E_BUSY)
        self._flushed = True
        super().flush_queues(ui_param, target, flags)


class Misunderstanding(DeferringTransport):
    """Takes the announced directions for others."""

    def understood(self, directions: int) -> int:
        """The directions as it understands them."""
        raise NotImplementedError

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        directions = self.understood(flags & DIRECTIONS)
        super().flush_queues(ui_param, target, int(flags & ~int(DIRECTIONS)) | int(directions))


@instead_of(Misunderstanding.understood, "announcement-by-the-letter", step="X2")
def by_the_letter(self: Misunderstanding, directions: int) -> int:
    """One announced direction is taken for the other, as the topic's letter pairs them."""
    return directions if directions == DIRECTIONS else directions ^ DIRECTIONS


@instead_of(Misunderstanding.understood, "directions-compared", step="X2")
def comparing(self: Misunderstanding, directions: int) -> int:
    """The announced flags are compared with one direction instead of masked, so that both together mean neither."""
    return 0 if directions == DIRECTIONS else directions


@instead_of(Misunderstanding.understood, "outgoing-alone-not-shown", step="X2")
def never_sends(self: Misunderstanding, directions: int) -> int:
    """No flush bit is set if only the outgoing queue is announced."""
    return 0 if directions == FlushFlag.FLUSH_UPLOAD else directions


@instead_of(Misunderstanding.understood, "incoming-alone-not-shown", step="X2")
def never_receives(self: Misunderstanding, directions: int) -> int:
    """No flush bit is set if only the incoming queue is announced."""
    return 0 if directions == FlushFlag.FLUSH_DOWNLOAD else directions


@instead_of(Misunderstanding.understood, "both-phases-whatever-announced", step="X2")
def always(self: Misunderstanding, directions: int) -> int:
    """The transport sends and receives, even if only one direction was announced."""
    return int(DIRECTIONS)


@specimen("both-bits-at-once", step="X2")
class AllBits(DeferringTransport):
    """Every announcement sets both flush bits, until the first phase ends."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        self.change_status(set_bits=FLUSH_BITS)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        self._code &= ~int(FLUSH_BITS)
        super().transport_notify(flags, data)


@instead_of(DeferringTransport.flush_queues, "receives-first", step="X2")
def receives_first(self: DeferringTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """With both directions announced, the inbound bit is set before the outbound one."""
    DeferringTransport.flush_queues(self, ui_param, target, flags)
    if flags & DIRECTIONS == DIRECTIONS:
        self.change_status(FLUSH_BITS & StatusCode.STATUS_INBOUND_FLUSH, StatusCode.STATUS_OUTBOUND_FLUSH)


@specimen("third-flush-ignored", step="X2")
class TwiceOnly(DeferringTransport):
    """From the third announcement on no flush bit is set."""

    _flushes = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._flushes += 1
        if self._flushes <= 2:
            super().flush_queues(ui_param, target, flags)


@instead_of(DeferringTransport.flush_queues, "deferred-never-announced", step="X2")
def silent(self: DeferringTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """Deferred messages are never announced again."""
    self._has_deferred = False
    DeferringTransport.flush_queues(self, ui_param, target, flags)


@instead_of(DeferringTransport.flush_queues, "deferred-announced-when-unattended", step="X2")
def announces_unattended(self: DeferringTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """Deferred messages are announced only in a flush with FLUSH_NO_UI."""
    waiting, attended = self._has_deferred, not flags & FlushFlag.FLUSH_NO_UI
    self._has_deferred = waiting and not attended
    DeferringTransport.flush_queues(self, ui_param, target, flags)
    self._has_deferred = self._has_deferred or (waiting and attended)


@specimen("deferred-announced-too-late", step="X2")
class AnnouncesLate(DeferringTransport):
    """Deferred messages are announced only when the spooler has ended sending once more."""

    _owed = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._owed = self._has_deferred
        ReferenceTransport.flush_queues(self, ui_param, target, flags)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if self._owed and flags & _END_OUTBOUND:
            self._owed = self._has_deferred = False
            self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_SENTDEFERRED, None)


@instead_of(DeferringTransport.submit_message, "deferred-announced-and-declined", step="X2")
def changes_its_mind(self: DeferringTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """Deferred messages are announced, and refused when the spooler submits them."""
    if flags & SubmitMessageFlag.BEGIN_DEFERRED:
        raise MapiError(ResultCode.MAPI_E_NOT_ME)
    return DeferringTransport.submit_message(self, flags, message)


class Prompting(DeferringTransport):
    """If it is a LAN transport, shows something in a flush despite FLUSH_NO_UI."""

    def prompt(self, kind: PromptKind = PromptKind.DIALOG) -> None:
        """Show it."""
        if self.traits.kind is TransportKind.LAN:
            self.user.show(self.traits.name, kind)


@instead_of(Prompting.open_line, "dialog-while-connecting", step="X2")
def prompts_connecting(self: Prompting, flags: int) -> None:
    """A LAN transport shows a dialog when it connects, despite FLUSH_NO_UI."""
    Prompting.open_line(self, flags)
    self.prompt()


@instead_of(Prompting.submit_message, "progress-while-sending", step="X2")
def shows_progress(self: Prompting, flags: int, message: OutgoingMessage) -> Submitted:
    """A LAN transport shows its progress with every message that it sends, despite FLUSH_NO_UI."""
    self.prompt(PromptKind.PROGRESS)
    return Prompting.submit_message(self, flags, message)


@instead_of(Prompting.start_message, "dialog-about-new-mail", step="X2")
def announces_mail(self: Prompting, flags: int, message: IncomingMessage) -> Started:
    """A LAN transport shows a dialog about every message that it receives, despite FLUSH_NO_UI."""
    if self.server.waiting:
        self.prompt()
    return Prompting.start_message(self, flags, message)


@instead_of(DeferringTransport.transport_notify, "outbound-bit-kept-to-the-end", step="X9")
def keeps_outbound(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """STATUS_OUTBOUND_FLUSH is cleared only when receiving is over, too."""
    receives = self._directions & FlushFlag.FLUSH_DOWNLOAD
    if flags & _ENDS == _END_OUTBOUND and receives:
        self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)
    else:
        DeferringTransport.transport_notify(self, int(flags | _ENDS) if receives and flags & _ENDS else flags, data)


@instead_of(DeferringTransport.transport_notify, "inbound-phase-never-begun", step="X9")
def stops_halfway(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """After sending, STATUS_INBOUND_FLUSH is not set although both directions were announced."""
    if flags & _END_OUTBOUND:
        self._directions &= ~int(FlushFlag.FLUSH_DOWNLOAD)
    DeferringTransport.transport_notify(self, flags, data)


@instead_of(DeferringTransport.transport_notify, "inbound-phase-unasked", step="X9")
def goes_on(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """After sending, STATUS_INBOUND_FLUSH is set although only sending was announced."""
    if flags & _END_OUTBOUND:
        self._directions |= int(FlushFlag.FLUSH_DOWNLOAD)
    DeferringTransport.transport_notify(self, flags, data)
