"""The result of a self-test as an HTML page and as text: which faulty implementations prove each requirement.

Like the report of a run, the page makes no request and is a pure function of the result.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from mapi_tck.verdicts import Verdict
from mapi_tck.wire.codecs import Json

from .page.frame import page as html_page
from .text import STYLES, columns, copied, heading, indented, safe
from .words.wording import ROLES, plural

#: Pixels of the picture: the width of the column of a requirement, the height of the row of a faulty implementation.
CELL: Final = 8
LINE: Final = 5


@dataclass(frozen=True, slots=True)
class Proof:
    """A requirement with the faulty implementations that prove it: with the fault in its own step, or in another."""

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


class RoleResult:
    """The result for one role, as page and text show it."""

    def __init__(self, role: str, part: Json, steps: Json, *, whole: bool = True) -> None:
        self.role = role
        self.title = ROLES[role]
        self.problems: list[str] = list(part["problems"])
        self.wrong: list[Json] = [row for row in part["specimens"] if not row["allowed_by"]]
        self.unusual: list[Json] = [row for row in part["specimens"] if row["allowed_by"]]
        self.every = [Proof(item, *self._detecting(item["id"])) for item in part["requirements"]]
        #: The proofs of this role's requirements. Others that a hosted provider is tested with are proven under their own role.
        self.proofs = [proof for proof in self.every if proof.requirement["role"] == role]
        #: Those that a selection of implementations did not try: none of the implementations is about them.
        named = {id for row in part["specimens"] for kind in ("caught", "elsewhere", "missed") for id in row[kind]}
        self.untried = [] if whole else [proof.id for proof in self.proofs if proof.id not in named]
        if not whole:
            self.every = [proof for proof in self.every if proof.id in named]
        self._steps = steps

    def _detecting(self, id: str) -> Iterator[tuple[Json, ...]]:
        return (tuple(row for row in self.wrong if id in row[kind]) for kind in ("caught", "elsewhere"))

    @property
    def noticed(self) -> int:
        """How many faulty implementations are detected as expected."""
        return sum(not row["problems"] and not row["missed"] for row in self.wrong)

    @property
    def conforming(self) -> int:
        """How many unusual implementations get the same results as the reference."""
        return sum(not row["problems"] for row in self.unusual)

    @property
    def proven(self) -> int:
        """How many requirements are proven by a faulty implementation."""
        return sum(proof.count > 0 for proof in self.proofs)

    @property
    def fewest(self) -> int:
        """The smallest number of proofs of a requirement."""
        return min((proof.count for proof in self.proofs), default=0)

    @property
    def middle(self) -> float:
        """The median of the numbers of proofs."""
        return median(proof.count for proof in self.proofs) if self.proofs else 0

    @property
    def steps(self) -> Iterator[tuple[str, str, list[Proof]]]:
        """Numbered steps with the proofs of their requirements; of a selection only the requirements that were tried."""
        for step, title in self._steps.items():
            own = [proof for proof in self.every if proof.requirement["step"] == step]
            if own:
                yield step, title, own

    @property
    def trouble(self) -> Iterator[tuple[Json, list[str]]]:
        """The specimens that did not end as expected, and how they differ."""
        for row in (*self.wrong, *self.unusual):
            lines = list(row["problems"])
            lines += [f"{id} does not detect it" for id in row["missed"]] if not lines else []
            if lines:
                yield row, lines

    @property
    def marks(self) -> Iterator[tuple[int, int, str]]:
        """The marks of the picture, by place and kind: which requirement detects which faulty implementation."""
        columns = {proof.id: number for number, proof in enumerate(self.every)}
        for number, row in enumerate(self.wrong):
            for kind in ("caught", "elsewhere", "blocked"):
                yield from ((columns[id] * CELL, number * LINE, kind) for id in row[kind] if id in columns)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in pixels."""
        return len(self.every) * CELL, len(self.wrong) * LINE


def parts(result: Json) -> list[RoleResult]:
    """The result for each role."""
    whole = not result["selection"]
    return [RoleResult(role, part, result["steps"], whole=whole) for role, part in result["roles"].items()]


def not_run(result: Json) -> list[str]:
    """The roles of which the self-test ran no implementation."""
    return [role for role in ROLES if role not in result["roles"]]


def verdict(result: Json) -> str:
    """The outcome in one sentence."""
    every = parts(result)
    wrong, noticed = sum(len(part.wrong) for part in every), sum(part.noticed for part in every)
    if not result["green"]:
        without = sum(len(part.proofs) - part.proven for part in every)
        trouble = sum(len(part.problems) + len(list(part.trouble)) for part in every)
        lacking = f", {plural(without, 'requirement')} without proof" if without and not result["selection"] else ""
        return f"The self-test fails: {plural(trouble, 'unexpected result')}{lacking}"
    which = "selected " if result["selection"] else ""
    return f"The self-test passes: {noticed} of {wrong} {which}faulty implementations are detected as expected"


def page(result: Json) -> str:
    """The page. The same result and kit give the same text."""
    return html_page(
        "selftest.html.j2",
        ("report.css", "selftest.css"),
        result=result,
        verdict=verdict(result),
        parts=parts(result),
        not_run=not_run(result),
        CELL=CELL,
        LINE=LINE,
    )


def summary(result: Json) -> RenderableType:
    """The matrix for the terminal: what did not end as expected, the proofs of every numbered step, the verdict."""
    return Group(*_summary(result))


def _summary(result: Json) -> Iterator[RenderableType]:
    whole = not result["selection"]
    rows: list[tuple[str, str]] = []
    for part in parts(result):
        yield from _part(part, whole=whole)
        text = f"{plural(len(part.wrong), 'faulty implementation')}, {part.noticed} detected as expected"
        if part.unusual:
            text += f"; {part.conforming} of {len(part.unusual)} correct but unusual ones conform"
        if whole:
            text += f"; {part.proven} of {plural(len(part.proofs), 'requirement')} proven"
            text += f", each by at least {part.fewest}, median {part.middle:g}"
        else:
            text += f"; {len(part.untried)} of {plural(len(part.proofs), 'requirement')} not tried"
        rows.append((part.role, text))
    yield heading("Self-test")
    yield indented(safe(verdict(result), STYLES[Verdict.PASS if result["green"] else Verdict.FAIL]), 2)
    rows += [(role, "not run") for role in not_run(result)]
    yield from [columns(*rows, indent=2)] if rows else []


def _part(part: RoleResult, *, whole: bool) -> Iterator[RenderableType]:
    if whole:
        yield heading(
            f"Proofs, role {part.role}", "requirement: faulty implementations of its own step + of other steps"
        )
        yield columns(
            *(
                (step, title, "  ".join(f"{item.id}: {len(item.caught)}+{len(item.elsewhere)}" for item in proofs))
                for step, title, proofs in part.steps
            ),
            indent=2,
        )
    lacking = [proof.id for proof in part.proofs if not proof.count] if whole else []
    trouble = list(part.trouble)
    if part.problems or trouble or lacking:
        yield heading(f"Unexpected results, role {part.role}")
    yield from (indented(problem, 2) for problem in part.problems)
    for row, lines in trouble:
        yield Text()
        yield columns((safe(f"✗ {row['id']}", STYLES[Verdict.FAIL]), row["sentence"]), indent=2)
        yield from (indented(line, 4) for line in lines)
        role = "" if part.role == "subsystem" else f" --role {part.role}"
        yield copied(f"    again     mapi-tck run {row['adapter']}{role}")
    if lacking:
        yield indented(f"no faulty implementation proves {', '.join(lacking)}", 2)
