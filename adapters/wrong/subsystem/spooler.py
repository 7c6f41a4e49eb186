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
from ...reference.variants import specimen


@specimen("does-nothing", step="A6")
class DoesNothing(Flush):
    """Every flush answers S_OK and transfers nothing."""

    def steps(self) -> Iterator[float]:
        self.pending.clear()
        yield from ()


@specimen("first-transport-only", step="A6")
class FirstOnly(Spooler):
    """The spooler flushes only the first transport of the profile."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        return super().flush(transports[:1], ui_param, flags)


@specimen("no-direction-empties-queues", step="A6")
class Emptying(Spooler):
    """A flush without a direction throws the outgoing messages away."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        if not flags & DIRECTIONS:
            for transport in transports:
                self.store.outgoing(transport.name).clear()
        return super().flush(transports, ui_param, flags)


@specimen("returns-too-early", step="A6")
class Impatient(Spooler):
    """The spooler returns from a synchronous flush as soon as it would have to wait."""

    def run_now(self, flush: Flush) -> int:
        job = Job(flush, flush.steps(), math.inf)
        self._jobs.appendleft(job)
        for seconds in job.steps:
            job.due = self._subsystem.time.now() + seconds  # the pump does the rest
            return int(ResultCode.S_OK)
        self._jobs.remove(job)
        return flush.outcome()


@specimen("asynchronous-flush-never-done", step="A6")
class Forgetful(Spooler):
    """The spooler accepts an asynchronous flush and forgets it."""

    def run_later(self, flush: Flush) -> None:
        if not flush.for_client:
            super().run_later(flush)


@specimen("asynchronous-flush-waits", step="A6")
class Waiting(Spooler):
    """The spooler returns only when the flush is done, although it claims to honour FLUSH_ASYNC_OK."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        return super().flush(transports, ui_param, flags & ~int(FlushFlag.FLUSH_ASYNC_OK))


@specimen("second-flush-restarts-the-first", step="A6")
class Restarting(Spooler):
    """A flush while another is under way sends again what was sent already."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        if self._jobs:
            for transfer in self._subsystem.journal:
                queue = self.store.outgoing(transfer.transport)
                waits = any(message.token == transfer.token for message in queue)
                if transfer.direction is Direction.OUTGOING and not waits:
                    self.store.submit(transfer.transport, [transfer.token])
        return super().flush(transports, ui_param, flags)


@specimen("success-whatever-happens", step="A6")
class AlwaysSuccess(Flush):
    """The spooler answers S_OK although the far end took nothing."""

    def outcome(self) -> int:
        return int(ResultCode.S_OK)


@specimen("spooler-prompts", step="C")
class Prompting(Flush):
    """The spooler shows its progress despite FLUSH_NO_UI."""

    def show_progress(self) -> None:
        self.user.show(SPOOLER, PromptKind.PROGRESS)


def one_way(flush: Flush, transport: ActiveTransport, direction: int) -> Iterator[float]:
    """Flush the transport in one direction, if the client asked for that."""
    asked = flush.flags
    if asked & direction:
        flush.flags = asked & ~int(DIRECTIONS) | direction
        yield from Flush.flush_one(flush, transport)
        flush.flags = asked


@specimen("last-submitted-first-sent", step="A6")
class LastFirst(Flush):
    """The spooler sends the last submitted message first."""

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        queue = self.store.outgoing(transport.name)
        queue.reverse()
        yield from super().send(transport)
        queue.reverse()


@specimen("receives-before-it-sends", step="A6")
class ReceivesFirst(Flush):
    """The spooler transfers a transport's incoming messages before its outgoing ones."""

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        yield from one_way(self, transport, FlushFlag.FLUSH_DOWNLOAD)
        yield from one_way(self, transport, FlushFlag.FLUSH_UPLOAD)


@specimen("transports-in-reverse-order", step="A6")
class Backwards(Spooler):
    """The spooler flushes the last transport first."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        return super().flush(transports[::-1], ui_param, flags)


@specimen("transports-interleaved", step="A6")
class Interleaving(Flush):
    """The spooler sends through all transports before it receives through the first."""

    def steps(self) -> Iterator[float]:
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


@specimen("failed-transport-is-given-up", step="A6")
class GivingUp(Remembering):
    """Once a transport has failed, the spooler does not flush it again."""

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        if transport.name not in self.failed:
            yield from super().flush_one(transport)


@specimen("failed-transport-stops-the-others", step="B5")
class StoppingAll(Remembering):
    """Once a transport has failed, the spooler flushes no other."""

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        if not self.failed or transport.name in self.failed:
            yield from super().flush_one(transport)


@specimen("loses-message-when-far-end-goes-down", step="I")
class TakesTooEarly(Flush):
    """The spooler takes a message off its queue before the far end has it, and loses it if the line breaks."""

    def send(self, transport: ActiveTransport) -> Iterator[float]:
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


@specimen("loses-received-message-when-far-end-goes-down", step="I")
class FetchesTooEarly(MailServer):
    """The far end forgets a waiting message before it has handed it over, and the message is lost if the line breaks."""

    def fetch(self) -> str:
        token = self.waiting.popleft()
        self.waiting.appendleft(token)
        try:
            return super().fetch()
        except MapiError:
            self.waiting.popleft()
            raise


@specimen("delivers-twice", step="I")
class Doubling(MailServer):
    """The far end gets every outgoing message twice."""

    def take(self, token: str) -> bool:
        accepted = super().take(token)
        if accepted:
            self._journal.append(Transfer(self.transport, Direction.OUTGOING, token))
        return accepted
