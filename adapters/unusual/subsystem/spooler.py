"""Unusual spoolers: when they do what they are asked, and what they answer meanwhile."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

from mapi_tck.mapi import FlushFlag, MapiError, ResourceMethod, ResultCode

from ...reference.flush import DIRECTIONS, ActiveTransport, Flush
from ...reference.spooler import Spooler
from ...reference.status_objects import MarshalledStatus, SpoolerStatus
from ...reference.status_rows import StatusRow
from ...reference.transport import ReferenceTransport
from ...reference.transport_status import TransportStatus
from ..oddities import oddity

if TYPE_CHECKING:
    from ...reference.session import Session

# -- when -------------------------------------------------------------------------------------------------------------


@oddity("own-flush-begins-late")
class BeginsLate(Spooler):
    """What is accepted to be done later does not begin at once, but when the spooler finds it convenient."""

    _CONVENIENT: Final = 0.08

    def run_later(self, flush: Flush) -> None:
        """Put it off."""
        super().run_later(flush)
        self._jobs[-1].due += self._CONVENIENT


@oddity("nothing-is-asynchronous")
class NothingLater(Spooler):
    """Whatever is asked for is done before the call returns, FLUSH_ASYNC_OK or not, and by a transport's own object too."""

    def run_later(self, flush: Flush) -> None:
        """Do it now; the answer of the flush is the answer of the call."""
        self.run_now(flush)


# -- what it answers --------------------------------------------------------------------------------------------------


@oddity("busy-to-asynchronous-requests")
class BusyToAsynchronous(Spooler):
    """To FLUSH_ASYNC_OK the answer is MAPI_E_BUSY, so that the client can go on; the flush is under way."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Accept it, and say so in this way."""
        answer = super().flush(transports, ui_param, flags)
        if flags & FlushFlag.FLUSH_ASYNC_OK and flags & DIRECTIONS:
            raise MapiError(ResultCode.MAPI_E_BUSY)
        return answer


@oddity("busy-at-first")
class BusyAtFirst(SpoolerStatus):
    """Another operation of the spooler is under way when it is asked for the first time: MAPI_E_BUSY, and nothing is done."""

    def __init__(self, session: "Session", row: StatusRow) -> None:
        super().__init__(session, row)
        self._asked = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Twice in vain."""
        self._asked += 1
        if self._asked <= 2:
            self.enter()
            raise MapiError(ResultCode.MAPI_E_BUSY)
        return super().flush_queues(ui_param, target, flags)


@oddity("partial-completion-is-a-warning")
class PartialCompletion(Flush):
    """Where not everything could be transferred, the answer is a success with a remark that says so."""

    def outcome(self) -> int:
        """MAPI_W_PARTIAL_COMPLETION instead of the first failure."""
        return int(ResultCode.MAPI_W_PARTIAL_COMPLETION if self.failures else ResultCode.S_OK)


# -- what no page defines ---------------------------------------------------------------------------------------------


@oddity("no-direction-means-both")
class NoDirectionMeansBoth(Spooler):
    """A flush without a direction flag goes both ways."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Put in what is missing."""
        return super().flush(transports, ui_param, flags if flags & DIRECTIONS else flags | DIRECTIONS)


@oddity("no-direction-is-refused")
class NoDirectionRefused(Spooler):
    """A flush without a direction flag is refused."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """There is nothing to do."""
        if not flags & DIRECTIONS:
            raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
        return super().flush(transports, ui_param, flags)


@oddity("unknown-target-is-no-error")
class UnknownTargetIgnored(SpoolerStatus):
    """A target that stands for nothing has nothing to transfer, which succeeds."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Nothing to do, nothing to complain about."""
        self.enter()
        if target is not None:
            try:
                self.session.profile.spooler.transport_at(self.session.find(target))
            except MapiError:
                return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


# -- meanwhile --------------------------------------------------------------------------------------------------------


@oddity("own-flush-is-always-accepted")
class PassesOn(MarshalledStatus):
    """A flush is passed on to its transport whatever the spooler is doing."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        """The spooler sees the bits when it comes round."""
        self.enter()
        return self.inner.flush_queues(ui_param, target, flags)


@oddity("own-flush-is-always-accepted", "takes-requests-meanwhile")
class AlwaysAccepts(TransportStatus):
    """Never answers MAPI_E_BUSY: it sets the bits of what is asked for, whatever is under way, as well-known transports do."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Show them beside those that are there."""
        if self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES and target is None:
            self.transport.request_flush(flags)
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@oddity("asynchronous-transports-want-force")
class WantsForce(Spooler):
    """A flush that is for asynchronous transports alone is refused without FLUSH_FORCE."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """There is nothing that could take part."""
        asynchronous = [cast(ReferenceTransport, transport.logon).traits.asynchronous for transport in transports]
        if asynchronous and all(asynchronous) and not flags & FlushFlag.FLUSH_FORCE:
            raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
        return super().flush(transports, ui_param, flags)
