"""What is made once for all tests, however many processes share them."""

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
    """What `make` made in a folder of that name. The first process that asks makes it; the others wait, and read it."""
    base = factory.getbasetemp()
    folder = (base if os.environ.get("PYTEST_XDIST_WORKER") is None else base.parent) / f"once-{name}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = folder / "made"
        if not kept.exists():
            place = folder / "place"
            shutil.rmtree(place, ignore_errors=True)  # what another process could not make
            place.mkdir()
            kept.write_bytes(pickle.dumps(make(place)))
        made: T = pickle.loads(kept.read_bytes())
        return made
