"""Several runs side by side as one page of HTML: implementations across, numbered steps and requirements down.

The page has no script. What is the same in every run can be hidden by a checkbox, which the style sheet alone understands.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from mapi_tck.assessment import Assessment, JudgedRequirement
from mapi_tck.assessment.outputs import FORMATS
from mapi_tck.record.run_record import RunRecord
from mapi_tck.wire.codecs import Json

from .page.addresses import anchor
from .page.frame import page as html_page
from .words.wording import plural

#: What a cell says where a run is about another role, or of a suite that lacks the requirement.
ABSENT = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One run."""

    number: int
    assessment: Assessment
    #: Where its report is, as seen from the page; "" where there is none.
    report: str

    @property
    def name(self) -> str:
        """Who was tested."""
        return self.assessment.record.identity["implementation"] or self.assessment.header["adapter"]

    @property
    def version(self) -> str:
        """In which version."""
        return self.assessment.record.identity["version"]

    @property
    def declared(self) -> list[tuple[str, Json]]:
        """What the declaration claims; nothing where there is none."""
        claims = self.assessment.header["declaration"]["claims"]
        return [(name, value) for name, value in claims.items() if value not in ({}, None)]

    def found(self, id: str) -> JudgedRequirement | None:
        """What the run says of the requirement."""
        return next((item for item in self.assessment.requirements if item.id == id), None)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one run says of one requirement or numbered step."""

    verdict: str
    reason: str
    link: str


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
        """Whether the runs that know it do not all say the same."""
        return len({cell.verdict for cell in self.cells if cell.verdict != ABSENT}) > 1


def columns(runs: Sequence[tuple[RunRecord, Path]], base: Path) -> list[Column]:
    """The runs as columns, each with the way from the page to its report."""
    found = []
    for number, (record, folder) in enumerate(runs, 1):
        report = folder.resolve() / FORMATS["html"]
        link = quote(os.path.relpath(report, base).replace(os.sep, "/")) if report.exists() else ""
        found.append(Column(number, Assessment(record), link))
    return found


def rows(every: Sequence[Column]) -> list[Row]:
    """Every numbered step and requirement that one of the runs knows, in the order of the source."""
    steps: dict[str, str] = {}
    for column in every:
        steps |= column.assessment.header["steps"]
    found: list[Row] = []
    for step, title in steps.items():
        items: dict[str, JudgedRequirement] = {}
        for column in every:
            items |= {item.id: item for item in column.assessment.by_step.get(step, ())}
        if items:
            found.append(Row(step, title, "", True, tuple(_of_step(column, step) for column in every)))
        found += [
            Row(id, item.statement, str(item.strength), False, tuple(_of(column, id) for column in every))
            for id, item in items.items()
        ]
    return found


def _of_step(column: Column, step: str) -> Cell:
    items = column.assessment.by_step.get(step)
    if not items:
        return Cell(ABSENT, "", "")
    return Cell(str(column.assessment.verdict_of(items)), "", _link(column, step))


def _of(column: Column, id: str) -> Cell:
    item = column.found(id)
    if item is None:
        return Cell(ABSENT, "", "")
    causes = ", ".join(dict.fromkeys(result["cause"] for result in item.results if result["cause"]))
    return Cell(str(item.verdict), causes, _link(column, id))


def _link(column: Column, id: str) -> str:
    return f"{column.report}#{anchor(id)}" if column.report else ""


def title(every: Sequence[Column], lines: Sequence[Row]) -> str:
    """What the page says in one sentence."""
    differing = sum(row.differs for row in lines if not row.step)
    return f"{plural(len(every), 'run')} side by side, {plural(differing, 'requirement')} with different verdicts"


def page(runs: Sequence[tuple[RunRecord, Path]], base: Path) -> str:
    """The page. The same records and kit give the same text."""
    every = columns(runs, base)
    lines = rows(every)
    return html_page(
        "matrix.html.j2",
        ("report.css", "matrix.css"),
        columns=every,
        rows=lines,
        title=title(every, lines),
        suites={column.assessment.header["kit"]["suite_digest"] for column in every},
    )
