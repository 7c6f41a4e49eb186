"""Unusual spoolers: when they carry out a flush, and what they answer meanwhile."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

from mapi_tck.mapi import FlushFlag, MapiError, ResourceMethod, ResultCode

from ...reference.flush import DIRECTIONS, ActiveTransport, Flush
from ...reference.spooler import Spooler
from ...reference.status_objects import SpoolerStatus
from ...reference.status_rows import StatusRow
from ...reference.transport import ReferenceTransport
from ...reference.transport_status import TransportStatus
from ...reference.variants import part_of, specimen
from ...wrong.subsystem.queues import AcceptsDuring

if TYPE_CHECKING:
    from ...reference.session import Session


@specimen("own-flush-begins-late")
class BeginsLate(Spooler):
    """A flush that may be done later, through a transport's object or with FLUSH_ASYNC_OK, begins only after a while."""

    _WHILE: Final = 0.08

    def run_later(self, flush: Flush) -> None:
        super().run_later(flush)
        self._jobs[-1].due += self._WHILE


@specimen("nothing-is-asynchronous")
class NothingLater(Spooler):
    """Every flush is done when its call returns, even with FLUSH_ASYNC_OK or through a transport's own object."""

    def run_later(self, flush: Flush) -> None:
        self.run_now(flush)


@specimen("busy-to-asynchronous-requests")
class BusyToAsynchronous(Spooler):
    """A flush with FLUSH_ASYNC_OK answers MAPI_E_BUSY, so that the client can go on, and is carried out."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        answer = super().flush(transports, ui_param, flags)
        if flags & FlushFlag.FLUSH_ASYNC_OK and flags & DIRECTIONS:
            raise MapiError(ResultCode.MAPI_E_BUSY)
        return answer


@specimen("busy-at-first")
class BusyAtFirst(SpoolerStatus):
    """The first two calls of FlushQueues answer MAPI_E_BUSY and do nothing: the spooler is busy with something else."""

    def __init__(self, session: "Session", row: StatusRow) -> None:
        super().__init__(session, row)
        self._asked = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        self._asked += 1
        if self._asked <= 2:
            self.enter()
            raise MapiError(ResultCode.MAPI_E_BUSY)
        return super().flush_queues(ui_param, target, flags)


@specimen("partial-completion-is-a-warning")
class PartialCompletion(Flush):
    """A flush that could not transfer everything answers MAPI_W_PARTIAL_COMPLETION, a success that says so."""

    def outcome(self) -> int:
        return int(ResultCode.MAPI_W_PARTIAL_COMPLETION if self.failures else ResultCode.S_OK)


@specimen("no-direction-means-both")
class NoDirectionMeansBoth(Spooler):
    """A flush without a direction flag flushes both ways."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        return super().flush(transports, ui_param, flags if flags & DIRECTIONS else flags | DIRECTIONS)


@specimen("no-direction-is-refused")
class NoDirectionRefused(Spooler):
    """A flush without a direction flag is refused."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        if not flags & DIRECTIONS:
            raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
        return super().flush(transports, ui_param, flags)


@specimen("unknown-target-is-no-error")
class UnknownTargetIgnored(SpoolerStatus):
    """A flush with an unknown target succeeds, and transfers nothing."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        self.enter()
        if target is not None:
            try:
                self.session.profile.spooler.transport_at(self.session.find(target))
            except MapiError:
                return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@specimen("own-flush-is-always-accepted")
class PassesOn(AcceptsDuring):
    """A transport's own FlushQueues never answers MAPI_E_BUSY: during another flush, its own is carried out afterwards."""


@specimen("takes-requests-meanwhile")
@part_of("own-flush-is-always-accepted")
class AlwaysAccepts(TransportStatus):
    """FlushQueues of its status object sets the bits that are asked for at any time, even in the middle of a flush."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        # Well-known transports do so.
        if self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES and target is None:
            self.transport.request_flush(flags)
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@specimen("asynchronous-transports-want-force")
class WantsForce(Spooler):
    """A flush of asynchronous transports alone is refused without FLUSH_FORCE."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        asynchronous = [cast(ReferenceTransport, transport.logon).traits.asynchronous for transport in transports]
        if asynchronous and all(asynchronous) and not flags & FlushFlag.FLUSH_FORCE:
            raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
        return super().flush(transports, ui_param, flags)
