"""Wrong subsystems while a flush is under way: what ends it, what it is taken for, and what it changes elsewhere."""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    PropertyTag,
    ResourceMethod,
    Restriction,
    ResultCode,
    StatusCode,
    TableFlag,
)
from mapi_tck.ports import StatusObject

from ...reference.flush import DIRECTIONS, FLUSH_BITS, ActiveTransport, Flush
from ...reference.message_store import MessageStore
from ...reference.session import Session
from ...reference.spooler import Job, Spooler
from ...reference.status_objects import MarshalledStatus, SpoolerStatus
from ...reference.status_rows import Columns, StatusRow
from ...reference.status_table import StatusTable
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of, part_of, specimen
from .other_sessions import ends_all
from .rows import having, is_transport
from .spooler import one_way

_WAITS: Final = 5


@specimen("second-object-ends-the-flush", step="B5.4")
class EndsFlush(MarshalledStatus):
    """The release of one of two status objects of a transport ends the transport's flush."""

    _open: Final[WeakKeyDictionary[StatusRow, int]] = WeakKeyDictionary()

    def __init__(self, session: Session, row: StatusRow, inner: StatusObject) -> None:
        super().__init__(session, row, inner)
        self._open[row] = self._open.get(row, 0) + 1

    def release(self) -> None:
        super().release()
        self._open[self.row] -= 1
        jobs = self.session.profile.spooler._jobs
        if self._open[self.row]:
            for job in [job for job in jobs if [transport.row for transport in job.flush.pending] == [self.row]]:
                jobs.remove(job)


@specimen("joins-a-flush-that-already-receives", step="B5.3")
class Joining(TransportStatus):
    """While a transport receives, its own object accepts a flush as part of the one under way, which sends no more."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        supports = self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES
        if supports and self.transport._code & FLUSH_BITS == StatusCode.STATUS_INBOUND_FLUSH:
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@instead_of(StatusTable.columns_of, "target-shows-in-every-row", step="B5.3")
def target_in_every_row(self: StatusTable, row: StatusRow) -> Columns:
    """While the spooler flushes a target, all transports' rows show the flush bits of the target."""
    columns, tag = StatusTable.columns_of(self, row), PropertyTag.PR_STATUS_CODE
    shown = 0
    for job in self.session.profile.spooler._jobs:
        if job.flush.for_client and len(job.flush.explained) == 1:
            shown |= job.flush.pending[0].row.number_of(tag) & int(FLUSH_BITS)
    return having(columns, tag, row.number_of(tag) | shown) if shown and is_transport(row) else columns


@instead_of(StatusTable.restrict, "batched-restriction-forgotten", step="A3")
def forgets_batched(self: StatusTable, restriction: Restriction | None, flags: int) -> None:
    """A restriction with TBL_BATCH is accepted, and never replaces the one before it."""
    before = self.restriction
    StatusTable.restrict(self, restriction, flags)
    if flags & TableFlag.TBL_BATCH and before is not None:
        self.restriction = before


@part_of("flush-lifts-restrictions")
class Counting(Spooler):
    """Counts the flushes that clients have asked it for."""

    asked = 0

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        self.asked += 1
        return super().flush(transports, ui_param, flags)


@specimen("flush-lifts-restrictions", step="A6")
class Lifted(StatusTable):
    """A flush takes the restrictions off all status tables that are open."""

    _restricted_at = 0

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        super().restrict(restriction, flags)
        self._restricted_at = self._asked

    def rows(self) -> Sequence[StatusRow]:
        return super().rows() if self._restricted_at == self._asked else self.session.rows()

    @property
    def _asked(self) -> int:
        spooler = self.session.profile.spooler
        assert isinstance(spooler, Counting)
        return spooler.asked


@part_of("failed-flush-lifts-restrictions")
class CountingFailures(Counting):
    """Counts the flushes that have failed."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        before = self.asked
        answer = super().flush(transports, ui_param, flags)
        self.asked = before
        return answer


@specimen("failed-flush-lifts-restrictions", step="A6")
class LiftedByFailure(Lifted):
    """A flush that fails takes the restrictions off all status tables that are open."""


#: What an asynchronous flush has failed with, until another flush tells it, by the store of its profile.
_UNTOLD: Final[WeakKeyDictionary[MessageStore, int]] = WeakKeyDictionary()


@specimen("failure-is-told-by-the-next-flush", step="A6")
class ToldLater(Flush):
    """If an asynchronous flush fails, the next synchronous one transfers everything, and answers with that failure."""

    def steps(self) -> Iterator[float]:
        yield from super().steps()
        if self.flags & FlushFlag.FLUSH_ASYNC_OK and self.failures:
            _UNTOLD[self.store] = self.failures[0]

    def outcome(self) -> int:
        if untold := _UNTOLD.pop(self.store, None):
            raise MapiError(untold)
        return super().outcome()


@instead_of(MarshalledStatus.flush_queues, "second-request-narrows-the-first", step="B5.3")
def narrows(self: MarshalledStatus, ui_param: int, target: bytes | None, flags: int) -> int | None:
    """A flush of a transport's own object while another is under way replaces the directions of that one."""
    self.enter()
    for job in self.session.profile.spooler._jobs:
        if not job.flush.for_client and [transport.row for transport in job.flush.pending] == [self.row]:
            job.flush.flags = job.flush.flags & ~int(DIRECTIONS) | flags & DIRECTIONS
            return int(ResultCode.S_OK)
    return MarshalledStatus.flush_queues(self, ui_param, target, flags)


@instead_of(SpoolerStatus.release, "release-ends-the-asynchronous-flush", step="A7")
def ends_with_object(self: SpoolerStatus) -> None:
    """The release of the spooler's status object ends the asynchronous flush that is under way."""
    SpoolerStatus.release(self)
    if self.session.profile.spooler.flushes_for_client:
        ends_all(self.session.profile.spooler)


@specimen("asynchronous-flush-waits-five-times", step="A6")
class GivesUp(Spooler):
    """The spooler gives an asynchronous flush up when it would have to wait for the sixth time."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._waits: WeakKeyDictionary[Flush, int] = WeakKeyDictionary()

    def step(self) -> None:
        job: Job = self._jobs[0]
        due = job.due
        super().step()
        if job.flush.for_client and job.due > due:
            self._waits[job.flush] = self._waits.get(job.flush, 0) + 1
            if self._waits[job.flush] > _WAITS:
                self._jobs.remove(job)


@instead_of(Flush.flush_one, "own-flush-receives-before-it-sends", step="B5.3")
def own_receives_first(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """A flush that a transport's own status object has asked for receives before it sends."""
    if self.for_client:
        yield from Flush.flush_one(self, transport)
        return
    yield from one_way(self, transport, FlushFlag.FLUSH_DOWNLOAD)
    yield from one_way(self, transport, FlushFlag.FLUSH_UPLOAD)


@instead_of(Flush.send, "force-turns-the-queue-round", step="A6")
def force_turns_round(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """With FLUSH_FORCE the spooler sends the last submitted message first."""
    if self.for_client and self.flags & FlushFlag.FLUSH_FORCE:
        self.store.outgoing(transport.name).reverse()
    yield from Flush.send(self, transport)


def like(spooler: Spooler, transport: ActiveTransport) -> ActiveTransport:
    """The first transport of the profile whose name begins with that of the given one."""
    return next(known for known in spooler.transports if known.name.startswith(transport.name))


@instead_of(Spooler.flush, "target-found-by-the-beginning-of-its-name", step="B5.3")
def target_by_beginning(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler flushes the first transport whose name begins with the name of the target."""
    if transports is not self.transports:
        transports = [like(self, transport) for transport in transports]
    return Spooler.flush(self, transports, ui_param, flags)


@instead_of(Session.open_transport, "transports-told-apart-by-sixteen-letters", step="B5.1")
def sixteen_letters(self: Session, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
    """A transport's row opens the status object of the first transport whose name begins with the same sixteen letters."""
    spooler = self.profile.spooler
    beginning = spooler.transport_at(row).name[:16]
    first = next(known for known in spooler.transports if known.name[:16] == beginning)
    return Session.open_transport(self, first.row, interface, flags)


@instead_of(Session.open_transport, "object-found-by-the-beginning-of-its-name", step="B5.1")
def object_by_beginning(self: Session, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
    """A transport's row opens the status object of the first transport whose name begins with that of the row's."""
    spooler = self.profile.spooler
    return Session.open_transport(self, like(spooler, spooler.transport_at(row)).row, interface, flags)
