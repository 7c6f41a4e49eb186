"""Wrong spoolers that return from a synchronous flush before it is done, in some cases only."""

import math
from collections.abc import Callable

from mapi_tck.mapi import FlushFlag, ResultCode

from ...reference.flush import Flush
from ...reference.spooler import Job, Spooler
from ...reference.variants import instead_of

_FIVE_SECONDS = 5.0


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
