"""Takes from Python what it lacks on Windows. Python imports this module when it starts, if the folder is in PYTHONPATH."""

import os
import select
import signal
import sys

sys.modules["fcntl"] = None  # type: ignore[assignment]
for module, name in (
    (os, "fork"),
    (os, "killpg"),
    (os, "waitid"),
    (select, "poll"),
    (signal, "SIGALRM"),
):
    delattr(module, name)
