"""Collects the kit's own feature files: one pytest item for each scenario."""

from collections.abc import Collection, Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from pytest_bdd import scenario
from pytest_bdd.feature import features
from pytest_bdd.gherkin_parser import GherkinDocument
from pytest_bdd.parser import FeatureParser

from mapi_tck.engine.fixtures import tck
from mapi_tck.engine.node_ids import ATTEMPT, PREFIX, scenario_id
from mapi_tck.ports import Role
from mapi_tck.scenario.vocabulary import step_fixtures
from mapi_tck.suite.catalogue import features_root
from mapi_tck.suite.features import FeatureText, packaged_document, packaged_suite, slug
from mapi_tck.suite.placements import HOSTED, Placement

#: The ids of the scenarios that are wanted, without examples; `None` if all are wanted.
_WANTED: Final = pytest.StashKey[frozenset[str] | None]()


def feature_of(path: Path) -> FeatureText:
    """One of the kit's own feature files."""
    return next(feature for feature in packaged_suite() if feature.path == path)


class _Parser(FeatureParser):
    """pytest-bdd's reader of a feature file, with the kit's parsed form of the file in place of the file."""

    def _parse_feature_file(self) -> GherkinDocument:
        return GherkinDocument.from_dict(packaged_document(Path(self.abs_filename)))


class FeatureFile(pytest.Module):
    """A feature file. pytest-bdd makes a test of each of its scenarios."""

    def _getobj(self) -> ModuleType:
        feature = feature_of(self.path)
        module = ModuleType(self.path.stem)
        module.__file__ = str(self.path)
        # These fixtures are in the file's own module, so a project's fixtures do not replace them.
        vars(module).update(step_fixtures(), tck=tck)
        if str(self.path) not in features:  # pytest-bdd looks there before it reads a file
            features[str(self.path)] = _Parser("", str(self.path)).parse()
        wanted, seen = self.config.stash.get(_WANTED, None), set[str]()
        for line, name in feature.names:
            test = f"test_{slug(name)}"
            if test in seen:
                raise self.CollectError(f"{feature.file}:{line}: another scenario has the same name: {name}")
            seen.add(test)
            if wanted is None or scenario_id(f"{self.nodeid}::{test}") in wanted:
                setattr(module, test, scenario(str(self.path), name)(_empty_body))
        return module


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
            yield node


def feature_file(
    path: Path, parent: pytest.Collector, role: Role, repeat: int = 1, wanted: Collection[str] | None = None
) -> FeatureFile | PlacedFeature | RepeatedFeature | None:
    """Collect the file `repeat` times if it is one of the kit's own; answer `None` for any other file.

    With `wanted` only the scenarios with these ids are collected. If one example of an outline is wanted, all of them are
    collected.
    """
    if path.suffix != ".feature" or not path.resolve().is_relative_to(features_root()):
        return None
    file = path.resolve().relative_to(features_root()).as_posix()
    if wanted is not None:
        plain = frozenset(id.partition("[")[0] for id in wanted)
        if not any(id.partition("::")[0].partition("@")[0] == file for id in plain):
            return None
        parent.config.stash[_WANTED] = plain
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
