"""Sending through a Postfix that keeps all mail until it is asked: `defer_transports`, as Postfix advises dial-up sites."""

import json
import re
import smtplib
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from internet_mail.account import Account
from internet_mail.trouble import InDoubt, Refused, Unreachable

#: How often the queue is looked at, in seconds. A flush takes 0.06 s when the next hop answers at once (measured).
_LOOK = 0.02
#: Reasons of Postfix after which the next hop may have the message.
_DOUBT = re.compile(r"may be sent more than once|while (sending|receiving).*(end of data|DATA)", re.IGNORECASE)
#: A reply of the next hop. Without one it was not reached.
_REPLY = re.compile(r"\bsaid: [45]\d\d")


@dataclass(frozen=True)
class Queued:
    """A message in the queue: where it is, and why it was not delivered."""

    id: str
    where: str
    sender: str
    reason: str

    @property
    def rests(self) -> bool:
        """Whether Postfix has put it aside, after an attempt or without one."""
        return self.where == "deferred"


class PostfixQueue:
    """One account's mail in the queue of the Postfix with this configuration. A message is there only while it is being sent.

    So the spooler's queue is the only one in which messages wait, and their order is the spooler's.
    """

    def __init__(self, account: Account, configuration: Path) -> None:
        self._account = account
        self._configuration = configuration
        self._is_clean = False

    def send(self, recipients: Sequence[str], mail: bytes) -> None:
        """Put the message into the queue, have it flushed, and wait for what becomes of it. If it stays, take it back.

        No exit code says what became of it: `postqueue -f` ends with 0 before anything is delivered, and also if nothing can be.
        """
        self._clean()
        id = self._put(recipients, mail)
        self._wait_until_resting(id, "")
        kept = self.look(id)
        self.flush()
        left = self._wait_until_resting(id, kept.reason if kept else "")
        if left is None:
            return
        self._take_back(id)
        if _DOUBT.search(left.reason) or not left.rests:
            raise InDoubt(left.reason)
        raise Refused(left.reason) if _REPLY.search(left.reason) else Unreachable(left.reason)

    def close(self) -> None:
        """Nothing is kept open. The next phase looks for leftovers again."""
        self._is_clean = False

    def flush(self) -> None:
        """Ask Postfix to deliver what it keeps."""
        self._run("postqueue", "-f")

    def look(self, id: str) -> Queued | None:
        """The message in the queue; `None` if it has left the queue: it was delivered, or returned to its sender."""
        return next((one for one in self._queue() if one.id == id), None)

    def _wait_until_resting(self, id: str, reason: str) -> Queued | None:
        """Wait until the message is put aside for another reason than this, or is gone. Answers the message as it is then."""
        end = time.monotonic() + self._account.timeout * 4
        while (found := self.look(id)) and not (found.rests and found.reason != reason):
            if time.monotonic() > end:
                break
            time.sleep(_LOOK)
        return found

    def _clean(self) -> None:
        """Take back what a crash has left in the queue: the spooler still has it, and submits it again."""
        if not self._is_clean:
            for one in self._queue():
                if one.sender == self._account.address:
                    self._take_back(one.id)
            self._is_clean = True

    def _put(self, recipients: Sequence[str], mail: bytes) -> str:
        """Put the message into the queue, and answer Postfix's name for it."""
        account = self._account
        try:
            name = account.address.partition("@")[2]
            with smtplib.SMTP(*account.smtp, local_hostname=name, timeout=account.timeout) as connection:
                connection.ehlo_or_helo_if_needed()
                replies = [connection.mail(account.address), *(connection.rcpt(one) for one in recipients)]
                replies += [connection.data(mail)]
        except (OSError, smtplib.SMTPException) as error:
            # What has come into the queue all the same is taken back before the next message.
            self._is_clean = False
            raise Unreachable(str(error)) from error
        code, text = replies[-1]
        queued = re.search(rb"queued as (\w+)", text)
        if not queued:
            raise Refused(f"{code} {text.decode(errors='replace')}")
        return queued[1].decode()

    def _take_back(self, id: str) -> None:
        self._run("postsuper", "-d", id)

    def _queue(self) -> list[Queued]:
        return [_queued(json.loads(line)) for line in self._run("postqueue", "-j").splitlines()]

    def _run(self, program: str, *words: str) -> str:
        command = [f"/usr/sbin/{program}", "-c", str(self._configuration), *words]
        try:
            return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30).stdout
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InDoubt(f"{program}: {error}") from error


def _queued(line: dict[str, Any]) -> Queued:
    reasons = [str(one["delay_reason"]) for one in line["recipients"] if "delay_reason" in one]
    return Queued(line["queue_id"], line["queue_name"], line["sender"], "; ".join(reasons))
