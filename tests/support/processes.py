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
    """Whether the process sleeps, and still does a moment later: then it waits for something from outside.

    If a signal arrives just before a wait begins, Python handles it only when the wait ends. So a test that interrupts a wait
    first makes sure that the wait has begun.
    """
    asleep = state(process) == "S"
    time.sleep(0.05)
    return asleep and state(process) == "S"


def children_of(process: int) -> list[int]:
    """The processes that this process has started, in any of its threads."""
    threads = Path(f"/proc/{process}/task").glob("*/children")
    return [int(id) for thread in threads for id in thread.read_text().split()]


def gone(processes: list[int]) -> bool:
    """Whether all of them end within ten seconds."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        alive = [id for id in processes if Path(f"/proc/{id}").exists() and state(id) not in "ZX"]
        if not alive:
            return True
        time.sleep(0.05)
    return False


def state(process: int) -> str:
    """The state of the process, as the kernel writes it; X if there is no such process."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"
