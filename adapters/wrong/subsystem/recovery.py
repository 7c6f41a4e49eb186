"""Wrong subsystems that remember a failure: later messages, the other direction, the broken batch, the earlier session."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary

from mapi_tck.mapi import FlushFlag, MapiError, ResultCode, TransportNotifyFlag
from mapi_tck.ports import Condition, Direction

from ...reference.far_end import MailServer
from ...reference.flush import DIRECTIONS, ActiveTransport, Flush, server_of
from ...reference.message_store import MessageStore
from ...reference.session import Session
from ...reference.spooler import Spooler
from ...reference.status_objects import SpoolerStatus
from ...reference.transport import ReferenceTransport
from ...reference.variants import ByKeyword, instead_of, part_of, specimen
from .queues import sends_at_most
from .spooler import Remembering

#: The messages that waited when a flush of their transport failed, by the store of their profile.
_KNOWN: Final[WeakKeyDictionary[MessageStore, set[str]]] = WeakKeyDictionary()


class Poisoned(Remembering):
    """Knows which messages waited when their transport failed."""

    @property
    def known(self) -> set[str]:
        """Their tokens."""
        return _KNOWN.setdefault(self.store, set())

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        before = len(self.failures)
        yield from super().flush_one(transport)
        if len(self.failures) > before:
            self.known.update(message.token for message in self.store.outgoing(transport.name))

    def later(self, transport: ActiveTransport) -> list[str]:
        """The messages that were submitted after the transport had failed."""
        if transport.name not in self.failed:
            return []
        return [message.token for message in self.store.outgoing(transport.name) if message.token not in self.known]


@instead_of(Poisoned.send, "later-mail-filed-as-sent", step="A6")
def files_as_sent(self: Poisoned, transport: ActiveTransport) -> Iterator[float]:
    """Once a transport has failed, messages that are submitted later leave the queue and are never sent."""
    later = self.later(transport)
    queue = self.store.outgoing(transport.name)
    for message in [message for message in queue if message.token in later]:
        queue.remove(message)
    yield from Poisoned.send(self, transport)


@instead_of(Poisoned.send, "later-mail-waits-for-ever", step="A6")
def keeps_waiting(self: Poisoned, transport: ActiveTransport) -> Iterator[float]:
    """Once a transport has failed, messages that are submitted later stay in the queue, and the flush succeeds."""
    queue = self.store.outgoing(transport.name)
    later = [message for message in queue if message.token in self.later(transport)]
    for message in later:
        queue.remove(message)
    yield from Poisoned.send(self, transport)
    queue.extend(later)


@instead_of(Remembering.receive, "failed-sending-stops-receiving", step="A6")
def receives_no_more(self: Remembering, transport: ActiveTransport) -> Iterator[float]:
    """Once a transport has failed, the spooler sends through it again, and never receives."""
    if transport.name not in self.failed:
        yield from Remembering.receive(self, transport)


@instead_of(Spooler.flush, "one-failure-stops-the-others-later", step="A6")
def only_the_failed(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """While the queue of a transport that has failed is not empty, later flushes leave the other transports out."""
    waiting = [transport for transport in transports if self.store.outgoing(transport.name)]
    failed = [transport for transport in waiting if _FAILED_SERVERS.get(server_of(transport))]
    return Spooler.flush(self, failed or transports, ui_param, flags)


#: The servers that were down when a message was to be moved.
_FAILED_SERVERS: Final[WeakKeyDictionary[MailServer, bool]] = WeakKeyDictionary()


@part_of("one-failure-stops-the-others-later")
class Marked(MailServer):
    """Is remembered when it fails."""

    def take(self, token: str) -> bool:
        try:
            return super().take(token)
        except MapiError:
            _FAILED_SERVERS[self] = True
            raise


@specimen("own-flush-is-given-up-after-a-failure", step="B5.3")
class GivenUp(ReferenceTransport):
    """Once a flush that a transport's own object has asked for has failed, that object accepts flushes and forgets them."""

    _failed = False

    def request_flush(self, flags: int) -> None:
        if not self._failed:
            super().request_flush(flags)

    def submit_message(self, flags: int, message: object) -> object:  # type: ignore[override]
        try:
            return super().submit_message(flags, message)  # type: ignore[arg-type]
        except MapiError:
            self._failed |= self._own_request is not None
            raise


@specimen("failure-spoils-the-next-session", step="A6")
class SpoiledSession(SpoolerStatus):
    """Once a flush has failed, the spooler's object of every later session answers S_OK to FlushQueues and does nothing."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        number = self.session.subsystem.sessions.index(self.session)
        if _SPOILED.get(self.session.profile.store, number) < number:
            return int(ResultCode.S_OK)
        try:
            return super().flush_queues(ui_param, target, flags)
        except MapiError as error:
            if error.code == ResultCode.MAPI_E_NETWORK_ERROR:
                _SPOILED[self.session.profile.store] = number
            raise


#: The session of which a flush has failed, by the store of its profile.
_SPOILED: Final[WeakKeyDictionary[MessageStore, int]] = WeakKeyDictionary()


# -- two transports that fail in one flush ------------------------------------------------------------------------------


@instead_of(Flush.flush_one, "second-failure-loses-its-mail", step="I")
def second_loses(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """If two transports fail in one flush, the outgoing messages of the second one are lost."""
    before = len(self.failures)
    yield from Flush.flush_one(self, transport)
    if 0 < before < len(self.failures):
        self.store.outgoing(transport.name).clear()


@specimen("second-failure-is-given-up", step="A6")
class SecondGivenUp(Remembering):
    """If two transports have failed, the spooler never flushes the second one again."""

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        order = _ORDER.setdefault(self.store, [])
        if transport.name in order[1:]:
            return
        yield from super().flush_one(transport)
        if transport.name in self.failed and transport.name not in order:
            order.append(transport.name)


#: The transports that have failed, in order, by the store of their profile.
_ORDER: Final[WeakKeyDictionary[MessageStore, list[str]]] = WeakKeyDictionary()


# -- another far end, or other flags, than in the flush that failed -----------------------------------------------------


@instead_of(Remembering.receive, "slow-after-a-failure-is-not-received", step="A6")
def too_slow(self: Remembering, transport: ActiveTransport) -> Iterator[float]:
    """Once a transport has failed, the spooler does not wait for its far end any more, and receives nothing that is slow."""
    if transport.name not in self.failed or not server_of(transport).pace():
        yield from Remembering.receive(self, transport)


@instead_of(Remembering.steps, "forced-asynchronous-flush-after-a-failure-does-nothing", step="A6")
def forced_does_nothing(self: Remembering) -> Iterator[float]:
    """Once a transport has failed, a flush with FLUSH_FORCE and FLUSH_ASYNC_OK answers S_OK and does nothing."""
    if self.failed and self.flags & FlushFlag.FLUSH_FORCE and self.flags & FlushFlag.FLUSH_ASYNC_OK:
        self.pending.clear()
    return Remembering.steps(self)


@instead_of(Remembering.send, "forced-flush-after-a-failure-sends-again", step="I")
def forced_sends_again(self: Remembering, transport: ActiveTransport) -> Iterator[float]:
    """Once a transport has failed, a client's flush with FLUSH_FORCE sends everything again that was sent before."""
    if self.for_client and self.flags & FlushFlag.FLUSH_FORCE and transport.name in self.failed:
        journal = server_of(transport)._journal
        sent = [t.token for t in journal if t.transport == transport.name and t.direction is Direction.OUTGOING]
        self.store.submit(transport.name, sent)
    yield from Remembering.send(self, transport)


@instead_of(Spooler.flush, "failed-target-answers-success", step="B5.3")
def target_succeeds(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler answers S_OK although its target could not be flushed."""
    try:
        return Spooler.flush(self, transports, ui_param, flags)
    except MapiError as error:
        if transports is self.transports or error.code == ResultCode.MAPI_E_BUSY:
            raise
        return int(ResultCode.S_OK)


# -- the batch that breaks ---------------------------------------------------------------------------------------------


class PutsBack(ByKeyword, Flush):
    """Puts what it has sent of the latest batch back into the queue if the line breaks."""

    batch: ClassVar[int]

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        queue = self.store.outgoing(transport.name)
        begun = list(queue)
        before = len(self.failures)
        yield from super().send(transport)
        if len(self.failures) > before:
            sent = len(begun) - len(queue)
            queue.extendleft(reversed(begun[sent // self.batch * self.batch : sent]))


@specimen("broken-batch-is-sent-again", step="I")
class WholeBatch(PutsBack, batch=1_000):
    """If the line breaks, the spooler puts what it has sent back into the queue, and sends it again with the next flush."""


@specimen("second-batch-is-sent-again", step="I")
class BatchOfFifty(PutsBack, batch=50):
    """The spooler sends batches of fifty. If the line breaks in the second one, it sends that batch again as a whole."""

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        queue = self.store.outgoing(transport.name)
        yield from super().send(transport) if len(queue) > self.batch else Flush.send(self, transport)


@specimen("broken-download-is-delivered-again", step="I")
class DownloadsAgain(Flush):
    """If the line breaks while a transport receives, what it has received waits at the far end again."""

    def receive(self, transport: ActiveTransport) -> Iterator[float]:
        waiting = server_of(transport).waiting
        begun = list(waiting)
        before = len(self.failures)
        yield from super().receive(transport)
        if len(self.failures) > before:
            waiting.extendleft(reversed(begun[: len(begun) - len(waiting)]))


@instead_of(Flush.send, "fifty-messages-a-flush", step="A6")
def fifty_a_flush(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """The spooler sends fifty messages of a queue, and leaves the others for the next flush."""
    return sends_at_most(50, self, transport)


@instead_of(Spooler.flush, "six-transports-at-most", step="A6")
def at_most_six(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler flushes the first six transports of a profile, and no others."""
    return Spooler.flush(self, transports[:6], ui_param, flags)


# -- the neighbours of a failure ---------------------------------------------------------------------------------------


@instead_of(Spooler.flush, "failed-target-flushes-the-others", step="B5.3")
def tries_the_others(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """If the flush of a target fails, the spooler flushes the other transports instead."""
    try:
        return Spooler.flush(self, transports, ui_param, flags)
    except MapiError as error:
        if transports is not self.transports and error.code == ResultCode.MAPI_E_NETWORK_ERROR:
            Spooler.flush(self, [other for other in self.transports if other not in transports], ui_param, flags)
        raise


@instead_of(Flush.flush_one, "failed-own-flush-tries-the-others", step="B5.3")
def own_tries_the_others(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """If a flush that a transport's own object has asked for fails, all transports of the profile are flushed after it."""
    yield from Flush.flush_one(self, transport)
    if self.failures and not self.for_client:
        others = [other for other in _SPOOLERS[self.store].transports if other.name not in self.explained]
        self.explained.update(dict.fromkeys((other.name for other in others), int(DIRECTIONS)))
        self.pending += others


#: The spooler of each store.
_SPOOLERS: Final[WeakKeyDictionary[MessageStore, Spooler]] = WeakKeyDictionary()


@part_of("failed-own-flush-tries-the-others")
class Known(Spooler):
    """Can be found by its store."""

    def run_later(self, flush: Flush) -> None:
        _SPOOLERS[self.store] = self
        super().run_later(flush)


@specimen("two-dead-far-ends-end-the-flush", step="A6")
class TwoAreEnough(Flush):
    """When two far ends have failed, the spooler leaves out the transports behind them."""

    _dead = 0

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        before = len(self.failures)
        if self._dead < 2:
            yield from super().flush_one(transport)
        self._dead += len(self.failures) > before


@specimen("target-takes-failed-neighbours-along", step="B5.3")
class TakesAlong(Spooler):
    """When a transport has failed, a flush of it alone also flushes the others that have failed."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._failed: list[ActiveTransport] = []

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        if transports is not self.transports and transports[0] in self._failed:
            transports = self._failed
        try:
            return super().flush(transports, ui_param, flags)
        except MapiError:
            down = [known for known in transports if server_of(known)._behaviour.condition is Condition.DOWN]
            self._failed = [*dict.fromkeys((*self._failed, *down))]
            raise


@instead_of(Remembering.steps, "retry-moves-both-directions", step="A6")
def retries_both(self: Remembering) -> Iterator[float]:
    """Once a transport has failed, a flush of one direction moves both."""
    if self.failed and self.flags & DIRECTIONS:
        self.flags |= DIRECTIONS
    return Remembering.steps(self)


# -- the session that ends in the middle -------------------------------------------------------------------------------


@instead_of(Session.logoff, "logoff-loses-what-is-under-way", step="A6")
def loses_under_way(self: Session, ui_param: int, flags: int, reserved: int) -> None:
    """A logoff in the middle of an asynchronous flush throws away what was still to be sent."""
    Session.logoff(self, ui_param, flags, reserved)
    for job in self.profile.spooler._jobs:
        for transport in job.flush.pending:
            self.profile.store.outgoing(transport.name).clear()


@instead_of(Session.logoff, "logoff-puts-back-what-was-sent", step="A6")
def puts_back(self: Session, ui_param: int, flags: int, reserved: int) -> None:
    """A logoff in the middle of an asynchronous flush puts the messages that were sent back into their queue."""
    Session.logoff(self, ui_param, flags, reserved)
    under_way = {transport.name for job in self.profile.spooler._jobs for transport in job.flush.pending}
    for transfer in self.subsystem.journal:
        if transfer.direction is Direction.OUTGOING and transfer.transport in under_way:
            self.profile.store.submit(transfer.transport, [transfer.token])


@specimen("logoff-stops-the-queue", step="A6")
class StoppedQueue(Session):
    """A logoff in the middle of an asynchronous flush ends that flush, and no later session's flush sends anything."""

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        super().logoff(ui_param, flags, reserved)
        ends = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
        for job in self.profile.spooler._jobs:
            _STOPPED[self.profile.store] = True
            for transport in job.flush.pending[:1]:
                transport.logon.transport_notify(int(ends), None)
        self.profile.spooler._jobs.clear()


#: The stores of which nothing is sent any more.
_STOPPED: Final[WeakKeyDictionary[MessageStore, bool]] = WeakKeyDictionary()


@part_of("logoff-stops-the-queue")
class Stopped(Flush):
    """Sends nothing, once a session has stopped the queue."""

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        if not _STOPPED.get(self.store):
            yield from super().send(transport)
