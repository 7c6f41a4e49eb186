"""Measures what the kit costs: per scenario, as a ratio of two programs run in turns, and the report of a long run.

`python -m benchmarks`, or with the word `scenarios` or `reports` only one of the two.
"""

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks import search
from benchmarks.costs import cpu
from benchmarks.direct import write_direct
from benchmarks.report_costs import show
from mapi_tck.record.run_record import read_record

#: Pairs of measurements. The median ratio of nine moves by about a tenth from one run of this program to the next.
PAIRS: Final = 9

_DECLARATION: Final = Path(__file__).resolve().parent.parent / "examples" / "reference.toml"
_RUN: Final = [sys.executable, "-m", "mapi_tck", "run", "reference", "--declaration", str(_DECLARATION)]
_PYTEST: Final = [sys.executable, "-m", "pytest", "-qq", "-p", "no:cacheprovider"]


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of one program with all scenarios, and with a single one."""

    all: float
    one: float
    scenarios: int

    @property
    def per_scenario(self) -> float:
        """CPU milliseconds that each further scenario adds: start-up is left out."""
        return (self.all - self.one) / (self.scenarios - 1) * 1000


def measure(folder: Path) -> tuple[list[Cost], list[Cost]]:
    """The costs of the kit and of the direct calls, pair by pair."""
    cpu([*_RUN, "--out", "record"], folder)
    record = read_record(folder / "record" / "run.ndjson")
    direct = folder / "test_direct.py"
    write_direct(record, direct)
    number = len(record.ended)
    first = next(result["scenario"] for result in record.results)
    kit, calls = [], []
    for turn in range(PAIRS + 1):
        a = Cost(cpu([*_RUN, "--out", "all"], folder), cpu([*_RUN, "--out", "one", "--only", first], folder), number)
        one = [*_PYTEST, f"{direct.name}::test_scenario[0]"]
        b = Cost(cpu([*_PYTEST, direct.name], folder), cpu(one, folder), number)
        if turn:  # the first pair only warms caches
            kit.append(a)
            calls.append(b)
    return kit, calls


def _row(name: str, kit: list[float], calls: list[float], unit: str) -> str:
    ratios = [a / b for a, b in zip(kit, calls, strict=True)]
    spread = f"{min(ratios):.1f} to {max(ratios):.1f}"
    return f"{name:<28}{median(kit):>8.2f} {unit:<2}{median(calls):>10.2f} {unit:<2}{median(ratios):>8.1f}   {spread}"


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
    kit, calls = measure(folder)
    number = kit[0].scenarios
    print(f"{'CPU time, medians':<28}{'kit':>11}{'direct':>13}{'ratio':>8}   lowest to highest")
    print(_row(f"all {number} scenarios", [cost.all for cost in kit], [cost.all for cost in calls], "s"))
    print(_row("one scenario (start-up)", [cost.one for cost in kit], [cost.one for cost in calls], "s"))
    net = [cost.per_scenario for cost in kit], [cost.per_scenario for cost in calls]
    print(_row("each further scenario", *net, "ms"))
    print(
        f"\nkit: mapi-tck run reference, record and reports included. direct: the same calls in a parametrised pytest test.\n"
        f"{len(kit)} pairs, run in turns, medians of the ratios within pairs; user and system time of the whole process;\n"
        f"Python {sys.version.split()[0]}, {os.cpu_count()} processors.\n"
    )
    search.main()


if __name__ == "__main__":
    main()
