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
from ...reference.variants import instead_of, part_of, specimen
from .spooler import one_way


def sends_at_most(number: int, flush: Flush, transport: ActiveTransport) -> Iterator[float]:
    """Send so many messages of the transport's queue, and put the others back behind."""
    queue = flush.store.outgoing(transport.name)
    later = list(islice(queue, number, None))
    for message in later:
        queue.remove(message)
    yield from Flush.send(flush, transport)
    queue.extend(later)


@instead_of(Flush.send, "five-messages-a-flush", step="A6")
def five_a_flush(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """The spooler sends five messages of a queue, and leaves the others for the next flush."""
    return sends_at_most(5, self, transport)


@specimen("third-flush-does-nothing", step="A6")
class TwiceOnly(Spooler):
    """From the third flush on the spooler answers S_OK and does nothing."""

    _flushes = 0

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        self._flushes += 1
        return super().flush(transports, ui_param, flags if self._flushes <= 2 else flags & ~int(DIRECTIONS))


@instead_of(Spooler.flush, "unsupporting-transports-left-out", step="A6")
def unsupporting_left_out(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler's flush of all leaves out the transports that do not support FlushQueues."""
    if len(transports) > 1:
        transports = [transport for transport in transports if supports_flush(transport)]
    return Spooler.flush(self, transports, ui_param, flags)


@instead_of(Spooler.flush, "target-means-all-of-its-sort", step="B5.3")
def all_of_its_sort(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """If the target is a transport that does not support FlushQueues, the spooler flushes all transports that do not."""
    if len(transports) == 1 and not supports_flush(transports[0]):
        transports = [transport for transport in self.transports if not supports_flush(transport)]
    return Spooler.flush(self, transports, ui_param, flags)


def supports_flush(transport: ActiveTransport) -> bool:
    """Whether the transport's own status object can flush."""
    assert isinstance(transport.logon, ReferenceTransport)
    return transport.logon.traits.supports_flush


@instead_of(Spooler.flush, "asynchronous-target-forgotten", step="B5.3")
def target_forgotten(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler accepts an asynchronous flush of a target and forgets it."""
    if transports is not self.transports and flags & FlushFlag.FLUSH_ASYNC_OK:
        return int(ResultCode.S_OK)
    return Spooler.flush(self, transports, ui_param, flags)


@instead_of(Spooler.flush, "asynchronous-target-means-all", step="B5.3")
def target_forgotten_later(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler flushes every transport if it is asked for an asynchronous flush of a target."""
    later = flags & FlushFlag.FLUSH_ASYNC_OK
    return Spooler.flush(self, self.transports if later else transports, ui_param, flags)


@instead_of(Spooler.flush, "second-flush-ends-the-first", step="A6")
def second_ends_first(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """A flush while another is under way ends that one; neither is done."""
    if self._jobs:
        self._jobs.clear()
        return int(ResultCode.S_OK)
    return Spooler.flush(self, transports, ui_param, flags)


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


@instead_of(Spooler.run_later, "newest-own-flush-replaces-the-others", step="B5")
def newest_only(self: Spooler, flush: Flush) -> None:
    """While a transport's own flush is under way, another transport's own flush takes its place; the first is never done."""
    self._jobs.clear()
    Spooler.run_later(self, flush)


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


@instead_of(Flush.outcome, "success-with-a-warning", step="A6")
def success_warns(self: Flush) -> int:
    """The spooler answers every flush that succeeds with MAPI_W_PARTIAL_COMPLETION."""
    Flush.outcome(self)
    return int(ResultCode.MAPI_W_PARTIAL_COMPLETION)


@instead_of(Flush.flush_one, "warns-of-what-was-not-asked-for", step="A6")
def warns_of_the_rest(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """The spooler answers a flush of the incoming queues with a warning if outgoing messages wait."""
    yield from Flush.flush_one(self, transport)
    self.cut_short |= bool(self.store.outgoing(transport.name))


@instead_of(Flush.show_progress, "spooler-prompts-for-a-target", step="C")
def prompts_for_target(self: Flush) -> None:
    """The spooler shows its progress despite FLUSH_NO_UI while it flushes one transport that does not support FlushQueues."""
    if len(self.pending) == 1 and self.for_client and not supports_flush(self.pending[0]):
        self.user.show(SPOOLER, PromptKind.PROGRESS)
    else:
        Flush.show_progress(self)


@instead_of(Spooler.flush, "no-direction-doubles-queues", step="A6")
def no_direction_doubles(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """A flush without a direction submits the outgoing messages once more."""
    if not flags & DIRECTIONS:
        for transport in transports:
            self.store.submit(transport.name, [message.token for message in self.store.outgoing(transport.name)])
    return Spooler.flush(self, transports, ui_param, flags)


@instead_of(Flush.steps, "own-sending-also-receives", step="B5.3")
def own_receives_too(self: Flush) -> Iterator[float]:
    """A flush of the outgoing queue that a transport's own status object has asked for also flushes the incoming queue."""
    if not self.for_client and self.flags & FlushFlag.FLUSH_UPLOAD:
        self.flags |= FlushFlag.FLUSH_DOWNLOAD
    return Flush.steps(self)


@instead_of(Flush.send, "one-refusal-empties-the-queue", step="A6")
def one_refusal_for_all(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """If the far end refuses a message, the whole outgoing queue vanishes."""
    before = len(self.failures)
    yield from Flush.send(self, transport)
    if len(self.failures) > before and server_of(transport)._refuses:
        self.store.outgoing(transport.name).clear()


@instead_of(Flush.flush_one, "directions-take-turns", step="A6")
def taking_turns(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """The spooler sends one message, then receives, then sends the other messages."""
    queue = self.store.outgoing(transport.name)
    later = list(islice(queue, 1, None)) if self.flags & DIRECTIONS == DIRECTIONS else []
    for message in later:
        queue.remove(message)
    yield from one_way(self, transport, FlushFlag.FLUSH_UPLOAD)
    yield from one_way(self, transport, FlushFlag.FLUSH_DOWNLOAD)
    queue.extend(later)
    if later:
        yield from one_way(self, transport, FlushFlag.FLUSH_UPLOAD)


@instead_of(Flush.send, "neighbours-change-places", step="A6")
def changing_places(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """The spooler sends the second message of a queue before the first, the fourth before the third, and so on."""
    queue = self.store.outgoing(transport.name)
    for place in range(1, len(queue), 2):
        queue[place - 1], queue[place] = queue[place], queue[place - 1]
    yield from Flush.send(self, transport)
