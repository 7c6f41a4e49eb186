"""A transport provider, as a third party would write one: the spooler knows it only through the ports."""

from collections.abc import Sequence

from mapi_tck.mapi import (
    EndMessageFlag,
    FlushFlag,
    IID_IMAPIStatus,
    MapiError,
    ObjectType,
    OpenFlag,
    PropertyTag,
    PropertyValue,
    ResourceMethod,
    ResultCode,
    StatusCode,
    StatusRowFlag,
    TransportNotifyFlag,
    ValidateStateFlag,
)
from mapi_tck.ports import (
    IncomingMessage,
    OutgoingMessage,
    PromptKind,
    Started,
    Submitted,
    Support,
    Transport,
    TransportKind,
)

from .far_end import MailServer
from .flush import FLUSH_BITS
from .status_rows import PROVIDER, check_flags
from .transport_status import TransportStatus
from .user import User

_READY = StatusCode.STATUS_AVAILABLE | StatusCode.STATUS_INBOUND_ENABLED | StatusCode.STATUS_OUTBOUND_ENABLED
_IDENTITY = "Reference User"


class ReferenceTransport:
    """IXPLogon of the reference's transports: moves messages between the spooler and one mail server.

    Its state is the status code that its row shows. An asynchronous transport takes part in a flush only with FLUSH_FORCE:
    without that flag it sets no flush bit, and the spooler moves nothing.
    """

    def __init__(
        self,
        traits: Transport,
        support: Support,
        server: MailServer,
        user: User,
        status_object: type[TransportStatus] = TransportStatus,
    ) -> None:
        self.traits = traits
        self.support = support
        self.server = server
        self.user = user
        self._status_object = status_object
        self._code = int(_READY)
        self._directions = 0
        self._own_request: int | None = None
        self._waited = False
        self._accepted = False
        self.holds_line = False
        self.make_row()

    # -- what the spooler calls during a flush, in this order --------------------------------------------------------

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Prepare for the directions in `flags`, and show the first phase in the row."""
        if self.traits.asynchronous and not flags & FlushFlag.FLUSH_FORCE:
            return
        self._directions = flags
        self.open_line(flags if self._own_request is None else self._own_request)
        first = FlushFlag.FLUSH_UPLOAD if flags & FlushFlag.FLUSH_UPLOAD else flags
        self.change_status(set_bits=flush_bits(first))

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Send the message to the mail server; if that is slow, ask the spooler to wait first."""
        if seconds := self.patience():
            return Submitted(wait_seconds=seconds)
        self._accepted = self.server.take(message.token)
        return Submitted()

    def end_message(self, reference: int) -> int:
        """Say whether the server took the message. One that it refused is to be sent again later."""
        return 0 if self._accepted else int(EndMessageFlag.END_RESEND_LATER)

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Deliver the next message that waits at the mail server, if there is one."""
        if not self.server.waiting:
            return Started()
        if seconds := self.patience():
            return Started(wait_seconds=seconds)
        message.set_token(self.server.fetch())
        message.save_changes(0)
        self.server.fetched()
        return Started()

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """End a phase: clear its bit. After sending, begin receiving if that was asked for."""
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            receives = bool(self._directions & FlushFlag.FLUSH_DOWNLOAD)
            self.change_status(
                clear_bits=StatusCode.STATUS_OUTBOUND_FLUSH,
                set_bits=StatusCode.STATUS_INBOUND_FLUSH if receives else 0,
            )
        if flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH:
            self.change_status(clear_bits=StatusCode.STATUS_INBOUND_FLUSH)
        if not self.flushing:
            self.close_line()
            self._directions = 0
            self._own_request = None

    # -- what the spooler calls otherwise ----------------------------------------------------------------------------

    def address_types(self, flags: int) -> Sequence[str]:
        """Name one address type of its own, so that every message belongs to one transport."""
        return (f"REF:{self.traits.name}",)

    def poll(self) -> bool:
        """Whether mail waits at the server."""
        return bool(self.server.waiting)

    def idle(self, flags: int) -> None:
        """Do nothing: this transport has no work for idle moments."""
        check_flags(flags)

    def transport_logoff(self, flags: int) -> None:
        """Hang up: a logoff may come in the middle of a flush."""
        self.close_line()

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Do nothing: the row is always up to date."""
        check_flags(flags, ValidateStateFlag)

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[TransportStatus, int]:
        """Return the status object. With MAPI_MODIFY it is read-only, too (ruling D-19)."""
        check_flags(flags, OpenFlag)
        if interface not in (None, IID_IMAPIStatus):
            raise MapiError(ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED)
        return self._status_object(self), int(ObjectType.MAPI_STATUS)

    # -- what the status object needs --------------------------------------------------------------------------------

    @property
    def flushing(self) -> bool:
        """Whether a flush is under way or requested."""
        return bool(self._code & FLUSH_BITS)

    def request_flush(self, flags: int) -> None:
        """Ask the spooler for a flush, by showing the bits of these directions in the row."""
        if self.traits.asynchronous and not flags & FlushFlag.FLUSH_FORCE:
            return
        if bits := flush_bits(flags):
            self._own_request = flags
            self.change_status(set_bits=bits)

    @property
    def methods(self) -> int:
        """PR_RESOURCE_METHODS, the same in the row and on the object."""
        methods = ResourceMethod.STATUS_VALIDATE_STATE | ResourceMethod.STATUS_SETTINGS_DIALOG
        if self.traits.supports_flush:
            methods |= ResourceMethod.STATUS_FLUSH_QUEUES
        return int(methods)

    def status_columns(self) -> list[PropertyValue]:
        """The columns of its row that only the transport knows."""
        name = self.traits.name
        return [
            PropertyValue(PropertyTag.PR_DISPLAY_NAME_A, name),
            PropertyValue(PropertyTag.PR_PROVIDER_DISPLAY_A, PROVIDER),
            PropertyValue(PropertyTag.PR_RESOURCE_METHODS, self.methods),
            PropertyValue(PropertyTag.PR_IDENTITY_DISPLAY_A, _IDENTITY),
            PropertyValue(PropertyTag.PR_IDENTITY_ENTRYID, b"\0\0\0\0" + _IDENTITY.encode()),
            PropertyValue(PropertyTag.PR_IDENTITY_SEARCH_KEY, f"REF:{_IDENTITY.upper()}\0".encode()),
            *self.status_values(),
        ]

    def status_values(self) -> list[PropertyValue]:
        """The columns of the row that change."""
        text = "Ready"
        if self._code & StatusCode.STATUS_INBOUND_FLUSH:
            text = "Receiving"
        if self._code & StatusCode.STATUS_OUTBOUND_FLUSH:
            text = "Sending"
        return [
            PropertyValue(PropertyTag.PR_STATUS_CODE, self._code),
            PropertyValue(PropertyTag.PR_STATUS_STRING_A, text),
        ]

    def make_row(self) -> None:
        """Put the transport into the status table."""
        self.support.modify_status_row(self.status_columns(), 0)

    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        """Change the status code, and the row with it."""
        self._code = (self._code & ~int(clear_bits)) | int(set_bits)
        self.support.modify_status_row(self.status_values(), StatusRowFlag.STATUSROW_UPDATE)

    # -- the line to the far end -------------------------------------------------------------------------------------

    def open_line(self, flags: int) -> None:
        """Connect. A modem or RAS asks the user, unless FLUSH_NO_UI is set; a LAN transport never asks."""
        self.holds_line = True
        dials = self.traits.kind in (TransportKind.MODEM, TransportKind.RAS)
        if dials and not flags & FlushFlag.FLUSH_NO_UI:
            self.user.show(self.traits.name, PromptKind.DIALOG)

    def close_line(self) -> None:
        """Hang up: the next transport may need the same modem."""
        self.holds_line = False

    def patience(self) -> float:
        """How long the spooler must wait before the next message: asked for once for each message, in seconds."""
        self._waited = not self._waited and self.server.pace() > 0
        return self.server.pace() if self._waited else 0.0


def flush_bits(flags: int) -> int:
    """The status bits of the flush flags: upload is outbound, download is inbound (rulings D-01, D-22)."""
    outbound = StatusCode.STATUS_OUTBOUND_FLUSH if flags & FlushFlag.FLUSH_UPLOAD else 0
    inbound = StatusCode.STATUS_INBOUND_FLUSH if flags & FlushFlag.FLUSH_DOWNLOAD else 0
    return int(outbound | inbound)
