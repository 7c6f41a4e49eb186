"""Kills a server in the middle of a flush, starts it again, and checks where the mail is.

    python -m postfix.killed

tries each provider with each moment, in the folder `examples`, and writes a line for each. The exit code is 1 if mail is lost, or
doubled otherwise than as the same message.
"""

import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing

from internet_mail.adapter import InternetMailAdapter, Pop3Adapter

from mapi_tck.adapters.testing import Behaviour
from mapi_tck.mapi import FlushFlag, MapiError, PropertyValue, TransportNotifyFlag
from mapi_tck.ports import OutgoingMessage, Transport

from .adapter import PostfixAdapter

_BOTH = int(FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_DOWNLOAD)
#: Messages in each direction.
_MESSAGES = 3
#: How long a message takes, and how much of that has passed when the server is killed, in seconds. Choices.
_SLOW, _MIDDLE = 0.4, 0.2
#: Flushes after the one with the killed server. A message in doubt needs one, and one that was put aside another one.
_LATER = 3
#: Which server is killed in which direction. Dovecot knows the passwords, so Postfix needs it too.
_KILLED = (("Postfix", "sending"), ("Dovecot", "sending"), ("Dovecot", "receiving"))


def _nothing() -> None:
    """Let nothing happen."""


class _Support:
    """IMAPISupport that takes no note of anything."""

    def modify_status_row(self, values: Sequence[PropertyValue], flags: int) -> None:
        """Accept."""

    def spooler_notify(self, flags: int, data: bytes | None) -> None:
        """Accept: the spooler of this test submits deferred messages in each flush."""

    def spooler_yield(self, flags: int) -> int:
        """Go on."""
        return 0


class _NewMessage:
    """IMessage that keeps what is saved."""

    def __init__(self) -> None:
        self._token = ""
        self.saved: list[str] = []

    def set_token(self, token: str) -> None:
        """Keep it until it is saved."""
        self._token = token

    def save_changes(self, flags: int) -> None:
        """Save."""
        self.saved.append(self._token)


class Story:
    """One provider, flushed while a server dies."""

    def __init__(self, adapter: InternetMailAdapter) -> None:
        self._bed = adapter.test_bed()
        self._bed.reset()
        self._queue = [f"out-{number}" for number in range(_MESSAGES)]
        self._awaited = [f"in-{number}" for number in range(_MESSAGES)]
        self._delivered: list[str] = []
        self._bed.arrive("Office", self._awaited)
        self._logon, _ = adapter.transport_logon(_Support(), Transport("Office"), 0)

    def flush(self, sending: Callable[[], None] = _nothing, receiving: Callable[[], None] = _nothing) -> None:
        """Flush both queues. After the first message of each direction something happens."""
        self._logon.flush_queues(0, None, _BOTH)
        left = []
        for number, token in enumerate(self._queue):
            if number == 1:
                sending()
            if not self._sends(token):
                left.append(token)
        self._queue = left
        self._logon.transport_notify(int(TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH), None)
        while self._receives():
            if len(self._delivered) == 1:
                receiving()
        self._logon.transport_notify(int(TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH), None)

    def _sends(self, token: str) -> bool:
        try:
            self._logon.submit_message(0, OutgoingMessage(token))
            return self._logon.end_message(0) == 0
        except MapiError:
            return False

    def _receives(self) -> bool:
        message = _NewMessage()
        try:
            self._logon.start_message(0, message)
        except MapiError:
            return False
        self._delivered += message.saved
        return bool(message.saved)

    def wrongs(self) -> list[str]:
        """What is lost, left, or doubled as another message."""
        sent = Counter(self._bed.sent("Office"))
        same = Counter(zip(self._bed.sent("Office"), self._bed.identities("Office"), strict=True))
        return [
            *(f"{token} is left in the queue" for token in self._queue),
            *(f"{token} was lost" for token in (f"out-{number}" for number in range(_MESSAGES)) if not sent[token]),
            *(
                f"{token} was sent as another message"
                for token in sent
                if len([1 for one, _ in same if one == token]) > 1
            ),
            *(f"{token} was sent {number} times" for token, number in sent.items() if number > 2),
            *(f"{token} was lost" for token in self._awaited if token not in self._delivered),
            *(f"{token} came twice" for token, number in Counter(self._delivered).items() if number > 1),
        ]


def tell(adapter: InternetMailAdapter, server: str, direction: str, between: bool) -> list[str]:
    """Kill a server in this direction, between two messages or in the middle of one. Answers what went wrong."""
    story = Story(adapter)
    far_end = adapter.test_bed().world("Office").far_end
    killed = adapter.office.postfix if server == "Postfix" else adapter.office.dovecot
    killer = threading.Timer(_MIDDLE, killed.kill)

    def kill() -> None:
        if between:
            killed.kill()
        else:
            far_end.play(Behaviour(seconds=_SLOW))
            killer.start()

    story.flush(**{direction: kill})
    if not between:
        killer.join()
    killed.start()
    far_end.play(Behaviour())
    for _ in range(_LATER):
        story.flush()
    # While Dovecot was dead, Postfix went on to take mail.
    adapter.office.postfix.deliver_deferred()
    return story.wrongs()


def main() -> int:
    """Tell all stories."""
    failed = False
    for make in (InternetMailAdapter, Pop3Adapter, PostfixAdapter):
        with closing(make()) as adapter:
            for server, direction in _KILLED:
                for between in (True, False):
                    wrongs = tell(adapter, server, direction, between)
                    failed |= bool(wrongs)
                    moment = f"while {direction}, {'between two messages' if between else 'in the middle of one'}"
                    print(f"{make.__name__}: {server} killed {moment}: {', '.join(wrongs) or 'nothing lost'}")  # noqa: T201
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
