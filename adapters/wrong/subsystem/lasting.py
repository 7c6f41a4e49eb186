"""Wrong subsystems in which what a client holds does not last: identifiers end in time, a logoff or a release spoils the rest."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary, WeakSet

from mapi_tck.mapi import MapiError, PropertyTag, PropertyType, PropertyValue, ResultCode, change_prop_type
from mapi_tck.ports import StatusObject

from ...reference.flush import FLUSH_BITS
from ...reference.session import Session
from ...reference.status_objects import AddressBookStatus, MarshalledStatus, SpoolerStatus, SubsystemStatus
from ...reference.status_rows import Columns, StatusRow
from ...reference.status_table import StatusTable
from ...reference.variants import ByKeyword, instead_of, part_of, specimen
from .properties import Props
from .rows import having, is_transport

# -- entry identifiers that end in time -------------------------------------------------------------------------------

#: In seconds.
_TEN_MINUTES: Final = 600.0
#: When a session has last been asked for its status table.
_ASKED: Final[WeakKeyDictionary[Session, float]] = WeakKeyDictionary()


@part_of("targets-last-ten-minutes")
class Timed(Session):
    """Notes when it is asked for its status table."""

    def get_status_table(self, flags: int) -> StatusTable:
        _ASKED[self] = self.subsystem.time.now()
        return super().get_status_table(flags)

    @property
    def is_late(self) -> bool:
        """Whether the last status table was got ten minutes ago."""
        return self.subsystem.time.now() - _ASKED[self] > _TEN_MINUTES


@instead_of(Timed.open_entry, "entry-ids-last-ten-minutes", step="A5")
def no_longer_opens(self: Timed, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
    """Ten minutes after GetStatusTable entry identifiers do not open any more, although the table is open."""
    if self.is_late:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_ENTRYID)
    return Session.open_entry(self, entry_id, interface, flags)


@instead_of(SpoolerStatus.flush_queues, "targets-last-ten-minutes", step="B5.3")
def target_forgotten(self: SpoolerStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """Ten minutes after GetStatusTable the spooler does not know the targets of its rows any more."""
    assert isinstance(self.session, Timed)
    if target is not None and self.session.is_late:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_ENTRYID)
    return SpoolerStatus.flush_queues(self, ui_param, target, flags)


# -- tables and objects that another's end spoils ---------------------------------------------------------------------


class Known(StatusTable):
    """A table that can be found."""

    #: All of them.
    everywhere: ClassVar[WeakSet["Known"]] = WeakSet()
    emptied = False

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.everywhere.add(self)

    def rows(self) -> Sequence[StatusRow]:
        return [] if self.emptied else super().rows()

    def spoil(self, how: str) -> None:
        """Spoil what it shows."""
        match how:
            case "rows":
                self.emptied = True
            case "position":
                self.cursor = 0
            case "restriction":
                self.restriction = None


def _tables(session: Session, *, others: bool) -> list[Known]:
    """The tables of the session, or those of the others."""
    return [table for table in Known.everywhere if table._held and (table.session is not session) is others]


class SpoilingLogoff(ByKeyword, Session):
    """A logoff that spoils something of the tables of other sessions."""

    spoilt: ClassVar[str]

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        super().logoff(ui_param, flags, reserved)
        for table in _tables(self, others=True):
            table.spoil(self.spoilt)


@part_of(
    "logoff-empties-the-tables-of-others",
    "logoff-moves-the-positions-of-others",
    "logoff-lifts-the-restrictions-of-others",
    "released-object-empties-the-table",
)
class Findable(Known):
    """Can be found by the session that ends, or by the object that is released."""


@specimen("logoff-empties-the-tables-of-others", step="A7")
class EmptiesOthers(SpoilingLogoff, spoilt="rows"):
    """A logoff empties the status tables that other sessions have open."""


@specimen("logoff-moves-the-positions-of-others", step="A7")
class MovesOthers(SpoilingLogoff, spoilt="position"):
    """A logoff puts the status tables of other sessions back to their first rows."""


@specimen("logoff-lifts-the-restrictions-of-others", step="A7")
class LiftsOthers(SpoilingLogoff, spoilt="restriction"):
    """A logoff takes the restrictions off the status tables of other sessions."""


@instead_of(SpoolerStatus.release, "released-object-empties-the-table", step="A7")
def empties_table(self: SpoolerStatus) -> None:
    """The release of the spooler's status object empties the status tables of its session."""
    SpoolerStatus.release(self)
    for table in _tables(self.session, others=False):
        table.spoil("rows")


class SpoilingRelease(ByKeyword, Known):
    """A table whose release spoils something of the other tables of its session."""

    spoilt: ClassVar[str]

    def release(self) -> None:
        super().release()
        for table in _tables(self.session, others=False):
            table.spoil(self.spoilt)


@specimen("released-table-moves-the-others", step="A7")
class MovesBeside(SpoilingRelease, spoilt="position"):
    """The release of a status table puts the other tables of its session back to their first rows."""


@specimen("released-table-lifts-restrictions", step="A7")
class LiftsBeside(SpoilingRelease, spoilt="restriction"):
    """The release of a status table takes the restrictions off the other tables of its session."""


def _nothing(tags: Sequence[int]) -> Props:
    lost = int(ResultCode.MAPI_E_NOT_FOUND)
    errors = tuple(PropertyValue(change_prop_type(tag, PropertyType.PT_ERROR), lost) for tag in tags)
    return int(ResultCode.MAPI_W_ERRORS_RETURNED), errors


def _has_left(session: Session) -> bool:
    """Whether another session on its profile has logged off."""
    return any(other.profile is session.profile and other._over for other in session.subsystem.sessions)


@instead_of(MarshalledStatus.get_props, "logoff-empties-the-transports-objects-of-others", step="A7")
def transports_emptied(self: MarshalledStatus, tags: Sequence[int], flags: int) -> Props:
    """When another session has logged off, the status objects of transports have no property any more."""
    code, values = MarshalledStatus.get_props(self, tags, flags)
    return _nothing(tags) if _has_left(self.session) else (code, values)


@instead_of(AddressBookStatus.get_props, "logoff-empties-the-address-book-objects-of-others", step="A7")
def own_emptied(self: AddressBookStatus, tags: Sequence[int], flags: int) -> Props:
    """When another session has logged off, the address book's status object has no property any more."""
    code, values = AddressBookStatus.get_props(self, tags, flags)
    return _nothing(tags) if _has_left(self.session) else (code, values)


@instead_of(SubsystemStatus.get_props, "released-table-empties-the-subsystems-object", step="A7")
def emptied_with_table(self: SubsystemStatus, tags: Sequence[int], flags: int) -> Props:
    """When a status table is released, the subsystem's status object has no property any more."""
    code, values = SubsystemStatus.get_props(self, tags, flags)
    return _nothing(tags) if _RELEASED.get(self.session) else (code, values)


#: The sessions that have released a status table.
_RELEASED: Final[WeakKeyDictionary[Session, bool]] = WeakKeyDictionary()


@part_of("released-table-empties-the-subsystems-object")
class Noting(StatusTable):
    """Notes its release."""

    def release(self) -> None:
        super().release()
        _RELEASED[self.session] = True


@instead_of(Session.compare_entry_ids, "logoff-makes-entry-ids-unequal", step="A7")
def unequal(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """When another session has logged off, no two entry identifiers are equal unless they are the same bytes."""
    return Session.compare_entry_ids(self, first, second, flags) and (first == second or not _has_left(self))


# -- tables that do not follow ----------------------------------------------------------------------------------------


@specimen("open-table-is-a-snapshot", step="B5.3")
class Snapshot(StatusTable):
    """A status table shows the status codes that transports had when it was got."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        code = PropertyTag.PR_STATUS_CODE
        self._codes = {row.number: row.number_of(code) for row in self.session.rows() if is_transport(row)}

    def columns_of(self, row: StatusRow) -> Columns:
        columns = super().columns_of(row)
        code = self._codes.get(row.number)
        return columns if code is None else having(columns, PropertyTag.PR_STATUS_CODE, code)


@specimen("open-table-keeps-its-flush-bits", step="B5.3")
class KeepsBits(StatusTable):
    """A status table goes on showing each flush bit that was set while it was read."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._shown: dict[int, int] = {}

    def columns_of(self, row: StatusRow) -> Columns:
        code = row.number_of(PropertyTag.PR_STATUS_CODE)
        bits = self._shown[row.number] = self._shown.get(row.number, 0) | code & int(FLUSH_BITS)
        columns = super().columns_of(row)
        return having(columns, PropertyTag.PR_STATUS_CODE, code | bits) if is_transport(row) else columns
