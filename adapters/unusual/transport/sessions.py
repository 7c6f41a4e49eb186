"""Unusual transports under test: when they begin, what they fetch before they are asked for it, and what they ask for."""

from collections.abc import Sequence
from typing import Final

from mapi_tck.mapi import StatusCode, TransportNotifyFlag

from ...reference.transport import ReferenceTransport
from ...reference.variants import specimen

_BEGINS: Final = TransportNotifyFlag.NOTIFY_BEGIN_OUTBOUND | TransportNotifyFlag.NOTIFY_BEGIN_INBOUND
_ENABLED: Final = StatusCode.STATUS_OUTBOUND_ENABLED | StatusCode.STATUS_INBOUND_ENABLED


@specimen("begins-when-it-is-told")
class BeginningWhenTold(ReferenceTransport):
    """AddressTypes makes the row, and no flush begins before TransportNotify has passed NOTIFY_BEGIN_OUTBOUND and …_INBOUND."""

    _has_row = False
    _begun = 0

    def make_row(self) -> None:
        self._code &= ~int(_ENABLED)

    def address_types(self, flags: int) -> Sequence[str]:
        if not self._has_row:
            super().make_row()
            self._has_row = True
        return super().address_types(flags)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if begins := flags & _BEGINS:
            self._begun |= begins
            self.change_status(set_bits=_ENABLED if self._begun == _BEGINS else 0)
            return
        super().transport_notify(flags, data)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if self._begun == _BEGINS:
            super().flush_queues(ui_param, target, flags)
