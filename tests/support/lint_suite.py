"""What the tests of the lint share: the folder of the cases, and how a step module is loaded from a file."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from mapi_tck.lint import Problem

CASES = Path(__file__).parents[1] / "lint_cases"


def load(path: Path, name: str) -> ModuleType:
    """Import a step module from a file."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def only(problems: list[Problem]) -> Problem:
    """The one problem that was found; the test fails if there are more or none."""
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


def changed(suite: Path, old: str, new: str) -> None:
    """Replace a text in the catalogue of the suite, which has no problems yet."""
    path = suite / "catalogue" / "suite.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
