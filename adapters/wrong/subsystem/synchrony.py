"""Wrong spoolers whose fault depends on how long a flush takes, or on whether the client waits for it."""

import math
from collections.abc import Callable, Iterator, Sequence

from mapi_tck.mapi import FlushFlag, ResultCode
from mapi_tck.ports import SPOOLER, PromptKind

from ...reference.flush import ActiveTransport, Flush
from ...reference.spooler import Job, Spooler
from ...reference.variants import instead_of, specimen

_FIVE_SECONDS = 5.0
_LONG = 2.0


def early(self: Spooler, flush: Flush, enough: Callable[[float], bool]) -> int:
    """Carry the flush out until it is enough after so many seconds, and leave the rest to the background."""
    self._lend(flush)
    job = Job(flush, flush.steps(), math.inf)
    self._jobs.appendleft(job)
    waited = 0.0
    for seconds in job.steps:
        if enough(waited):
            job.due = self._subsystem.time.now() + seconds  # the pump does the rest
            return int(ResultCode.S_OK)
        self._subsystem.wait(seconds)
        waited += seconds
    self._jobs.remove(job)
    return flush.outcome()


@instead_of(Spooler.run_now, "returns-too-early-with-user-interface", step="A6")
def early_with_ui(self: Spooler, flush: Flush) -> int:
    """Without FLUSH_NO_UI the spooler returns from a flush as soon as it would have to wait."""
    return early(self, flush, lambda _: not flush.flags & FlushFlag.FLUSH_NO_UI)


@instead_of(Spooler.run_now, "waits-for-the-first-transport-only", step="A6")
def waits_for_first(self: Spooler, flush: Flush) -> int:
    """The spooler returns from a flush when the first transport is done, if another one has to wait for its far end."""
    every = len(flush.pending)
    return early(self, flush, lambda _: len(flush.pending) < every)


@instead_of(Spooler.run_now, "waits-five-seconds-at-most", step="A6")
def waits_five_seconds(self: Spooler, flush: Flush) -> int:
    """The spooler returns from a flush that has taken five seconds, although it is not done."""
    return early(self, flush, lambda waited: waited >= _FIVE_SECONDS)


@instead_of(Flush.flush_one, "asynchronous-flush-tells-of-failures", step="C")
def tells_of_failures(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """If a transport fails in a flush with FLUSH_ASYNC_OK, the spooler shows a dialog despite FLUSH_NO_UI."""
    yield from Flush.flush_one(self, transport)
    if self.failures and self.flags & FlushFlag.FLUSH_ASYNC_OK:
        self.user.show(SPOOLER, PromptKind.DIALOG)


@specimen("long-flush-shows-progress", step="C")
class ShowsProgress(Flush):
    """The spooler shows its progress in a flush that takes more than two seconds, despite FLUSH_NO_UI."""

    _taken = 0.0

    def granted(self, seconds: float, waited: float) -> float:
        granted = super().granted(seconds, waited)
        self._taken += granted
        if self._taken > _LONG:
            self.user.show(SPOOLER, PromptKind.PROGRESS)
        return granted


@instead_of(Spooler.flush, "target-waits-behind-another-flush", step="B5.3")
def target_behind_another(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """While a flush is under way, the spooler's flush of a target answers S_OK at once, even without FLUSH_ASYNC_OK."""
    if not self._jobs or transports is self.transports:
        return Spooler.flush(self, transports, ui_param, flags)
    self.run_later(self._subsystem.parts.flush(transports, ui_param, flags, self.store, self._subsystem.user))
    return int(ResultCode.S_OK)


@instead_of(Spooler.flush, "target-flush-is-partial", step="B5.3")
def always_partial(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler's flush of a target transfers everything, and answers MAPI_W_PARTIAL_COMPLETION."""
    answer = Spooler.flush(self, transports, ui_param, flags)
    return answer if transports is self.transports else int(ResultCode.MAPI_W_PARTIAL_COMPLETION)
