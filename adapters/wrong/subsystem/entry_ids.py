"""Wrong entry identifiers: what they open, and what they are equal to."""

from typing import TYPE_CHECKING, ClassVar

from mapi_tck.mapi import MapiError, ObjectType, OpenFlag, PropertyTag, ResourceMethod, ResultCode
from mapi_tck.ports import StatusObject

from ...reference.entry_ids import EntryIds
from ...reference.profile import LoadedProfile
from ...reference.session import Session
from ...reference.status_rows import StatusRow
from ...reference.variants import specimen
from .rows import is_spooler, is_transport
from .session import still_held

if TYPE_CHECKING:
    from ...reference.subsystem import Subsystem

#: An entry identifier begins with its flags and the session's UID; the rest stands for the row.
_COMMON = 20


@specimen("entry-ids-do-not-open", step="A5")
class NothingOpens(Session):
    """No entry identifier of the status table opens."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        raise MapiError(ResultCode.MAPI_E_INVALID_ENTRYID)


@specimen("spooler-does-not-open", step="A5")
class SpoolerDoesNotOpen(Session):
    """The entry identifier of the spooler's row does not open."""

    def open_own(self, row: StatusRow) -> StatusObject:
        if is_spooler(row):
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        return super().open_own(row)


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


class SpoolerOpensAs(Session):
    """OpenEntry returns a wrong type for the spooler's status object."""

    object_type: ClassVar[int]

    def __init_subclass__(cls, object_type: int) -> None:
        cls.object_type = int(object_type)

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        thing, object_type = super().open_entry(entry_id, interface, flags)
        return thing, self.object_type if is_spooler(self.find(entry_id)) else object_type


@specimen("spooler-opens-as-user", step="A5")
class SpoolerAsUser(SpoolerOpensAs, object_type=ObjectType.MAPI_MAILUSER):
    """OpenEntry says that the spooler's status object is a user."""


@specimen("spooler-opens-as-nothing", step="A5")
class SpoolerAsNothing(SpoolerOpensAs, object_type=0):
    """OpenEntry does not fill in the type of the spooler's status object."""


@specimen("transports-open-as-users", step="B5.1")
class TransportsAsUsers(Session):
    """OpenEntry says that a transport's status object is a user."""

    def open_transport(self, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
        thing, _ = super().open_transport(row, interface, flags)
        return thing, int(ObjectType.MAPI_MAILUSER)


@specimen("unsupporting-transports-open-as-nothing", step="B5.1")
class UnsupportingAsNothing(Session):
    """OpenEntry does not fill in the type of the status object of a transport that does not support FlushQueues."""

    def open_transport(self, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
        thing, object_type = super().open_transport(row, interface, flags)
        supports = row.number_of(PropertyTag.PR_RESOURCE_METHODS) & ResourceMethod.STATUS_FLUSH_QUEUES
        return thing, object_type if supports else 0


@specimen("cut-entry-id-opens", step="A5")
class CutOpens(Session):
    """An entry identifier that was cut short opens."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        for view in range(1, self._tables + 1):
            for row in self._rows:
                made = self.entry_ids.make(row, view)
                if len(entry_id) > _COMMON and made.startswith(entry_id):
                    entry_id = made
        return super().open_entry(entry_id, interface, flags)


@specimen("nobodys-entry-id-opens", step="A5")
class NobodysOpens(Session):
    """An entry identifier that no provider has made opens the subsystem's status object."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        own = self.entry_ids.make(self._rows[0], 0)
        known = entry_id[:_COMMON] == own[:_COMMON]
        return super().open_entry(entry_id if known else own, interface, flags)


class RefusesFlag(Session):
    """OpenEntry refuses a flag."""

    flag: ClassVar[int]
    code: ClassVar[int]

    def __init_subclass__(cls, flag: int, code: int = ResultCode.MAPI_E_UNKNOWN_FLAGS) -> None:
        cls.flag, cls.code = flag, code

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


@specimen("status-interface-refused", step="A5")
class InterfaceRefused(Session):
    """OpenEntry refuses every interface that is named, even IID_IMAPIStatus."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        if interface is not None:
            raise MapiError(ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED)
        return super().open_entry(entry_id, interface, flags)


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


@specimen("interface-ignored", step="A5")
class InterfaceIgnored(Session):
    """OpenEntry gives a status object even if another interface is asked for."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        return super().open_entry(entry_id, None, flags)


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


@specimen("rows-open-their-neighbours", step="B5.1")
class Neighbours(OtherTransport):
    """A transport's row opens the next transport's status object, and the last row opens the first one's."""

    def place(self, number: int, of: int) -> int:
        return (number + 1) % of


@specimen("rows-open-the-first-transport", step="B5.1")
class FirstForAll(OtherTransport):
    """Every transport's row opens the first transport's status object."""

    def place(self, number: int, of: int) -> int:
        return 0


@specimen("entry-id-unequal-to-itself", step="A5")
class NeverItself(Session):
    """CompareEntryIDs answers FALSE for an entry identifier and itself."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        return first != second and super().compare_entry_ids(first, second, flags)


@specimen("spooler-equals-transports", step="A5")
class SpoolerIsTransport(Session):
    """CompareEntryIDs answers TRUE if one of the two is the spooler's, say for the spooler and a transport."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        both = [self.find(first), self.find(second)]
        return any(map(is_spooler, both)) or super().compare_entry_ids(first, second, flags)


@specimen("transports-compare-equal", step="B4")
class TransportsCompareEqual(Session):
    """CompareEntryIDs answers TRUE for any two transports."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        both = [self.find(first), self.find(second)]
        return all(map(is_transport, both)) or super().compare_entry_ids(first, second, flags)


@specimen("entry-ids-compared-byte-by-byte", step="A5")
class ByteByByte(Session):
    """CompareEntryIDs compares the bytes, so that two identifiers of one row differ."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        self.find(first)
        self.find(second)
        return first == second


@specimen("entry-ids-compared-by-provider", step="A5")
class ByProvider(Session):
    """CompareEntryIDs compares only the flags and the provider's UID."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        return first[:_COMMON] == second[:_COMMON]


@specimen("unknown-entry-id-equals-any", step="A5")
class UnknownEqualsAny(Session):
    """CompareEntryIDs answers TRUE for unknown entry identifiers."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        try:
            return super().compare_entry_ids(first, second, flags)
        except MapiError:
            return True


@specimen("second-entry-id-not-looked-at", step="A5")
class SecondUnknown(Session):
    """CompareEntryIDs answers TRUE if it does not know the second entry identifier."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        row = self.find(first)
        try:
            return self.find(second) is row
        except MapiError:
            return True


@specimen("comparison-inverted", step="A5")
class Inverted(Session):
    """CompareEntryIDs answers like memcmp: zero, which is FALSE, if the two do not differ."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        return not super().compare_entry_ids(first, second, flags)


class OtherEntryIds(Session):
    """A session whose entry identifiers another class makes."""

    make: ClassVar[type[EntryIds]]

    def __init_subclass__(cls, make: type[EntryIds]) -> None:
        cls.make = make

    def __init__(self, subsystem: "Subsystem", profile: LoadedProfile, number: int, flags: int) -> None:
        super().__init__(subsystem, profile, number, flags)
        self.entry_ids = self.make(f"{number} {profile.name}")


class SameForTransports(EntryIds):
    """Makes the identifier of the first transport's row for every transport."""

    def make(self, row: StatusRow, view: int) -> bytes:
        if not is_transport(row):
            return super().make(row, view)
        first = row.copy()
        first.number = 4
        return super().make(first, view)


@specimen("transports-share-an-entry-id", step="B4")
class SharedEntryId(OtherEntryIds, make=SameForTransports):
    """All transports' rows have the same entry identifier."""
