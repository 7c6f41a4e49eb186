"""A program that the kit has started and exchanges lines with. It may die, hang, flood, or leave child processes behind."""

import contextlib
import os
import re
import select
import signal
import subprocess
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from typing import Final

from mapi_tck.wire.process_trees import kill_tree

from .pipes import CAN_POLL, CHUNK, pipes_of

#: A line may have so many bytes. The longest value of the reference has 3 433 (measured November 2026); the kit can hold 64 MB.
LINE_LIMIT: Final = 64 * 1024 * 1024
#: So many bytes of the error output are kept, its end. A choice: some hundred lines, which is more than a reader needs.
STDERR_LIMIT: Final = 64 * 1024
#: How soon the kit sees that a program died whose own children still hold its output open. A choice: twenty looks a second cost
#: nothing that can be measured, and a person does not notice the delay.
_LOOK_SECONDS: Final = 0.05
#: How long a program that has closed its output may take to end, and its error output to arrive. A Python program takes 13 ms,
#: and took at most 23 ms on a busy machine (measured November 2026); this is twenty times as long.
_SETTLE_SECONDS: Final = 0.5
#: A line that begins with the name of an error, after what a program puts before it.
_NAMES_ERROR: Final = re.compile(
    r"(?:Exception in thread \S+ |Uncaught |\S+: )?[\w.$]*(?:Error|Exception)\b|fatal: |panic: "
)


#: The signal that ends a process. Windows lacks it.
_KILL: Final = getattr(signal, "SIGKILL", signal.SIGTERM)


class ChildEnded(Exception):
    """The program died or closed its end."""


class LineTooLong(Exception):
    """The program wrote more than `LINE_LIMIT` bytes without ending the line."""


class _LastWords:
    """Reads a program's error output all the time, so that the program never blocks, and keeps the end of it."""

    def __init__(self, source: int) -> None:
        self._source = source
        self._wake, self._waker = os.pipe()
        self._bytes = b""
        reading = self._drain if CAN_POLL else self._drain_to_its_end
        self._thread = threading.Thread(target=reading, name="mapi-tck stderr", daemon=True)
        self._thread.start()

    def _drain(self) -> None:
        # Not a plain read: it would last as long as a child process holds the pipe open, and the kit could never
        # close it.
        poll = select.poll()
        poll.register(self._source, select.POLLIN)
        poll.register(self._wake, select.POLLIN)
        while all(ready != self._wake for ready, _ in poll.poll()):
            data = os.read(self._source, CHUNK)
            if not data:
                break
            self._keep(data)

    def _drain_to_its_end(self) -> None:
        # Windows cannot wait for one of two pipes. When the kit ends a program there, no child of it is left.
        with contextlib.suppress(OSError):
            while data := os.read(self._source, CHUNK):
                self._keep(data)

    def _keep(self, data: bytes) -> None:
        self._bytes = (self._bytes + data)[-STDERR_LIMIT:]

    def settle(self) -> None:
        """Wait a moment for the last output of a program that has ended."""
        self._thread.join(_SETTLE_SECONDS)

    def text(self) -> str:
        return self._bytes.decode("utf-8", "replace")

    def close(self) -> None:
        os.close(self._waker)
        self._thread.join(_SETTLE_SECONDS * 10)
        os.close(self._wake)


class Child:
    """One running program in a process group of its own."""

    def __init__(self, command: Sequence[str], environment: dict[str, str] | None = None) -> None:
        # A session of its own: Ctrl-C reaches the kit only, which then ends the program with all its children.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=environment,
            start_new_session=True,
        )
        assert self._process.stderr is not None
        self._pipes = pipes_of(self._process)
        self._buffer = bytearray()
        self._last_words = _LastWords(self._process.stderr.fileno())
        # Also if the kit ends without closing its adapters, by an exception or by Ctrl-C.
        self._end = weakref.finalize(self, _end, self._process, self._last_words, os.getpid())

    @property
    def stderr_tail(self) -> str:
        """The end of what the program wrote to its error output."""
        return self._last_words.text()

    @property
    def group(self) -> int:
        """The number of its process group."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """The exit code after `kill` or `stop`; negative for a signal."""
        return self._process.returncode

    @property
    def has_ended(self) -> bool:
        """Whether the program has ended."""
        return _dead(self._process)

    @property
    def has_spoken(self) -> bool:
        """Whether output has arrived that was not read yet."""
        return bool(self._buffer)

    @property
    def has_line(self) -> bool:
        """Whether that output holds a whole line."""
        return b"\n" in self._buffer

    @property
    def unended(self) -> bytes:
        """The beginning of a line whose end has not arrived."""
        return bytes(self._buffer.rpartition(b"\n")[2])

    def listen(self) -> None:
        """Read the output that has arrived, without waiting for more."""
        with contextlib.suppress(BlockingIOError):
            self._buffer += self._pipes.read()

    def send(self, line: bytes, deadline: float) -> None:
        """Write the line. Raises `TimeoutError` or `ChildEnded`."""
        rest = memoryview(line)
        while rest:
            try:
                rest = rest[self._pipes.write(rest) :]
            except BlockingIOError:
                self._wait(self._pipes.wait_to_write, deadline)
            except BrokenPipeError as error:
                raise ChildEnded from error

    def receive(self, deadline: float) -> bytes:
        """Read up to the next end of line. Raises `TimeoutError`, `ChildEnded` or `LineTooLong`."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > LINE_LIMIT:
                raise LineTooLong
            self._wait(self._pipes.wait_to_read, deadline)
            try:
                data = self._pipes.read()
            except BlockingIOError:
                continue
            if not data:
                raise ChildEnded
            self._buffer += data
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _wait(self, ready: Callable[[float], bool], deadline: float) -> None:
        while True:
            left = deadline - time.monotonic()
            # Look also when the time is over: perhaps the kit itself got no processor, and the answer has long been there.
            if ready(max(0.0, min(left, _LOOK_SECONDS))):
                return
            if left <= 0:
                raise TimeoutError
            if _dead(self._process) and not ready(0):
                raise ChildEnded

    def ending(self) -> str:
        """Make sure that the program has ended, and say how."""
        by_itself = _gone(self._process, _SETTLE_SECONDS)
        self.kill()
        code = self._process.returncode
        if not by_itself or code is None:
            return "it closed its output"
        if code >= 0:
            return f"exit code {code}"
        try:
            return f"killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"killed by signal {-code}"

    def stop(self, patience: float) -> None:
        """Close the program's input, then ask it to end, then kill it; after each wait for so many seconds."""
        if self._end.alive:
            assert self._process.stdin
            self._process.stdin.close()
            if not _gone(self._process, patience):
                _signal(self._process, signal.SIGTERM)
                _gone(self._process, patience)
        self.kill()

    def kill(self) -> None:
        """Kill the program with all its child processes, and close its pipes."""
        self._end()


def _dead(process: subprocess.Popen[bytes]) -> bool:
    if process.returncode is not None:
        return True
    if not hasattr(os, "waitid"):
        return process.poll() is not None
    # Without reaping it: while it is a zombie its group keeps its number, and can be killed without risk.
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _gone(process: subprocess.Popen[bytes], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    pause = 0.0005
    while not _dead(process):
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 2, 0.02)
    return True


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    if not hasattr(os, "killpg"):
        kill_tree(process)  # there are no signals: to ask a program to end is to close its input
        return
    # The group may be empty; then macOS refuses.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _end(process: subprocess.Popen[bytes], last_words: _LastWords, owner: int) -> None:
    if os.getpid() != owner:
        return  # a fork of the kit ends; the program is not its own
    _signal(process, _KILL)
    # A process that is stuck in the operating system would hang the kit.
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_SETTLE_SECONDS * 10)
    last_words.settle()
    last_words.close()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def telling(lines: Sequence[str]) -> Sequence[str]:
    """Of the lines of an error output, those that tell most.

    Below an error, Node.js and Java write where it happened: these are the line of the error and the next one. Python writes
    that above the error, and so do most programs: these are the last three lines.
    """
    named = [number for number, line in enumerate(lines) if _NAMES_ERROR.match(line)]
    return lines[named[-1] : named[-1] + 2] if named and named[-1] < len(lines) - 1 else lines[-3:]
