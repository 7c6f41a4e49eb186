"""The titles of causes: each cause that the kit can give has one, and no title is left over."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mapi_tck.errors import Breakage
from mapi_tck.record.run_record import UNSTABLE
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.causes import title_of, titles

#: Methods whose first argument is the id of a check, which is also the usual cause of its violation.
CHECKS = {"check", "check_each", "judged"}

#: Causes of the core that reach the result through a variable.
THROUGH_VARIABLES = {"blocked", "not-observable", "no-adapter", "set-up-failed"}


def nodes(folder: Path) -> Iterator[ast.AST]:
    """Everything in the modules of the folder."""
    return (node for path in sorted(folder.rglob("*.py")) for node in ast.walk(ast.parse(path.read_text("utf-8"))))


def texts(*parts: ast.AST | None) -> set[str]:
    """Every text in these parts of the code."""
    found = (one.value for part in parts if part for one in ast.walk(part) if isinstance(one, ast.Constant))
    return {value for value in found if isinstance(value, str) and value}


def named(call: ast.Call) -> str:
    """The name of what is called."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def of_the_steps(checkout: Path) -> set[str]:
    """The ids of checks and the causes in the steps: every text of words with hyphens between them that names no trait."""
    every = list(nodes(checkout / "steps"))
    calls = [node for node in every if isinstance(node, ast.Call) and node.args]
    hyphened = {text for text in texts(*every) if re.fullmatch(r"[a-z]+(-[a-z]+)+", text)}
    traits = {text for call in calls if named(call) == "trait" for text in texts(call.args[0])}
    literal = {call.args[0].value for call in calls if named(call) in CHECKS and isinstance(call.args[0], ast.Constant)}
    return (hyphened - traits) | {str(id) for id in literal}


def of_the_core(checkout: Path) -> set[str]:
    """The causes that the core gives by itself, without a check of a step."""
    found = {*(str(way).replace(" ", "-") for way in Breakage), UNSTABLE, *THROUGH_VARIABLES}
    for node in nodes(checkout / "src" / "mapi_tck"):
        if isinstance(node, ast.Call) and named(node) in ("settle", "_Ending") and len(node.args) > 1:
            found |= texts(node.args[1])
        elif isinstance(node, ast.Call) and named(node) == "Check":
            found |= texts(node.args[-1])
        elif isinstance(node, ast.ClassDef):
            found |= texts(*(one.value for one in node.body if isinstance(one, ast.Assign) and _is_cause(one)))
        elif isinstance(node, ast.keyword) and node.arg == "cause" and isinstance(node.value, ast.Constant):
            found |= texts(node.value)
        elif isinstance(node, ast.Dict):
            given = zip(node.keys, node.values, strict=True)
            found |= texts(
                *(value for key, value in given if texts(key) == {"cause"} and isinstance(value, ast.Constant))
            )
    return found


def _is_cause(assigned: ast.Assign) -> bool:
    return [ast.unparse(target) for target in assigned.targets] == ["cause"]


def test_every_cause_has_a_title_and_every_title_a_cause(checkout: Path) -> None:
    """A check or an ending that is added needs a title, and a title whose cause is gone is removed."""
    steps, core = of_the_steps(checkout), of_the_core(checkout)

    assert len(steps) > 100 and {"died", "kit", "excluded", "every-case"} <= core
    assert sorted((steps | core) - titles().keys()) == []
    assert sorted(titles().keys() - steps - core) == []


def test_a_title_is_a_sentence_of_its_own() -> None:
    """It begins with a capital, has no full stop, is short, and tells its cause from every other."""
    for cause, title in titles().items():
        assert title[0].isupper() and title[-1] not in ".!" and len(title) <= 90, cause
    assert len(set(titles().values())) == len(titles())
    rulings = load_catalogue().rulings
    assert all(ruling in rulings for title in titles().values() for ruling in re.findall(r"\bD-\d+\b", title))


@pytest.mark.parametrize(
    ("cause", "title"),
    [
        ("nothing-lost", "Messages are lost"),
        ("nothing-doubled or nothing-lost", "Messages are delivered twice or Messages are lost"),
        ("nothing-lost → blocked", "Messages are lost → The check was not reached"),
        ("of-an-older-kit", "Of an older kit"),
        ("", ""),
    ],
)
def test_any_cause_has_words(cause: str, title: str) -> None:
    """Several causes give several titles, and one without a title is written out."""
    assert title_of(cause) == title
