"""Calls the kit without the time of its start: a process that has run the kit once makes a copy of itself for each call.

Three quarters of the time of a short run are its start: imports, feature files, templates. A copy is a process of its own, with
the folder, environment, streams and exit code of its call. Its modules are imported, and its caches are filled as after any run.
Tests of the start itself do not use this module: they start Python.
"""

import atexit
import gc
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Final

#: Beginnings of the names of environment variables that Python reads only when it starts.
_AT_START: Final = ("PYTHON", "LANG", "LC_")
#: Bytes of a message. The longest has an environment in it: some kilobytes.
_LONGEST: Final = 1 << 17
#: Calls alternate between two processes, in which Python's sets have different orders. So two calls in a row cannot have the same
#: output only because their sets have the same order.
_HASH_SEEDS: Final = ("1", "2")
_turns: Final = count()


def call_copy(
    words: Sequence[str], cwd: Path, env: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """Call `mapi-tck WORDS` in a copy. The result has all that it writes."""
    # The process that is copied must have these variables when it starts.
    at_start = {name: value for name, value in env.items() if name.startswith(_AT_START)}
    at_start["PYTHONHASHSEED"] = _HASH_SEEDS[next(_turns) % len(_HASH_SEEDS)]
    return _original(tuple(at_start.items())).call(words, cwd, env, timeout)


@dataclass(frozen=True)
class _Original:
    """The process that copies itself, and the socket to it."""

    process: subprocess.Popen[bytes]
    control: socket.socket

    def call(
        self, words: Sequence[str], cwd: Path, env: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """Let a copy do the call, and read all that it writes."""
        streams = [os.pipe(), os.pipe()]
        told = json.dumps({"words": words, "cwd": str(cwd), "env": dict(env)}).encode()
        socket.send_fds(self.control, [told], [writes for _, writes in streams])
        for _, writes in streams:
            os.close(writes)
        copy = self._answer()
        written = _read([reads for reads, _ in streams], time.monotonic() + timeout)
        if written is None:
            os.kill(copy, signal.SIGKILL)
        code = self._answer()
        if written is None:
            raise subprocess.TimeoutExpired(words, timeout)
        stdout, stderr = (part.decode("utf-8").replace("\r\n", "\n") for part in written)
        return subprocess.CompletedProcess(words, code, stdout, stderr)

    def end(self) -> None:
        """Let the process end: there are no more calls."""
        self.control.close()
        self.process.wait()

    def _answer(self) -> int:
        answer = self.control.recv(_LONGEST)
        if not answer:
            assert self.process.stderr is not None
            raise RuntimeError(f"the process to copy has ended: {self.process.stderr.read().decode()}")
        return int(answer)


def _read(streams: list[int], ends: float) -> list[bytes] | None:
    """What is written to each stream until all are closed; `None` if that takes too long. `ends` is a monotonic time."""
    written = dict.fromkeys(streams, b"")
    with selectors.DefaultSelector() as selector:
        for stream in streams:
            selector.register(stream, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(max(0, ends - time.monotonic()))
            if not ready:
                break
            for key, _ in ready:
                part = os.read(key.fd, 1 << 16)
                written[key.fd] += part
                if not part:
                    selector.unregister(key.fd)
        late = bool(selector.get_map())
    for stream in streams:
        os.close(stream)
    return None if late else list(written.values())


@cache
def _original(at_start: tuple[tuple[str, str], ...]) -> _Original:
    """The process that was started with these variables; the first call starts it."""
    own, others = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", *_AT_START))}
    command = [sys.executable, __file__, str(others.fileno())]
    with others:
        process = subprocess.Popen(
            command,
            env={**env, **dict(at_start)},
            pass_fds=[others.fileno()],
            stdout=subprocess.PIPE,  # as in a copy, so that Python makes the same streams of them
            stderr=subprocess.PIPE,
        )
    original = _Original(process, own)
    atexit.register(original.end)
    return original


def _run_once() -> None:
    """Run the kit, its search included, so that a copy need not load what each run loads."""
    from mapi_tck.cli.main import cli

    with tempfile.TemporaryDirectory() as folder, suppress(SystemExit):
        cli.main(["run", "reference", "--only", "A1", "--only", "I3b", "--out", folder], standalone_mode=False)
    sys.stdout.flush()
    gc.collect()
    gc.freeze()


def _next_copy(control: socket.socket) -> Any:
    """In the original: serve calls until there are no more, then `None`. In a copy: its call."""
    while True:
        told, streams, _, _ = socket.recv_fds(control, _LONGEST, 2)
        if not told:
            return None
        copy = os.fork()
        if not copy:
            for number, stream in enumerate(streams, start=1):
                os.dup2(stream, number)
                os.close(stream)
            control.close()
            return json.loads(told)
        for stream in streams:
            os.close(stream)
        control.send(str(copy).encode())
        control.send(str(os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])).encode())


def _main(control: socket.socket) -> None:
    del sys.path[0]  # the folder of this file, which a user's call of the kit does not have there
    _run_once()
    call = _next_copy(control)
    if call is not None:
        os.chdir(call["cwd"])
        os.environ.clear()
        os.environ.update(call["env"])
        sys.path.insert(0, call["cwd"])
        sys.dont_write_bytecode = True  # a test may write a module again within a second
        sys.argv = ["", *call["words"]]
        runpy.run_module("mapi_tck", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main(socket.socket(fileno=int(sys.argv[1])))
