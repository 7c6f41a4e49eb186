"""The CPU time of a program."""

import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Final

_CHECKOUT: Final = Path(__file__).resolve().parent.parent


def cpu(command: list[str], folder: Path, *expected: int) -> float:
    """Run the command in the folder. Answers the CPU seconds, user and system, of it and its children.

    It must end with 0, or with one of the expected codes.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # As in `mapi-tck run`: other plugins that are installed must make no difference.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(_CHECKOUT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, *expected):
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def row(name: str, kit: list[float], other: list[float], unit: str) -> str:
    """A row of a table: the medians of both sides, and the ratios of its pairs."""
    ratios = [a / b for a, b in zip(kit, other, strict=True)]
    spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
    return f"{name:<58}{median(kit):>8.2f} {unit:<2}{median(other):>10.2f} {unit:<2}{median(ratios):>8.2f}   {spread}"


def head(name: str, other: str) -> str:
    """The head of such a table."""
    return f"{name:<58}{'kit':>11}{other:>13}{'ratio':>8}   lowest to highest"
