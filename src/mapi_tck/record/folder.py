"""The folder of a run: it can be written, and only one run or merge writes into it at a time."""

import hashlib
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
    held = ExitStack()
    try:
        _lock(out, held)
    except BlockingIOError as error:
        held.close()
        raise UsageError("another run is writing there", option) from error
    except OSError as error:
        held.close()
        raise UsageError(f"cannot lock the folder: {error.strerror}", option) from error
    return held


def _lock(out: Path, held: ExitStack) -> None:
    """Lock the folder itself, if the system can: nothing is left in it, and other machines that share it see the lock."""
    try:
        import fcntl
    except ImportError:  # Windows
        _lock_file(out, held)
        return
    folder = os.open(out, os.O_RDONLY)
    held.callback(os.close, folder)
    fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _lock_file(out: Path, held: ExitStack) -> None:
    """Lock a file that stands for the folder: Windows locks no folders, and a file in the folder would be one of the run's.

    The file is in the user's folder for temporary files. So the lock holds between the runs of one user on one machine.
    """
    import filelock  # only here: other systems need none

    name = hashlib.sha256(os.path.normcase(out.resolve()).encode()).hexdigest()
    lock = filelock.FileLock(Path(tempfile.gettempdir()) / f"mapi-tck-{name[:32]}.lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise BlockingIOError from error
    held.callback(lock.release)


def remove_if_empty(out: Path) -> None:
    """Remove a folder that a run has made and has written nothing into. Files of others in it stay, and so does the folder."""
    shutil.rmtree(out / PYTEST_CACHE, ignore_errors=True)
    with suppress(OSError):
        out.rmdir()
