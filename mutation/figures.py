"""The result of a run of the mutants, as a file and as a table."""

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mapi_tck import __version__
from mapi_tck.suite.features import suite_digest
from mapi_tck.wire.codecs import Json
from mutation.outcomes import Judged, Outcome
from mutation.survivors import CLASSES, Survivor


def figures_of(judged: Sequence[Judged], listed: Mapping[tuple[str, str], Survivor]) -> Json:
    """The numbers of mutants by outcome, of killed mutants by verdict, and of survivors by class.

    The score is raw: the caught mutants divided by the mutants that start. Equivalent mutants count as not caught.
    """
    survivors = [listed.get(one.mutant.key) for one in judged if one.outcome is Outcome.SURVIVED]
    counting = sum(one.outcome.counts for one in judged)
    return {
        "mutants": len(judged),
        "outcomes": _count(Outcome, (one.outcome for one in judged)),
        "verdicts": _count((), (one.verdict for one in judged if one.outcome is Outcome.KILLED)),
        "classes": _count((*CLASSES, "not listed"), (one.kind if one else "not listed" for one in survivors)),
        "score": round(sum(one.outcome.caught for one in judged) / counting, 4) if counting else None,
    }


def _count(order: Iterable[str], words: Iterable[str]) -> dict[str, int]:
    found = list(words)
    names = dict.fromkeys([*map(str, order), *sorted(set(found))])
    return {name: found.count(name) for name in names}


def by_module(judged: Sequence[Judged], listed: Mapping[tuple[str, str], Survivor]) -> dict[str, Json]:
    """The figures of each module, and of `all`."""
    modules = dict.fromkeys(one.mutant.module for one in judged)
    return {
        **{name: figures_of([one for one in judged if one.mutant.module == name], listed) for name in modules},
        "all": figures_of(judged, listed),
    }


def table(rows: Mapping[str, Json]) -> str:
    """The figures as a table for people, one line for each module."""
    head = ["module", "mutants", "killed", "timeout", "broke", "noted", "survived", "does not start", "raw score"]
    lines = [head]
    for name, row in rows.items():
        outcomes = [str(row["outcomes"][outcome]) for outcome in head[2:8]]
        score = "–" if row["score"] is None else f"{row['score']:.1%}"
        lines.append([name, str(row["mutants"]), *outcomes, score])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            word.ljust(width) if word is line[0] else word.rjust(width)
            for word, width in zip(line, widths, strict=True)
        )
        for line in lines
    )


def write(
    path: Path,
    judged: Sequence[Judged],
    listed: Mapping[tuple[str, str], Survivor],
    selection: Mapping[str, Any],
) -> None:
    """Write the result: figures, then one line for each mutant. `selection` says which were chosen; it is empty for all."""
    modules = by_module(judged, listed)
    head = {
        "kit": {"version": __version__, "suite_digest": suite_digest()},
        "tools": {name: version(name) for name in ("cosmic-ray", "mutmut")} | {"python": platform.python_version()},
        "complete": not selection,
        "selection": dict(selection),
        "all": modules.pop("all"),
        "modules": modules,
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
    if one.outcome is Outcome.SURVIVED and (survivor := listed.get(mutant.key)):
        line |= {"class": survivor.kind, "reason": survivor.reason}
    return line
