"""The pool: hands jobs to threads of this process or to the workers of a cluster, and yields each result when it is there."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from typing import Any, Self, TypeVar

from mapi_tck.certification.pool.cluster import Cluster
from mapi_tck.certification.pool.processes import PROCESSES
from mapi_tck.errors import Lost, TckError

T = TypeVar("T")
R = TypeVar("R")


class Pool:
    """So many jobs at a time on this machine; or, if `cluster` has the address of a scheduler, on all workers of the cluster.

    Use it as a context: it ends all processes of its jobs, even those that hang. The work of a job is a function of a module, or
    a `partial` of one, so that a worker on another machine finds it. It runs what may die or hang with `PROCESSES`.
    """

    def __init__(self, size: int, cluster: str = "") -> None:
        self._cluster = Cluster(cluster) if cluster else None
        self._executor: Executor = self._cluster.executor() if self._cluster else ThreadPoolExecutor(size)
        self._started: set[Future[Any]] = set()

    @property
    def here(self) -> bool:
        """Whether the jobs run on this machine, and write to its files."""
        return self._cluster is None

    def __enter__(self) -> Self:
        """Allow jobs to start processes."""
        PROCESSES.open()
        return self

    def __exit__(self, *_: object) -> None:
        """End all jobs and processes."""
        for future in self._started:
            future.cancel()
        PROCESSES.end()
        self._executor.shutdown(wait=self.here)
        if self._cluster is not None:
            self._cluster.end()

    def each(self, work: Callable[[T], R], items: Iterable[T], lost: Callable[[T, str], R]) -> Iterator[tuple[T, R]]:
        """Do the work for all items. Yield each item with its result, as soon as it is there.

        If a job's process died or hung, `lost` makes the result of the item and the reason. Raises `HandshakeError` if the
        cluster cannot do jobs.
        """
        done = self._cluster.checked(work) if self._cluster else work
        started: dict[Future[R], T] = {self._executor.submit(done, item): item for item in items}
        self._started.update(started)
        for future in as_completed(started):
            item = started.pop(future)
            try:
                result = future.result()
            except Lost as error:
                result = lost(item, str(error))
            except TckError:
                raise
            except Exception as error:
                if self._cluster is None:
                    raise
                result = lost(item, self._cluster.lost(error))
            yield item, result
