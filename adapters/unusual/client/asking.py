"""Right but unusual clients: how they ask for rows and properties."""

from contextlib import ExitStack

from mapi_tck.mapi import (
    MapiError,
    PropertyTag,
    ResourceMethod,
    ResourceType,
    Restriction,
    ResultCode,
    Row,
    RowSet,
    find,
)
from mapi_tck.ports import Session, StatusObject, Table, Task

from ...reference.client import ReferenceClient
from ...reference.variants import instead_of, specimen

#: The most rows for which a client has room.
_ROOM = 100
#: The most rows that a client reads again and again.
_FEW = 20


@specimen("asks-with-null")
class AsksWithNull(ReferenceClient):
    """The client passes NULL wherever a page permits it: to GetProps for all properties, to Restrict for no restriction."""

    def retrieve(self, table: Table, restriction: Restriction) -> RowSet:
        table.restrict(None, 0)
        table.restrict(restriction, 0)
        return table.hr_query_all_rows(None, None, None, 0)  # type: ignore[attr-defined, no-any-return]

    def supports_flush(self, status_object: StatusObject, row: Row) -> bool:
        _, slots = status_object.get_props(None, 0)  # type: ignore[arg-type] # the kit serves clients that ask for all
        slot = find(tuple(slots), PropertyTag.PR_RESOURCE_METHODS)
        return (
            slot is not None and isinstance(slot.value, int) and bool(slot.value & ResourceMethod.STATUS_FLUSH_QUEUES)
        )


@instead_of(ReferenceClient.retrieve, "has-room-for-a-hundred-rows")
def hundred_rows(self: ReferenceClient, table: Table, restriction: Restriction) -> RowSet:
    """The client asks HrQueryAllRows for a hundred rows at most, and says that all is not done if there are more."""
    return table.hr_query_all_rows(None, restriction, None, _ROOM)  # type: ignore[attr-defined, no-any-return]


@specimen("finds-each-row-again")
class FindsAgain(ReferenceClient):
    """The client reads the transports' rows again before each visit if they are few, and finds its row by CompareEntryIDs."""

    def flush_row(self, session: Session, row: Row, task: Task) -> None:
        wanted = self.entry_id(row)
        with ExitStack() as held:
            rows = self.rows_of(session, ResourceType.MAPI_TRANSPORT_PROVIDER, held)
            if len(rows) > _FEW:
                return super().flush_row(session, row, task)
            slots = [find(one, PropertyTag.PR_ENTRYID) for one in rows]
            ids = [slot.value if slot is not None and isinstance(slot.value, bytes) else None for slot in slots]
            pairs = zip(rows, ids, strict=True)
            same = (one for one, id in pairs if id is not None and session.compare_entry_ids(wanted, id, 0))
            if (again := next(same, None)) is None:
                raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
            return super().flush_row(session, again, task)
