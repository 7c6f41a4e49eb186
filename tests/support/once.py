"""Makes something once for all test processes."""

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], T]) -> T:
    """What `make` answers. The first process that asks calls it, with a folder for its files; the others wait and read it."""
    base = factory.getbasetemp()
    folder = (base if os.environ.get("PYTEST_XDIST_WORKER") is None else base.parent) / f"once-{name}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = folder / "made"
        if not kept.exists():
            place = folder / "place"
            shutil.rmtree(place, ignore_errors=True)  # another process may have failed to make it
            place.mkdir()
            kept.write_bytes(pickle.dumps(make(place)))
        made: T = pickle.loads(kept.read_bytes())
        return made
