"""The provider while its servers are killed: `mapi-tck run --role transport internet_mail.killed:KilledServers`."""

from collections.abc import Sequence
from contextlib import suppress

from mail_servers.dying import DyingTestBed
from mail_servers.post_office import PostOffice

from mapi_tck.adapters.testing import Guard

from .account import Account
from .adapter import InternetMailAdapter
from .smtp import SmtpServer
from .trouble import InDoubt


class KilledServers(InternetMailAdapter):
    """The provider as it is. The servers die where a far end goes down or falls silent."""

    def make_bed(self, guard: Guard, office: PostOffice) -> DyingTestBed:
        """The test bed that kills."""
        return DyingTestBed(office, guard.folder / "provider", *self.reads_from(office.dovecot))


class _NeedsNoAnswer(SmtpServer):
    def send(self, recipients: Sequence[str], mail: bytes) -> None:
        with suppress(InDoubt):
            super().send(recipients, mail)


class NeedsNoAnswer(KilledServers):
    """A provider that is wrong: it calls a message sent that it has given to the server, also if the server has not answered."""

    def server(self, account: Account) -> SmtpServer:
        """What sends the account's mail."""
        return _NeedsNoAnswer(account)
