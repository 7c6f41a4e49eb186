"""The groups of rows that are measured together, and what each measures."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import commands, growth, lines, long_records, long_runs, report_pages, searches, stdio, whole_runs
from benchmarks.rows import Row


@dataclass(frozen=True, slots=True)
class Group:
    """The keys of the goals, and the function that measures their rows in a folder of its own."""

    goals: tuple[str, ...]
    measure: Callable[[Path], Iterator[Row]]


#: What `make bench` measures, in this order: the quick groups first.
USUAL: Final[Mapping[str, Group]] = {
    "commands": Group(commands.GOALS, commands.measure),
    "stdio": Group(stdio.GOALS, stdio.measure),
    "search": Group(searches.GOALS, searches.measure),
    "lines": Group(lines.GOALS, lines.measure),
    "growth": Group(growth.GOALS, growth.measure),
    "pages": Group(report_pages.GOALS, report_pages.measure),
    "runs": Group(whole_runs.GOALS, whole_runs.measure),
}

#: What `make bench-long` measures.
LONG: Final[Mapping[str, Group]] = {
    "memory": Group(long_runs.MEMORY, long_runs.measure_memory),
    "workers": Group(long_runs.WORKERS, long_runs.measure_workers),
    "records": Group(long_records.GOALS, long_records.measure),
    "selftest": Group(long_runs.SELFTEST, long_runs.measure_selftest),
    "quick": Group(long_runs.QUICK, long_runs.measure_quick),
    "suite": Group(long_runs.SUITE, long_runs.measure_suite),
}
