"""A cluster: the workers of a scheduler of dask.distributed, on one machine or on many."""

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, Final, Generic, TypeVar

from mapi_tck import __version__
from mapi_tck.certification.pool.processes import PROCESSES
from mapi_tck.errors import HandshakeError, UsageError
from mapi_tck.suite.features import suite_digest

#: Seconds that a scheduler may take to answer. A choice: a user has mistyped the address, or waits for a busy network.
_PATIENCE: Final = 10

T = TypeVar("T")
R = TypeVar("R")


@lru_cache(maxsize=1)
def kit() -> str:
    """Version and suite of the kit in this process."""
    return f"{__version__} with suite {suite_digest()[: len('sha256:') + 12]}"


@dataclass(frozen=True, slots=True)
class Checked(Generic[T, R]):
    """The work of a job, done only by a worker with the same kit and suite: others would judge otherwise."""

    work: Callable[[T], R]
    kit: str

    def __call__(self, item: T) -> R:
        """Do the work. Raises `HandshakeError` on a worker with another kit."""
        if kit() != self.kit:
            raise HandshakeError(f"a worker of the cluster has mapi-tck {kit()}, this machine {self.kit}")
        PROCESSES.open()
        return self.work(item)


def _end_processes() -> None:
    PROCESSES.end()


class Cluster:
    """The workers of the scheduler at an address, for example `tcp://10.0.0.1:8786`."""

    def __init__(self, address: str) -> None:
        where = f"--cluster {address}"
        try:
            library: Any = import_module("distributed")
        except ImportError as error:
            raise UsageError("dask.distributed is not installed", where, "pip install 'mapi-tck[cluster]'") from error
        self._killed: type[Exception] = library.KilledWorker
        try:
            self._client: Any = library.Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise UsageError("there is no scheduler of dask.distributed that answers", where) from error
        if not self._client.scheduler_info()["workers"]:
            self._client.close()
            raise UsageError("the scheduler has no workers", where, "start some: dask worker ADDRESS --nthreads 1")

    def executor(self) -> Executor:
        """The cluster as an executor of the standard library."""
        executor: Executor = self._client.get_executor(pure=False)
        return executor

    def checked(self, work: Callable[[T], R]) -> Callable[[T], R]:
        """The work, for workers with the kit of this process only."""
        return Checked(work, kit())

    def lost(self, error: Exception) -> str:
        """Why a job has no result, if its worker was lost again and again. Raises `HandshakeError` for another error."""
        if isinstance(error, self._killed):
            return "the workers of the cluster that tried it were killed"
        raise HandshakeError(f"the cluster did not do a job: {type(error).__name__}: {error}") from error

    def end(self) -> None:
        """End all processes of jobs on all workers, and leave the cluster."""
        with suppress(Exception):  # a worker that has just died cannot be told, and has no processes
            self._client.run(_end_processes)
        self._client.close()
