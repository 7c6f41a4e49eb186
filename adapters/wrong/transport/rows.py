"""Wrong transports under test: what they write into their rows of the status table."""

from typing import ClassVar

from mapi_tck.mapi import (
    MapiError,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResourceMethod,
    ResultCode,
    StatusCode,
    StatusRowFlag,
    change_prop_type,
    prop_id,
)
from mapi_tck.ports import OutgoingMessage, Submitted

from ...reference.deferring import DeferringTransport
from ...reference.variants import ByKeyword, instead_of, specimen


@specimen("no-row-at-logon", step="X")
class LateRow(DeferringTransport):
    """The transport makes its row only when its status changes for the first time."""

    _made = False

    def make_row(self) -> None:
        pass

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        if not self._made:
            self._made = True
            super().make_row()
        super().change_status(set_bits, clear_bits)


class RowLacks(ByKeyword, DeferringTransport):
    """Its row has no such column after it logs on, although its status object has the property."""

    tag: ClassVar[PropertyTag]

    def make_row(self) -> None:
        columns = [value for value in self.status_columns() if prop_id(value.tag) != prop_id(self.tag)]
        self.support.modify_status_row(columns, 0)


@specimen("row-without-display-name", step="X")
class RowWithoutName(RowLacks, tag=PropertyTag.PR_DISPLAY_NAME_A):
    """The row has no PR_DISPLAY_NAME."""


@specimen("row-without-status-code", step="X")
class RowWithoutCode(RowLacks, tag=PropertyTag.PR_STATUS_CODE):
    """The row has no PR_STATUS_CODE before the first flush."""


@specimen("row-without-methods", step="X")
class RowWithoutMethods(RowLacks, tag=PropertyTag.PR_RESOURCE_METHODS):
    """The row has no PR_RESOURCE_METHODS."""


@specimen("row-without-provider-display", step="X")
class RowWithoutProvider(RowLacks, tag=PropertyTag.PR_PROVIDER_DISPLAY_A):
    """The transport's row has no PR_PROVIDER_DISPLAY; its status object has it."""


@specimen("identity-incomplete", step="X")
class HalfIdentity(RowLacks, tag=PropertyTag.PR_IDENTITY_SEARCH_KEY):
    """The row has PR_IDENTITY_DISPLAY and PR_IDENTITY_ENTRYID, but no PR_IDENTITY_SEARCH_KEY."""


@instead_of(DeferringTransport.make_row, "row-begins-with-a-flush-bit", step="X")
def eager_row(self: DeferringTransport) -> None:
    """The transport logs on with STATUS_INBOUND_FLUSH in its row, although no flush was asked for."""
    self._code |= StatusCode.STATUS_INBOUND_FLUSH
    DeferringTransport.make_row(self)


@instead_of(DeferringTransport.change_status, "row-replaced", step="X2")
def replacing(self: DeferringTransport, set_bits: int = 0, clear_bits: int = 0) -> None:
    """A change of the status replaces the whole row instead of updating it, so that only the status is left."""
    self._code = (self._code & ~int(clear_bits)) | int(set_bits)
    self.support.modify_status_row(self.status_values(), 0)


@instead_of(DeferringTransport.change_status, "row-loses-its-methods-in-a-flush", step="X2")
def restricting(self: DeferringTransport, set_bits: int = 0, clear_bits: int = 0) -> None:
    """During a flush the row has an error in the place of PR_RESOURCE_METHODS."""
    DeferringTransport.change_status(self, set_bits, clear_bits)
    methods = PropertyValue(PropertyTag.PR_RESOURCE_METHODS, self.methods)
    if self.flushing:
        absent = change_prop_type(PropertyTag.PR_RESOURCE_METHODS, PropertyType.PT_ERROR)
        methods = PropertyValue(absent, int(ResultCode.MAPI_E_NOT_FOUND))
    self.support.modify_status_row([methods], StatusRowFlag.STATUSROW_UPDATE)


@specimen("row-changed-at-the-next-call", step="X2")
class Belated(DeferringTransport):
    """A change of the status reaches the row only with the next change."""

    _pending: list[PropertyValue] | None = None

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        self._code = (self._code & ~int(clear_bits)) | int(set_bits)
        if self._pending is not None:
            self.support.modify_status_row(self._pending, StatusRowFlag.STATUSROW_UPDATE)
        self._pending = self.status_values()


# -- what a request, a broken line or the first connection does to the row --------------------------------------------


@instead_of(DeferringTransport.request_flush, "row-replaced-by-a-request", step="X2")
def replaced_by_request(self: DeferringTransport, flags: int) -> None:
    """FlushQueues of the status object replaces the whole row by its status code."""
    DeferringTransport.request_flush(self, flags)
    self.support.modify_status_row(self.status_values(), 0)


@instead_of(DeferringTransport.submit_message, "half-an-identity-when-connected", step="X")
def half_identity(self: DeferringTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """When the first message has been sent, only PR_IDENTITY_DISPLAY of the identity is left in the row."""
    submitted = DeferringTransport.submit_message(self, flags, message)
    absent = (PropertyTag.PR_IDENTITY_ENTRYID, PropertyTag.PR_IDENTITY_SEARCH_KEY)
    changed = [
        PropertyValue(change_prop_type(tag, PropertyType.PT_ERROR), int(ResultCode.MAPI_E_NOT_FOUND)) for tag in absent
    ]
    self.support.modify_status_row(changed, StatusRowFlag.STATUSROW_UPDATE)
    return submitted


@instead_of(DeferringTransport.submit_message, "row-loses-methods-with-the-line", step="X")
def fewer_methods(self: DeferringTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """When the line breaks, PR_RESOURCE_METHODS of the row loses STATUS_FLUSH_QUEUES, and that of the status object does not."""
    try:
        return DeferringTransport.submit_message(self, flags, message)
    except MapiError:
        methods = self.methods & ~int(ResourceMethod.STATUS_FLUSH_QUEUES)
        values = [PropertyValue(PropertyTag.PR_RESOURCE_METHODS, methods)]
        self.support.modify_status_row(values, StatusRowFlag.STATUSROW_UPDATE)
        raise
