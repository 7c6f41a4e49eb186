"""What the kit needs to certify the provider: an adapter, and a test bed in which Postfix hands mail on to another server."""

import hashlib
from pathlib import Path

from internet_mail.account import Account
from internet_mail.adapter import InternetMailAdapter
from internet_mail.provider import Server
from mail_servers.post_office import PostOffice

from mapi_tck.adapters.testing import Guard
from mapi_tck.ports import Description, Evidence

from .queue import PostfixQueue
from .test_bed import PostfixTestBed

HERE = Path(__file__).resolve().parent


class PostfixAdapter(InternetMailAdapter):
    """Connects the kit to the provider that sends through Postfix."""

    QUEUE: type[PostfixQueue] = PostfixQueue

    def make_bed(self, guard: Guard, office: PostOffice) -> PostfixTestBed:
        """The test bed, with one more Postfix in front of the gates."""
        bed = PostfixTestBed(guard, office, guard.folder / "provider", *self.reads_from(office.dovecot))
        self._configuration = bed.keeping.configuration
        return bed

    def describe(self) -> Description:
        """Describe the provider. The digest covers every module of the package."""
        source = b"\0".join(file.read_bytes() for file in sorted(HERE.glob("*.py")))
        digest = f"sha256:{hashlib.sha256(source).hexdigest()}"
        return Description("Mail through Postfix", "1.0", "mapi-tck examples", digest, frozenset(Evidence))

    def server(self, account: Account) -> Server:
        """The queue of Postfix."""
        return self.QUEUE(account, self._configuration)
