"""Measures a call over `stdio:` against a raw echo: both talk to the same program, by lines of JSON, on one processor."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.costs import CHECKOUT, cpu_here
from benchmarks.rows import NotMeasuredError, Row
from mapi_tck.adapters.process.stdio import StdioAdapter
from mapi_tck.claims.declaration import Parameters
from mapi_tck.ports import Direction

GOALS: Final = ("stdio",)

#: Pairs, after a turn that only warms caches, and calls of each program. A choice: a pair takes two seconds.
PAIRS: Final = 5
CALLS: Final = 20_000

#: A program of fifty lines that answers every request at once.
_PROGRAM: Final = [sys.executable, str(CHECKOUT / "tests" / "miniatures" / "well_behaved.py")]


def with_kit() -> None:
    """Make the calls through the kit's adapter: requests and answers are checked against the schema."""
    adapter = StdioAdapter("stdio:benchmark", _PROGRAM, Parameters())
    test_bed = adapter.test_bed()
    if test_bed is None:
        raise NotMeasuredError("the program has no test bed")
    queue = test_bed.queue
    for _ in range(CALLS):
        queue("Office", Direction.OUTGOING)
    adapter.close()


def raw() -> None:
    """Write the same requests, and read the answers."""
    with subprocess.Popen(_PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        params = {"object": "the test bed", "transport": "Office", "direction": "outgoing"}
        for number in range(CALLS):
            request = {"jsonrpc": "2.0", "id": number, "method": "test_bed.queue", "params": params}
            program.stdin.write(json.dumps(request) + "\n")
            program.stdin.flush()
            if json.loads(program.stdout.readline())["id"] != number:
                raise NotMeasuredError("the program answered another request")
        program.stdin.close()


def measure(_folder: Path) -> Iterator[Row]:
    """Measure the row of `GOALS`."""
    processors = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(processors)})  # children inherit it, so both sides have the same placement
    try:
        turns = [tuple(map(cpu_here, (with_kit, raw))) for _ in range(PAIRS + 1)][1:]
    finally:
        os.sched_setaffinity(0, processors)
    kit, peer = (tuple(turn[side] / CALLS * 1e6 for turn in turns) for side in range(2))
    note = f"{CALLS} calls; CPU time of the caller and the program, which share one processor on both sides"
    yield Row("stdio", kit, peer, "µs", note)
