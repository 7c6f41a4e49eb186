"""Wrong lifetimes: objects that stay alive after their release, and objects that end too early."""

from collections.abc import Sequence
from typing import Any, Final

from mapi_tck.mapi import MapiError, OpenFlag, PropertyValue, Restriction, ResultCode, Row, RowSet
from mapi_tck.ports import StatusObject

from ...reference.flush import server_of
from ...reference.lifetime import ClientObject, HeldRows
from ...reference.session import Session
from ...reference.status_objects import MarshalledStatus, SpoolerStatus
from ...reference.status_rows import width
from ...reference.status_table import StatusTable
from ...reference.variants import instead_of, part_of, specimen


class Leaking(ClientObject):
    """Stays alive after its release: it is counted again."""

    def leaks(self) -> bool:
        """Whether this release leaves it alive."""
        return True

    def release(self) -> None:
        super().release()
        if self.leaks():
            self._holdings[self.kind] += 1


@specimen("tables-leak", step="A7")
class LeakingTable(Leaking, StatusTable):
    """A status table stays alive after its release."""


@instead_of(StatusTable.lend_rows, "row-sets-leak", step="A7")
def leaking_rows(self: StatusTable, rows: Sequence[Row]) -> RowSet:
    """Row sets stay alive after their release."""
    HeldRows(self.session.subsystem.holdings)
    return RowSet(tuple(rows), lambda: None)


@specimen("status-objects-leak", step="A7")
class LeakingObject(Leaking, SpoolerStatus):
    """The spooler's status object stays alive after its release."""


@specimen("status-object-leaks-without-table", step="A7")
class LeakingAlone(Leaking, SpoolerStatus):
    """The spooler's status object stays alive after its release if its table was released before it."""

    def leaks(self) -> bool:
        return not self._holdings["table"]


@specimen("failed-flush-leaks", step="A7")
class LeakingOnFailure(Leaking, SpoolerStatus):
    """The spooler's status object stays alive after its release if one of its flushes has failed."""

    _failed = False

    def leaks(self) -> bool:
        return self._failed

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        try:
            return super().flush_queues(ui_param, target, flags)
        except MapiError:
            self._failed = True
            raise


@instead_of(SpoolerStatus.enter, "table-takes-status-object-along", step="A7")
def dies_with_table(self: SpoolerStatus) -> None:
    """The release of the table ends the spooler's status object."""
    SpoolerStatus.enter(self)
    if not self._holdings["table"]:
        raise MapiError(ResultCode.MAPI_E_INVALID_OBJECT)


@instead_of(SpoolerStatus.flush_queues, "fallback-leaks", step="B5.4")
def leaking_fallback(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """A flush with a target leaves a row set behind."""
    if target is not None:
        self._holdings["row set"] += 1
    return SpoolerStatus.flush_queues(self, ui_param, target, flags)


@specimen("transport-objects-leak", step="B5.4")
class LeakingTransport(Leaking, MarshalledStatus):
    """Transports' status objects stay alive after their release."""


_MINUTE: Final = 60.0
_THOUSAND: Final = 1000


class Aging(ClientObject):
    """Ends a minute after the client got it."""

    session: Session

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._end = self.session.subsystem.time.now() + _MINUTE

    def check_held(self) -> None:
        super().check_held()
        if self.session.subsystem.time.now() > self._end:
            raise MapiError(ResultCode.MAPI_E_INVALID_OBJECT)


@specimen("spoolers-object-ends-after-a-minute", step="A7")
class AgingObject(Aging, SpoolerStatus):
    """The spooler's status object ends a minute after it was opened."""


@specimen("transports-objects-end-after-a-minute", step="B5.2")
class AgingTransport(Aging, MarshalledStatus):
    """Transports' status objects end a minute after they were opened."""


@specimen("tables-end-after-a-minute", step="A7")
class AgingTable(Aging, StatusTable):
    """A status table ends a minute after it was given."""


@specimen("sessions-end-after-a-minute", step="A7")
class AgingSession(Session):
    """A session gives no status table any more when a minute has passed since its logon."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._end = self.subsystem.time.now() + _MINUTE

    def get_status_table(self, flags: int) -> StatusTable:
        if self.subsystem.time.now() > self._end:
            raise MapiError(ResultCode.MAPI_E_END_OF_SESSION)
        return super().get_status_table(flags)


class Worn:
    """Added to a session or an object: it answers a thousand calls, and then no more."""

    _calls = 0

    def enter(self) -> None:
        super().enter()  # type: ignore[misc]
        self._calls += 1
        if self._calls > _THOUSAND:
            raise MapiError(ResultCode.MAPI_E_INVALID_OBJECT)


@specimen("spoolers-object-answers-a-thousand-times", step="B5.2")
class WornObject(Worn, SpoolerStatus):
    """The spooler's status object answers a thousand calls, and then no more."""


@specimen("sessions-end-after-a-thousand-calls", step="A1")
class WornSession(Worn, Session):
    """A session ends after a thousand calls of it and of its objects."""


@instead_of(StatusTable.release, "table-release-is-refused", step="A7")
def stays_held(self: StatusTable) -> None:
    """The release of a status table is refused, and the table stays alive."""
    raise MapiError(ResultCode.MAPI_E_CALL_FAILED)


@specimen("own-flush-that-breaks-leaks", step="B5.4")
class LeakingInTheMiddle(MarshalledStatus):
    """A transport's status object stays alive after its release if a message was sent and the far end is down by then."""

    def release(self) -> None:
        super().release()
        transport = self.session.profile.spooler.transport_at(self.row)
        moved = any(transfer.transport == transport.name for transfer in self.session.subsystem.journal)
        if moved and server_of(transport).unreachable:
            self._holdings[self.kind] += 1


class Listing(Session):
    """Knows the status tables that it has given."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.tables: list[StatusTable] = []

    def get_status_table(self, flags: int) -> StatusTable:
        table = super().get_status_table(flags)
        self.tables.append(table)
        return table


@part_of("status-object-rewinds-the-tables")
class Listed(Listing):
    """Its tables can be found."""


@instead_of(SpoolerStatus.release, "status-object-rewinds-the-tables", step="A7")
def rewinds(self: SpoolerStatus) -> None:
    """The release of the spooler's status object takes all status tables of the session back to their first row."""
    SpoolerStatus.release(self)
    assert isinstance(self.session, Listing)
    for table in self.session.tables:
        table.cursor = 0


@specimen("unicode-table-turns-the-others", step="A1")
class Turning(Listing):
    """When a session gives a Unicode status table, the string columns of its other tables become Unicode, too."""

    def get_status_table(self, flags: int) -> StatusTable:
        table = super().get_status_table(flags)
        if table.unicode:
            for other in self.tables:
                other.unicode = True
                other.columns = tuple(width(tag, True) for tag in other.columns)
        return table


@instead_of(StatusTable.hr_query_all_rows, "refused-query-keeps-its-rows", step="A4")
def keeps_rows(
    self: StatusTable, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
) -> RowSet:
    """If HrQueryAllRows refuses to return so many rows, the row set that it has made stays alive."""
    try:
        return StatusTable.hr_query_all_rows(self, tags, restriction, sort_order, max_rows)
    except MapiError as error:
        if error.code == ResultCode.MAPI_E_TABLE_TOO_BIG:
            self.lend_rows([])
        raise


@specimen("missing-property-leaks", step="B5.4")
class LeakingOnWarning(Leaking, MarshalledStatus):
    """A transport's status object stays alive after its release if GetProps has marked a property as an error."""

    _warned = False

    def leaks(self) -> bool:
        return self._warned

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        code, values = super().get_props(tags, flags)
        self._warned |= code == ResultCode.MAPI_W_ERRORS_RETURNED
        return code, values


@specimen("unsupported-flush-leaks", step="B5.4")
class LeakingOnRefusal(Leaking, MarshalledStatus):
    """A transport's status object stays alive after its release if it has refused FlushQueues for lack of support."""

    _refused = False

    def leaks(self) -> bool:
        return self._refused

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        try:
            return super().flush_queues(ui_param, target, flags)
        except MapiError as error:
            self._refused |= error.code == ResultCode.MAPI_E_NO_SUPPORT
            raise


@instead_of(Session.open_entry, "modify-leaks", step="A7")
def leaking_modify(
    self: Session, entry_id: bytes, interface: str | None, flags: int
) -> tuple[StatusObject, int | None]:
    """A status object that was opened with MAPI_MODIFY stays alive after its release."""
    opened = Session.open_entry(self, entry_id, interface, flags)
    if flags & OpenFlag.MAPI_MODIFY:
        self._holdings["status object"] += 1
    return opened
