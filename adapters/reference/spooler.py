"""The MAPI spooler of one profile: runs flushes, one at a time.

Real spoolers work in the background (mapi-spooler-overview.md). This one has no thread: with every call of a client or the
test bed, the subsystem first lets it catch up with the time that has passed (`Subsystem.pump`). A client sees no difference, and
a test that fails once fails every time.
"""

import functools
import math
import operator
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    PropertyTag,
    PropertyValue,
    ResultCode,
    SpoolerNotifyFlag,
    StatusRowFlag,
)

from .flush import ACTIVE_BITS, DIRECTIONS, FLUSH_BITS, ActiveTransport, Flush
from .message_store import MessageStore
from .status_rows import StatusRow, check_flags

if TYPE_CHECKING:
    from .subsystem import Subsystem


_NAMES: Final = (PropertyTag.PR_DISPLAY_NAME_A, PropertyTag.PR_DISPLAY_NAME_W)


@dataclass(slots=True, eq=False)
class Job:
    """A flush under way or accepted. `due` is the time at which it goes on, `look` is `Subsystem.looks` when it was accepted."""

    flush: Flush
    steps: Iterator[float]
    due: float
    look: int = 0


class Spooler:
    """Drives the transports of one profile through their logon objects, and through nothing else."""

    def __init__(self, subsystem: "Subsystem", store: MessageStore) -> None:
        self.store = store
        self.transports: list[ActiveTransport] = []
        #: The transports that have announced that deferred messages can be submitted again.
        self.deferred_wanted: set[str] = set()
        #: The transports that have failed for good.
        self.out_of_service: set[str] = set()
        #: The transports that have told of other mail.
        self.mail_announced: set[str] = set()
        self._subsystem = subsystem
        self._jobs: deque[Job] = deque()

    # -- what clients cause ------------------------------------------------------------------------------------------

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Flush these transports. Returns when the flush is done, or with FLUSH_ASYNC_OK at once."""
        if self._jobs:
            raise MapiError(ResultCode.MAPI_E_BUSY)
        if not flags & DIRECTIONS:
            return int(ResultCode.S_OK)
        flush = self._subsystem.parts.flush(transports, ui_param, flags, self.store, self._subsystem.user)
        if flags & FlushFlag.FLUSH_ASYNC_OK:
            self.run_later(flush)
            return int(ResultCode.S_OK)
        return self.run_now(flush)

    @property
    def flushes_for_client(self) -> bool:
        """Whether a client's asynchronous flush is under way; meanwhile no transport's object accepts another."""
        return any(job.flush.for_client for job in self._jobs)

    def transport_at(self, row: StatusRow) -> ActiveTransport:
        """The transport of a status row."""
        for transport in self.transports:
            if transport.row is row:
                return transport
        raise MapiError(ResultCode.MAPI_E_NOT_FOUND)

    # -- what transports cause ---------------------------------------------------------------------------------------

    def row_changed(self, row: StatusRow) -> None:
        """Look at a row that a transport has changed. Flush bits that no flush explains are a request for a flush.

        This is how a transport's own FlushQueues works: it sets bits, and the spooler calls the transport later (ruling D-10).
        If a flush of the transport is under way or waits, the spooler calls after its turn (`Flush.hand_on`).
        """
        transport = next((known for known in self.transports if known.row is row), None)
        if transport is None or not transport.shows(FLUSH_BITS):
            return
        for job in self._jobs:
            if transport in job.flush.pending:
                job.flush.begun.add(transport.name)
                return
        self.requested(transport, transport.shown)

    def look_for_note(self, row: StatusRow, flags: int, before: int) -> None:
        """Look at the row of a transport that has accepted a client's request. A note has it set ACTIVE bits (ruling D-22).

        A flush bit that was there before the call may be that of a flush under way.
        """
        transport = self.transport_at(row)
        code = row.number_of(PropertyTag.PR_STATUS_CODE)
        shown = code & ~before if code & ~before & ACTIVE_BITS else code
        if code & ACTIVE_BITS and not shown & FLUSH_BITS:
            self.requested(transport, flags & DIRECTIONS)

    def requested(self, transport: ActiveTransport, directions: int) -> None:
        """Accept a flush that a transport asks for. The client's other flags are unknown here, so it shows no progress."""
        flags = directions | FlushFlag.FLUSH_FORCE | FlushFlag.FLUSH_NO_UI
        parts, user = self._subsystem.parts, self._subsystem.user
        self.run_later(parts.flush([transport], 0, flags, self.store, user, for_client=False))

    def announced(self, row: StatusRow) -> None:
        """Note that a transport can take its deferred messages now; the next flush submits them again."""
        self.deferred_wanted |= {known.name for known in self.transports if known.row is row}

    def has_mail(self, row: StatusRow) -> None:
        """Note that a transport has other mail, so that a message which it leaves unsaved is not the last one."""
        self.mail_announced |= {known.name for known in self.transports if known.row is row}

    def is_ready(self, row: StatusRow) -> None:
        """Do nothing: what a transport can send now is submitted in the next flush."""

    def failed(self, row: StatusRow) -> None:
        """Note that a transport has failed for good: it is called no more."""
        self.out_of_service |= {known.name for known in self.transports if known.row is row}

    # -- doing it ----------------------------------------------------------------------------------------------------

    def run_now(self, flush: Flush) -> int:
        """Carry the flush out before returning, even if the far ends take long."""
        self._lend(flush)
        # Its due time never comes, so that the pump does not touch it during the waits.
        job = Job(flush, flush.steps(), math.inf)
        self._jobs.appendleft(job)
        try:
            for seconds in job.steps:
                self._subsystem.wait(seconds)
        finally:
            self._jobs.remove(job)
        return flush.outcome()

    def run_later(self, flush: Flush) -> None:
        """Carry the flush out with the next pumps, after those that were accepted before."""
        self._lend(flush)
        self._jobs.append(Job(flush, flush.steps(), self._subsystem.time.now(), self._subsystem.looks))

    def _lend(self, flush: Flush) -> None:
        flush.deferred_wanted = self.deferred_wanted
        flush.out_of_service = self.out_of_service
        flush.mail_announced = self.mail_announced
        flush.asked_meanwhile = self.requested
        if self._subsystem.hosting is not None:
            flush.patience = self._subsystem.hosting.patience

    def due(self) -> float:
        """When the next flush goes on. One that was accepted during this look waits for the next look; otherwise two
        transports that ask for a flush because of each other would keep the spooler for ever.
        """
        return self._jobs[0].due if self._jobs and self._jobs[0].look < self._subsystem.looks else math.inf

    def give_idle_time(self) -> None:
        """If there is nothing to do, tell the hosted transports so (ixplogon-idle.md)."""
        if self._jobs or self._subsystem.hosting is None:
            return
        for transport in self.transports:
            if transport.name not in self.out_of_service:
                self._subsystem.hosting.give_idle_time(transport.name)

    def step(self) -> None:
        """Do what is due, up to the next wait.

        The next wait counts from when this step was due, not from now: a client that looks late sees as much done as one
        that looks all the time. But no flush begins before it was accepted.
        """
        job = self._jobs[0]
        seconds = next(job.steps, None)
        if seconds is not None:
            job.due += seconds
            return
        self._jobs.popleft()
        if self._jobs:
            self._jobs[0].due = max(job.due, self._jobs[0].due)


class TransportSupport:
    """IMAPISupport for one transport: its line back to the spooler."""

    def __init__(self, row: StatusRow, spooler: Spooler) -> None:
        self._row = row
        self._spooler = spooler
        #: The status codes of the rows that the transport has made, by their names; here they are one row (ruling D-17).
        self._codes: dict[str, int] = {}
        self._complete = False

    def modify_status_row(self, values: Sequence[PropertyValue], flags: int) -> None:
        """Replace the transport's columns by these, or with STATUSROW_UPDATE change only these."""
        check_flags(flags, StatusRowFlag)
        self._complete = self._complete or bool(flags)
        values = self._together(values)
        if flags & StatusRowFlag.STATUSROW_UPDATE:
            self._row.merge(values)
        else:
            self._row.replace(values)
        if any(value.tag == PropertyTag.PR_STATUS_CODE for value in values):
            self._spooler.row_changed(self._row)

    def _together(self, values: Sequence[PropertyValue]) -> Sequence[PropertyValue]:
        """The same values; of one of several rows, with the status bits of all of them."""
        named = {value.tag: value.value for value in values}
        name, code = named.get(_NAMES[0], named.get(_NAMES[1])), named.get(PropertyTag.PR_STATUS_CODE)
        if isinstance(name, str) and isinstance(code, int) and (name in self._codes or not self._complete):
            self._codes[name] = code
        if len(self._codes) < 2:
            return values
        together = functools.reduce(operator.or_, self._codes.values())
        return [PropertyValue(v.tag, together) if v.tag == PropertyTag.PR_STATUS_CODE else v for v in values]

    def spooler_notify(self, flags: int, data: bytes | None) -> None:
        """Note that deferred messages can be submitted again, that there is other mail, or that the transport is ready or failed.

        The other flags need no action: without threads no call disturbs a dialog.
        """
        check_flags(flags, SpoolerNotifyFlag)
        if flags & SpoolerNotifyFlag.NOTIFY_SENTDEFERRED:
            self._spooler.announced(self._row)
        if flags & SpoolerNotifyFlag.NOTIFY_NEWMAIL:
            self._spooler.has_mail(self._row)
        if flags & SpoolerNotifyFlag.NOTIFY_READYTOSEND:
            self._spooler.is_ready(self._row)
        if flags & SpoolerNotifyFlag.NOTIFY_CRITICAL_ERROR:
            self._spooler.failed(self._row)

    def spooler_yield(self, flags: int) -> int:
        """Return S_OK: nothing else has to run meanwhile, and this spooler never cancels a message."""
        return int(ResultCode.S_OK)
