"""A client's session: it gives the status table, and opens the status object of a row."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mapi_tck.mapi import (
    IID_IMAPIStatus,
    LogonFlag,
    MapiError,
    ObjectType,
    OpenFlag,
    PropertyTag,
    PropertyValue,
    ResourceType,
    ResultCode,
    StatusCode,
    UnicodeFlag,
)
from mapi_tck.ports import StatusObject

from .lifetime import ClientObject
from .status_rows import StatusRow, check_flags
from .status_table import StatusTable

if TYPE_CHECKING:
    from .subsystem import LoadedProfile, Subsystem

_LOGOFF_FLAGS = 0x3
"""MAPI_LOGOFF_SHARED and MAPI_LOGOFF_UI (imapisession-logoff.md)."""


class Session(ClientObject):
    """IMAPISession. Sessions on one profile share its transports and queues; each has its own tables and identifiers."""

    kind = "session"

    def __init__(self, subsystem: "Subsystem", profile: "LoadedProfile", number: int, flags: int) -> None:
        super().__init__(subsystem.holdings)
        self.subsystem = subsystem
        self.profile = profile
        self.uses_mail = not flags & LogonFlag.MAPI_NO_MAIL
        self.entry_ids = subsystem.parts.entry_ids(f"{number} {profile.name}")
        self._rows = profile.rows if self.uses_mail else rows_without_mail(profile.rows)
        self._tables = 0
        self._over = False

    def get_status_table(self, flags: int) -> StatusTable:
        """Give a new view of the status table."""
        self.enter()
        check_flags(flags, UnicodeFlag)
        self._tables += 1
        return self.subsystem.parts.status_table(self, self._tables, flags)

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Open the status object of a row.

        A client that asks for MAPI_MODIFY gets a read-only object, since status objects have nothing to modify
        (ruling D-19).
        """
        self.enter()
        check_flags(flags, OpenFlag)
        row = self.find(entry_id)
        if interface not in (None, IID_IMAPIStatus):
            raise MapiError(ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED)
        if row.resource_type == ResourceType.MAPI_TRANSPORT_PROVIDER:
            return self.open_transport(row, interface, flags)
        return self.open_own(row), int(ObjectType.MAPI_STATUS)

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        """Return whether both are of the same row; from two tables they differ in their bytes."""
        self.enter()
        check_flags(flags)
        return self.find(first) is self.find(second)

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        """End the session. Its objects can only be released afterwards."""
        self.enter()
        if flags & ~_LOGOFF_FLAGS:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
        if reserved:
            raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
        self._over = True

    def release(self) -> None:
        """Release the session object, which ends a session that did not log off."""
        super().release()
        self._over = True

    def check_held(self) -> None:
        """Refuse a call of a session that was released with MAPI_E_END_OF_SESSION."""
        if not self._held:
            raise MapiError(ResultCode.MAPI_E_END_OF_SESSION)

    # -- what its objects use ----------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Begin a call on the session or one of its objects: let the spooler catch up, and refuse if the session is over."""
        self.subsystem.pump()
        if self._over:
            raise MapiError(ResultCode.MAPI_E_END_OF_SESSION)

    def rows(self) -> Sequence[StatusRow]:
        """The rows of this session's status table: MAPI's own, then the transports in transport order."""
        return self._rows

    def find(self, entry_id: bytes) -> StatusRow:
        """The row of an identifier of this session; refuses any other."""
        return self.entry_ids.find(entry_id, self._rows)

    # -- opening -----------------------------------------------------------------------------------------------------

    def open_transport(self, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
        """Have the spooler ask the transport for its status object (ixplogon-openstatusentry.md)."""
        transport = self.profile.spooler.transport_at(row)
        inner, object_type = transport.logon.open_status_entry(interface, flags)
        return self.subsystem.parts.marshalled_status(self, row, inner), object_type

    def open_own(self, row: StatusRow) -> StatusObject:
        """Make one of MAPI's own status objects."""
        parts = self.subsystem.parts
        kinds = {
            ResourceType.MAPI_SUBSYSTEM: parts.subsystem_status,
            ResourceType.MAPI_SPOOLER: parts.spooler_status,
            ResourceType.MAPI_AB: parts.address_book_status,
        }
        return kinds[ResourceType(row.resource_type)](self, row)


def rows_without_mail(rows: Sequence[StatusRow]) -> Sequence[StatusRow]:
    """The rows of a session without mail: no transports, and a spooler in trouble (mapilogonex.md)."""
    own = [row for row in rows if row.resource_type != ResourceType.MAPI_TRANSPORT_PROVIDER]
    return [in_trouble(row) if row.resource_type == ResourceType.MAPI_SPOOLER else row for row in own]


def in_trouble(row: StatusRow) -> StatusRow:
    """The row as a session sees it if the row's object does not work for it."""
    seen = row.copy()
    seen.merge([PropertyValue(PropertyTag.PR_STATUS_CODE, int(StatusCode.STATUS_FAILURE))])
    return seen
