"""Sending: a connection to an SMTP server that lasts as long as the outbound phase."""

import re
import smtplib
from collections.abc import Sequence

from .account import Account
from .trouble import InDoubt, Refused, Unreachable

_GO_ON = 354


class SmtpServer:
    """The server that takes the account's outgoing mail. The connection is made when the first message is sent."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._connection: smtplib.SMTP | None = None

    def send(self, recipients: Sequence[str], mail: bytes) -> None:
        """Send a message whose lines end with CR LF. If this raises `Refused` or `Unreachable`, it was not sent."""
        kept = self._connection is not None
        try:
            self._prepare(recipients)
        except Unreachable:
            if not kept:
                raise
            # The server has ended a connection that was idle. A new one will do.
            self._prepare(recipients)
        self._give(mail)

    def close(self) -> None:
        """End the connection."""
        connection, self._connection = self._connection, None
        if connection:
            try:
                connection.quit()
            except (OSError, smtplib.SMTPException):
                connection.close()

    def _prepare(self, recipients: Sequence[str]) -> None:
        """All commands before the message: nothing has been sent yet."""
        try:
            connection = self._connected()
            self._expect(connection.mail(self._account.address))
            for recipient in recipients:
                self._expect(connection.rcpt(recipient))
            self._expect(connection.docmd("DATA"))
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise Unreachable(str(error)) from error

    def _give(self, mail: bytes) -> None:
        """Give the message, and wait for the answer. Until it comes, the message is in doubt."""
        assert self._connection is not None
        try:
            self._connection.send(re.sub(rb"(?m)^\.", b"..", mail) + b".\r\n")
            code, text = self._connection.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise InDoubt(str(error)) from error
        self._expect((code, text))

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            # Without a name of its own smtplib asks the name service for one.
            name = self._account.address.partition("@")[2]
            self._connection = smtplib.SMTP(*self._account.smtp, local_hostname=name, timeout=self._account.timeout)
            self._connection.login(self._account.user, self._account.password)
        return self._connection

    def _expect(self, reply: tuple[int, bytes]) -> None:
        """Raise `Refused` unless the server has agreed."""
        code, text = reply
        if not (200 <= code < 300 or code == _GO_ON):
            try:
                assert self._connection is not None
                self._connection.rset()
            except (OSError, smtplib.SMTPException):
                self._drop()
            raise Refused(f"{code} {text.decode(errors='replace')}")

    def _drop(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None
