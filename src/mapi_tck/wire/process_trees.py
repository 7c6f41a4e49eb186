"""Trees of processes: a process, its children and their children."""

import subprocess
from contextlib import suppress
from typing import Any


def kill_tree(process: "subprocess.Popen[Any]") -> None:
    """Kill the process and all below it, also those that have left its process group."""
    import psutil  # only here: most processes end by themselves

    with suppress(psutil.Error):
        root = psutil.Process(process.pid)
        root.suspend()  # it cannot start another child now
        for child in root.children(recursive=True):
            with suppress(psutil.Error):
                child.kill()
    with suppress(OSError):
        process.kill()
