"""What the kit keeps on a pytest item: the scenario's text, its connection, and the scenario under way."""

from collections.abc import Container
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

# Only this internal registry of pytest-bdd says which scenario a test runs.
from pytest_bdd.scenario import scenario_wrapper_template_registry

from mapi_tck.engine.connection import Connection
from mapi_tck.engine.places import of_kit, text_in
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.suite.catalogue import Catalogue
from mapi_tck.suite.features import FeatureText, ScenarioText, read_feature
from mapi_tck.suite.placements import Placement

SCENARIO: Final = pytest.StashKey[Scenario]()
CONNECTION: Final = pytest.StashKey[Connection]()
#: The parameter in which pytest-bdd hands an item the row of an outline's examples.
_EXAMPLE: Final = "_pytest_bdd_example"
_TEXT: Final = pytest.StashKey[ScenarioText | None]()
#: On the session: the feature files of the project, each read once for all its scenarios.
_FEATURES: Final = pytest.StashKey[dict[Path, FeatureText]]()


def text_of(item: pytest.Item, catalogue: Catalogue) -> ScenarioText | None:
    """The text of the scenario that the item runs: one of the kit's, or a project's own that is tagged with a requirement."""
    if _TEXT not in item.stash:
        item.stash[_TEXT] = text_in(item) if of_kit(item) else own_text(item, catalogue.requirements)
    return item.stash[_TEXT]


def _example_of(item: pytest.Item) -> tuple[str, ...]:
    """The values in the row of examples that the item runs; none if its scenario is no outline."""
    callspec = getattr(item, "callspec", None)
    return tuple(callspec.params.get(_EXAMPLE, {}).values()) if callspec is not None else ()


def own_text(item: pytest.Item, requirements: Container[str]) -> ScenarioText | None:
    """The text of a scenario in a feature file of the project, if the scenario is tagged with exactly one requirement.

    A tag that names a placement says where in the profile the provider under test is.
    """
    template = scenario_wrapper_template_registry.get(getattr(item, "function", lambda: None))
    if template is None:
        return None
    tags = set(template.tags) | set(template.feature.tags)
    if len([tag for tag in tags if tag in requirements]) != 1:
        return None
    path = Path(template.feature.filename)
    features = item.session.stash.setdefault(_FEATURES, {})
    if path not in features:
        features[path] = read_feature(path, path.parent)
    values = _example_of(item)
    for text in features[path].scenarios:
        if text.name == template.name and text.values == values:
            placement = next((place for place in Placement if place in text.tags), None)
            return replace(text, placement=placement)
    return None
