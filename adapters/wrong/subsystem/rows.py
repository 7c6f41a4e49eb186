"""Wrong rows of the status table: columns that are missing, and values that are wrong."""

from typing import ClassVar

from mapi_tck.mapi import (
    ObjectType,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResourceMethod,
    ResourceType,
    Row,
    StatusCode,
    change_prop_type,
    prop_id,
    prop_type,
)

from ...reference.flush import FLUSH_BITS
from ...reference.status_rows import Columns, StatusRow, by_id, read
from ...reference.status_table import StatusTable
from ...reference.variants import ByKeyword, instead_of, specimen

SUBSYSTEM = ResourceType.MAPI_SUBSYSTEM
SPOOLER = ResourceType.MAPI_SPOOLER
TRANSPORT = ResourceType.MAPI_TRANSPORT_PROVIDER
ADDRESS_BOOK = ResourceType.MAPI_AB


def is_spooler(row: StatusRow) -> bool:
    """Whether this is the spooler's row."""
    return row.resource_type == SPOOLER


def is_transport(row: StatusRow) -> bool:
    """Whether this is a transport's row."""
    return row.resource_type == TRANSPORT


def without(columns: Columns, tag: int) -> Columns:
    """The columns but this one, which then reads as an error."""
    return {id: value for id, value in columns.items() if id != prop_id(tag)}


def having(columns: Columns, tag: int, value: int | str | bytes) -> Columns:
    """The columns with another value in this one."""
    return {**columns, **by_id([PropertyValue(tag, value)])}


class Missing(ByKeyword, StatusTable):
    """Leaves one column out of the rows of one type; `whose=None` means out of all rows.

    Most use the address book's row, because the procedures do not need it.
    """

    tag: ClassVar[int]
    whose: ClassVar[ResourceType | None] = ADDRESS_BOOK

    def columns_of(self, row: StatusRow) -> Columns:
        columns = super().columns_of(row)
        return without(columns, self.tag) if self.whose in (None, row.resource_type) else columns


class Showing(ByKeyword, StatusTable):
    """Shows a wrong value in one column of the rows of one type; `whose=None` means of all rows."""

    tag: ClassVar[int]
    whose: ClassVar[ResourceType | None] = None
    value: ClassVar[int | bytes | str | None] = None

    def instead(self, row: StatusRow) -> int | bytes | str | None:
        """The value to show, or `None` for the right one."""
        return int(self.value) if isinstance(self.value, int) else self.value

    def columns_of(self, row: StatusRow) -> Columns:
        columns = super().columns_of(row)
        other = self.instead(row) if self.whose in (None, row.resource_type) else None
        return columns if other is None else having(columns, self.tag, other)


@specimen("display-name-missing", step="A1")
class DisplayNameMissing(Missing, tag=PropertyTag.PR_DISPLAY_NAME_A):
    """The address book's row has no PR_DISPLAY_NAME."""


@specimen("status-code-missing", step="A1")
class StatusCodeMissing(Missing, tag=PropertyTag.PR_STATUS_CODE):
    """The address book's row has no PR_STATUS_CODE."""


@specimen("methods-missing-in-row", step="A1")
class MethodsMissing(Missing, tag=PropertyTag.PR_RESOURCE_METHODS):
    """The address book's row has no PR_RESOURCE_METHODS."""


@specimen("dll-name-missing", step="A1")
class DllNameMissing(Missing, tag=PropertyTag.PR_PROVIDER_DLL_NAME_A, whose=TRANSPORT):
    """Transports' rows have no PR_PROVIDER_DLL_NAME."""


@specimen("resource-flags-missing", step="A1")
class ResourceFlagsMissing(Missing, tag=PropertyTag.PR_RESOURCE_FLAGS):
    """The address book's row has no PR_RESOURCE_FLAGS."""


@specimen("resource-type-missing", step="A1")
class ResourceTypeMissing(Missing, tag=PropertyTag.PR_RESOURCE_TYPE):
    """The address book's row has no PR_RESOURCE_TYPE."""


@specimen("instance-key-missing", step="A1")
class InstanceKeyMissing(Missing, tag=PropertyTag.PR_INSTANCE_KEY):
    """The address book's row has no PR_INSTANCE_KEY."""


@specimen("object-type-missing", step="A1")
class ObjectTypeMissing(Missing, tag=PropertyTag.PR_OBJECT_TYPE):
    """The address book's row has no PR_OBJECT_TYPE."""


@specimen("row-id-missing", step="A1")
class RowIdMissing(Missing, tag=PropertyTag.PR_ROWID, whose=None):
    """No row has a PR_ROWID."""


@specimen("identity-partly-there", step="A1")
class IdentityPartlyThere(Missing, tag=PropertyTag.PR_IDENTITY_SEARCH_KEY, whose=None):
    """Rows have PR_IDENTITY_DISPLAY and PR_IDENTITY_ENTRYID, but no PR_IDENTITY_SEARCH_KEY."""


@specimen("spooler-entry-id-missing", step="A4")
class SpoolerEntryIdMissing(Missing, tag=PropertyTag.PR_ENTRYID, whose=SPOOLER):
    """The spooler's row has an error in place of PR_ENTRYID."""


@specimen("transport-entry-id-missing", step="B4")
class TransportEntryIdMissing(Missing, tag=PropertyTag.PR_ENTRYID, whose=TRANSPORT):
    """Transports' rows have an error in place of PR_ENTRYID."""


@specimen("spooler-entry-id-empty", step="A4")
class SpoolerEntryIdEmpty(Showing, tag=PropertyTag.PR_ENTRYID, whose=SPOOLER, value=b""):
    """The PR_ENTRYID of the spooler's row has no bytes."""


@specimen("transport-entry-id-empty", step="B4")
class TransportEntryIdEmpty(Showing, tag=PropertyTag.PR_ENTRYID, whose=TRANSPORT, value=b""):
    """The PR_ENTRYID of transports' rows has no bytes."""


@specimen("object-type-wrong-in-rows", step="A1")
class ObjectTypeWrong(Showing, tag=PropertyTag.PR_OBJECT_TYPE, whose=TRANSPORT, value=ObjectType.MAPI_MAILUSER):
    """PR_OBJECT_TYPE of transports' rows is that of a user."""


@specimen("instance-keys-equal", step="A1")
class InstanceKeysEqual(Showing, tag=PropertyTag.PR_INSTANCE_KEY, whose=TRANSPORT, value=b"\1\0\0\0"):
    """Transports' rows have the PR_INSTANCE_KEY of the subsystem's row."""


@instead_of(StatusTable.shown, "unicode-table-is-ansi", step="A1")
def always_ansi(self: StatusTable, row: StatusRow) -> Row:
    """A status table asked for with MAPI_UNICODE has eight-bit strings."""
    columns = self.columns_of(row)
    narrow = [
        change_prop_type(tag, PropertyType.PT_STRING8) if prop_type(tag) == PropertyType.PT_UNICODE else tag
        for tag in self.columns
    ]
    return tuple(read(columns, tag, False) for tag in narrow)


@instead_of(StatusTable.shown, "restricted-unicode-table-is-ansi", step="A1")
def ansi_once_restricted(self: StatusTable, row: StatusRow) -> Row:
    """A status table asked for with MAPI_UNICODE has eight-bit strings as long as it is restricted."""
    return StatusTable.shown(self, row) if self.restriction is None else always_ansi(self, row)


@specimen("row-and-object-disagree", step="B5.2")
class RowDisagrees(Showing, tag=PropertyTag.PR_RESOURCE_METHODS, whose=TRANSPORT):
    """PR_RESOURCE_METHODS of a transport's row lacks a bit that its status object has."""

    def instead(self, row: StatusRow) -> int:
        return row.number_of(PropertyTag.PR_RESOURCE_METHODS) & ~int(ResourceMethod.STATUS_SETTINGS_DIALOG)


@specimen("flush-bits-not-shown", step="B5.3")
class BitsHidden(Showing, tag=PropertyTag.PR_STATUS_CODE):
    """A transport's row does not show that a flush is under way."""

    def instead(self, row: StatusRow) -> int:
        return row.number_of(PropertyTag.PR_STATUS_CODE) & ~int(FLUSH_BITS)


@specimen("flush-bits-swapped", step="B5.3")
class BitsSwapped(Showing, tag=PropertyTag.PR_STATUS_CODE):
    """A transport's row shows the inbound flush bit while it sends, and the outbound one while it receives."""

    def instead(self, row: StatusRow) -> int:
        code = row.number_of(PropertyTag.PR_STATUS_CODE)
        one = bool(code & StatusCode.STATUS_OUTBOUND_FLUSH) != bool(code & StatusCode.STATUS_INBOUND_FLUSH)
        return int(code ^ FLUSH_BITS) if one else code
