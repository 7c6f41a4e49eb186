"""What clients see of the transport: its row in the status table, and its status object."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResourceMethod,
    ResourceType,
    ResultCode,
    StatusCode,
    UnicodeFlag,
    answer_get_props,
    change_prop_type,
)
from mapi_tck.ports import Transport

if TYPE_CHECKING:
    from .provider import SpoolTransport

FLUSH_BITS = int(StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH)
READY = int(StatusCode.STATUS_AVAILABLE | StatusCode.STATUS_OUTBOUND_ENABLED | StatusCode.STATUS_INBOUND_ENABLED)


def bits_of(flags: int) -> int:
    """The status bits of the directions: FLUSH_UPLOAD is outbound, FLUSH_DOWNLOAD inbound."""
    outbound = StatusCode.STATUS_OUTBOUND_FLUSH if flags & FlushFlag.FLUSH_UPLOAD else 0
    inbound = StatusCode.STATUS_INBOUND_FLUSH if flags & FlushFlag.FLUSH_DOWNLOAD else 0
    return int(outbound | inbound)


def methods_of(traits: Transport) -> int:
    """PR_RESOURCE_METHODS. There are no settings and no password."""
    flushes = ResourceMethod.STATUS_FLUSH_QUEUES if traits.supports_flush else 0
    return int(ResourceMethod.STATUS_VALIDATE_STATE | flushes)


def status_columns(bits: int) -> list[PropertyValue]:
    """The columns of the row that change."""
    text = {0: "Ready", int(StatusCode.STATUS_INBOUND_FLUSH): "Receiving"}.get(bits, "Sending")
    return [
        PropertyValue(PropertyTag.PR_STATUS_CODE, READY | bits),
        PropertyValue(PropertyTag.PR_STATUS_STRING_A, text),
    ]


def row(traits: Transport, bits: int) -> list[PropertyValue]:
    """The whole row, without the three PR_IDENTITY_ columns: a folder has no identity."""
    return [
        PropertyValue(PropertyTag.PR_DISPLAY_NAME_A, traits.name),
        PropertyValue(PropertyTag.PR_PROVIDER_DISPLAY_A, "Spool transport"),
        PropertyValue(PropertyTag.PR_RESOURCE_METHODS, methods_of(traits)),
        *status_columns(bits),
    ]


def refuse_unknown(flags: int, known: Iterable[int]) -> None:
    """Refuse flags that the method does not define."""
    for flag in known:
        flags &= ~int(flag)
    if flags:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)


class SpoolStatus:
    """IMAPIStatus of the transport. Its FlushQueues only asks for a flush: the spooler carries it out."""

    def __init__(self, transport: "SpoolTransport") -> None:
        self._transport = transport

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        """Answer the values as they are now: each string in either width, and PT_UNSPECIFIED with the type that there is."""
        refuse_unknown(flags, UnicodeFlag)
        values = {value.tag: value.value for value in row(self._transport.traits, self._transport.flush_bits)}
        values[PropertyTag.PR_PROVIDER_DLL_NAME_A] = "SPOOLXP"
        values[PropertyTag.PR_RESOURCE_FLAGS] = 0
        values[PropertyTag.PR_RESOURCE_TYPE] = int(ResourceType.MAPI_TRANSPORT_PROVIDER)
        typed = {change_prop_type(tag, PropertyType.PT_UNSPECIFIED): tag for tag in values}
        strings = {tag: value for tag, value in values.items() if isinstance(value, str)}
        wide = {change_prop_type(tag, PropertyType.PT_UNICODE): value for tag, value in strings.items()}
        return answer_get_props({**values, **wide}, [typed.get(tag, tag) for tag in tags])

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Accept a flush, unless one is under way or asked for."""
        if not self._transport.traits.supports_flush:
            raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
        refuse_unknown(flags, FlushFlag)
        if self._transport.flush_bits:
            raise MapiError(ResultCode.MAPI_E_BUSY)
        self._transport.request_flush(bits_of(flags))
        return int(ResultCode.S_OK)

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Do what ValidateState of the logon object does."""
        self._transport.validate_state(ui_param, flags)

    def release(self) -> None:
        """There is nothing to release."""
