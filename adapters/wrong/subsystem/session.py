"""Wrong sessions: which rows their status table has, when they give it, and when they end."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from mapi_tck.mapi import MapiError, ResourceMethod, ResourceType, ResultCode, UnicodeFlag
from mapi_tck.ports import StatusObject

from ...reference.lifetime import ClientObject
from ...reference.session import Session, in_trouble
from ...reference.status_rows import StatusRow, own_row
from ...reference.status_table import StatusTable
from ...reference.variants import ByKeyword, instead_of, specimen
from .rows import ADDRESS_BOOK, SPOOLER, SUBSYSTEM, is_spooler, is_transport


class OtherRows(ByKeyword, Session):
    """Its status table has other rows than it should: those of the type `missing` are left out, unless a subclass decides."""

    missing: ClassVar[ResourceType | None] = None

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._rows = list(self.other_rows(self._rows))

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        """The rows to show instead of the right ones."""
        return [row for row in right if row.resource_type != self.missing]


@specimen("no-spooler-row", step="A4")
class NoSpooler(OtherRows, missing=SPOOLER):
    """The status table has no row of the spooler."""


@instead_of(OtherRows.other_rows, "two-spooler-rows", step="A4")
def two_spoolers(self: OtherRows, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
    """The status table has two rows of the spooler."""
    second = next(filter(is_spooler, right)).copy()
    second.number = 9000
    return [*right, second]


@instead_of(OtherRows.other_rows, "two-subsystem-rows", step="A1")
def two_subsystems(self: OtherRows, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
    """The status table has two rows of the subsystem."""
    return [*right, own_row(9000, SUBSYSTEM, "MAPI", ResourceMethod.STATUS_VALIDATE_STATE)]


@specimen("no-address-book-row", step="A1")
class NoAddressBook(OtherRows, missing=ADDRESS_BOOK):
    """The status table has no row of the integrated address book."""


@instead_of(OtherRows.other_rows, "address-book-row-doubled", step="A1")
def two_address_books(self: OtherRows, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
    """The status table has two rows of the integrated address book."""
    return [*right, own_row(9001, ADDRESS_BOOK, "Address Book", ResourceMethod.STATUS_VALIDATE_STATE)]


_UNDEFINED = 0x4711


@specimen("undefined-resource-type", step="A1")
class UndefinedType(OtherRows):
    """The status table has a row whose PR_RESOURCE_TYPE is none of the defined types."""

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        return [*right, own_row(9000, _UNDEFINED, "Something", 0)]

    def open_own(self, row: StatusRow) -> StatusObject:
        if row.resource_type == _UNDEFINED:
            raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
        return super().open_own(row)


@instead_of(OtherRows.other_rows, "last-transport-has-no-row", step="I")
def last_transport_missing(self: OtherRows, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
    """The last of several transports has no row in the status table."""
    several = sum(map(is_transport, right)) > 1
    return right[:-1] if several else right


@specimen("idle-transports-have-no-row", step="I")
class IdleHidden(Session):
    """A transport has a row in the status table only while messages wait for it."""

    def rows(self) -> Sequence[StatusRow]:
        return [row for row in super().rows() if not is_transport(row) or self.busy(row)]

    def busy(self, row: StatusRow) -> bool:
        """Whether a message waits in either direction."""
        transport = self.profile.spooler.transport_at(row)
        return bool(self.profile.store.outgoing(transport.name) or transport.server.waiting)


@instead_of(OtherRows.other_rows, "no-mail-keeps-transports", step="B4")
def transports_without_mail(self: OtherRows, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
    """In a session without mail the status table still has the transports' rows."""
    return right if self.uses_mail else [*right, *filter(is_transport, self.profile.rows)]


@instead_of(OtherRows.other_rows, "no-mail-spooler-without-failure", step="A4")
def spooler_without_failure(self: OtherRows, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
    """In a session without mail the spooler's row does not show STATUS_FAILURE."""
    return right if self.uses_mail else [row for row in self.profile.rows if not is_transport(row)]


@specimen("unicode-table-refused", step="A1")
class NoUnicode(Session):
    """The maker claims a Unicode status table, but the session refuses to give one."""

    def get_status_table(self, flags: int) -> StatusTable:
        if flags & UnicodeFlag.MAPI_UNICODE:
            raise MapiError(ResultCode.MAPI_E_BAD_CHARWIDTH)
        return super().get_status_table(flags)


@instead_of(Session.get_status_table, "no-status-table", step="A1")
def no_table(self: Session, flags: int) -> StatusTable:
    """The session refuses to give its status table."""
    raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


@specimen("no-status-table-at-first", step="A1")
class NotYet(Session):
    """The session refuses the first status table that it is asked for."""

    _asked = False

    def get_status_table(self, flags: int) -> StatusTable:
        asked, self._asked = self._asked, True
        if not asked:
            raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
        return super().get_status_table(flags)


@specimen("one-status-table-at-a-time", step="B1")
class OneTable(Session):
    """The session gives a status table only after the one before was released."""

    given: StatusTable | None = None

    def get_status_table(self, flags: int) -> StatusTable:
        if self.given is not None and still_held(self.given):
            raise MapiError(ResultCode.MAPI_E_BUSY)
        self.given = super().get_status_table(flags)
        return self.given


def still_held(thing: object) -> bool:
    """Whether the client has not released the object."""
    assert isinstance(thing, ClientObject)
    return thing._held


class RemembersOpened(Session):
    """Remembers the status object of MAPI's own that it opened last."""

    opened: StatusObject | None = None

    @property
    def holds(self) -> bool:
        """Whether the client holds that object."""
        return self.opened is not None and still_held(self.opened)

    @property
    def was_released(self) -> bool:
        """Whether the client has released that object."""
        return self.opened is not None and not self.holds

    def open_own(self, row: StatusRow) -> StatusObject:
        self.opened = super().open_own(row)
        return self.opened


@instead_of(RemembersOpened.get_status_table, "second-walk-fails", step="A7")
def once_only(self: RemembersOpened, flags: int) -> StatusTable:
    """Once a status object was released, the session gives no status table any more."""
    if self.was_released:
        raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
    return RemembersOpened.get_status_table(self, flags)


@instead_of(RemembersOpened.rows, "second-walk-finds-no-row", step="A7")
def empty_afterwards(self: RemembersOpened) -> Sequence[StatusRow]:
    """Once a status object was released, the status table is empty."""
    return [] if self.was_released else RemembersOpened.rows(self)


@specimen("status-object-takes-tables-along", step="A7")
class TablesDieWithObject(RemembersOpened):
    """The release of a status object of MAPI's own, say the spooler's, ends the tables that the session gave before."""

    def get_status_table(self, flags: int) -> StatusTable:
        if self.was_released:
            self.opened = None  # the new table lives
        return super().get_status_table(flags)

    def rows(self) -> Sequence[StatusRow]:
        if self.was_released:
            raise MapiError(ResultCode.MAPI_E_INVALID_OBJECT)
        return super().rows()


@instead_of(RemembersOpened.get_status_table, "no-status-table-beside-an-object", step="B1")
def table_or_object(self: RemembersOpened, flags: int) -> StatusTable:
    """The session gives no status table while the client holds a status object of MAPI's own."""
    if self.holds:
        raise MapiError(ResultCode.MAPI_E_NO_ACCESS)
    return RemembersOpened.get_status_table(self, flags)


@specimen("spooler-opens-once", step="A5")
class OpensOnce(Session):
    """The entry identifier of the spooler's row opens once, and never again."""

    _opened = False

    def open_own(self, row: StatusRow) -> StatusObject:
        if is_spooler(row):
            if self._opened:
                raise MapiError(ResultCode.MAPI_E_NO_ACCESS)
            self._opened = True
        return super().open_own(row)


@specimen("spooler-opens-for-one", step="A5")
class OpensForOne(Session):
    """The entry identifier of the spooler's row does not open while the client holds the spooler's status object."""

    _out: StatusObject | None = None

    def open_own(self, row: StatusRow) -> StatusObject:
        if not is_spooler(row):
            return super().open_own(row)
        if self._out is not None and still_held(self._out):
            raise MapiError(ResultCode.MAPI_E_NO_ACCESS)
        self._out = super().open_own(row)
        return self._out


@instead_of(Session.logoff, "logoff-ends-other-sessions", step="A7")
def logoff_ends_all(self: Session, ui_param: int, flags: int, reserved: int) -> None:
    """The logoff of one session ends the others on its profile."""
    Session.logoff(self, ui_param, flags, reserved)
    for session in self.subsystem.sessions:
        if session.profile is self.profile:
            session._over = True


@instead_of(Session.open_own, "logoff-closes-the-spooler", step="A7")
def logoff_closes_spooler(self: Session, row: StatusRow) -> StatusObject:
    """After the logoff of one session, the others on its profile cannot open the spooler's status object."""
    others = [session for session in self.subsystem.sessions if session.profile is self.profile]
    if is_spooler(row) and any(session._over for session in others):
        raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
    return Session.open_own(self, row)


@instead_of(Session.logoff, "logoff-knows-no-flag", step="A7")
def logoff_without_flags(self: Session, ui_param: int, flags: int, reserved: int) -> None:
    """Logoff refuses every flag."""
    if flags:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
    Session.logoff(self, ui_param, flags, reserved)


@instead_of(OtherRows.other_rows, "nothing-available-without-mail", step="A1")
def nothing_without_mail(self: OtherRows, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
    """In a session without mail the rows of the subsystem and of the address book show STATUS_FAILURE, too."""
    return right if self.uses_mail else map(in_trouble, right)
