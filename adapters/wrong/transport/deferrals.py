"""Wrong transports under test: what becomes of messages that they defer."""

from mapi_tck.mapi import MapiError, ResultCode, TransportNotifyFlag

from ...reference.deferring import DeferringTransport
from ...reference.variants import instead_of, specimen
from .siblings import Sibling

_SHUTDOWN = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH


@specimen("deferred-announced-only-once", step="X2")
class AnnouncesOnce(DeferringTransport):
    """Deferred messages are announced once in a session; those that are deferred later never are."""

    _announced = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        had, self._has_deferred = self._has_deferred, self._has_deferred and not self._announced
        super().flush_queues(ui_param, target, flags)
        self._announced = self._announced or (had and not self._has_deferred)


@specimen("ninth-deferred-message-overflows", step="X2")
class EightDeferred(DeferringTransport):
    """Deferred messages are not announced if they are more than eight."""

    _count = 0

    def end_message(self, reference: int) -> int:
        kept = super().end_message(reference)
        self._count += bool(kept)
        self._has_deferred = self._has_deferred and self._count <= 8
        return kept


@instead_of(Sibling.flush_queues, "deferral-shared-by-siblings", step="X2")
def announces_for_all(self: Sibling, ui_param: int, target: bytes | None, flags: int) -> None:
    """Whether there are deferred messages is noted once for all transports: the first that is flushed announces them."""
    Sibling.flush_queues(self, ui_param, target, flags)
    for sibling in self.siblings:
        sibling._has_deferred = False


@instead_of(DeferringTransport.transport_notify, "deferral-forgotten-at-shutdown", step="X2")
def forgets_at_shutdown(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """A shutdown in the middle of a flush makes the transport forget that it has deferred messages."""
    DeferringTransport.transport_notify(self, flags, data)
    if flags & _SHUTDOWN == _SHUTDOWN:
        self._has_deferred = False


@instead_of(DeferringTransport.transport_logoff, "logoff-refused-with-deferred-messages", step="X13")
def clinging_to_messages(self: DeferringTransport, flags: int) -> None:
    """TransportLogoff is refused with MAPI_E_BUSY while the transport has deferred messages."""
    if self._has_deferred:
        raise MapiError(ResultCode.MAPI_E_BUSY)
    DeferringTransport.transport_logoff(self, flags)
