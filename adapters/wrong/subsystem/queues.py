"""Wrong spoolers: which transports a flush reaches, how many messages and flushes a spooler handles, and what else it flushes."""

from collections.abc import Iterator, Sequence
from itertools import islice

from mapi_tck.mapi import FlushFlag, ResourceMethod, ResultCode
from mapi_tck.ports import SPOOLER, PromptKind

from ...reference.flush import DIRECTIONS, ActiveTransport, Flush, server_of
from ...reference.spooler import Spooler
from ...reference.status_objects import MarshalledStatus
from ...reference.transport import ReferenceTransport
from ...reference.transport_status import TransportStatus
from ...reference.variants import part_of, specimen
from .spooler import one_way


@specimen("five-messages-a-flush", step="A6")
class FiveAFlush(Flush):
    """The spooler sends five messages of a queue, and leaves the others for the next flush."""

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        queue = self.store.outgoing(transport.name)
        later = list(islice(queue, 5, None))
        for message in later:
            queue.remove(message)
        yield from super().send(transport)
        queue.extend(later)


@specimen("third-flush-does-nothing", step="A6")
class TwiceOnly(Spooler):
    """From the third flush on the spooler answers S_OK and does nothing."""

    _flushes = 0

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        self._flushes += 1
        return super().flush(transports, ui_param, flags if self._flushes <= 2 else flags & ~int(DIRECTIONS))


@specimen("unsupporting-transports-left-out", step="A6")
class UnsupportingLeftOut(Spooler):
    """The spooler's flush of all leaves out the transports that do not support FlushQueues."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        if len(transports) > 1:
            transports = [transport for transport in transports if supports_flush(transport)]
        return super().flush(transports, ui_param, flags)


@specimen("target-means-all-of-its-sort", step="B5.3")
class AllOfItsSort(Spooler):
    """If the target is a transport that does not support FlushQueues, the spooler flushes all transports that do not."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        if len(transports) == 1 and not supports_flush(transports[0]):
            transports = [transport for transport in self.transports if not supports_flush(transport)]
        return super().flush(transports, ui_param, flags)


def supports_flush(transport: ActiveTransport) -> bool:
    """Whether the transport's own status object can flush."""
    assert isinstance(transport.logon, ReferenceTransport)
    return transport.logon.traits.supports_flush


@specimen("asynchronous-target-forgotten", step="B5.3")
class TargetForgotten(Spooler):
    """The spooler accepts an asynchronous flush of a target and forgets it."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        if transports is not self.transports and flags & FlushFlag.FLUSH_ASYNC_OK:
            return int(ResultCode.S_OK)
        return super().flush(transports, ui_param, flags)


@specimen("asynchronous-target-means-all", step="B5.3")
class TargetForgottenLater(Spooler):
    """The spooler flushes every transport if it is asked for an asynchronous flush of a target."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        later = flags & FlushFlag.FLUSH_ASYNC_OK
        return super().flush(self.transports if later else transports, ui_param, flags)


@specimen("second-flush-ends-the-first", step="A6")
class SecondEndsFirst(Spooler):
    """A flush while another is under way ends that one; neither is done."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        if self._jobs:
            self._jobs.clear()
            return int(ResultCode.S_OK)
        return super().flush(transports, ui_param, flags)


@specimen("own-flush-during-the-spoolers-forgotten", step="B5.3")
class AcceptsDuring(MarshalledStatus):
    """While the spooler flushes, a transport's own status object accepts a flush that is then forgotten; its bit stays."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        self.enter()
        return self.inner.flush_queues(ui_param, target, flags)


@specimen("other-direction-meanwhile-forgotten", step="B5.3")
@part_of("own-flush-meanwhile-forgotten")
class AcceptsMeanwhile(TransportStatus):
    """While a transport is flushed one way, its own object accepts a flush the other way and then forgets it; its bit stays."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        if self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES:
            self.transport.request_flush(flags)
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@part_of("own-flush-during-the-spoolers-forgotten", "other-direction-meanwhile-forgotten")
class Inattentive(Spooler):
    """Takes every bit that a transport shows before its turn is over for a sign of the flush under way."""

    def _lend(self, flush: Flush) -> None:
        super()._lend(flush)
        flush.asked_meanwhile = None


@specimen("newest-own-flush-replaces-the-others", step="B5")
class NewestOnly(Spooler):
    """While a transport's own flush is under way, another transport's own flush takes its place; the first is never done."""

    def run_later(self, flush: Flush) -> None:
        self._jobs.clear()
        super().run_later(flush)


@specimen("success-when-something-went", step="A6")
class SomethingWent(Flush):
    """The spooler answers S_OK if at least one message was sent, even if the flush failed."""

    _moved = 0

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        before = len(self.store.outgoing(transport.name))
        yield from super().send(transport)
        self._moved += before - len(self.store.outgoing(transport.name))

    def outcome(self) -> int:
        return int(ResultCode.S_OK) if self._moved else super().outcome()


@specimen("success-with-a-warning", step="A6")
class SuccessWarns(Flush):
    """The spooler answers every flush that succeeds with MAPI_W_PARTIAL_COMPLETION."""

    def outcome(self) -> int:
        super().outcome()
        return int(ResultCode.MAPI_W_PARTIAL_COMPLETION)


@specimen("warns-of-what-was-not-asked-for", step="A6")
class WarnsOfTheRest(Flush):
    """The spooler answers a flush of the incoming queues with a warning if outgoing messages wait."""

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        yield from super().flush_one(transport)
        self.cut_short |= bool(self.store.outgoing(transport.name))


@specimen("spooler-prompts-for-a-target", step="C")
class PromptsForTarget(Flush):
    """The spooler shows its progress despite FLUSH_NO_UI while it flushes one transport that does not support FlushQueues."""

    def show_progress(self) -> None:
        if len(self.pending) == 1 and self.for_client and not supports_flush(self.pending[0]):
            self.user.show(SPOOLER, PromptKind.PROGRESS)
        else:
            super().show_progress()


@specimen("spooler-shows-progress-of-own-flushes", step="C")
class ShowsOwn(Flush):
    """The spooler shows the progress of a flush that a transport's own status object has asked for, despite FLUSH_NO_UI."""

    def show_progress(self) -> None:
        if not self.for_client:
            self.user.show(SPOOLER, PromptKind.PROGRESS)
        super().show_progress()


@specimen("no-direction-doubles-queues", step="A6")
class NoDirectionDoubles(Spooler):
    """A flush without a direction submits the outgoing messages once more."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        if not flags & DIRECTIONS:
            for transport in transports:
                self.store.submit(transport.name, [message.token for message in self.store.outgoing(transport.name)])
        return super().flush(transports, ui_param, flags)


@specimen("own-sending-also-receives", step="B5.3")
class OwnReceivesToo(Flush):
    """A flush of the outgoing queue that a transport's own status object has asked for also flushes the incoming queue."""

    def steps(self) -> Iterator[float]:
        if not self.for_client and self.flags & FlushFlag.FLUSH_UPLOAD:
            self.flags |= FlushFlag.FLUSH_DOWNLOAD
        return super().steps()


@specimen("one-refusal-empties-the-queue", step="A6")
class OneRefusalForAll(Flush):
    """If the far end refuses a message, the whole outgoing queue vanishes."""

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        before = len(self.failures)
        yield from super().send(transport)
        if len(self.failures) > before and server_of(transport)._refuses:
            self.store.outgoing(transport.name).clear()


@specimen("directions-take-turns", step="A6")
class TakingTurns(Flush):
    """The spooler sends one message, then receives, then sends the other messages."""

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        queue = self.store.outgoing(transport.name)
        later = list(islice(queue, 1, None)) if self.flags & DIRECTIONS == DIRECTIONS else []
        for message in later:
            queue.remove(message)
        yield from one_way(self, transport, FlushFlag.FLUSH_UPLOAD)
        yield from one_way(self, transport, FlushFlag.FLUSH_DOWNLOAD)
        queue.extend(later)
        if later:
            yield from one_way(self, transport, FlushFlag.FLUSH_UPLOAD)


@specimen("neighbours-change-places", step="A6")
class ChangingPlaces(Flush):
    """The spooler sends the second message of a queue before the first, the fourth before the third, and so on."""

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        queue = self.store.outgoing(transport.name)
        for place in range(1, len(queue), 2):
            queue[place - 1], queue[place] = queue[place], queue[place - 1]
        yield from super().send(transport)
