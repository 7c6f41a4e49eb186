"""Wrong transports under test: what FlushQueues of their own status objects does, and what follows from it."""

from functools import cached_property

from mapi_tck.mapi import FlushFlag, MapiError, ResourceMethod, ResultCode, StatusCode, TransportNotifyFlag
from mapi_tck.ports import IncomingMessage, OutgoingMessage, Started, Submitted

from ...reference.deferring import DeferringTransport
from ...reference.flush import DIRECTIONS
from ...reference.transport_status import TransportStatus
from ...reference.variants import specimen
from ..subsystem.own_flush import SupportedUnannounced
from ..subsystem.status_objects import letter


@specimen("unlisted-flush-accepted", step="X")
class FlushesAnyway(TransportStatus):
    """Without STATUS_FLUSH_QUEUES, FlushQueues of the status object answers S_OK and does nothing."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        if not self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES:
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@specimen("unlisted-flush-carried-out", step="X")
class FlushesIndeed(SupportedUnannounced):
    """Without STATUS_FLUSH_QUEUES, FlushQueues of the status object works as if it were listed."""


@specimen("own-flush-shows-nothing", step="X")
class OwnShowsNothing(DeferringTransport):
    """FlushQueues of the status object answers S_OK and sets no flush bit."""

    def request_flush(self, flags: int) -> None:
        pass


@specimen("own-flush-always-busy", step="X")
class OwnBusy(TransportStatus):
    """FlushQueues of the status object always answers MAPI_E_BUSY if it is listed."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        listed = self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES
        raise MapiError(ResultCode.MAPI_E_BUSY if listed else ResultCode.MAPI_E_NO_SUPPORT)


@specimen("own-flush-by-the-letter", step="X")
class OwnByTheLetter(DeferringTransport):
    """FlushQueues of the status object swaps the directions, as the topic's letter pairs them."""

    def request_flush(self, flags: int) -> None:
        super().request_flush(letter(flags))


@specimen("own-flush-shows-one-of-two", step="X")
class OwnOneOfTwo(DeferringTransport):
    """FlushQueues of the status object sets only the inbound bit if it is asked for both directions."""

    def request_flush(self, flags: int) -> None:
        if flags & DIRECTIONS == DIRECTIONS:
            flags &= ~int(FlushFlag.FLUSH_UPLOAD)
        super().request_flush(flags)


@specimen("own-flush-fetches-at-once", step="X")
class OwnFetches(DeferringTransport):
    """FlushQueues of the status object fetches waiting mail at once, before the spooler calls."""

    @cached_property
    def _fetched(self) -> list[str]:
        return []

    def request_flush(self, flags: int) -> None:
        super().request_flush(flags)
        while flags & FlushFlag.FLUSH_DOWNLOAD and self.server.waiting:
            self._fetched.append(self.server.fetch())
            self.server.fetched()

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        if not self._fetched:
            return super().start_message(flags, message)
        message.set_token(self._fetched.pop(0))
        message.save_changes(0)
        return Started()


@specimen("own-flush-does-not-send-then", step="X")
class OwnNotSent(DeferringTransport):
    """A message that the status object was asked to send is refused when the spooler submits it."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if self._own_request is not None:
            raise MapiError(ResultCode.MAPI_E_NOT_ME)
        return super().submit_message(flags, message)


@specimen("own-flush-does-not-receive-then", step="X")
class OwnNotReceived(DeferringTransport):
    """Mail that the status object was asked to receive is left at the far end when the spooler offers messages."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        return Started() if self._own_request is not None else super().start_message(flags, message)


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


@specimen("own-flush-meanwhile-forgotten", step="X")
class EndsBoth(DeferringTransport):
    """The status object accepts a flush while another is under way; the end of that one clears the bits of both."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        follows = (
            self._directions & FlushFlag.FLUSH_DOWNLOAD and not flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
        )
        super().transport_notify(flags, data)
        if not follows:
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH)
