"""Runs the whole self-test once for all tests. It also writes the reports that the browser tests look at."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from kit import TESTS, Run, environment
from once import once

from mapi_tck.wire.codecs import Json

#: The command line, with `pages_of_faults` in place of the programs of the self-test: it also writes pages.
WITH_PAGES = """
import sys
from mapi_tck.__main__ import main
from mapi_tck.selftest import trying
trying._PROGRAM = trying._PROGRAM_FOR_MANY = "pages_of_faults"
main()
"""


def whole_selftest(factory: pytest.TempPathFactory) -> tuple[Run, Json]:
    """The call, and its result. The reports of some faults (`failing`) are in the folder `pages`."""
    # It takes longest of all, so it does as many jobs at a time as the other tests together.
    return once(factory, "selftest", lambda folder: tried(folder, "-n", "4", pages=True))


def tried(folder: Path, *arguments: str, pages: bool = False) -> tuple[Run, Json]:
    """A call of `mapi-tck selftest`, and its result; with `pages` the reports of some faults are in the folder `pages`."""
    program = ["-c", WITH_PAGES] if pages else ["-m", "mapi_tck"]
    surroundings = environment({"XDG_CACHE_HOME": str(folder / "cache")})
    if pages:
        (folder / "pages").mkdir()
        stride = os.environ.get("MAPI_TCK_EVERY_FAULT", "")
        surroundings |= {"PYTHONPATH": str(TESTS / "support"), "PAGES_OF_FAULTS": str(folder / "pages")}
        surroundings |= {"MAPI_TCK_EVERY_FAULT": stride}
    command = [sys.executable, *program, "selftest", "--out", "out", *arguments]
    done = subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False)
    path = folder / "out" / "selftest.json"
    return Run(done.returncode, done.stdout, done.stderr, folder), json.loads(path.read_text()) if path.exists() else {}
