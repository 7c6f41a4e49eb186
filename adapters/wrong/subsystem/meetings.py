"""Wrong subsystems where flushes meet, and where FLUSH_FORCE changes more than it should."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from weakref import WeakKeyDictionary

from mapi_tck.mapi import FlushFlag, MapiError, PropertyTag, ResultCode, RowSet
from mapi_tck.ports import Direction

from ...reference.flush import DIRECTIONS, ActiveTransport, Flush
from ...reference.spooler import Spooler
from ...reference.status_objects import MarshalledStatus, SpoolerStatus
from ...reference.status_rows import Columns, StatusRow
from ...reference.status_table import StatusTable
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of, part_of, specimen
from .rows import having

#: How many flushes are under way or wait at once.
_MOST_AT_ONCE: Final = 5
#: The queues as they were when the flush under way began, by the spooler.
_BEGUN: Final[WeakKeyDictionary[Spooler, dict[str, list[str]]]] = WeakKeyDictionary()


@specimen("second-flush-sends-it-all-again", step="A6")
class SendsAgain(Spooler):
    """A flush while another is under way succeeds, and sends the whole batch of that one once more."""

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        if not self._jobs:
            return super().flush(transports, ui_param, flags)
        moved = {t.token for t in self._subsystem.journal if t.direction is Direction.OUTGOING}
        for transport in transports:
            batch = _BEGUN.get(self, {}).pop(transport.name, [])
            self.store.submit(transport.name, [token for token in batch if token in moved])
        return int(ResultCode.S_OK)

    def run_later(self, flush: Flush) -> None:
        names = [transport.name for transport in flush.pending]
        _BEGUN[self] = {name: [message.token for message in self.store.outgoing(name)] for name in names}
        super().run_later(flush)


@specimen("own-flush-meanwhile-sends-again", step="B5.3")
class AsksAgain(TransportStatus):
    """A transport's own flush while another is under way submits what was sent already once more."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        if self.transport.flushing and flags & FlushFlag.FLUSH_UPLOAD:
            _ = [self.transport.server.take(token) for token in _sent_by(self.transport.server)]
        return super().flush_queues(ui_param, target, flags)


def _sent_by(server: object) -> list[str]:
    journal = server._journal  # type: ignore[attr-defined]
    name = server.transport  # type: ignore[attr-defined]
    return [t.token for t in journal if t.transport == name and t.direction is Direction.OUTGOING]


@instead_of(SpoolerStatus.flush_queues, "force-forgets-the-target", step="B5.3")
def forgets_target(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """With FLUSH_FORCE the spooler flushes every transport although one is the target."""
    return SpoolerStatus.flush_queues(self, ui_param, None if flags & FlushFlag.FLUSH_FORCE else target, flags)


@instead_of(MarshalledStatus.flush_queues, "own-force-reaches-the-others", step="B5.3")
def own_force_for_all(self: MarshalledStatus, ui_param: int, target: bytes | None, flags: int) -> int | None:
    """With FLUSH_FORCE a transport's own FlushQueues also flushes the other transports that support it."""
    answer = MarshalledStatus.flush_queues(self, ui_param, target, flags)
    for other in self.session.profile.spooler.transports:
        if flags & FlushFlag.FLUSH_FORCE and other.row is not self.row:
            with suppress(MapiError):
                other.logon.open_status_entry(None, 0)[0].flush_queues(ui_param, None, flags)
    return answer


@instead_of(SpoolerStatus.flush_queues, "force-means-both-directions", step="A6")
def force_both(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """With FLUSH_FORCE and one direction the spooler flushes both."""
    forced = flags & FlushFlag.FLUSH_FORCE and flags & DIRECTIONS
    return SpoolerStatus.flush_queues(self, ui_param, target, flags | DIRECTIONS if forced else flags)


@instead_of(TransportStatus.flush_queues, "own-force-means-both-directions", step="B5.3")
def own_force_both(self: TransportStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """With FLUSH_FORCE and one direction a transport's own FlushQueues flushes both."""
    forced = flags & FlushFlag.FLUSH_FORCE and flags & DIRECTIONS
    return TransportStatus.flush_queues(self, ui_param, target, flags | DIRECTIONS if forced else flags)


# -- a flush, and a status table that is open ---------------------------------------------------------------------------


@part_of("flush-rewinds-open-tables", "flush-changes-instance-keys")
class Counting(Spooler):
    """Counts the flushes that clients have asked for."""

    flushes = 0

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        self.flushes += 1
        return super().flush(transports, ui_param, flags)


def flushes_of(table: StatusTable) -> int:
    """How many flushes the spooler of the table's session was asked for."""
    spooler = table.session.profile.spooler
    assert isinstance(spooler, Counting)
    return spooler.flushes


@specimen("flush-rewinds-open-tables", step="A4")
class Rewound(StatusTable):
    """A flush puts the position of an open status table back to the first row."""

    _known = 0

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        if flushes_of(self) != self._known:
            self.cursor, self._known = 0, flushes_of(self)
        return super().query_rows(row_count, flags)


@instead_of(StatusTable.columns_of, "flush-changes-instance-keys", step="A1")
def changing_keys(self: StatusTable, row: StatusRow) -> Columns:
    """A flush changes PR_INSTANCE_KEY of every row."""
    key = row.number.to_bytes(4) + flushes_of(self).to_bytes(4)
    return having(StatusTable.columns_of(self, row), PropertyTag.PR_INSTANCE_KEY, key)


@instead_of(Spooler.run_later, "fifth-request-is-forgotten", step="B5.3")
def forgets_the_fifth(self: Spooler, flush: Flush) -> None:
    """While five flushes are under way or wait, a transport's own FlushQueues answers S_OK and is never done."""
    if flush.for_client or len(self._jobs) < _MOST_AT_ONCE:
        Spooler.run_later(self, flush)
