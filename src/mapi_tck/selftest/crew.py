"""Several workers, kept busy: who is free takes the next adapter."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import Final

from mapi_tck.errors import HandshakeError
from mapi_tck.ports.roles import Role
from mapi_tck.wire.codecs import Json

_WORKER: Final = "mapi_tck.selftest.worker"


class Worker:
    """One process that runs the scenarios of a role against whatever adapter it is told."""

    def __init__(self, role: Role) -> None:
        # Coverage, plugins and the like that surround this process are none of its business.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", _WORKER, str(role)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            start_new_session=True,
        )

    def run(self, adapter: str) -> Json:
        """How the run ended. Raises `HandshakeError` when the worker itself is gone."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps({"adapter": adapter}) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())
        except (OSError, ValueError) as error:
            raise HandshakeError(f"self-test: the process that was to run {adapter} is gone") from error

    def end(self) -> None:
        """End the process and the copy of it that may be at work, whatever they do."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def crew(role: Role, number: int) -> Iterator[Callable[[Iterable[str]], Iterator[tuple[str, Json]]]]:
    """A function that runs adapters and answers each with how it ended, as they end."""
    free: SimpleQueue[Worker] = SimpleQueue()
    workers = [Worker(role) for _ in range(number)]
    for worker in workers:
        free.put(worker)
    over = threading.Event()

    def one(adapter: str) -> Json:
        if over.is_set():
            return {}
        worker = free.get()
        try:
            return worker.run(adapter)
        finally:
            free.put(worker)

    pool = ThreadPoolExecutor(number)

    def run(adapters: Iterable[str]) -> Iterator[tuple[str, Json]]:
        begun = {pool.submit(one, adapter): adapter for adapter in adapters}
        for future in as_completed(begun):
            yield begun[future], future.result()

    try:
        yield run
    finally:
        over.set()
        for worker in workers:
            worker.end()
        pool.shutdown(cancel_futures=True)
