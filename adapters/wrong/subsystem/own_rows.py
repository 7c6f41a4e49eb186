"""Wrong rows of MAPI's own objects in the status table, and wrong values in rows that look right."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import ClassVar, Final

from mapi_tck.mapi import (
    MapiError,
    PropertyTag,
    PropertyValue,
    ResourceFlag,
    ResourceMethod,
    ResourceType,
    ResultCode,
    Row,
    StatusCode,
    prop_id,
)
from mapi_tck.ports import Direction, StatusObject

from ...reference.session import Session
from ...reference.spooler import TransportSupport
from ...reference.status_rows import Columns, StatusRow, own_row
from ...reference.status_table import StatusTable
from ...reference.variants import instead_of, specimen
from .rows import ADDRESS_BOOK, SPOOLER, SUBSYSTEM, Showing, having, is_spooler, is_transport, without
from .session import OtherRows

METHODS = PropertyTag.PR_RESOURCE_METHODS
FLUSH = ResourceMethod.STATUS_FLUSH_QUEUES
VALIDATE = ResourceMethod.STATUS_VALIDATE_STATE


@specimen("subsystem-row-bears-its-own-name", step="A1")
class SubsystemNamed(Showing, tag=PropertyTag.PR_DISPLAY_NAME_A, whose=SUBSYSTEM, value="MAPI Subsystem"):
    """The display name of the subsystem's row says "MAPI Subsystem" instead of the profile in use."""


@specimen("profile-name-in-capitals", step="A1")
class NameInCapitals(Showing, tag=PropertyTag.PR_DISPLAY_NAME_A, whose=SUBSYSTEM):
    """The subsystem's row shows the profile's name in capitals; a client finds no profile of that name."""

    def instead(self, row: StatusRow) -> str:
        return self.session.profile.name.upper()


@specimen("no-subsystem-row", step="A1")
class NoSubsystem(OtherRows, missing=SUBSYSTEM):
    """The status table has no row of the subsystem."""


@specimen("address-book-typed-as-provider", step="A1")
class TypedAsProvider(
    Showing, tag=PropertyTag.PR_RESOURCE_TYPE, whose=ADDRESS_BOOK, value=ResourceType.MAPI_AB_PROVIDER
):
    """The integrated address book's row has the type of an address book provider."""


_PAST_THE_LAST: Final = max(ResourceType) + 1


@specimen("type-past-the-last", step="A1")
class TypePastTheLast(OtherRows):
    """The status table has a row whose PR_RESOURCE_TYPE is one more than the last defined type."""

    def other_rows(self, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
        return [*right, own_row(9000, _PAST_THE_LAST, "Something", 0)]

    def open_own(self, row: StatusRow) -> StatusObject:
        if row.resource_type == _PAST_THE_LAST:
            raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
        return super().open_own(row)


@specimen("object-type-is-resource-type", step="A1")
class ObjectTypeMistaken(Showing, tag=PropertyTag.PR_OBJECT_TYPE):
    """PR_OBJECT_TYPE of the rows of MAPI's own objects holds their PR_RESOURCE_TYPE."""

    def instead(self, row: StatusRow) -> int | None:
        return None if is_transport(row) else int(row.resource_type)


@specimen("instance-key-is-the-type", step="A1")
class KeyIsType(Showing, tag=PropertyTag.PR_INSTANCE_KEY):
    """PR_INSTANCE_KEY is made of the row's type, and so is the same for all transports."""

    def instead(self, row: StatusRow) -> bytes:
        return int(row.resource_type).to_bytes(4, "little")


@specimen("instance-key-made-anew", step="A1")
class KeyMadeAnew(Showing, tag=PropertyTag.PR_INSTANCE_KEY):
    """A row has a new PR_INSTANCE_KEY whenever it is read."""

    reads: ClassVar = count(1)
    _number = 0

    def shown(self, row: StatusRow) -> Row:
        self._number = next(self.reads)
        return super().shown(row)

    def instead(self, row: StatusRow) -> bytes:
        return self._number.to_bytes(4, "little")


@instead_of(StatusTable.columns_of, "last-transport-identity-nameless", step="A1")
def nameless(self: StatusTable, row: StatusRow) -> Columns:
    """The last transport's row has an identity without PR_IDENTITY_DISPLAY."""
    columns = StatusTable.columns_of(self, row)
    last = max(self.session.rows(), key=lambda other: other.number)
    return without(columns, PropertyTag.PR_IDENTITY_DISPLAY_A) if row is last else columns


@instead_of(StatusTable.columns_of, "unicode-table-without-names", step="A1")
def nameless_in_unicode(self: StatusTable, row: StatusRow) -> Columns:
    """The rows of a status table asked for with MAPI_UNICODE have no PR_DISPLAY_NAME."""
    columns = StatusTable.columns_of(self, row)
    return without(columns, PropertyTag.PR_DISPLAY_NAME_W) if self.unicode else columns


@specimen("address-book-promises-nothing", step="A1")
class AddressBookWithoutMethods(Showing, tag=METHODS, whose=ADDRESS_BOOK, value=0):
    """The address book's row lists no method, not even ValidateState."""


@specimen("subsystem-promises-flush", step="A1")
class SubsystemPromisesFlush(Showing, tag=METHODS, whose=SUBSYSTEM, value=VALIDATE | FLUSH):
    """The subsystem's row lists STATUS_FLUSH_QUEUES, although only the spooler's object supports FlushQueues."""


@specimen("resource-flags-for-methods", step="A1")
class FlagsForMethods(Showing, tag=METHODS, whose=ADDRESS_BOOK, value=ResourceFlag.STATUS_SIMPLE_STORE):
    """PR_RESOURCE_METHODS of the address book's row holds a value that belongs in PR_RESOURCE_FLAGS."""


@specimen("spooler-promises-flush-alone", step="A6")
class SpoolerPromisesFlushAlone(Showing, tag=METHODS, whose=SPOOLER, value=FLUSH):
    """PR_RESOURCE_METHODS of the spooler's row has STATUS_VALIDATE_STATE clear."""


@specimen("spooler-does-not-promise-flush", step="A6")
class SpoolerPromisesNoFlush(Showing, tag=METHODS, whose=SPOOLER, value=VALIDATE):
    """PR_RESOURCE_METHODS of the spooler's row has STATUS_FLUSH_QUEUES clear."""


@specimen("spooler-promises-settings", step="A1")
class SpoolerPromisesSettings(
    Showing, tag=METHODS, whose=SPOOLER, value=VALIDATE | FLUSH | ResourceMethod.STATUS_SETTINGS_DIALOG
):
    """PR_RESOURCE_METHODS of the spooler's row has STATUS_SETTINGS_DIALOG set, although the spooler has no settings."""


@specimen("address-book-promises-passwords", step="A1")
class AddressBookPromisesPasswords(
    Showing, tag=METHODS, whose=ADDRESS_BOOK, value=VALIDATE | ResourceMethod.STATUS_CHANGE_PASSWORD
):
    """PR_RESOURCE_METHODS of the address book's row has STATUS_CHANGE_PASSWORD set."""


@specimen("row-id-is-the-type", step="A1")
class RowIdIsTheType(Showing, tag=PropertyTag.PR_ROWID):
    """PR_ROWID is the row's type, so all transports have the same."""

    def instead(self, row: StatusRow) -> int:
        return int(row.resource_type)


@specimen("no-mail-spooler-offline", step="A4")
class SpoolerOffline(Showing, tag=PropertyTag.PR_STATUS_CODE, whose=SPOOLER):
    """In a session without mail the spooler's row shows STATUS_OFFLINE in place of STATUS_FAILURE."""

    def instead(self, row: StatusRow) -> int | None:
        return None if self.session.uses_mail else int(StatusCode.STATUS_OFFLINE)


@specimen("no-mail-spooler-without-name", step="A4")
class NamelessSpooler(Session):
    """In a session without mail the spooler's row has a status code, but neither a name nor methods."""

    def rows(self) -> Sequence[StatusRow]:
        return [row if self.uses_mail or not is_spooler(row) else self._made_up(row) for row in super().rows()]

    def _made_up(self, row: StatusRow) -> StatusRow:
        kept = row.columns[prop_id(PropertyTag.PR_STATUS_CODE)]
        row = row.copy()
        row.replace([kept])
        return row


@instead_of(OtherRows.other_rows, "no-mail-keeps-one-transport", step="B4")
def one_transport_without_mail(self: OtherRows, right: Sequence[StatusRow]) -> Iterable[StatusRow]:
    """In a session without mail the status table still has the first transport's row."""
    return right if self.uses_mail else [*right, *list(filter(is_transport, self.profile.rows))[:1]]


@specimen("active-bits-for-flush-bits", step="B5.3")
class ActiveForFlush(Showing, tag=PropertyTag.PR_STATUS_CODE):
    """A transport's row shows the ACTIVE bits, which mean that a message is handled, in place of the FLUSH bits."""

    def instead(self, row: StatusRow) -> int:
        code = row.number_of(PropertyTag.PR_STATUS_CODE)
        for flush, active in (
            (StatusCode.STATUS_OUTBOUND_FLUSH, StatusCode.STATUS_OUTBOUND_ACTIVE),
            (StatusCode.STATUS_INBOUND_FLUSH, StatusCode.STATUS_INBOUND_ACTIVE),
        ):
            if code & flush:
                code = code & ~int(flush) | int(active)
        return code


@instead_of(StatusTable.columns_of, "outbound-bit-stays", step="B5.3")
def outbound_bit_stays(self: StatusTable, row: StatusRow) -> Columns:
    """After its first outgoing message a transport's row shows STATUS_OUTBOUND_FLUSH for ever."""
    columns, tag = StatusTable.columns_of(self, row), PropertyTag.PR_STATUS_CODE
    if not is_transport(row):
        return columns
    name = self.session.profile.spooler.transport_at(row).name
    sent = any(t.transport == name and t.direction is Direction.OUTGOING for t in self.session.subsystem.journal)
    return having(columns, tag, row.number_of(tag) | int(StatusCode.STATUS_OUTBOUND_FLUSH)) if sent else columns


@instead_of(TransportSupport.modify_status_row, "update-replaces-the-row", step="A1")
def update_replaces(self: TransportSupport, values: Sequence[PropertyValue], flags: int) -> None:
    """A transport's update of one column takes all its other columns away, so that its row loses them with a flush."""
    TransportSupport.modify_status_row(self, values, 0)
