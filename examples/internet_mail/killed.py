"""The provider while its servers are killed: `mapi-tck run --role transport internet_mail.killed:BeforeStoring`.

A far end that goes down is Postfix and Dovecot, killed in the middle of a message that is sent.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import ClassVar

from mail_servers.dying import DyingTestBed
from mail_servers.post_office import PostOffice

from mapi_tck.adapters.testing import Guard
from mapi_tck.adapters.testing.behaviour import At

from .account import Account
from .adapter import InternetMailAdapter
from .smtp import SmtpServer
from .trouble import InDoubt


class BeforeStoring(InternetMailAdapter):
    """The servers are killed when Postfix has all of the message, and has not stored it."""

    MOMENT: ClassVar[At] = At.BEFORE_STORING

    def make_bed(self, guard: Guard, office: PostOffice) -> DyingTestBed:
        """The test bed that kills."""
        return DyingTestBed(office, guard.folder / "provider", *self.reads_from(office.dovecot), self.MOMENT)


class AfterStoring(BeforeStoring):
    """The servers are killed when Postfix has stored the message, and has not answered."""

    MOMENT = At.AFTER_STORING


class _NeedsNoAnswer(SmtpServer):
    def send(self, recipients: Sequence[str], mail: bytes) -> None:
        with suppress(InDoubt):
            super().send(recipients, mail)


class NeedsNoAnswer(BeforeStoring):
    """A provider that is wrong: it calls a message sent that it has given to the server, also if the server has not answered."""

    def server(self, account: Account) -> SmtpServer:
        """What sends the account's mail."""
        return _NeedsNoAnswer(account)
