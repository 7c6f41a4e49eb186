"""Wrong transports under test: what they make of Idle, Poll and ValidateState, which the spooler calls outside of a flush."""

from mapi_tck.mapi import MapiError, ResultCode

from ...reference.deferring import DeferringTransport
from ...reference.status_rows import check_flags
from ...reference.transport_status import TransportStatus
from ..faults import fault

# -- Idle ----------------------------------------------------------------------------------------------------------------


@fault("idle-refused")
class NeverIdle(DeferringTransport):
    """Asks to be idled, and does not have the method."""

    def idle(self, flags: int) -> None:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


# -- Poll ----------------------------------------------------------------------------------------------------------------


@fault("poll-swallows-mail")
class Swallowing(DeferringTransport):
    """Fetches a message to see whether there is one, and does not keep it."""

    def poll(self) -> bool:
        """Look at it, and throw it away."""
        waits = super().poll()
        if waits:
            self.server.fetched()
        return waits


@fault("poll-holds-mail-back")
class HoldingBack(DeferringTransport):
    """Receives only mail that arrives after Poll has told of some."""

    _told = False

    def poll(self) -> bool:
        """Remember that it is known."""
        self._told = super().poll()
        return self._told

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Receive nothing in the flush that follows."""
        waiting = list(self.server.waiting) if self._told else []
        self._told = False
        super().flush_queues(ui_param, target, flags)
        for _ in waiting:
            self.server.fetched()
        self._back = waiting

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Put it back when the flush is over."""
        super().transport_notify(flags, data)
        if not self.flushing:
            self.server.post(self.__dict__.pop("_back", []))


# -- ValidateState -------------------------------------------------------------------------------------------------------


@fault("validating-takes-the-line")
class Dialling(DeferringTransport):
    """Connects to find out how it is, and does not hang up."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Try the line."""
        super().validate_state(ui_param, flags)
        self.holds_line = True


@fault("validating-passes-over-flags")
class Careless(TransportStatus):
    """The status object takes every flag for known; the logon object does not."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Succeed."""
        check_flags(0)
