"""A program over stdio that is in this process: the kit speaks to it as to any other, and no process has to start."""

import json
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Final, cast
from unittest.mock import patch

from mapi_tck.adapters.process import program
from mapi_tck.adapters.process.child import ChildEnded
from mapi_tck.adapters.process.stdio import StdioAdapter, StdioProvider
from mapi_tck.adapters.reference import ReferenceAdapter, ReferenceProvider
from mapi_tck.claims.declaration import Parameters
from mapi_tck.ports import Adapter, Role
from mapi_tck.ports.clock import Time
from mapi_tck.wire.stdio_server import serve

#: What the program writes in place of a line: nothing more for ever, or its end.
SILENT: Final = b"silent"
ENDS: Final = b"ends"
#: The beginning of the ids of calls back that the program itself does not make.
OWN: Final = "fuzz-"

#: Gets the number of an honest line, the line and the request that it answers, and answers what the program writes.
Change = Callable[[int, bytes, bytes], Sequence[bytes]]


class _Source:
    """What the program reads: `readline` waits for the kit."""

    def __init__(self) -> None:
        self.lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def readline(self) -> bytes:
        """The next line of the kit; empty when the kit is gone."""
        return self.lines.get()


class _Sink:
    """What the program writes: `write` hands each line over."""

    def __init__(self, took: Callable[[bytes], None]) -> None:
        self.write = took

    def flush(self) -> None:
        """Do nothing: each line is handed over at once."""


class InProcess:
    """Stands for `Child`: the reference behind the protocol, whose lines are changed on their way to the kit."""

    #: What changes the lines, and what is served in which role. All programs of this process share it.
    change: ClassVar[Change]
    role: ClassVar[Role] = Role.SUBSYSTEM
    served: ClassVar[Any] = None

    group = -1
    exit_code: int | None = None
    stderr_tail = ""
    unended = b""

    def __init__(self, command: Sequence[str], environment: dict[str, str] | None = None) -> None:
        self.has_ended = False
        self._number = 0
        #: The last request of the kit, and the id of its last answer.
        self._asked = b""
        self._answered: Any = None
        self._written: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._buffer: list[bytes] = []
        self._source = _Source()
        sink: Any = _Sink(self._take)
        source: Any = self._source
        kind = type(self)
        arguments = (kind.served, source, sink, "sha256:" + "0" * 64, kind.role)
        self._thread = threading.Thread(target=serve, args=arguments, daemon=True)
        self._thread.start()

    def _take(self, line: bytes) -> None:
        self._written.put(line)

    def _pump(self) -> None:
        """Wait for the program's next line, and change it."""
        honest = self._written.get()
        self._buffer += InProcess.change(self._number, honest, self._asked)
        self._number += 1

    @property
    def has_spoken(self) -> bool:
        """Whether there is output that was not read yet."""
        return bool(self._buffer) and self._buffer[0] not in (SILENT, ENDS)

    has_line = has_spoken

    def listen(self) -> None:
        """Read nothing more: each line is there at once."""

    def send(self, line: bytes, deadline: float) -> None:
        """Hand the line over."""
        if self._buffer and self._buffer[0] == ENDS:
            raise ChildEnded
        message = json.loads(line)
        if "method" in message:
            self._asked = line
        elif message["id"] == self._answered or str(message["id"]).startswith(OWN):
            return  # the program itself has not asked
        else:
            self._answered = message["id"]
        self._source.lines.put(line)

    def receive(self, deadline: float) -> bytes:
        """The next line. If the program is silent the time is over at once."""
        if not self._buffer:
            self._pump()
        if not self._buffer or self._buffer[0] == SILENT:
            raise TimeoutError
        if self._buffer[0] == ENDS:
            raise ChildEnded
        return self._buffer.pop(0).removesuffix(b"\n")

    def ending(self) -> str:
        """How the program ended."""
        self.kill()
        return "exit code 7"

    def stop(self, patience: float) -> None:
        """End the program."""
        self.kill()

    def kill(self) -> None:
        """End the program."""
        if not self.has_ended:
            self.has_ended = True
            self._source.lines.put(b"")


class _InSimulatedTime:
    """The reference behind the protocol waits in the time that the kit simulates."""

    def live_in(self, time: Time) -> bool:
        """Use this time."""
        return bool(InProcess.served.live_in(time))


class InProcessAdapter(_InSimulatedTime, StdioAdapter):
    """The reference subsystem as such a program."""


class InProcessProvider(_InSimulatedTime, StdioProvider):
    """The reference transport as such a program."""


def make(role: Role) -> Adapter:
    """A new program in that role."""
    InProcess.role = role
    InProcess.served = cast(Any, ReferenceProvider() if role is Role.TRANSPORT else ReferenceAdapter())
    kind = InProcessProvider if role is Role.TRANSPORT else InProcessAdapter
    return cast(Adapter, kind("stdio:fuzzed", ["fuzzed"], Parameters()))


@contextmanager
def in_this_process() -> Iterator[None]:
    """Let programs over stdio be in this process while the context lasts."""
    with patch.object(program, "Child", InProcess):
        yield
