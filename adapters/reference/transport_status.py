"""The status object of a transport: a client opens it to flush that transport alone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    ObjectType,
    PropertyTag,
    PropertyValue,
    ResourceMethod,
    ResourceType,
    ResultCode,
    SettingsDialogFlag,
)
from mapi_tck.ports import PromptKind

from .status_rows import by_id, check_flags, get_props

if TYPE_CHECKING:
    from .transport import ReferenceTransport

DLL = "REFXP"
"""PR_PROVIDER_DLL_NAME: MAPI appends the 32."""


class TransportStatus:
    """A transport's status object. Its FlushQueues only asks: the spooler flushes when convenient (ruling D-10)."""

    def __init__(self, transport: "ReferenceTransport") -> None:
        self.transport = transport

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        """Return the transport's values as they are now."""
        values = [
            *self.transport.status_columns(),
            PropertyValue(PropertyTag.PR_PROVIDER_DLL_NAME_A, DLL),
            PropertyValue(PropertyTag.PR_RESOURCE_FLAGS, 0),
            PropertyValue(PropertyTag.PR_RESOURCE_TYPE, int(ResourceType.MAPI_TRANSPORT_PROVIDER)),
            PropertyValue(PropertyTag.PR_OBJECT_TYPE, int(ObjectType.MAPI_STATUS)),
            PropertyValue(PropertyTag.PR_ACCESS_LEVEL, 0),
        ]
        return get_props(by_id(values), tags, flags)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Accept a flush of this transport. Success means only that it is accepted."""
        if not self.transport.methods & ResourceMethod.STATUS_FLUSH_QUEUES:
            raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
        if target is not None:
            raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
        check_flags(flags, FlushFlag)
        if self.transport.flushing:
            raise MapiError(ResultCode.MAPI_E_BUSY)
        self.transport.request_flush(flags)
        return int(ResultCode.S_OK)

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Pass the call on to the logon object, which must do the same."""
        self.transport.validate_state(ui_param, flags)

    def settings_dialog(self, ui_param: int, flags: int) -> None:
        """Show the settings; a user who is present closes them at once."""
        check_flags(flags, SettingsDialogFlag)
        self.transport.user.show(self.transport.traits.name, PromptKind.DIALOG)

    def change_password(self, old: str, new: str, flags: int) -> None:
        """Refuse: there is no password, and PR_RESOURCE_METHODS does not list the method."""
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)

    def release(self) -> None:
        """Do nothing: there is nothing to release."""
