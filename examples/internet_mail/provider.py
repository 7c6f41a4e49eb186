"""The provider: IXPLogon between the MAPI spooler and mail servers."""

from collections.abc import Sequence
from typing import Protocol

from spool_transport.provider import disk_errors
from spool_transport.spool import State

from mapi_tck.adapters.testing import FlushPhases
from mapi_tck.mapi import EndMessageFlag, FlushFlag, MapiError, ResultCode, SpoolerNotifyFlag
from mapi_tck.ports import IncomingMessage, OutgoingMessage, Started, Submitted, Support, Transport

from .account import Account
from .mail import compose, parse, recipient_of, token_of
from .mailboxes import Mailbox
from .outbox import Box, Outgoing
from .trouble import InDoubt, Refused, Trouble


class Server(Protocol):
    """What takes outgoing mail, such as an `SmtpServer`."""

    def send(self, recipients: Sequence[str], mail: bytes) -> None:
        """Send a message, or raise `Trouble`."""
        ...

    def close(self) -> None:
        """Let go of what sending has needed."""
        ...


class InternetMail(FlushPhases):
    """One account, logged on to one profile. `recipient` is the address that the kit's messages go to."""

    PRODUCT = "Internet mail"
    DLL = "INETXP"

    @disk_errors()
    def __init__(
        self,
        transport: Transport,
        support: Support,
        account: Account,
        box: Box,
        server: Server,
        mailbox: Mailbox,
        recipient: str,
    ) -> None:
        self._account = account
        self._box = box
        self._server = server
        self._mailbox = mailbox
        self._recipient = recipient
        self._at_hand: Outgoing | None = None
        self._settled: Outgoing | None = None
        self._arrived: list[str] = []
        super().__init__(transport, support)

    # -- the line ------------------------------------------------------------------------------------------------------------

    @disk_errors()
    def open_line(self, flags: int) -> None:
        """Lock the account, and ask for the messages that were put aside. Connections are made when they are needed."""
        if not self._box.lock.acquire():
            raise MapiError(ResultCode.MAPI_E_BUSY)
        if flags & FlushFlag.FLUSH_UPLOAD and self._box.has_unsettled:
            try:
                self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_SENTDEFERRED, None)
            except MapiError:
                self._box.lock.release()
                raise

    @disk_errors()
    def end_phase(self, direction: int) -> None:
        """End the connection of this direction."""
        if direction == FlushFlag.FLUSH_UPLOAD:
            self._forget_settled()
            self._server.close()
        else:
            self._arrived = []
            self._mailbox.close()

    def close_line(self) -> None:
        """End both connections, and unlock the account."""
        self._forget_settled()
        self._server.close()
        self._mailbox.close()
        self._box.lock.release()

    # -- sending -------------------------------------------------------------------------------------------------------------

    @disk_errors()
    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Put the message on disk, unless it is there from an earlier attempt."""
        self._forget_settled()
        self._at_hand, self.cancelled = self._box.outgoing(message.token), False
        if self._at_hand.state is None:
            self._at_hand.write(compose(message.token, self._account.address, self._recipient))
        return Submitted()

    @disk_errors()
    def end_message(self, reference: int) -> int:
        """Send the message, and answer what the spooler has to do with it."""
        message, self._at_hand = self._at_hand, None
        if message is None:
            raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
        if self.cancelled and message.state is State.SPOOLED:
            message.forget()
            return int(EndMessageFlag.END_RESEND_LATER)
        if message.state is not State.SENT:
            try:
                self.hand_over(message)
            except Refused:
                return int(EndMessageFlag.END_DONT_RESEND)
            except Trouble:
                return int(EndMessageFlag.END_RESEND_LATER)
        self._settled = message
        return 0

    def hand_over(self, message: Outgoing) -> None:
        """Send the message. SMTP cannot say whether the server has a message in doubt: it is sent again, the same bytes."""
        mail = message.read()
        was_in_doubt = message.state is State.TRYING
        message.become(State.TRYING)
        try:
            self._server.send([recipient_of(mail)], mail)
        except InDoubt:
            raise
        except Trouble:
            # The server has not taken this attempt. An earlier one may still have arrived.
            if not was_in_doubt:
                message.become(State.SPOOLED)
            raise
        message.become(State.SENT)

    def _forget_settled(self) -> None:
        """Remove a message that is sent: the spooler has gone on, so it has removed the message from its own queue."""
        if self._settled:
            self._settled.forget()
            self._settled = None

    # -- receiving -----------------------------------------------------------------------------------------------------------

    @disk_errors()
    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Deliver the oldest message in the mailbox that is not delivered yet, if there is one."""
        self._forget_settled()
        try:
            if name := self._next():
                self.deliver(name, message)
        except Trouble as error:
            self._arrived = []
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR) from error
        return Started()

    def _next(self) -> str | None:
        """The name of the next message. What an earlier session has delivered, and could not remove, is removed now."""
        if not self._arrived:
            self._arrived = list(self._mailbox.names())
        while self._arrived:
            name = self._arrived.pop(0)
            if not self._box.is_delivered(name):
                return name
            self._remove(name)
        return None

    def deliver(self, name: str, message: IncomingMessage) -> None:
        """Save the message, note that on disk, then remove the message from the server."""
        message.set_token(token_of(parse(self._mailbox.fetch(name))))
        message.save_changes(0)
        self._box.note_delivered(name)
        try:
            self._remove(name)
        except Trouble:
            self._arrived = []  # it is delivered; the next flush removes it

    def _remove(self, name: str) -> None:
        self._mailbox.remove(name)
        self._box.forget_delivered(name)

    def poll(self) -> bool:
        """Whether mail waits; no if the server cannot say so."""
        try:
            return any(not self._box.is_delivered(name) for name in self._mailbox.names())
        except Trouble:
            return False
        finally:
            self._mailbox.close()
