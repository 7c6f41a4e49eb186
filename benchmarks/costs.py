"""The CPU time of a program."""

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Final

_CHECKOUT: Final = Path(__file__).resolve().parent.parent


def cpu(command: list[str], folder: Path, *expected: int) -> float:
    """Run the command in the folder; answer the CPU seconds, user and system, that it and its children took.

    It has to end with 0, or with one of the expected codes.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # As in `mapi-tck run`: what other plugins are installed shall not matter to either side.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(_CHECKOUT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, *expected):
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
