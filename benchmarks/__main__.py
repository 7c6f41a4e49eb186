"""Measures what the kit costs: for each scenario, as a ratio of two programs that run in turns, and for the report of a long run.

`python -m benchmarks` measures both, with the word `scenarios` or `reports` only one of them.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks import search
from benchmarks.costs import cpu, head, row
from benchmarks.direct import write_direct
from benchmarks.report_costs import show
from mapi_tck.record.run_record import read_record

#: Pairs of measurements. The median ratio of nine moves by about a tenth from one run of this program to the next.
PAIRS: Final = 9

_DECLARATION: Final = Path(__file__).resolve().parent.parent / "examples" / "reference.toml"
_RUN: Final = [sys.executable, "-m", "mapi_tck", "run", "reference", "--declaration", str(_DECLARATION)]
_PYTEST: Final = [sys.executable, "-m", "pytest", "-qq", "-p", "no:cacheprovider"]


def measure(folder: Path) -> tuple[int, dict[str, list[float]]]:
    """The number of scenarios, and the CPU seconds of each program, turn by turn: with all scenarios, and with a single one."""
    cpu([*_RUN, "--out", "record"], folder)
    record = read_record(folder / "record" / "run.ndjson")
    write_direct(record, folder / "test_direct.py")
    first = next(result["scenario"] for result in record.results)
    programs = {
        "kit all": [*_RUN, "--out", "all"],
        "kit one": [*_RUN, "--out", "one", "--only", first],
        "direct all": [*_PYTEST, "test_direct.py"],
        "direct one": [*_PYTEST, "test_direct.py::test_scenario[0]"],
    }
    turns = [{name: cpu(command, folder) for name, command in programs.items()} for _ in range(PAIRS + 1)]
    # The first turn only warms caches.
    return len(record.ended), {name: [turn[name] for turn in turns[1:]] for name in programs}


def main() -> None:
    """Measure, and print tables."""
    words = sys.argv[1:] or ["scenarios", "reports"]
    with tempfile.TemporaryDirectory() as folder:
        if "scenarios" in words:
            show_scenarios(Path(folder))
        if "reports" in words:
            show(Path(folder))


def show_scenarios(folder: Path) -> None:
    """Measure what scenarios cost, and print a table."""
    number, costs = measure(folder)
    # Without the start, in milliseconds.
    kit, direct = (
        [(a - b) / (number - 1) * 1000 for a, b in zip(costs[f"{side} all"], costs[f"{side} one"], strict=True)]
        for side in ("kit", "direct")
    )
    print(head("CPU time, medians", "direct"))
    print(row(f"all {number} scenarios", costs["kit all"], costs["direct all"], "s"))
    print(row("one scenario (start-up)", costs["kit one"], costs["direct one"], "s"))
    print(row("each further scenario", kit, direct, "ms"))
    print(
        f"\nkit: mapi-tck run reference, record and reports included. direct: the same calls in a parametrised pytest test.\n"
        f"{PAIRS} pairs, run in turns, medians of the ratios within pairs; user and system time of the whole process;\n"
        f"Python {sys.version.split()[0]}, {os.cpu_count()} processors.\n"
    )
    search.main()


if __name__ == "__main__":
    main()
