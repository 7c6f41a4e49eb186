"""Wrong clients: how they get the status table and read it (steps 1 to 4)."""

from collections.abc import Sequence
from contextlib import ExitStack, suppress

from mapi_tck.mapi import (
    MapiError,
    PropertyRestriction,
    PropertyTag,
    PropertyType,
    PropertyValue,
    Relop,
    ResourceType,
    Restriction,
    Row,
    RowSet,
    UnicodeFlag,
    change_prop_type,
    find,
)
from mapi_tck.ports import Procedure, Session, Table, Task

from ...reference.client import ReferenceClient
from ...reference.variants import instead_of, specimen


@specimen("ignores-a-refused-table", step="A1")
class IgnoresRefusedTable(ReferenceClient):
    """The client says that procedure A is done although it got no status table."""

    def get_table(self, session: Session) -> Table:
        self.refused = True
        table = super().get_table(session)
        self.refused = False
        return table

    def flush_all(self, session: Session, task: Task) -> None:
        try:
            super().flush_all(session, task)
        except MapiError:
            if not self.refused:
                raise


@specimen("table-after-logoff", step="A1")
class TableAfterLogoff(ReferenceClient):
    """The client asks for the status table once more after Logoff."""

    def log_off(self, session: Session) -> None:
        session.logoff(0, 0, 0)
        with suppress(MapiError):
            session.get_status_table(0).release()
        session.release()


@instead_of(ReferenceClient.get_table, "insists-on-unicode", step="A1")
def insists_on_unicode(self: ReferenceClient, session: Session) -> Table:
    """The client crashes if there is no Unicode status table."""
    try:
        return session.get_status_table(UnicodeFlag.MAPI_UNICODE)
    except MapiError as error:
        raise RuntimeError("no Unicode") from error


@specimen("reads-the-entry-identifier-alone", step="B2")
class ReadsIdentifierAlone(ReferenceClient):
    """In procedure B the client limits the columns to PR_ENTRYID, and restricts on a property outside them."""

    def carry_out(self, session: Session, task: Task) -> None:
        self.columns = (PropertyTag.PR_ENTRYID,) if task.procedure is Procedure.B else ReferenceClient.columns
        super().carry_out(session, task)


@instead_of(ReferenceClient.limit_columns, "relies-on-default-columns", step="A2")
def relies_on_defaults(self: ReferenceClient, table: Table) -> None:
    """The client sets no columns, and relies on those that the table has."""


@instead_of(ReferenceClient.limit_columns, "sets-no-column", step="A2")
def sets_no_column(self: ReferenceClient, table: Table) -> None:
    """The client first sets an empty list of columns."""
    with suppress(MapiError):
        table.set_columns((), 0)
    table.set_columns(self.all_columns, 0)


@instead_of(ReferenceClient.restriction, "restricts-by-greater-or-equal", step="A3")
def restricts_by_ge(self: ReferenceClient, kind: ResourceType) -> Restriction:
    """The client selects the rows whose PR_RESOURCE_TYPE is at least that of the step, and checks no row."""
    tag = PropertyTag.PR_RESOURCE_TYPE
    return PropertyRestriction(Relop.RELOP_GE, tag, PropertyValue(tag, int(kind)))


@instead_of(ReferenceClient.restriction, "restricts-with-two-types", step="A3")
def restricts_with_two_types(self: ReferenceClient, kind: ResourceType) -> Restriction:
    """The client builds a restriction whose two tags have different property types."""
    tag = PropertyTag.PR_RESOURCE_TYPE
    return PropertyRestriction(Relop.RELOP_EQ, tag, PropertyValue(change_prop_type(tag, PropertyType.PT_I8), int(kind)))


@instead_of(ReferenceClient.restriction, "restricts-on-transports-always", step="A3")
def restricts_on_transports(self: ReferenceClient, kind: ResourceType) -> Restriction:
    """The client restricts on transport providers in procedure A too."""
    tag = PropertyTag.PR_RESOURCE_TYPE
    return PropertyRestriction(Relop.RELOP_EQ, tag, PropertyValue(tag, int(ResourceType.MAPI_TRANSPORT_PROVIDER)))


class PicksItself(ReferenceClient):
    """The client reads all rows without a restriction, and picks those of the step."""

    others: Sequence[Row] = ()

    def retrieve(self, table: Table, restriction: Restriction) -> RowSet:
        assert isinstance(restriction, PropertyRestriction)
        read: RowSet = table.hr_query_all_rows(None, None, None, 0)  # type: ignore[attr-defined]
        chosen = [row for row in read.rows if find(row, PropertyTag.PR_RESOURCE_TYPE) == restriction.value]
        self.others = [row for row in read.rows if row not in chosen]
        return RowSet(tuple(chosen), read.free)


@specimen("opens-rows-of-every-type", step="A4")
class OpensEveryType(PicksItself):
    """The client reads all rows without a restriction, opens each, and uses only the objects of the step."""

    def rows_of(self, session: Session, kind: ResourceType, held: ExitStack) -> Sequence[Row]:
        rows = super().rows_of(session, kind, held)
        for row in self.others:
            with ExitStack() as meanwhile:
                self.open(session, row, meanwhile)
        return rows


@instead_of(ReferenceClient.only, "takes-a-first-row-that-is-not-there", step="A4")
def takes_first_row(self: ReferenceClient, rows: Sequence[Row]) -> Row:
    """The client takes the first row of the spooler without counting the rows, and crashes."""
    return rows[0]


@instead_of(ReferenceClient.entry_id, "uses-an-error-as-identifier", step="A4")
def uses_error(self: ReferenceClient, row: Row) -> bytes:
    """The client does not look at the tag of the value, and opens what is in the place of the entry identifier."""
    slot = find(row, PropertyTag.PR_ENTRYID)
    if slot is None or not isinstance(slot.value, bytes):
        return b"\x0f\x01\x04\x80"
    return slot.value


@specimen("keeps-the-rows", step="A4")
class KeepsRows(ReferenceClient):
    """The client never frees the row sets of the spooler's row."""

    def retrieve(self, table: Table, restriction: Restriction) -> RowSet:
        assert isinstance(restriction, PropertyRestriction)
        read = super().retrieve(table, restriction)
        return RowSet(read.rows) if restriction.value.value == ResourceType.MAPI_SPOOLER else read


@instead_of(ReferenceClient.retrieve, "frees-the-rows-twice", step="A4")
def frees_twice(self: ReferenceClient, table: Table, restriction: Restriction) -> RowSet:
    """The client frees each row set twice."""
    read: RowSet = table.hr_query_all_rows(None, restriction, None, 0)  # type: ignore[attr-defined]

    def free() -> None:
        assert read.free is not None
        read.free()
        with suppress(MapiError):
            read.free()

    return RowSet(read.rows, free)
