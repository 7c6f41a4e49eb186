"""The folder of a run: it can be written, and only one run or merge writes into it at a time."""

import fcntl
import os
import shutil
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from mapi_tck.errors import UsageError

#: Files of pytest's, which a run keeps in its folder.
PYTEST_CACHE = ".pytest_cache"


def make_writable(out: Path, option: str) -> None:
    """Make the folder, which the option names, if it is not there. Raises `UsageError` if no file can be written into it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", option) from error


def claim(out: Path, option: str) -> ExitStack:
    """Lock the folder until the answer is closed, so that two runs never write into it at once. Errors name the option.

    The lock ends with the process at the latest. Raises `UsageError` if another process holds it, or if there can be no lock.
    """
    folder = os.open(out, os.O_RDONLY)
    held = ExitStack()
    held.callback(os.close, folder)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        held.close()
        raise UsageError("another run is writing there", option) from error
    except OSError as error:
        held.close()
        raise UsageError(f"cannot lock the folder: {error.strerror}", option) from error
    return held


def remove_if_empty(out: Path) -> None:
    """Remove a folder that a run has made and has written nothing into. Files of others in it stay, and so does the folder."""
    shutil.rmtree(out / PYTEST_CACHE, ignore_errors=True)
    with suppress(OSError):
        out.rmdir()
