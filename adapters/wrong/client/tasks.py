"""Wrong clients: what they do in some tasks and in some trouble only, and right in all others."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    PropertyTag,
    PropertyType,
    ResourceType,
    ResultCode,
    Row,
    find,
    prop_type,
)
from mapi_tck.ports import Direction, Procedure, Session, StatusObject, Task

from ...reference.client import ReferenceClient
from ...reference.variants import instead_of, specimen


@specimen("turns-to-all-queues-after-a-refusal", step="B5.3")
class TurnsToAll(ReferenceClient):
    """If a flush of a transport is refused, the client flushes all queues through the spooler."""

    def flush_opened(self, session: Session, status_object: StatusObject, row: Row, task: Task) -> None:
        try:
            super().flush_opened(session, status_object, row, task)
        except MapiError:
            self.flush_all(session, task)
            raise


@specimen("turns-to-all-queues-when-alone", step="B5")
class TurnsToAllAlone(ReferenceClient):
    """Told to flush one transport whose status object cannot be opened, the client flushes all queues through the spooler."""

    def flush_one(self, session: Session, task: Task) -> None:
        try:
            super().flush_one(session, task)
        except MapiError:
            self.flush_all(session, task)
            raise


@specimen("flushes-the-last-one-again-for-a-user", step="B5.3")
class FlushesLastAgain(ReferenceClient):
    """When someone is at the screen, the client visits the row of the last transport twice in procedure B."""

    def rows_of(self, session: Session, kind: ResourceType, held: ExitStack) -> Sequence[Row]:
        rows = super().rows_of(session, kind, held)
        again = self.twice and kind is ResourceType.MAPI_TRANSPORT_PROVIDER
        return (*rows, *rows[-1:]) if again else rows

    def carry_out(self, session: Session, task: Task) -> None:
        self.twice = task.attended
        super().carry_out(session, task)


@specimen("flushes-through-the-spooler-for-a-user", step="B5.3")
class BySpoolerForUser(ReferenceClient):
    """When someone is at the screen, the client flushes all queues through the spooler in procedure B, too."""

    def flush_each(self, session: Session, task: Task) -> None:
        if task.attended:
            self.flush_all(session, task)
        else:
            super().flush_each(session, task)


@specimen("shows-user-interface-for-incoming-mail", step="B5.3")
class ShowsForIncoming(ReferenceClient):
    """The client leaves FLUSH_NO_UI out when it flushes the incoming queues only."""

    def flags(self, task: Task) -> int:
        flags = super().flags(task)
        return flags if Direction.OUTGOING in task.directions else flags & ~FlushFlag.FLUSH_NO_UI


@specimen("keeps-what-sends", step="B5.4")
class KeepsWhatSends(ReferenceClient):
    """The client does not release a status object when it flushes the outgoing queues only."""

    def open(self, session: Session, row: Row, held: ExitStack) -> StatusObject:
        self.keeps = self.sends
        return super().open(session, row, held)

    def carry_out(self, session: Session, task: Task) -> None:
        self.sends, self.keeps = task.directions == {Direction.OUTGOING}, False
        super().carry_out(session, task)

    def hold(self, held: ExitStack, release: Callable[[], None]) -> None:
        if not self.keeps:
            super().hold(held, release)
        self.keeps = False


@specimen("says-done-after-a-refusal-when-alone", step="B5")
class DoneWhenAlone(ReferenceClient):
    """Told to flush one transport, the client does not look at the result of FlushQueues."""

    def flush(self, status_object: StatusObject, target: bytes | None, task: Task) -> None:
        try:
            super().flush(status_object, target, task)
        except MapiError:
            if not task.transport:
                raise


@specimen("says-done-if-nothing-was-found", step="B5")
class DoneIfNotFound(ReferenceClient):
    """The client takes MAPI_E_NOT_FOUND from OpenEntry for a transport that has gone, and says that all is done."""

    def flush_row(self, session: Session, row: Row, task: Task) -> None:
        with ExitStack() as held:
            try:
                status_object = self.open(session, row, held)
            except MapiError as error:
                if error.code != ResultCode.MAPI_E_NOT_FOUND or find(row, PropertyTag.PR_ENTRYID) is None:
                    raise
                return
            self.flush_opened(session, status_object, row, task)


@instead_of(ReferenceClient.entry_id, "opens-nothing-by-no-bytes", step="B5.1")
def opens_by_no_bytes(self: ReferenceClient, row: Row) -> bytes:
    """The client passes no bytes to OpenEntry if a row has no entry identifier: what it opens then is another object."""
    slot = find(row, PropertyTag.PR_ENTRYID)
    return slot.value if slot is not None and isinstance(slot.value, bytes) else b""


@specimen("looks-for-methods-by-their-tag", step="B5.2")
class LooksByTag(ReferenceClient):
    """The client looks for PR_RESOURCE_METHODS in what GetProps answers by its identifier, and crashes if it is not there."""

    def supports_flush(self, status_object: StatusObject, row: Row) -> bool:
        _, slots = status_object.get_props((PropertyTag.PR_RESOURCE_METHODS,), 0)
        slot = find(tuple(slots), PropertyTag.PR_RESOURCE_METHODS)
        assert slot is not None, "PR_RESOURCE_METHODS is missing"
        if prop_type(slot.tag) == PropertyType.PT_ERROR:
            return False
        return super().supports_flush(status_object, row)


@specimen("releases-the-session-twice-after-a-failure", step="A7")
class ReleasesSessionTwice(ReferenceClient):
    """After a failure the client releases the session twice."""

    def carry_out(self, session: Session, task: Task) -> None:
        self.fails = True
        super().carry_out(session, task)
        self.fails = False

    def log_off(self, session: Session) -> None:
        super().log_off(session)
        if self.fails:
            session.release()


@specimen("flushes-both-queues-for-a-user", step="A6")
class BothForUser(ReferenceClient):
    """When someone is at the screen, the client flushes outgoing and incoming queues in procedure A."""

    def flags(self, task: Task) -> int:
        both = task.attended and task.procedure is Procedure.A
        return super().flags(Task(task.procedure, frozenset(Direction)) if both else task)
