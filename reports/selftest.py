"""What a self-test found, as a page of HTML and as text: which wrong implementations prove each requirement.

Like the report of a run, the page makes no request; it is a pure function of the result.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from mapi_tck.record.writing import write_whole
from mapi_tck.wire.codecs import Json

from .page.frame import page as html_page
from .text import Page
from .words.wording import ROLES, plural

#: Geometry of the picture, in pixels, so that 150 columns fit on a screen: a column for each requirement, a row for each wrong
#: implementation.
CELL: Final = 8
LINE: Final = 5


@dataclass(frozen=True, slots=True)
class Proof:
    """A requirement with the wrong implementations that prove it: those of its own step, and those that sit elsewhere."""

    requirement: Json
    caught: tuple[Json, ...]
    elsewhere: tuple[Json, ...]

    @property
    def count(self) -> int:
        """How many prove it."""
        return len(self.caught) + len(self.elsewhere)

    @property
    def id(self) -> str:
        """The requirement's id."""
        return str(self.requirement["id"])


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of the picture."""

    x: int
    y: int
    kind: str


class Part:
    """The part of a result about one role, as pages show it."""

    def __init__(self, role: str, part: Json, steps: Json) -> None:
        self.role = role
        self.title = ROLES[role]
        self.problems: list[str] = list(part["problems"])
        self.wrong: list[Json] = [row for row in part["specimens"] if not row["allowed_by"]]
        self.unusual: list[Json] = [row for row in part["specimens"] if row["allowed_by"]]
        self.every = [_proof(item, self.wrong) for item in part["requirements"]]
        #: Of the requirements that are about the role. What a hosted provider is judged by as well has its proof elsewhere.
        self.proofs = [proof for proof in self.every if proof.requirement["role"] == role]
        self._steps = steps

    @property
    def noticed(self) -> int:
        """How many wrong implementations are noticed as foretold."""
        return sum(not row["problems"] and not row["missed"] for row in self.wrong)

    @property
    def conforming(self) -> int:
        """How many unusual implementations end as the reference does."""
        return sum(not row["problems"] for row in self.unusual)

    @property
    def proven(self) -> int:
        """How many requirements have a wrong implementation that proves them."""
        return sum(proof.count > 0 for proof in self.proofs)

    @property
    def fewest(self) -> int:
        """How many prove the requirement that has the fewest."""
        return min((proof.count for proof in self.proofs), default=0)

    @property
    def middle(self) -> float:
        """The median of that number."""
        return median(proof.count for proof in self.proofs) if self.proofs else 0

    @property
    def steps(self) -> Iterator[tuple[str, str, list[Proof]]]:
        """Numbered steps with the requirements that are judged there."""
        for step, title in self._steps.items():
            own = [proof for proof in self.every if proof.requirement["step"] == step]
            if own:
                yield step, title, own

    @property
    def trouble(self) -> Iterator[tuple[Json, list[str]]]:
        """The specimens that did not end as foretold, and how not."""
        for row in (*self.wrong, *self.unusual):
            lines = list(row["problems"])
            lines += [f"{id} does not notice it" for id in row["missed"]] if not lines else []
            if lines:
                yield row, lines

    @property
    def marks(self) -> list[Mark]:
        """The picture: who notices whom."""
        columns = {proof.id: number for number, proof in enumerate(self.every)}
        return [
            Mark(columns[id] * CELL, number * LINE, kind)
            for number, row in enumerate(self.wrong)
            for kind in ("caught", "elsewhere", "blocked")
            for id in row[kind]
            if id in columns
        ]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture."""
        return len(self.every) * CELL, len(self.wrong) * LINE


def _proof(requirement: Json, wrong: list[Json]) -> Proof:
    id = requirement["id"]
    return Proof(
        requirement,
        tuple(row for row in wrong if id in row["caught"]),
        tuple(row for row in wrong if id in row["elsewhere"]),
    )


def parts(result: Json) -> list[Part]:
    """The parts of a result, one for each role."""
    return [Part(role, part, result["steps"]) for role, part in result["roles"].items()]


def verdict(result: Json) -> str:
    """The outcome in one sentence."""
    every = parts(result)
    wrong, noticed = sum(len(part.wrong) for part in every), sum(part.noticed for part in every)
    if not result["green"]:
        without = sum(len(part.proofs) - part.proven for part in every)
        trouble = sum(len(part.problems) + len(list(part.trouble)) for part in every)
        lacking = f", {plural(without, 'requirement')} without proof" if without and not result["selection"] else ""
        return f"The self-test fails: {trouble} not as foretold{lacking}"
    which = "selected " if result["selection"] else ""
    return f"The self-test holds: {noticed} of {wrong} {which}wrong implementations are noticed, each as foretold"


def page(result: Json) -> str:
    """The page. The same result and kit give the same text."""
    return html_page(
        "selftest.html.j2",
        ("report.css", "selftest.css"),
        result=result,
        verdict=verdict(result),
        parts=parts(result),
        CELL=CELL,
        LINE=LINE,
    )


def write(result: Json, path: Path) -> None:
    """Write the page."""
    write_whole(path, page(result).encode("utf-8"))


def summary(result: Json, *, width: int, colour: bool) -> str:
    """The matrix in words: what is not as foretold, the proofs of every numbered step, the verdict."""
    text = Page(width, colour)
    for part in parts(result):
        _part(text, part, whole=not result["selection"])
    text.heading("Self-test")
    text.add(verdict(result), indent=2)
    for part in parts(result):
        named = f"{plural(len(part.wrong), 'wrong implementation')}, {part.noticed} noticed as foretold"
        proofs = f"{part.proven} of {plural(len(part.proofs), 'requirement')} proven"
        least = f"by {part.fewest} at least, {part.middle:g} in the middle"
        unusual = f"; {part.conforming} of {len(part.unusual)} right but unusual ones conform" if part.unusual else ""
        proven = f"; {proofs}, {least}" if not result["selection"] else ""
        text.add(f"{named}{unusual}{proven}", indent=2, label=f"{part.role:<10} ")
    return "\n".join(text.lines)


def _part(text: Page, part: Part, *, whole: bool) -> None:
    if whole:
        text.heading(f"Proofs, role {part.role}", "requirement: wrong implementations of its own step + of others")
        for step, title, proofs in part.steps:
            counts = "  ".join(f"{proof.id}: {len(proof.caught)}+{len(proof.elsewhere)}" for proof in proofs)
            text.row([(f"  {step}", 7, None), (title, 30, None), (counts, text.width - 40, None)])
    lacking = [proof.id for proof in part.proofs if not proof.count]
    trouble = list(part.trouble)
    if part.problems or trouble or (lacking and whole):
        text.heading(f"Not as foretold, role {part.role}")
    for problem in part.problems:
        text.add(problem, indent=2)
    for row, lines in trouble:
        text.lines.append("")
        text.add(row["sentence"], indent=2, label=f"✗ {row['id']}  ", style={"fg": "red", "bold": True})
        for line in lines:
            text.add(line, indent=4)
        role = " --role transport" if part.role == "transport" else ""
        text.add_whole(f"mapi-tck run {row['adapter']}{role}", 4, "again     ")
    if lacking and whole:
        text.add(f"no wrong implementation proves {', '.join(lacking)}", indent=2)
