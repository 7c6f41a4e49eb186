"""Wrong transports under test: what they do with Idle, Poll and ValidateState, which the spooler calls outside of a flush."""

from collections.abc import Sequence

from mapi_tck.mapi import MapiError, PropertyTag, PropertyValue, ResultCode, StatusCode, TransportNotifyFlag

from ...reference.deferring import DeferringTransport
from ...reference.flush import FLUSH_BITS
from ...reference.status_rows import check_flags
from ...reference.transport import ReferenceTransport
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of, part_of, specimen


@instead_of(DeferringTransport.idle, "idle-refused", step="X")
def never_idle(self: DeferringTransport, flags: int) -> None:
    """Idle is refused, although the transport asked for it when it logged on."""
    raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


@instead_of(DeferringTransport.poll, "poll-never-finds-mail", step="X")
def blind(self: DeferringTransport) -> bool:
    """Poll never finds mail."""
    return False


@instead_of(DeferringTransport.poll, "poll-always-finds-mail", step="X")
def hopeful(self: DeferringTransport) -> bool:
    """Poll always finds mail."""
    return True


@specimen("poll-refused-after-a-flush", step="X")
class RefusingPolls(DeferringTransport):
    """After a flush each Poll is refused."""

    _flushed = False

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        self._flushed = self._flushed or bool(flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH)

    def poll(self) -> bool:
        if self._flushed:
            raise MapiError(ResultCode.MAPI_E_BUSY)
        return super().poll()


@instead_of(DeferringTransport.poll, "poll-swallows-mail", step="X")
def swallowing(self: DeferringTransport) -> bool:
    """Poll takes the first message off the far end and loses it."""
    waits = DeferringTransport.poll(self)
    if waits:
        self.server.fetched()
    return waits


@specimen("poll-holds-mail-back", step="X")
class HoldingBack(DeferringTransport):
    """Mail that Poll has found is not received in the next flush."""

    _told = False

    def poll(self) -> bool:
        self._told = super().poll()
        return self._told

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        waiting = list(self.server.waiting) if self._told else []
        self._told = False
        super().flush_queues(ui_param, target, flags)
        for _ in waiting:
            self.server.fetched()
        self._back = waiting

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if not self.flushing:
            self.server.post(self.__dict__.pop("_back", []))


class NotValidating(DeferringTransport):
    """ValidateState of the logon object refuses."""

    code = ResultCode.MAPI_E_NO_SUPPORT

    def validate_state(self, ui_param: int, flags: int) -> None:
        raise MapiError(self.code)


@specimen("logon-object-does-not-validate", step="X")
class ObjectValidates(NotValidating):
    """ValidateState of the logon object refuses, while that of the status object succeeds."""


@part_of(
    "logon-object-does-not-validate",
    "logon-object-does-not-validate-when-down",
    "logon-object-does-not-validate-in-a-flush",
)
class Validating(TransportStatus):
    """Does what the reference's logon object does, without asking the logon object."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        ReferenceTransport.validate_state(self.transport, ui_param, flags)


@instead_of(TransportStatus.validate_state, "status-object-does-not-validate", step="X")
def unvalidating(self: TransportStatus, ui_param: int, flags: int) -> None:
    """ValidateState of the status object refuses, while that of the logon object succeeds."""
    raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


@specimen("always-busy-validating", step="X")
class BusyValidating(NotValidating):
    """ValidateState of both objects always answers MAPI_E_BUSY."""

    code = ResultCode.MAPI_E_BUSY


@instead_of(DeferringTransport.validate_state, "unknown-flags-validated", step="X")
def careless(self: DeferringTransport, ui_param: int, flags: int) -> None:
    """ValidateState of both objects accepts flags that are not defined."""


@instead_of(DeferringTransport.validate_state, "two-validation-flags-refused", step="X")
def one_flag_only(self: DeferringTransport, ui_param: int, flags: int) -> None:
    """ValidateState of both objects refuses two defined flags together as unknown."""
    DeferringTransport.validate_state(self, ui_param, flags)
    if flags.bit_count() > 1:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)


@instead_of(DeferringTransport.validate_state, "deferral-forgotten-when-validated", step="X2")
def validates_too_much(self: DeferringTransport, ui_param: int, flags: int) -> None:
    """ValidateState makes the transport forget that it has deferred messages."""
    DeferringTransport.validate_state(self, ui_param, flags)
    self._has_deferred = False


@instead_of(TransportStatus.validate_state, "validating-passes-over-flags", step="X")
def careless_object(self: TransportStatus, ui_param: int, flags: int) -> None:
    """ValidateState of the status object accepts flags that are not defined, while that of the logon object refuses them."""
    check_flags(0)


@instead_of(DeferringTransport.validate_state, "validating-takes-the-line", step="X")
def dialling(self: DeferringTransport, ui_param: int, flags: int) -> None:
    """ValidateState takes the line and keeps it."""
    DeferringTransport.validate_state(self, ui_param, flags)
    self.holds_line = True


@specimen("validating-sets-a-flush-bit", step="X")
class EagerValidation(DeferringTransport):
    """ValidateState sets STATUS_INBOUND_FLUSH if no flush is under way, and no flush clears it."""

    _stuck = False

    def validate_state(self, ui_param: int, flags: int) -> None:
        super().validate_state(ui_param, flags)
        self._stuck = self._stuck or not self.flushing
        self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH if self._stuck else 0)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH if self._stuck else 0)


class Shaken(DeferringTransport):
    """Remembers that its far end was in trouble in a flush, or that a flush was shut down."""

    shaken = False
    shut_down = False

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        ends = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
        self.shaken = self.shaken or self.server.in_trouble
        self.shut_down = self.shut_down or flags & ends == ends


@instead_of(Shaken.idle, "idle-refused-after-a-broken-line", step="X")
def never_idle_again(self: Shaken, flags: int) -> None:
    """Idle is refused for good when the far end has been in trouble."""
    if self.shaken:
        raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
    Shaken.idle(self, flags)


@instead_of(Shaken.poll, "poll-never-finds-mail-after-a-broken-line", step="X")
def blinded(self: Shaken) -> bool:
    """Poll never finds mail when the far end has been in trouble."""
    return not self.shaken and Shaken.poll(self)


@instead_of(Shaken.poll, "poll-always-finds-mail-after-a-shutdown", step="X")
def nervous(self: Shaken) -> bool:
    """Poll always finds mail when a flush was shut down."""
    return self.shut_down or Shaken.poll(self)


@instead_of(DeferringTransport.validate_state, "validation-takes-a-line-when-down", step="X")
def dials_in_vain(self: DeferringTransport, ui_param: int, flags: int) -> None:
    """ValidateState takes a line to see what is wrong if the far end is down."""
    DeferringTransport.validate_state(self, ui_param, flags)
    if self.server.unreachable:
        self.open_line(flags)


@instead_of(Shaken.transport_notify, "identity-halved-after-a-shutdown", step="X")
def halved(self: Shaken, flags: int, data: bytes | None) -> None:
    """At a shutdown in the middle of a flush the row is made anew, without PR_IDENTITY_ENTRYID."""
    before = self.shut_down
    Shaken.transport_notify(self, flags, data)
    if self.shut_down and not before:
        values = self.status_columns()
        left = [item for item in values if item.tag != PropertyTag.PR_IDENTITY_ENTRYID]
        self.support.modify_status_row(left, 0)


@specimen("status-code-of-a-shutdown-stays-on-the-object", step="X")
class Stale(TransportStatus):
    """After a shutdown in the middle of a flush the status object shows the flush bits for ever."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        result, values = super().get_props(tags, flags)
        shown = FLUSH_BITS if isinstance(self.transport, Shaken) and self.transport.shut_down else 0
        return result, [
            PropertyValue(item.tag, item.value | shown)
            if item.tag == PropertyTag.PR_STATUS_CODE and isinstance(item.value, int)
            else item
            for item in values
        ]


@part_of("status-code-of-a-shutdown-stays-on-the-object")
class ShakenByShutdown(Shaken):
    """Remembers a shutdown for its status object."""
