"""What is made of a run record: the reports that installed packages offer as entry points of the group `mapi_tck.reports`."""

import difflib
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final

from mapi_tck.errors import UsageError
from mapi_tck.record import RunRecord

GROUP: Final = "mapi_tck.reports"

#: Report → the file that it is written to, beside the record.
FILES: Final = {"html": "report.html", "junit": "junit.xml", "counterexamples": "counterexamples.feature"}


def reader(name: str) -> Callable[..., Any]:
    """The report of that name."""
    for point in entry_points(group=GROUP, name=name):
        function: Callable[..., Any] = point.load()
        return function
    raise UsageError(f"no installed package offers the report {name}", hint="reinstall mapi-tck")


def write_outputs(record: RunRecord, folder: Path) -> list[Path]:
    """Write every report of the record into the folder, and answer where they are."""
    written = []
    for name, file in FILES.items():
        reader(name)(record, folder / file)
        if (folder / file).exists():  # counter-examples are written only where there are any
            written.append(folder / file)
    return written


def recorded_scenario(record: RunRecord, word: str, where: str) -> str:
    """The id of the one recorded scenario that the word names, its id or its requirement, and that has a trace.

    Raises `UsageError` with one line for anything else.
    """
    every: dict[str, str] = {scenario["id"]: scenario["requirement"] for scenario in record.header["scenarios"]}
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
    result = record.ended[id]
    if not any(entry["line"] for entry in result["trace"]):
        why = f"{result['verdict']}: {result['reason']}" if result["reason"] else str(result["verdict"])
        raise UsageError(f"{id} has no trace", where, why)
    return id
