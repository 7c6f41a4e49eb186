"""The pipes to a program that the kit has started: reading and writing that never waits longer than it is told.

`PolledPipes` asks the operating system which pipe is ready. Windows cannot be asked that about pipes: there `ThreadedPipes` has a
thread for each pipe, and the threads wait.
"""

import os
import select
import subprocess
import threading
from typing import Final

#: The capacity of a pipe on Linux: a larger read gets no more.
CHUNK: Final = 64 * 1024

#: Whether the operating system can say which of several pipes is ready.
CAN_POLL: Final = hasattr(select, "poll")


class PolledPipes:
    """The pipes of a program, where the operating system can say which of them is ready."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin.fileno(), process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        self._readable = select.poll()
        self._readable.register(self._out, select.POLLIN)
        self._writable = select.poll()
        self._writable.register(self._in, select.POLLOUT)

    def read(self) -> bytes:
        """What has arrived; nothing if the program has closed its output. Raises `BlockingIOError` if nothing has arrived."""
        return os.read(self._out, CHUNK)

    def write(self, data: memoryview) -> int:
        """Write as much as there is room for. Raises `BlockingIOError` if there is none, `BrokenPipeError` if none will be."""
        return os.write(self._in, data)

    def wait_to_read(self, seconds: float) -> bool:
        """Wait until `read` does not raise `BlockingIOError`, and say whether that is so."""
        return bool(self._readable.poll(seconds * 1000))

    def wait_to_write(self, seconds: float) -> bool:
        """Wait until `write` does not raise `BlockingIOError`, and say whether that is so."""
        return bool(self._writable.poll(seconds * 1000))


class ThreadedPipes:
    """The pipes of a program, with a thread that reads and one that writes."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin.fileno(), process.stdout.fileno()
        self._change = threading.Condition()
        self._arrived = bytearray()
        self._over = False
        self._to_write = b""
        self._broken = False
        for work in (self._reading, self._writing):
            threading.Thread(target=work, name="mapi-tck pipe", daemon=True).start()

    def _reading(self) -> None:
        data = b"?"
        while data:
            try:
                data = os.read(self._out, CHUNK)
            except OSError:  # the kit has closed the pipe
                data = b""
            with self._change:
                self._arrived += data
                self._over = not data
                self._change.notify_all()

    def _writing(self) -> None:
        while not self._broken:
            with self._change:
                self._change.wait_for(lambda: self._to_write)
                rest = memoryview(self._to_write)
            try:
                while rest:
                    rest = rest[os.write(self._in, rest) :]
            except OSError:  # the program has closed the pipe, or the kit has
                self._broken = True
            with self._change:
                self._to_write = b""
                self._change.notify_all()

    def read(self) -> bytes:
        """As that of `PolledPipes`."""
        with self._change:
            if not self._arrived and not self._over:
                raise BlockingIOError
            data = bytes(self._arrived[:CHUNK])
            del self._arrived[:CHUNK]
            return data

    def write(self, data: memoryview) -> int:
        """As that of `PolledPipes`. What it takes is written later, so a pipe that breaks is noticed later."""
        with self._change:
            if self._broken:
                raise BrokenPipeError
            if self._to_write:
                raise BlockingIOError
            self._to_write = bytes(data)
            self._change.notify_all()
            return len(self._to_write)

    def wait_to_read(self, seconds: float) -> bool:
        """As that of `PolledPipes`."""
        with self._change:
            return self._change.wait_for(lambda: bool(self._arrived) or self._over, seconds)

    def wait_to_write(self, seconds: float) -> bool:
        """As that of `PolledPipes`."""
        with self._change:
            return self._change.wait_for(lambda: not self._to_write, seconds)


def pipes_of(process: "subprocess.Popen[bytes]") -> PolledPipes | ThreadedPipes:
    """The pipes of the program, as this operating system allows."""
    return PolledPipes(process) if CAN_POLL else ThreadedPipes(process)
