"""Right but unusual clients: their ways after a failure, and how they go through the rows."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

from mapi_tck.mapi import FlushFlag, MapiError, ResourceType, ResultCode, Row
from mapi_tck.ports import Session, StatusObject, Task

from ...reference.client import ReferenceClient
from ...reference.variants import specimen


@specimen("visits-the-transports-if-the-spooler-fails")
class VisitsTransports(ReferenceClient):
    """If it cannot flush through the spooler in procedure A, the client flushes each transport as step B5.3 says it.

    It does not pass FLUSH_NO_UI there.
    """

    def flush_all(self, session: Session, task: Task) -> None:
        try:
            super().flush_all(session, task)
        except MapiError:
            self.flush_each(session, replace(task, attended=True))

    def flags(self, task: Task) -> int:
        flags = super().flags(task)
        return flags & ~int(FlushFlag.FLUSH_NO_UI) if task.attended else flags


@specimen("turns-to-the-spooler-if-a-transport-fails")
class TurnsToSpooler(ReferenceClient):
    """If it cannot flush one of all transports in procedure B, the client flushes all queues through the spooler in the end."""

    def flush_each(self, session: Session, task: Task) -> None:
        try:
            super().flush_each(session, task)
        except MapiError:
            self.flush_all(session, task)


@specimen("begins-again-after-a-failure")
class BeginsAgain(ReferenceClient):
    """After a failure the client walks its procedure once more from the first step."""

    def carry_out(self, session: Session, task: Task) -> None:
        try:
            super().carry_out(session, task)
        except MapiError:
            super().carry_out(session, task)


@specimen("waits-while-it-is-busy")
class WaitsWhileBusy(ReferenceClient):
    """The client calls FlushQueues again as long as the answer is MAPI_E_BUSY."""

    def flush(self, status_object: StatusObject, target: bytes | None, task: Task) -> None:
        while True:
            try:
                return super().flush(status_object, target, task)
            except MapiError as failure:
                if failure.code != ResultCode.MAPI_E_BUSY:
                    raise


@specimen("visits-rows-side-by-side")
class SideBySide(ReferenceClient):
    """The client takes each step of its loop for all rows before the next step, as if each row had a thread of its own."""

    def flush_each(self, session: Session, task: Task) -> None:
        failures: list[MapiError] = []
        with ExitStack() as held:
            rows = self.rows_of(session, ResourceType.MAPI_TRANSPORT_PROVIDER, held)
            visits = [self.visit(session, row, task) for row in rows]
            while visits:
                visits = [visit for visit in visits if self.goes_on(visit, failures)]
        if failures:
            raise failures[0]

    def visit(self, session: Session, row: Row, task: Task) -> Iterator[None]:
        """The visit of one row, which pauses after each step."""
        with ExitStack() as held:
            status_object = self.open(session, row, held)
            yield
            supported = self.supports_flush(status_object, row)
            yield
            if supported:
                self.flush(status_object, None, task)
            else:
                self.fall_back(session, row, task)
            yield

    def goes_on(self, visit: Iterator[None], failures: list[MapiError]) -> bool:
        """Take the next step of a visit. Whether there may be one after it."""
        try:
            next(visit)
        except StopIteration:
            return False
        except MapiError as failure:
            failures.append(failure)
            return False
        return True
