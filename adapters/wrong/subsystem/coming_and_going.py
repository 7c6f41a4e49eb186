"""Wrong subsystems in which a session that comes or goes changes what another one has."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from mapi_tck.mapi import FlushFlag, LogoffFlag, MapiError, PropertyTag, PropertyValue, ResourceMethod, ResultCode

from ...reference.session import Session
from ...reference.status_objects import SpoolerStatus
from ...reference.status_rows import StatusRow
from ...reference.status_table import StatusTable
from ...reference.variants import instead_of, part_of, specimen
from .other_sessions import ends_all
from .rows import is_spooler


@instead_of(Session.rows, "logoff-takes-the-flush-from-the-row", step="A7")
def promises_less(self: Session) -> Sequence[StatusRow]:
    """When a session has logged off, the spooler's row has STATUS_FLUSH_QUEUES clear in the sessions of others."""
    rows, others = Session.rows(self), [other for other in self.subsystem.sessions if other is not self]
    if not any(other.profile is self.profile and other._over for other in others):
        return rows
    return [_without_flush(row) if is_spooler(row) else row for row in rows]


def _without_flush(row: StatusRow) -> StatusRow:
    row = row.copy()
    row.merge([PropertyValue(PropertyTag.PR_RESOURCE_METHODS, int(ResourceMethod.STATUS_VALIDATE_STATE))])
    return row


@part_of("logoff-with-a-dialog-closes-tables")
class ClosesTables(Session):
    """Knows its tables, and closes those of the others."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.closed = 0

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        super().logoff(ui_param, flags, reserved)
        for other in self.subsystem.sessions:
            if isinstance(other, ClosesTables) and flags & LogoffFlag.MAPI_LOGOFF_UI:
                other.closed = other._tables


@instead_of(StatusTable.enter, "logoff-with-a-dialog-closes-tables", step="A7")
def closed(self: StatusTable) -> None:
    """A logoff with MAPI_LOGOFF_UI closes the status tables that other sessions have open."""
    StatusTable.enter(self)
    assert isinstance(self.session, ClosesTables)
    if self.number <= self.session.closed:
        raise MapiError(ResultCode.MAPI_E_INVALID_OBJECT)


@instead_of(SpoolerStatus.flush_queues, "logoff-without-mail-unloads-transports", step="A7")
def unloaded(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """When a session without mail has logged off, every flush of its profile answers S_OK and does nothing."""
    self.enter()
    sessions = self.session.subsystem.sessions
    if any(session.profile is self.session.profile and session._over and not session.uses_mail for session in sessions):
        return int(ResultCode.S_OK)
    return SpoolerStatus.flush_queues(self, ui_param, target, flags)


@specimen("logon-without-mail-loses-a-message", step="A6")
class Loses(Session):
    """A logon without mail while a flush is under way loses an outgoing message of the transport that is flushed."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        if self.uses_mail:
            return
        for job in self.profile.spooler._jobs:
            for transport in job.flush.pending[:1]:
                if waiting := self.profile.store.outgoing(transport.name):
                    waiting.pop()


@instead_of(SpoolerStatus.flush_queues, "refused-without-mail-ends-flushes", step="A6")
def ends_others(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """The flush of a session without mail is refused, and ends the flush of another session that is under way."""
    self.enter()
    if not self.session.uses_mail:
        ends_all(self.session.profile.spooler)
    return SpoolerStatus.flush_queues(self, ui_param, target, flags)


@instead_of(SpoolerStatus.flush_queues, "force-finds-targets-of-other-profiles", step="A6")
def finds_elsewhere(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """With FLUSH_FORCE the spooler flushes a transport of another profile whose entry identifier is the target."""
    self.enter()
    if target is None or not flags & FlushFlag.FLUSH_FORCE:
        return SpoolerStatus.flush_queues(self, ui_param, target, flags)
    for session in self.session.subsystem.sessions:
        spooler = session.profile.spooler
        with suppress(MapiError):
            return spooler.flush([spooler.transport_at(session.find(target))], ui_param, flags)
    return SpoolerStatus.flush_queues(self, ui_param, target, flags)
