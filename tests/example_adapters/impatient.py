"""Adapters to the reference whose spooler refuses, or returns too early, only where much is asked of it."""

from typing import Final

from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.flush import Flush
from mapi_tck.adapters.reference.session import Session
from mapi_tck.adapters.reference.spooler import Job, Spooler
from mapi_tck.mapi import MapiError, ResultCode
from mapi_tck.ports import StatusObject

#: How many rows can be opened.
_ROWS: Final = 40


class Impatient(Spooler):
    """A synchronous flush returns after so many seconds, and goes on by itself."""

    longest = 0.0

    def run_now(self, flush: Flush) -> int:
        """Carry the flush out for a while."""
        self._lend(flush)
        steps, waited = flush.steps(), 0.0
        for seconds in steps:
            self._subsystem.wait(seconds)
            waited += seconds
            if waited > self.longest:
                self._jobs.append(Job(flush, steps, self._subsystem.time.now(), self._subsystem.looks))
                return int(ResultCode.S_OK)
        return flush.outcome()


def _impatient(seconds: float) -> ReferenceAdapter:
    return ReferenceAdapter(Parts(spooler=type("AfterAWhile", (Impatient,), {"longest": seconds})))


def one_second() -> ReferenceAdapter:
    """Returns after a second."""
    return _impatient(1)


def five_seconds() -> ReferenceAdapter:
    """Returns after five seconds."""
    return _impatient(5)


def thirty_seconds() -> ReferenceAdapter:
    """Returns after thirty seconds."""
    return _impatient(30)


class FewOpen(Session):
    """Opens the first rows of a status table only."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Refuse what stands beyond."""
        if self.find(entry_id) not in self.rows()[:_ROWS]:
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        return super().open_entry(entry_id, interface, flags)


def few_open() -> ReferenceAdapter:
    """Refuses to open the rows beyond the fortieth."""
    return ReferenceAdapter(Parts(session=FewOpen))
