"""Wrong transports under test: what goes wrong in one sort of flush, or after one history, and in no other."""

from mapi_tck.mapi import EndMessageFlag, FlushFlag, MapiError, ResultCode, TransportNotifyFlag
from mapi_tck.ports import IncomingMessage, OutgoingMessage, PromptKind, Started, Submitted, TransportKind

from ...reference.deferring import DeferringTransport
from ...reference.flush import DIRECTIONS, FLUSH_BITS
from ...reference.variants import instead_of, specimen
from .siblings import Sibling

# -- the line ---------------------------------------------------------------------------------------------------------


@specimen("line-kept-by-a-forced-flush", step="X13")
class KeepsForcedLine(DeferringTransport):
    """A flush with FLUSH_FORCE keeps the line."""

    _forced = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._forced = bool(flags & FlushFlag.FLUSH_FORCE)
        super().flush_queues(ui_param, target, flags)

    def close_line(self) -> None:
        if not self._forced:
            super().close_line()


@specimen("broken-line-kept-by-a-logoff", step="X13")
class KeepsBrokenLine(DeferringTransport):
    """TransportLogoff does not release a line that has broken."""

    _broken = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._broken = False
        super().flush_queues(ui_param, target, flags)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._broken = True
            raise

    def transport_logoff(self, flags: int) -> None:
        if not self._broken:
            super().transport_logoff(flags)


@instead_of(DeferringTransport.flush_queues, "forced-flush-takes-both-queues", step="X8")
def takes_both(self: DeferringTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """With FLUSH_FORCE a modem transport takes part in a flush of both directions, whichever was announced."""
    if flags & FlushFlag.FLUSH_FORCE and self.traits.kind is TransportKind.MODEM:
        flags |= DIRECTIONS
    DeferringTransport.flush_queues(self, ui_param, target, flags)


# -- many messages, and many attempts ---------------------------------------------------------------------------------


@specimen("progress-of-long-queues", step="X2")
class ShowsProgress(DeferringTransport):
    """When it has received twelve messages in one flush, a LAN transport shows its progress, even with FLUSH_NO_UI."""

    _received = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._received = 0
        super().flush_queues(ui_param, target, flags)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        self._received += 1
        if self._received == 12 and self.traits.kind is TransportKind.LAN:
            self.user.show(self.traits.name, PromptKind.PROGRESS)
        return super().start_message(flags, message)


@specimen("unsavable-message-dropped", step="X11")
class DropsUnsavable(DeferringTransport):
    """A message that could not be saved in two flushes is deleted at the far end."""

    _unsaved = 0

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        before = len(self.server.waiting)
        try:
            return super().start_message(flags, message)
        except MapiError as error:
            self._unsaved += error.code == ResultCode.MAPI_E_NOT_ENOUGH_DISK
            if self._unsaved == 2 and before:
                self.server.fetched()
            raise


@specimen("four-failures-leave-no-resources", step="X1")
class LeaksHandles(DeferringTransport):
    """Each flush that fails leaks something; after four of them every announcement is refused."""

    _failures = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if self._failures >= 4:
            raise MapiError(ResultCode.MAPI_E_NOT_ENOUGH_RESOURCES)
        super().flush_queues(ui_param, target, flags)

    def close_line(self) -> None:
        self._failures += self.holds_line and self.server.in_trouble
        super().close_line()


@specimen("message-given-up-after-five-attempts", step="X6")
class GivesUp(DeferringTransport):
    """A message that was refused five times is reported as sent, and dropped."""

    _attempts = 0

    def end_message(self, reference: int) -> int:
        kept = super().end_message(reference)
        self._attempts = self._attempts + 1 if kept else 0
        return kept if self._attempts < 5 else 0


@specimen("room-for-ten-deferred-messages", step="X6")
class SmallSpool(DeferringTransport):
    """When ten messages were deferred in one flush, those after them are reported as sent, and dropped."""

    _spooled = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._spooled = 0
        super().flush_queues(ui_param, target, flags)

    def end_message(self, reference: int) -> int:
        kept = super().end_message(reference)
        self._spooled += bool(kept)
        return kept if self._spooled <= 10 else 0


@instead_of(DeferringTransport.end_message, "deferral-forgotten-by-ras", step="X2")
def ras_forgets(self: DeferringTransport, reference: int) -> int:
    """A RAS transport defers what its far end refuses, and never announces it."""
    kept = DeferringTransport.end_message(self, reference)
    if self.traits.kind is TransportKind.RAS:
        self._has_deferred = False
    return kept


@specimen("cancelled-number-comes-back", step="X6")
class ReusesNumbers(DeferringTransport):
    """References repeat after ten messages, and what was cancelled once is remembered: the eleventh message after it stays,
    however often it is submitted again.
    """

    _cancelled: frozenset[int] = frozenset()
    _count = 0
    _latest = ""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        submitted = super().submit_message(flags, message)
        if submitted.wait_seconds:
            return submitted
        self._count += message.token != self._latest
        self._latest = message.token
        return Submitted(self._count % 10)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if flags & TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE and data:
            self._cancelled |= {int.from_bytes(data, "little")}
        super().transport_notify(flags, data)

    def end_message(self, reference: int) -> int:
        ended = super().end_message(reference)
        late = reference in self._cancelled and self._count > 10
        return int(EndMessageFlag.END_RESEND_LATER) if late else ended


# -- logoffs, requests and questions ----------------------------------------------------------------------------------


@specimen("received-mail-returned-by-a-logoff", step="X13")
class RollsBack(DeferringTransport):
    """TransportLogoff in the middle of a flush puts what was received in it back to the far end."""

    _received: tuple[str, ...] = ()

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._received = ()
        super().flush_queues(ui_param, target, flags)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        before = tuple(self.server.waiting)
        started = super().start_message(flags, message)
        self._received += before[: len(before) - len(self.server.waiting)]
        return started

    def transport_logoff(self, flags: int) -> None:
        if self.flushing:
            self.server.post(self._received)
        super().transport_logoff(flags)


@instead_of(DeferringTransport.flush_queues, "request-lost-to-the-other-queue", step="X")
def forgets_request(self: DeferringTransport, ui_param: int, target: bytes | None, flags: int) -> None:
    """An announced flush forgets the request of a client, also one for the other queue."""
    self._own_request = None
    self.change_status(clear_bits=FLUSH_BITS)
    DeferringTransport.flush_queues(self, ui_param, target, flags)


@instead_of(DeferringTransport.idle, "idle-clears-requests", step="X")
def idle_clears(self: DeferringTransport, flags: int) -> None:
    """Idle clears the flush bits of a client's request."""
    self.change_status(clear_bits=FLUSH_BITS)


@specimen("new-types-clear-requests", step="X")
class RemakesRow(DeferringTransport):
    """When AddressTypes is called again after a change of the configuration, the row is made anew without its flush bits."""

    _asked = False

    def address_types(self, flags: int) -> tuple[str, ...]:
        if self._asked and not self.holds_line:
            self._code &= ~int(FLUSH_BITS)
            self.make_row()
        self._asked = True
        return tuple(super().address_types(flags))


@specimen("poll-tells-of-mail-once", step="X")
class TellsOnce(DeferringTransport):
    """Poll tells only of mail that has come since the last flush."""

    _known = 0

    def close_line(self) -> None:
        super().close_line()
        self._known = len(self.server.waiting)

    def poll(self) -> bool:
        return len(self.server.waiting) > self._known


# -- the neighbour ----------------------------------------------------------------------------------------------------


@instead_of(Sibling.open_line, "siblings-whose-names-begin-alike-share-a-far-end", step="X14")
def alike(self: Sibling, flags: int) -> None:
    """Transports whose names have the same first eight letters connect to the far end of the first."""
    Sibling.open_line(self, flags)
    self.server = next(item for item in self.siblings if item.traits.name[:8] == self.traits.name[:8]).server


@instead_of(Sibling.transport_logoff, "logoff-ends-the-flushes-of-siblings", step="X14")
def ends_all(self: Sibling, flags: int) -> None:
    """TransportLogoff ends the flushes of all transports of the provider."""
    Sibling.transport_logoff(self, flags)
    for sibling in self.siblings:
        if sibling is not self and sibling.holds_line:
            sibling.change_status(clear_bits=FLUSH_BITS)


@specimen("cancelled-message-of-a-sibling", step="X14")
class CancelsForAll(Sibling):
    """When a message was cancelled at one transport, and never ended, all messages of the next transport's flush stay with the
    spooler instead.
    """

    _pending = False

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if flags & TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE:
            self._pending = True
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            for sibling in self._cancelling:
                sibling._pending = False

    def end_message(self, reference: int) -> int:
        self._pending = False
        return int(EndMessageFlag.END_RESEND_LATER) if self._cancelling else super().end_message(reference)

    @property
    def _cancelling(self) -> list["CancelsForAll"]:
        return [known for known in self.siblings if isinstance(known, CancelsForAll) and known._pending]
