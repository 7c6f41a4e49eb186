"""Wrong transports under test: what is left of a flush when it is over, when the spooler shuts down, when they log off."""

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    ResultCode,
    SpoolerNotifyFlag,
    StatusCode,
    TransportNotifyFlag,
)
from mapi_tck.ports import OutgoingMessage, Submitted

from ...reference.deferring import DeferringTransport
from ...reference.flush import FLUSH_BITS
from ..faults import fault
from .siblings import Sibling

_END_OUTBOUND = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH
_END_INBOUND = TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
_SHUTDOWN = _END_OUTBOUND | _END_INBOUND

# -- X9 and X13: the line ----------------------------------------------------------------------------------------------


class Holding(DeferringTransport):
    """Hangs up at some ends only."""

    def hangs_up(self, ends: int) -> bool:
        """Whether it does at this one."""
        raise NotImplementedError

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """All that is right, and keep the line where it does not hang up."""
        held = self.holds_line
        super().transport_notify(flags, data)
        if held and not self.hangs_up(int(flags & _SHUTDOWN)):
            self.holds_line = True


@fault("line-released-only-after-receiving")
class HoldsAfterSending(Holding):
    """Sending alone leaves it on the line."""

    def hangs_up(self, ends: int) -> bool:
        """Where receiving ends."""
        return bool(ends & _END_INBOUND)


@fault("line-released-only-after-sending")
class HoldsAfterReceiving(Holding):
    """Receiving leaves it on the line."""

    def hangs_up(self, ends: int) -> bool:
        """Where sending ends."""
        return bool(ends & _END_OUTBOUND)


@fault("line-held-at-shutdown")
class HoldsAtShutdown(Holding):
    """Both ends at once leave it on the line."""

    def hangs_up(self, ends: int) -> bool:
        """Where they come one by one."""
        return ends != _SHUTDOWN


# -- X13: the bits -----------------------------------------------------------------------------------------------------


@fault("inbound-bit-never-cleared")
class NeverCleared(DeferringTransport):
    """Goes on showing that it receives."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Hang up, and leave the row as it is."""
        shown = self._code & StatusCode.STATUS_INBOUND_FLUSH
        super().transport_notify(flags, data)
        if flags & _END_INBOUND and shown:
            self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)


@fault("row-not-updated-at-the-end")
class OnlyTells(DeferringTransport):
    """Tells the spooler by SpoolerNotify that it has left the flush, and does not change its row."""

    _ending = False

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """As one of the pages has it."""
        self._ending = bool(flags & _SHUTDOWN)
        super().transport_notify(flags, data)
        self._ending = False

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        """At an end, another call."""
        if not self._ending:
            super().change_status(set_bits, clear_bits)
            return
        self._code = (self._code & ~int(clear_bits)) | int(set_bits)
        self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_CONFIG_CHANGE, None)


@fault("bits-cleared-at-the-other-end")
class Crosswise(DeferringTransport):
    """Clears the outbound bit when receiving ends and the inbound bit when sending ends."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Take each end for the other, if only one has come."""
        ends = flags & _SHUTDOWN
        super().transport_notify(int(flags ^ _SHUTDOWN if ends and ends != _SHUTDOWN else flags), data)


@fault("ends-compared")
class Comparing(DeferringTransport):
    """Compares the flags with each end instead of masking them: both together are neither."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Nothing of both."""
        super().transport_notify(int(flags & ~_SHUTDOWN) if flags & _SHUTDOWN == _SHUTDOWN else flags, data)


@fault("second-end-overlooked")
class FirstEndOnly(DeferringTransport):
    """Looks for the end of receiving only where sending has not ended."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """The first of both."""
        super().transport_notify(int(flags & ~_END_INBOUND) if flags & _SHUTDOWN == _SHUTDOWN else flags, data)


@fault("bits-left-at-shutdown")
class ShowsAfterShutdown(DeferringTransport):
    """When the spooler shuts down, hangs up and goes on showing what it was doing."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Set the bits again."""
        shown = self._code & FLUSH_BITS
        super().transport_notify(flags, data)
        if flags & _SHUTDOWN == _SHUTDOWN:
            self.change_status(set_bits=shown)


@fault("shutdown-is-for-good")
class NeverAgain(DeferringTransport):
    """After a shutdown, takes part in no flush any more."""

    _over = False

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Note the shutdown."""
        super().transport_notify(flags, data)
        self._over = self._over or flags & _SHUTDOWN == _SHUTDOWN

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Show no bit."""
        if not self._over:
            super().flush_queues(ui_param, target, flags)


@fault("last-message-sent-again-after-shutdown")
class Anxious(DeferringTransport):
    """After a shutdown, sends the last message again, to be sure."""

    _last: str | None = None
    _unsure: str | None = None

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Remember it."""
        self._last = message.token
        return super().submit_message(flags, message)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Note the shutdown."""
        super().transport_notify(flags, data)
        if flags & _SHUTDOWN == _SHUTDOWN:
            self._unsure = self._last

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Before anything else, that one."""
        super().flush_queues(ui_param, target, flags)
        if self._unsure is not None and flags & FlushFlag.FLUSH_UPLOAD:
            self.server.take(self._unsure)
            self._unsure = None


# -- X13: logging off --------------------------------------------------------------------------------------------------


@fault("logoff-refused")
class Clinging(DeferringTransport):
    """Answers MAPI_E_BUSY to TransportLogoff."""

    def transport_logoff(self, flags: int) -> None:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_BUSY)


@fault("calls-back-after-logoff")
class Haunting(Sibling):
    """Goes on changing its row after it has logged off, when a sibling is flushed."""

    _gone = False

    def transport_logoff(self, flags: int) -> None:
        """Note it, and keep the support object."""
        super().transport_logoff(flags)
        self._gone = True

    def open_line(self, flags: int) -> None:
        """Let those who are gone appear."""
        super().open_line(flags)
        for sibling in self.siblings:
            if isinstance(sibling, Haunting) and sibling._gone:
                sibling.change_status()
