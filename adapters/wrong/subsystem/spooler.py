"""Wrong spoolers: when and in which order they flush, and what becomes of messages."""

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
from ..faults import fault

# -- what a flush reaches ---------------------------------------------------------------------------------------------


@fault("does-nothing")
class DoesNothing(Flush):
    """Succeeds, and moves nothing."""

    def steps(self) -> Iterator[float]:
        """Take no step."""
        self.pending.clear()
        yield from ()


@fault("first-transport-only")
class FirstOnly(Spooler):
    """Flushes the first transport, and takes that for all."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Leave out the rest."""
        return super().flush(transports[:1], ui_param, flags)


@fault("no-direction-empties-queues")
class Emptying(Spooler):
    """Takes a flush without a direction for an order to throw everything away."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Empty the outgoing queues."""
        if not flags & DIRECTIONS:
            for transport in transports:
                self.store.outgoing(transport.name).clear()
        return super().flush(transports, ui_param, flags)


# -- when it is done --------------------------------------------------------------------------------------------------


@fault("returns-too-early")
class Impatient(Spooler):
    """Returns from a synchronous flush as soon as it would have to wait."""

    def run_now(self, flush: Flush) -> int:
        """Leave the rest to the pump."""
        job = Job(flush, flush.steps(), math.inf)
        self._jobs.appendleft(job)
        for seconds in job.steps:
            job.due = self._subsystem.time.now() + seconds
            return int(ResultCode.S_OK)
        self._jobs.remove(job)
        return flush.outcome()


@fault("asynchronous-flush-never-done")
class Forgetful(Spooler):
    """Accepts an asynchronous flush and forgets it."""

    def run_later(self, flush: Flush) -> None:
        """Drop what clients asked for."""
        if not flush.for_client:
            super().run_later(flush)


@fault("asynchronous-flush-waits")
class Waiting(Spooler):
    """Does not honour FLUSH_ASYNC_OK."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Pass over the flag."""
        return super().flush(transports, ui_param, flags & ~int(FlushFlag.FLUSH_ASYNC_OK))


@fault("second-flush-restarts-the-first")
class Restarting(Spooler):
    """Asked again while it is busy, begins anew with what was sent already."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Put the sent messages back into their queues."""
        if self._jobs:
            for transfer in self._subsystem.journal:
                queue = self.store.outgoing(transfer.transport)
                waits = any(message.token == transfer.token for message in queue)
                if transfer.direction is Direction.OUTGOING and not waits:
                    self.store.submit(transfer.transport, [transfer.token])
        return super().flush(transports, ui_param, flags)


# -- what it answers, what it shows -----------------------------------------------------------------------------------


@fault("success-whatever-happens")
class AlwaysSuccess(Flush):
    """Answers S_OK although the far end took nothing."""

    def outcome(self) -> int:
        """Pass over the failures."""
        return int(ResultCode.S_OK)


@fault("spooler-prompts")
class Prompting(Flush):
    """Shows its progress whatever FLUSH_NO_UI says."""

    def show_progress(self) -> None:
        """Show it."""
        self.user.show(SPOOLER, PromptKind.PROGRESS)


# -- in which order ---------------------------------------------------------------------------------------------------


def one_way(flush: Flush, transport: ActiveTransport, direction: int) -> Iterator[float]:
    """Flush the transport in one direction, if the client asked for that."""
    asked = flush.flags
    if asked & direction:
        flush.flags = asked & ~int(DIRECTIONS) | direction
        yield from Flush.flush_one(flush, transport)
        flush.flags = asked


@fault("last-submitted-first-sent")
class LastFirst(Flush):
    """Empties the outgoing queue from its end."""

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        """Turn the queue round for as long as it is being emptied."""
        queue = self.store.outgoing(transport.name)
        queue.reverse()
        yield from super().send(transport)
        queue.reverse()


@fault("receives-before-it-sends")
class ReceivesFirst(Flush):
    """Fetches first, then sends."""

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        """Two flushes in one direction each."""
        yield from one_way(self, transport, FlushFlag.FLUSH_DOWNLOAD)
        yield from one_way(self, transport, FlushFlag.FLUSH_UPLOAD)


@fault("transports-in-reverse-order")
class Backwards(Spooler):
    """Begins with the last transport."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Turn the order round."""
        return super().flush(transports[::-1], ui_param, flags)


@fault("transports-interleaved")
class Interleaving(Flush):
    """Sends through all transports, then receives through all."""

    def steps(self) -> Iterator[float]:
        """Two rounds."""
        self.show_progress()
        for direction in (FlushFlag.FLUSH_UPLOAD, FlushFlag.FLUSH_DOWNLOAD):
            for transport in self.pending:
                yield from one_way(self, transport, direction)
        self.pending.clear()


# -- far ends in trouble ----------------------------------------------------------------------------------------------

#: The transports that have failed, by the store of their profile.
_FAILED: Final[WeakKeyDictionary[MessageStore, set[str]]] = WeakKeyDictionary()


class Remembering(Flush):
    """Remembers which transports have failed."""

    @property
    def failed(self) -> set[str]:
        """Their names."""
        return _FAILED.setdefault(self.store, set())

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        """Note a failure."""
        before = len(self.failures)
        yield from super().flush_one(transport)
        if len(self.failures) > before:
            self.failed.add(transport.name)


@fault("failed-transport-is-given-up")
class GivingUp(Remembering):
    """Does not try a transport again that has failed once."""

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        """Skip it."""
        if transport.name not in self.failed:
            yield from super().flush_one(transport)


@fault("failed-transport-stops-the-others")
class StoppingAll(Remembering):
    """Once a transport has failed, no other gets its turn."""

    def flush_one(self, transport: ActiveTransport) -> Iterator[float]:
        """Skip the others."""
        if not self.failed or transport.name in self.failed:
            yield from super().flush_one(transport)


@fault("loses-message-when-far-end-goes-down")
class TakesTooEarly(Flush):
    """Takes a message off its queue before the far end has it."""

    def send(self, transport: ActiveTransport) -> Iterator[float]:
        """As it should be, but for a message that is under way when the line breaks."""
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


@fault("loses-received-message-when-far-end-goes-down")
class FetchesTooEarly(MailServer):
    """Forgets a waiting message before it has handed it over."""

    def fetch(self) -> str:
        """Take it off first."""
        token = self.waiting.popleft()
        self.waiting.appendleft(token)
        try:
            return super().fetch()
        except MapiError:
            self.waiting.popleft()
            raise


@fault("delivers-twice")
class Doubling(MailServer):
    """Gets every outgoing message twice."""

    def take(self, token: str) -> bool:
        """Take it once more."""
        accepted = super().take(token)
        if accepted:
            self._journal.append(Transfer(self.transport, Direction.OUTGOING, token))
        return accepted
