"""Collects the kit's own feature files: one pytest item for each scenario."""

from collections.abc import Callable, Collection, Iterable, Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from pytest_bdd import scenario
from pytest_bdd.feature import features
from pytest_bdd.gherkin_parser import GherkinDocument
from pytest_bdd.parser import FeatureParser

from mapi_tck.engine.fixtures import tck
from mapi_tck.engine.places import ATTEMPT, NUMBER, PREFIX, TEST, TEXTS
from mapi_tck.ports import Role
from mapi_tck.scenario.vocabulary import step_fixtures
from mapi_tck.suite.catalogue import features_root
from mapi_tck.suite.features import (
    FeatureText,
    ScenarioText,
    packaged_document,
    packaged_scenarios,
    packaged_suite,
    slug,
)
from mapi_tck.suite.placements import HOSTED, Placement

#: The ids of the scenarios that are wanted; `None` if all are wanted.
_WANTED: Final = pytest.StashKey[frozenset[str] | None]()


def feature_of(path: Path) -> FeatureText:
    """One of the kit's own feature files."""
    return next(feature for feature in packaged_suite() if feature.path == path)


class _Parser(FeatureParser):
    """pytest-bdd's reader of a feature file, with the kit's parsed form of the file in place of the file."""

    def _parse_feature_file(self) -> GherkinDocument:
        return GherkinDocument.from_dict(packaged_document(Path(self.abs_filename)))


class FeatureFile(pytest.Module):
    """A feature file. pytest-bdd makes a test of each of its scenarios, and of each row of an outline's examples."""

    #: Where in the profile a hosted provider is; `None` if none is hosted.
    placement: Placement | None = None

    def funcnamefilter(self, name: str) -> bool:
        """Whether the name is that of a test: a project's setting `python_functions` is about its own tests."""
        return name.startswith(TEST)

    def _getobj(self) -> ModuleType:
        feature = feature_of(self.path)
        module = ModuleType(self.path.stem)
        module.__file__ = str(self.path)
        # These fixtures are in the file's own module, so a project's fixtures do not replace them.
        vars(module).update(step_fixtures(), tck=tck)
        if str(self.path) not in features:  # pytest-bdd looks there before it reads a file
            features[str(self.path)] = _Parser("", str(self.path)).parse()
        seen = set[str]()
        for line, name in feature.names:
            if slug(name) in seen:
                raise self.CollectError(f"{feature.file}:{line}: another scenario has the same name: {name}")
            seen.add(slug(name))
        wanted = self.config.stash.get(_WANTED, None)
        texts = {
            f"{TEST}{text.id.partition('::')[2]}": text
            for text in _texts().get((feature.file, self.placement), ())
            if wanted is None or text.id in wanted
        }
        for test, text in texts.items():
            function = scenario(str(self.path), text.name)(_empty_body)
            vars(module)[test] = self._one_example(function, text) if text.values else function
        self.stash[TEXTS] = texts
        return module

    def _one_example(self, function: Callable[..., Any], text: ScenarioText) -> Callable[..., Any]:
        """The test of an outline, for the one row of its examples that the text has.

        The name of the test has the row already, so pytest does not add it.
        """
        marks: list[pytest.Mark] = function.pytestmark  # type: ignore[attr-defined]
        rows = next(mark for mark in marks if mark.name == "parametrize")
        row = next((row for row in rows.args[1] if tuple(row.values[0].values()) == text.values), None)
        if row is None:
            raise self.CollectError(f"{text.file}:{text.line}: no example has the values {', '.join(text.values)}")
        kept = pytest.param(*row.values, marks=row.marks, id=pytest.HIDDEN_PARAM)
        others = [mark for mark in marks if mark is not rows]
        function.pytestmark = others  # type: ignore[attr-defined]
        parametrized: Callable[..., Any] = pytest.mark.parametrize(rows.args[0], [kept])(function)
        return parametrized


@cache
def _texts() -> dict[tuple[str, Placement | None], list[ScenarioText]]:
    """The scenarios of each feature file and placement."""
    found: dict[tuple[str, Placement | None], list[ScenarioText]] = {}
    for text in packaged_scenarios().values():
        found.setdefault((text.file, text.placement), []).append(text)
    return found


def _empty_body() -> None:
    """Do nothing: pytest-bdd runs the lines, and the test has no body of its own."""


class PlacedFeature(pytest.File):
    """A feature file that runs once for each placement of a hosted provider."""

    def collect(self) -> Iterator[FeatureFile]:
        """Yield the file once for each placement."""
        for placement in Placement:
            file, mark, attempt = self.nodeid.partition(ATTEMPT)
            nodeid = f"{file}@{placement}{mark}{attempt}"
            node: FeatureFile = FeatureFile.from_parent(self, path=self.path, nodeid=nodeid)
            node.placement = placement
            node.stash[NUMBER] = self.stash.get(NUMBER, 1)
            yield node


class RepeatedFeature(pytest.File):
    """A feature file whose scenarios run several times, one round after the other."""

    #: How often the file is collected.
    repeat: int
    #: The kind of node that it is collected as.
    kind: type[FeatureFile | PlacedFeature]

    def collect(self) -> Iterator[FeatureFile | PlacedFeature]:
        """Yield the file once for each repetition."""
        for attempt in range(1, self.repeat + 1):
            node: FeatureFile | PlacedFeature = self.kind.from_parent(
                self, path=self.path, nodeid=f"{self.nodeid}{ATTEMPT}{attempt}"
            )
            node.stash[NUMBER] = attempt
            yield node


def feature_file(
    path: Path, parent: pytest.Collector, role: Role, repeat: int = 1, wanted: Collection[str] | None = None
) -> FeatureFile | PlacedFeature | RepeatedFeature | None:
    """Collect the file `repeat` times if it is one of the kit's own; answer `None` for any other file.

    With `wanted` only the scenarios with these ids are collected.
    """
    if path.suffix != ".feature" or not path.resolve().is_relative_to(features_root()):
        return None
    file = path.resolve().relative_to(features_root()).as_posix()
    if wanted is not None:
        if not any(id.partition("::")[0].partition("@")[0] == file for id in wanted):
            return None
        parent.config.stash[_WANTED] = frozenset(wanted)
    placed = role is Role.TRANSPORT and HOSTED in feature_of(path.resolve()).tags
    kind = PlacedFeature if placed else FeatureFile
    if repeat > 1:
        repeated: RepeatedFeature = RepeatedFeature.from_parent(parent, path=path.resolve(), nodeid=f"{PREFIX}{file}")
        repeated.repeat, repeated.kind = repeat, kind
        return repeated
    node: FeatureFile | PlacedFeature = kind.from_parent(parent, path=path.resolve(), nodeid=f"{PREFIX}{file}")
    return node


def hidden_on_the_way(path: Path, rootdir: Path, hidden_names: Iterable[str]) -> bool | None:
    """Whether to hide the path from pytest. `None` leaves the decision to pytest.

    If the kit's features are in a folder that pytest does not enter, pytest must enter it for them, and for nothing else. Such a
    folder is a virtual environment, or its name is in `norecursedirs` (`hidden_names`).
    """
    root = features_root()
    on_the_way = [folder for folder in reversed(root.parents) if rootdir in folder.parents]
    names = tuple(hidden_names)
    closed = next((folder for folder in on_the_way if _closed(folder, names)), None)
    if closed is None or not path.is_relative_to(closed):
        return None
    return not (root.is_relative_to(path) or path.is_relative_to(root))


def _closed(folder: Path, names: tuple[str, ...]) -> bool:
    return (folder / "pyvenv.cfg").is_file() or any(fnmatch(folder.name, name) for name in names)
