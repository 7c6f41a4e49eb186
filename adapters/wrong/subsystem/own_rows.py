"""Wrong rows of MAPI's own in the status table, and wrong values in rows that look right."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import ClassVar

from mapi_tck.mapi import PropertyTag, ResourceFlag, ResourceMethod, ResourceType, Row, StatusCode

from ...reference.status_rows import Columns, StatusRow, own_row
from ...reference.status_table import StatusTable
from ..faults import fault
from .rows import having, is_spooler, is_transport, without
from .session import OtherRows


class Differing(StatusTable):
    """Shows another value in one column of some rows."""

    tag: ClassVar[PropertyTag]

    def instead(self, row: StatusRow) -> int | str | bytes | None:
        """The value to show, or `None` for the right one."""
        raise NotImplementedError

    def columns_of(self, row: StatusRow) -> Columns:
        """Put it in."""
        columns = super().columns_of(row)
        other = self.instead(row)
        return columns if other is None else having(columns, self.tag, other)


# -- whose row it is -----------------------------------------------------------------------------------------------------


@fault("subsystem-row-bears-its-own-name")
class SubsystemNamed(Differing):
    """The subsystem's row says what it is, not which profile is in use."""

    tag = PropertyTag.PR_DISPLAY_NAME_A

    def instead(self, row: StatusRow) -> str | None:
        """Its own name."""
        return "MAPI Subsystem" if row.resource_type == ResourceType.MAPI_SUBSYSTEM else None


@fault("profile-name-in-capitals")
class NameInCapitals(Differing):
    """The subsystem's row writes the profile's name in capitals, and a client finds no such profile."""

    tag = PropertyTag.PR_DISPLAY_NAME_A

    def instead(self, row: StatusRow) -> str | None:
        """All of it."""
        return self.session.profile.name.upper() if row.resource_type == ResourceType.MAPI_SUBSYSTEM else None


@fault("no-subsystem-row")
class NoSubsystem(OtherRows):
    """The subsystem is not in its status table."""

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        """All but the subsystem's."""
        return [row for row in right if row.resource_type != ResourceType.MAPI_SUBSYSTEM]


@fault("address-book-typed-as-provider")
class TypedAsProvider(Differing):
    """The integrated address book's row has the type of an address book provider."""

    tag = PropertyTag.PR_RESOURCE_TYPE

    def instead(self, row: StatusRow) -> int | None:
        """The next type."""
        return int(ResourceType.MAPI_AB_PROVIDER) if row.resource_type == ResourceType.MAPI_AB else None


@fault("type-past-the-last")
class TypePastTheLast(OtherRows):
    """The status table has a row of the type that comes after the last defined one."""

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        """One more."""
        return [*right, own_row(90, max(ResourceType) + 1, "Something", 0)]


@fault("object-type-is-resource-type")
class ObjectTypeMistaken(Differing):
    """PR_OBJECT_TYPE of MAPI's own rows holds what belongs into PR_RESOURCE_TYPE."""

    tag = PropertyTag.PR_OBJECT_TYPE

    def instead(self, row: StatusRow) -> int | None:
        """The other type."""
        return None if is_transport(row) else int(row.resource_type)


# -- what identifies it --------------------------------------------------------------------------------------------------


@fault("instance-key-is-the-type")
class KeyIsType(Differing):
    """PR_INSTANCE_KEY is made of the row's type, and so the same for all transports."""

    tag = PropertyTag.PR_INSTANCE_KEY

    def instead(self, row: StatusRow) -> bytes:
        """Its bytes."""
        return int(row.resource_type).to_bytes(4, "little")


@fault("instance-key-made-anew")
class KeyMadeAnew(StatusTable):
    """Makes a new PR_INSTANCE_KEY whenever a row is read."""

    reads: ClassVar = count(1)

    def shown(self, row: StatusRow) -> Row:
        """Number the rows that were ever read."""
        self._number = next(self.reads)
        return super().shown(row)

    def columns_of(self, row: StatusRow) -> Columns:
        """The number as key."""
        number = getattr(self, "_number", 0)
        return having(super().columns_of(row), PropertyTag.PR_INSTANCE_KEY, number.to_bytes(4, "little"))


@fault("last-transport-identity-nameless")
class Nameless(StatusTable):
    """The last transport's row has an identity without PR_IDENTITY_DISPLAY."""

    def columns_of(self, row: StatusRow) -> Columns:
        """Leave it out."""
        columns = super().columns_of(row)
        last = max(self.session.rows(), key=lambda other: other.number)
        return without(columns, PropertyTag.PR_IDENTITY_DISPLAY_A) if row is last else columns


@fault("unicode-table-without-names")
class NamelessInUnicode(StatusTable):
    """A status table in Unicode has no string at all."""

    def columns_of(self, row: StatusRow) -> Columns:
        """Leave the name out."""
        columns = super().columns_of(row)
        return without(columns, PropertyTag.PR_DISPLAY_NAME_W) if self.unicode else columns


# -- what it promises, and how it is -------------------------------------------------------------------------------------


class Promising(Differing):
    """Shows other methods in the row of this type."""

    tag = PropertyTag.PR_RESOURCE_METHODS
    whose: ClassVar[ResourceType]
    methods: ClassVar[int]

    def instead(self, row: StatusRow) -> int | None:
        """These methods."""
        return int(self.methods) if row.resource_type == self.whose else None


@fault("address-book-promises-nothing")
class AddressBookWithoutMethods(Promising):
    """The address book's row lists no method, not even ValidateState."""

    whose, methods = ResourceType.MAPI_AB, 0


@fault("subsystem-promises-flush")
class SubsystemPromisesFlush(Promising):
    """The subsystem's row lists FlushQueues, which is the spooler's."""

    whose = ResourceType.MAPI_SUBSYSTEM
    methods = ResourceMethod.STATUS_VALIDATE_STATE | ResourceMethod.STATUS_FLUSH_QUEUES


@fault("resource-flags-for-methods")
class FlagsForMethods(Promising):
    """The address book's row shows in PR_RESOURCE_METHODS what belongs into PR_RESOURCE_FLAGS."""

    whose, methods = ResourceType.MAPI_AB, ResourceFlag.STATUS_SIMPLE_STORE


@fault("no-mail-spooler-offline")
class SpoolerOffline(StatusTable):
    """Without mail, the spooler's row carries STATUS_OFFLINE where STATUS_FAILURE belongs."""

    def columns_of(self, row: StatusRow) -> Columns:
        """The next lower bit."""
        columns = super().columns_of(row)
        if self.session.uses_mail or not is_spooler(row):
            return columns
        return having(columns, PropertyTag.PR_STATUS_CODE, int(StatusCode.STATUS_OFFLINE))


@fault("no-mail-keeps-one-transport")
class OneTransportWithoutMail(OtherRows):
    """Without mail, its status table has the first transport all the same."""

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        """Put it back."""
        return right if self.uses_mail else [*right, *list(filter(is_transport, self.profile.rows))[:1]]


@fault("active-bits-for-flush-bits")
class ActiveForFlush(StatusTable):
    """Shows that a message is being handled where a flush is under way."""

    def columns_of(self, row: StatusRow) -> Columns:
        """The bits next to the flush bits."""
        code = row.number_of(PropertyTag.PR_STATUS_CODE)
        for flush, active in (
            (StatusCode.STATUS_OUTBOUND_FLUSH, StatusCode.STATUS_OUTBOUND_ACTIVE),
            (StatusCode.STATUS_INBOUND_FLUSH, StatusCode.STATUS_INBOUND_ACTIVE),
        ):
            if code & flush:
                code = code & ~int(flush) | int(active)
        return having(super().columns_of(row), PropertyTag.PR_STATUS_CODE, code)


@fault("spooler-promises-flush-alone")
class SpoolerPromisesFlushAlone(Promising):
    """The spooler's row lists FlushQueues and not ValidateState."""

    whose, methods = ResourceType.MAPI_SPOOLER, ResourceMethod.STATUS_FLUSH_QUEUES
