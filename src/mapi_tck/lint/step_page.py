"""`docs/steps.md`: every text that a feature file may use. The page is generated, and a test says when it is not current."""

import inspect
from importlib import import_module

from mapi_tck.lint.step_index import VOCABULARY, StepDefinition, vocabulary
from mapi_tck.lint.steps import MOST_TEXTS

_HEAD = """\
# The step vocabulary

<!-- Generated: .venv/bin/python -m mapi_tck.lint.step_page > docs/steps.md -->

Feature files use these texts and no others. *Given* lines arrange and *When* lines take a step; only *Then* lines judge.
A word in braces stands for what the line says there; where that is one of a few phrases, they are listed. Steps with a
number are those of the specification.
"""


def steps_page() -> str:
    """The page, by step modules."""
    definitions = vocabulary()
    texts = {definition.text for definition in definitions}
    lines = [_HEAD, f"There are {len(texts)} texts; the lint allows {MOST_TEXTS}."]
    by_module: dict[str, list[StepDefinition]] = {}
    for definition in definitions:
        by_module.setdefault(definition.module, []).append(definition)
    for module, own in by_module.items():
        summary = (inspect.getdoc(import_module(module)) or "").partition("\n\n")[0]
        lines += ["", f"## {module.removeprefix(f'{VOCABULARY}.').replace('_', ' ').capitalize()}"]
        lines += ["", " ".join(summary.split()), "", "| Line | Text | What it does |", "|---|---|---|"]
        lines += [
            f"| {definition.kind.capitalize()} | `{definition.text}` | {_cell(definition.doc)}{_phrases(definition)} |"
            for definition in own
        ]
    return "\n".join(lines) + "\n"


def _phrases(definition: StepDefinition) -> str:
    lists = (f"`{{{name}}}`: {'; '.join(phrases)}" for name, phrases in definition.phrases.items())
    return "".join(f"<br>{_cell(text)}" for text in lists)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    import sys

    sys.stdout.write(steps_page())
