"""Wrong sizes: what goes wrong only with many transports, rows, columns, properties or messages."""

from collections.abc import Iterator, Sequence
from typing import Final

from mapi_tck.mapi import MapiError, PropertyTag, Restriction, ResultCode, Row, RowSet
from mapi_tck.ports import StatusObject

from ...reference.flush import ActiveTransport, Flush
from ...reference.session import Session
from ...reference.spooler import Spooler
from ...reference.status_rows import Columns, StatusRow
from ...reference.status_table import StatusTable
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of
from .properties import Props
from .queues import sends_at_most
from .rows import having
from .slots import error_in_place_of
from .table import OtherQuery

#: As many columns or properties as a list has room for, and as many transports as a flush reports well.
_EIGHT: Final = 8
_TABLES: Final = 16


@instead_of(Spooler.flush, "transports-beyond-64-forgotten", step="A6")
def sixty_four(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler flushes the first 64 transports of the profile, and forgets the others."""
    return Spooler.flush(self, transports[:64], ui_param, flags)


@instead_of(Spooler.flush, "many-transports-are-a-warning", step="A6")
def warns_of_many(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """A flush of more than eight transports that has transferred everything answers with a warning."""
    answer = Spooler.flush(self, transports, ui_param, flags)
    return int(ResultCode.MAPI_W_PARTIAL_COMPLETION) if len(transports) > _EIGHT else answer


@instead_of(Flush.send, "thousand-messages-a-flush", step="A6")
def thousand_a_flush(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """The spooler sends a thousand messages of a queue, and leaves the others for the next flush."""
    return sends_at_most(1000, self, transport)


@instead_of(StatusTable.rows, "fifty-rows-at-most", step="B4")
def fifty_rows(self: StatusTable) -> Sequence[StatusRow]:
    """The status table shows no more than fifty rows."""
    return StatusTable.rows(self)[:50]


@instead_of(OtherQuery.query_all, "query-all-gives-sixty-rows", step="A4")
def sixty_rows(self: OtherQuery, tags: Sequence[int] | None, restriction: Restriction | None, max_rows: int) -> RowSet:
    """HrQueryAllRows gives no more than sixty rows, even without a limit."""
    rows = OtherQuery.query_all(self, tags, restriction, max_rows)
    return RowSet(rows.rows[:60], rows.free)


@instead_of(StatusTable.columns_of, "instance-keys-count-to-32", step="A1")
def keys_to_32(self: StatusTable, row: StatusRow) -> Columns:
    """PR_INSTANCE_KEY has five bits, so that the rows of a long table share them."""
    return having(StatusTable.columns_of(self, row), PropertyTag.PR_INSTANCE_KEY, bytes([row.number % 32]))


@instead_of(StatusTable.columns_of, "row-ids-count-to-256", step="A1")
def row_ids_to_256(self: StatusTable, row: StatusRow) -> Columns:
    """PR_ROWID has eight bits, so that rows of a long table share them."""
    return having(StatusTable.columns_of(self, row), PropertyTag.PR_ROWID, row.number % 256)


@instead_of(StatusTable.query_rows, "row-count-has-16-bits", step="A4")
def sixteen_bits(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """QueryRows looks at the lower 16 bits of the number of rows, and refuses 65536 as if it were zero."""
    if row_count > 0 and not row_count & 0xFFFF:
        raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
    return StatusTable.query_rows(self, row_count, flags)


@instead_of(StatusTable.shown, "eight-columns-at-most", step="A2")
def eight_columns(self: StatusTable, row: StatusRow) -> Row:
    """Rows show values in the first eight columns, and mark all behind them as absent."""
    slots = StatusTable.shown(self, row)
    return (*slots[:_EIGHT], *map(error_in_place_of, self.columns[_EIGHT:]))


@instead_of(TransportStatus.get_props, "eight-properties-at-most", step="B5.2")
def eight_properties(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's object gives the first eight properties that are asked for, and leaves out the others."""
    return TransportStatus.get_props(self, tags[:_EIGHT], flags)


@instead_of(TransportStatus.get_props, "sixteen-properties-at-most", step="B5.2")
def sixteen_properties(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's object gives the first sixteen properties that are asked for, and an error for each other one."""
    _, values = TransportStatus.get_props(self, tags, flags)
    given = [*values[:16], *map(error_in_place_of, tags[16:])]
    complete = not any(value.is_error for value in given)
    return int(ResultCode.S_OK if complete else ResultCode.MAPI_W_ERRORS_RETURNED), given


@instead_of(StatusTable.query_rows, "row-count-overflows", step="A4")
def overflows(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """QueryRows gives no row if the number of the last one that is asked for does not fit into 31 bits."""
    return (
        self.lend_rows([]) if self.cursor + row_count > 0x7FFFFFFF else StatusTable.query_rows(self, row_count, flags)
    )


@instead_of(Spooler.flush, "long-queue-is-refused", step="A6")
def refuses_long(self: Spooler, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
    """The spooler refuses a flush of a queue of more than a thousand messages."""
    if any(len(self.store.outgoing(transport.name)) > 1000 for transport in transports):
        raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
    return Spooler.flush(self, transports, ui_param, flags)


@instead_of(Session.open_transport, "forty-rows-open", step="B5.1")
def forty_open(self: Session, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
    """OpenEntry refuses the entry identifier of each row behind the fortieth."""
    if row.number > 40:
        raise MapiError(ResultCode.MAPI_E_INVALID_ENTRYID)
    return Session.open_transport(self, row, interface, flags)


@instead_of(Session.get_status_table, "sixteen-status-tables-at-most", step="A1")
def sixteen_tables(self: Session, flags: int) -> StatusTable:
    """The session gives no more than sixteen status tables at once."""
    if self.subsystem.holdings["table"] >= _TABLES:
        raise MapiError(ResultCode.MAPI_E_NOT_ENOUGH_RESOURCES)
    return Session.get_status_table(self, flags)
