"""A guard: a process that starts servers, and ends them when its starter ends, however it ends. Their folder goes with it.

    python guard.py FOLDER

reads one command a line, as a JSON array of words, starts it, and answers its process id. At the end of its input it kills
what it has started, with all children, and removes the folder.
"""

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

#: prctl(2): a process whose parent has ended becomes a child of this one.
_PR_SET_CHILD_SUBREAPER = 36


class Guard:
    """Servers of this process, and a folder for them or for other things. They end with it, also when it is killed."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mapi-tck-"))
        # Servers give up root's rights: they have to get into the folder.
        self.folder.chmod(0o711)
        command = [sys.executable, "-P", __file__, str(self.folder)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )

    def start(self, command: Sequence[str]) -> int:
        """Start a server, and answer its process id. Its output goes into the file `output` of the folder."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(list(command)) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer.strip():
            raise OSError(f"{command[0]} cannot be started: {self.output()}")
        return int(answer)

    def output(self) -> str:
        """What the servers have written to their output, and the guard about them."""
        file = self.folder / "output"
        return file.read_text("utf-8", "replace") if file.exists() else ""

    def close(self) -> None:
        """Kill the servers, and remove the folder."""
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()


def wait_for_port(port: int, seconds: float = 30.0) -> None:
    """Wait until a server listens at this port of the loopback interface. Raises `TimeoutError`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"nothing listens at port {port} after {seconds:g} seconds")


def _watch(folder: Path) -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGCHLD"):
        if number := getattr(signal, name, None):
            # A handler is not handed on to servers, as SIG_IGN would be. A server that was killed is let go at once: while it
            # seems to live, another one respects the locks that it has left.
            signal.signal(number, lambda *_: _reap())
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with (folder / "output").open("ab") as output:
        for line in sys.stdin:
            try:
                server = subprocess.Popen(json.loads(line), stdin=subprocess.DEVNULL, stdout=output, stderr=output)
            except OSError as error:
                output.write(f"{error}\n".encode())
                output.flush()
                print(flush=True)
            else:
                print(server.pid, flush=True)
    _end_all()
    shutil.rmtree(folder, ignore_errors=True)


def _end_all() -> None:
    """Kill every child, and those that become children by that, until there are none."""
    while children := psutil.Process().children(recursive=True):
        for child in children:
            with suppress(psutil.Error):
                child.kill()
        _reap()
        time.sleep(0.01)


def _reap() -> None:
    """Let children go that have ended."""
    if sys.platform != "win32":
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("guard: name the folder (docs/mail-servers.md)")
    _watch(Path(sys.argv[1]))
