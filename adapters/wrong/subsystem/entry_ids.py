"""Wrong entry identifiers: what they open, and what they are equal to."""

from collections.abc import Sequence
from typing import ClassVar

from mapi_tck.mapi import MapiError, ObjectType, OpenFlag, PropertyTag, ResourceMethod, ResultCode
from mapi_tck.ports import StatusObject

from ...reference.entry_ids import EntryIds
from ...reference.session import Session
from ...reference.status_rows import StatusRow
from ...reference.variants import ByKeyword, instead_of, specimen
from .rows import is_spooler, is_transport
from .session import still_held

#: An entry identifier begins with its flags and the session's UID; the rest stands for the row.
_COMMON = 20


@instead_of(Session.open_entry, "entry-ids-do-not-open", step="A5")
def nothing_opens(self: Session, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
    """No entry identifier of the status table opens."""
    raise MapiError(ResultCode.MAPI_E_INVALID_ENTRYID)


@instead_of(Session.open_own, "spooler-does-not-open", step="A5")
def spooler_does_not_open(self: Session, row: StatusRow) -> StatusObject:
    """The entry identifier of the spooler's row does not open."""
    if is_spooler(row):
        raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
    return Session.open_own(self, row)


@specimen("transports-open-forwards-only", step="B5.1")
class ForwardsOnly(Session):
    """Transports open only in the order of the table: a row before the one opened last is refused."""

    last = 0

    def open_transport(self, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
        if row.number < self.last:
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        self.last = row.number
        return super().open_transport(row, interface, flags)


@specimen("release-closes-the-next-row", step="B5.4")
class OneTransport(Session):
    """Once a transport's status object was released, no transport's row opens any more."""

    opened: tuple[StatusObject, ...] = ()

    def open_transport(self, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
        if not all(map(still_held, self.opened)):
            raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
        thing, object_type = super().open_transport(row, interface, flags)
        self.opened = (*self.opened, thing)
        return thing, object_type


class SpoolerOpensAs(ByKeyword, Session):
    """OpenEntry returns a wrong type for the spooler's status object."""

    object_type: ClassVar[int]

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        thing, object_type = super().open_entry(entry_id, interface, flags)
        return thing, int(self.object_type) if is_spooler(self.find(entry_id)) else object_type


@specimen("spooler-opens-as-user", step="A5")
class SpoolerAsUser(SpoolerOpensAs, object_type=ObjectType.MAPI_MAILUSER):
    """OpenEntry says that the spooler's status object is a user."""


@specimen("spooler-opens-as-nothing", step="A5")
class SpoolerAsNothing(SpoolerOpensAs, object_type=0):
    """OpenEntry does not fill in the type of the spooler's status object."""


@instead_of(Session.open_transport, "transports-open-as-users", step="B5.1")
def transports_as_users(self: Session, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
    """OpenEntry says that a transport's status object is a user."""
    thing, _ = Session.open_transport(self, row, interface, flags)
    return thing, int(ObjectType.MAPI_MAILUSER)


@instead_of(Session.open_transport, "unsupporting-transports-open-as-nothing", step="B5.1")
def without_a_type(self: Session, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
    """OpenEntry does not fill in the type of the status object of a transport that does not support FlushQueues."""
    thing, object_type = Session.open_transport(self, row, interface, flags)
    supports = row.number_of(PropertyTag.PR_RESOURCE_METHODS) & ResourceMethod.STATUS_FLUSH_QUEUES
    return thing, object_type if supports else 0


@instead_of(Session.open_entry, "cut-entry-id-opens", step="A5")
def cut_opens(self: Session, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
    """An entry identifier that was cut short opens."""
    for view in range(1, self._tables + 1):
        for row in self._rows:
            made = self.entry_ids.make(row, view)
            if len(entry_id) > _COMMON and made.startswith(entry_id):
                entry_id = made
    return Session.open_entry(self, entry_id, interface, flags)


@instead_of(Session.open_entry, "nobodys-entry-id-opens", step="A5")
def nobodys_opens(self: Session, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
    """An entry identifier that no provider has made opens the subsystem's status object."""
    own = self.entry_ids.make(self._rows[0], 0)
    known = entry_id[:_COMMON] == own[:_COMMON]
    return Session.open_entry(self, entry_id if known else own, interface, flags)


class RefusesFlag(ByKeyword, Session):
    """OpenEntry refuses a flag."""

    flag: ClassVar[int]
    code: ClassVar[int] = ResultCode.MAPI_E_UNKNOWN_FLAGS

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        if flags & self.flag:
            raise MapiError(self.code)
        return super().open_entry(entry_id, interface, flags)


@specimen("best-access-refused", step="A5")
class BestAccessRefused(RefusesFlag, flag=OpenFlag.MAPI_BEST_ACCESS):
    """OpenEntry refuses MAPI_BEST_ACCESS."""


@specimen("modify-refused", step="A5")
class ModifyRefused(RefusesFlag, flag=OpenFlag.MAPI_MODIFY, code=ResultCode.MAPI_E_NO_ACCESS):
    """OpenEntry refuses MAPI_MODIFY instead of giving less access."""


@specimen("deferred-errors-refused", step="A5")
class DeferredErrorsRefused(RefusesFlag, flag=OpenFlag.MAPI_DEFERRED_ERRORS):
    """OpenEntry refuses MAPI_DEFERRED_ERRORS."""


@instead_of(Session.open_entry, "status-interface-refused", step="A5")
def refuses_names(self: Session, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
    """OpenEntry refuses every interface that is named, even IID_IMAPIStatus."""
    if interface is not None:
        raise MapiError(ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED)
    return Session.open_entry(self, entry_id, interface, flags)


@specimen("objects-of-a-row-are-one", step="A5")
class OneObjectPerRow(Session):
    """Opening the spooler's row again gives the same object, which its first release ends."""

    opened: StatusObject | None = None

    def open_own(self, row: StatusRow) -> StatusObject:
        if not is_spooler(row):
            return super().open_own(row)
        if self.opened is None or not still_held(self.opened):
            self.opened = super().open_own(row)
        return self.opened


@instead_of(Session.open_entry, "interface-ignored", step="A5")
def any_interface(self: Session, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
    """OpenEntry gives a status object even if another interface is asked for."""
    return Session.open_entry(self, entry_id, None, flags)


@specimen("unknown-entry-id-opens-the-last-one", step="A5")
class LastOneAgain(Session):
    """An entry identifier that does not open opens the object that was opened last."""

    _last: bytes | None = None

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        try:
            opened = super().open_entry(entry_id, interface, flags)
        except MapiError:
            if self._last is None or self._last == entry_id:
                raise
            return super().open_entry(self._last, interface, flags)
        self._last = entry_id
        return opened


class OtherTransport(Session):
    """Opens the status object of another transport than the row's; only transports that support FlushQueues are confused."""

    def place(self, number: int, of: int) -> int:
        """The place of the transport that is opened, for a row in this place among so many."""
        raise NotImplementedError

    def open_transport(self, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
        flush = ResourceMethod.STATUS_FLUSH_QUEUES
        like = [other for other in self._rows if other.number_of(PropertyTag.PR_RESOURCE_METHODS) & flush]
        like = [other for other in like if is_transport(other)]
        if row in like:
            row = like[self.place(like.index(row), len(like))]
        return super().open_transport(row, interface, flags)


@instead_of(OtherTransport.place, "rows-open-their-neighbours", step="B5.1")
def neighbours(self: OtherTransport, number: int, of: int) -> int:
    """A transport's row opens the next transport's status object, and the last row opens the first one's."""
    return (number + 1) % of


@instead_of(OtherTransport.place, "rows-open-the-first-transport", step="B5.1")
def first_for_all(self: OtherTransport, number: int, of: int) -> int:
    """Every transport's row opens the first transport's status object."""
    return 0


@instead_of(Session.compare_entry_ids, "entry-id-unequal-to-itself", step="A5")
def never_itself(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """CompareEntryIDs answers FALSE for an entry identifier and itself."""
    return first != second and Session.compare_entry_ids(self, first, second, flags)


@instead_of(Session.compare_entry_ids, "spooler-equals-transports", step="A5")
def spooler_is_transport(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """CompareEntryIDs answers TRUE if one of the two is the spooler's, say for the spooler and a transport."""
    both = [self.find(first), self.find(second)]
    return any(map(is_spooler, both)) or Session.compare_entry_ids(self, first, second, flags)


@instead_of(Session.compare_entry_ids, "transports-compare-equal", step="B4")
def transports_compare_equal(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """CompareEntryIDs answers TRUE for any two transports."""
    both = [self.find(first), self.find(second)]
    return all(map(is_transport, both)) or Session.compare_entry_ids(self, first, second, flags)


@instead_of(Session.compare_entry_ids, "transports-unequal-in-another-table", step="B4")
def unequal_elsewhere(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """CompareEntryIDs answers FALSE for the same transport if two status tables have given the identifiers."""
    other_table = first != second and is_transport(self.find(first))
    return not other_table and Session.compare_entry_ids(self, first, second, flags)


@instead_of(Session.compare_entry_ids, "transports-unequal-and-others-not-compared", step="B4")
def unequal_or_refused(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """CompareEntryIDs answers FALSE for the same transport if two status tables have given the identifiers, and refuses other
    transports.
    """
    rows = [self.find(first), self.find(second)]
    if all(map(is_transport, rows)) and rows[0] is not rows[1]:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_ENTRYID)
    return unequal_elsewhere(self, first, second, flags)


@instead_of(Session.compare_entry_ids, "entry-ids-compared-byte-by-byte", step="A5")
def byte_by_byte(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """CompareEntryIDs compares the bytes, so that two identifiers of one row differ."""
    self.find(first)
    self.find(second)
    return first == second


@instead_of(Session.compare_entry_ids, "entry-ids-compared-by-provider", step="A5")
def by_provider(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """CompareEntryIDs compares only the flags and the provider's UID."""
    return first[:_COMMON] == second[:_COMMON]


@instead_of(Session.compare_entry_ids, "unknown-entry-id-equals-any", step="A5")
def unknown_equals_any(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """CompareEntryIDs answers TRUE for unknown entry identifiers."""
    try:
        return Session.compare_entry_ids(self, first, second, flags)
    except MapiError:
        return True


@instead_of(Session.compare_entry_ids, "second-entry-id-not-looked-at", step="A5")
def second_unknown(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """CompareEntryIDs answers TRUE if it does not know the second entry identifier."""
    row = self.find(first)
    try:
        return self.find(second) is row
    except MapiError:
        return True


@instead_of(Session.compare_entry_ids, "entry-ids-compared-as-far-as-the-shorter", step="A5")
def shorter_decides(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """CompareEntryIDs compares as many bytes as the shorter identifier has, so that one cut short equals the whole."""
    alike = len(first) != len(second) and (first.startswith(second) or second.startswith(first))
    return alike or Session.compare_entry_ids(self, first, second, flags)


@instead_of(Session.compare_entry_ids, "comparison-inverted", step="A5")
def inverted(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """CompareEntryIDs answers like memcmp: zero, which is FALSE, if the two do not differ."""
    return not Session.compare_entry_ids(self, first, second, flags)


@specimen("transports-share-an-entry-id", step="B4")
class SharedEntryId(EntryIds):
    """All transports' rows have the same entry identifier."""

    def make(self, row: StatusRow, view: int) -> bytes:
        if not is_transport(row):
            return super().make(row, view)
        first = row.copy()
        first.number = 4
        return super().make(first, view)


@specimen("entry-ids-use-reserved-bytes", step="A4")
class UsesReserved(EntryIds):
    """The number of a row is in the second byte of its entry identifier, which is reserved."""

    def make(self, row: StatusRow, view: int) -> bytes:
        usual = super().make(row, view)
        return usual[:1] + bytes([row.number % 255 + 1]) + usual[2:]

    def find(self, entry_id: bytes, rows: Sequence[StatusRow]) -> StatusRow:
        row = super().find(entry_id[:1] + bytes(1) + entry_id[2:], rows)
        if entry_id[1] != row.number % 255 + 1:
            raise MapiError(ResultCode.MAPI_E_INVALID_ENTRYID)
        return row
