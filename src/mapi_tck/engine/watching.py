"""Follows which scenarios of the kit pytest runs, in this process or in others, and what comes of them."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import TypedDict

import pytest

from mapi_tck.engine.places import NONE, Place, places_named, places_of
from mapi_tck.record.lines import RecordedIdentity, ScenarioEnded


class Reported(TypedDict):
    """What pytest's own report carries from the process that ran an item to the one that writes the record."""

    #: One result for each time that the item was run since its last report. Some plugins run an item again and report it once.
    results: list[ScenarioEnded]
    #: Whether the item belongs to the kit's own feature files.
    of_kit: bool
    identity: RecordedIdentity | None
    #: Path → digest of each file that the implementation's digest was made from, if the adapter names them.
    files: dict[str, str]


def reported(report: pytest.TestReport) -> Reported | None:
    """The results on a report, from any process, if it has some."""
    return getattr(report, "mapi_tck", None)


class Watching:
    """The part that a plugin needs to know the plan, and which attempt of which scenario a report is about."""

    def __init__(self) -> None:
        #: Node id → scenario and number of the attempt, for each planned item of the kit.
        self.places: dict[str, Place] = {}
        #: Scenario → how many of its attempts have a number.
        self.times: Counter[str] = Counter()
        #: Scenario → the numbers of attempts that have ended before, of a run that goes on.
        self.taken: Mapping[str, Collection[int]] = NONE
        #: Node ids that have given a result.
        self._given: set[str] = set()

    @property
    def plan(self) -> list[str]:
        """The ids of the scenarios that run, each once."""
        return list(dict.fromkeys(place.scenario for place in self.places.values()))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Note the plan, if one process runs everything. By now pytest has accepted all its arguments."""
        self._note_plan(places_of(session.items, self.taken))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Note the plan, if worker processes run the scenarios. All of them collect the same scenarios."""
        self._note_plan(places_named(ids, self.taken))

    def _note_plan(self, places: dict[str, Place]) -> None:
        if not self.places:
            self.places = places
            self.times = Counter(place.scenario for place in places.values())
            self.times.update({id: len(numbers) for id, numbers in self.taken.items()})

    def place_for(self, nodeid: str, scenario: str) -> Place:
        """The place of the next result of this item.

        A result beyond the planned ones, say of a plugin that repeats what failed, gets the next number.
        """
        place = self.places.get(nodeid)
        if place is None or nodeid in self._given:
            self.times[scenario] += 1
            place = Place(scenario, self.times[scenario])
        self._given.add(nodeid)
        return place

    def ended(self, report: pytest.TestReport) -> Iterator[tuple[Place, ScenarioEnded]]:
        """The results of the kit's scenarios on a report."""
        carried = reported(report)
        for result in carried["results"] if carried is not None and carried["of_kit"] else ():
            yield self.place_for(report.nodeid, result["scenario"]), result
