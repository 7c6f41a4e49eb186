"""Wrong transports under test: calls of one kind, or to one transport, that disturb what another one has shown or begun."""

from mapi_tck.mapi import MapiError, PropertyTag, PropertyValue, ResultCode, StatusCode, TransportNotifyFlag
from mapi_tck.ports import OutgoingMessage, Submitted, TransportKind

from ...reference.deferring import DeferringTransport
from ...reference.flush import FLUSH_BITS
from ...reference.transport import ReferenceTransport
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of, part_of, specimen
from ..subsystem.properties import Converts
from .rows import RowLacks
from .siblings import Sibling

_SHUTDOWN = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH

# -- rows -------------------------------------------------------------------------------------------------------------


@instead_of(Sibling.submit_message, "siblings-shown-flushing", step="X14")
def all_flushing(self: Sibling, flags: int, message: OutgoingMessage) -> Submitted:
    """A transport whose line breaks shows STATUS_INBOUND_FLUSH in the rows of the provider's other transports."""
    try:
        return Sibling.submit_message(self, flags, message)
    except MapiError:
        for sibling in self.siblings:
            if sibling is not self:
                sibling.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)
        raise


@instead_of(DeferringTransport.transport_notify, "row-stripped-at-shutdown", step="X2")
def stripping(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """A shutdown in the middle of a flush replaces the whole row, so that only the status is left."""
    DeferringTransport.transport_notify(self, flags, data)
    if flags & _SHUTDOWN == _SHUTDOWN:
        self.support.modify_status_row(self.status_values(), 0)


@specimen("identity-incomplete-without-flush", step="X")
class HalfIdentityWithoutFlush(RowLacks, tag=PropertyTag.PR_IDENTITY_SEARCH_KEY):
    """The row of a transport without STATUS_FLUSH_QUEUES has a part of the identity."""

    def make_row(self) -> None:
        if self.traits.supports_flush:
            ReferenceTransport.make_row(self)
        else:
            super().make_row()


@specimen("status-object-of-a-modem-lists-no-method", step="X")
class ModemObject(Converts, TransportStatus):
    """PR_RESOURCE_METHODS is 0 on the status object of a transport that drives a modem, and not in its row."""

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        if value.tag != PropertyTag.PR_RESOURCE_METHODS or self.transport.traits.kind is not TransportKind.MODEM:
            return value
        return PropertyValue(value.tag, 0)


# -- requests of clients ----------------------------------------------------------------------------------------------


@instead_of(Sibling.transport_logoff, "siblings-lose-requests-at-logoff", step="X")
def clears_requests(self: Sibling, flags: int) -> None:
    """A transport that logs off clears the flush bits of the provider's other transports, also those that a client has set."""
    Sibling.transport_logoff(self, flags)
    for sibling in self.siblings:
        if sibling is not self and sibling.flushing:
            sibling.change_status(clear_bits=FLUSH_BITS)


@specimen("second-request-replaces-the-first", step="X")
class OneRequest(DeferringTransport):
    """FlushQueues of the status object accepts a second request, and forgets the first."""

    def request_flush(self, flags: int) -> None:
        self.change_status(clear_bits=FLUSH_BITS)
        super().request_flush(flags)


@part_of("second-request-replaces-the-first")
class AcceptsRequests(TransportStatus):
    """Accepts a request while another one waits."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        if self.transport._own_request is None:
            return super().flush_queues(ui_param, target, flags)
        self.transport.request_flush(flags)
        return int(ResultCode.S_OK)


# -- ValidateState ----------------------------------------------------------------------------------------------------


@instead_of(DeferringTransport.validate_state, "validating-clears-a-request", step="X")
def forgets_requests(self: DeferringTransport, ui_param: int, flags: int) -> None:
    """ValidateState clears the flush bits that a client has set."""
    DeferringTransport.validate_state(self, ui_param, flags)
    if self._own_request is not None and not self._directions:
        self.change_status(clear_bits=FLUSH_BITS)


@instead_of(DeferringTransport.validate_state, "validating-ends-the-flush", step="X7")
def ends_the_flush(self: DeferringTransport, ui_param: int, flags: int) -> None:
    """ValidateState in the middle of a flush ends the phase."""
    DeferringTransport.validate_state(self, ui_param, flags)
    if self._directions:
        self.change_status(clear_bits=FLUSH_BITS)


@specimen("logon-object-does-not-validate-when-down", step="X")
class ValidatesWhenUp(DeferringTransport):
    """ValidateState of the logon object refuses while the far end is down, that of the status object succeeds."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        super().validate_state(ui_param, flags)
        if self.server.unreachable:
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)


@specimen("logon-object-does-not-validate-in-a-flush", step="X")
class ValidatesAtRest(DeferringTransport):
    """ValidateState of the logon object answers MAPI_E_BUSY during a flush, that of the status object succeeds."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        super().validate_state(ui_param, flags)
        if self._directions:
            raise MapiError(ResultCode.MAPI_E_BUSY)
