"""Hands inputs to the kit, many of a kind at a time, and keeps what was wrong."""

import gc
import resource
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings

from fuzz.finding import Fault, Found, Kind

#: Inputs of a kind that are tried one after another. Hypothesis remembers all inputs of a batch, so a batch is not larger.
BATCH: Final = 500
#: Seconds that one input may take. A choice: the slowest takes less than one.
LONGEST: Final = 30
#: Bytes of memory by which one input may make the process grow. A choice: no input here has more than some kilobytes.
GROWTH: Final = 256 << 20


class _TooLong(BaseException):
    """An input takes too long. It is not an `Exception`, so that no reader of the kit takes it for an error of its own."""


@dataclass
class Trouble:
    """One fault, with the smallest input that shows it."""

    kind: str
    fault: Fault
    what: str
    input: Any


@dataclass
class Figures:
    """What was tried, and what was found."""

    #: Kind → number of inputs.
    inputs: dict[str, int] = field(default_factory=dict)
    #: Kind → seconds.
    seconds: dict[str, float] = field(default_factory=dict)
    found: list[Trouble] = field(default_factory=list)


def peak_memory() -> int:
    """The most memory that the process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def try_one(kind: Kind, given: Any) -> None:
    """Hand one input to the kit. Raises `Found`."""
    before = peak_memory()
    try:
        with _limited():
            kind.judge(given)
    except Found:
        raise
    except _TooLong as error:
        raise Found(Fault.HANG, f"no end within {LONGEST} s: {_last_place(error)}") from error
    except Exception as error:
        raise Found(Fault.CRASH, f"{type(error).__name__}: {error} ({_last_place(error)})") from error
    if peak_memory() - before > GROWTH:
        raise Found(Fault.MEMORY, f"the process grew by {peak_memory() - before >> 20} MB")


@contextmanager
def _limited() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _TooLong

    kept = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, kept)


def _last_place(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"


def try_batch(kind: Kind, size: int, number: int, figures: Figures) -> None:
    """Try so many inputs of the kind. The same number gives the same inputs."""
    smallest: list[Any] = [None]
    tried = [0]

    @seed(number)
    @settings(
        max_examples=size,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
    )
    @given(kind.inputs())
    def batch(given: Any) -> None:
        tried[0] += 1
        try:
            try_one(kind, given)
        except Found:
            smallest[0] = given
            raise

    began = time.monotonic()
    try:
        batch()
    except Found as found:
        figures.found.append(Trouble(kind.name, found.fault, str(found), smallest[0]))
    figures.inputs[kind.name] = figures.inputs.get(kind.name, 0) + tried[0]
    figures.seconds[kind.name] = figures.seconds.get(kind.name, 0.0) + time.monotonic() - began
    gc.collect()


def distinct(
    found: list[Trouble], same: Callable[[Trouble], str] = lambda one: f"{one.kind} {one.what}"
) -> list[Trouble]:
    """The faults, each once."""
    return list({same(one): one for one in found}.values())
