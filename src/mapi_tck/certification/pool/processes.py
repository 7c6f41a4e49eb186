"""The processes that do jobs: prepared ones, which do one job after another, and commands, which run once.

A prepared process is a program that reads jobs as lines of JSON and answers each with a line. It does once what all jobs share.
Then its first line says that it is ready. `PROCESSES` holds the processes that this process has started, so that they can all be
ended.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any, Final

from mapi_tck.errors import HandshakeError, Lost, TckError
from mapi_tck.wire.codecs import Json
from mapi_tck.wire.process_trees import kill_tree

#: Seconds within which a prepared process must be ready, and within which it must answer. It is twice as long as a job of the
#: self-test may take. The start takes 3 s, and took 14 s on a machine with ten times as much to do as it can (measured November
#: 2026).
PATIENCE: Final = 600


class _Child:
    """A process, and the limit of time after which it is killed."""

    def __init__(self, command: Sequence[str], **arguments: Any) -> None:
        # Coverage and plugins of a surrounding pytest must not run in this process.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        # A session of its own: Ctrl-C reaches only the kit, which then ends the process.
        self.process = subprocess.Popen(
            command, text=True, encoding="utf-8", errors="replace", env=environment, start_new_session=True, **arguments
        )
        self.late = False

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Kill the process if the context lasts longer."""
        limit = threading.Timer(seconds, self._give_up)
        limit.daemon = True  # an interruption while it starts must not keep this process alive
        try:
            limit.start()
            yield
        finally:
            limit.cancel()

    def _give_up(self) -> None:
        self.late = True
        kill_tree(self.process)

    def end(self) -> None:
        """End the process and its children, even if they hang."""
        if self.process.poll() is None:
            kill_tree(self.process)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


class Prepared(_Child):
    """A prepared process. `program` is the name of its module, `argument` the module's argument."""

    def __init__(self, program: str, argument: str, patience: float = PATIENCE) -> None:
        super().__init__([sys.executable, "-m", program, argument], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.key = (program, argument)
        self.patience = patience
        self._ready = False

    def ask(self, job: Json) -> Json:
        """Send the job and return the answer. Raises `Lost`, and `HandshakeError` if the process does not get ready."""
        if not self._ready:
            self._read(HandshakeError)
            self._ready = True
        return self._read(Lost, job)

    def _read(self, failure: type[TckError], job: Json = None) -> Json:
        try:
            with self.within(self.patience):
                if self._ready:
                    self._pipe(self.process.stdin).write(json.dumps(job) + "\n")
                    self._pipe(self.process.stdin).flush()
                return json.loads(self._pipe(self.process.stdout).readline())
        except (OSError, ValueError) as error:
            late = f"has not answered within {self.patience:g} s" if self.late else "has ended"
            hint = "" if self._ready else "; see what it wrote above"
            raise failure(f"the process {' '.join(self.key)} {late}{hint}") from error

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code, and what it wrote to standard error."""

    code: int
    said: str


class Processes:
    """The processes that this process has started. All methods may be called from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: set[_Child] = set()
        self._free: list[Prepared] = []
        self._open = True

    def open(self) -> None:
        """Allow processes to be started, also after `end`."""
        with self._lock:
            self._open = True

    def end(self) -> None:
        """End all processes, even those that have a job, and start no other."""
        with self._lock:
            self._open = False
            children, self._all, self._free = self._all, set(), []
        for child in children:
            child.end()

    def ask(self, program: str, argument: str, job: Json) -> Json:
        """Let a prepared process do the job, one that is free or a new one. Raises `Lost` or `HandshakeError`."""
        process = self._taken(program, argument)
        try:
            answer = process.ask(job)
        except BaseException:
            self._forget(process)
            raise
        with self._lock:
            if process in self._all:
                self._free.append(process)
        return answer

    def run(self, command: Sequence[str], folder: str, seconds: float) -> Ended:
        """Run the command in the folder. Raises `Lost` if it takes longer than so many seconds."""
        child = _Child(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self._keep(child)
        try:
            with child.within(seconds):
                _, said = child.process.communicate()
            if child.late:
                raise Lost(f"it did not end within {seconds:g} s")
            return Ended(child.process.returncode, said)
        finally:
            self._forget(child)

    def _taken(self, program: str, argument: str) -> Prepared:
        with self._lock:
            for process in self._free:
                if process.key == (program, argument):
                    self._free.remove(process)
                    return process
        process = Prepared(program, argument)
        self._keep(process)
        return process

    def _keep(self, child: _Child) -> None:
        with self._lock:
            if self._open:
                self._all.add(child)
                return
        child.end()
        raise Lost("the pool has ended")

    def _forget(self, child: _Child) -> None:
        with self._lock:
            self._all.discard(child)
        child.end()


#: The processes of this process: of a command of the kit, or of a worker of a cluster.
PROCESSES: Final = Processes()
