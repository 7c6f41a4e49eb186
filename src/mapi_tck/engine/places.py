"""Which scenario an item of pytest runs, and which attempt of it.

The kit knows this from the item: the node of its feature file holds the texts of its scenarios. A plugin or a fixture of the
project may add to an item's name, for example `[UTC]`, and may make several items of one scenario. Each of these items is an
attempt of the scenario.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import pytest

from mapi_tck.suite.features import ScenarioText, packaged_scenarios

#: The beginning of every node id of the kit's scenarios. Node ids do not depend on where the kit is installed.
PREFIX: Final = "features/"

#: The sign before the number of the attempt, if scenarios run several times.
ATTEMPT: Final = "#"

#: The beginning of the name of every test that runs a scenario.
TEST: Final = "test_"

#: On the node of a feature file: the name of each test in it, without what plugins add, and its scenario.
TEXTS: Final = pytest.StashKey[Mapping[str, ScenarioText]]()
#: On the node of a feature file: the number of the attempt.
NUMBER: Final = pytest.StashKey[int]()


#: The attempts that ended before in a run that begins.
NONE: Final[Mapping[str, Collection[int]]] = MappingProxyType({})


class Place(NamedTuple):
    """The scenario that an item runs, and the number of the attempt."""

    scenario: str
    attempt: int


def _kept(item: pytest.Item) -> pytest.Stash | None:
    """What the feature file of the item keeps; `None` if the item comes from no feature file of the kit."""
    node = item.parent
    while node is not None and TEXTS not in node.stash:
        node = node.parent
    return None if node is None else node.stash


def of_kit(item: pytest.Item) -> bool:
    """Whether the item comes from one of the kit's own feature files."""
    return _kept(item) is not None


def text_in(item: pytest.Item) -> ScenarioText | None:
    """The scenario that an item of the kit runs; `None` for other items, and for an item that cannot be placed."""
    kept = _kept(item)
    return None if kept is None else kept[TEXTS].get(getattr(item, "originalname", None) or "")


def scenario_of(item: pytest.Item) -> str | None:
    """The id of the scenario that an item of the kit runs; `None` as for `text_in`."""
    text = text_in(item)
    return None if text is None else text.id


def attempt_of(item: pytest.Item) -> int:
    """The number of the attempt that the kit was asked for; 1 if each scenario runs once."""
    kept = _kept(item)
    return 1 if kept is None else kept.get(NUMBER, 1)


def review_items(items: Iterable[pytest.Item], *, sent: bool) -> None:
    """Raise `pytest.UsageError` if an item of the kit cannot be placed.

    If the items are `sent`, another process knows only their node ids. Then each id must begin as the kit has made it.
    """
    for item in items:
        if not of_kit(item):
            continue
        id = scenario_of(item)
        if id is None or (sent and scenario_named(item.nodeid, packaged_scenarios()) != id):
            why = "its node id was changed" if id else "it runs none of the scenarios in its feature file"
            raise pytest.UsageError(f"mapi-tck cannot place {item.nodeid}: {why} (which plugin makes or renames it?)")


def places_of(items: Iterable[pytest.Item], taken: Mapping[str, Collection[int]] = NONE) -> dict[str, Place]:
    """Node id → place, for each item of the kit. The numbers in `taken`, by scenario, are of attempts that ended before."""
    return _numbered(((item.nodeid, scenario_of(item)) for item in items), taken)


def places_named(nodeids: Iterable[str], taken: Mapping[str, Collection[int]] = NONE) -> dict[str, Place]:
    """The same in a process that knows only the node ids of the items that others run."""
    known = packaged_scenarios()
    return _numbered(((nodeid, scenario_named(nodeid, known)) for nodeid in nodeids), taken)


def scenario_named(nodeid: str, known: Collection[str]) -> str | None:
    """The scenario in `known` for which the kit has made the node id. What others have added to the end is left out."""
    if not nodeid.startswith(PREFIX) or f"::{TEST}" not in nodeid:
        return None
    file, _, rest = nodeid.removeprefix(PREFIX).partition(f"::{TEST}")
    id = f"{file.partition(ATTEMPT)[0]}::{rest}"
    begin = id.index("::")
    while id not in known:
        # pytest adds parameters in brackets, pytest-xdist a group after "@".
        end = max(id.rfind("[", begin), id.rfind("@", begin))
        if end < 0:
            return None
        id = id[:end]
    return id


def _numbered(pairs: Iterable[tuple[str, str | None]], taken: Mapping[str, Collection[int]]) -> dict[str, Place]:
    times: Counter[str] = Counter()
    places: dict[str, Place] = {}
    for nodeid, id in pairs:
        if id is not None:
            times[id] += 1
            while times[id] in taken.get(id, ()):
                times[id] += 1
            places[nodeid] = Place(id, times[id])
    return places
