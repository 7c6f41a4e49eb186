"""`docs/steps.md`: every phrase that a feature file may use, by families. The page is generated, and a test compares it."""

import inspect
from collections.abc import Sequence
from importlib import import_module
from itertools import groupby
from typing import Final

from mapi_tck.lint.step_index import Side, StepDefinition, by_side, own_lines, vocabulary
from mapi_tck.lint.steps import MOST_FAMILIES
from mapi_tck.scenario.vocabulary import Place

_HEAD = """\
# The step vocabulary

<!-- Generated: .venv/bin/python -m mapi_tck.lint.step_page > docs/steps.md -->

Feature files use these phrases and no others. *Given* lines arrange and *When* lines take a step; only *Then* lines judge.
A word in braces is a place: the line says there which one is meant. Each part tells once what may stand there. Phrases that
begin with the same two words are a family. Steps with a number are those of the specification.
"""

_TITLES: Final = {
    Side.CLIENT: "The client's side",
    Side.SPOOLER: "The spooler's side",
    Side.SUBSYSTEM: "The subsystem's side",
    Side.SEARCH: "The search's side",
}
_ABOUT: Final = {
    Side.CLIENT: "The kit plays a client; a subsystem is under test, or a transport that the kit's own subsystem hosts.",
    Side.SPOOLER: "The kit plays the MAPI spooler; a transport is under test. What both sides use stands here again.",
    Side.SUBSYSTEM: "The kit plays the subsystem; a client is under test. What the client's side uses too stands here again.",
    Side.SEARCH: "Several clients do anything in any order: scenarios that a search makes up, and what it has found.",
}

#: Longer lists of words are not shown: they are names that MAPI has.
_MOST_WORDS: Final = 12


def steps_page() -> str:
    """The page, by sides, step modules and families."""
    lines = [_HEAD.rstrip()]
    for side, definitions in by_side(vocabulary(), own_lines()).items():
        families = {definition.family for definition in definitions}
        counted = f"There are {len(definitions)} phrases in {len(families)} families; the lint allows {MOST_FAMILIES} families."
        lines += ["", f"## {_TITLES[side]}", "", f"{_ABOUT[side]} {counted}"]
        for module, own in groupby(definitions, key=lambda definition: definition.module):
            lines += _module(module, list(own))
    return "\n".join(lines) + "\n"


def _module(module: str, definitions: Sequence[StepDefinition]) -> list[str]:
    summary = (inspect.getdoc(import_module(module)) or "").partition("\n\n")[0]
    lines = ["", f"### {module.rpartition('.')[2].replace('_', ' ').capitalize()}", "", " ".join(summary.split())]
    lines += ["", "| Family | Phrases | What the step does |", "|---|---|---|"]
    functions: dict[tuple[str, object], list[StepDefinition]] = {}
    order = {family: number for number, family in enumerate(dict.fromkeys(item.family for item in definitions))}
    for definition in sorted(definitions, key=lambda item: order[item.family]):
        functions.setdefault((definition.family, definition.function), []).append(definition)
    last, told = "", {""}
    for (family, _), phrases in functions.items():
        texts = "<br>".join(f"`{phrase.text}`" for phrase in phrases)
        places = {_place(name, place): None for phrase in phrases for name, place in phrase.places.items()}
        doc = "<br>".join([phrases[0].doc, *(text for text in places if text not in told)])
        lines.append(f"| {'' if family == last else f'*{family}*'} | {_cell(texts)} | {_cell(doc)} |")
        last, told = family, told | {*places}
    return lines


def _place(name: str, place: Place) -> str:
    if len(place.words) > _MOST_WORDS:
        return f"`{{{name}}}`: one of {len(place.words)} names, such as {place.words[-1]}"
    if place.words:
        return f"`{{{name}}}`: {'; '.join(place.words)}"
    doc = inspect.getdoc(place.read) if inspect.isfunction(place.read) else ""
    return f"`{{{name}}}`: {doc}" if doc else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    import sys

    sys.stdout.write(steps_page())
