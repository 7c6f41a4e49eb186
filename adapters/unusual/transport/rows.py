"""Unusual transports under test: how many rows they have, what these show, and what else tells of a flush and of mail."""

from collections.abc import Sequence
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from mapi_tck.mapi import (
    FlushFlag,
    MapiError,
    PropertyTag,
    PropertyValue,
    ResultCode,
    StatusCode,
    StatusRowFlag,
    TransportLogonFlag,
    Value,
)
from mapi_tck.ports import OutgoingMessage, Submitted, Support, Transport

from ...reference.far_end import MailServer
from ...reference.flush import ACTIVE_BITS, DIRECTIONS, FLUSH_BITS
from ...reference.parts import Parts
from ...reference.provider import ReferenceProvider, ReferenceTransportBed
from ...reference.transport import ReferenceTransport
from ...reference.transport_status import TransportStatus
from ...reference.user import User
from ...reference.variants import part_of, specimen
from ..subsystem.status_objects import GivesFolder, SupportsRemoteAccess

_IDENTITY = (
    PropertyTag.PR_IDENTITY_DISPLAY_A,
    PropertyTag.PR_IDENTITY_ENTRYID,
    PropertyTag.PR_IDENTITY_SEARCH_KEY,
)


@specimen("shows-requests-as-the-note-has-it")
class NotingRequests(ReferenceTransport):
    """FlushQueues of the status object sets ENABLED and ACTIVE bits, crosswise, as the note for remote transports has it. It does
    so in a flush, too. The ACTIVE bits are cleared when the spooler announces a flush.
    """

    def request_flush(self, flags: int) -> None:
        upload, download = flags & FlushFlag.FLUSH_UPLOAD, flags & FlushFlag.FLUSH_DOWNLOAD
        inbound = StatusCode.STATUS_INBOUND_ENABLED | StatusCode.STATUS_INBOUND_ACTIVE if upload else 0
        outbound = StatusCode.STATUS_OUTBOUND_ENABLED | StatusCode.STATUS_OUTBOUND_ACTIVE if download else 0
        self.change_status(set_bits=int(inbound | outbound))

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self.change_status(clear_bits=ACTIVE_BITS)
        super().flush_queues(ui_param, target, flags)


@part_of("shows-requests-as-the-note-has-it")
class AcceptingInAFlush(TransportStatus):
    """Accepts each request."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        if not self.transport.flushing:
            return super().flush_queues(ui_param, target, flags)
        self.transport.request_flush(flags)
        return int(ResultCode.S_OK)


@specimen("tells-of-flushes-in-its-row-alone")
class KnowingItsInbox(ReferenceTransport):
    """FlushQueues of the status object always answers MAPI_E_BUSY, and sets the bits of the request in the row, in a flush when
    that is over; the object's own PR_STATUS_CODE has none. Poll tells of mail that has been fetched and not delivered, which is
    never the case.
    """

    _asked = 0

    def request_flush(self, flags: int) -> None:
        self._asked |= flags
        if not self._directions:
            super().request_flush(self._asked)
            self._asked = 0

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if self._asked:
            self.request_flush(0)

    def poll(self) -> bool:
        return False


@part_of("tells-of-flushes-in-its-row-alone")
class WithoutFlushBits(TransportStatus):
    """Has no flush bits, and is asynchronous to the client."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        code, values = super().get_props(tags, flags)
        return code, [
            PropertyValue(value.tag, value.value & ~int(FLUSH_BITS))
            if value.tag == PropertyTag.PR_STATUS_CODE and isinstance(value.value, int)
            else value
            for value in values
        ]

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        if self.transport.flushing:
            self.transport.request_flush(flags)
        else:
            super().flush_queues(ui_param, target, flags)
        raise MapiError(ResultCode.MAPI_E_BUSY)


@specimen("shows-requests-by-the-outbound-bit")
class ShowingOneBit(ReferenceTransport):
    """FlushQueues of the status object sets STATUS_OUTBOUND_FLUSH for either direction, and answers MAPI_E_BUSY. When a flush is
    over, the bit is there again if it has left out what a client has asked for.
    """

    _wanted = 0

    def request_flush(self, flags: int) -> None:
        if flags & DIRECTIONS and (flags & FlushFlag.FLUSH_FORCE or not self.traits.asynchronous):
            self._own_request, self._wanted = flags, flags & DIRECTIONS
            self.change_status(StatusCode.STATUS_OUTBOUND_FLUSH)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._wanted &= ~flags
        self.change_status(clear_bits=FLUSH_BITS)
        super().flush_queues(ui_param, target, flags)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if self._wanted and not self._directions:
            self.change_status(StatusCode.STATUS_OUTBOUND_FLUSH)


@part_of("shows-requests-by-the-outbound-bit")
class AsynchronousToItsClient(TransportStatus):
    """Only asks for the flush."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        super().flush_queues(ui_param, target, flags)
        raise MapiError(ResultCode.MAPI_E_BUSY)


@specimen("learns-its-account-in-a-flush")
class LearningItsAccount(ReferenceTransport):
    """The first flush shows the account, as identity, in the rows of all transports of the provider. When the line has broken,
    the row is made anew without it.
    """

    _families: ClassVar[WeakKeyDictionary[User, list["LearningItsAccount"]]] = WeakKeyDictionary()
    _known = False

    def make_row(self) -> None:
        self._families.setdefault(self.user, []).append(self)
        super().make_row()

    def status_columns(self) -> list[PropertyValue]:
        columns = super().status_columns()
        return columns if self._known else [value for value in columns if value.tag not in _IDENTITY]

    def open_line(self, flags: int) -> None:
        super().open_line(flags)
        for transport in self._families[self.user]:
            if not transport._known:
                transport._known = True
                columns = [value for value in transport.status_columns() if value.tag in _IDENTITY]
                transport.support.modify_status_row(columns, StatusRowFlag.STATUSROW_UPDATE)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if self._known and self.server.unreachable:
            self._known = False
            self.support.modify_status_row(self.status_columns(), 0)

    def transport_logoff(self, flags: int) -> None:
        super().transport_logoff(flags)
        self._families[self.user].remove(self)


@specimen("sends-only")
class SendingOnly(ReferenceTransport):
    """The transport receives no mail: it leaves the inbound phase out, is not polled, and announces no mail."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags & ~int(FlushFlag.FLUSH_DOWNLOAD))

    def request_flush(self, flags: int) -> None:
        super().request_flush(flags & ~int(FlushFlag.FLUSH_DOWNLOAD))


class NoIncomingMail(ReferenceTransportBed):
    """Has no mail arrive."""

    def arrive(self, transport: str, tokens: Sequence[str]) -> None:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


@part_of("sends-only")
class NotPolledForMail(ReferenceProvider):
    """Asks for idle time only."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._test_bed = NoIncomingMail(parts)

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[ReferenceTransport, int]:
        return super().transport_logon(support, transport, flags)[0], int(TransportLogonFlag.LOGON_SP_IDLE)


@specimen("receives-only")
class ReceivingOnly(ReferenceTransport):
    """The transport sends no mail: AddressTypes gives an empty string alone, and it leaves the outbound phase out. With both
    queues announced it shows one, and answers MAPI_E_NOT_ME to each message. A client's request for the incoming queue is
    answered with MAPI_E_BUSY, and shown.
    """

    def address_types(self, flags: int) -> Sequence[str]:
        return ("",)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        alone = flags & DIRECTIONS == FlushFlag.FLUSH_UPLOAD
        super().flush_queues(ui_param, target, flags & ~int(FlushFlag.FLUSH_UPLOAD) if alone else flags)

    def request_flush(self, flags: int) -> None:
        super().request_flush(flags & ~int(FlushFlag.FLUSH_UPLOAD))

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        raise MapiError(ResultCode.MAPI_E_NOT_ME)


@part_of("receives-only")
class BusyReceiving(TransportStatus):
    """Answers MAPI_E_BUSY when it has asked for a flush of the incoming queue."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int:
        super().flush_queues(ui_param, target, flags)
        if flags & FlushFlag.FLUSH_DOWNLOAD:
            raise MapiError(ResultCode.MAPI_E_BUSY)
        return int(ResultCode.S_OK)


@specimen("row-for-each-queue")
class RowForEachQueue(ReferenceTransport):
    """The transport makes two rows, one for its outgoing and one for its incoming queue; each shows the bit of its queue."""

    def make_row(self) -> None:
        self._modify(0)

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        self._code = (self._code & ~int(clear_bits)) | int(set_bits)
        self._modify(int(StatusRowFlag.STATUSROW_UPDATE))

    def _modify(self, flags: int) -> None:
        ways = {"outgoing": StatusCode.STATUS_OUTBOUND_FLUSH, "incoming": StatusCode.STATUS_INBOUND_FLUSH}
        for way, bit in ways.items():
            others = int(FLUSH_BITS) & ~int(bit)
            own: dict[PropertyTag, Value] = {
                PropertyTag.PR_DISPLAY_NAME_A: f"{self.traits.name} ({way})",
                PropertyTag.PR_STATUS_CODE: self._code & ~others,
            }
            columns = [PropertyValue(v.tag, own.get(PropertyTag(v.tag), v.value)) for v in self.status_columns()]
            self.support.modify_status_row(columns, flags)


@specimen("receives-from-an-inbox-here")
class ReceivingFromHere(ReferenceTransport):
    """Incoming mail waits on the machine of the transport, where no trouble of the far end reaches it. A flush that finds none
    there has no inbound phase.
    """

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags if self.server.waiting else flags & ~int(FlushFlag.FLUSH_DOWNLOAD))


@part_of("receives-from-an-inbox-here")
class InboxHere(MailServer):
    """Gives incoming mail in any condition."""

    def fetch(self) -> str:
        return self.waiting[0]


@specimen("remote-transport-gives-its-folder")
class GivingItsFolder(GivesFolder):
    """The transport supports remote access, as its row says; its status object gives the properties of its folder of headers, and
    of the others PR_RESOURCE_METHODS alone. The language binding does not show the object type.
    """


@part_of("remote-transport-gives-its-folder")
class RemoteTransport(SupportsRemoteAccess):
    """Shows STATUS_REMOTE_ACCESS; the type of its status object is not shown."""

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, Any]:
        return super().open_status_entry(interface, flags)[0], None
