"""The phases of a flush, as every transport provider goes through them, and what clients see of them."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from mapi_tck.mapi import (
    FlushFlag,
    IID_IMAPIStatus,
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
    StatusRowFlag,
    TransportNotifyFlag,
    UnicodeFlag,
    ValidateStateFlag,
    Value,
    answer_get_props,
    change_prop_type,
)
from mapi_tck.ports import Transport, TransportStatusObject, XPLogon
from mapi_tck.ports.transport import Support

UPLOAD: Final = int(FlushFlag.FLUSH_UPLOAD)
DOWNLOAD: Final = int(FlushFlag.FLUSH_DOWNLOAD)
_BITS: Final = int(StatusCode.STATUS_OUTBOUND_FLUSH | StatusCode.STATUS_INBOUND_FLUSH)
_READY: Final = int(
    StatusCode.STATUS_AVAILABLE | StatusCode.STATUS_OUTBOUND_ENABLED | StatusCode.STATUS_INBOUND_ENABLED
)
_ENDS: Final = (
    (TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH, UPLOAD),
    (TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH, DOWNLOAD),
)


class FlushPhases(XPLogon):
    """IXPLogon but for the messages: announcement, phases, status row and status object.

    A provider derives from it, adds `submit_message`, `end_message` and `start_message`, and overrides what its line needs:
    `open_line`, `end_phase` and `close_line`. It shows a phase's bit from the announcement of the phase until its end. A client's
    request during a flush is refused with MAPI_E_BUSY.
    """

    #: The address types whose recipients the provider handles.
    ADDRESSES: ClassVar[Sequence[str]] = ("SMTP",)
    #: PR_PROVIDER_DISPLAY and PR_PROVIDER_DLL_NAME.
    PRODUCT: ClassVar[str] = "Transport"
    DLL: ClassVar[str] = "XP"

    def __init__(self, transport: Transport, support: Support) -> None:
        self.transport = transport
        self.support = support
        #: Whether the spooler no longer wants the message at hand. `submit_message` sets it to false.
        self.cancelled = False
        self._announced = 0
        self._bits = 0
        support.modify_status_row(self._row(), 0)

    # -- what a provider overrides ---------------------------------------------------------------------------------------

    def open_line(self, flags: int) -> None:
        """Get what a flush needs and others may need too. Raises `MapiError` if it cannot be had: nothing is flushed then."""

    def end_phase(self, direction: int) -> None:
        """Let go of what the phase of this direction, FLUSH_UPLOAD or FLUSH_DOWNLOAD, has needed."""

    def close_line(self) -> None:
        """Give back what `open_line` got. The flush is over, or the session; this may be called twice."""

    # -- the phases ----------------------------------------------------------------------------------------------------------

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Steps X1 and X2: get the line, and show the bit of the first phase."""
        refuse_unknown(flags, FlushFlag)
        self.open_line(flags)
        self._announced = flags & (UPLOAD | DOWNLOAD)
        self._begin_phase()

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Steps X8 and X12: a phase is over, or both are. Or the message at hand is no longer wanted."""
        self.cancelled |= bool(flags & TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE)
        ended = 0
        for end, direction in _ENDS:
            if flags & end:
                ended |= direction
                self.end_phase(direction)
        if ended:
            self._announced &= ~ended
            self._bits &= ~_bits_of(ended)
            self._begin_phase()

    def _begin_phase(self) -> None:
        """Show the bit of the next phase. If there is none, the flush is over. A bit that a client asked for stays."""
        if not self._announced:
            self.close_line()
        self._show(self._bits | _bits_of(self._announced & UPLOAD or self._announced))

    def transport_logoff(self, flags: int) -> None:
        """End the session, perhaps in the middle of a flush."""
        self.close_line()

    # -- what clients see --------------------------------------------------------------------------------------------------

    def address_types(self, flags: int) -> Sequence[str]:
        """Answer the address types."""
        return self.ADDRESSES

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Write the row again. It is always up to date."""
        refuse_unknown(flags, ValidateStateFlag)
        self._show(self._bits)

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatusObject, int]:
        """Answer the status object. It has nothing to modify, so MAPI_MODIFY changes nothing."""
        refuse_unknown(flags, OpenFlag)
        if interface not in (None, IID_IMAPIStatus):
            raise MapiError(ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED)
        return _Status(self), int(ObjectType.MAPI_STATUS)

    def request(self, flags: int) -> None:
        """A client asks for a flush. The bits in the row make the spooler carry it out."""
        if self._bits or self._announced:
            raise MapiError(ResultCode.MAPI_E_BUSY)
        self._show(_bits_of(flags))

    def properties(self) -> dict[int, Value]:
        """The properties of the status object."""
        own = {value.tag: value.value for value in self._row()}
        own[PropertyTag.PR_PROVIDER_DLL_NAME_A] = self.DLL
        own[PropertyTag.PR_RESOURCE_FLAGS] = 0
        own[PropertyTag.PR_RESOURCE_TYPE] = int(ResourceType.MAPI_TRANSPORT_PROVIDER)
        return dict(own)

    def _row(self) -> list[PropertyValue]:
        flushes = ResourceMethod.STATUS_FLUSH_QUEUES if self.transport.supports_flush else 0
        return [
            PropertyValue(PropertyTag.PR_DISPLAY_NAME_A, self.transport.name),
            PropertyValue(PropertyTag.PR_PROVIDER_DISPLAY_A, self.PRODUCT),
            PropertyValue(PropertyTag.PR_RESOURCE_METHODS, int(ResourceMethod.STATUS_VALIDATE_STATE | flushes)),
            *self._state(),
        ]

    def _state(self) -> list[PropertyValue]:
        text = {0: "Ready", int(StatusCode.STATUS_INBOUND_FLUSH): "Receiving"}.get(self._bits, "Sending")
        return [
            PropertyValue(PropertyTag.PR_STATUS_CODE, _READY | self._bits),
            PropertyValue(PropertyTag.PR_STATUS_STRING_A, text),
        ]

    def _show(self, bits: int) -> None:
        self._bits = bits & _BITS
        self.support.modify_status_row(self._state(), int(StatusRowFlag.STATUSROW_UPDATE))


class _Status(TransportStatusObject):
    """IMAPIStatus of the transport. Its FlushQueues only asks for a flush: the spooler carries it out."""

    def __init__(self, phases: FlushPhases) -> None:
        self._phases = phases

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        """Answer the values as they are now: each string in either width, and PT_UNSPECIFIED with the type that there is."""
        refuse_unknown(flags, UnicodeFlag)
        values: dict[int, Value] = {**self._phases.properties()}
        typed = {change_prop_type(tag, PropertyType.PT_UNSPECIFIED): tag for tag in values}
        wide: dict[int, Value] = {
            change_prop_type(tag, PropertyType.PT_UNICODE): value
            for tag, value in values.items()
            if isinstance(value, str)
        }
        return answer_get_props({**values, **wide}, [typed.get(tag, tag) for tag in tags])

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        """Accept a request, unless a flush is under way or asked for."""
        if not self._phases.transport.supports_flush:
            raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
        refuse_unknown(flags, FlushFlag)
        self._phases.request(flags)
        return int(ResultCode.S_OK)

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Do what ValidateState of the logon object does."""
        self._phases.validate_state(ui_param, flags)

    def release(self) -> None:
        """There is nothing to release."""


def refuse_unknown(flags: int, known: Iterable[int]) -> None:
    """Refuse flags that the method does not define, with MAPI_E_UNKNOWN_FLAGS."""
    for flag in known:
        flags &= ~int(flag)
    if flags:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)


def _bits_of(flags: int) -> int:
    """The status bits of the directions: FLUSH_UPLOAD is outbound, FLUSH_DOWNLOAD inbound."""
    outbound = StatusCode.STATUS_OUTBOUND_FLUSH if flags & UPLOAD else 0
    inbound = StatusCode.STATUS_INBOUND_FLUSH if flags & DOWNLOAD else 0
    return int(outbound | inbound)
