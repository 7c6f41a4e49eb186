"""Wrong subsystems where a session changes what another on its profile can do: by its logoff, or because it has no mail."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary, WeakSet

from mapi_tck.mapi import (
    FlushFlag,
    LogoffFlag,
    LogonFlag,
    MapiError,
    PropertyTag,
    PropertyValue,
    ResultCode,
    TransportNotifyFlag,
)
from mapi_tck.ports import Direction, StatusObject, Transfer

from ...reference.flush import DIRECTIONS, server_of
from ...reference.message_store import MessageStore
from ...reference.session import Session
from ...reference.spooler import Spooler
from ...reference.status_objects import MarshalledStatus, SessionStatus, SpoolerStatus
from ...reference.status_rows import StatusRow
from ...reference.variants import instead_of, part_of, specimen
from .rows import SUBSYSTEM, is_transport


@instead_of(Session.logoff, "logoff-is-refused", step="A7")
def refused(self: Session, ui_param: int, flags: int, reserved: int) -> None:
    """Logoff is always refused."""
    raise MapiError(ResultCode.MAPI_E_CALL_FAILED)


#: Whether a session has logged off in the middle of a flush, by the store of its profile.
_INTERRUPTED: Final[WeakKeyDictionary[MessageStore, bool]] = WeakKeyDictionary()


@part_of("busy-for-ever-after-a-logoff", "targets-are-busy-after-a-logoff")
class Interrupts(Session):
    """Notes a logoff in the middle of an asynchronous flush."""

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        super().logoff(ui_param, flags, reserved)
        if self.profile.spooler._jobs:
            _INTERRUPTED[self.profile.store] = True


@specimen("busy-for-ever-after-a-logoff", step="A7")
class BusyForEver(SpoolerStatus):
    """After a logoff in the middle of an asynchronous flush the spooler answers MAPI_E_BUSY to every flush of later sessions."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        self.enter()
        if _INTERRUPTED.get(self.session.profile.store):
            raise MapiError(ResultCode.MAPI_E_BUSY)
        return super().flush_queues(ui_param, target, flags)


@specimen("targets-are-busy-after-a-logoff", step="A7")
class TargetsBusy(SpoolerStatus):
    """After a logoff in the middle of an asynchronous flush the spooler answers MAPI_E_BUSY to every flush with a target."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        self.enter()
        if target is not None and _INTERRUPTED.get(self.session.profile.store):
            raise MapiError(ResultCode.MAPI_E_BUSY)
        return super().flush_queues(ui_param, target, flags)


@instead_of(Session.logoff, "refused-mail-vanishes-at-logoff", step="A7")
def drops_refused(self: Session, ui_param: int, flags: int, reserved: int) -> None:
    """A logoff removes the outgoing messages of every transport whose far end refuses them."""
    Session.logoff(self, ui_param, flags, reserved)
    for transport in self.profile.spooler.transports:
        if server_of(transport)._refuses:
            self.profile.store.outgoing(transport.name).clear()
            self.profile.store.deferred(transport.name).clear()


#: The session of which a flush has failed, and what that had sent by then, by the store of its profile.
_BROKEN: Final[WeakKeyDictionary[MessageStore, tuple[Session, Sequence[Transfer]]]] = WeakKeyDictionary()


@specimen("next-session-sends-again-what-was-sent", step="A6")
class SendsAgain(SpoolerStatus):
    """If the line broke in one session, the first flush of another session sends again what was sent before the line broke."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        store, journal = self.session.profile.store, self.session.subsystem.journal
        whose, sent = _BROKEN.get(store, (self.session, ()))
        if whose is not self.session:
            del _BROKEN[store]
            for transfer in sent:
                store.submit(transfer.transport, [transfer.token])
        before = len(journal)
        try:
            return super().flush_queues(ui_param, target, flags)
        except MapiError:
            _BROKEN[store] = self.session, [t for t in journal[before:] if t.direction is Direction.OUTGOING]
            raise


@specimen("logoff-forgets-the-entry-ids-of-others", step="A7")
class Forgetting(Session):
    """A logoff makes the entry identifiers invalid that other sessions have of transports."""

    #: The number of the latest table whose identifiers are forgotten.
    forgotten = 0

    def find(self, entry_id: bytes) -> StatusRow:
        row = super().find(entry_id)
        if is_transport(row) and int.from_bytes(entry_id[20:24], "little") <= self.forgotten:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_ENTRYID)
        return row

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        super().logoff(ui_param, flags, reserved)
        for session in self.subsystem.sessions:
            if isinstance(session, Forgetting):
                session.forgotten = session._tables


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


@instead_of(SpoolerStatus.flush_queues, "session-without-mail-forces-others", step="A6")
def forces_others(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """With FLUSH_FORCE, a session without mail flushes the transports of its profile."""
    self.enter()
    if self.session.uses_mail or not flags & FlushFlag.FLUSH_FORCE:
        return SpoolerStatus.flush_queues(self, ui_param, target, flags)
    spooler = self.session.profile.spooler
    return spooler.flush(spooler.transports, ui_param, flags)


@instead_of(SpoolerStatus.flush_queues, "session-without-mail-flushes-targets", step="A6")
def flushes_targets(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """A session without mail flushes a transport whose entry identifier another session has read."""
    self.enter()
    if self.session.uses_mail or target is None:
        return SpoolerStatus.flush_queues(self, ui_param, target, flags)
    spooler = self.session.profile.spooler
    for session in self.session.subsystem.sessions:
        with suppress(MapiError):
            return spooler.flush([spooler.transport_at(session.find(target))], ui_param, flags)
    raise MapiError(ResultCode.MAPI_E_UNKNOWN_ENTRYID)


@specimen("unknown-target-spoils-the-next-flush", step="A6")
class Spoilt(SpoolerStatus):
    """After a flush for a target that it does not know, the spooler's status object answers the next S_OK and does nothing."""

    _spoilt = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        if self._spoilt:
            self._spoilt = False
            return int(ResultCode.S_OK)
        try:
            return super().flush_queues(ui_param, target, flags)
        except MapiError as error:
            self._spoilt = error.code in (ResultCode.MAPI_E_INVALID_ENTRYID, ResultCode.MAPI_E_UNKNOWN_ENTRYID)
            raise


@instead_of(SpoolerStatus.flush_queues, "another-sessions-flush-is-enough", step="A6")
def enough(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """While a flush is under way, the spooler answers S_OK at once to one that asks for no more, even without FLUSH_ASYNC_OK."""
    self.enter()
    jobs = self.session.profile.spooler._jobs
    if any(job.flush.for_client and not flags & DIRECTIONS & ~job.flush.flags for job in jobs):
        return int(ResultCode.S_OK)
    return SpoolerStatus.flush_queues(self, ui_param, target, flags)


@instead_of(Session.logoff, "last-logoff-ends-the-flushes-of-all-profiles", step="A7")
def ends_everywhere(self: Session, ui_param: int, flags: int, reserved: int) -> None:
    """The logoff of the last session on a profile ends the flushes of the sessions on other profiles, too."""
    Session.logoff(self, ui_param, flags, reserved)
    sessions = self.subsystem.sessions
    if all(session._over for session in sessions if session.profile is self.profile):
        for session in sessions:
            if session.profile is not self.profile:
                ends_all(session.profile.spooler)


@specimen("logoff-with-a-dialog-shuts-the-spooler", step="A7")
class ShutSpooler(SpoolerStatus):
    """When a session has logged off with MAPI_LOGOFF_UI, the spooler answers S_OK to every flush of others and does nothing."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        self.enter()
        sessions = self.session.subsystem.sessions
        if any(isinstance(session, Asked) and session.asked for session in sessions):
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@part_of("logoff-with-a-dialog-shuts-the-spooler")
class Asked(Session):
    """Notes that it was ended with MAPI_LOGOFF_UI."""

    asked = False

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        super().logoff(ui_param, flags, reserved)
        self.asked = bool(flags & LogoffFlag.MAPI_LOGOFF_UI)


@instead_of(SpoolerStatus.flush_queues, "target-reaches-the-same-place-elsewhere", step="B5.3")
def same_place_elsewhere(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """A flush of a target also flushes the transport in the same place of each other profile that is in use."""
    answer = SpoolerStatus.flush_queues(self, ui_param, target, flags)
    if target is not None:
        ours = self.session.profile
        place = ours.spooler.transports.index(ours.spooler.transport_at(self.session.find(target)))
        for spooler in {session.profile.spooler for session in self.session.subsystem.sessions} - {ours.spooler}:
            spooler.flush(spooler.transports[place : place + 1], ui_param, flags)
    return answer


@instead_of(Session.rows, "subsystem-bears-the-first-profiles-name", step="A1")
def first_name(self: Session) -> Sequence[StatusRow]:
    """The subsystem's row bears the name of the profile on which the first session has logged on."""
    name = self.subsystem.sessions[0].profile.name
    return [named(row, name) if row.resource_type == SUBSYSTEM else row for row in Session.rows(self)]


def named(row: StatusRow, name: str) -> StatusRow:
    """The row with another name."""
    renamed = row.copy()
    renamed.merge([PropertyValue(PropertyTag.PR_DISPLAY_NAME_A, name)])
    return renamed


@specimen("release-ends-the-objects-of-other-sessions", step="B5.4")
class EndsOthers(MarshalledStatus):
    """When a session releases a transport's status object, those of other sessions for the same row work no more."""

    known: ClassVar[WeakSet["EndsOthers"]] = WeakSet()

    def __init__(self, session: Session, row: StatusRow, inner: StatusObject) -> None:
        super().__init__(session, row, inner)
        self.known.add(self)

    def release(self) -> None:
        super().release()
        for other in self.known:
            if other.row is self.row and other.session is not self.session and other._held:
                SessionStatus.release(other)
