"""Wrong clients: they have room for a number of things that a subsystem may exceed."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from mapi_tck.mapi import MapiError, ResourceType, Restriction, ResultCode, Row, RowSet
from mapi_tck.ports import Session, StatusObject, Table, Task

from ...reference.client import ReferenceClient
from ...reference.variants import instead_of, specimen

#: How many transports fit into the room of a small client, and of a larger one.
_FEW = 8
_ROWS = 128
#: How many bytes of an entry identifier fit.
_BYTES = 40
_MORE_BYTES = 1024
#: How many status objects fit.
_OBJECTS = 32


@instead_of(ReferenceClient.rows_of, "visits-eight-rows", step="B5")
def visits_eight(self: ReferenceClient, session: Session, kind: ResourceType, held: ExitStack) -> Sequence[Row]:
    """The client visits eight transports at most."""
    return ReferenceClient.rows_of(self, session, kind, held)[:_FEW]


@instead_of(ReferenceClient.retrieve, "takes-too-many-rows-for-none", step="B4")
def takes_many_for_none(self: ReferenceClient, table: Table, restriction: Restriction) -> RowSet:
    """The client asks HrQueryAllRows for 128 rows at most, and takes MAPI_E_TABLE_TOO_BIG for a table without rows."""
    try:
        return table.hr_query_all_rows(None, restriction, None, _ROWS)  # type: ignore[attr-defined, no-any-return]
    except MapiError as error:
        if error.code != ResultCode.MAPI_E_TABLE_TOO_BIG:
            raise
        return RowSet(())


@instead_of(ReferenceClient.entry_id, "cuts-long-identifiers", step="B5.1")
def cuts(self: ReferenceClient, row: Row) -> bytes:
    """The client has room for forty bytes of an entry identifier."""
    return ReferenceClient.entry_id(self, row)[:_BYTES]


@instead_of(ReferenceClient.entry_id, "cuts-identifiers-of-two-kilobytes", step="B5.1")
def cuts_longer(self: ReferenceClient, row: Row) -> bytes:
    """The client has room for 1024 bytes of an entry identifier."""
    return ReferenceClient.entry_id(self, row)[:_MORE_BYTES]


@specimen("releases-32-status-objects", step="B5.4")
class Releases32(ReferenceClient):
    """The client has room for 32 status objects, and releases no others."""

    def carry_out(self, session: Session, task: Task) -> None:
        self.opened, self.opens = 0, False
        super().carry_out(session, task)

    def open(self, session: Session, row: Row, held: ExitStack) -> StatusObject:
        self.opened, self.opens = self.opened + 1, True
        try:
            return super().open(session, row, held)
        finally:
            self.opens = False

    def hold(self, held: ExitStack, release: Callable[[], None]) -> None:
        if not self.opens or self.opened <= _OBJECTS:
            super().hold(held, release)
