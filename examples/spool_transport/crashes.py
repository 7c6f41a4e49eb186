"""Kills the transport before each of its operations on the disk, starts it again, and checks where the mail is.

    python -m spool_transport.crashes [--wrong NAME] [--refusing] [--messages N] [--crashes N]

It tries every history with that many crashes, and writes a line of JSON for each. Each session is a process of its own, and only
its files remain. The spooler of this test keeps its queue in files too, and dies with the transport; its own operations are crash
points as well. A kill cannot show that a disk loses data: check for that that each operation is synchronised.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

from mapi_tck.mapi import EndMessageFlag, FlushFlag, MapiError, PropertyTag, PropertyValue, StatusCode
from mapi_tck.mapi import TransportNotifyFlag as Notify
from mapi_tck.ports import Condition, FarEnd, OutgoingMessage, Support, Transport

from . import wrong
from .far_end import MailServer
from .provider import SpoolTransport
from .spool import Spool, make_folder, remove_durably, rename_durably, write_durably

#: The exit code of a session that was killed. A choice: Python itself never ends with it.
DIED = 86
#: The number of sessions after the last crash: enough to send a message that was deferred in the first of them.
SESSIONS = 3


class Points:
    """Counts the operations on the disk, and ends the process before the one with this number."""

    def __init__(self, folder: Path, last: int, report: int) -> None:
        self._folder, self._last, self._report = folder, last, report
        self._number = 0
        self._latest = ""
        os.fsync = self._synchronise
        sys.addaudithook(self._heard)

    def _synchronise(self, fd: object) -> None:
        self._point(f"sync after {self._latest}")

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str):
            if arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                self._point(f"create {self._name(arguments[0])}")
        elif event in ("os.remove", "os.mkdir"):
            self._point(f"{event.removeprefix('os.')} {self._name(arguments[0])}")
        elif event == "os.rename":
            self._point(f"rename {self._name(arguments[0])} to {self._name(arguments[1])}")

    def _name(self, path: object) -> str:
        """The path without the part that differs between messages."""
        file = Path(os.fsdecode(cast(str, path))).relative_to(self._folder)
        if len(file.parts) == 1:
            return file.name
        return f"{file.parent}/*{file.suffix}"

    def _point(self, name: str) -> None:
        self._number += 1
        if not name.startswith("sync"):
            self._latest = name
        if self._number == self._last:
            os.write(self._report, name.encode())
            os._exit(DIED)


class Store:
    """The files of the spooler: the outgoing queue, the deferred messages, and the delivered ones."""

    def __init__(self, folder: Path) -> None:
        self.queue = make_folder(folder / "spooler/queue")
        self.deferred = make_folder(folder / "spooler/deferred")
        self.delivered = make_folder(folder / "spooler/delivered")


class NewMessage:
    """An empty message that the spooler offers."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.saved = False

    def set_token(self, token: str) -> None:
        """Keep it for `save_changes`."""
        self._token = token

    def save_changes(self, flags: int) -> None:
        """Deliver the message. Delivered twice it is two messages."""
        number = len(list(self._store.delivered.glob("*.msg")))
        write_durably(self._store.delivered / f"{number}.msg", self._token)
        self.saved = True


class Spooler(Support):
    """One session: log on, flush both queues, log off. It is also the support object of its transport."""

    def __init__(self, folder: Path, provider: type[SpoolTransport], server: MailServer) -> None:
        self.store = Store(folder)
        self.wants_deferred = False
        self.bits = 0
        self.transport = provider(Transport("Spool"), self, Spool(folder), server)

    def modify_status_row(self, values: Sequence[PropertyValue], flags: int) -> None:
        """Note the flush bits."""
        self.bits = next(cast(int, value.value) for value in values if value.tag == PropertyTag.PR_STATUS_CODE)

    def spooler_notify(self, flags: int, data: bytes | None) -> None:
        """Note that the transport wants deferred messages again."""
        self.wants_deferred = True

    def flush(self) -> None:
        """Flush both queues, also if single messages fail."""
        both = FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_DOWNLOAD | FlushFlag.FLUSH_NO_UI
        self.transport.flush_queues(0, None, int(both))
        for file in self._to_send():
            if not self._send(file):
                break
        self.transport.transport_notify(Notify.NOTIFY_END_OUTBOUND_FLUSH, None)
        while self.bits & StatusCode.STATUS_INBOUND_FLUSH and self._receive():
            pass
        self.transport.transport_notify(Notify.NOTIFY_END_INBOUND_FLUSH, None)
        self.transport.transport_logoff(0)

    def _to_send(self) -> Iterator[Path]:
        if self.wants_deferred:
            yield from sorted(self.store.deferred.glob("*.msg"))
        yield from sorted(self.store.queue.glob("*.msg"))

    def _send(self, file: Path) -> bool:
        try:
            self.transport.submit_message(0, OutgoingMessage(file.read_text("utf-8")))
            kept = self.transport.end_message(0)
        except MapiError:
            return False
        if not kept:
            remove_durably(file)
        elif kept == EndMessageFlag.END_DONT_RESEND and file.parent == self.store.queue:
            rename_durably(file, self.store.deferred / file.name)
        return kept in (0, EndMessageFlag.END_DONT_RESEND)

    def _receive(self) -> bool:
        message = NewMessage(self.store)
        try:
            self.transport.start_message(0, message)
        except MapiError:
            return False
        return message.saved


class History:
    """A history: first sessions that are killed before the operations with these numbers, then some that are not killed."""

    def __init__(self, provider: type[SpoolTransport], condition: Condition, messages: int) -> None:
        self._provider, self._condition = provider, condition
        self._sends = [f"out-{number}" for number in range(messages)]
        self._receives = [f"in-{number}" for number in range(messages)]

    def result(self, kills: Sequence[int]) -> dict[str, Any] | None:
        """Where the mail is afterwards; `None` if the last session to be killed ended before it reached that operation."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name).resolve()
            store, server = Store(folder), MailServer(folder)
            for number, token in enumerate(self._sends):
                write_durably(store.queue / f"{number}.msg", token)
            for number, token in enumerate(self._receives):
                write_durably(server.incoming / f"{number}.msg", token)
            points: list[str] = []
            for kill in kills:
                died, point = self._session(folder, kill, Condition.UP if points else self._condition)
                if not died:
                    return None
                points.append(point)
            for _ in range(SESSIONS):
                self._session(folder, 0, Condition.UP)
            return {
                "died before": points,
                "sent": server.taken(),
                "delivered": _tokens(store.delivered),
                "left": [*_tokens(store.queue), *_tokens(store.deferred), *_tokens(server.incoming)],
                "left on disk": [file.name for file in (folder / "outgoing").iterdir()],
            }

    def _session(self, folder: Path, kill: int, condition: Condition) -> tuple[bool, str]:
        report, end = os.pipe()
        child = os.fork()
        if not child:
            server = MailServer(folder)
            server.behave(FarEnd(condition))
            Points(folder, kill, end)
            try:
                Spooler(folder, self._provider, server).flush()
            except BaseException as error:
                os.write(2, f"{type(error).__name__}: {error}\n".encode())
                os._exit(1)
            os._exit(0)
        os.close(end)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with os.fdopen(report) as words:
            point = words.read()
        if code not in (0, DIED):
            raise SystemExit(f"a session ended with {code}")
        return code == DIED, point


def _tokens(folder: Path) -> list[str]:
    return [file.read_text("utf-8") for file in sorted(folder.glob("*.msg"))]


def histories(history: History, crashes: int, kills: tuple[int, ...] = ()) -> Iterator[dict[str, Any]]:
    """The result of every history with that many crashes."""
    number = 0
    while True:
        number += 1
        result = history.result((*kills, number))
        if result is None:
            return
        if len(kills) + 1 == crashes:
            yield result
        else:
            yield from histories(history, crashes, (*kills, number))


def main() -> None:
    """Read the command line and try every history."""
    parser = argparse.ArgumentParser(prog="python -m spool_transport.crashes")
    parser.add_argument("--wrong", help="a class of wrong.py")
    parser.add_argument("--refusing", action="store_true", help="the far end refuses everything in the first session")
    parser.add_argument("--messages", type=int, default=2, help="number of messages in each direction")
    parser.add_argument("--crashes", type=int, default=1, help="number of crashes in each history")
    given = parser.parse_args()
    made: partial[Any] | None = getattr(wrong, given.wrong) if given.wrong else None
    provider = made.args[0] if made else SpoolTransport
    condition = Condition.REFUSING if given.refusing else Condition.UP
    for line in histories(History(provider, condition, given.messages), given.crashes):
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
