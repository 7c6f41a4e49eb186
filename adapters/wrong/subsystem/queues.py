"""Wrong spoolers: how many messages and how many flushes they are up to, and what another flush does to one under way."""

from collections.abc import Iterator, Sequence
from itertools import islice

from mapi_tck.mapi import FlushFlag, ResourceMethod, ResultCode
from mapi_tck.ports import SPOOLER, PromptKind

from ...reference.flush import DIRECTIONS, ActiveTransport, Flush, server_of
from ...reference.spooler import Spooler
from ...reference.status_objects import MarshalledStatus
from ...reference.transport import ReferenceTransport
from ...reference.transport_status import TransportStatus
from ..faults import fault
from .spooler import one_way

# -- how much ------------------------------------------------------------------------------------------------------------


@fault("five-messages-a-flush")
class FiveAFlush(Flush):
    """Sends five messages of a queue, and leaves the rest for the next flush."""

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        """Put aside what is too much, and put it back afterwards."""
        queue = self.store.outgoing(transport.name)
        later = list(islice(queue, 5, None))
        for message in later:
            queue.remove(message)
        yield from super().send(transport)
        queue.extend(later)


@fault("third-flush-does-nothing")
class TwiceOnly(Spooler):
    """Flushes twice, and from then on only says so."""

    _flushes = 0

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Count."""
        self._flushes += 1
        return super().flush(transports, ui_param, flags if self._flushes <= 2 else flags & ~int(DIRECTIONS))


@fault("unsupporting-transports-left-out")
class UnsupportingLeftOut(Spooler):
    """Leaves the transports that do not support FlushQueues out of a flush of all."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Those that are left."""
        if len(transports) > 1:
            transports = [transport for transport in transports if supports_flush(transport)]
        return super().flush(transports, ui_param, flags)


@fault("target-means-all-of-its-sort")
class AllOfItsSort(Spooler):
    """With one transport as target, flushes every transport that does not support FlushQueues itself."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Add the others of that sort."""
        if len(transports) == 1 and not supports_flush(transports[0]):
            transports = [transport for transport in self.transports if not supports_flush(transport)]
        return super().flush(transports, ui_param, flags)


def supports_flush(transport: ActiveTransport) -> bool:
    """Whether the transport's own status object can flush."""
    assert isinstance(transport.logon, ReferenceTransport)
    return transport.logon.traits.supports_flush


# -- asynchronously ------------------------------------------------------------------------------------------------------


@fault("asynchronous-target-forgotten")
class TargetForgotten(Spooler):
    """Accepts an asynchronous flush of a target and forgets it."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Drop what a client asked for."""
        if transports is not self.transports and flags & FlushFlag.FLUSH_ASYNC_OK:
            return int(ResultCode.S_OK)
        return super().flush(transports, ui_param, flags)


@fault("asynchronous-target-means-all")
class TargetForgottenLater(Spooler):
    """Forgets by the time of an asynchronous flush that it has a target."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Flush all then."""
        later = flags & FlushFlag.FLUSH_ASYNC_OK
        return super().flush(self.transports if later else transports, ui_param, flags)


@fault("second-flush-ends-the-first")
class SecondEndsFirst(Spooler):
    """Gives a flush up when it is asked for another one, and does neither."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Drop what is under way."""
        if self._jobs:
            self._jobs.clear()
            return int(ResultCode.S_OK)
        return super().flush(transports, ui_param, flags)


@fault("own-flush-during-the-spoolers-forgotten")
class AcceptsDuring(MarshalledStatus):
    """Passes a flush on to the transport although the spooler is busy with another."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        """Without looking at what the spooler does."""
        self.enter()
        return self.inner.flush_queues(ui_param, target, flags)


@fault("other-direction-meanwhile-forgotten")
@fault("own-flush-meanwhile-forgotten")
class AcceptsMeanwhile(TransportStatus):
    """Accepts a flush whatever is under way."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Show one bit beside the other."""
        if self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES:
            self.transport.request_flush(flags)
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@fault("own-flush-during-the-spoolers-forgotten")
@fault("other-direction-meanwhile-forgotten")
class Inattentive(Spooler):
    """Takes whatever bit a transport shows before its turn is over for the doing of the flush that is under way."""

    def _lend(self, flush: Flush) -> None:
        super()._lend(flush)
        flush.asked_meanwhile = None


# -- what it answers, what it shows --------------------------------------------------------------------------------------


@fault("success-when-something-went")
class SomethingWent(Flush):
    """Answers S_OK when at least one message has been transferred."""

    _moved = 0

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        """Count what leaves the queue."""
        before = len(self.store.outgoing(transport.name))
        yield from super().send(transport)
        self._moved += before - len(self.store.outgoing(transport.name))

    def outcome(self) -> int:
        """Pass over the failures if anything went."""
        return int(ResultCode.S_OK) if self._moved else super().outcome()


@fault("success-with-a-warning")
class SuccessWarns(Flush):
    """Never answers S_OK: a success is a partial one."""

    def outcome(self) -> int:
        """As if something had been left."""
        super().outcome()
        return int(ResultCode.MAPI_W_PARTIAL_COMPLETION)


@fault("warns-of-what-was-not-asked-for")
class WarnsOfTheRest(Flush):
    """Warns when anything is left in the outgoing queue, also if that was not to be flushed."""

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        """Look at the queue in the end."""
        yield from super().flush_one(transport)
        self.cut_short |= bool(self.store.outgoing(transport.name))


@fault("spooler-prompts-for-a-target")
class PromptsForTarget(Flush):
    """Shows its progress while it flushes a target that cannot flush itself, whatever FLUSH_NO_UI says."""

    def show_progress(self) -> None:
        """Show it."""
        if len(self.pending) == 1 and self.for_client and not supports_flush(self.pending[0]):
            self.user.show(SPOOLER, PromptKind.PROGRESS)
        else:
            super().show_progress()


@fault("no-direction-doubles-queues")
class NoDirectionDoubles(Spooler):
    """Takes a flush without a direction for an order to submit everything once more."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Copy the outgoing queues."""
        if not flags & DIRECTIONS:
            for transport in transports:
                self.store.submit(transport.name, [message.token for message in self.store.outgoing(transport.name)])
        return super().flush(transports, ui_param, flags)


# -- in which order ------------------------------------------------------------------------------------------------------


@fault("directions-take-turns")
class TakingTurns(Flush):
    """Sends one message, receives, and then sends the rest."""

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        """Three flushes in one direction each."""
        queue = self.store.outgoing(transport.name)
        later = list(islice(queue, 1, None)) if self.flags & DIRECTIONS == DIRECTIONS else []
        for message in later:
            queue.remove(message)
        yield from one_way(self, transport, FlushFlag.FLUSH_UPLOAD)
        yield from one_way(self, transport, FlushFlag.FLUSH_DOWNLOAD)
        queue.extend(later)
        if later:
            yield from one_way(self, transport, FlushFlag.FLUSH_UPLOAD)


@fault("one-refusal-empties-the-queue")
class OneRefusalForAll(Flush):
    """Throws the whole queue away when the far end has refused its first message."""

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        """Nothing is left to be refused."""
        before = len(self.failures)
        yield from super().send(transport)
        if len(self.failures) > before and server_of(transport)._refuses:
            self.store.outgoing(transport.name).clear()


@fault("neighbours-change-places")
class ChangingPlaces(Flush):
    """Sends the second message of a queue before the first, the fourth before the third, and so on."""

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        """Exchange them in the queue."""
        queue = self.store.outgoing(transport.name)
        for place in range(1, len(queue), 2):
            queue[place - 1], queue[place] = queue[place], queue[place - 1]
        yield from super().send(transport)
