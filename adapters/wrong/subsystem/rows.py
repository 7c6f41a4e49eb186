"""Wrong rows of the status table: what they hold."""

from itertools import count
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
from ..faults import fault


def is_spooler(row: StatusRow) -> bool:
    """Whether this is the spooler's row."""
    return row.resource_type == ResourceType.MAPI_SPOOLER


def is_transport(row: StatusRow) -> bool:
    """Whether this is a transport's row."""
    return row.resource_type == ResourceType.MAPI_TRANSPORT_PROVIDER


def without(columns: Columns, tag: int) -> Columns:
    """The columns but this one, which then reads as an error."""
    return {id: value for id, value in columns.items() if id != prop_id(tag)}


def having(columns: Columns, tag: int, value: int | str | bytes) -> Columns:
    """The columns with another value in this one."""
    return {**columns, **by_id([PropertyValue(tag, value)])}


# -- what rows hold ---------------------------------------------------------------------------------------------------


@fault("spooler-entry-id-empty")
class SpoolerEntryIdEmpty(StatusTable):
    """The spooler's PR_ENTRYID has no bytes."""

    def columns_of(self, row: StatusRow) -> Columns:
        """Empty it."""
        columns = super().columns_of(row)
        return having(columns, PropertyTag.PR_ENTRYID, b"") if is_spooler(row) else columns


@fault("transport-entry-id-empty")
class TransportEntryIdEmpty(StatusTable):
    """Transports' PR_ENTRYID has no bytes."""

    def columns_of(self, row: StatusRow) -> Columns:
        """Empty it."""
        columns = super().columns_of(row)
        return having(columns, PropertyTag.PR_ENTRYID, b"") if is_transport(row) else columns


class Missing(StatusTable):
    """Lacks one column in rows that should have it."""

    tag: ClassVar[int]

    def concerns(self, row: StatusRow) -> bool:
        """Whether the row lacks it; here the address book's, which the procedures pass by."""
        return row.resource_type == ResourceType.MAPI_AB

    def columns_of(self, row: StatusRow) -> Columns:
        """Leave it out."""
        columns = super().columns_of(row)
        return without(columns, self.tag) if self.concerns(row) else columns


@fault("display-name-missing")
class DisplayNameMissing(Missing):
    """The address book's row has no PR_DISPLAY_NAME."""

    tag = PropertyTag.PR_DISPLAY_NAME_A


@fault("status-code-missing")
class StatusCodeMissing(Missing):
    """The address book's row has no PR_STATUS_CODE."""

    tag = PropertyTag.PR_STATUS_CODE


@fault("methods-missing-in-row")
class MethodsMissing(Missing):
    """The address book's row has no PR_RESOURCE_METHODS."""

    tag = PropertyTag.PR_RESOURCE_METHODS


@fault("dll-name-missing")
class DllNameMissing(Missing):
    """Transports' rows have no PR_PROVIDER_DLL_NAME."""

    tag = PropertyTag.PR_PROVIDER_DLL_NAME_A

    def concerns(self, row: StatusRow) -> bool:
        """Only transports'."""
        return is_transport(row)


@fault("resource-flags-missing")
class ResourceFlagsMissing(Missing):
    """The address book's row has no PR_RESOURCE_FLAGS."""

    tag = PropertyTag.PR_RESOURCE_FLAGS


@fault("resource-type-missing")
class ResourceTypeMissing(Missing):
    """The address book's row has no PR_RESOURCE_TYPE."""

    tag = PropertyTag.PR_RESOURCE_TYPE


@fault("instance-key-missing")
class InstanceKeyMissing(Missing):
    """The address book's row has no PR_INSTANCE_KEY."""

    tag = PropertyTag.PR_INSTANCE_KEY


@fault("object-type-missing")
class ObjectTypeMissing(Missing):
    """The address book's row has no PR_OBJECT_TYPE."""

    tag = PropertyTag.PR_OBJECT_TYPE


@fault("row-id-missing")
class RowIdMissing(Missing):
    """No row has a PR_ROWID."""

    tag = PropertyTag.PR_ROWID

    def concerns(self, row: StatusRow) -> bool:
        """Every row."""
        return True


@fault("spooler-entry-id-missing")
class SpoolerEntryIdMissing(Missing):
    """The spooler's row has an error for PR_ENTRYID."""

    tag = PropertyTag.PR_ENTRYID

    def concerns(self, row: StatusRow) -> bool:
        """Only the spooler's."""
        return is_spooler(row)


@fault("transport-entry-id-missing")
class TransportEntryIdMissing(Missing):
    """Transports' rows have an error for PR_ENTRYID."""

    tag = PropertyTag.PR_ENTRYID

    def concerns(self, row: StatusRow) -> bool:
        """Only transports'."""
        return is_transport(row)


@fault("object-type-wrong-in-rows")
class ObjectTypeWrong(StatusTable):
    """Transports' rows say that a user stands behind them."""

    def columns_of(self, row: StatusRow) -> Columns:
        """Change PR_OBJECT_TYPE."""
        columns = super().columns_of(row)
        return (
            having(columns, PropertyTag.PR_OBJECT_TYPE, int(ObjectType.MAPI_MAILUSER)) if is_transport(row) else columns
        )


@fault("instance-keys-equal")
class InstanceKeysEqual(StatusTable):
    """Transports' rows have the same PR_INSTANCE_KEY."""

    def columns_of(self, row: StatusRow) -> Columns:
        """Make it that of the subsystem's row."""
        columns = super().columns_of(row)
        return having(columns, PropertyTag.PR_INSTANCE_KEY, b"\1\0\0\0") if is_transport(row) else columns


@fault("identity-partly-there")
class IdentityPartlyThere(Missing):
    """Two of the three PR_IDENTITY columns."""

    tag = PropertyTag.PR_IDENTITY_SEARCH_KEY

    def concerns(self, row: StatusRow) -> bool:
        """Every row that has an identity."""
        return True


@fault("rows-read-differently-each-time")
class Restless(StatusTable):
    """The address book's name counts how often it was read."""

    reads: ClassVar = count()

    def columns_of(self, row: StatusRow) -> Columns:
        """Change PR_DISPLAY_NAME."""
        columns = super().columns_of(row)
        if row.resource_type != ResourceType.MAPI_AB:
            return columns
        return having(columns, PropertyTag.PR_DISPLAY_NAME_A, f"Address Book {next(self.reads)}")


@fault("unicode-table-is-ansi")
class AlwaysAnsi(StatusTable):
    """Strings in eight bits only."""

    def shown(self, row: StatusRow) -> Row:
        """Answer the eight-bit column in place of the Unicode one."""
        columns = self.columns_of(row)
        narrow = [
            change_prop_type(tag, PropertyType.PT_STRING8) if prop_type(tag) == PropertyType.PT_UNICODE else tag
            for tag in self.columns
        ]
        return tuple(read(columns, tag, False) for tag in narrow)


@fault("row-and-object-disagree")
class RowDisagrees(StatusTable):
    """Transports' rows promise one method less than their objects."""

    def columns_of(self, row: StatusRow) -> Columns:
        """Clear a bit of PR_RESOURCE_METHODS."""
        columns = super().columns_of(row)
        if not is_transport(row):
            return columns
        methods = row.number_of(PropertyTag.PR_RESOURCE_METHODS) & ~int(ResourceMethod.STATUS_SETTINGS_DIALOG)
        return having(columns, PropertyTag.PR_RESOURCE_METHODS, methods)


@fault("spooler-does-not-promise-flush")
class PromiseMissing(StatusTable):
    """The spooler's row has STATUS_FLUSH_QUEUES clear."""

    def columns_of(self, row: StatusRow) -> Columns:
        """Leave the other bit."""
        columns = super().columns_of(row)
        if not is_spooler(row):
            return columns
        return having(columns, PropertyTag.PR_RESOURCE_METHODS, int(ResourceMethod.STATUS_VALIDATE_STATE))


@fault("flush-bits-not-shown")
class BitsHidden(StatusTable):
    """Nobody sees that a flush is under way."""

    def columns_of(self, row: StatusRow) -> Columns:
        """Clear the flush bits."""
        code = row.number_of(PropertyTag.PR_STATUS_CODE) & ~int(FLUSH_BITS)
        return having(super().columns_of(row), PropertyTag.PR_STATUS_CODE, code)


@fault("flush-bits-swapped")
class BitsSwapped(StatusTable):
    """Shows that it receives while it sends."""

    def columns_of(self, row: StatusRow) -> Columns:
        """Exchange the flush bits."""
        code = row.number_of(PropertyTag.PR_STATUS_CODE)
        if bool(code & StatusCode.STATUS_OUTBOUND_FLUSH) != bool(code & StatusCode.STATUS_INBOUND_FLUSH):
            code ^= FLUSH_BITS
        return having(super().columns_of(row), PropertyTag.PR_STATUS_CODE, int(code))
