"""Wrong lifetimes: what stays alive when it was given back, and what goes along with it."""

from collections.abc import Sequence

from mapi_tck.mapi import MapiError, ResultCode, Row, RowSet

from ...reference.lifetime import HeldRows
from ...reference.status_objects import MarshalledStatus, SpoolerStatus
from ...reference.status_table import StatusTable
from ..faults import fault


@fault("tables-leak")
class LeakingTable(StatusTable):
    """Stays alive after its release."""

    def release(self) -> None:
        """Count it again."""
        super().release()
        self._holdings.lend(self.kind)


@fault("row-sets-leak")
class LeakingRows(StatusTable):
    """Its row sets stay alive after their release."""

    def lend_rows(self, rows: Sequence[Row]) -> RowSet:
        """Give out a row set whose release does nothing."""
        HeldRows(self.session.subsystem.holdings)
        return RowSet(tuple(rows), lambda: None)


@fault("status-objects-leak")
class LeakingObject(SpoolerStatus):
    """Stays alive after its release."""

    def release(self) -> None:
        """Count it again."""
        super().release()
        self._holdings.lend(self.kind)


@fault("status-object-leaks-without-table")
class LeakingAlone(SpoolerStatus):
    """Stays alive when its table was released before it."""

    def release(self) -> None:
        """Count it again, unless a table is held."""
        super().release()
        if not self._holdings.counts()["table"]:
            self._holdings.lend(self.kind)


@fault("table-takes-status-object-along")
class DiesWithTable(SpoolerStatus):
    """Works only while a table is held."""

    def enter(self) -> None:
        """Refuse without a table."""
        super().enter()
        if not self._holdings.counts()["table"]:
            raise MapiError(ResultCode.MAPI_E_INVALID_OBJECT)


@fault("fallback-leaks")
class LeakingFallback(SpoolerStatus):
    """A flush of a target leaves a row set behind."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Count one more."""
        if target is not None:
            self._holdings.lend("row set")
        return super().flush_queues(ui_param, target, flags)


@fault("transport-objects-leak")
class LeakingTransport(MarshalledStatus):
    """Stays alive after its release."""

    def release(self) -> None:
        """Count it again."""
        super().release()
        self._holdings.lend(self.kind)
