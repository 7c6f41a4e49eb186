"""Wrong spoolers: when and in which order they flush, and what happens to messages."""

import math
from collections.abc import Iterator, Sequence
from typing import Final
from weakref import WeakKeyDictionary

from mapi_tck.mapi import FlushFlag, MapiError, ResultCode, StatusCode
from mapi_tck.ports import SPOOLER, Direction, PromptKind, Transfer

from ...reference.far_end import MailServer
from ...reference.flush import DIRECTIONS, ActiveTransport, Flush
from ...reference.message_store import MessageStore
from ...reference.spooler import Job, Spooler
from ...reference.status_objects import SpoolerStatus
from ...reference.variants import instead_of, specimen


@instead_of(Flush.steps, "does-nothing", step="A6")
def does_nothing(self: Flush) -> Iterator[float]:
    """Every flush answers S_OK and transfers nothing."""
    self.pending.clear()
    yield from ()


@instead_of(Spooler.flush, "first-transport-only", step="A6")
def first_only(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler flushes only the first transport of the profile."""
    return Spooler.flush(self, transports[:1], ui_param, flags)


@instead_of(Spooler.flush, "no-direction-empties-queues", step="A6")
def emptying(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """A flush without a direction throws the outgoing messages away."""
    if not flags & DIRECTIONS:
        for transport in transports:
            self.store.outgoing(transport.name).clear()
    return Spooler.flush(self, transports, ui_param, flags)


@instead_of(Spooler.run_now, "returns-too-early", step="A6")
def impatient(self: Spooler, flush: Flush) -> int:
    """The spooler returns from a synchronous flush as soon as it would have to wait."""
    job = Job(flush, flush.steps(), math.inf)
    self._jobs.appendleft(job)
    for seconds in job.steps:
        job.due = self._subsystem.time.now() + seconds  # the pump does the rest
        return int(ResultCode.S_OK)
    self._jobs.remove(job)
    return flush.outcome()


@instead_of(Spooler.run_later, "asynchronous-flush-never-done", step="A6")
def forgetful(self: Spooler, flush: Flush) -> None:
    """The spooler accepts an asynchronous flush and forgets it."""
    if not flush.for_client:
        Spooler.run_later(self, flush)


@instead_of(Spooler.flush, "asynchronous-flush-waits", step="A6")
def waiting(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler returns only when the flush is done, although it claims to honour FLUSH_ASYNC_OK."""
    return Spooler.flush(self, transports, ui_param, flags & ~int(FlushFlag.FLUSH_ASYNC_OK))


@instead_of(Spooler.flush, "second-flush-restarts-the-first", step="A6")
def restarting(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """A flush while another is under way sends again what was sent already."""
    if self._jobs:
        for transfer in self._subsystem.journal:
            queue = self.store.outgoing(transfer.transport)
            waits = any(message.token == transfer.token for message in queue)
            if transfer.direction is Direction.OUTGOING and not waits:
                self.store.submit(transfer.transport, [transfer.token])
    return Spooler.flush(self, transports, ui_param, flags)


@instead_of(Flush.outcome, "success-whatever-happens", step="A6")
def always_success(self: Flush) -> int:
    """The spooler answers S_OK although the far end took nothing."""
    return int(ResultCode.S_OK)


@instead_of(Flush.show_progress, "spooler-prompts", step="C")
def prompting(self: Flush) -> None:
    """The spooler shows its progress despite FLUSH_NO_UI."""
    self.user.show(SPOOLER, PromptKind.PROGRESS)


def one_way(flush: Flush, transport: ActiveTransport, direction: int) -> Iterator[float]:
    """Flush the transport in one direction, if the client asked for that."""
    asked = flush.flags
    if asked & direction:
        flush.flags = asked & ~int(DIRECTIONS) | direction
        yield from Flush.flush_one(flush, transport)
        flush.flags = asked


@instead_of(Flush.send, "last-submitted-first-sent", step="A6")
def last_first(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """The spooler sends the last submitted message first."""
    queue = self.store.outgoing(transport.name)
    queue.reverse()
    yield from Flush.send(self, transport)
    queue.reverse()


@instead_of(Flush.flush_one, "receives-before-it-sends", step="A6")
def receives_first(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """The spooler transfers a transport's incoming messages before its outgoing ones."""
    yield from one_way(self, transport, FlushFlag.FLUSH_DOWNLOAD)
    yield from one_way(self, transport, FlushFlag.FLUSH_UPLOAD)


@instead_of(Spooler.flush, "transports-in-reverse-order", step="A6")
def backwards(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler flushes the last transport first."""
    return Spooler.flush(self, transports[::-1], ui_param, flags)


@instead_of(Flush.steps, "transports-interleaved", step="A6")
def interleaving(self: Flush) -> Iterator[float]:
    """The spooler sends through all transports before it receives through the first."""
    self.show_progress()
    for direction in (FlushFlag.FLUSH_UPLOAD, FlushFlag.FLUSH_DOWNLOAD):
        for transport in self.pending:
            yield from one_way(self, transport, direction)
    self.pending.clear()


#: The transports that have failed, by the store of their profile.
_FAILED: Final[WeakKeyDictionary[MessageStore, set[str]]] = WeakKeyDictionary()


class Remembering(Flush):
    """Remembers which transports have failed."""

    @property
    def failed(self) -> set[str]:
        """Their names."""
        return _FAILED.setdefault(self.store, set())

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        before = len(self.failures)
        yield from super().flush_one(transport)
        if len(self.failures) > before:
            self.failed.add(transport.name)


@instead_of(Remembering.flush_one, "failed-transport-is-given-up", step="A6")
def giving_up(self: Remembering, transport: ActiveTransport) -> Iterator[float]:
    """Once a transport has failed, the spooler does not flush it again."""
    if transport.name not in self.failed:
        yield from Remembering.flush_one(self, transport)


@instead_of(Remembering.flush_one, "failed-transport-stops-the-others", step="B5")
def stopping_all(self: Remembering, transport: ActiveTransport) -> Iterator[float]:
    """Once a transport has failed, the spooler flushes no other."""
    if not self.failed or transport.name in self.failed:
        yield from Remembering.flush_one(self, transport)


@instead_of(Flush.send, "loses-message-when-far-end-goes-down", step="I")
def takes_too_early(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """The spooler takes a message off its queue before the far end has it, and loses it if the line breaks."""
    queue = self.store.outgoing(transport.name)
    while queue and transport.shows(StatusCode.STATUS_OUTBOUND_FLUSH):
        message = queue.popleft()
        try:
            submitted = transport.logon.submit_message(0, message)
            kept = 0 if submitted.wait_seconds else transport.logon.end_message(submitted.reference)
        except MapiError as error:
            self.failures.append(error.code)
            return
        if submitted.wait_seconds or kept:
            queue.appendleft(message)
        if submitted.wait_seconds:
            yield submitted.wait_seconds
        elif kept:
            self.failures.append(ResultCode.MAPI_E_NETWORK_ERROR)
            return


@instead_of(MailServer.fetch, "loses-received-message-when-far-end-goes-down", step="I")
def fetches_too_early(self: MailServer) -> str:
    """The far end forgets a waiting message before it has handed it over, and the message is lost if the line breaks."""
    token = self.waiting.popleft()
    self.waiting.appendleft(token)
    try:
        return MailServer.fetch(self)
    except MapiError:
        self.waiting.popleft()
        raise


@instead_of(MailServer.take, "delivers-twice", step="I")
def doubling(self: MailServer, token: str) -> bool:
    """The far end gets every outgoing message twice."""
    accepted = MailServer.take(self, token)
    if accepted:
        self._journal.append(Transfer(self.transport, Direction.OUTGOING, token))
    return accepted


@instead_of(SpoolerStatus.flush_queues, "no-mail-session-flushes", step="A6")
def flushes_without_mail(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """A flush in a session with MAPI_NO_MAIL transfers the messages of the profile as in any other session."""
    if self.session.uses_mail:
        return SpoolerStatus.flush_queues(self, ui_param, target, flags)
    self.enter()
    spooler = self.session.profile.spooler
    return spooler.flush(spooler.transports, ui_param, flags)


@specimen("receives-nothing-after-half-an-hour", step="A6")
class FallenAsleep(Spooler):
    """If the latest flush is more than half an hour ago, the spooler sends and does not receive."""

    _latest: float | None = None

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        now = self._subsystem.time.now()
        if self._latest is not None and now > self._latest + 1800:
            flags &= ~int(FlushFlag.FLUSH_DOWNLOAD)
        self._latest = now
        return super().flush(transports, ui_param, flags)


@instead_of(Flush.flush_one, "force-receives-before-it-sends", step="A6")
def forced_receives_first(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """With FLUSH_FORCE the spooler transfers a transport's incoming messages before its outgoing ones."""
    forced = self.for_client and self.flags & FlushFlag.FLUSH_FORCE
    yield from (receives_first if forced else Flush.flush_one)(self, transport)


@instead_of(Flush.steps, "asynchronous-transports-interleaved", step="A6")
def interleaving_later(self: Flush) -> Iterator[float]:
    """With FLUSH_ASYNC_OK the spooler sends through all transports before it receives through the first."""
    yield from (interleaving if self.flags & FlushFlag.FLUSH_ASYNC_OK else Flush.steps)(self)


@instead_of(Remembering.steps, "failed-transport-comes-last", step="A6")
def failed_last(self: Remembering) -> Iterator[float]:
    """Once a transport has failed, the spooler flushes it after all others."""
    self.pending.sort(key=lambda transport: transport.name in self.failed)
    yield from Remembering.steps(self)


@specimen("progress-shown-once-is-shown-always", step="C")
class ShownAlways(Spooler):
    """After a flush without FLUSH_NO_UI the spooler shows its progress in every flush, with it too."""

    _shown = False

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        self._shown |= not flags & FlushFlag.FLUSH_NO_UI
        return super().flush(transports, ui_param, flags & ~int(FlushFlag.FLUSH_NO_UI) if self._shown else flags)
