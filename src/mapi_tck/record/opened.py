"""A record whose evidence stays in its file. Only the outcome of each scenario is in memory."""

from array import array
from collections.abc import Iterator
from pathlib import Path
from sys import intern
from typing import Final
from weakref import finalize

from mapi_tck.record.lines import Header, ScenarioEnded, ScenarioOutcome
from mapi_tck.record.reading import RecordFile
from mapi_tck.record.recorded import Recorded, outcome_of, settlement, violated

#: A place in the file and two flags are kept as one number, which saves memory. The flags are its two lowest bits: a check does
#: not hold, and there is the result of a search.
_VIOLATES, _SEARCHES = 1, 2
_BITS: Final = 2


class OpenedRecord(Recorded[ScenarioOutcome]):
    """A record whose file is open as long as the object lives."""

    def __init__(self, file: RecordFile, header: Header) -> None:
        super().__init__(header)
        self._file = file
        #: Scenario → place and flags of the line with its evidence.
        self._place: dict[str, int] = {}
        #: Scenario → the same for each attempt of a scenario that runs several times.
        self._places: dict[str, array[int]] = {}
        #: Place and evidence that were read last: a report asks for the same evidence several times in a row.
        self._last: tuple[int, ScenarioEnded] | None = None
        finalize(self, file.close)

    def add(self, place: int, line: ScenarioEnded) -> None:
        """Add the result of a scenario. Its line is at that place of the file."""
        place = place << _BITS | (_VIOLATES if violated(line) else 0) | (_SEARCHES if "search" in line else 0)
        outcome = outcome_of(line)
        id = outcome["scenario"]
        if self.repeat == 1 and id not in self.ended:
            self._place[id], self.ended[id] = place, outcome
            return
        # Without `--repeat` a plugin of pytest has run the scenario again.
        attempts = self.attempts.setdefault(id, [self.ended[id]] if id in self.ended else [])
        places = self._places.setdefault(id, array("q", [self._place[id]] if id in self._place else []))
        attempts.append(outcome)
        places.append(place)
        if len(attempts) >= self.repeat:
            shown, self.ended[id] = settlement(attempts)
            self._place[id] = places[shown]

    def evidence(self, id: str) -> ScenarioEnded:
        """All that the record holds of a scenario that ended."""
        place = self._place[id]
        if self._last is None or self._last[0] != place:
            self._last = place, {**self._read(place), **self.ended[id]}
        return self._last[1]

    def times(self, id: str) -> Iterator[ScenarioEnded]:
        """All that the record holds of each time that the scenario was run."""
        return map(self._read, self._places.get(id) or [self._place[id]])

    def _read(self, place: int) -> ScenarioEnded:
        return self._file.result_at(place >> _BITS)

    def violates(self, id: str) -> bool:
        """Whether a check of the scenario does not hold."""
        return bool(self._place[id] & _VIOLATES)

    def searches(self, id: str) -> bool:
        """Whether the scenario holds the result of a search."""
        return bool(self._place[id] & _SEARCHES)


def open_record(path: Path) -> OpenedRecord:
    """Read a record, complete or cut off, without its evidence. Raises `UsageError` if the file is not a record."""
    file = RecordFile(path)
    record: OpenedRecord | None = None
    for place, line in file.lines():
        if line["type"] == "header":
            record = OpenedRecord(file, line)
            continue
        assert record is not None
        if line["type"] == "scenario started":
            record.started.append(intern(line["scenario"]))
        elif line["type"] == "scenario ended":
            record.add(place, line)
        elif line["type"] == "run resumed":
            record.resumed.append(line)
        else:
            record.footer = line
    assert record is not None
    record.digest, record.name = file.digest, file.name
    return record
