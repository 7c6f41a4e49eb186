"""Several processes of `forking` that share the jobs: each process that is free takes the next job."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from queue import SimpleQueue
from typing import Final, Self, TypeVar

from mapi_tck.errors import HandshakeError
from mapi_tck.ports import Role
from mapi_tck.selftest.forking import LONGEST
from mapi_tck.wire.codecs import Json

#: Seconds within which a process must answer. It is twice as long as a copy may take: the first answer also takes the start of
#: the process. The start takes 3 s, and took 14 s on a machine with ten times as much to do as it can (measured November 2026).
PATIENCE: Final = 2 * LONGEST

T = TypeVar("T")
R = TypeVar("R")


class Worker:
    """One process of `forking`. `program` is the name of its module; the role is the module's argument."""

    def __init__(self, program: str, role: Role, patience: float = PATIENCE) -> None:
        self._name = f"the process {program} {role}"
        self._patience = patience
        self._late = False
        # Coverage and plugins of the surrounding pytest must not run in this process.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", program, str(role)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            start_new_session=True,
        )

    def ask(self, job: Json) -> Json:
        """Send the job and return the answer. Raises `HandshakeError` if the process ends or answers too late."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        limit = threading.Timer(self._patience, self._give_up)
        limit.daemon = True  # an interruption while it starts must not keep this process alive
        try:
            limit.start()
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())
        except (OSError, ValueError) as error:
            late = f"has not answered within {self._patience:g} s" if self._late else "has ended"
            raise HandshakeError(f"{self._name} {late}; see what it wrote above") from error
        finally:
            limit.cancel()

    def _give_up(self) -> None:
        self._late = True
        self._kill()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """End the process, its copy and their children, even if they hang."""
        self._kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()


class Pool:
    """`size` processes of one program and role. Use it as a context: it starts the processes and ends them."""

    def __init__(self, program: str, role: Role, size: int) -> None:
        self._program, self._role, self._size = program, role, size
        self._workers: list[Worker] = []
        self._free: SimpleQueue[Worker] = SimpleQueue()
        self._threads = ThreadPoolExecutor(size)

    def __enter__(self) -> Self:
        """Start all processes. An interruption ends those that have started."""
        try:
            for _ in range(self._size):
                worker = Worker(self._program, self._role)
                self._workers.append(worker)
                self._free.put(worker)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End all processes, even those that have a job."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.end()
        self._threads.shutdown()

    def ask(self, job: Json) -> Json:
        """Let a free process do the job, and return its answer. If no process is free, wait for one."""
        worker = self._free.get()
        try:
            return worker.ask(job)
        finally:
            self._free.put(worker)

    def each(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Do the work for all items, as many at a time as there are processes. Yield each item with its result, as it is done."""
        started = {self._threads.submit(work, item): item for item in items}
        for done in as_completed(started):
            yield started[done], done.result()
