"""Wrong transports under test: what FlushQueues of their own status objects does, and what follows from it."""

from mapi_tck.mapi import FlushFlag, MapiError, ResourceMethod, ResultCode, StatusCode, TransportNotifyFlag
from mapi_tck.ports import IncomingMessage, OutgoingMessage, Started, Submitted

from ...reference.deferring import DeferringTransport
from ...reference.flush import DIRECTIONS
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of, specimen
from ..subsystem.own_flush import SupportedUnannounced
from ..subsystem.status_objects import letter


@instead_of(TransportStatus.flush_queues, "unlisted-flush-accepted", step="X")
def flushes_anyway(self: TransportStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """Without STATUS_FLUSH_QUEUES, FlushQueues of the status object answers S_OK and does nothing."""
    if not self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES:
        return int(ResultCode.S_OK)
    return TransportStatus.flush_queues(self, ui_param, target, flags)


@instead_of(TransportStatus.flush_queues, "refused-flush-shown", step="X")
def refused_and_shown(self: TransportStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """Without STATUS_FLUSH_QUEUES, FlushQueues of the status object is refused, and the row shows the request all the same."""
    if not self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES:
        self.transport.request_flush(flags)
    return TransportStatus.flush_queues(self, ui_param, target, flags)


@specimen("unlisted-flush-carried-out", step="X")
class FlushesIndeed(SupportedUnannounced):
    """Without STATUS_FLUSH_QUEUES, FlushQueues of the status object works as if it were listed."""


@instead_of(DeferringTransport.request_flush, "own-flush-shows-nothing", step="X")
def own_shows_nothing(self: DeferringTransport, flags: int) -> None:
    """FlushQueues of the status object answers S_OK and sets no flush bit."""


@instead_of(TransportStatus.flush_queues, "own-flush-always-busy", step="X")
def own_busy(self: TransportStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """FlushQueues of the status object always answers MAPI_E_BUSY if it is listed."""
    listed = self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES
    raise MapiError(ResultCode.MAPI_E_BUSY if listed else ResultCode.MAPI_E_NO_SUPPORT)


@instead_of(DeferringTransport.request_flush, "own-flush-by-the-letter", step="X")
def own_by_the_letter(self: DeferringTransport, flags: int) -> None:
    """FlushQueues of the status object swaps the directions, as the topic's letter pairs them."""
    DeferringTransport.request_flush(self, letter(flags))


@instead_of(DeferringTransport.request_flush, "own-flush-shows-one-of-two", step="X")
def own_one_of_two(self: DeferringTransport, flags: int) -> None:
    """FlushQueues of the status object sets only the inbound bit if it is asked for both directions."""
    if flags & DIRECTIONS == DIRECTIONS:
        flags &= ~int(FlushFlag.FLUSH_UPLOAD)
    DeferringTransport.request_flush(self, flags)


@instead_of(DeferringTransport.request_flush, "own-flush-of-both-shows-the-first", step="X")
def own_first_of_two(self: DeferringTransport, flags: int) -> None:
    """FlushQueues of the status object sets only the outbound bit if it is asked for both directions."""
    if flags & DIRECTIONS == DIRECTIONS:
        flags &= ~int(FlushFlag.FLUSH_DOWNLOAD)
    DeferringTransport.request_flush(self, flags)


@specimen("own-flush-fetches-at-once", step="X")
class OwnFetches(DeferringTransport):
    """FlushQueues of the status object fetches waiting mail at once, before the spooler calls."""

    _fetched: tuple[str, ...] = ()

    def request_flush(self, flags: int) -> None:
        super().request_flush(flags)
        while flags & FlushFlag.FLUSH_DOWNLOAD and self.server.waiting:
            self._fetched += (self.server.fetch(),)
            self.server.fetched()

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        if not self._fetched:
            return super().start_message(flags, message)
        message.set_token(self._fetched[0])
        self._fetched = self._fetched[1:]
        message.save_changes(0)
        return Started()


@instead_of(DeferringTransport.submit_message, "own-flush-does-not-send-then", step="X")
def own_not_sent(self: DeferringTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """A message that the status object was asked to send is refused when the spooler submits it."""
    if self._own_request is not None:
        raise MapiError(ResultCode.MAPI_E_NOT_ME)
    return DeferringTransport.submit_message(self, flags, message)


@instead_of(DeferringTransport.start_message, "own-flush-does-not-receive-then", step="X")
def own_not_received(self: DeferringTransport, flags: int, message: IncomingMessage) -> Started:
    """When the spooler offers messages, the transport leaves the mail at the far end that its status object must receive."""
    return Started() if self._own_request is not None else DeferringTransport.start_message(self, flags, message)


@specimen("own-flush-bit-stays", step="X")
class OwnBitStays(DeferringTransport):
    """STATUS_INBOUND_FLUSH is never cleared once the status object has set it."""

    _asked = False

    def request_flush(self, flags: int) -> None:
        super().request_flush(flags)
        self._asked = self._asked or bool(self._code & StatusCode.STATUS_INBOUND_FLUSH)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if self._asked:
            self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)


@instead_of(DeferringTransport.transport_notify, "own-flush-meanwhile-forgotten", step="X")
def ends_both(self: DeferringTransport, flags: int, data: bytes | None) -> None:
    """The status object accepts a flush while another is under way; the end of that one clears the bits of both."""
    follows = self._directions & FlushFlag.FLUSH_DOWNLOAD and not flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
    DeferringTransport.transport_notify(self, flags, data)
    if not follows:
        self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH)
