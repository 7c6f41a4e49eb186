"""Wrong sessions: which rows their status table has, when they give it, and when they end."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mapi_tck.mapi import MapiError, ResourceMethod, ResourceType, ResultCode, UnicodeFlag
from mapi_tck.ports import StatusObject

from ...reference.lifetime import ClientObject
from ...reference.profile import LoadedProfile
from ...reference.session import Session
from ...reference.status_rows import StatusRow, own_row
from ...reference.status_table import StatusTable
from ..faults import fault
from .rows import is_spooler, is_transport

if TYPE_CHECKING:
    from ...reference.subsystem import Subsystem


@fault("unicode-table-refused")
class NoUnicode(Session):
    """Claims a Unicode status table and has none."""

    def get_status_table(self, flags: int) -> StatusTable:
        """Refuse MAPI_UNICODE."""
        if flags & UnicodeFlag.MAPI_UNICODE:
            raise MapiError(ResultCode.MAPI_E_BAD_CHARWIDTH)
        return super().get_status_table(flags)


# -- A1: which rows there are -----------------------------------------------------------------------------------------


class OtherRows(Session):
    """A session whose status table has other rows than it should."""

    def __init__(self, subsystem: "Subsystem", profile: LoadedProfile, number: int, flags: int) -> None:
        super().__init__(subsystem, profile, number, flags)
        self._rows = list(self.other_rows(self._rows))

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        """The rows to show instead of the right ones."""
        raise NotImplementedError


@fault("no-spooler-row")
class NoSpooler(OtherRows):
    """The spooler is not in its status table."""

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        """All but the spooler's."""
        return [row for row in right if not is_spooler(row)]


@fault("two-spooler-rows")
class TwoSpoolers(OtherRows):
    """The spooler is in its status table twice."""

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        """One more."""
        second = next(filter(is_spooler, right)).copy()
        second.number = 90
        return [*right, second]


@fault("two-subsystem-rows")
class TwoSubsystems(OtherRows):
    """The subsystem is in its status table twice."""

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        """One more."""
        return [*right, own_row(90, ResourceType.MAPI_SUBSYSTEM, "MAPI", ResourceMethod.STATUS_VALIDATE_STATE)]


@fault("no-address-book-row")
class NoAddressBook(OtherRows):
    """The integrated address book is not in its status table."""

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        """All but the address book's."""
        return [row for row in right if row.resource_type != ResourceType.MAPI_AB]


@fault("undefined-resource-type")
class UndefinedType(OtherRows):
    """Its status table has a row of a type that nobody has defined."""

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        """One more."""
        return [*right, own_row(90, 0x4711, "Something", 0)]


@fault("last-transport-has-no-row")
class LastTransportMissing(OtherRows):
    """The last transport of several is not in its status table."""

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        """All but the last."""
        several = sum(map(is_transport, right)) > 1
        return right[:-1] if several else right


@fault("idle-transports-have-no-row")
class IdleHidden(Session):
    """A transport is in its status table only while messages wait."""

    def rows(self) -> Sequence[StatusRow]:
        """Leave out the idle ones."""
        return [row for row in super().rows() if not is_transport(row) or self.busy(row)]

    def busy(self, row: StatusRow) -> bool:
        """Whether a message waits in either direction."""
        transport = self.profile.spooler.transport_at(row)
        return bool(self.profile.store.outgoing(transport.name) or transport.server.waiting)


@fault("no-mail-keeps-transports")
class TransportsWithoutMail(OtherRows):
    """Without mail, its status table has transports all the same."""

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        """Put them back."""
        return right if self.uses_mail else [*right, *filter(is_transport, self.profile.rows)]


@fault("no-mail-spooler-without-failure")
class SpoolerWithoutFailure(OtherRows):
    """Without mail, the spooler's row looks as if it worked."""

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        """The rows as with mail, but for the transports."""
        return right if self.uses_mail else [row for row in self.profile.rows if not is_transport(row)]


# -- A1, B1, A7: getting the table ------------------------------------------------------------------------------------


@fault("no-status-table")
class NoTable(Session):
    """Has no status table to give."""

    def get_status_table(self, flags: int) -> StatusTable:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


@fault("one-status-table-at-a-time")
class OneTable(Session):
    """Gives a status table only when the one before was given back."""

    given: StatusTable | None = None

    def get_status_table(self, flags: int) -> StatusTable:
        """Refuse while one is out."""
        if self.given is not None and still_held(self.given):
            raise MapiError(ResultCode.MAPI_E_BUSY)
        self.given = super().get_status_table(flags)
        return self.given


def still_held(thing: object) -> bool:
    """Whether the client has not given the object back."""
    assert isinstance(thing, ClientObject)
    try:
        thing.check_held()
    except MapiError:
        return False
    return True


@fault("second-walk-fails")
class OnceOnly(Session):
    """Once a client has released a status object, there is no status table any more."""

    opened: StatusObject | None = None

    def open_own(self, row: StatusRow) -> StatusObject:
        """Remember what was opened."""
        self.opened = super().open_own(row)
        return self.opened

    def get_status_table(self, flags: int) -> StatusTable:
        """Refuse after the first walk."""
        if self.opened is not None and not still_held(self.opened):
            raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
        return super().get_status_table(flags)


@fault("second-walk-finds-no-row")
class EmptyAfterwards(OnceOnly):
    """Once a client has released a status object, the status table is empty."""

    def get_status_table(self, flags: int) -> StatusTable:
        """Give it."""
        return Session.get_status_table(self, flags)

    def rows(self) -> Sequence[StatusRow]:
        """None after the first walk."""
        return super().rows() if self.opened is None or still_held(self.opened) else []


@fault("status-object-takes-tables-along")
class TablesDieWithObject(OnceOnly):
    """When a client releases the spooler's status object, the tables that it got before end too."""

    def get_status_table(self, flags: int) -> StatusTable:
        """Give one, and forget what was opened and released before it."""
        if self.opened is not None and not still_held(self.opened):
            self.opened = None
        return Session.get_status_table(self, flags)

    def rows(self) -> Sequence[StatusRow]:
        """Refuse after a release."""
        if self.opened is not None and not still_held(self.opened):
            raise MapiError(ResultCode.MAPI_E_INVALID_OBJECT)
        return super().rows()


@fault("logoff-ends-other-sessions")
class LogoffEndsAll(Session):
    """Takes the other sessions on its profile along."""

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        """End them all."""
        super().logoff(ui_param, flags, reserved)
        for session in self.subsystem.sessions:
            if session.profile is self.profile:
                session._over = True


@fault("logoff-closes-the-spooler")
class LogoffClosesSpooler(Session):
    """Once another session on its profile has logged off, opens no status object of the spooler."""

    def open_own(self, row: StatusRow) -> StatusObject:
        """Refuse after any logoff."""
        others = [session for session in self.subsystem.sessions if session.profile is self.profile]
        if is_spooler(row) and any(session._over for session in others):
            raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
        return super().open_own(row)


@fault("spooler-opens-once")
class OpensOnce(Session):
    """Opens the spooler's status object once, and never again."""

    _opened = False

    def open_own(self, row: StatusRow) -> StatusObject:
        """Refuse from the second time on."""
        if is_spooler(row):
            if self._opened:
                raise MapiError(ResultCode.MAPI_E_NO_ACCESS)
            self._opened = True
        return super().open_own(row)


@fault("spooler-opens-for-one")
class OpensForOne(Session):
    """Opens the spooler's status object again only when the one before was given back."""

    _out: StatusObject | None = None

    def open_own(self, row: StatusRow) -> StatusObject:
        """Refuse while one is out."""
        if not is_spooler(row):
            return super().open_own(row)
        if self._out is not None and still_held(self._out):
            raise MapiError(ResultCode.MAPI_E_NO_ACCESS)
        self._out = super().open_own(row)
        return self._out


@fault("no-status-table-at-first")
class NotYet(Session):
    """Refuses the first status table that it is asked for, and then gives it."""

    _asked = False

    def get_status_table(self, flags: int) -> StatusTable:
        """Refuse once."""
        asked, self._asked = self._asked, True
        if not asked:
            raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
        return super().get_status_table(flags)


@fault("no-status-table-beside-an-object")
class TableOrObject(OnceOnly):
    """Gives no status table while a status object of its own is held."""

    def get_status_table(self, flags: int) -> StatusTable:
        """Refuse meanwhile."""
        if self.opened is not None and still_held(self.opened):
            raise MapiError(ResultCode.MAPI_E_NO_ACCESS)
        return Session.get_status_table(self, flags)
