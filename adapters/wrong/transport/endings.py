"""Wrong transports under test: what stays after a flush is over, after the spooler shuts down, and after they log off."""

from contextlib import suppress
from typing import ClassVar
from weakref import WeakSet

from mapi_tck.mapi import FlushFlag, MapiError, ResultCode, SpoolerNotifyFlag, StatusCode, TransportNotifyFlag
from mapi_tck.ports import IncomingMessage, OutgoingMessage, Started, Submitted

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.flush import FLUSH_BITS
from ...reference.variants import ByKeyword, instead_of, specimen
from .sending import KnowsToken
from .siblings import Sibling

_END_OUTBOUND = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH
_END_INBOUND = TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
_SHUTDOWN = _END_OUTBOUND | _END_INBOUND


class Holding(ByKeyword, DeferringTransport):
    """Releases its line only at these ends of a phase: END flags, combined as they come in one call."""

    releases: ClassVar[tuple[int, ...]]

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        held = self.holds_line
        super().transport_notify(flags, data)
        if held and flags & _SHUTDOWN not in self.releases:
            self.holds_line = True


@specimen("line-released-only-after-receiving", step="X9")
class HoldsAfterSending(Holding, releases=(_END_INBOUND, _SHUTDOWN)):
    """The line is released only when receiving ends."""


@specimen("line-released-only-after-sending", step="X13")
class HoldsAfterReceiving(Holding, releases=(_END_OUTBOUND, _SHUTDOWN)):
    """The line is released only when sending ends."""


@specimen("line-held-at-shutdown", step="X13")
class HoldsAtShutdown(Holding, releases=(0, _END_OUTBOUND, _END_INBOUND)):
    """The line stays held if both END flags come together."""


@specimen("line-held-after-a-failure", step="X8")
class HoldsAfterFailure(DeferringTransport):
    """The line stays held after a flush in which it broke."""

    _broke = False

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._broke = True
            raise

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        try:
            return super().start_message(flags, message)
        except MapiError:
            self._broke = True
            raise

    def close_line(self) -> None:
        if not self._broke:
            super().close_line()


@instead_of(DeferringTransport.transport_notify, "inbound-bit-never-cleared", step="X12")
def never_cleared(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """STATUS_INBOUND_FLUSH is never cleared."""
    shown = self._code & StatusCode.STATUS_INBOUND_FLUSH
    DeferringTransport.transport_notify(self, flags, data)
    if flags & _END_INBOUND and shown:
        self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)


@specimen("row-not-updated-at-the-end", step="X13")
class OnlyTells(DeferringTransport):
    """At the end of a phase the transport calls SpoolerNotify instead of ModifyStatusRow, as one of the pages says."""

    _ending = False

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        self._ending = bool(flags & _SHUTDOWN)
        super().transport_notify(flags, data)
        self._ending = False

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        if not self._ending:
            super().change_status(set_bits, clear_bits)
            return
        self._code = (self._code & ~int(clear_bits)) | int(set_bits)
        self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_CONFIG_CHANGE, None)


@instead_of(DeferringTransport.transport_notify, "bits-cleared-at-the-other-end", step="X13")
def crosswise(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """Each END flag that comes alone is taken for the other one."""
    ends = flags & _SHUTDOWN
    DeferringTransport.transport_notify(self, int(flags ^ _SHUTDOWN if ends and ends != _SHUTDOWN else flags), data)


@instead_of(DeferringTransport.transport_notify, "ends-compared", step="X12")
def comparing(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """TransportNotify compares its flags with each END flag instead of masking them, so that both together mean neither."""
    both = flags & _SHUTDOWN == _SHUTDOWN
    DeferringTransport.transport_notify(self, int(flags & ~_SHUTDOWN) if both else flags, data)


@instead_of(DeferringTransport.transport_notify, "second-end-overlooked", step="X12")
def first_end_only(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """If both END flags come together, TransportNotify handles only the end of sending."""
    both = flags & _SHUTDOWN == _SHUTDOWN
    DeferringTransport.transport_notify(self, int(flags & ~_END_INBOUND) if both else flags, data)


@instead_of(DeferringTransport.transport_notify, "bits-left-at-shutdown", step="X13")
def shows_after_shutdown(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """If both END flags come together, the flush bits stay."""
    shown = self._code & FLUSH_BITS
    DeferringTransport.transport_notify(self, flags, data)
    if flags & _SHUTDOWN == _SHUTDOWN:
        self.change_status(set_bits=shown)


@specimen("shutdown-is-for-good", step="X13")
class NeverAgain(DeferringTransport):
    """After a shutdown in the middle of a flush the transport takes part in no flush any more, in later sessions neither."""

    _over: ClassVar[WeakSet[MailServer]] = WeakSet()

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if flags & _SHUTDOWN == _SHUTDOWN:
            self._over.add(self.server)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if self.server not in self._over:
            super().flush_queues(ui_param, target, flags)


@specimen("last-message-sent-again-after-shutdown", step="X13")
class Anxious(KnowsToken):
    """After a shutdown in the middle of a flush, the next flush sends the last message once more."""

    _unsure = ""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if flags & _SHUTDOWN == _SHUTDOWN:
            self._unsure = self.token

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        if self._unsure and flags & FlushFlag.FLUSH_UPLOAD:
            self.server.take(self._unsure)
            self._unsure = ""


@instead_of(DeferringTransport.transport_logoff, "logoff-refused", step="X13")
def clinging(self: DeferringTransport, flags: int) -> None:
    """TransportLogoff is refused with MAPI_E_BUSY."""
    raise MapiError(ResultCode.MAPI_E_BUSY)


@specimen("calls-back-after-logoff", step="X13")
class Haunting(Sibling):
    """A transport that has logged off changes its row whenever another transport of its provider connects."""

    _gone = False

    def transport_logoff(self, flags: int) -> None:
        super().transport_logoff(flags)
        self._gone = True

    def open_line(self, flags: int) -> None:
        super().open_line(flags)
        for sibling in self.siblings:
            if isinstance(sibling, Haunting) and sibling._gone:
                sibling.change_status()


@specimen("own-queue-lost-at-logoff", step="X6")
class QueuesInMemory(DeferringTransport):
    """Each message is taken over into a queue in memory, from which it is sent then or in a later flush. A logoff drops it."""

    _queue: tuple[str, ...] = ()
    _at_hand = ""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        if flags & FlushFlag.FLUSH_UPLOAD:
            self._forward()

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if seconds := self.patience():
            return Submitted(wait_seconds=seconds)
        self._at_hand = message.token
        return Submitted()

    def end_message(self, reference: int) -> int:
        self._queue += (self._at_hand,)
        self._forward()
        return 0

    def _forward(self) -> None:
        with suppress(MapiError):
            while self._queue and self.server.take(self._queue[0]):
                self._queue = self._queue[1:]
