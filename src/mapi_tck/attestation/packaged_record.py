"""The record as a package holds it: without what strangers must not read, and without the mark of the user who made it.

Only the calls and the words of the user hold secrets. Lines, checks and reasons follow from the calls, and come from a replay of
the hidden ones.
"""

import base64
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, cast

from mapi_tck.record.limits import read_limit
from mapi_tck.record.lines import Header, RecordedCall, RecordedProof, RecordLine, RunResumed, ScenarioEnded
from mapi_tck.record.reading import RecordFile
from mapi_tck.record.redacted import Redactor
from mapi_tck.record.run_record import Record
from mapi_tck.record.writing import write_whole, written_pieces

#: The places of a packed call whose words the kit itself chose: interface, object, method and supplier.
_KEPT: Final = frozenset({0, 1, 2, 4})


def write_packaged(
    source: Path, target: Path, proof: RecordedProof, *, redact: bool = True, patterns: Sequence[re.Pattern[str]] = ()
) -> None:
    """Copy a record. `proof` takes the place of what the record says of wrong implementations: a self-test shows it.

    With `redact`, paths, arguments, error output, secrets and what a pattern fits are hidden in its header and its calls, also in
    the packed calls of a search.
    """
    write_whole(target, _pieces(source, proof, patterns if redact else None))


def _pieces(source: Path, proof: RecordedProof, patterns: Sequence[re.Pattern[str]] | None) -> Iterator[bytes]:
    file = RecordFile(source)
    redactor: Redactor | None = None
    try:
        for _, line in file.lines():
            packaged = line
            if line["type"] == "header":
                redactor = None if patterns is None else Redactor(line, patterns)
                packaged = _header(line, proof, redactor)
            elif redactor is not None:
                packaged = _line(line, redactor)
            yield from written_pieces(packaged)
    finally:
        file.close()


def _header(header: Header, proof: RecordedProof, redactor: Redactor | None) -> Header:
    kept: dict[str, Any] = {name: held for name, held in header.items() if name != "mark"}
    packaged = cast(Header, {**kept, "proof": proof})
    return packaged if redactor is None else redactor.header(packaged)


def _line(line: RecordLine, redactor: Redactor) -> RecordLine:
    if line["type"] == "run resumed":
        command, environment = redactor.value(line["command"]), redactor.value(line["environment"])
        return cast(RunResumed, {**line, "command": command, "environment": environment})
    if line["type"] != "scenario ended":
        return line
    shown = redactor.evidence(line)["trace"]
    trace = [_call(entry, redacted) for entry, redacted in zip(line["trace"], shown, strict=True)]
    hidden: dict[str, Any] = {**line, "trace": trace}
    if "search" in line:
        hidden["search"] = {**line["search"], "packed": _packed(line["search"]["packed"], redactor)}
    return cast(ScenarioEnded, hidden)


def _call(entry: RecordedCall, redacted: RecordedCall) -> RecordedCall:
    """The call without what must not be shown. Its words follow from its values, so they stay if these do."""
    same = all(entry[name] == redacted[name] for name in ("arguments", "value"))
    return entry if same and entry["broke"] is None else redacted


def write_rejudged(draft: Path, judged: Record, target: Path) -> None:
    """Copy the draft of a packaged record. What follows from its calls comes from the record of its replay."""
    write_whole(target, _rejudged(draft, judged))


def _rejudged(draft: Path, judged: Record) -> Iterator[bytes]:
    file = RecordFile(draft)
    try:
        for _, line in file.lines():
            if line["type"] == "scenario ended" and line["scenario"] in judged.ended:
                times = [*judged.times(line["scenario"])]
                line = _taken_over(line, times[min(line.get("attempt", 1), len(times)) - 1])
            yield from written_pieces(line)
    finally:
        file.close()


def _taken_over(line: ScenarioEnded, again: ScenarioEnded) -> ScenarioEnded:
    """The result of a replay with the times of the run, and without what only a replay has."""
    taken: dict[str, Any] = {name: held for name, held in again.items() if name not in ("claimed", "worker", "attempt")}
    taken |= {name: held for name, held in line.items() if name in ("worker", "attempt", "seconds")}
    for name in ("trace", "lines"):
        timed = [{**one, "seconds": old["seconds"]} for one, old in zip(taken[name], line[name], strict=False)]
        taken[name] = timed if len(timed) == len(taken[name]) else taken[name]
    if "search" in taken and "search" in line:
        taken["search"] = {**taken["search"], "packed": line["search"]["packed"]}
    return cast(ScenarioEnded, taken)


def _packed(text: str, redactor: Redactor) -> str:
    """The packed calls of a search without what must not be shown."""
    whole = zlib.decompressobj().decompress(base64.b64decode(text), read_limit())
    cases = json.loads(whole) if whole else []
    hidden = [
        [[held if place in _KEPT else redactor.value(held) for place, held in enumerate(call)] for call in case]
        for case in cases
    ]
    if hidden == cases:
        return text
    return base64.b64encode(zlib.compress(json.dumps(hidden, separators=(",", ":")).encode(), 9)).decode()
