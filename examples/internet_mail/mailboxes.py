"""Receiving: a mailbox of an IMAP or POP3 server. Both know each message by a name that never changes."""

import imaplib
import poplib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Protocol, cast

from .account import Account
from .trouble import Refused, Unreachable


class Mailbox(Protocol):
    """A mailbox on a server. Every method raises `Unreachable` or `Refused`."""

    def names(self) -> Sequence[str]:
        """The names of the messages in it, the oldest first."""
        ...

    def fetch(self, name: str) -> bytes:
        """The message with that name. It stays in the mailbox."""
        ...

    def remove(self, name: str) -> None:
        """Remove the message for good: afterwards it never comes again."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


@contextmanager
def _troubles(mailbox: Mailbox) -> Iterator[None]:
    """Turn what the library raises into trouble. The connection ends then: its state is not known."""
    try:
        yield
    except (OSError, EOFError, imaplib.IMAP4.error, poplib.error_proto) as error:
        mailbox.close()
        raise Unreachable(str(error)) from error


class ImapMailbox:
    """The INBOX of an IMAP server with the extension UIDPLUS. A name is UIDVALIDITY and UID."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._connection: imaplib.IMAP4 | None = None
        self._validity = ""

    def names(self) -> Sequence[str]:
        """The UIDs, in ascending order: the order of arrival."""
        with _troubles(self):
            connection = self._connected()
            self._expect(connection.noop())
            found = self._expect(connection.uid("SEARCH", "ALL"))
        uids = sorted(int(uid) for uid in (found[0] or b"").split())
        return [f"{self._validity}-{uid}" for uid in uids]

    def fetch(self, name: str) -> bytes:
        """The whole message. It is not marked as read: it is going to be removed."""
        with _troubles(self):
            found = self._expect(self._connected().uid("FETCH", self._uid(name), "(BODY.PEEK[])"))
        literal = next((part[1] for part in found if isinstance(part, tuple)), None)
        if literal is None:
            raise Refused(f"the server has no message {name} any more")
        return cast(bytes, literal)

    def remove(self, name: str) -> None:
        """Remove this message alone: EXPUNGE without UID would remove what other programs have marked."""
        with _troubles(self):
            connection = self._connected()
            self._expect(connection.uid("STORE", self._uid(name), "+FLAGS.SILENT", r"(\Deleted)"))
            self._expect(connection.uid("EXPUNGE", self._uid(name)))

    def close(self) -> None:
        """Log out."""
        connection, self._connection = self._connection, None
        if connection:
            with suppress(OSError, EOFError, imaplib.IMAP4.error):
                connection.logout()

    def _uid(self, name: str) -> str:
        validity, _, uid = name.partition("-")
        if validity != self._validity:
            raise Refused("the mailbox was made anew")
        return uid

    def _connected(self) -> imaplib.IMAP4:
        if self._connection is None:
            connection = imaplib.IMAP4(*self._account.mailbox, timeout=self._account.timeout)
            self._connection = connection
            connection.login(self._account.user, self._account.password)
            self._expect(connection.select("INBOX"))
            _, validity = connection.response("UIDVALIDITY")
            self._validity = cast(bytes, validity[0]).decode()
        return self._connection

    def _expect(self, answer: tuple[str, list[Any]]) -> list[Any]:
        """The data of an answer OK. For NO it raises `Refused`."""
        code, data = answer
        if code != "OK":
            raise Refused(f"{code} {data!r}")
        return data


class Pop3Mailbox:
    """A POP3 server with UIDL. It removes messages only when a session ends with QUIT, so each removal ends the session."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._connection: poplib.POP3 | None = None
        self._numbers: dict[str, int] = {}

    def names(self) -> Sequence[str]:
        """The unique ids. A session sees only what was there when it began, so this begins a new one."""
        with _troubles(self):
            self.close()
            self._connected()
        return list(self._numbers)

    def fetch(self, name: str) -> bytes:
        """The whole message."""
        with _troubles(self):
            connection = self._connected()
            number = self._number(name)
            try:
                _, lines, _ = connection.retr(number)
            except poplib.error_proto as error:
                raise Refused(str(error)) from error
        return b"\r\n".join(lines) + b"\r\n"

    def remove(self, name: str) -> None:
        """Remove it, and end the session: before QUIT nothing is removed."""
        with _troubles(self):
            connection = self._connected()
            connection.dele(self._number(name))
            connection.quit()
        self._connection = None

    def close(self) -> None:
        """End the session."""
        connection, self._connection = self._connection, None
        if connection:
            try:
                connection.quit()
            except (OSError, EOFError, poplib.error_proto):
                connection.close()

    def _number(self, name: str) -> int:
        if name not in self._numbers:
            raise Refused(f"the server has no message {name} any more")
        return self._numbers[name]

    def _connected(self) -> poplib.POP3:
        if self._connection is None:
            connection = poplib.POP3(*self._account.mailbox, timeout=self._account.timeout)
            self._connection = connection
            connection.user(self._account.user)
            connection.pass_(self._account.password)
            _, lines, _ = connection.uidl()
            pairs = [re.match(rb"(\d+) (\S+)", line) for line in lines]
            self._numbers = {pair[2].decode(): int(pair[1]) for pair in pairs if pair}
        return self._connection
