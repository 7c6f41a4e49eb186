"""Measures what the kit costs, and writes `docs/performance.md`: `make bench`, or `make bench-long` for what takes minutes.

`python -m benchmarks [--long] [GROUP …]` measures only these groups and writes no page. The program exits with 1 if something
could not be measured. A missed goal does not change the exit code.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from benchmarks import groups, page, table
from benchmarks.costs import CHECKOUT
from benchmarks.groups import Group
from benchmarks.rows import Gap, Measured, complete


def measured(chosen: Mapping[str, Group], folder: Path) -> Iterator[Measured]:
    """The rows of these groups, each as soon as it is measured."""
    for name, group in chosen.items():
        own = folder / name
        own.mkdir()
        yield from complete(group.goals, group.measure(own))


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and write the page."""
    name = "bench-long" if "--long" in arguments else "bench"
    words = [word for word in arguments if word != "--long"]
    every = groups.LONG if "--long" in arguments else groups.USUAL
    if unknown := [word for word in words if word not in every]:
        print(f"benchmarks: there is no group {unknown[0]}; the groups are {', '.join(every)}", file=sys.stderr)
        return 2
    load = os.getloadavg()[0]
    rows = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for row in measured({key: every[key] for key in words} if words else every, Path(folder)):
            rows.append(row)
            print(table.line(row), file=sys.stderr, flush=True)
    table.show(rows, Console(width=None if sys.stdout.isatty() else 200))
    if not words:
        page.write(name, rows, load, page.PAGE)
        print(f"written: {page.PAGE.relative_to(CHECKOUT)}")
    return 1 if any(isinstance(row, Gap) for row in rows) else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("benchmarks: interrupted")
