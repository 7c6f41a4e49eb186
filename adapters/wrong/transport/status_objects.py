"""Wrong transports under test: how their status objects are opened, what these say and do, and what else they answer."""

from collections.abc import Sequence
from typing import ClassVar

from mapi_tck.mapi import (
    MapiError,
    ObjectType,
    OpenFlag,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResourceMethod,
    ResultCode,
    StatusCode,
    change_prop_type,
    prop_id,
)

from ...reference.deferring import DeferringTransport
from ...reference.transport import ReferenceTransport
from ...reference.transport_status import TransportStatus
from ..faults import fault

Props = tuple[int, Sequence[PropertyValue]]

# -- X: opening --------------------------------------------------------------------------------------------------------


class Unopenable(DeferringTransport):
    """Refuses to give out its status object."""

    def refuses(self, interface: str | None, flags: int) -> ResultCode | None:
        """With which code, if it does."""
        raise NotImplementedError

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
        """Refuse, or do what is right."""
        code = self.refuses(interface, flags)
        if code is not None:
            raise MapiError(code)
        return super().open_status_entry(interface, flags)


@fault("status-object-cannot-be-opened")
class NeverOpened(Unopenable):
    """Whatever is asked for; a shipped provider does so."""

    def refuses(self, interface: str | None, flags: int) -> ResultCode | None:
        """Always."""
        return ResultCode.MAPI_E_CALL_FAILED


@fault("status-object-opens-by-name-only")
class OpensByName(Unopenable):
    """Where no interface is named."""

    def refuses(self, interface: str | None, flags: int) -> ResultCode | None:
        """NULL."""
        return ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED if interface is None else None


@fault("status-object-opens-by-null-only")
class OpensByNull(Unopenable):
    """Where any interface is named."""

    def refuses(self, interface: str | None, flags: int) -> ResultCode | None:
        """A name."""
        return ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED if interface is not None else None


@fault("modify-not-granted")
class ReadOnly(Unopenable):
    """Where MAPI_MODIFY is passed, as two sample transports do."""

    def refuses(self, interface: str | None, flags: int) -> ResultCode | None:
        """More than reading."""
        return ResultCode.MAPI_E_NO_ACCESS if flags & OpenFlag.MAPI_MODIFY else None


@fault("status-object-of-another-type")
class OtherType(DeferringTransport):
    """Calls its status object a profile section."""

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
        """The right object under the wrong type."""
        return super().open_status_entry(interface, flags)[0], int(ObjectType.MAPI_PROFSECT)


@fault("any-interface-opened")
class Obliging(DeferringTransport):
    """Does not look at the interface: whoever asks for a folder gets a status object."""

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
        """Open without a name."""
        return super().open_status_entry(None, flags)


# -- X: properties -----------------------------------------------------------------------------------------------------


class ObjectLacks(TransportStatus):
    """Its status object has no such property."""

    tag: ClassVar[PropertyTag]

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """An error slot in its place."""
        _, values = super().get_props(tags, flags)
        missing = PropertyValue(change_prop_type(self.tag, PropertyType.PT_ERROR), int(ResultCode.MAPI_E_NOT_FOUND))
        left = tuple(missing if prop_id(value.tag) == prop_id(self.tag) else value for value in values)
        complete = not any(value.is_error for value in left)
        return int(ResultCode.S_OK if complete else ResultCode.MAPI_W_ERRORS_RETURNED), left


@fault("status-object-without-methods")
class ObjectWithoutMethods(ObjectLacks):
    """No PR_RESOURCE_METHODS."""

    tag = PropertyTag.PR_RESOURCE_METHODS


@fault("status-object-without-dll-name")
class ObjectWithoutDll(ObjectLacks):
    """No PR_PROVIDER_DLL_NAME."""

    tag = PropertyTag.PR_PROVIDER_DLL_NAME_A


@fault("status-object-without-type")
class ObjectWithoutType(ObjectLacks):
    """No PR_RESOURCE_TYPE."""

    tag = PropertyTag.PR_RESOURCE_TYPE


class ObjectDiffers(TransportStatus):
    """Its status object has another value for a property than the row."""

    def instead(self, value: PropertyValue) -> PropertyValue:
        """The value that it shows."""
        raise NotImplementedError

    def get_props(self, tags: Sequence[int], flags: int) -> Props:
        """Replace where needed."""
        code, values = super().get_props(tags, flags)
        return code, tuple(self.instead(value) for value in values)


@fault("status-object-lists-more-methods")
class ObjectPromises(ObjectDiffers):
    """Lists ChangePassword on the object, and not in the row."""

    def instead(self, value: PropertyValue) -> PropertyValue:
        """One bit more."""
        if value.tag != PropertyTag.PR_RESOURCE_METHODS:
            return value
        return PropertyValue(value.tag, self.transport.methods | int(ResourceMethod.STATUS_CHANGE_PASSWORD))


@fault("status-object-keeps-its-first-status")
class ObjectStale(ObjectDiffers):
    """Goes on showing the status that the transport had when it logged on."""

    def instead(self, value: PropertyValue) -> PropertyValue:
        """Nothing of the flush."""
        if value.tag != PropertyTag.PR_STATUS_CODE or not isinstance(value.value, int):
            return value
        flush = StatusCode.STATUS_INBOUND_FLUSH | StatusCode.STATUS_OUTBOUND_FLUSH
        return PropertyValue(value.tag, value.value & ~int(flush))


# -- X: methods that are not listed ------------------------------------------------------------------------------------


@fault("unlisted-settings-shown")
class UnlistedSettings(DeferringTransport):
    """Shows its settings, and does not list that it can."""

    @property
    def methods(self) -> int:
        """Without STATUS_SETTINGS_DIALOG."""
        return super().methods & ~int(ResourceMethod.STATUS_SETTINGS_DIALOG)


@fault("unlisted-password-changed")
class UnlistedPassword(TransportStatus):
    """Answers S_OK to ChangePassword, and does not list that it can."""

    def change_password(self, old: str, new: str, flags: int) -> None:
        """Accept any."""


# -- X: ValidateState and AddressTypes ---------------------------------------------------------------------------------


@fault("logon-object-does-not-validate")
class ObjectValidates(DeferringTransport):
    """Only its status object knows ValidateState."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


@fault("logon-object-does-not-validate")
class Validating(TransportStatus):
    """Does it itself."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        """What the reference's logon object does."""
        ReferenceTransport.validate_state(self.transport, ui_param, flags)


@fault("status-object-does-not-validate")
class Unvalidating(TransportStatus):
    """Has no ValidateState, though every status object must."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


@fault("always-busy-validating")
class BusyValidating(DeferringTransport):
    """Answers MAPI_E_BUSY to every ValidateState."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_BUSY)


@fault("unknown-flags-validated")
class Careless(DeferringTransport):
    """Validates with any flags."""

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Do not look at them."""


@fault("no-address-types")
class Homeless(DeferringTransport):
    """Handles no address type, so that no message is ever its own."""

    def address_types(self, flags: int) -> Sequence[str]:
        """None."""
        return ()


@fault("empty-address-type")
class Vague(DeferringTransport):
    """Adds an empty address type to its own."""

    def address_types(self, flags: int) -> Sequence[str]:
        """One more."""
        return (*super().address_types(flags), "")
