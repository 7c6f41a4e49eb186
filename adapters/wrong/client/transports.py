"""Wrong clients: what they do with the rows of transports (procedure B)."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace

from mapi_tck.mapi import FlushFlag, MapiError, PropertyTag, ResourceMethod, ResourceType, ResultCode, Row
from mapi_tck.ports import Direction, Procedure, Session, StatusObject, Task

from ...reference.client import ReferenceClient
from ...reference.variants import instead_of, specimen


@specimen("restricts-on-the-spooler-always", step="B3")
class RestrictsOnSpooler(ReferenceClient):
    """The client restricts on the spooler in procedure B too."""

    def flush_each(self, session: Session, task: Task) -> None:
        with ExitStack() as held:
            for row in self.rows_of(session, ResourceType.MAPI_SPOOLER, held):
                self.flush_row(session, row, task)


@specimen("crashes-without-transports", step="B4")
class CrashesWithoutTransports(ReferenceClient):
    """The client takes the first transport's row without counting the rows, and crashes."""

    def rows_of(self, session: Session, kind: ResourceType, held: ExitStack) -> Sequence[Row]:
        rows = super().rows_of(session, kind, held)
        if kind is ResourceType.MAPI_TRANSPORT_PROVIDER:
            self.first = rows[0]
        return rows


@specimen("visits-the-first-row", step="B5")
class VisitsFirstRow(ReferenceClient):
    """The client visits only the first transport's row."""

    def rows_of(self, session: Session, kind: ResourceType, held: ExitStack) -> Sequence[Row]:
        return super().rows_of(session, kind, held)[:1]


@instead_of(ReferenceClient.flush_each, "stops-at-the-first-failure", step="B5")
def stops_at_failure(self: ReferenceClient, session: Session, task: Task) -> None:
    """The client stops its loop at the first transport that refuses something."""
    with ExitStack() as held:
        for row in self.rows_of(session, ResourceType.MAPI_TRANSPORT_PROVIDER, held):
            self.flush_row(session, row, task)


@specimen("flushes-each-transport-always", step="B5")
class FlushesEach(ReferenceClient):
    """Told to flush one transport, the client flushes each of them."""

    def flush_one(self, session: Session, task: Task) -> None:
        self.flush_each(session, task)


@instead_of(ReferenceClient.named, "takes-the-first-transport", step="B5")
def takes_first(self: ReferenceClient, rows: Sequence[Row], name: str) -> Row:
    """Told to flush one transport, the client flushes that of the first row."""
    return self.only(rows)


@specimen("pads-the-transports-identifiers", step="B5.1")
class PadsIdentifiers(ReferenceClient):
    """The client adds a byte to each transport's entry identifier before it opens it."""

    def flush_row(self, session: Session, row: Row, task: Task) -> None:
        padded = tuple(
            type(slot)(slot.tag, slot.value + b"\0") if isinstance(slot.value, bytes) else slot for slot in row
        )
        super().flush_row(session, padded, task)


@instead_of(ReferenceClient.supports_flush, "wants-no-other-method", step="B5.2")
def wants_no_other(self: ReferenceClient, status_object: StatusObject, row: Row) -> bool:
    """The client compares PR_RESOURCE_METHODS with STATUS_FLUSH_QUEUES in place of testing the bit."""
    _, (slot,) = status_object.get_props((PropertyTag.PR_RESOURCE_METHODS,), 0)
    return slot.value == ResourceMethod.STATUS_FLUSH_QUEUES


@specimen("tries-and-falls-back", step="B5.2")
class TriesFirst(ReferenceClient):
    """The client calls FlushQueues of each transport, and falls back on the spooler if that is refused."""

    def flush_opened(self, session: Session, status_object: StatusObject, row: Row, task: Task) -> None:
        try:
            self.flush(status_object, None, task)
        except MapiError as error:
            if error.code != ResultCode.MAPI_E_NO_SUPPORT:
                raise
            self.fall_back(session, row, task)


@instead_of(ReferenceClient.supports_flush, "takes-an-error-for-methods", step="B5.2")
def takes_error(self: ReferenceClient, status_object: StatusObject, row: Row) -> bool:
    """The client tests the bit in the error that stands in the place of PR_RESOURCE_METHODS."""
    _, (slot,) = status_object.get_props((PropertyTag.PR_RESOURCE_METHODS,), 0)
    return isinstance(slot.value, int) and bool(slot.value & ResourceMethod.STATUS_FLUSH_QUEUES)


@instead_of(ReferenceClient.supports_flush, "takes-a-warning-for-a-failure", step="B5.2")
def takes_warning(self: ReferenceClient, status_object: StatusObject, row: Row) -> bool:
    """The client gives a transport up if GetProps answers MAPI_W_ERRORS_RETURNED."""
    code, (slot,) = status_object.get_props((PropertyTag.PR_RESOURCE_METHODS,), 0)
    if code != ResultCode.S_OK:
        raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
    return isinstance(slot.value, int) and bool(slot.value & ResourceMethod.STATUS_FLUSH_QUEUES)


@instead_of(ReferenceClient.fall_back, "falls-back-without-target", step="B5.3")
def without_target(self: ReferenceClient, session: Session, row: Row, task: Task) -> None:
    """The client passes no target to the spooler, which flushes every transport."""
    with ExitStack() as held:
        self.flush(self.open_spooler(session, held), None, task)


@instead_of(ReferenceClient.fall_back, "leaves-out-what-cannot-flush", step="B5.3")
def leaves_out(self: ReferenceClient, session: Session, row: Row, task: Task) -> None:
    """The client does not flush a transport whose status object cannot."""


@instead_of(ReferenceClient.supports_flush, "falls-back-always", step="B5.3")
def falls_back_always(self: ReferenceClient, status_object: StatusObject, row: Row) -> bool:
    """The client looks at PR_RESOURCE_METHODS, and flushes each transport through the spooler nevertheless."""
    status_object.get_props((PropertyTag.PR_RESOURCE_METHODS,), 0)
    return False


@specimen("targets-the-transport-at-itself", step="B5.3")
class TargetsTransport(ReferenceClient):
    """The client passes the transport's entry identifier as target to the transport's own status object."""

    def flush_opened(self, session: Session, status_object: StatusObject, row: Row, task: Task) -> None:
        if self.supports_flush(status_object, row):
            self.flush(status_object, self.entry_id(row), task)
        else:
            self.fall_back(session, row, task)


@specimen("waits-for-no-transport", step="B5.3")
class WaitsForNone(ReferenceClient):
    """The client passes FLUSH_ASYNC_OK in procedure B, also to the transports' own status objects."""

    def flags(self, task: Task) -> int:
        flags = super().flags(task)
        return flags if task.procedure is Procedure.A else flags | FlushFlag.FLUSH_ASYNC_OK


@specimen("takes-one-refusal-for-all", step="B5.3")
class TakesOneForAll(ReferenceClient):
    """After MAPI_E_NO_SUPPORT or MAPI_E_BUSY from one transport, the client flushes all that follow through the spooler."""

    def carry_out(self, session: Session, task: Task) -> None:
        self.gives_up = False
        super().carry_out(session, task)

    def supports_flush(self, status_object: StatusObject, row: Row) -> bool:
        return super().supports_flush(status_object, row) and not self.gives_up

    def flush(self, status_object: StatusObject, target: bytes | None, task: Task) -> None:
        try:
            super().flush(status_object, target, task)
        except MapiError as error:
            self.gives_up |= error.code in (ResultCode.MAPI_E_NO_SUPPORT, ResultCode.MAPI_E_BUSY)
            raise


@specimen("sends-only-through-the-spooler", step="B5.3")
class SendsOnly(ReferenceClient):
    """Told to flush both queues, the client asks the spooler only to send for a transport that cannot flush."""

    def fall_back(self, session: Session, row: Row, task: Task) -> None:
        out = task.directions & {Direction.OUTGOING}
        super().fall_back(session, row, replace(task, directions=out or task.directions))


@specimen("looks-for-a-row-by-its-place", step="B5")
class LooksByPlace(ReferenceClient):
    """The client reads the transports' rows again before each visit, and takes the row of the next place."""

    def flush_each(self, session: Session, task: Task) -> None:
        failures: list[MapiError] = []
        place, number = 0, 1
        while place < number:
            with ExitStack() as held:
                rows = self.rows_of(session, ResourceType.MAPI_TRANSPORT_PROVIDER, held)
                number = len(rows)
                try:
                    self.flush_row(session, rows[place], task) if rows else None
                except MapiError as failure:
                    failures.append(failure)
            place += 1
        if failures:
            raise failures[0]


@specimen("hides-user-interface-of-the-spooler-only", step="B5.3")
class HidesOnlyInA(ReferenceClient):
    """The client passes FLUSH_NO_UI in procedure A, and not in procedure B."""

    def flags(self, task: Task) -> int:
        flags = super().flags(task)
        return flags if task.procedure is Procedure.A else flags & ~FlushFlag.FLUSH_NO_UI


@specimen("frees-the-rows-in-the-loop", step="B5.4")
class FreesInLoop(ReferenceClient):
    """The client releases table and rows in the first turn of its loop, as step B5.4 reads literally."""

    def flush_each(self, session: Session, task: Task) -> None:
        with ExitStack() as held:
            for row in self.rows_of(session, ResourceType.MAPI_TRANSPORT_PROVIDER, held):
                self.flush_row(session, row, task)
                held.close()


@specimen("keeps-objects-to-the-end", step="B5.4")
class KeepsToEnd(ReferenceClient):
    """The client releases the transports' status objects together after the loop."""

    def flush_each(self, session: Session, task: Task) -> None:
        with ExitStack() as self.to_the_end:
            super().flush_each(session, task)

    def flush_row(self, session: Session, row: Row, task: Task) -> None:
        self.flush_opened(session, self.open(session, row, self.to_the_end), row, task)


@specimen("keeps-the-fallbacks-table", step="B5.4")
class KeepsFallbacksTable(ReferenceClient):
    """The client never releases the status table and the row set of the fallback."""

    def fall_back(self, session: Session, row: Row, task: Task) -> None:
        with ExitStack() as kept:
            self.flush(self.open_spooler(session, kept), self.entry_id(row), task)
            kept.pop_all()


@specimen("uses-the-session-after-logoff", step="A7")
class UsesSession(ReferenceClient):
    """The client compares two entry identifiers after Logoff."""

    def log_off(self, session: Session) -> None:
        session.logoff(0, 0, 0)
        with suppress(MapiError):
            session.compare_entry_ids(b"", b"", 0)
        session.release()


@instead_of(ReferenceClient.log_off, "keeps-the-session", step="A7")
def keeps_session(self: ReferenceClient, session: Session) -> None:
    """The client logs off, and never releases its session."""
    session.logoff(0, 0, 0)


@specimen("releases-after-logoff", step="A7")
class ReleasesLate(ReferenceClient):
    """The client releases status tables and status objects after Logoff."""

    def hold(self, held: ExitStack, release: Callable[[], None]) -> None:
        self.kept.append(release)

    def carry_out(self, session: Session, task: Task) -> None:
        self.kept: list[Callable[[], None]] = []
        super().carry_out(session, task)

    def log_off(self, session: Session) -> None:
        with ExitStack() as after:
            after.callback(session.release)
            for release in self.kept:
                after.callback(release)
            session.logoff(0, 0, 0)


@specimen("releases-after-logoff-in-a", step="A7")
class ReleasesLateInA(ReleasesLate):
    """In procedure A the client releases status table and status object after Logoff."""

    def hold(self, held: ExitStack, release: Callable[[], None]) -> None:
        if self.in_a:
            super().hold(held, release)
        else:
            held.callback(release)

    def carry_out(self, session: Session, task: Task) -> None:
        self.in_a = task.procedure is Procedure.A
        super().carry_out(session, task)
