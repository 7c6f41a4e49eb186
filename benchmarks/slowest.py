"""The wrong implementations whose runs take longest, and the program that finds them: `python -m benchmarks.slowest`.

The program runs the searches of a default run against every wrong subsystem, each in a process of its own, and writes the ten
slowest to `slowest.txt`. It counts only the CPU time of the searches. They make failing cases smaller, and that takes the time.
The written scenarios take about as long for each implementation.
"""

import os
import resource
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Final

from benchmarks.searches import begun
from mapi_tck.claims.declaration import Parameters
from mapi_tck.ports import Role
from mapi_tck.search.laws import LAWS
from mapi_tck.suite.specimens import load_specimens

FILE: Final = Path(__file__).with_suffix(".txt")

#: CPU seconds after which the searches are ended. Such an implementation is among the slowest. A choice: most take three.
LONGEST: Final = 60
#: How many are listed.
LISTED: Final = 10

_HEAD: Final = """\
# The {listed} wrong subsystems, of {tried}, whose searches take longest in a default run: the CPU seconds and the adapter.
# Found by `python -m benchmarks.slowest`; {longest} seconds mean that the search was ended then.
"""


def slowest() -> list[str]:
    """The adapters that the file lists, the slowest first."""
    lines = FILE.read_text("utf-8").splitlines()
    return [line.split()[1] for line in lines if line and not line.startswith("#")]


def seconds(id: str) -> float:
    """The CPU seconds that the searches of a default run take against this wrong subsystem."""
    child = os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
            _search(id)
        finally:
            os._exit(1)
    _, status, used = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) not in (0, -signal.SIGKILL, -signal.SIGXCPU):
        sys.exit(f"benchmarks: the search against wrong:{id} ended with an error")
    return used.ru_utime + used.ru_stime


def _search(id: str) -> None:
    wrong = import_module("mapi_tck.adapters.wrong").wrong
    for law in LAWS:
        search = begun(law, wrong(id, Parameters(), Role.SUBSYSTEM), corpus=True)
        search.tck.begin_line(1)
        search.run([LAWS[law]])
        search.result()
    os._exit(0)


def taken(ids: list[str]) -> Iterator[tuple[float, str]]:
    """The CPU seconds of each, with one process for each processor."""
    for name in ("mapi_tck.steps", "mapi_tck.adapters.wrong", "mapi_tck.search.proposing", "mapi_tck.search.shrinking"):
        import_module(name)  # once, for all copies of this process
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from zip(pool.map(seconds, ids), ids, strict=True)


def main() -> None:
    """Run every wrong subsystem once, and write the file."""
    ids = [specimen.id for specimen in load_specimens(Role.SUBSYSTEM) if specimen.wrong]
    found = []
    for spent, id in taken(ids):
        found.append((spent, id))
        print(f"{len(found):>4} of {len(ids)} {spent:7.2f} s  wrong:{id}", flush=True)
    write(found)


def write(found: list[tuple[float, str]]) -> None:
    """Write the slowest of these to the file."""
    lines = [f"{spent:7.2f} wrong:{id}" for spent, id in sorted(found, reverse=True)[:LISTED]]
    head = _HEAD.format(listed=LISTED, tried=len(found), longest=LONGEST)
    FILE.write_text(head + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
