"""Shows the rows in a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.rows import Gap, Measured
from benchmarks.words import measurements, outcome, spread, value


def line(measured: Measured) -> str:
    """A row in one line, as soon as it is measured."""
    if isinstance(measured, Gap):
        return f"{measured.goal.name}: not measured: {measured.reason}"
    return f"{measured.goal.name}: {value(measured)} ({spread(measured)}; goal: {measured.goal.text})"


def show(rows: Sequence[Measured], console: Console) -> None:
    """Print the table of all rows."""
    table = Table("what", "kit", "peer", "value", "lowest to highest", "goal", "", box=None, pad_edge=False)
    for place in (1, 2, 3, 4):
        table.columns[place].justify = "right"
    for measured in rows:
        table.add_row(*_cells(measured))
    console.print(table)


def _cells(measured: Measured) -> tuple[str | Text, ...]:
    if isinstance(measured, Gap):
        return (
            measured.goal.name,
            "",
            "",
            "",
            "",
            measured.goal.text,
            Text(f"not measured: {measured.reason}", "yellow"),
        )
    kit, peer = measurements(measured)
    return (
        *(measured.goal.name, kit, peer, value(measured), spread(measured)),
        *(measured.goal.text, Text(outcome(measured), "" if measured.met else "bold red")),
    )
