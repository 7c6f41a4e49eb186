"""Tests that are excluded because a challenge has shown that they are wrong (`features/excludes.toml`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from mapi_tck.record.lines import RecordedExclude
from mapi_tck.suite.catalogue import Catalogue, features_root, load_catalogue
from mapi_tck.suite.features import ScenarioText, packaged_scenarios, requirement_of
from mapi_tck.suite.review import TomlFile

#: The name of the table of an entry in the file.
_TABLE = "exclude"


@dataclass(frozen=True, slots=True)
class Exclude:
    """A test that no run asks for."""

    #: A requirement, which means all its scenarios, or the id of one scenario; without placement, in all placements.
    test: str
    since: date
    #: Where the challenge can be read.
    challenge: str
    reason: str

    def names(self, scenario: ScenarioText, requirement: str) -> bool:
        """Whether the scenario, which judges that requirement, is excluded."""
        return self.test in (requirement, scenario.id, scenario.plain_id)


@cache
def load_excludes() -> tuple[Exclude, ...]:
    """The exclusions of the suite, in the order of the file. Raises `UsageError` for a mistake."""
    file = TomlFile(features_root() / "excludes.toml", "list of excluded tests")
    file.table(known=(_TABLE,))
    known = {name for one in packaged_scenarios().values() for name in (one.id, one.plain_id)}
    known |= load_catalogue().requirements.keys()
    found = []
    for keys in file.tables(_TABLE):
        entry = file.made(Exclude, *keys)
        if entry.test not in known:
            raise file.wrong((*keys, "test"), f"there is no requirement and no scenario {entry.test}")
        if not entry.reason.strip() or not entry.challenge.strip():
            raise file.wrong(keys, "an exclusion needs a reason and a challenge")
        found.append(entry)
    return tuple(found)


def excluded(scenario: ScenarioText, catalogue: Catalogue) -> bool:
    """Whether the suite excludes the scenario."""
    excludes = load_excludes()
    return bool(excludes) and any(one.names(scenario, requirement_of(scenario, catalogue)) for one in excludes)


def recorded_excludes(scenarios: Iterable[ScenarioText], catalogue: Catalogue) -> list[RecordedExclude]:
    """The exclusions that are about one of these scenarios, as a run record holds them."""
    if not load_excludes():
        return []
    every = [(one, requirement_of(one, catalogue)) for one in scenarios]
    found: list[RecordedExclude] = []
    for entry in load_excludes():
        ids = [one.id for one, requirement in every if entry.names(one, requirement)]
        if ids:
            found.append(
                {
                    "test": entry.test,
                    "since": str(entry.since),
                    "challenge": entry.challenge,
                    "reason": entry.reason,
                    "scenarios": ids,
                }
            )
    return found
