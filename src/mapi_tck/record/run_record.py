"""The run record: all of one run as lines of JSON. The kit writes each line as soon as it can.

The header says what was planned, for which implementation, with which kit. Each scenario has a line when it starts and one when
it ends. The footer is the last line: a record without one belongs to a run that did not finish. `lines` has the lines as types.

Reports read a `Record`. A `RunRecord` is in memory as a whole. An `OpenedRecord` leaves the evidence of each scenario in the file
until a reader asks for it, so the report of a long run takes little memory.
"""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from mapi_tck.errors import UsageError
from mapi_tck.record.lines import RecordLine, ScenarioEnded
from mapi_tck.record.opened import OpenedRecord as OpenedRecord
from mapi_tck.record.opened import open_record as open_record
from mapi_tck.record.reading import RecordFile
from mapi_tck.record.recorded import UNSTABLE as UNSTABLE
from mapi_tck.record.recorded import Recorded, violated
from mapi_tck.record.recorded import settled as settled
from mapi_tck.record.recorded import settled_verdict as settled_verdict
from mapi_tck.record.review import FORM as FORM

#: Fields that may differ between two runs in which all else is the same. The schema marks them, and comparisons leave them out.
VOLATILE: Final = frozenset(
    {"seconds", "started", "ended", "environment", "command", "worker", "proof", "packed", "merged", "mark"}
)


class RunRecord(Recorded[ScenarioEnded]):
    """A record that is in memory as a whole."""

    def evidence(self, id: str) -> ScenarioEnded:
        """All that the record holds of a scenario that ended."""
        return self.ended[id]

    def times(self, id: str) -> Iterator[ScenarioEnded]:
        """All that the record holds of each attempt of the scenario."""
        return iter(self.attempts.get(id) or [self.ended[id]])

    def violates(self, id: str) -> bool:
        """Whether a check of the scenario does not hold."""
        return violated(self.ended[id])

    def searches(self, id: str) -> bool:
        """Whether the scenario holds the result of a search."""
        return "search" in self.ended[id]


#: A record as its readers take it.
Record = Recorded[Any]


def read_record(path: Path) -> RunRecord:
    """Read a whole record into memory, complete or cut off. Raises `UsageError` if the file is not a record."""
    file = RecordFile(path)
    record: RunRecord | None = None
    for _, line in file.lines():
        record = add_line(record, line)
    file.close()
    assert record is not None
    record.digest, record.name = file.digest, file.name
    return record


def recorded_scenario(record: Record, word: str, where: str) -> str:
    """The id of the recorded scenario that the word names: the word is its id, or its requirement.

    `where` names the record in messages. Raises `UsageError` if there is no such scenario, if there are several, or if it has no
    trace.
    """
    every = {scenario["id"]: scenario["requirement"] for scenario in record.header["scenarios"]}
    named = [word] if word in every else [id for id in record.planned if every.get(id) == word]
    if len(named) > 1:
        raise UsageError(f"{word} has {len(named)} scenarios in this record", where, f"one is {named[0]}")
    if not named:
        close = difflib.get_close_matches(word, [*record.planned, *dict.fromkeys(every.values())], 1, 0.5)
        hint = f"did you mean {close[0]}?" if close else "mapi-tck scenarios lists their ids"
        raise UsageError(f"the record has no scenario {word}", where, hint)
    (id,) = named
    if id not in record.planned:
        raise UsageError(f"{id} was not selected in this run", where)
    if id not in record.ended:
        raise UsageError(f"{id} did not end in this run, so nothing is recorded of it", where)
    result = record.evidence(id)
    if not any(entry["line"] for entry in result["trace"]):
        why = f"{result['verdict']}: {result['reason']}" if result["reason"] else result["verdict"]
        raise UsageError(f"{id} has no trace", where, why)
    return id


def add_line(record: RunRecord | None, line: RecordLine) -> RunRecord:
    """The record with one more line. The first line is its header, and makes the record."""
    if line["type"] == "header":
        return RunRecord(line)
    assert record is not None
    if line["type"] == "scenario started":
        record.started.append(line["scenario"])
    elif line["type"] == "scenario ended":
        # A scenario has ended when it has ended as often as it was to be run. A plugin of pytest may have run it more often.
        id = line["scenario"]
        first = [record.ended[id]] if id in record.ended else []
        attempts = record.attempts.setdefault(id, first) if record.repeat > 1 or first else []
        attempts.append(line)
        if len(attempts) >= record.repeat:
            record.ended[id] = settled(attempts) if len(attempts) > 1 else line
    elif line["type"] == "run resumed":
        record.resumed.append(line)
    else:
        record.footer = line
    return record


def steady(value: Any) -> Any:
    """The value without its volatile fields."""
    if isinstance(value, dict):
        return {key: steady(item) for key, item in value.items() if key not in VOLATILE}
    return [steady(item) for item in value] if isinstance(value, list) else value
