"""Wrong transports under test: what they do with Idle, Poll and ValidateState, which the spooler calls outside of a flush."""

from mapi_tck.mapi import MapiError, ResultCode, StatusCode

from ...reference.deferring import DeferringTransport
from ...reference.status_rows import check_flags
from ...reference.transport import ReferenceTransport
from ...reference.transport_status import TransportStatus
from ...reference.variants import part_of, specimen


@specimen("idle-refused", step="X")
class NeverIdle(DeferringTransport):
    """Idle is refused, although the transport asked for it when it logged on."""

    def idle(self, flags: int) -> None:
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


@specimen("poll-never-finds-mail", step="X")
class Blind(DeferringTransport):
    """Poll never finds mail."""

    def poll(self) -> bool:
        return False


@specimen("poll-always-finds-mail", step="X")
class Hopeful(DeferringTransport):
    """Poll always finds mail."""

    def poll(self) -> bool:
        return True


@specimen("poll-swallows-mail", step="X")
class Swallowing(DeferringTransport):
    """Poll takes the first message off the far end and loses it."""

    def poll(self) -> bool:
        waits = super().poll()
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


@part_of("logon-object-does-not-validate")
class Validating(TransportStatus):
    """Does what the reference's logon object does, without asking the logon object."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        ReferenceTransport.validate_state(self.transport, ui_param, flags)


@specimen("status-object-does-not-validate", step="X")
class Unvalidating(TransportStatus):
    """ValidateState of the status object refuses, while that of the logon object succeeds."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


@specimen("always-busy-validating", step="X")
class BusyValidating(NotValidating):
    """ValidateState of both objects always answers MAPI_E_BUSY."""

    code = ResultCode.MAPI_E_BUSY


@specimen("unknown-flags-validated", step="X")
class Careless(DeferringTransport):
    """ValidateState of both objects accepts flags that are not defined."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        pass


@specimen("validating-passes-over-flags", step="X")
class CarelessObject(TransportStatus):
    """ValidateState of the status object accepts flags that are not defined, while that of the logon object refuses them."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        check_flags(0)


@specimen("validating-takes-the-line", step="X")
class Dialling(DeferringTransport):
    """ValidateState takes the line and keeps it."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        super().validate_state(ui_param, flags)
        self.holds_line = True


@specimen("validating-sets-a-flush-bit", step="X")
class EagerValidation(DeferringTransport):
    """ValidateState sets STATUS_INBOUND_FLUSH although no flush was asked for."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        super().validate_state(ui_param, flags)
        self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)
