"""Wrong transports under test: what goes wrong only for one kind of transport, with or without STATUS_FLUSH_QUEUES."""

from mapi_tck.mapi import MapiError, ResultCode, StatusCode, TransportNotifyFlag
from mapi_tck.ports import Direction, TransportKind

from ...reference.deferring import DeferringTransport
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of


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


@instead_of(DeferringTransport.transport_notify, "bit-left-by-ras-when-down", step="X12")
def keeps_showing(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """A RAS transport without STATUS_FLUSH_QUEUES leaves STATUS_INBOUND_FLUSH set if the far end cannot be reached."""
    DeferringTransport.transport_notify(self, flags, data)
    ras = self.traits.kind is TransportKind.RAS and not self.traits.supports_flush
    if ras and flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH and self.server.unreachable:
        self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)


@instead_of(TransportStatus.settings_dialog, "settings-of-ras-refused", step="X")
def no_ras_settings(self: TransportStatus, ui_param: int, flags: int) -> None:
    """SettingsDialog is listed, but that of a RAS transport is refused."""
    if self.transport.traits.kind is TransportKind.RAS:
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
    TransportStatus.settings_dialog(self, ui_param, flags)
