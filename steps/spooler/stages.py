"""How far the conversation of spooler and transport is, and the flags that belong to it."""

from enum import StrEnum
from typing import Final

from mapi_tck.mapi import FlushFlag, StatusCode, TransportNotifyFlag
from mapi_tck.ports import Transport

OUTBOUND: Final = int(StatusCode.STATUS_OUTBOUND_FLUSH)
INBOUND: Final = int(StatusCode.STATUS_INBOUND_FLUSH)


class Stage(StrEnum):
    """How far the conversation is."""

    AT_REST = "at rest"
    REQUESTED = "requested"
    ANNOUNCED = "announced"
    SENT = "outbound phase ended"
    RECEIVED = "inbound phase ended"
    SHUT_DOWN = "shut down"
    LOGGED_OFF = "logged off"


#: The flags of TransportNotify that end a phase, or both.
ENDS: Final = {
    Stage.SENT: TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH,
    Stage.RECEIVED: TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH,
    Stage.SHUT_DOWN: TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH | TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH,
}

#: The status bit of each direction: rulings D-01 and D-22.
_BITS: Final = {FlushFlag.FLUSH_UPLOAD: OUTBOUND, FlushFlag.FLUSH_DOWNLOAD: INBOUND}


def flush_bits(flags: int) -> int:
    """The status bits of flags of FlushQueues."""
    return sum(bit for flag, bit in _BITS.items() if flags & flag)


def always(transport: Transport, flushed: bool) -> int:
    """The flags that a flush of this transport passes in any case.

    FLUSH_FORCE is one of them for a transport that no other flush reaches, and for one that was flushed before: without the flag
    it may leave some time between two flushes, or after trouble (ruling D-110).
    """
    return int(FlushFlag.FLUSH_NO_UI | (FlushFlag.FLUSH_FORCE if transport.asynchronous or flushed else 0))
