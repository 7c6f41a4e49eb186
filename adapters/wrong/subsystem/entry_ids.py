"""Wrong entry identifiers: what they open, and what they are equal to."""

from typing import TYPE_CHECKING

from mapi_tck.mapi import MapiError, ObjectType, OpenFlag, PropertyTag, ResourceMethod, ResultCode
from mapi_tck.ports import StatusObject

from ...reference.entry_ids import EntryIds
from ...reference.profile import LoadedProfile
from ...reference.session import Session
from ...reference.status_rows import StatusRow
from ..faults import fault
from .rows import is_spooler, is_transport
from .session import still_held

if TYPE_CHECKING:
    from ...reference.subsystem import Subsystem

#: An entry identifier begins with its flags and the session's UID; what follows stands for the row.
_COMMON = 20


# -- A5 and B5.1: OpenEntry -------------------------------------------------------------------------------------------


@fault("entry-ids-do-not-open")
class NothingOpens(Session):
    """Hands out entry identifiers that are good for nothing."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_INVALID_ENTRYID)


@fault("spooler-does-not-open")
class SpoolerDoesNotOpen(Session):
    """Cannot open the spooler's status object."""

    def open_own(self, row: StatusRow) -> StatusObject:
        """Refuse the spooler's."""
        if is_spooler(row):
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        return super().open_own(row)


@fault("transports-open-forwards-only")
class ForwardsOnly(Session):
    """Opens transports in the order of the table, and does not turn back."""

    last = 0

    def open_transport(self, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
        """Refuse a row before the last one."""
        if row.number < self.last:
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        self.last = row.number
        return super().open_transport(row, interface, flags)


@fault("release-closes-the-next-row")
class OneTransport(Session):
    """Opens no transport once a transport's status object was released."""

    opened: tuple[StatusObject, ...] = ()

    def open_transport(self, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
        """Refuse after a release."""
        if not all(map(still_held, self.opened)):
            raise MapiError(ResultCode.MAPI_E_CALL_FAILED)
        thing, object_type = super().open_transport(row, interface, flags)
        self.opened = (*self.opened, thing)
        return thing, object_type


@fault("spooler-opens-as-user")
class SpoolerAsUser(Session):
    """Says that the spooler's status object is a user."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Change the object type."""
        thing, object_type = super().open_entry(entry_id, interface, flags)
        return thing, int(ObjectType.MAPI_MAILUSER) if is_spooler(self.find(entry_id)) else object_type


@fault("transports-open-as-users")
class TransportsAsUsers(Session):
    """Says that transports' status objects are users."""

    def open_transport(self, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
        """Change the object type."""
        thing, _ = super().open_transport(row, interface, flags)
        return thing, int(ObjectType.MAPI_MAILUSER)


@fault("spooler-opens-as-nothing")
class SpoolerAsNothing(Session):
    """Does not fill in the type of the spooler's status object."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Leave zero."""
        thing, object_type = super().open_entry(entry_id, interface, flags)
        return thing, 0 if is_spooler(self.find(entry_id)) else object_type


@fault("unsupporting-transports-open-as-nothing")
class UnsupportingAsNothing(Session):
    """Does not fill in the type of the status object of a transport that does not support FlushQueues."""

    def open_transport(self, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
        """Leave zero."""
        thing, object_type = super().open_transport(row, interface, flags)
        supports = row.number_of(PropertyTag.PR_RESOURCE_METHODS) & ResourceMethod.STATUS_FLUSH_QUEUES
        return thing, object_type if supports else 0


@fault("cut-entry-id-opens")
class CutOpens(Session):
    """Looks only at as much of an entry identifier as there is."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Complete what was cut short."""
        for view in range(1, self._tables + 1):
            for row in self._rows:
                made = self.entry_ids.make(row, view)
                if len(entry_id) > _COMMON and made.startswith(entry_id):
                    entry_id = made
        return super().open_entry(entry_id, interface, flags)


@fault("nobodys-entry-id-opens")
class NobodysOpens(Session):
    """Takes an entry identifier that it does not know for the subsystem's."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Open what nobody made."""
        own = self.entry_ids.make(self._rows[0], 0)
        known = entry_id[:_COMMON] == own[:_COMMON]
        return super().open_entry(entry_id if known else own, interface, flags)


@fault("best-access-refused")
class BestAccessRefused(Session):
    """Does not know MAPI_BEST_ACCESS."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Refuse the flag."""
        if flags & OpenFlag.MAPI_BEST_ACCESS:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
        return super().open_entry(entry_id, interface, flags)


@fault("modify-refused")
class ModifyRefused(Session):
    """Gives no object where it cannot give all access."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Refuse MAPI_MODIFY."""
        if flags & OpenFlag.MAPI_MODIFY:
            raise MapiError(ResultCode.MAPI_E_NO_ACCESS)
        return super().open_entry(entry_id, interface, flags)


@fault("status-interface-refused")
class InterfaceRefused(Session):
    """Does not know the interface of its own objects."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Refuse any interface."""
        if interface is not None:
            raise MapiError(ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED)
        return super().open_entry(entry_id, interface, flags)


@fault("objects-of-a-row-are-one")
class OneObjectPerRow(Session):
    """Gives out the same object again, and loses it with the first release."""

    opened: StatusObject | None = None

    def open_own(self, row: StatusRow) -> StatusObject:
        """Answer the spooler's object that is open already."""
        if not is_spooler(row):
            return super().open_own(row)
        if self.opened is None or not still_held(self.opened):
            self.opened = super().open_own(row)
        return self.opened


@fault("deferred-errors-refused")
class DeferredErrorsRefused(Session):
    """Does not know MAPI_DEFERRED_ERRORS."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Refuse the flag."""
        if flags & OpenFlag.MAPI_DEFERRED_ERRORS:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
        return super().open_entry(entry_id, interface, flags)


@fault("interface-ignored")
class InterfaceIgnored(Session):
    """Gives a status object to whoever asks for something else."""

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Pass over the interface."""
        return super().open_entry(entry_id, None, flags)


@fault("unknown-entry-id-opens-the-last-one")
class LastOneAgain(Session):
    """Opens what was opened last when it does not know the entry identifier."""

    _last: bytes | None = None

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Go by the call before."""
        try:
            opened = super().open_entry(entry_id, interface, flags)
        except MapiError:
            if self._last is None or self._last == entry_id:
                raise
            return super().open_entry(self._last, interface, flags)
        self._last = entry_id
        return opened


class OtherTransport(Session):
    """Opens the status object of another transport than the row's."""

    def place(self, number: int, of: int) -> int:
        """The place of the transport that is opened, for a row in this place among so many."""
        raise NotImplementedError

    def open_transport(self, row: StatusRow, interface: str | None, flags: int) -> tuple[StatusObject, int]:
        """Take one that supports FlushQueues for another."""
        flush = ResourceMethod.STATUS_FLUSH_QUEUES
        like = [other for other in self._rows if other.number_of(PropertyTag.PR_RESOURCE_METHODS) & flush]
        like = [other for other in like if is_transport(other)]
        if row in like:
            row = like[self.place(like.index(row), len(like))]
        return super().open_transport(row, interface, flags)


@fault("rows-open-their-neighbours")
class Neighbours(OtherTransport):
    """Opens the next transport's status object, and the first one's in the end."""

    def place(self, number: int, of: int) -> int:
        """One further."""
        return (number + 1) % of


@fault("rows-open-the-first-transport")
class FirstForAll(OtherTransport):
    """Opens the first transport's status object for every row."""

    def place(self, number: int, of: int) -> int:
        """The first."""
        return 0


# -- CompareEntryIDs --------------------------------------------------------------------------------------------------


@fault("entry-id-unequal-to-itself")
class NeverItself(Session):
    """Finds an entry identifier different from itself."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        """Answer FALSE for the same bytes."""
        return first != second and super().compare_entry_ids(first, second, flags)


@fault("spooler-equals-transports")
class SpoolerIsTransport(Session):
    """Takes the spooler for a transport."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        """Answer TRUE when one of the two is the spooler's."""
        both = [self.find(first), self.find(second)]
        return any(map(is_spooler, both)) or super().compare_entry_ids(first, second, flags)


@fault("transports-compare-equal")
class TransportsCompareEqual(Session):
    """Cannot tell transports apart."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        """Answer TRUE for two transports."""
        both = [self.find(first), self.find(second)]
        return all(map(is_transport, both)) or super().compare_entry_ids(first, second, flags)


@fault("entry-ids-compared-byte-by-byte")
class ByteByByte(Session):
    """Compares entry identifiers as if they were numbers."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        """Equal bytes only."""
        self.find(first)
        self.find(second)
        return first == second


@fault("entry-ids-compared-by-provider")
class ByProvider(Session):
    """Compares entry identifiers only as far as they say who has made them."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        """Flags and UID."""
        return first[:_COMMON] == second[:_COMMON]


@fault("unknown-entry-id-equals-any")
class UnknownEqualsAny(Session):
    """Takes an error for a yes."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        """TRUE where it cannot tell."""
        try:
            return super().compare_entry_ids(first, second, flags)
        except MapiError:
            return True


@fault("second-entry-id-not-looked-at")
class SecondUnknown(Session):
    """Looks up the first entry identifier, and takes a second one that it does not know for the same."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        """TRUE where the second one says nothing."""
        row = self.find(first)
        try:
            return self.find(second) is row
        except MapiError:
            return True


@fault("comparison-inverted")
class Inverted(Session):
    """Answers as memcmp does: zero, which is FALSE, where nothing differs."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        """The difference."""
        return not super().compare_entry_ids(first, second, flags)


class SameForTransports(EntryIds):
    """Makes the identifier of the first transport's row for every transport."""

    def make(self, row: StatusRow, view: int) -> bytes:
        """Number transports' rows alike."""
        if not is_transport(row):
            return super().make(row, view)
        first = row.copy()
        first.number = 4
        return super().make(first, view)


@fault("transports-share-an-entry-id")
class SharedEntryId(Session):
    """All transports' rows have the same entry identifier."""

    def __init__(self, subsystem: "Subsystem", profile: LoadedProfile, number: int, flags: int) -> None:
        super().__init__(subsystem, profile, number, flags)
        self.entry_ids = SameForTransports(f"{number} {profile.name}")
