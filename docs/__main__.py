"""Writes the generated pages of this folder again: `python -m docs`, or `make docs`.

It also writes the tables of steps at the head of feature files, and the step texts for editors. `python -m docs --check` writes
nothing. It names the files that are out of date, and exits with 1 if there are any.
"""

import ast
import re
import sys
import textwrap
from pathlib import Path
from typing import Final

from docs import editor
from docs.ci_output import run, with_outputs
from docs.figures import with_figures, with_words
from mapi_tck.assessment.outputs import reader
from mapi_tck.lint.step_page import steps_page
from mapi_tck.lint.step_tables import features_with_tables
from mapi_tck.record.run_record import recorded_scenario
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import packaged_scenarios

FOLDER: Final = Path(__file__).resolve().parent

#: The page whose figures come from the last self-test and the last mutation run.
_BELIEF: Final = FOLDER / "why-believe-a-pass.md"

#: The page whose tables come from the packaged glossary.
_GLOSSARY: Final = FOLDER / "glossary.md"

#: The page with outputs of a run, and the badge that it shows.
_IN_CI: Final = FOLDER / "in-ci.md"
_BADGE: Final = FOLDER / "badge.svg"

#: Between such marks a page shows the file that the first mark names. `#Class.method` behind the name means a part of it.
_SHOWN: Final = re.compile(r"(<!-- shown: (\S+) -->\n)```(\w+)\n.*?```(\n<!-- end -->)", re.DOTALL)

#: The page on the flush conversation, its diagram, and the scenario whose trace both show.
_CONVERSATION: Final = FOLDER / "flush-conversation.md"
_DIAGRAM: Final = FOLDER / "flush-conversation.svg"
_SCENARIO: Final = "transport_flush.feature::taking_all_steps_with_both_queues_sends_and_fetches_what_waits"

#: On that page: the row of a numbered step, whose last cell names requirements.
_STEP: Final = re.compile(r"^(\| (X\d+) \|.*\|)[^|\n]*\|$", re.MULTILINE)
#: The place of the requirements of X, and the place of the trace.
_OUTSIDE: Final = re.compile(r"(<!-- X -->).*?(<!-- end -->)")
_TOLD: Final = re.compile(r"(<!-- told -->\n).*?(<!-- end -->)", re.DOTALL)


def pages() -> dict[Path, str]:
    """Every page and feature file that is generated, completely or in part, with its current text."""
    made: dict[Path, str] = {
        FOLDER / "requirements.md": reader("traceability")(load_catalogue(), packaged_scenarios().values()),
        FOLDER / "steps.md": steps_page(),
        editor.FILE: editor.step_texts(),
    }
    made |= _conversation()
    made |= features_with_tables()
    made[_IN_CI], made[_BADGE] = with_outputs(_SHOWN.sub(_shown, _IN_CI.read_text("utf-8")))
    made[_GLOSSARY] = with_words(_GLOSSARY.read_text("utf-8"))
    made[_BELIEF] = with_figures(_BELIEF.read_text("utf-8"), FOLDER.parent)
    for path in sorted(FOLDER.glob("*.md")):
        text = path.read_text("utf-8")
        if path not in made and _SHOWN.search(text):
            made[path] = _SHOWN.sub(_shown, text)
    return made


def _conversation() -> dict[Path, str]:
    """The page on the flush conversation with its diagram, from a run of the reference."""
    record = run("reference", "--role", "transport", "--only", _SCENARIO)
    scenario = recorded_scenario(record, _SCENARIO, "docs")
    draw = reader("sequence")
    told = draw(record, scenario, "markdown").partition("\n\n")[2]
    text = _CONVERSATION.read_text("utf-8")
    text = _STEP.sub(lambda row: f"{row[1]} {_requirements_of(row[2])} |", text)
    text = _OUTSIDE.sub(lambda mark: f"{mark[1]}{_requirements_of('X')}{mark[2]}", text)
    text = _TOLD.sub(lambda mark: f"{mark[1]}\n{told}\n{mark[2]}", text)
    return {_CONVERSATION: text, _DIAGRAM: draw(record, scenario, "svg")}


def _requirements_of(step: str) -> str:
    own = [item.id for item in load_catalogue().requirements.values() if item.step == step]
    return ", ".join(f"[{id}](requirements.md#{id})" for id in own) or "–"


def _shown(mark: re.Match[str]) -> str:
    path, _, part = mark[2].partition("#")
    code = (FOLDER.parent / path).read_text("utf-8")
    if part:
        code = _part(code, part.split("."))
    return f"{mark[1]}```{mark[3]}\n{code}```{mark[4]}"


def _part(code: str, names: list[str]) -> str:
    """A class or function of the code, with its decorators."""
    found: ast.AST = ast.parse(code)
    for name in names:
        found = next(node for node in ast.iter_child_nodes(found) if getattr(node, "name", None) == name)
    assert isinstance(found, ast.ClassDef | ast.FunctionDef)
    first = min([found.lineno, *(decorator.lineno for decorator in found.decorator_list)])
    lines = code.splitlines(keepends=True)[first - 1 : found.end_lineno]
    return textwrap.dedent("".join(lines))


def main(arguments: list[str]) -> int:
    """Write the pages that are out of date, or with `--check` only name them."""
    check = arguments == ["--check"]
    if arguments and not check:
        sys.stderr.write("usage: python -m docs [--check]\n")
        return 2
    stale = {path: text for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text}
    for path, text in stale.items():
        sys.stdout.write(f"{path.relative_to(FOLDER.parent)} {'is out of date' if check else 'written'}\n")
        if not check:
            path.write_text(text, "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
