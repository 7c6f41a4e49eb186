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
from ...reference.variants import specimen

_END_OUTBOUND = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH
_ENDS = _END_OUTBOUND | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH


@specimen("both-directions-refused", step="X1")
class OneAtATime(DeferringTransport):
    """The announcement of both directions in one call is refused."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if flags & DIRECTIONS == DIRECTIONS:
            raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
        super().flush_queues(ui_param, target, flags)


@specimen("announcement-without-mail-refused", step="X1")
class NothingToDo(DeferringTransport):
    """The announcement of a flush of the incoming queue alone is refused if nothing waits at the far end."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if flags & DIRECTIONS == FlushFlag.FLUSH_DOWNLOAD and not self.server.waiting:
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        super().flush_queues(ui_param, target, flags)


@specimen("force-not-known", step="X1")
class Unforced(DeferringTransport):
    """FLUSH_FORCE is refused as an unknown flag."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if flags & FlushFlag.FLUSH_FORCE:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
        super().flush_queues(ui_param, target, flags)


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


@specimen("announcement-by-the-letter", step="X2")
class ByTheLetter(Misunderstanding):
    """One announced direction is taken for the other, as the topic's letter pairs them."""

    def understood(self, directions: int) -> int:
        return directions if directions == DIRECTIONS else directions ^ DIRECTIONS


@specimen("directions-compared", step="X2")
class Comparing(Misunderstanding):
    """The announced flags are compared with one direction instead of masked, so that both together mean neither."""

    def understood(self, directions: int) -> int:
        return 0 if directions == DIRECTIONS else directions


@specimen("outgoing-alone-not-shown", step="X2")
class NeverSends(Misunderstanding):
    """No flush bit is set if only the outgoing queue is announced."""

    def understood(self, directions: int) -> int:
        return 0 if directions == FlushFlag.FLUSH_UPLOAD else directions


@specimen("incoming-alone-not-shown", step="X2")
class NeverReceives(Misunderstanding):
    """No flush bit is set if only the incoming queue is announced."""

    def understood(self, directions: int) -> int:
        return 0 if directions == FlushFlag.FLUSH_DOWNLOAD else directions


@specimen("both-phases-whatever-announced", step="X2")
class Always(Misunderstanding):
    """The transport sends and receives, even if only one direction was announced."""

    def understood(self, directions: int) -> int:
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


@specimen("receives-first", step="X2")
class ReceivesFirst(DeferringTransport):
    """With both directions announced, the inbound bit is set before the outbound one."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
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


@specimen("deferred-never-announced", step="X2")
class Silent(DeferringTransport):
    """Deferred messages are never announced again."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._has_deferred = False
        super().flush_queues(ui_param, target, flags)


@specimen("deferred-announced-when-unattended", step="X2")
class AnnouncesUnattended(DeferringTransport):
    """Deferred messages are announced only in a flush with FLUSH_NO_UI."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        waiting, attended = self._has_deferred, not flags & FlushFlag.FLUSH_NO_UI
        self._has_deferred = waiting and not attended
        super().flush_queues(ui_param, target, flags)
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


@specimen("deferred-announced-and-declined", step="X2")
class ChangesItsMind(DeferringTransport):
    """Deferred messages are announced, and refused when the spooler submits them."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if flags & SubmitMessageFlag.BEGIN_DEFERRED:
            raise MapiError(ResultCode.MAPI_E_NOT_ME)
        return super().submit_message(flags, message)


class Prompting(DeferringTransport):
    """If it is a LAN transport, shows something in a flush despite FLUSH_NO_UI."""

    def prompt(self, kind: PromptKind = PromptKind.DIALOG) -> None:
        """Show it."""
        if self.traits.kind is TransportKind.LAN:
            self.user.show(self.traits.name, kind)


@specimen("dialog-while-connecting", step="X2")
class PromptsConnecting(Prompting):
    """A LAN transport shows a dialog when it connects, despite FLUSH_NO_UI."""

    def open_line(self, flags: int) -> None:
        super().open_line(flags)
        self.prompt()


@specimen("progress-while-sending", step="X2")
class ShowsProgress(Prompting):
    """A LAN transport shows its progress with every message that it sends, despite FLUSH_NO_UI."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        self.prompt(PromptKind.PROGRESS)
        return super().submit_message(flags, message)


@specimen("dialog-about-new-mail", step="X2")
class AnnouncesMail(Prompting):
    """A LAN transport shows a dialog about every message that it receives, despite FLUSH_NO_UI."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        if self.server.waiting:
            self.prompt()
        return super().start_message(flags, message)


@specimen("outbound-bit-kept-to-the-end", step="X9")
class KeepsOutbound(DeferringTransport):
    """STATUS_OUTBOUND_FLUSH is cleared only when receiving is over, too."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        receives = self._directions & FlushFlag.FLUSH_DOWNLOAD
        if flags & _ENDS == _END_OUTBOUND and receives:
            self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)
        else:
            super().transport_notify(int(flags | _ENDS) if receives and flags & _ENDS else flags, data)


@specimen("inbound-phase-never-begun", step="X9")
class StopsHalfway(DeferringTransport):
    """After sending, STATUS_INBOUND_FLUSH is not set although both directions were announced."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if flags & _END_OUTBOUND:
            self._directions &= ~int(FlushFlag.FLUSH_DOWNLOAD)
        super().transport_notify(flags, data)


@specimen("inbound-phase-unasked", step="X9")
class GoesOn(DeferringTransport):
    """After sending, STATUS_INBOUND_FLUSH is set although only sending was announced."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if flags & _END_OUTBOUND:
            self._directions |= int(FlushFlag.FLUSH_DOWNLOAD)
        super().transport_notify(flags, data)
