"""Wrong transports under test: how their status objects are opened, what these say and do, and their address types."""

from collections.abc import Sequence
from typing import ClassVar
from weakref import WeakSet

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    ObjectType,
    OpenFlag,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResourceMethod,
    ResourceType,
    ResultCode,
    StatusCode,
    change_prop_type,
)
from mapi_tck.ports import Condition, FarEnd

from ...reference.deferring import DeferringTransport
from ...reference.flush import FLUSH_BITS
from ...reference.transport import ReferenceTransport
from ...reference.transport_status import TransportStatus
from ...reference.variants import instead_of, part_of, specimen
from ..subsystem.properties import Converts, Lacks


@instead_of(DeferringTransport.open_status_entry, "status-object-cannot-be-opened", step="X")
def never_opened(self: DeferringTransport, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
    """OpenStatusEntry always fails, as that of a shipped provider does."""
    raise MapiError(ResultCode.MAPI_E_CALL_FAILED)


@instead_of(DeferringTransport.open_status_entry, "status-object-opens-by-name-only", step="X")
def opens_by_name(self: DeferringTransport, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
    """OpenStatusEntry refuses NULL for the interface."""
    if interface is None:
        raise MapiError(ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED)
    return DeferringTransport.open_status_entry(self, interface, flags)


@instead_of(DeferringTransport.open_status_entry, "status-object-opens-by-null-only", step="X")
def opens_by_null(self: DeferringTransport, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
    """OpenStatusEntry refuses every interface that is named."""
    if interface is not None:
        raise MapiError(ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED)
    return DeferringTransport.open_status_entry(self, interface, flags)


@instead_of(DeferringTransport.open_status_entry, "modify-not-granted", step="X")
def read_only(self: DeferringTransport, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
    """OpenStatusEntry refuses MAPI_MODIFY, as that of two sample transports does."""
    if flags & OpenFlag.MAPI_MODIFY:
        raise MapiError(ResultCode.MAPI_E_NO_ACCESS)
    return DeferringTransport.open_status_entry(self, interface, flags)


@instead_of(DeferringTransport.open_status_entry, "status-object-of-another-type", step="X")
def other_type(self: DeferringTransport, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
    """OpenStatusEntry says that the status object is a profile section."""
    return DeferringTransport.open_status_entry(self, interface, flags)[0], int(ObjectType.MAPI_PROFSECT)


@instead_of(DeferringTransport.open_status_entry, "any-interface-opened", step="X")
def obliging(self: DeferringTransport, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
    """OpenStatusEntry gives a status object even if another interface is asked for."""
    return DeferringTransport.open_status_entry(self, None, flags)


@specimen("status-object-without-methods", step="X")
class ObjectWithoutMethods(Lacks, TransportStatus, tag=PropertyTag.PR_RESOURCE_METHODS):
    """The status object has no PR_RESOURCE_METHODS."""


@specimen("status-object-without-status-code", step="X")
class ObjectWithoutStatus(Lacks, TransportStatus, tag=PropertyTag.PR_STATUS_CODE):
    """The status object has no PR_STATUS_CODE."""


@specimen("status-object-without-dll-name", step="X")
class ObjectWithoutDll(Lacks, TransportStatus, tag=PropertyTag.PR_PROVIDER_DLL_NAME_A):
    """The status object has no PR_PROVIDER_DLL_NAME."""


@specimen("status-object-without-type", step="X")
class ObjectWithoutType(Lacks, TransportStatus, tag=PropertyTag.PR_RESOURCE_TYPE):
    """The status object has no PR_RESOURCE_TYPE."""


@specimen("status-object-of-a-store", step="X")
class ObjectOfStore(Converts, TransportStatus):
    """PR_RESOURCE_TYPE of the status object says that it is a message store's."""

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        wrong = value.tag == PropertyTag.PR_RESOURCE_TYPE
        return PropertyValue(value.tag, int(ResourceType.MAPI_STORE_PROVIDER)) if wrong else value


@specimen("status-object-says-it-is-a-session", step="X")
class ObjectOfSession(Converts, TransportStatus):
    """PR_OBJECT_TYPE of the status object is MAPI_SESSION."""

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        wrong = value.tag == PropertyTag.PR_OBJECT_TYPE
        return PropertyValue(value.tag, int(ObjectType.MAPI_SESSION)) if wrong else value


@specimen("ninth-property-is-an-error", step="X")
class EightAtOnce(TransportStatus):
    """GetProps gives eight properties in one call; those behind are errors."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        code, values = super().get_props(tags, flags)
        return (code, values) if len(values) <= 8 else _errors_from(values, 8)


@specimen("properties-behind-a-missing-one-are-errors", step="X")
class StopsAtFirst(TransportStatus):
    """GetProps stops at the first property that the object lacks: those behind it are errors, too."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        code, values = super().get_props(tags, flags)
        missing = next((place for place, value in enumerate(values) if value.is_error), None)
        return (code, values) if missing is None else _errors_from(values, missing)


def _errors_from(values: Sequence[PropertyValue], first: int) -> tuple[int, Sequence[PropertyValue]]:
    """The answer, with errors from this place on."""
    errors = (
        PropertyValue(change_prop_type(value.tag, PropertyType.PT_ERROR), int(ResultCode.MAPI_E_NOT_FOUND))
        for value in values[first:]
    )
    return int(ResultCode.MAPI_W_ERRORS_RETURNED), (*values[:first], *errors)


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


@instead_of(TransportStatus.change_password, "unlisted-password-changed", step="X")
def unlisted_password(self: TransportStatus, old: str, new: str, flags: int) -> None:
    """ChangePassword answers S_OK, but is not listed."""


@instead_of(DeferringTransport.address_types, "empty-address-type", step="X")
def vague(self: DeferringTransport, flags: int) -> Sequence[str]:
    """AddressTypes returns an empty type besides the transport's own."""
    return (*DeferringTransport.address_types(self, flags), "")


@instead_of(TransportStatus.settings_dialog, "settings-listed-but-refused", step="X")
def settings_refused(self: TransportStatus, ui_param: int, flags: int) -> None:
    """SettingsDialog is listed, but refuses UI_READONLY."""
    raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)


@instead_of(TransportStatus.settings_dialog, "settings-never-shown", step="X")
def settings_never_shown(self: TransportStatus, ui_param: int, flags: int) -> None:
    """SettingsDialog is listed and answers S_OK, but shows nothing."""


# -- one that stays open ----------------------------------------------------------------------------------------------


@specimen("status-object-says-what-was-when-it-opened", step="X")
class ObjectOfTheMoment(Converts, TransportStatus):
    """PR_STATUS_CODE of the status object stays as it was when the object was opened."""

    def __init__(self, transport: ReferenceTransport) -> None:
        super().__init__(transport)
        self._code = transport._code

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        return PropertyValue(value.tag, self._code) if value.tag == PropertyTag.PR_STATUS_CODE else value


@specimen("status-object-of-a-flush-shows-it-for-ever", step="X")
class ObjectOfTheFlush(ObjectOfTheMoment):
    """A status object that was opened in the middle of a flush shows that flush for ever."""

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        return super().converted(tag, value) if self._code & FLUSH_BITS else value


@specimen("status-object-misses-the-end-of-receiving", step="X")
class ObjectMissesTheEnd(ObjectOfTheMoment):
    """PR_STATUS_CODE of a status object follows the row, except to the end of an inbound phase."""

    def converted(self, tag: int, value: PropertyValue) -> PropertyValue:
        if not (self._code & StatusCode.STATUS_INBOUND_FLUSH and not self.transport.flushing):
            self._code = self.transport._code
        return super().converted(tag, value)


@specimen("flush-ends-with-the-status-object", step="X7")
class ObjectEnds(TransportStatus):
    """To release a status object in the middle of a flush ends the phase."""

    def release(self) -> None:
        if self.transport._directions:
            self.transport.change_status(clear_bits=FLUSH_BITS)


@instead_of(TransportStatus.settings_dialog, "settings-make-the-row-anew", step="X2")
def settings_thin_row(self: TransportStatus, ui_param: int, flags: int) -> None:
    """SettingsDialog makes the row anew, without PR_RESOURCE_METHODS."""
    TransportStatus.settings_dialog(self, ui_param, flags)
    columns = self.transport.status_columns()
    left = [item for item in columns if item.tag != PropertyTag.PR_RESOURCE_METHODS]
    self.transport.support.modify_status_row(left, 0)


@instead_of(TransportStatus.settings_dialog, "settings-stop-the-mail", step="X7")
def settings_stop(self: TransportStatus, ui_param: int, flags: int) -> None:
    """After SettingsDialog the transport is never reached again at its far end."""
    TransportStatus.settings_dialog(self, ui_param, flags)
    self.transport.server.behave(FarEnd(Condition.DOWN))


@specimen("released-object-closes-the-others", step="X")
class OneForAll(TransportStatus):
    """Release of one status object ends those that other clients have opened."""

    _released: ClassVar[WeakSet[ReferenceTransport]] = WeakSet()

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        if self.transport in self._released:
            raise MapiError(ResultCode.MAPI_E_INVALID_OBJECT)
        return super().get_props(tags, flags)

    def release(self) -> None:
        self._released.add(self.transport)


@part_of("released-object-closes-the-others")
class OpensAnother(DeferringTransport):
    """A status object that is opened is a good one."""

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
        OneForAll._released.discard(self)
        return super().open_status_entry(interface, flags)


@specimen("request-for-both-forgotten-while-sending", step="X")
class ForgetsBoth(TransportStatus):
    """A request for both queues that comes while the outgoing queue alone is flushed succeeds, and is forgotten."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        both = FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_DOWNLOAD
        alone = self.transport._directions & both == FlushFlag.FLUSH_UPLOAD
        if self.transport.flushing and alone and flags & both == both:
            return int(ResultCode.S_OK)
        return super().flush_queues(ui_param, target, flags)


@instead_of(TransportStatus.flush_queues, "request-refused-when-down", step="X")
def asks_only_when_up(self: TransportStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """FlushQueues of the status object fails if the far end is down."""
    if self.transport.server.unreachable and self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES:
        raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
    return TransportStatus.flush_queues(self, ui_param, target, flags)


@instead_of(TransportStatus.flush_queues, "request-for-incoming-refused-when-down", step="X")
def looks_before(self: TransportStatus, ui_param: int, target: bytes | None, flags: int) -> int:
    """FlushQueues of the status object tries to connect if it is asked for the incoming queue alone."""
    alone = not flags & FlushFlag.FLUSH_UPLOAD and self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES
    if alone and self.transport.server.unreachable:
        raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
    return TransportStatus.flush_queues(self, ui_param, target, flags)


@specimen("status-object-hides-requests", step="X")
class HidesRequests(TransportStatus):
    """The status code of the status object lacks the flush bits of a client's request."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        result, values = super().get_props(tags, flags)
        hidden = 0 if self.transport._directions else FLUSH_BITS
        return result, [
            PropertyValue(item.tag, item.value & ~hidden)
            if item.tag == PropertyTag.PR_STATUS_CODE and isinstance(item.value, int)
            else item
            for item in values
        ]
