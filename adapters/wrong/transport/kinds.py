"""Wrong transports under test: what goes wrong only for one kind of transport, or only in flushes with FLUSH_FORCE."""

from mapi_tck.mapi import FlushFlag, MapiError, ResultCode, StatusCode, TransportNotifyFlag
from mapi_tck.ports import Direction, IncomingMessage, Started, TransportKind

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of, part_of, specimen


@instead_of(DeferringTransport.close_line, "line-held-by-a-modem-whose-login-is-refused", step="X13")
def keeps_dialling(self: DeferringTransport) -> None:
    """A modem without STATUS_FLUSH_QUEUES keeps its line if the far end refuses the login."""
    modem = self.traits.kind is TransportKind.MODEM and not self.traits.supports_flush
    if not modem or not all(map(self.server.refuses_login, Direction)):
        DeferringTransport.close_line(self)


@instead_of(DeferringTransport.close_line, "line-held-by-ras-after-silence", step="X8")
def keeps_listening(self: DeferringTransport) -> None:
    """A RAS transport with STATUS_FLUSH_QUEUES keeps its line if the far end falls silent."""
    ras = self.traits.kind is TransportKind.RAS and self.traits.supports_flush
    if not ras or not self.server.silent:
        DeferringTransport.close_line(self)


@specimen("bit-left-by-ras-when-down", step="X12")
class KeepsShowing(DeferringTransport):
    """A RAS transport without STATUS_FLUSH_QUEUES leaves STATUS_INBOUND_FLUSH set if the far end cannot be reached."""

    _row_stays = False

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        ras = self.traits.kind is TransportKind.RAS and not self.traits.supports_flush
        ends = bool(flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH)
        self._row_stays = ras and ends and self.server.unreachable
        super().transport_notify(flags, data)
        if self._row_stays:
            self._row_stays = False
            self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        if self._row_stays:
            self._code = (self._code & ~int(clear_bits)) | int(set_bits)
        else:
            super().change_status(set_bits, clear_bits)


@instead_of(TransportStatus.settings_dialog, "settings-of-ras-refused", step="X")
def no_ras_settings(self: TransportStatus, ui_param: int, flags: int) -> None:
    """SettingsDialog is listed, but that of a RAS transport is refused."""
    if self.transport.traits.kind is TransportKind.RAS:
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
    TransportStatus.settings_dialog(self, ui_param, flags)


@instead_of(DeferringTransport.close_line, "line-held-by-a-slow-modem", step="X13")
def keeps_waiting(self: DeferringTransport) -> None:
    """A modem keeps its line after a flush if the far end is slow."""
    if self.traits.kind is not TransportKind.MODEM or not self.server.pace():
        DeferringTransport.close_line(self)


@specimen("twenty-messages-sent-a-flush-by-telephone", step="X7")
class Twenty(DeferringTransport):
    """A modem or RAS ends the outbound phase when twenty messages are sent."""

    _count = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._count = 0
        super().flush_queues(ui_param, target, flags)

    def end_message(self, reference: int) -> int:
        self._count += 1
        if self._count == 20 and self.traits.kind is not TransportKind.LAN:
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH)
        return super().end_message(reference)


@specimen("another-identity-by-ras", step="X7")
class Renames(MailServer):
    """A RAS transport gives a message another identity at each attempt."""

    by_ras = False

    def identity_of(self, token: str) -> str:
        return f"<{token}-{len(self.identities)}@reference>" if self.by_ras else super().identity_of(token)


@part_of("another-identity-by-ras")
class TellsKind(DeferringTransport):
    """Tells its far end that it is a RAS transport."""

    def make_row(self) -> None:
        assert isinstance(self.server, Renames)
        self.server.by_ras = self.traits.kind is TransportKind.RAS
        super().make_row()


@instead_of(DeferringTransport.close_line, "line-held-by-telephone-after-receiving-alone", step="X13")
def keeps_without_sending(self: DeferringTransport) -> None:
    """A modem or RAS keeps its line if the outgoing queue was not announced."""
    if self.traits.kind is TransportKind.LAN or self._directions & FlushFlag.FLUSH_UPLOAD:
        DeferringTransport.close_line(self)


@instead_of(DeferringTransport.close_line, "line-held-by-telephone-after-sending-alone", step="X9")
def keeps_without_receiving(self: DeferringTransport) -> None:
    """A modem or RAS keeps its line if the incoming queue was not announced."""
    if self.traits.kind is TransportKind.LAN or self._directions & FlushFlag.FLUSH_DOWNLOAD:
        DeferringTransport.close_line(self)


@instead_of(DeferringTransport.flush_queues, "incoming-queue-of-asynchronous-not-forced", step="X2")
def forced_to_send(self: DeferringTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """An asynchronous transport takes FLUSH_FORCE into account only together with the outgoing queue."""
    if not self.traits.asynchronous or flags & FlushFlag.FLUSH_UPLOAD:
        DeferringTransport.flush_queues(self, ui_param, target, flags)


# -- and only for flushes with FLUSH_FORCE ----------------------------------------------------------------------------


class Forced(DeferringTransport):
    """Knows whether the latest flush has FLUSH_FORCE."""

    forced = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self.forced = bool(flags & FlushFlag.FLUSH_FORCE)
        super().flush_queues(ui_param, target, flags)


@instead_of(Forced.close_line, "line-held-by-a-forced-flush-in-trouble", step="X13")
def keeps_forced(self: Forced) -> None:
    """A flush with FLUSH_FORCE keeps its line if the far end is in trouble."""
    if not self.forced or not self.server.in_trouble:
        Forced.close_line(self)


@specimen("another-identity-in-forced-flushes", step="X7")
class RenamesForced(MailServer):
    """A flush with FLUSH_FORCE gives each message another identity at each attempt."""

    forced = False

    def identity_of(self, token: str) -> str:
        return f"<{token}-{len(self.identities)}@reference>" if self.forced else super().identity_of(token)


@part_of("another-identity-in-forced-flushes")
class TellsForce(Forced):
    """Tells its far end whether the latest flush has FLUSH_FORCE."""

    def open_line(self, flags: int) -> None:
        assert isinstance(self.server, RenamesForced)
        self.server.forced = self.forced
        super().open_line(flags)


@instead_of(Forced.start_message, "dead-line-taken-for-empty-in-a-forced-flush", step="X11")
def sees_nothing(self: Forced, flags: int, message: IncomingMessage) -> Started:
    """In a flush with FLUSH_FORCE StartMessage answers as if no mail waited if the far end is down."""
    return Started() if self.forced and self.server.unreachable else Forced.start_message(self, flags, message)


# -- a shutdown or a logoff -------------------------------------------------------------------------------------------


@instead_of(DeferringTransport.transport_notify, "line-held-by-ras-after-a-shutdown", step="X13")
def keeps_ras_line(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """A RAS transport keeps its line when a flush is shut down."""
    held = self.holds_line and self.traits.kind is TransportKind.RAS
    DeferringTransport.transport_notify(self, flags, data)
    both = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
    self.holds_line = self.holds_line or (held and flags & both == both)


@instead_of(DeferringTransport.transport_logoff, "line-held-by-ras-after-a-logoff", step="X13")
def keeps_ras(self: DeferringTransport, flags: int) -> None:
    """A RAS transport keeps its line when it is logged off in the middle of a flush."""
    if self.traits.kind is not TransportKind.RAS:
        DeferringTransport.transport_logoff(self, flags)
