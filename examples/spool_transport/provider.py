"""The provider: IXPLogon. It stands between the MAPI spooler and its own spool and far end."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mapi_tck.mapi import (
    EndMessageFlag,
    FlushFlag,
    IID_IMAPIStatus,
    MapiError,
    ObjectType,
    OpenFlag,
    ResultCode,
    SpoolerNotifyFlag,
    StatusRowFlag,
    TransportNotifyFlag,
    ValidateStateFlag,
)
from mapi_tck.ports import IncomingMessage, OutgoingMessage, Started, Submitted, Support, Transport

from .far_end import MailServer, Refused, Trouble, Unreachable
from .spool import Outgoing, Spool, State
from .status import FLUSH_BITS, SpoolStatus, bits_of, refuse_unknown, row, status_columns

UPLOAD, DOWNLOAD = FlushFlag.FLUSH_UPLOAD, FlushFlag.FLUSH_DOWNLOAD


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn trouble with the disk into an answer of MAPI."""
    try:
        yield
    except OSError as error:
        raise MapiError(ResultCode.MAPI_E_DISK_ERROR) from error


class SpoolTransport:
    """One spool, logged on to one profile. It has no user interface, so it ignores flags about that."""

    @disk_errors()
    def __init__(self, traits: Transport, support: Support, spool: Spool, server: MailServer) -> None:
        self.traits = traits
        self.support = support
        self.spool = spool
        self.server = server
        self.flush_bits = 0
        self._announced = 0
        self._at_hand: Outgoing | None = None
        self._settled: Outgoing | None = None
        self._has_waited = False
        self._cancelled = False
        spool.recover()
        support.modify_status_row(row(traits, self.flush_bits), 0)

    # -- a flush, in the order of the calls --------------------------------------------------------------------------

    @disk_errors()
    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Get the line, and show the bit of the first phase. Messages on disk can be submitted again now."""
        if not self.spool.line.acquire():
            raise MapiError(ResultCode.MAPI_E_BUSY)
        self._announced = flags & (UPLOAD | DOWNLOAD)
        if flags & UPLOAD and self.spool.has_unsettled:
            self.announce_deferred()
        self.begin_phase()

    def announce_deferred(self) -> None:
        """Ask the spooler to submit the deferred messages again."""
        self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_SENTDEFERRED, None)

    @disk_errors()
    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Put the message on disk, unless it is there from an earlier attempt."""
        self.forget_settled()
        if seconds := self.patience():
            return Submitted(wait_seconds=seconds)
        self._at_hand, self._cancelled = self.spool.message(message.token), False
        if self._at_hand.state is None:
            self._at_hand.become(State.SPOOLED)
        return Submitted()

    @disk_errors()
    def end_message(self, reference: int) -> int:
        """Send the message to the far end, and answer what the spooler has to do with it."""
        message, self._at_hand = self._at_hand, None
        if message is None:
            raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
        if self._cancelled and message.state is State.SPOOLED:
            message.forget()
            return int(EndMessageFlag.END_RESEND_LATER)
        try:
            self.hand_over(message)
        except Refused:
            message.become(State.SPOOLED)
            return int(EndMessageFlag.END_DONT_RESEND)
        except Unreachable:
            return int(EndMessageFlag.END_RESEND_LATER)
        self._settled = message
        return 0

    def hand_over(self, message: Outgoing) -> None:
        """Send the message to the far end, but not twice. The far end is asked only about a message in doubt."""
        if message.state is State.SENT:
            return
        in_doubt = message.state is State.TRYING
        message.become(State.TRYING)
        if not (in_doubt and self.server.has(message.id)):
            self.server.take(message.id, message.token)
        message.become(State.SENT)

    def patience(self) -> float:
        """How many seconds the spooler must wait before this message. It is asked to wait once for each message."""
        self._has_waited = not self._has_waited and self.server.patience > 0
        return self.server.patience if self._has_waited else 0.0

    def forget_settled(self) -> None:
        """Remove a message that is sent. The spooler has gone on, so it has removed the message from its own queue."""
        if self._settled:
            self._settled.forget()
            self._settled = None

    @disk_errors()
    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Deliver the oldest message that has arrived, if there is one."""
        arrival = self.fetch()
        if arrival is None:
            return Started()
        if seconds := self.patience():
            return Started(wait_seconds=seconds)
        self.deliver(message, *arrival)
        return Started()

    def fetch(self) -> tuple[Path, str] | None:
        """Get the oldest message that has arrived."""
        try:
            return self.server.fetch()
        except Trouble as error:
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR) from error

    def deliver(self, message: IncomingMessage, file: Path, token: str) -> None:
        """Fill the message and save it. Only then remove it from the server."""
        message.set_token(token)
        message.save_changes(0)
        self.server.remove(file)

    @disk_errors()
    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """A phase is over, or the current message is no longer wanted."""
        self._cancelled |= bool(flags & TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE)
        ended = 0
        if flags & TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH:
            self.forget_settled()
            ended |= int(UPLOAD)
        if flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH:
            ended |= int(DOWNLOAD)
        if ended:
            self._announced &= ~ended
            self.flush_bits &= ~bits_of(ended)
            self.begin_phase()

    def begin_phase(self) -> None:
        """Show the bit of the next announced phase. If there is none, release the line."""
        if not self._announced:
            self.spool.line.release()
        self.show(self.flush_bits | bits_of(self._announced & UPLOAD or self._announced))

    # -- other calls of the spooler ---------------------------------------------------------------------------------

    def address_types(self, flags: int) -> Sequence[str]:
        """The only address type is SPOOL."""
        return ("SPOOL",)

    @disk_errors()
    def poll(self) -> bool:
        """Whether mail waits; no if the server cannot be reached."""
        try:
            return self.server.has_mail()
        except Unreachable:
            return False

    def validate_state(self, ui_param: int, flags: int) -> None:
        """Write the row again. It is always up to date."""
        refuse_unknown(flags, ValidateStateFlag)
        self.show(self.flush_bits)

    def open_status_entry(self, interface: str | None, flags: int) -> tuple[SpoolStatus, int]:
        """Answer the status object. There is nothing to modify, so MAPI_MODIFY changes nothing."""
        refuse_unknown(flags, OpenFlag)
        if interface not in (None, IID_IMAPIStatus):
            raise MapiError(ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED)
        return SpoolStatus(self), int(ObjectType.MAPI_STATUS)

    @disk_errors()
    def transport_logoff(self, flags: int) -> None:
        """End the session. The spool stays for the next logon."""
        self.forget_settled()
        self.spool.line.release()

    # -- calls of the status object --------------------------------------------------------------------------------

    def request_flush(self, bits: int) -> None:
        """Ask the spooler for a flush: show these bits in the row."""
        self.show(bits)

    def show(self, bits: int) -> None:
        """Show these bits in the row."""
        self.flush_bits = bits & FLUSH_BITS
        self.support.modify_status_row(status_columns(self.flush_bits), StatusRowFlag.STATUSROW_UPDATE)
