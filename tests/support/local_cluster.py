"""A cluster of two workers on this machine: `python -m local_cluster` prints its address and processes, until its input ends."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class LocalCluster:
    """The address of the scheduler, and the numbers of the workers' processes."""

    address: str
    workers: list[int]


@contextmanager
def local_cluster() -> Iterator[LocalCluster]:
    """A cluster whose workers find the modules of this folder."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-m", "local_cluster"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield LocalCluster(**json.loads(process.stdout.readline()))
        process.stdin.close()


def _serve() -> None:
    library: Any = import_module("distributed")
    with library.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        workers = [nanny.pid for nanny in cluster.workers.values()]
        print(json.dumps({"address": cluster.scheduler_address, "workers": workers}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    _serve()
