"""Wrong OpenEntry: what it hands out, and what it leaves behind when it refuses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

from mapi_tck.mapi import IID_IMAPIStatus, MapiError, ObjectType, OpenFlag, ResultCode
from mapi_tck.ports import StatusObject

from ...reference.session import Session
from ...reference.status_objects import MarshalledStatus, SpoolerStatus
from ...reference.status_rows import StatusRow
from ...reference.variants import instead_of, specimen
from .lifetime import Leaking
from .rows import is_spooler

NOTHING = cast(StatusObject, None)
"""In place of an object."""


@instead_of(Session.open_own, "spooler-opens-nothing", step="A5")
def opens_nothing(self: Session, row: StatusRow) -> StatusObject:
    """OpenEntry for the spooler's row succeeds, and hands out no object."""
    return NOTHING if is_spooler(row) else Session.open_own(self, row)


@instead_of(Session.open_transport, "transports-open-nothing", step="B5.1")
def transports_open_nothing(
    self: Session, row: StatusRow, interface: str | None, flags: int
) -> tuple[StatusObject, int]:
    """OpenEntry for a transport's row succeeds, and hands out no object."""
    return NOTHING, int(ObjectType.MAPI_STATUS)


@instead_of(Session.open_transport, "transports-lack-the-status-interface", step="B5.1")
def lacks_interface(self: Session, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
    """OpenEntry refuses IID_IMAPIStatus for a transport's row."""
    if interface == IID_IMAPIStatus:
        raise MapiError(ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED)
    return Session.open_transport(self, row, interface, flags)


@instead_of(Session.open_transport, "transports-know-no-open-flags", step="B5.1")
def knows_no_flags(self: Session, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
    """OpenEntry refuses MAPI_BEST_ACCESS and MAPI_DEFERRED_ERRORS for a transport's row."""
    if flags & (OpenFlag.MAPI_BEST_ACCESS | OpenFlag.MAPI_DEFERRED_ERRORS):
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
    return Session.open_transport(self, row, interface, flags)


@contextmanager
def leaking(session: Session, leaks: Callable[[int], bool]) -> Iterator[None]:
    """A context in which a refusal with such a code leaves a status object alive that no client has."""
    try:
        yield
    except MapiError as error:
        if leaks(error.code):
            session.subsystem.holdings["status object"] += 1
        raise


@instead_of(Session.open_entry, "refused-identifier-leaves-an-object", step="A5")
def leaks_for_identifier(
    self: Session, entry_id: bytes, interface: str | None, flags: int
) -> tuple[StatusObject, int | None]:
    """When OpenEntry refuses an entry identifier, a status object stays alive that no client has."""
    with leaking(self, lambda code: code != ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED):
        return Session.open_entry(self, entry_id, interface, flags)


@instead_of(Session.open_entry, "refused-interface-leaves-an-object", step="A5")
def leaks_for_interface(
    self: Session, entry_id: bytes, interface: str | None, flags: int
) -> tuple[StatusObject, int | None]:
    """When OpenEntry refuses an interface, the status object that it has made stays alive."""
    with leaking(self, lambda code: code == ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED):
        return Session.open_entry(self, entry_id, interface, flags)


@specimen("unknown-target-leaks", step="A7")
class LeaksForTarget(SpoolerStatus):
    """A flush of a target that the spooler does not know leaves a row set behind."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        try:
            return super().flush_queues(ui_param, target, flags)
        except MapiError as error:
            if error.code in (ResultCode.MAPI_E_INVALID_ENTRYID, ResultCode.MAPI_E_UNKNOWN_ENTRYID):
                self._holdings["row set"] += 1
            raise


@specimen("refused-mail-leaks", step="A7")
class LeaksWhenRefused(Leaking, SpoolerStatus):
    """The spooler's status object stays alive after its release if a far end has refused a message."""

    def leaks(self) -> bool:
        spooler = self.session.profile.spooler
        return any(getattr(transport.server, "_refuses", False) for transport in spooler.transports)


@specimen("transport-object-leaks-after-a-failure", step="B5.4")
class LeaksAfterFailure(Leaking, MarshalledStatus):
    """A transport's status object stays alive after its release if messages are left in its queue."""

    def leaks(self) -> bool:
        profile = self.session.profile
        return bool(profile.store.outgoing(profile.spooler.transport_at(self.row).name))
