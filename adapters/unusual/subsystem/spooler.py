"""Unusual spoolers: when they carry out a flush, and what they answer meanwhile."""

from collections.abc import Iterator, Sequence
from typing import Final, cast

from mapi_tck.mapi import FlushFlag, MapiError, ResourceMethod, ResultCode, StatusCode, TransportNotifyFlag
from mapi_tck.ports import SPOOLER, OutgoingMessage, Prompt, PromptKind, Submitted

from ...reference.flush import DIRECTIONS, ActiveTransport, Flush, server_of
from ...reference.spooler import Spooler
from ...reference.status_objects import SpoolerStatus
from ...reference.transport import ReferenceTransport
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of, part_of, specimen
from ...wrong.subsystem.queues import AcceptsDuring


@specimen("own-flush-begins-late")
class BeginsLate(Spooler):
    """A flush that may be done later, through a transport's object or with FLUSH_ASYNC_OK, begins only after a while."""

    _WHILE: Final = 0.08

    def run_later(self, flush: Flush) -> None:
        super().run_later(flush)
        self._jobs[-1].due += self._WHILE


@instead_of(Spooler.run_later, "nothing-is-asynchronous")
def nothing_later(self: Spooler, flush: Flush) -> None:
    """Every flush is done when its call returns, even with FLUSH_ASYNC_OK or through a transport's own object."""
    self.run_now(flush)


@instead_of(Spooler.flush, "busy-to-asynchronous-requests")
def busy_to_asynchronous(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """A flush with FLUSH_ASYNC_OK answers MAPI_E_BUSY, so that the client can go on, and is carried out."""
    answer = Spooler.flush(self, transports, ui_param, flags)
    if flags & FlushFlag.FLUSH_ASYNC_OK and flags & DIRECTIONS:
        raise MapiError(ResultCode.MAPI_E_BUSY)
    return answer


@specimen("busy-at-first")
class BusyAtFirst(SpoolerStatus):
    """The first two calls of FlushQueues answer MAPI_E_BUSY and do nothing: the spooler is busy with something else."""

    _asked = 0

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        self._asked += 1
        if self._asked <= 2:
            self.enter()
            raise MapiError(ResultCode.MAPI_E_BUSY)
        return super().flush_queues(ui_param, target, flags)


@instead_of(Flush.outcome, "partial-completion-is-a-warning")
def partial_completion(self: Flush) -> int:
    """A flush that could not transfer everything answers MAPI_W_PARTIAL_COMPLETION, a success that says so."""
    return int(ResultCode.MAPI_W_PARTIAL_COMPLETION if self.failures else ResultCode.S_OK)


@instead_of(Spooler.flush, "no-direction-means-both")
def no_direction_means_both(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """A flush without a direction flag flushes both ways."""
    return Spooler.flush(self, transports, ui_param, flags if flags & DIRECTIONS else flags | DIRECTIONS)


@instead_of(Spooler.flush, "no-direction-is-refused")
def no_direction_refused(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """A flush without a direction flag is refused."""
    if not flags & DIRECTIONS:
        raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
    return Spooler.flush(self, transports, ui_param, flags)


@instead_of(SpoolerStatus.flush_queues, "unknown-target-is-no-error")
def unknown_target_ignored(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """A flush with an unknown target succeeds, and transfers nothing."""
    self.enter()
    if target is not None:
        try:
            self.session.profile.spooler.transport_at(self.session.find(target))
        except MapiError:
            return int(ResultCode.S_OK)
    return SpoolerStatus.flush_queues(self, ui_param, target, flags)


@specimen("own-flush-is-always-accepted")
class PassesOn(AcceptsDuring):
    """A transport's own FlushQueues never answers MAPI_E_BUSY: during another flush, its own is carried out afterwards."""


@specimen("takes-requests-meanwhile")
@part_of("own-flush-is-always-accepted", "busy-for-the-rest-of-a-flush")
class AlwaysAccepts(TransportStatus):
    """FlushQueues of its status object sets the bits that are asked for at any time, even in the middle of a flush."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        # Well-known transports do so.
        if self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES and target is None:
            self.transport.request_flush(flags)
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@instead_of(Spooler.flush, "asynchronous-transports-want-force")
def wants_force(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """A flush of asynchronous transports alone is refused without FLUSH_FORCE."""
    asynchronous = [cast(ReferenceTransport, transport.logon).traits.asynchronous for transport in transports]
    if asynchronous and all(asynchronous) and not flags & FlushFlag.FLUSH_FORCE:
        raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
    return Spooler.flush(self, transports, ui_param, flags)


@instead_of(Flush.show_progress, "spooler-shows-progress-of-own-flushes")
def shows_own(self: Flush) -> None:
    """The spooler shows the progress of a flush that a transport's own object has asked for: bits in a row carry no flags."""
    if not self.for_client:
        self.user.show(SPOOLER, PromptKind.PROGRESS)
    Flush.show_progress(self)


@instead_of(Flush.show_progress, "shows-progress-to-no-one")
def shows_to_no_one(self: Flush) -> None:
    """The spooler shows progress in a flush without FLUSH_NO_UI, even if no one is at the screen."""
    if not self.flags & FlushFlag.FLUSH_NO_UI:
        self.user.prompts.append(Prompt(SPOOLER, PromptKind.PROGRESS))


@instead_of(Flush.flush_one, "spooler-tells-of-failed-requests")
def tells_of_requests(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """The spooler shows a dialog if a flush fails that a transport's own object has asked for."""
    before = len(self.failures)
    yield from Flush.flush_one(self, transport)
    if len(self.failures) > before and not self.for_client:
        self.user.show(SPOOLER, PromptKind.DIALOG)


# -- a flush by the letter of its steps --------------------------------------------------------------------------------


@specimen("fetches-in-every-flush")
class FetchesAlways(Flush):
    """After each outbound phase a transport sets STATUS_INBOUND_FLUSH, and the spooler fetches. A message that its transport
    does not handle goes through another one.
    """

    #: The transports of the profile.
    ways: Sequence[ActiveTransport] = ()

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        yield from super().flush_one(transport)
        announced = self.flags & FlushFlag.FLUSH_DOWNLOAD
        if not announced and transport.shows(StatusCode.STATUS_INBOUND_FLUSH):
            yield from self.receive(transport)
            self._notify(transport, TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH)

    def submit(self, transport: ActiveTransport, message: OutgoingMessage, deferred: bool) -> Submitted:
        try:
            return super().submit(transport, message, deferred)
        except MapiError as error:
            way = next((other for other in self.ways if not other.server.in_trouble), None)
            if error.code != ResultCode.MAPI_E_NOT_ME or way is None:
                raise
            server_of(way).take(message.token)
            cast(DoesNotHandle, transport.logon).gone()
            return Submitted()


@part_of("fetches-in-every-flush")
class DoesNotHandle(ReferenceTransport):
    """Goes on with the inbound phase, whether it was announced or not, and answers MAPI_E_NOT_ME if its far end refuses."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if self.server._refuses:
            raise MapiError(ResultCode.MAPI_E_NOT_ME)
        return super().submit_message(flags, message)

    def gone(self) -> None:
        """The message has gone through another transport."""
        self._accepted = True

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        both = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
        if flags & both == TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            self._directions |= FlushFlag.FLUSH_DOWNLOAD
        super().transport_notify(flags, data)


@part_of("fetches-in-every-flush")
class FindsAnotherWay(Spooler):
    """Tries all transports of the profile."""

    def _lend(self, flush: Flush) -> None:
        super()._lend(flush)
        cast(FetchesAlways, flush).ways = self.transports
