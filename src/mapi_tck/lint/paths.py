"""The lint of what a provider has: declaration, baseline, own feature files, by the paths that the command line names."""

import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from mapi_tck.assessment.gate import unknown
from mapi_tck.claims.baseline import TABLE, read_baseline
from mapi_tck.claims.declaration import read_declaration
from mapi_tck.errors import UsageError
from mapi_tck.lint import lint
from mapi_tck.lint.step_index import VOCABULARY
from mapi_tck.lint.subject import Problem
from mapi_tck.suite.review import TomlFile


def lint_paths(paths: Iterable[Path], steps: Sequence[str] = (), page: Path | None = None) -> list[Problem]:
    """Everything that is wrong in folders of feature files, single feature files, declarations and baselines.

    Without a path it looks at the kit's own suite. It reads a feature file with the others of its folder, because names have to
    be unique among them, and returns only what is wrong in the named file. `steps` are modules with the provider's own step
    definitions. `page` is the published page, whose sentences the kit's own suite lists.
    """
    _import(steps)
    paths = list(paths)
    if not paths:
        return lint(page=page)
    if page is not None:
        raise UsageError("only the kit's own suite is compared with the page", f"--page {page}", "leave out the paths")
    problems: list[Problem] = []
    of_folders: dict[Path, list[Problem]] = {}
    for path in paths:
        if path.is_dir():
            if not any(path.rglob("*.feature")):
                raise UsageError(
                    "there is no feature file in it", str(path), "name declarations and baselines themselves"
                )
            problems += _lint_folder(path, steps)
        elif path.suffix == ".toml":
            problems += lint_baseline(path) if _is_baseline(path) else lint_declaration(path)
        elif path.suffix == ".feature" and path.is_file():
            folder = path.parent
            if folder not in of_folders:
                of_folders[folder] = _lint_folder(folder, steps)
            problems += [problem for problem in of_folders[folder] if Path(problem.file).resolve() == path.resolve()]
        else:
            what = (
                "there is no such file or folder" if not path.exists() else "the lint does not know this kind of file"
            )
            raise UsageError(
                what, str(path), "a folder of feature files, a .feature file, a declaration or baseline (.toml)"
            )
    return list(dict.fromkeys(problems))


def lint_declaration(path: Path) -> list[Problem]:
    """The first mistake in the declaration, as a run would report it."""
    try:
        read_declaration(path)
    except UsageError as error:
        return [_problem(error, path, "declaration")]
    return []


def lint_baseline(path: Path) -> list[Problem]:
    """The first mistake that makes the baseline unreadable, otherwise each entry that excuses no deviation today."""
    try:
        read = read_baseline(path)
    except UsageError as error:
        return [_problem(error, path, "baseline")]
    today = datetime.now(UTC).date()
    return [
        Problem(str(path), 1, "baseline", f"{item.requirement} {item.cause}: {trouble}")
        for item in read.deviations
        if (trouble := unknown(item) or item.trouble(today))
    ]


def _is_baseline(path: Path) -> bool:
    """Whether the file is called `baseline` or has an entry of a baseline, which a declaration never has."""
    if path.stem == "baseline":
        return True
    try:
        return TABLE in TomlFile(path, "file").content
    except UsageError:
        return False


def _problem(error: UsageError, path: Path, rule: str) -> Problem:
    place = re.fullmatch(r"(.*):(\d+)", error.where)
    return Problem(str(path), int(place[2]) if place else 1, rule, error.what, error.hint)


def _lint_folder(folder: Path, steps: Sequence[str]) -> list[Problem]:
    return lint(folder, [VOCABULARY, *steps], judging=False) if steps else lint(folder)


def _import(steps: Sequence[str]) -> None:
    if steps and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    for name in steps:
        try:
            import_module(name)
        except ImportError as error:
            raise UsageError(f"the step definitions cannot be imported: {error}", f"--steps {name}") from error
