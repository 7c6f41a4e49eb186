"""What a program costs: CPU time, time by the clock, and the most memory that it needs at once."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from benchmarks.rows import NotMeasuredError

CHECKOUT: Final = Path(__file__).resolve().parent.parent

#: The kit as its users start it, and pytest, from this environment.
KIT: Final = [str(Path(sys.executable).with_name("mapi-tck"))]
PYTEST: Final = [sys.executable, "-m", "pytest", "-qq", "-p", "no:cacheprovider"]
#: A default run of the kit. Append what differs.
RUN: Final = [*KIT, "run", "reference", "--declaration", str(CHECKOUT / "examples" / "reference.toml")]


@dataclass(frozen=True, slots=True)
class Cost:
    """The costs of a program and its children."""

    #: CPU seconds, user and system.
    cpu: float
    #: Seconds by the clock.
    clock: float
    #: The most memory that one of the processes had at once, in MB.
    memory: float


def environment() -> Mapping[str, str]:
    """The environment of a program that is measured: as a user has it, and with the checkout importable."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    # As in `mapi-tck run`: other plugins that are installed must make no difference.
    return {**own, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(CHECKOUT)}


def cost(command: list[str], folder: Path, *expected: int, most_memory: int | None = None) -> Cost:
    """Run the command in the folder, with at most `most_memory` MB.

    Raises `NotMeasuredError` if it cannot start, or ends neither with 0 nor with an expected code.
    """
    limit = [] if most_memory is None else ["prlimit", f"--as={most_memory}000000"]
    begun = time.perf_counter()
    with TemporaryFile() as output:
        try:
            process = subprocess.Popen(
                [*limit, *command],
                cwd=folder,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        except OSError as error:
            raise NotMeasuredError(f"{command[0]} cannot be started: {error.strerror}") from error
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, *expected):
            output.seek(0)
            said = output.read().decode(errors="replace").strip().splitlines()[-1:]
            words = " ".join(Path(word).name if "/" in word else word for word in command[:8])
            raise NotMeasuredError(f"{words} ended with {process.returncode}: {''.join(said)[:200]}")
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - begun, used.ru_maxrss / 1024)


def cpu(command: list[str], folder: Path, *expected: int) -> float:
    """The CPU seconds of the command and its children."""
    return cost(command, folder, *expected).cpu


def cpu_here(work: Callable[[], object]) -> float:
    """The CPU seconds that the work takes in this process, and in the children that it waits for."""
    before = _used()
    work()
    return _used() - before


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
