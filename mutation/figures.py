"""The result of a run of the mutants, as a file and as a table."""

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mapi_tck import __version__
from mapi_tck.suite.features import suite_digest
from mutation.outcomes import Judged, Outcome
from mutation.survivors import CLASSES, Survivor


@dataclass(frozen=True)
class Figures:
    """How many mutants ended in which way."""

    name: str
    mutants: int
    outcomes: Mapping[str, int]
    #: Verdict → how many mutants it killed.
    verdicts: Mapping[str, int]
    #: Class → how many survivors are of it; those that are not listed are counted apart.
    classes: Mapping[str, int]

    @property
    def score(self) -> float | None:
        """The raw score: the part of the mutants that start which is caught. Equivalent mutants count as not caught."""
        counting = [outcome for outcome in Outcome if outcome.counts]
        total = sum(self.outcomes.get(outcome, 0) for outcome in counting)
        return sum(self.outcomes.get(outcome, 0) for outcome in counting if outcome.caught) / total if total else None

    def to_json(self) -> dict[str, Any]:
        """The figures as the result file holds them."""
        return {
            "mutants": self.mutants,
            "outcomes": dict(self.outcomes),
            "verdicts": dict(self.verdicts),
            "classes": dict(self.classes),
            "score": None if self.score is None else round(self.score, 4),
        }


def figures_of(name: str, judged: Sequence[Judged], listed: Mapping[tuple[str, str], Survivor]) -> Figures:
    """Count the mutants."""
    survivors = [
        listed.get((one.mutant.module, one.mutant.change)) for one in judged if one.outcome is Outcome.SURVIVED
    ]
    return Figures(
        name,
        len(judged),
        _count(Outcome, (one.outcome for one in judged)),
        _count((), (one.verdict for one in judged if one.outcome is Outcome.KILLED)),
        _count((*CLASSES, "not listed"), (survivor.kind if survivor else "not listed" for survivor in survivors)),
    )


def _count(order: Iterable[str], words: Iterable[str]) -> dict[str, int]:
    found = list(words)
    names = dict.fromkeys([*map(str, order), *sorted(set(found))])
    return {name: found.count(name) for name in names}


def by_module(judged: Sequence[Judged], listed: Mapping[tuple[str, str], Survivor]) -> list[Figures]:
    """The figures of each module, and of all modules."""
    modules = dict.fromkeys(one.mutant.module for one in judged)
    return [
        *(figures_of(name, [one for one in judged if one.mutant.module == name], listed) for name in modules),
        figures_of("all", judged, listed),
    ]


def table(rows: Iterable[Figures]) -> str:
    """The figures as a table for people, one line for each module."""
    head = ["module", "mutants", "killed", "timeout", "broke", "noted", "survived", "does not start", "raw score"]
    lines = [head]
    for row in rows:
        outcomes = [str(row.outcomes[name]) for name in head[2:8]]
        lines.append([row.name, str(row.mutants), *outcomes, "–" if row.score is None else f"{row.score:.1%}"])
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    return "\n".join(
        "  ".join(word.ljust(width) if place == 0 else word.rjust(width) for place, (word, width) in enumerate(both))
        for both in (list(zip(line, widths, strict=True)) for line in lines)
    )


def write(
    path: Path,
    judged: Sequence[Judged],
    listed: Mapping[tuple[str, str], Survivor],
    selection: Mapping[str, Any],
) -> None:
    """Write the result: figures, then one line for each mutant. `selection` says which were chosen; it is empty for all."""
    rows = by_module(judged, listed)
    head = {
        "kit": {"version": __version__, "suite_digest": suite_digest()},
        "tools": {name: version(name) for name in ("cosmic-ray", "mutmut")} | {"python": platform.python_version()},
        "complete": not selection,
        "selection": dict(selection),
        "all": rows[-1].to_json(),
        "modules": {row.name: row.to_json() for row in rows[:-1]},
    }
    lines = ",\n".join(json.dumps(_line(one, listed), ensure_ascii=False) for one in judged)
    text = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    path.write_text(f'{text},\n "mutants": [\n{lines}\n]}}\n', "utf-8")


def _line(one: Judged, listed: Mapping[tuple[str, str], Survivor]) -> dict[str, Any]:
    mutant = one.mutant
    line: dict[str, Any] = {"id": mutant.id, "module": mutant.module, "at": mutant.at, "change": mutant.change}
    line |= {"outcome": one.outcome, "role": one.role}
    for name in ("requirement", "verdict", "cause", "scenario", "why"):
        if value := getattr(one, name):
            line[name] = value
    if one.traits:
        line["traits"] = [list(trait) for trait in one.traits]
    if one.outcome is Outcome.SURVIVED and (survivor := listed.get((mutant.module, mutant.change))):
        line |= {"class": survivor.kind, "reason": survivor.reason}
    return line
