"""A program like those of the self-test, with a job for every way in which a copy can fail: `python -m harness_jobs ROLE`."""

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Final

import pytest

from mapi_tck.certification.pool.processes import PROCESSES
from mapi_tck.ports.roles import Role
from mapi_tck.selftest import forking
from mapi_tck.selftest.forking import Copies, Death, serve
from mapi_tck.wire.codecs import Json


def fail() -> str:
    """Raise an error of many lines."""
    raise ValueError("first line\nlast line")


def compute() -> str:
    """Use the processor without end."""
    while True:
        pass


def flood() -> str:
    """Write to standard error without end."""
    while True:
        os.write(2, b"x" * 1_000_000 + b"\n")


JOBS: Final[dict[str, Callable[[], object]]] = {
    "fail": fail,
    "compute": compute,
    "flood": flood,
    "exit": lambda: sys.exit("good bye"),
    "end at once": lambda: os._exit(0),
    "die": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "sleep": lambda: time.sleep(600),
    "use memory": lambda: len(bytearray(1 << 31)),
    "print": lambda: print('{"said": "by an adapter"}'),
    "read": sys.stdin.read,
    "kill the process": lambda: os.kill(os.getppid(), signal.SIGKILL),
    "stop the process": lambda: os.kill(os.getppid(), signal.SIGSTOP),
}


def ask(job: str) -> Json:
    """Do the job in a process of this program, for a pool."""
    return PROCESSES.ask("harness_jobs", "subsystem", job)


def lost(_: str, reason: str) -> Json:
    """The answer to a job whose process was lost."""
    return {"why": reason}


class Jobs(Copies):
    """Does one of `JOBS`."""

    cpu_limit = 1.0

    def prepare(self, session: pytest.Session) -> None:
        """Do nothing: copies share only the collected scenarios."""

    def do(self, session: pytest.Session, job: Json) -> Json:
        """Do the job; the answer says how many scenarios there are."""
        result = JOBS[job]()
        return {"done": result if isinstance(result, str) else "", "scenarios": len(session.items)}

    def answer_for(self, death: Death) -> Json:
        """Answer how the copy ended."""
        return {"hung": death.hung, "why": str(death)}


class Uncollectable(Jobs):
    """Finds that no feature file can be collected."""

    def pytest_collect_file(self) -> None:
        """Fail."""
        raise ValueError("these scenarios cannot be collected")


if __name__ == "__main__":
    forking.LONGEST = 2  # type: ignore[misc]
    serve(Uncollectable if os.environ.get("HARNESS_COLLECTS") == "nothing" else Jobs, Role(sys.argv[1]))
