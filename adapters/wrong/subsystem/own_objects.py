"""Wrong status objects of MAPI's own, and wrong entry identifiers of their rows: mostly one of the three is wrong."""

from collections.abc import Sequence
from typing import ClassVar, Final

from mapi_tck.mapi import (
    IID_IMAPIStatus,
    MapiError,
    ObjectType,
    OpenFlag,
    PropertyTag,
    PropertyType,
    ResultCode,
    UnicodeFlag,
    prop_id,
    prop_type,
)
from mapi_tck.ports import StatusObject

from ...reference.session import Session
from ...reference.status_objects import AddressBookStatus, SpoolerStatus, SubsystemStatus
from ...reference.status_rows import StatusRow
from ...reference.variants import instead_of, specimen
from .opening import leaking
from .properties import Lacks, Props, Says
from .rows import ADDRESS_BOOK, SUBSYSTEM

#: An entry identifier begins with its flags and the session's UID.
_COMMON: Final = 20


@instead_of(AddressBookStatus.get_props, "address-book-text-is-never-unicode", step="A5")
def never_unicode(self: AddressBookStatus, tags: Sequence[int], flags: int) -> Props:
    """With MAPI_UNICODE GetProps of the address book's object gives texts in ANSI if any type will do."""
    return AddressBookStatus.get_props(self, tags, flags & ~int(UnicodeFlag.MAPI_UNICODE))


@instead_of(SubsystemStatus.get_props, "subsystem-props-sorted", step="A5")
def props_sorted(self: SubsystemStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of the subsystem's object gives the properties in the order of their tags."""
    return SubsystemStatus.get_props(self, sorted(tags), flags)


@instead_of(SpoolerStatus.get_props, "spooler-leaves-out-what-it-lacks", step="A5")
def left_out(self: SpoolerStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of the spooler's object leaves out a property that is missing, so that the answer is shorter."""
    code, values = SpoolerStatus.get_props(self, tags, flags)
    return code, tuple(value for value in values if not value.is_error) or values


@instead_of(AddressBookStatus.get_props, "address-book-accepts-no-props", step="A5")
def none_accepted(self: AddressBookStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of the address book's object accepts an empty list of properties."""
    return AddressBookStatus.get_props(self, tags or (PropertyTag.PR_RESOURCE_METHODS,), flags)


@instead_of(SubsystemStatus.get_props, "subsystem-ignores-the-asked-type", step="A5")
def type_ignored(self: SubsystemStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of the subsystem's object gives a property in its own type, even if another was asked for."""
    own = {prop_id(tag): int(tag) for tag in PropertyTag if prop_type(tag) != PropertyType.PT_UNICODE}
    known = [tag if prop_type(tag) == PropertyType.PT_UNSPECIFIED else own.get(prop_id(tag), tag) for tag in tags]
    return SubsystemStatus.get_props(self, known, flags)


@instead_of(AddressBookStatus.get_props, "address-book-refuses-any-type", step="A5")
def any_type_refused(self: AddressBookStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of the address book's object refuses PT_UNSPECIFIED."""
    if any(prop_type(tag) == PropertyType.PT_UNSPECIFIED for tag in tags):
        raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
    return AddressBookStatus.get_props(self, tags, flags)


@instead_of(SubsystemStatus.get_props, "subsystem-always-warns", step="A5")
def always_warns(self: SubsystemStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of the subsystem's object returns MAPI_W_ERRORS_RETURNED although no property is missing."""
    return int(ResultCode.MAPI_W_ERRORS_RETURNED), SubsystemStatus.get_props(self, tags, flags)[1]


@specimen("address-book-object-without-methods", step="A5")
class WithoutMethods(Lacks, AddressBookStatus, tag=PropertyTag.PR_RESOURCE_METHODS):
    """The address book's status object has no PR_RESOURCE_METHODS."""


@specimen("subsystem-object-without-dll-name", step="A5")
class WithoutDll(Lacks, SubsystemStatus, tag=PropertyTag.PR_PROVIDER_DLL_NAME_A):
    """The subsystem's status object has no PR_PROVIDER_DLL_NAME."""


@specimen("address-book-object-claims-write-access", step="A5")
class Writable(Says, AddressBookStatus, tag=PropertyTag.PR_ACCESS_LEVEL, number=1):
    """The address book's status object that was opened without MAPI_MODIFY claims write access."""


# -- opening ----------------------------------------------------------------------------------------------------------


def _is(session: Session, entry_id: bytes, kind: int) -> bool:
    return session.find(entry_id).resource_type == kind


@instead_of(Session.open_entry, "address-book-opens-as-a-container", step="A5")
def as_container(self: Session, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
    """OpenEntry says that the address book's status object is a container."""
    thing, object_type = Session.open_entry(self, entry_id, interface, flags)
    return thing, int(ObjectType.MAPI_ABCONT) if _is(self, entry_id, ADDRESS_BOOK) else object_type


@instead_of(Session.open_entry, "address-book-has-every-interface", step="A5")
def every_interface(
    self: Session, entry_id: bytes, interface: str | None, flags: int
) -> tuple[StatusObject, int | None]:
    """The address book's status object is given out for any interface."""
    if _is(self, entry_id, ADDRESS_BOOK):
        interface = IID_IMAPIStatus
    return Session.open_entry(self, entry_id, interface, flags)


@instead_of(Session.open_entry, "refused-interface-of-the-subsystem-leaks", step="A5")
def leaks_for_interface(
    self: Session, entry_id: bytes, interface: str | None, flags: int
) -> tuple[StatusObject, int | None]:
    """When OpenEntry refuses an interface of the subsystem's object, the object that it has made stays alive."""
    own = _is(self, entry_id, SUBSYSTEM)
    with leaking(self, lambda code: own and code == ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED):
        return Session.open_entry(self, entry_id, interface, flags)


@instead_of(Session.open_entry, "subsystem-refuses-modify", step="A5")
def refuses_modify(
    self: Session, entry_id: bytes, interface: str | None, flags: int
) -> tuple[StatusObject, int | None]:
    """The subsystem's row does not open with MAPI_MODIFY."""
    if flags & OpenFlag.MAPI_MODIFY and _is(self, entry_id, SUBSYSTEM):
        raise MapiError(ResultCode.MAPI_E_NO_ACCESS)
    return Session.open_entry(self, entry_id, interface, flags)


@instead_of(Session.open_entry, "cut-entry-id-of-the-subsystem-opens", step="A5")
def cut_opens(self: Session, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
    """An entry identifier of the subsystem's row that was cut short opens."""
    for view in range(1, self._tables + 1):
        for row in self._rows:
            made = self.entry_ids.make(row, view)
            if row.resource_type == SUBSYSTEM and len(entry_id) > _COMMON and made.startswith(entry_id):
                entry_id = made
    return Session.open_entry(self, entry_id, interface, flags)


@specimen("second-address-book-object-ends-the-first", step="A5")
class EndsFirst(AddressBookStatus):
    """The release of one of two status objects of the address book takes its properties from the other one."""

    _released: ClassVar[int] = 0

    def __init__(self, session: Session, row: StatusRow) -> None:
        super().__init__(session, row)
        self._since = type(self)._released

    def release(self) -> None:
        super().release()
        type(self)._released += 1

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        if self._since != type(self)._released:
            raise MapiError(ResultCode.MAPI_E_OBJECT_DELETED)
        return super().get_props(tags, flags)


# -- comparing --------------------------------------------------------------------------------------------------------


@instead_of(Session.compare_entry_ids, "address-book-is-never-equal", step="A5")
def never_equal(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """The address book's entry identifier is equal to nothing, not even to itself."""
    return Session.compare_entry_ids(self, first, second, flags) and not _is(self, first, ADDRESS_BOOK)


@instead_of(Session.compare_entry_ids, "address-book-and-subsystem-are-equal", step="A5")
def both_equal(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """The entry identifiers of the address book's row and of the subsystem's are equal."""
    kinds = {self.find(first).resource_type, self.find(second).resource_type}
    return Session.compare_entry_ids(self, first, second, flags) or kinds == {ADDRESS_BOOK, SUBSYSTEM}


@instead_of(Session.compare_entry_ids, "subsystem-is-equal-to-anything-made-up", step="A5")
def equal_to_unmade(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """The subsystem's entry identifier is equal to bytes that stand for nothing."""
    try:
        return Session.compare_entry_ids(self, first, second, flags)
    except MapiError:
        if _is(self, first, SUBSYSTEM):
            return True
        raise
