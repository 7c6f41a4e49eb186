"""A post office: Postfix takes mail by SMTP, Dovecot gives it by IMAP and POP3, and every name has a mailbox there."""

import email
import email.policy
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from imaplib import IMAP4
from typing import cast

from mapi_tck.adapters.testing import Guard

from .dovecot import PASSWORD, Dovecot
from .postfix import Postfix
from .programs import missing

DOMAIN = "far.test"
#: How long Postfix may take to deliver what it has taken, in seconds. It takes 0.1 s (measured); a choice for busy machines.
_DELIVERY = 10.0

_POSTFIX = """\
virtual_mailbox_domains = regexp:{{folder}}/conf/domains
virtual_mailbox_maps = static:any
virtual_transport = lmtp:unix:{lmtp}
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {auth}
"""


class PostOffice:
    """Both servers. The mailbox `NAME` has the address `NAME@far.test`. Raises `OSError` if the servers cannot be started."""

    def __init__(self, guard: Guard) -> None:
        if why := missing():
            raise OSError(why)
        self.dovecot = Dovecot(guard)
        settings = _POSTFIX.format(lmtp=self.dovecot.lmtp_socket, auth=self.dovecot.auth_socket)
        domains = f"/^(n[0-9]+\\.)?{re.escape(DOMAIN)}$/ here\n"
        self.postfix = Postfix(guard, "far", settings, {"domains": domains})
        self._lock = threading.Lock()
        self._is_dead = False

    def kill(self) -> None:
        """Kill both servers."""
        with self._lock:
            if not self._is_dead:
                self._is_dead = True
                # Postfix first: it would put mail aside because Dovecot is dead.
                self.postfix.kill()
                self.dovecot.kill()

    def wake(self) -> None:
        """Start the servers again if they were killed, and have Postfix deliver what it has taken before."""
        with self._lock:
            if self._is_dead:
                self.dovecot.start()
                self.postfix.start()
                self._is_dead = False
                self.postfix.deliver_deferred()

    def put(self, name: str, messages: Sequence[EmailMessage]) -> None:
        """Let these messages arrive in a mailbox, in this order."""
        with self._mailbox(name) as box:
            for message in messages:
                done, answer = box.append("INBOX", "", "", message.as_bytes(policy=email.policy.SMTP))
                if done != "OK":
                    raise OSError(f"Dovecot has not taken a message: {answer!r}")

    def messages(self, name: str) -> list[EmailMessage]:
        """The messages in a mailbox, the oldest first."""
        with self._mailbox(name) as box:
            box.select("INBOX", readonly=True)
            _, found = box.uid("FETCH", "1:*", "(BODY.PEEK[])")
        parts = [cast(bytes, part[1]) for part in found if isinstance(part, tuple)]
        return [read(part) for part in parts]

    def delivered(self, name: str) -> list[EmailMessage]:
        """The messages that Postfix has delivered to a mailbox, in the order in which it has taken them.

        Postfix delivers beside each other what it has taken, so that the order in the mailbox is another one.
        """
        self.settle()
        folder = self.dovecot.mail / name / "Maildir"
        files = [file for part in ("new", "cur") for file in (folder / part).glob("*")]
        return sorted((read(file.read_bytes()) for file in files), key=_queue_id)

    def settle(self) -> None:
        """Wait until Postfix has delivered all that it has taken. Raises `TimeoutError`."""
        end = time.monotonic() + _DELIVERY
        # Twice: a message that goes from one queue to the next may be missed once.
        while not (self.postfix.is_idle() and self.postfix.is_idle()):
            if time.monotonic() > end:
                raise TimeoutError("Postfix does not deliver; its log is in the folder of the servers")
            time.sleep(0.005)

    @contextmanager
    def _mailbox(self, name: str) -> Iterator[IMAP4]:
        with IMAP4("127.0.0.1", self.dovecot.imap_port, timeout=_DELIVERY) as box:
            box.login(name, PASSWORD)
            yield box


def read(message: bytes) -> EmailMessage:
    """Read a message."""
    return email.message_from_bytes(message, policy=email.policy.default)


def _queue_id(message: EmailMessage) -> str:
    """Postfix's name of the message. A long queue id begins with the time at which Postfix began to take the message."""
    found = [re.search(r"\(Postfix\) with \w+ id (\w+)", str(line)) for line in message.get_all("Received", [])]
    return next((one[1] for one in found if one), "")
