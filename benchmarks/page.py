"""Writes `docs/performance.md`: its head, and a section for each of the two commands. A run replaces its own section."""

import os
import platform
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from benchmarks.costs import CHECKOUT
from benchmarks.rows import Gap, Measured
from benchmarks.words import measurements, outcome, spread, value

PAGE: Final = CHECKOUT / "docs" / "performance.md"

#: Each section is between such marks.
_SECTION: Final = "<!-- {name} -->\n{text}\n<!-- end {name} -->\n"
_EMPTY: Final = "\nNot measured yet.\n"

#: A picture, because GitHub shows no coloured text.
_RED: Final = "![missed](goal-missed.svg)"

_HEAD: Final = (
    """\
# What the kit costs

<!-- Generated: make bench, make bench-long -->

`make bench` compares the kit with a peer: a program that does the same work without the kit. Both run on the same machine, in
turns. So other work on the machine slows both. A pair of turns gives one ratio. A row shows the medians of both sides, the median
of the ratios, and the lowest and the highest ratio. `make bench-long` measures what takes minutes, each once.

- Unless a row says otherwise, a cost is CPU time, user and system, of the process and its children. Other work on the machine
  changes it less than time by the clock.
- Programs run as a user starts them: compiled modules are kept, and other plugins of pytest are off.
- A goal is not a test: no command fails because a goal is missed. A row that misses its goal says so: """
    + _RED
    + """.
- The row *a run that fails* uses the ten wrong implementations that take longest. `benchmarks/slowest.txt` lists them and says
  how they were chosen. `python -m benchmarks.slowest` finds them again.

"""
)

TITLES: Final = {"bench": "## Ratios, and commands that only print", "bench-long": "## Seconds and MB"}


def machine() -> str:
    """The processors, their number, the system and Python."""
    info = Path("/proc/cpuinfo")
    names = re.findall(r"^model name\s*: (.+)$", info.read_text("utf-8"), re.MULTILINE) if info.exists() else []
    name = names[0] if names else platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"


def section(name: str, rows: Sequence[Measured], day: date, where: str, load: float) -> str:
    """The section of a command, with a row for each goal."""
    missed = [row for row in rows if not isinstance(row, Gap) and not row.met]
    gaps = sum(isinstance(row, Gap) for row in rows)
    judged = [row for row in rows if not isinstance(row, Gap) and row.goal.judged]
    said = f"{len(judged) - len(missed)} of {len(judged)} goals are met"
    said += f", {gaps} rows could not be measured" if gaps else ""
    lines = [
        TITLES[name],
        "",
        f"Measured on {day.isoformat()} with `make {name}`: {where}. Load of the machine before: {load:.1f}. {said}.",
        "",
        "| what | kit | peer | value | lowest to highest | goal | |",
        "|---|---:|---:|---:|---|---|---|",
        *map(_row, rows),
        "",
        *(f"- *{row.goal.name}*: {row.note}." for row in rows if not isinstance(row, Gap) and row.note),
    ]
    return "\n".join(lines)


def _row(measured: Measured) -> str:
    goal = measured.goal
    if isinstance(measured, Gap):
        return f"| {goal.name} | | | | | {goal.text} | not measured: {measured.reason.replace('|', '/')} |"
    kit, peer = measurements(measured)
    said = outcome(measured) if measured.met else f"{_RED} **{outcome(measured)}**"
    return f"| {goal.name} | {kit} | {peer} | {value(measured)} | {spread(measured)} | {goal.text} | {said} |"


def page(before: str, name: str, text: str) -> str:
    """The page with this section; the other section stays as it was."""
    made = _HEAD
    for each in TITLES:
        found = re.search(rf"<!-- {each} -->\n(.*?)\n<!-- end {each} -->", before, re.DOTALL)
        kept = found[1] if found else f"{TITLES[each]}\n{_EMPTY}"
        made += _SECTION.format(name=each, text=text if each == name else kept) + "\n"
    return made.rstrip("\n") + "\n"


def write(name: str, rows: Sequence[Measured], load: float, path: Path) -> None:
    """Write the section into the page."""
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(page(before, name, section(name, rows, date.today(), machine(), load)), "utf-8")
