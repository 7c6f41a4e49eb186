"""Measures the commands that only print something."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.costs import KIT, cpu
from benchmarks.rows import Row

GOALS: Final = ("help", "adapters", "requirements")

#: How often each command is measured, after a first time that only warms caches. A choice: together this takes a second.
TIMES: Final = 5


def measure(folder: Path) -> Iterator[Row]:
    """Measure the rows of `GOALS`."""
    words = {"help": "--help", "adapters": "adapters", "requirements": "requirements"}
    turns = [{name: cpu([*KIT, word], folder) for name, word in words.items()} for _ in range(TIMES + 1)]
    for name in words:
        yield Row(name, tuple(turn[name] for turn in turns[1:]), note="CPU time")
