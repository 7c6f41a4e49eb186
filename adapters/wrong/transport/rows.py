"""Wrong transports under test: what they write into their rows of the status table."""

from typing import ClassVar

from mapi_tck.mapi import PropertyTag, PropertyValue, ResourceMethod, StatusCode, StatusRowFlag, prop_id

from ...reference.deferring import DeferringTransport
from ..faults import fault


def without(values: list[PropertyValue], tag: int) -> list[PropertyValue]:
    """The values but for this property."""
    return [value for value in values if prop_id(value.tag) != prop_id(tag)]


# -- X: the row as logging on makes it --------------------------------------------------------------------------------


@fault("no-row-at-logon")
class LateRow(DeferringTransport):
    """Makes its row only when its status changes for the first time."""

    _made = False

    def make_row(self) -> None:
        """Put it off."""

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        """Make up for it."""
        if not self._made:
            self._made = True
            super().make_row()
        super().change_status(set_bits, clear_bits)


class RowLacks(DeferringTransport):
    """Its row has no such column, although its status object has the property."""

    tag: ClassVar[PropertyTag]

    def make_row(self) -> None:
        """Leave the column out."""
        self.support.modify_status_row(without(self.status_columns(), self.tag), 0)


@fault("row-without-display-name")
class RowWithoutName(RowLacks):
    """No PR_DISPLAY_NAME."""

    tag = PropertyTag.PR_DISPLAY_NAME_A


@fault("row-without-status-code")
class RowWithoutCode(RowLacks):
    """No PR_STATUS_CODE before the first flush."""

    tag = PropertyTag.PR_STATUS_CODE


@fault("row-without-methods")
class RowWithoutMethods(RowLacks):
    """No PR_RESOURCE_METHODS."""

    tag = PropertyTag.PR_RESOURCE_METHODS


@fault("identity-incomplete")
class HalfIdentity(RowLacks):
    """An identity with name and entry identifier, but nothing to search it by."""

    tag = PropertyTag.PR_IDENTITY_SEARCH_KEY


@fault("row-begins-with-a-flush-bit")
class EagerRow(DeferringTransport):
    """Logs on with STATUS_INBOUND_FLUSH in its row, though nobody asked for a flush."""

    def make_row(self) -> None:
        """Say that it receives."""
        self._code |= StatusCode.STATUS_INBOUND_FLUSH
        super().make_row()


@fault("validating-sets-a-flush-bit")
class EagerValidation(DeferringTransport):
    """Whenever its state is validated, shows that it would like to receive."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Ask for a flush that nobody wanted."""
        super().validate_state(ui_param, flags)
        self.change_status(set_bits=StatusCode.STATUS_INBOUND_FLUSH)


# -- X2: what changing the status does to the row ----------------------------------------------------------------------


@fault("row-replaced")
class Replacing(DeferringTransport):
    """Makes its whole row anew, of nothing but the status, where it means to change that alone."""

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        """Forget STATUSROW_UPDATE."""
        self._code = (self._code & ~int(clear_bits)) | int(set_bits)
        self.support.modify_status_row(self.status_values(), 0)


@fault("row-renamed-by-a-flush")
class Renaming(DeferringTransport):
    """Shows in PR_DISPLAY_NAME that it is at work."""

    def status_values(self) -> list[PropertyValue]:
        """The status, and the name with it."""
        name = f"{self.traits.name} (busy)" if self.flushing else self.traits.name
        return [*super().status_values(), PropertyValue(PropertyTag.PR_DISPLAY_NAME_A, name)]


@fault("row-loses-its-methods-in-a-flush")
class Restricting(DeferringTransport):
    """While it flushes, its row says that it cannot."""

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        """Change the methods too."""
        super().change_status(set_bits, clear_bits)
        methods = self.methods & ~int(ResourceMethod.STATUS_FLUSH_QUEUES) if self.flushing else self.methods
        row = [PropertyValue(PropertyTag.PR_RESOURCE_METHODS, methods)]
        self.support.modify_status_row(row, StatusRowFlag.STATUSROW_UPDATE)


@fault("row-changed-at-the-next-call")
class Belated(DeferringTransport):
    """Writes each change of its status into the row only when the next one comes."""

    _pending: list[PropertyValue] | None = None

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        """Write the change before this one."""
        self._code = (self._code & ~int(clear_bits)) | int(set_bits)
        if self._pending is not None:
            self.support.modify_status_row(self._pending, StatusRowFlag.STATUSROW_UPDATE)
        self._pending = self.status_values()
