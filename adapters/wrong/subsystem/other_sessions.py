"""Wrong subsystems where a session changes what another on its profile can do: by its logoff, or because it has no mail."""

from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary

from mapi_tck.mapi import LogonFlag, MapiError, ResultCode, TransportNotifyFlag

from ...reference.message_store import MessageStore
from ...reference.session import Session
from ...reference.spooler import Spooler
from ...reference.status_objects import MarshalledStatus, SpoolerStatus
from ...reference.variants import instead_of, part_of, specimen


@instead_of(Session.logoff, "logoff-is-refused", step="A7")
def refused(self: Session, ui_param: int, flags: int, reserved: int) -> None:
    """Logoff is always refused."""
    raise MapiError(ResultCode.MAPI_E_CALL_FAILED)


#: Whether a session has logged off in the middle of a flush, by the store of its profile.
_INTERRUPTED: Final[WeakKeyDictionary[MessageStore, bool]] = WeakKeyDictionary()


@specimen("busy-for-ever-after-a-logoff", step="A7")
class Interrupts(Session):
    """After a logoff in the middle of an asynchronous flush the spooler answers MAPI_E_BUSY to every flush of later sessions."""

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        super().logoff(ui_param, flags, reserved)
        if self.profile.spooler._jobs:
            _INTERRUPTED[self.profile.store] = True


@part_of("busy-for-ever-after-a-logoff")
class BusyForEver(SpoolerStatus):
    """Is busy once a flush was interrupted."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        self.enter()
        if _INTERRUPTED.get(self.session.profile.store):
            raise MapiError(ResultCode.MAPI_E_BUSY)
        return super().flush_queues(ui_param, target, flags)


def ends_all(spooler: Spooler) -> None:
    """End every flush of the profile that is under way, between two messages."""
    ends = TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH
    for job in spooler._jobs:
        for transport in job.flush.pending[:1]:
            transport.logon.transport_notify(int(ends), None)
    spooler._jobs.clear()


@instead_of(Session.logoff, "logoff-ends-the-flushes-of-others", step="A7")
def ends_others(self: Session, ui_param: int, flags: int, reserved: int) -> None:
    """A logoff ends the flushes of other sessions that are under way, and they are never done."""
    Session.logoff(self, ui_param, flags, reserved)
    if any(session.profile is self.profile and not session._over for session in self.subsystem.sessions):
        ends_all(self.profile.spooler)


@instead_of(MarshalledStatus.flush_queues, "own-flush-is-dead-after-another-logoff", step="A7")
def own_dead(self: MarshalledStatus, ui_param: int, target: bytes | None, flags: int) -> int | None:
    """When another session has logged off, a transport's own FlushQueues answers S_OK and does nothing."""
    self.enter()
    if any(session.profile is self.session.profile and session._over for session in self.session.subsystem.sessions):
        return int(ResultCode.S_OK)
    return MarshalledStatus.flush_queues(self, ui_param, target, flags)


class OtherFlags(Session):
    """Takes flags from the sessions that are there already."""

    mail: ClassVar[bool]

    def __init__(self, *arguments: Any) -> None:
        subsystem, profile, number, flags = arguments
        if any(session.profile is profile and session.uses_mail is self.mail for session in subsystem.sessions):
            flags = flags & ~int(LogonFlag.MAPI_NO_MAIL) | (0 if self.mail else LogonFlag.MAPI_NO_MAIL)
        super().__init__(subsystem, profile, number, flags)


@specimen("no-mail-stays", step="A7")
class NoMailStays(OtherFlags):
    """Once a session has logged on without mail, every later session on its profile is without mail."""

    mail = False


@specimen("mail-stays", step="B4")
class MailStays(OtherFlags):
    """Beside a session with mail, one that logs on with MAPI_NO_MAIL has the transports and their mail, too."""

    mail = True


@instead_of(SpoolerStatus.flush_queues, "session-without-mail-stops-the-others", step="A7")
def stops_the_others(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """While a session without mail is there, every flush of its profile answers S_OK and does nothing."""
    self.enter()
    sessions = self.session.subsystem.sessions
    if any(session.profile is self.session.profile and not session.uses_mail for session in sessions):
        return int(ResultCode.S_OK)
    return SpoolerStatus.flush_queues(self, ui_param, target, flags)
