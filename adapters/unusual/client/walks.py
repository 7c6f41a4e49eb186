"""Right but unusual clients: other ways to the same flush."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace

from mapi_tck.mapi import (
    AndRestriction,
    Bookmark,
    ExistRestriction,
    FlushFlag,
    IID_IMAPIStatus,
    MapiError,
    OpenFlag,
    PropertyTag,
    ResourceMethod,
    ResourceType,
    Restriction,
    ResultCode,
    Row,
    RowSet,
    UnicodeFlag,
    find,
)
from mapi_tck.ports import Direction, Mapi, Procedure, Session, StatusObject, Table, Task

from ...reference.client import ReferenceClient
from ...reference.variants import instead_of, specimen
from ...wrong.client.table import PicksItself

# -- steps 1 to 4 ------------------------------------------------------------------------------------------------------


@specimen("columns-in-the-other-order")
class OtherOrder(ReferenceClient):
    """The client sets the two columns in the other order."""

    columns = (PropertyTag.PR_RESOURCE_TYPE, PropertyTag.PR_ENTRYID)


@specimen("methods-as-a-column")
class MethodsAsColumn(ReferenceClient):
    """The client reads PR_RESOURCE_METHODS as a column, and opens no object of a transport that cannot flush."""

    columns = (
        PropertyTag.PR_DISPLAY_NAME_A,
        PropertyTag.PR_RESOURCE_METHODS,
        PropertyTag.PR_ENTRYID,
        PropertyTag.PR_RESOURCE_TYPE,
    )

    def flush_row(self, session: Session, row: Row, task: Task) -> None:
        slot = find(row, PropertyTag.PR_RESOURCE_METHODS)
        methods = slot.value if slot is not None and not slot.is_absent and isinstance(slot.value, int) else 0
        if not methods & ResourceMethod.STATUS_FLUSH_QUEUES:
            self.fall_back(session, row, task)
            return
        with ExitStack() as held:
            self.flush(self.open(session, row, held), None, task)


@specimen("columns-as-an-argument")
class ColumnsAsArgument(ReferenceClient):
    """The client passes the columns to HrQueryAllRows, and never calls SetColumns."""

    def limit_columns(self, table: Table) -> None:
        """Nothing yet."""

    def retrieve(self, table: Table, restriction: Restriction) -> RowSet:
        return table.hr_query_all_rows(self.all_columns, restriction, None, 0)  # type: ignore[attr-defined, no-any-return]


@specimen("reads-with-a-loop-of-its-own")
class OwnLoop(ReferenceClient):
    """The client restricts the table, and reads it with QueryRows until no row is left."""

    def rows_of(self, session: Session, kind: ResourceType, held: ExitStack) -> Sequence[Row]:
        table = self.get_table(session)
        self.hold(held, table.release)
        self.limit_columns(table)
        table.restrict(self.restriction(kind), 0)
        rows: list[Row] = []
        while read := table.query_rows(50, 0):
            rows += read.rows
            if read.free is not None:
                self.hold(held, read.free)
        if read.free is not None:
            self.hold(held, read.free)
        return rows


@specimen("reads-with-the-loop-of-the-page")
class PagesLoop(ReferenceClient):
    """The client reads with QueryRows until no row is left, and frees each row set but the last one, which is empty."""

    def rows_of(self, session: Session, kind: ResourceType, held: ExitStack) -> Sequence[Row]:
        rows: list[Row] = []
        with ExitStack() as soon:
            table = self.get_table(session)
            self.hold(soon, table.release)
            self.limit_columns(table)
            table.restrict(self.restriction(kind), 0)
            while read := table.query_rows(50, 0):
                rows += read.rows
                if read.free is not None:
                    read.free()
        return rows


@specimen("restricts-on-existing-values")
class ExistingValues(MethodsAsColumn):
    """The client adds RES_EXIST for each of its columns to its restriction, and reads PR_RESOURCE_METHODS as a column."""

    def restriction(self, kind: ResourceType) -> Restriction:
        return AndRestriction((*map(ExistRestriction, self.all_columns), super().restriction(kind)))


@specimen("picks-rows-of-the-small-table")
class PicksRows(PicksItself):
    """The client reads all rows of the status table, which is small, and picks those of the step by their PR_RESOURCE_TYPE."""


@instead_of(ReferenceClient.get_table, "prefers-unicode")
def prefers_unicode(self: ReferenceClient, session: Session) -> Table:
    """The client asks for a Unicode status table first, and for another one if there is none."""
    try:
        return session.get_status_table(UnicodeFlag.MAPI_UNICODE)
    except MapiError:
        return session.get_status_table(0)


@specimen("asks-each-status-object-for-its-name")
class LooksAtEach(ReferenceClient):
    """Told to flush one transport, the client opens each transport's status object, and asks it for its name."""

    def flush_one(self, session: Session, task: Task) -> None:
        with ExitStack() as held:
            for row in self.rows_of(session, ResourceType.MAPI_TRANSPORT_PROVIDER, held):
                if self.has_name(session, row, task.transport):
                    return self.flush_row(session, row, task)
        raise MapiError(ResultCode.MAPI_E_NOT_FOUND)

    def has_name(self, session: Session, row: Row, name: str) -> bool:
        with ExitStack() as held:
            _, (slot,) = self.open(session, row, held).get_props((PropertyTag.PR_DISPLAY_NAME_A,), 0)
            return slot.value == name


# -- steps A5 to A7, and B5 --------------------------------------------------------------------------------------------


@instead_of(ReferenceClient.open, "opens-with-best-access")
def best_access(self: ReferenceClient, session: Session, row: Row, held: ExitStack) -> StatusObject:
    """The client opens status objects with MAPI_BEST_ACCESS, and names the interface."""
    status_object, _ = session.open_entry(self.entry_id(row), IID_IMAPIStatus, OpenFlag.MAPI_BEST_ACCESS)
    if status_object is None:
        raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
    self.hold(held, status_object.release)
    return status_object


@specimen("flushes-each-direction-alone")
class EachDirection(ReferenceClient):
    """The client calls FlushQueues once for each direction."""

    def flush(self, status_object: StatusObject, target: bytes | None, task: Task) -> None:
        for flag in (FlushFlag.FLUSH_UPLOAD, FlushFlag.FLUSH_DOWNLOAD):
            if self.flags(task) & flag:
                status_object.flush_queues(0, target, FlushFlag.FLUSH_NO_UI | flag)


@specimen("two-sessions")
class TwoSessions(ReferenceClient):
    """The client logs on twice, and flushes one direction in each session."""

    def walk(self, mapi: Mapi, task: Task) -> int | None:
        for direction in Direction:
            if direction in task.directions:
                super().walk(mapi, replace(task, directions=frozenset({direction})))
        return None


@specimen("forces-and-need-not-wait")
class NeedNotWait(ReferenceClient):
    """The client passes FLUSH_FORCE, and FLUSH_ASYNC_OK to the spooler; MAPI_E_BUSY then tells it that the flush is under way."""

    def flags(self, task: Task) -> int:
        wait = FlushFlag.FLUSH_ASYNC_OK if task.procedure is Procedure.A else 0
        return super().flags(task) | FlushFlag.FLUSH_FORCE | wait

    def flush(self, status_object: StatusObject, target: bytes | None, task: Task) -> None:
        try:
            super().flush(status_object, target, task)
        except MapiError as error:
            if task.procedure is not Procedure.A or error.code != ResultCode.MAPI_E_BUSY:
                raise


@specimen("shows-progress-to-a-user")
class ShowsProgress(ReferenceClient):
    """The client leaves out FLUSH_NO_UI if someone is at the screen."""

    def flags(self, task: Task) -> int:
        flags = super().flags(task)
        return flags & ~FlushFlag.FLUSH_NO_UI if task.attended else flags


@instead_of(ReferenceClient.flush, "tries-a-busy-flush-again")
def tries_again(self: ReferenceClient, status_object: StatusObject, target: bytes | None, task: Task) -> None:
    """The client calls FlushQueues three times if the answer is MAPI_E_BUSY."""
    for attempt in range(3):
        try:
            status_object.flush_queues(0, target, self.flags(task))
        except MapiError as error:
            if error.code != ResultCode.MAPI_E_BUSY or attempt == 2:
                raise
        else:
            return


@specimen("keeps-one-spooler-object")
class OneSpoolerObject(ReferenceClient):
    """The client opens the spooler's status object before its loop, and uses it for all fallbacks."""

    def carry_out(self, session: Session, task: Task) -> None:
        with ExitStack() as held:
            if task.procedure is Procedure.B:
                self.spooler = self.open_spooler(session, held)
            super().carry_out(session, task)

    def fall_back(self, session: Session, row: Row, task: Task) -> None:
        self.flush(self.spooler, self.entry_id(row), task)


@specimen("releases-in-the-order-of-getting")
class ReleasesInOrder(ReferenceClient):
    """The client releases first what it got first: status table, row set, status object. In procedure B it does as usual."""

    #: What procedure A has got; `None` in procedure B.
    got: list[Callable[[], None]] | None = None

    def flush_all(self, session: Session, task: Task) -> None:
        got = self.got = []
        try:
            super().flush_all(session, task)
        finally:
            self.got = None
            for release in got:
                release()

    def hold(self, held: ExitStack, release: Callable[[], None]) -> None:
        if self.got is None:
            super().hold(held, release)
        else:
            self.got.append(release)


@specimen("frees-the-rows-early-in-a")
class FreesEarly(ReferenceClient):
    """In procedure A the client releases table and rows before it flushes: it needs the status object only."""

    def flush_all(self, session: Session, task: Task) -> None:
        with ExitStack() as held:
            with ExitStack() as soon:
                row = self.only(self.rows_of(session, ResourceType.MAPI_SPOOLER, soon))
                spooler = self.open(session, row, held)
            self.flush(spooler, None, task)


@specimen("answers-a-code")
class AnswersCode(ReferenceClient):
    """The client releases its session without Logoff, and answers a warning when all is done."""

    def walk(self, mapi: Mapi, task: Task) -> int | None:
        super().walk(mapi, task)
        return int(ResultCode.MAPI_W_NO_SERVICE)

    def log_off(self, session: Session) -> None:
        session.release()


@specimen("looks-around-first")
class LooksAround(ReferenceClient):
    """The client makes calls that no step needs: it asks for the columns, moves the cursor, and compares identifiers."""

    def retrieve(self, table: Table, restriction: Restriction) -> RowSet:
        table.query_columns(0)
        table.seek_row(Bookmark.BOOKMARK_BEGINNING, 0)
        return super().retrieve(table, restriction)

    def open(self, session: Session, row: Row, held: ExitStack) -> StatusObject:
        entry_id = self.entry_id(row)
        session.compare_entry_ids(entry_id, entry_id, 0)
        return super().open(session, row, held)


@specimen("asks-the-spooler-for-its-methods")
class AsksSpooler(ReferenceClient):
    """The client looks at PR_RESOURCE_METHODS of the spooler's status object too, and at more properties of each object."""

    def open_spooler(self, session: Session, held: ExitStack) -> StatusObject:
        spooler = super().open_spooler(session, held)
        spooler.get_props((PropertyTag.PR_RESOURCE_METHODS, PropertyTag.PR_DISPLAY_NAME_A), 0)
        return spooler

    def supports_flush(self, status_object: StatusObject, row: Row) -> bool:
        tags = (PropertyTag.PR_IDENTITY_ENTRYID, PropertyTag.PR_RESOURCE_METHODS)
        _, (_, slot) = status_object.get_props(tags, 0)
        return (
            not slot.is_absent and isinstance(slot.value, int) and bool(slot.value & ResourceMethod.STATUS_FLUSH_QUEUES)
        )


@specimen("copies-the-identifiers-first")
class CopiesFirst(ReferenceClient):
    """The client releases table and rows before it visits the rows of transports: it has copied them."""

    def rows_of(self, session: Session, kind: ResourceType, held: ExitStack) -> Sequence[Row]:
        with ExitStack() as soon:
            return tuple(super().rows_of(session, kind, soon))


@specimen("asks-for-write-access-first")
class AsksForWriteAccess(ReferenceClient):
    """The client opens objects with MAPI_MODIFY, and flushes a transport whose object does not open through the spooler."""

    def open(self, session: Session, row: Row, held: ExitStack) -> StatusObject:
        status_object, _ = session.open_entry(self.entry_id(row), None, OpenFlag.MAPI_MODIFY)
        if status_object is None:
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        self.hold(held, status_object.release)
        return status_object

    def flush_row(self, session: Session, row: Row, task: Task) -> None:
        try:
            with ExitStack() as tried:
                self.open(session, row, tried)
        except MapiError:
            self.fall_back(session, row, task)
            return
        super().flush_row(session, row, task)


@instead_of(ReferenceClient.flush_each, "gives-up-after-a-failure")
def gives_up(self: ReferenceClient, session: Session, task: Task) -> None:
    """The client visits the rows until a call fails, and tells of the failure."""
    with ExitStack() as held:
        for row in self.rows_of(session, ResourceType.MAPI_TRANSPORT_PROVIDER, held):
            self.flush_row(session, row, task)


@specimen("opens-all-then-flushes")
class TwoPasses(ReferenceClient):
    """The client opens all transports' objects, frees rows and table, and then flushes through each object and releases it."""

    def flush_each(self, session: Session, task: Task) -> None:
        failures: list[MapiError] = []
        with ExitStack() as objects:
            opened: list[tuple[Row, StatusObject, ExitStack]] = []
            with ExitStack() as held:
                for row in self.rows_of(session, ResourceType.MAPI_TRANSPORT_PROVIDER, held):
                    own = objects.enter_context(ExitStack())
                    try:
                        opened.append((row, self.open(session, row, own), own))
                    except MapiError as failure:
                        failures.append(failure)
            for row, status_object, own in opened:
                try:
                    with own:
                        self.flush_opened(session, status_object, row, task)
                except MapiError as failure:
                    failures.append(failure)
        if failures:
            raise failures[0]
