"""Wrong clients: how they open the spooler's status object, flush and release (steps A5 to A7)."""

from collections.abc import Callable
from contextlib import ExitStack, suppress

from mapi_tck.mapi import FlushFlag, MapiError, OpenFlag, PropertyTag, ResourceType, ResultCode, Row
from mapi_tck.ports import Direction, Mapi, Procedure, Session, StatusObject, Task

from ...reference.client import ReferenceClient
from ...reference.variants import instead_of, specimen

_SWAPPED = {Direction.OUTGOING: FlushFlag.FLUSH_DOWNLOAD, Direction.INCOMING: FlushFlag.FLUSH_UPLOAD}


@instead_of(ReferenceClient.open, "opens-for-modification", step="A5")
def opens_to_modify(self: ReferenceClient, session: Session, row: Row, held: ExitStack) -> StatusObject:
    """The client opens status objects with MAPI_MODIFY."""
    status_object, _ = session.open_entry(self.entry_id(row), None, OpenFlag.MAPI_MODIFY)
    assert status_object is not None
    self.hold(held, status_object.release)
    return status_object


@specimen("opens-transports-for-modification", step="B5.1")
class OpensTransportsToModify(ReferenceClient):
    """The client opens the status objects of transports with MAPI_MODIFY, and the spooler's without it."""

    reads = False

    def open_spooler(self, session: Session, held: ExitStack) -> StatusObject:
        self.reads = True
        try:
            return super().open_spooler(session, held)
        finally:
            self.reads = False

    def open(self, session: Session, row: Row, held: ExitStack) -> StatusObject:
        opens = ReferenceClient.open if self.reads else opens_to_modify
        return opens(self, session, row, held)


@specimen("cuts-the-spoolers-identifier", step="A5")
class CutsIdentifier(ReferenceClient):
    """The client passes on all but the last byte of the spooler's entry identifier."""

    def open_spooler(self, session: Session, held: ExitStack) -> StatusObject:
        self.cut = 1
        try:
            return super().open_spooler(session, held)
        finally:
            self.cut = 0

    def entry_id(self, row: Row) -> bytes:
        whole = super().entry_id(row)
        return whole[: len(whole) - getattr(self, "cut", 0)]


@instead_of(ReferenceClient.flags, "flushes-with-user-interface", step="A6")
def no_no_ui(self: ReferenceClient, task: Task) -> int:
    """The client never passes FLUSH_NO_UI."""
    return sum(
        FlushFlag.FLUSH_UPLOAD if one is Direction.OUTGOING else FlushFlag.FLUSH_DOWNLOAD for one in task.directions
    )


@instead_of(ReferenceClient.flags, "pairs-the-directions-as-the-topic-does", step="A6")
def swapped(self: ReferenceClient, task: Task) -> int:
    """The client passes FLUSH_DOWNLOAD for outgoing queues and FLUSH_UPLOAD for incoming ones, as the topic's letter says."""
    return FlushFlag.FLUSH_NO_UI | sum(_SWAPPED[one] for one in task.directions)


@instead_of(ReferenceClient.flags, "flushes-without-direction", step="A6")
def no_direction(self: ReferenceClient, task: Task) -> int:
    """The client passes no direction."""
    return FlushFlag.FLUSH_NO_UI


@instead_of(ReferenceClient.flags, "flushes-both-directions-always", step="A6")
def both_directions(self: ReferenceClient, task: Task) -> int:
    """The client flushes outgoing and incoming queues, also if it is told to flush one of them."""
    return FlushFlag.FLUSH_NO_UI | FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_DOWNLOAD


@specimen("flushes-twice", step="A6")
class FlushesTwice(ReferenceClient):
    """The client calls FlushQueues of the spooler once more after it has succeeded."""

    def flush(self, status_object: StatusObject, target: bytes | None, task: Task) -> None:
        super().flush(status_object, target, task)
        if task.procedure is Procedure.A:
            super().flush(status_object, target, task)


@specimen("targets-the-spooler", step="A6")
class TargetsSpooler(ReferenceClient):
    """The client passes the spooler's entry identifier as target in procedure A."""

    def flush_all(self, session: Session, task: Task) -> None:
        with ExitStack() as held:
            spooler = self.open_spooler(session, held)
            self.flush(spooler, self.spoolers_id, task)

    def entry_id(self, row: Row) -> bytes:
        self.spoolers_id = super().entry_id(row)
        return self.spoolers_id


@instead_of(ReferenceClient.flush, "ignores-a-refused-flush", step="A6")
def ignores_refused_flush(self: ReferenceClient, status_object: StatusObject, target: bytes | None, task: Task) -> None:
    """The client does not look at what FlushQueues answers, and says that all is done."""
    with suppress(MapiError):
        status_object.flush_queues(0, target, self.flags(task))


@instead_of(ReferenceClient.flush, "tries-a-cancelled-flush-for-ever", step="A6")
def tries_for_ever(self: ReferenceClient, status_object: StatusObject, target: bytes | None, task: Task) -> None:
    """The client calls FlushQueues again and again while the answer is MAPI_E_USER_CANCEL."""
    while True:
        try:
            status_object.flush_queues(0, target, self.flags(task))
        except MapiError as error:
            if error.code == ResultCode.MAPI_E_USER_CANCEL:
                continue
            raise
        return


@instead_of(ReferenceClient.flush, "crashes-if-the-user-is-away", step="C")
def crashes_on_cancel(self: ReferenceClient, status_object: StatusObject, target: bytes | None, task: Task) -> None:
    """The client crashes after a transport has asked its user and got no answer."""
    try:
        status_object.flush_queues(0, target, self.flags(task))
    except MapiError as error:
        if error.code == ResultCode.MAPI_E_USER_CANCEL:
            raise RuntimeError("the user is away") from error
        raise


@specimen("keeps-the-status-object", step="A7")
class KeepsStatusObject(ReferenceClient):
    """The client never releases the spooler's status object."""

    def open_spooler(self, session: Session, held: ExitStack) -> StatusObject:
        row = self.only(self.rows_of(session, ResourceType.MAPI_SPOOLER, held))
        return self.open(session, row, ExitStack())


@specimen("keeps-all-after-a-refusal", step="A7")
class KeepsAfterRefusal(ReferenceClient):
    """The client releases nothing if a call was refused."""

    def walk(self, mapi: Mapi, task: Task) -> int | None:
        self.later: list[Callable[[], None]] = []
        return super().walk(mapi, task)

    def carry_out(self, session: Session, task: Task) -> None:
        super().carry_out(session, task)
        for release in reversed(self.later):
            release()

    def hold(self, held: ExitStack, release: Callable[[], None]) -> None:
        self.later.append(release)


@specimen("releases-the-status-object-twice", step="A7")
class ReleasesTwice(ReferenceClient):
    """The client releases each status object twice."""

    def open(self, session: Session, row: Row, held: ExitStack) -> StatusObject:
        opened = super().open(session, row, ExitStack())

        def again() -> None:
            with suppress(MapiError):
                opened.release()

        held.callback(again)
        held.callback(opened.release)
        return opened


@specimen("flushes-a-released-object", step="A7")
class FlushesReleased(ReferenceClient):
    """The client asks the spooler's status object for its methods after it has released it."""

    def flush_all(self, session: Session, task: Task) -> None:
        with ExitStack() as held:
            spooler = self.open_spooler(session, held)
            self.flush(spooler, None, task)
        with suppress(MapiError):
            spooler.get_props((PropertyTag.PR_RESOURCE_METHODS,), 0)
