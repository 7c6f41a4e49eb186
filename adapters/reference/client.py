"""The reference's client: it walks procedures A and B as the topic asks.

It is written to be read, and it is careful: it looks at each answer before it uses it, and an `ExitStack` releases what it holds
on every path. Each method is one numbered step, so that a wrong or unusual client replaces one of them.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from mapi_tck import __version__
from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    ObjectType,
    PropertyRestriction,
    PropertyTag,
    PropertyValue,
    Relop,
    ResourceMethod,
    ResourceType,
    Restriction,
    ResultCode,
    Row,
    RowSet,
    find,
)
from mapi_tck.ports import Description, Direction, Evidence, Mapi, Procedure, Session, StatusObject, Table, Task

#: What a direction means to FlushQueues (ruling D-01).
FLAGS = {Direction.OUTGOING: FlushFlag.FLUSH_UPLOAD, Direction.INCOMING: FlushFlag.FLUSH_DOWNLOAD}
#: The column that tells one transport from the others.
NAME = PropertyTag.PR_DISPLAY_NAME_A


class ReferenceClient:
    """Does a task, and raises `MapiError` if something of it is not done."""

    #: The columns of steps A2 and B2.
    columns: Sequence[int] = (PropertyTag.PR_ENTRYID, PropertyTag.PR_RESOURCE_TYPE)
    #: What the task needs besides.
    more_columns: Sequence[int] = ()

    @property
    def all_columns(self) -> Sequence[int]:
        """The columns of steps A2 and B2, and what the task needs besides."""
        return (*self.columns, *self.more_columns)

    def describe(self) -> Description:
        """Name the client. The kit knows of its own client that it has one thread, and reads nothing that it has freed."""
        observes = frozenset({Evidence.CALLS, Evidence.OBJECTS})
        return Description("mapi-tck reference client", __version__, "mapi-tck", observes=observes)

    def close(self) -> None:
        """Nothing is held between two tasks."""

    def walk(self, mapi: Mapi, task: Task) -> int | None:
        """Log on, walk the procedure, log off."""
        self.more_columns = (NAME,) if task.transport else ()
        session = mapi.logon(task.profile, 0)
        try:
            self.carry_out(session, task)
        finally:
            self.log_off(session)
        return None

    def carry_out(self, session: Session, task: Task) -> None:
        """Walk the procedure of the task."""
        if task.procedure is Procedure.A:
            self.flush_all(session, task)
        elif task.transport:
            self.flush_one(session, task)
        else:
            self.flush_each(session, task)

    def log_off(self, session: Session) -> None:
        """Log off; the session is released in any case."""
        try:
            session.logoff(0, 0, 0)
        finally:
            session.release()

    # -- procedure A, and steps 1 to 4 of both -------------------------------------------------------------------------

    def flush_all(self, session: Session, task: Task) -> None:
        """Procedure A."""
        with ExitStack() as held:
            self.flush(self.open_spooler(session, held), None, task)

    def open_spooler(self, session: Session, held: ExitStack) -> StatusObject:
        """Steps A1 to A5."""
        rows = self.rows_of(session, ResourceType.MAPI_SPOOLER, held)
        return self.open(session, self.only(rows), held)

    def only(self, rows: Sequence[Row]) -> Row:
        """The row of the spooler. Without one there is nothing to flush through."""
        if not rows:
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        return rows[0]

    def rows_of(self, session: Session, kind: ResourceType, held: ExitStack) -> Sequence[Row]:
        """Steps 1 to 4: the rows of this type."""
        table = self.get_table(session)
        self.hold(held, table.release)
        self.limit_columns(table)
        row_set = self.retrieve(table, self.restriction(kind))
        if row_set.free is not None:
            self.hold(held, row_set.free)
        return row_set.rows

    def hold(self, held: ExitStack, release: Callable[[], None]) -> None:
        """Have something released in the end: steps A7 and B5.4."""
        held.callback(release)

    def get_table(self, session: Session) -> Table:
        """Steps A1 and B1."""
        return session.get_status_table(0)

    def limit_columns(self, table: Table) -> None:
        """Steps A2 and B2."""
        table.set_columns(self.all_columns, 0)

    def restriction(self, kind: ResourceType) -> Restriction:
        """Steps A3 and B3."""
        tag = PropertyTag.PR_RESOURCE_TYPE
        return PropertyRestriction(Relop.RELOP_EQ, tag, PropertyValue(tag, int(kind)))

    def retrieve(self, table: Table, restriction: Restriction) -> RowSet:
        """Steps A4 and B4."""
        return table.hr_query_all_rows(None, restriction, None, 0)  # type: ignore[attr-defined, no-any-return]

    def open(self, session: Session, row: Row, held: ExitStack) -> StatusObject:
        """Steps A5 and B5.1."""
        status_object, object_type = session.open_entry(self.entry_id(row), None, 0)
        if status_object is None:
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        self.hold(held, status_object.release)
        if object_type not in (ObjectType.MAPI_STATUS, None):
            raise MapiError(ResultCode.MAPI_E_INVALID_OBJECT)
        return status_object

    def entry_id(self, row: Row) -> bytes:
        """The entry identifier of a row, which may hold an error in its place."""
        slot = find(row, PropertyTag.PR_ENTRYID)
        if slot is None or not isinstance(slot.value, bytes):
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        return slot.value

    def flush(self, status_object: StatusObject, target: bytes | None, task: Task) -> None:
        """Steps A6 and B5.3."""
        status_object.flush_queues(0, target, self.flags(task))

    def flags(self, task: Task) -> int:
        """The flags of FlushQueues for the task."""
        return FlushFlag.FLUSH_NO_UI | sum(FLAGS[direction] for direction in task.directions)

    # -- procedure B ---------------------------------------------------------------------------------------------------

    def flush_each(self, session: Session, task: Task) -> None:
        """Procedure B. A failure at one transport does not stop it at the others."""
        failures: list[MapiError] = []
        with ExitStack() as held:
            for row in self.rows_of(session, ResourceType.MAPI_TRANSPORT_PROVIDER, held):
                try:
                    self.flush_row(session, row, task)
                except MapiError as failure:
                    failures.append(failure)
        if failures:
            raise failures[0]

    def flush_one(self, session: Session, task: Task) -> None:
        """Procedure B for the one transport that the task names."""
        with ExitStack() as held:
            rows = self.rows_of(session, ResourceType.MAPI_TRANSPORT_PROVIDER, held)
            self.flush_row(session, self.named(rows, task.transport), task)

    def named(self, rows: Sequence[Row], name: str) -> Row:
        """The row of the transport with this name."""
        for row in rows:
            if (slot := find(row, NAME)) is not None and slot.value == name:
                return row
        raise MapiError(ResultCode.MAPI_E_NOT_FOUND)

    def flush_row(self, session: Session, row: Row, task: Task) -> None:
        """Steps B5.1 to B5.4 for one row."""
        with ExitStack() as held:
            self.flush_opened(session, self.open(session, row, held), row, task)

    def flush_opened(self, session: Session, status_object: StatusObject, row: Row, task: Task) -> None:
        """Steps B5.2 and B5.3 for the status object of the row."""
        if self.supports_flush(status_object, row):
            self.flush(status_object, None, task)
        else:
            self.fall_back(session, row, task)

    def supports_flush(self, status_object: StatusObject, row: Row) -> bool:
        """Step B5.2. A missing property means no."""
        _, (slot,) = status_object.get_props((PropertyTag.PR_RESOURCE_METHODS,), 0)
        return (
            isinstance(slot.value, int) and not slot.is_absent and bool(slot.value & ResourceMethod.STATUS_FLUSH_QUEUES)
        )

    def fall_back(self, session: Session, row: Row, task: Task) -> None:
        """Step B5.3 for a transport that cannot flush: through the spooler, with the transport as target."""
        with ExitStack() as held:
            self.flush(self.open_spooler(session, held), self.entry_id(row), task)
