"""Measures what takes minutes: the self-test, the whole suite, its quick part, and the memory of runs."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.costs import CHECKOUT, KIT, RUN, cost
from benchmarks.rows import NotMeasuredError, Row

MEMORY: Final = ("memory", "memory growth")
SELFTEST: Final = ("self-test",)
QUICK: Final = ("quick",)
SUITE: Final = ("suite",)
WORKERS: Final = ("workers long",)

#: A transport over real files. A run of it waits most of the time, as runs of real implementations do.
_SPOOL: Final = ("--role", "transport", "spool_transport.adapter:SpoolAdapter")

#: How often the scenarios run for the peak memory of a longer run.
ROUNDS: Final = 4


def measure_memory(folder: Path) -> Iterator[Row]:
    """The peak memory of a default run, and of one with more scenarios."""
    usual = cost([*RUN, "--out", "usual"], folder).memory
    longer = cost([*RUN, "--out", "longer", "--repeat", str(ROUNDS)], folder).memory
    yield Row("memory", (usual,), unit="MB", note="record and reports included")
    yield Row(
        "memory growth", (longer,), (usual,), "MB", f"the longer run has every scenario {ROUNDS} times (--repeat)"
    )


def measure_selftest(folder: Path) -> Iterator[Row]:
    """The self-test of both roles, by the clock."""
    spent = cost([*KIT, "selftest", "--out", "selftest"], folder)
    yield Row(
        "self-test", (spent.clock,), note=f"by the clock, one process for each processor; CPU time {spent.cpu:.0f} s"
    )


def measure_workers(folder: Path) -> Iterator[Row]:
    """A long run with two workers, and in one process, by the clock."""
    examples = CHECKOUT / "examples"
    command = [*KIT, "run", *_SPOOL, "--declaration", "spool_transport/declaration.toml"]
    two = cost([*command, "-n", "2", "--out", str(folder / "two")], examples).clock
    alone = cost([*command, "--out", str(folder / "alone")], examples).clock
    yield Row("workers long", (two,), (alone,), note=f"by the clock; the spool transport alone takes {alone:.0f} s")


def measure_quick(_folder: Path) -> Iterator[Row]:
    """`make quick`, by the clock."""
    yield _target("quick", "quick")


def measure_suite(_folder: Path) -> Iterator[Row]:
    """`make test`, by the clock."""
    yield _target("suite", "test")


def _target(of: str, target: str) -> Row:
    make = shutil.which("make")
    if make is None:
        raise NotMeasuredError("there is no make here")
    spent = cost(["env", "-u", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "-u", "PYTHONPATH", make, target], CHECKOUT)
    return Row(of, (spent.clock,), note=f"by the clock; CPU time {spent.cpu:.0f} s")
