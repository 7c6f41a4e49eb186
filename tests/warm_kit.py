"""The kit, loaded once and forked for every run: a process of its own for each, without the price of its start.

A program, not a test: it reads lines `{"adapter": …, "folder": …}`, runs every scenario against the adapter in a copy
of itself, and answers each with a line that holds pytest's exit code. The folder holds `pytest.ini` and
`declaration.toml`; the run record and whatever pytest says are left there. Its own arguments are options of every run.
"""

import gc
import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path

import pytest
from pytest_bdd.feature import get_feature

#: A run that takes longer hangs.
LIMIT = 120

#: The parts of the kit that a run needs and that do not depend on what is run.
PARTS = ("plugin", "running", "recording", "collection", "suite", "steps", "adapters.wrong")

ARGUMENTS = ("-q", "-c", "pytest.ini", "--rootdir=.", "--assert=plain", "-p", "no:cacheprovider")
PLUGINS = ("-p", "pytest_bdd.plugin", "-p", "mapi_tck.plugin")
OPTIONS = ("--mapi-declaration=declaration.toml", "--mapi-out=.")


def load() -> None:
    """Import the kit and read the features, so that no copy has to."""
    import_module("pytest_bdd.plugin")
    parts = {part: import_module(f"mapi_tck.{part}") for part in PARTS}
    for module in parts["steps"].pytest_plugins:
        import_module(module)
    parts["suite"].packaged_scenarios()
    for feature in parts["suite"].read_suite():
        get_feature(str(feature.path.parent), feature.path.name)  # pytest-bdd keeps what it has read
        parts["collection"].feature_of(feature.path)
    gc.freeze()


def run(adapter: str, folder: Path) -> int:
    """Run the kit in a copy of this process; answer its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        signal.alarm(LIMIT)
        os.chdir(folder)
        output = os.open("output.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(output, stream)
        code = pytest.main([*ARGUMENTS, *PLUGINS, *OPTIONS, *sys.argv[1:], f"--mapi-adapter={adapter}"])
        sys.stdout.flush()
    finally:
        # Whatever happened: this copy must not go on to read the next line.
        os._exit(int(code))


def main() -> None:
    """Serve until there are no more lines."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    load()
    for line in sys.stdin:
        asked = json.loads(line)
        print(run(asked["adapter"], Path(asked["folder"])), flush=True)


if __name__ == "__main__":
    main()
