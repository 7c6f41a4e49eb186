"""What the kit needs to certify the provider: an adapter that logs it on, and a test bed with real servers."""

import atexit
import hashlib
from pathlib import Path

from mail_servers.dovecot import Dovecot
from mail_servers.post_office import PostOffice
from mail_servers.test_bed import MailTestBed

from mapi_tck.adapters.testing import Guard
from mapi_tck.adapters.testing.conversations import imap, pop3
from mapi_tck.adapters.testing.gate import Conversation
from mapi_tck.mapi import TransportLogonFlag
from mapi_tck.ports import Description, Evidence, Support, Transport

from .account import Account
from .mailboxes import ImapMailbox, Pop3Mailbox
from .outbox import Box
from .provider import InternetMail, Server
from .smtp import SmtpServer

HERE = Path(__file__).resolve().parent


class InternetMailAdapter:
    """Connects the kit to the provider, with IMAP."""

    MAILBOX: type[ImapMailbox] | type[Pop3Mailbox] = ImapMailbox
    PROVIDER = InternetMail

    def __init__(self) -> None:
        self._guard = Guard()
        atexit.register(self._guard.close)
        self.office = PostOffice(self._guard)
        self._bed = self.make_bed(self._guard, self.office)

    def make_bed(self, guard: Guard, office: PostOffice) -> MailTestBed:
        """The test bed, over these servers."""
        return MailTestBed(office, guard.folder / "provider", *self.reads_from(office.dovecot))

    def reads_from(self, dovecot: Dovecot) -> tuple[int, Conversation]:
        """The port of the mailboxes, and what is spoken there."""
        return (dovecot.imap_port, imap) if self.MAILBOX is ImapMailbox else (dovecot.pop3_port, pop3)

    def describe(self) -> Description:
        """Describe the provider. The digest covers every module of the package."""
        source = b"\0".join(file.read_bytes() for file in sorted(HERE.glob("*.py")))
        digest = f"sha256:{hashlib.sha256(source).hexdigest()}"
        return Description("Internet mail", "1.0", "mapi-tck examples", digest, frozenset(Evidence))

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[InternetMail, int]:
        """Log on to the account of that transport, and ask to be polled: the provider does not notice new mail by itself."""
        world = self._bed.world(transport.name)
        account = Account(world.address, world.name, world.password, world.smtp, world.mailbox, timeout=1)
        logon = self.PROVIDER(
            transport, support, account, Box(world.folder), self.server(account), self.MAILBOX(account), world.recipient
        )
        return logon, int(TransportLogonFlag.LOGON_SP_POLL)

    def server(self, account: Account) -> Server:
        """What sends the account's mail."""
        return SmtpServer(account)

    def test_bed(self) -> MailTestBed:
        """The test bed, the same each time."""
        return self._bed

    def close(self) -> None:
        """End gates and servers, and remove their folder."""
        self._bed.close()
        self._guard.close()
        atexit.unregister(self._guard.close)


class Pop3Adapter(InternetMailAdapter):
    """The same with POP3."""

    MAILBOX = Pop3Mailbox
