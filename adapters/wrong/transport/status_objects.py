"""Wrong transports under test: how their status objects are opened, what these say and do, and their address types."""

from collections.abc import Sequence

from mapi_tck.mapi import MapiError, ObjectType, OpenFlag, PropertyTag, PropertyValue, ResourceMethod, ResultCode

from ...reference.deferring import DeferringTransport
from ...reference.flush import FLUSH_BITS
from ...reference.transport_status import TransportStatus
from ...reference.variants import specimen
from ..subsystem.properties import Converts, Lacks


@specimen("status-object-cannot-be-opened", step="X")
class NeverOpened(DeferringTransport):
    """OpenStatusEntry always fails, as that of a shipped provider does."""

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
        raise MapiError(ResultCode.MAPI_E_CALL_FAILED)


@specimen("status-object-opens-by-name-only", step="X")
class OpensByName(DeferringTransport):
    """OpenStatusEntry refuses NULL for the interface."""

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
        if interface is None:
            raise MapiError(ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED)
        return super().open_status_entry(interface, flags)


@specimen("status-object-opens-by-null-only", step="X")
class OpensByNull(DeferringTransport):
    """OpenStatusEntry refuses every interface that is named."""

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
        if interface is not None:
            raise MapiError(ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED)
        return super().open_status_entry(interface, flags)


@specimen("modify-not-granted", step="X")
class ReadOnly(DeferringTransport):
    """OpenStatusEntry refuses MAPI_MODIFY, as that of two sample transports does."""

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
        if flags & OpenFlag.MAPI_MODIFY:
            raise MapiError(ResultCode.MAPI_E_NO_ACCESS)
        return super().open_status_entry(interface, flags)


@specimen("status-object-of-another-type", step="X")
class OtherType(DeferringTransport):
    """OpenStatusEntry says that the status object is a profile section."""

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
        return super().open_status_entry(interface, flags)[0], int(ObjectType.MAPI_PROFSECT)


@specimen("any-interface-opened", step="X")
class Obliging(DeferringTransport):
    """OpenStatusEntry gives a status object even if another interface is asked for."""

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
        return super().open_status_entry(None, flags)


@specimen("status-object-without-methods", step="X")
class ObjectWithoutMethods(Lacks, TransportStatus, tag=PropertyTag.PR_RESOURCE_METHODS):
    """The status object has no PR_RESOURCE_METHODS."""


@specimen("status-object-without-dll-name", step="X")
class ObjectWithoutDll(Lacks, TransportStatus, tag=PropertyTag.PR_PROVIDER_DLL_NAME_A):
    """The status object has no PR_PROVIDER_DLL_NAME."""


@specimen("status-object-without-type", step="X")
class ObjectWithoutType(Lacks, TransportStatus, tag=PropertyTag.PR_RESOURCE_TYPE):
    """The status object has no PR_RESOURCE_TYPE."""


@specimen("status-object-lists-more-methods", step="X")
class ObjectPromises(Converts, TransportStatus):
    """PR_RESOURCE_METHODS lists ChangePassword on the status object, but not in the row."""

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        if value.tag != PropertyTag.PR_RESOURCE_METHODS:
            return value
        return PropertyValue(value.tag, self.transport.methods | int(ResourceMethod.STATUS_CHANGE_PASSWORD))


@specimen("status-object-keeps-its-first-status", step="X")
class ObjectStale(Converts, TransportStatus):
    """PR_STATUS_CODE of the status object never shows a flush."""

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        if value.tag != PropertyTag.PR_STATUS_CODE or not isinstance(value.value, int):
            return value
        return PropertyValue(value.tag, value.value & ~int(FLUSH_BITS))


@specimen("unlisted-settings-shown", step="X")
class UnlistedSettings(DeferringTransport):
    """SettingsDialog works, but is not listed."""

    @property
    def methods(self) -> int:
        return super().methods & ~int(ResourceMethod.STATUS_SETTINGS_DIALOG)


@specimen("unlisted-password-changed", step="X")
class UnlistedPassword(TransportStatus):
    """ChangePassword answers S_OK, but is not listed."""

    def change_password(self, old: str, new: str, flags: int) -> None:
        pass


@specimen("no-address-types", step="X")
class Homeless(DeferringTransport):
    """AddressTypes returns no type, so that no message is the transport's own."""

    def address_types(self, flags: int) -> Sequence[str]:
        return ()


@specimen("empty-address-type", step="X")
class Vague(DeferringTransport):
    """AddressTypes returns an empty type besides the transport's own."""

    def address_types(self, flags: int) -> Sequence[str]:
        return (*super().address_types(flags), "")
