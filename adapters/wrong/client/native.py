"""Wrong clients in memory and threads. They report themselves what the kit's MAPI DLL reports of a native client."""

from mapi_tck.mapi import Restriction, RowSet
from mapi_tck.ports import Mapi, Misuse, Session, StatusObject, Table, Task

from ...reference.client import ReferenceClient
from ...reference.variants import specimen


class _Native(ReferenceClient):
    """A client whose MAPI sees memory and threads."""

    mapi: Mapi

    def walk(self, mapi: Mapi, task: Task) -> int | None:
        self.mapi = mapi
        return super().walk(mapi, task)


@specimen("reads-freed-rows", step="A7")
class ReadsFreedRows(_Native):
    """The client frees each row set at once, and reads it then."""

    def retrieve(self, table: Table, restriction: Restriction) -> RowSet:
        rows = super().retrieve(table, restriction)
        assert rows.free is not None
        rows.free()
        self.mapi.misused(rows, "", Misuse.READ_AFTER_FREE)
        return RowSet(rows.rows)


@specimen("flushes-on-another-thread", step="B5.3")
class FlushesElsewhere(_Native):
    """The client calls FlushQueues of status objects on another thread than the one that has opened them."""

    def flush(self, status_object: StatusObject, target: bytes | None, task: Task) -> None:
        self.mapi.misused(status_object, "status_object.flush_queues", Misuse.OTHER_THREAD)
        super().flush(status_object, target, task)


@specimen("no-place-for-the-table", step="A1")
class NoPlaceForTable(_Native):
    """The client calls GetStatusTable with a null pointer in place of the one for the table, before it calls it properly."""

    def get_table(self, session: Session) -> Table:
        self.mapi.misused(session, "session.get_status_table", Misuse.NULL_ANSWER)
        return super().get_table(session)


@specimen("no-place-for-the-rows", step="A4")
class NoPlaceForRows(_Native):
    """The client calls HrQueryAllRows with a null pointer in place of the one for the rows, before it calls it properly."""

    def retrieve(self, table: Table, restriction: Restriction) -> RowSet:
        self.mapi.misused(table, "table.hr_query_all_rows", Misuse.NULL_ANSWER)
        return super().retrieve(table, restriction)
