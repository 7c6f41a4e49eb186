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
from mutation.survivors import CLASSES, HARMLESS, Survivor


def figures_of(judged: Sequence[Judged], listed: Mapping[tuple[str, str], Survivor]) -> Json:
    """The numbers of mutants by outcome, of killed mutants by verdict, and of survivors by class.

    The score is raw: the caught mutants divided by the mutants that start. Equivalent mutants count as not caught. `judgeable` is
    the same without the survivors that no page forbids. Noted mutants, and survivors that are not listed, count as not caught.
    """
    survivors = [listed.get(one.mutant.key) for one in judged if one.outcome is Outcome.SURVIVED]
    counting = sum(one.outcome.counts for one in judged)
    caught = sum(one.outcome.caught for one in judged)
    judgeable = counting - sum(one is not None and one.kind in HARMLESS for one in survivors)
    return {
        "mutants": len(judged),
        "outcomes": _count(Outcome, (one.outcome for one in judged)),
        "verdicts": _count((), (one.verdict for one in judged if one.outcome is Outcome.KILLED)),
        "classes": _count((*CLASSES, "not listed"), (one.kind if one else "not listed" for one in survivors)),
        "score": _share(caught, counting),
        "judgeable": {"mutants": judgeable, "caught": caught, "score": _share(caught, judgeable)},
    }


def _share(caught: int, mutants: int) -> float | None:
    return round(caught / mutants, 4) if mutants else None


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
    outcomes = ["killed", "timeout", "broke", "noted", "survived", "does not start"]
    lines = [["module", "mutants", *outcomes, "raw score", "of judgeable"]]
    for name, row in rows.items():
        scores = [_percent(row["score"]), _percent(row["judgeable"]["score"])]
        lines.append([name, str(row["mutants"]), *(str(row["outcomes"][outcome]) for outcome in outcomes), *scores])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            word.ljust(width) if word is line[0] else word.rjust(width)
            for word, width in zip(line, widths, strict=True)
        )
        for line in lines
    )


def summary(figures: Json) -> str:
    """The two scores in words, with the numbers of the survivors of each class."""
    survived = {"noted": figures["outcomes"]["noted"], **figures["classes"]}
    counting = figures["mutants"] - figures["outcomes"]["does not start"]
    judgeable = figures["judgeable"]
    harmless = _listing({name: survived.pop(name) for name in HARMLESS})
    return (
        f"{judgeable['caught']} of the {counting} mutants that start are caught: {_percent(figures['score'])}.\n"
        f"{judgeable['caught']} of the {judgeable['mutants']} that a page judges are caught: {_percent(judgeable['score'])}. "
        f"Not caught: {_listing(survived)}.\n"
        f"No page judges the others: {harmless}."
    )


def _listing(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in numbers.items())


def _percent(score: float | None) -> str:
    return "–" if score is None else f"{score:.1%}"


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
