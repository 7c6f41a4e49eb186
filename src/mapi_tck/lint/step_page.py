"""`docs/steps.md`: every text that a feature file may use. The page is generated, and a test says when it is not current."""

import inspect
from importlib import import_module
from typing import Final

from mapi_tck.lint.sides import Side, by_side, own_lines
from mapi_tck.lint.step_index import VOCABULARY, StepDefinition, vocabulary
from mapi_tck.lint.steps import MOST_TEXTS

_HEAD = """\
# The step vocabulary

<!-- Generated: .venv/bin/python -m mapi_tck.lint.step_page > docs/steps.md -->

Feature files use these texts and no others. *Given* lines arrange and *When* lines take a step; only *Then* lines judge.
A word in braces stands for what the line says there; where that is one of a few phrases, they are listed. Steps with a
number are those of the specification.
"""

_TITLES: Final = {
    Side.CLIENT: "The client's side",
    Side.SPOOLER: "The spooler's side",
    Side.SEARCH: "The search's side",
}
_ABOUT: Final = {
    Side.CLIENT: "The kit plays a client; a subsystem is under test, or a transport that the kit's own subsystem hosts.",
    Side.SPOOLER: "The kit plays the MAPI spooler; a transport is under test. What both sides use stands here again.",
    Side.SEARCH: "Several clients do anything in any order: scenarios that a search makes up, and what it has found.",
}


def steps_page() -> str:
    """The page, by sides and step modules."""
    lines = [_HEAD.rstrip()]
    for side, definitions in by_side(vocabulary(), own_lines()).items():
        texts = {definition.text for definition in definitions}
        counted = f"There are {len(texts)} texts; the lint allows {MOST_TEXTS}."
        lines += ["", f"## {_TITLES[side]}", "", f"{_ABOUT[side]} {counted}"]
        lines += _modules(definitions)
    return "\n".join(lines) + "\n"


def _modules(definitions: tuple[StepDefinition, ...]) -> list[str]:
    lines: list[str] = []
    by_module: dict[str, list[StepDefinition]] = {}
    for definition in definitions:
        by_module.setdefault(definition.module, []).append(definition)
    for module, own in by_module.items():
        summary = (inspect.getdoc(import_module(module)) or "").partition("\n\n")[0]
        lines += ["", f"### {module.removeprefix(f'{VOCABULARY}.').replace('_', ' ').capitalize()}"]
        lines += ["", " ".join(summary.split()), "", "| Line | Text | What it does |", "|---|---|---|"]
        lines += [
            f"| {definition.kind.capitalize()} | `{definition.text}` | {_cell(definition.doc)}{_phrases(definition)} |"
            for definition in own
        ]
    return lines


def _phrases(definition: StepDefinition) -> str:
    lists = (f"`{{{name}}}`: {'; '.join(phrases)}" for name, phrases in definition.phrases.items())
    return "".join(f"<br>{_cell(text)}" for text in lists)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    import sys

    sys.stdout.write(steps_page())
