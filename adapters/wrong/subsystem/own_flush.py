"""Wrong FlushQueues of transports' own status objects, as the client calls it."""

from contextlib import suppress

from mapi_tck.mapi import FlushFlag, MapiError, PropertyTag, ResourceMethod, ResultCode

from ...reference.flush import DIRECTIONS
from ...reference.status_objects import MarshalledStatus
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of, specimen


@instead_of(TransportStatus.flush_queues, "flush-promised-and-refused", step="B5.3")
def promised_and_refused(self: TransportStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """A transport's status object has STATUS_FLUSH_QUEUES set, but refuses FlushQueues with MAPI_E_NO_SUPPORT."""
    raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


@specimen("flush-supported-unannounced", step="B5.3")
class SupportedUnannounced(TransportStatus):
    """A transport's status object supports FlushQueues although STATUS_FLUSH_QUEUES is clear."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        if not self.transport.traits.supports_flush:
            self.transport.request_flush(flags)
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@instead_of(TransportStatus.flush_queues, "own-flush-refuses-force", step="B5.3")
def own_refuses_force(self: TransportStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """A transport's own FlushQueues refuses FLUSH_FORCE."""
    if flags & FlushFlag.FLUSH_FORCE:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
    return TransportStatus.flush_queues(self, ui_param, target, flags)


@instead_of(TransportStatus.flush_queues, "own-flush-flags-compared", step="B5.3")
def own_compares(self: TransportStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """A transport's own FlushQueues compares its flags instead of masking them, so that a further flag leaves no direction."""
    known = not flags & ~int(DIRECTIONS | FlushFlag.FLUSH_NO_UI)
    return TransportStatus.flush_queues(self, ui_param, target, flags if known else flags & ~int(DIRECTIONS))


@instead_of(TransportStatus.flush_queues, "own-flush-of-both-not-supported", step="B5.3")
def own_one_at_a_time(self: TransportStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """A transport's own FlushQueues refuses both directions in one call with MAPI_E_NO_SUPPORT."""
    if self.transport.traits.supports_flush and flags & DIRECTIONS == DIRECTIONS:
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
    return TransportStatus.flush_queues(self, ui_param, target, flags)


@instead_of(MarshalledStatus.flush_queues, "own-flush-reaches-the-others", step="I")
def reaches_the_others(self: MarshalledStatus, ui_param: int, target: bytes | None, flags: int) -> int | None:
    """A transport's own FlushQueues also flushes the other transports that support it."""
    answer = MarshalledStatus.flush_queues(self, ui_param, target, flags)
    for other in self.session.profile.spooler.transports:
        if other.row is not self.row:
            with suppress(MapiError):
                other.logon.open_status_entry(None, 0)[0].flush_queues(ui_param, None, flags)
    return answer


@instead_of(MarshalledStatus.flush_queues, "own-flush-goes-to-the-spooler", step="I")
def own_through_spooler(self: MarshalledStatus, ui_param: int, target: bytes | None, flags: int) -> int | None:
    """A transport's own FlushQueues calls the spooler's without a target, and so flushes every transport."""
    self.enter()
    spooler = self.session.profile.spooler
    if not self.row.number_of(PropertyTag.PR_RESOURCE_METHODS) & ResourceMethod.STATUS_FLUSH_QUEUES:
        return MarshalledStatus.flush_queues(self, ui_param, target, flags)
    return spooler.flush(spooler.transports, ui_param, flags)
