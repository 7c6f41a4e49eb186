"""Several runs side by side on one HTML page: a column for each implementation, a row for each step and requirement.

The page has no script. A checkbox hides the rows that are the same in all runs; the style sheet does it.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from mapi_tck.assessment import Assessment, JudgedRequirement
from mapi_tck.assessment.outputs import FORMATS
from mapi_tck.record.run_record import Record
from mapi_tck.wire.codecs import Json

from .page.frame import anchor
from .page.frame import page as html_page
from .words.groups import selected
from .words.wording import TONES, plural

#: Characters of the name above a column. A choice: four such columns are as wide as a screen.
SHORT: Final = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """The result of one run for one requirement or numbered step."""

    #: "" where the run is about another role, or its suite does not have the requirement.
    verdict: str
    causes: tuple[str, ...]
    link: str


@dataclass(frozen=True, slots=True)
class Column:
    """One run."""

    number: int
    assessment: Assessment
    #: The address of its report, relative to the page; "" where there is none.
    report: str

    @property
    def name(self) -> str:
        """The name of the implementation."""
        return self.assessment.record.identity["implementation"]

    @property
    def short(self) -> str:
        """A name that fits above a column: that of the implementation or the adapter, or the beginning of the first."""
        fitting = (name for name in (self.name, self.assessment.header["adapter"]) if len(name) <= SHORT)
        return next(fitting, f"{self.name[: SHORT - 1]}…")

    @property
    def scope(self) -> str:
        """What the run is about."""
        options = self.assessment.options
        return f"role {options['role']}, profile {options['profile']}, level {options['level']}"

    @property
    def version(self) -> str:
        """The version of the implementation."""
        return self.assessment.record.identity["version"]

    @property
    def declared(self) -> list[tuple[str, Json]]:
        """What the declaration claims, if there is one."""
        claims = self.assessment.header["declaration"]["claims"]
        return [(name, value) for name, value in claims.items() if value not in ({}, None)]

    def cell(self, id: str, items: Sequence[JudgedRequirement], *, causes: bool) -> Cell:
        """The worst verdict of these requirements of the run, with a link to the id in its report."""
        if not items:
            return Cell("", (), "")
        found = dict.fromkeys(result["cause"] for item in items for result in item.results if result["cause"])
        link = f"{self.report}#{anchor(id)}" if self.report else ""
        return Cell(str(self.assessment.verdict_of(items)), tuple(found) if causes else (), link)


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement, or a numbered step with its worst verdict."""

    id: str
    title: str
    strength: str
    step: bool
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether the runs that have it give different verdicts."""
        return len({cell.verdict for cell in self.cells if cell.verdict}) > 1


def columns(runs: Sequence[tuple[Record, Path]], base: Path) -> list[Column]:
    """The runs as columns, each with the address of its report relative to the page's folder."""
    found = []
    for number, (record, folder) in enumerate(runs, 1):
        report = folder.resolve() / FORMATS["html"]
        link = quote(os.path.relpath(report, base).replace(os.sep, "/")) if report.exists() else ""
        found.append(Column(number, Assessment(record), link))
    return found


def rows(every: Sequence[Column]) -> list[Row]:
    """Every numbered step and requirement of any of the runs, in the order of the source. A selection has what it selected."""
    steps: dict[str, str] = {}
    for column in every:
        steps |= column.assessment.header["steps"]
    asked = [{item.id for item in selected(column.assessment)} for column in every]
    found: list[Row] = []
    for step, text in steps.items():
        of_run = [
            [item for item in column.assessment.by_step.get(step, ()) if item.id in ids]
            for column, ids in zip(every, asked, strict=True)
        ]
        items = {item.id: item for own in of_run for item in own}
        if items:
            cells = (column.cell(step, own, causes=False) for column, own in zip(every, of_run, strict=True))
            found.append(Row(step, text, "", True, tuple(cells)))
        for id, item in items.items():
            cells = (
                column.cell(id, [one for one in own if one.id == id], causes=True)
                for column, own in zip(every, of_run, strict=True)
            )
            found.append(Row(id, item.statement, str(item.strength), False, tuple(cells)))
    return found


def page(runs: Sequence[tuple[Record, Path]], base: Path) -> str:
    """The page. The same records and kit give the same text."""
    every = columns(runs, base)
    lines = rows(every)
    differing = sum(row.differs for row in lines if not row.step)
    different = plural(differing, "requirement")
    return html_page(
        "matrix.html.j2",
        ("report.css", "matrix.css"),
        columns=every,
        rows=lines,
        differing=differing,
        title=f"{plural(len(every), 'run')} side by side, {different} with different verdicts",
        scopes={column.scope for column in every},
        tones=TONES,
        suites={column.assessment.header["kit"]["suite_digest"] for column in every},
    )
