"""Wrong transports under test: what FlushQueues of their own status objects does, and what becomes of it."""

from functools import cached_property

from mapi_tck.mapi import FlushFlag, MapiError, ResourceMethod, ResultCode, StatusCode, TransportNotifyFlag
from mapi_tck.ports import IncomingMessage, OutgoingMessage, Started, Submitted

from ...reference.deferring import DeferringTransport
from ...reference.flush import DIRECTIONS
from ...reference.transport_status import TransportStatus
from ..faults import fault

# -- X: where it is not listed ---------------------------------------------------------------------------------------


@fault("unlisted-flush-accepted")
class FlushesAnyway(TransportStatus):
    """Without STATUS_FLUSH_QUEUES, answers S_OK to FlushQueues and does nothing."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Accept."""
        if not self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES:
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@fault("unlisted-flush-carried-out")
class FlushesIndeed(TransportStatus):
    """Without STATUS_FLUSH_QUEUES, does on FlushQueues what others do."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Ask the spooler for the flush."""
        if not self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES:
            self.transport.request_flush(flags)
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


# -- X: where it is ---------------------------------------------------------------------------------------------------


@fault("own-flush-shows-nothing")
class OwnShowsNothing(DeferringTransport):
    """Its own status object accepts a flush and forgets it."""

    def request_flush(self, flags: int) -> None:
        """Set no bit."""


@fault("own-flush-always-busy")
class OwnBusy(TransportStatus):
    """Answers MAPI_E_BUSY to every FlushQueues that it lists."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Refuse for another reason than lack of support."""
        if not self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES:
            raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
        raise MapiError(ResultCode.MAPI_E_BUSY)


@fault("own-flush-by-the-letter")
class OwnByTheLetter(DeferringTransport):
    """Its own status object takes FLUSH_UPLOAD for incoming and FLUSH_DOWNLOAD for outgoing."""

    def request_flush(self, flags: int) -> None:
        """Swap the directions."""
        upload = FlushFlag.FLUSH_UPLOAD if flags & FlushFlag.FLUSH_DOWNLOAD else 0
        download = FlushFlag.FLUSH_DOWNLOAD if flags & FlushFlag.FLUSH_UPLOAD else 0
        super().request_flush(int(flags & ~int(DIRECTIONS) | upload | download))


@fault("own-flush-shows-one-of-two")
class OwnOneOfTwo(DeferringTransport):
    """Asked by its own status object for both directions, writes the second bit over the first."""

    def request_flush(self, flags: int) -> None:
        """Of both, receiving alone."""
        if flags & DIRECTIONS == DIRECTIONS:
            flags &= ~int(FlushFlag.FLUSH_UPLOAD)
        super().request_flush(flags)


@fault("own-flush-fetches-at-once")
class OwnFetches(DeferringTransport):
    """Its own status object fetches what waits at the far end at once, and hands it over when the spooler calls."""

    @cached_property
    def _fetched(self) -> list[str]:
        return []

    def request_flush(self, flags: int) -> None:
        """Do not wait for the spooler."""
        super().request_flush(flags)
        while flags & FlushFlag.FLUSH_DOWNLOAD and self.server.waiting:
            self._fetched.append(self.server.fetch())
            self.server.fetched()

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """First what was fetched."""
        if not self._fetched:
            return super().start_message(flags, message)
        message.set_token(self._fetched.pop(0))
        message.save_changes(0)
        return Started()


class ForgetsOwn(DeferringTransport):
    """Does only half of what its own status object was asked for, when the spooler comes round."""

    @property
    def asked_itself(self) -> bool:
        """Whether the flush under way is its own wish."""
        return self._own_request is not None


@fault("own-flush-does-not-send-then")
class OwnNotSent(ForgetsOwn):
    """Declines what it is then given to send."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Not now."""
        if self.asked_itself:
            raise MapiError(ResultCode.MAPI_E_NOT_ME)
        return super().submit_message(flags, message)


@fault("own-flush-does-not-receive-then")
class OwnNotReceived(ForgetsOwn):
    """Leaves every message unsaved that it is then given to fill."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Nothing there."""
        return Started() if self.asked_itself else super().start_message(flags, message)


@fault("own-flush-bit-stays")
class OwnBitStays(DeferringTransport):
    """Never clears the inbound bit that its own status object has set."""

    _asked = False

    def request_flush(self, flags: int) -> None:
        """Remember for good that it was asked to receive."""
        super().request_flush(flags)
        self._asked = self._asked or bool(self._code & StatusCode.STATUS_INBOUND_FLUSH)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Set the bit again."""
        super().transport_notify(flags, data)
        if self._asked:
            self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)


@fault("own-flush-meanwhile-forgotten")
class EndsBoth(DeferringTransport):
    """Shows no bit any more once the first phase has ended for which nothing follows."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Leave flush mode altogether."""
        follows = (
            self._directions & FlushFlag.FLUSH_DOWNLOAD and not flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
        )
        super().transport_notify(flags, data)
        if not follows:
            self.change_status(clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH)
