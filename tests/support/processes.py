"""What tests ask the kernel about processes."""

import time
from pathlib import Path


def left_in_group(group: int) -> list[int]:
    """The processes of that group that are still alive."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, pgrp = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(pgrp) == group and state not in "ZX":
            found.append(int(folder.name))
    return found


def waits(process: int) -> bool:
    """Whether it sleeps, and still does a moment later: then it waits for something from outside.

    A signal that arrives just before a process begins to wait is handled only when the wait ends, as anywhere in Python. So a
    test that interrupts a wait looks first whether it has begun.
    """
    asleep = state(process) == "S"
    time.sleep(0.05)
    return asleep and state(process) == "S"


def children_of(process: int) -> list[int]:
    """The processes that this one has started, in any of its threads."""
    threads = Path(f"/proc/{process}/task").glob("*/children")
    return [int(id) for thread in threads for id in thread.read_text().split()]


def gone(processes: list[int]) -> bool:
    """Whether all of them end within a moment."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        alive = [id for id in processes if Path(f"/proc/{id}").exists() and state(id) not in "ZX"]
        if not alive:
            return True
        time.sleep(0.05)
    return False


def state(process: int) -> str:
    """Its state, as the kernel writes it; X when there is none."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"
