"""Updates the file of a baseline to what a run has shown: adds new deviations, removes those that are gone, keeps comments."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Final

import tomlkit
from tomlkit.items import AoT, Table

from mapi_tck.assessment.gate import Gate, unknown
from mapi_tck.claims.baseline import TABLE, Baseline, Deviation, read_baseline
from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import Record
from mapi_tck.record.writing import write_whole
from mapi_tck.suite.review import read_text

_HEADING: Final = """\
# Known deviations. Each needs a reason, an owner or a ticket, and a day on which it expires.
# `mapi-tck baseline update` adds what is new and removes what is gone; comments stay.
"""


@dataclass(frozen=True, slots=True)
class Update:
    """The entries that an update added, removed and kept."""

    added: tuple[Deviation, ...]
    removed: tuple[Deviation, ...]
    kept: tuple[Deviation, ...]

    @property
    def incomplete(self) -> tuple[Deviation, ...]:
        """The entries that excuse nothing until their reason and owner are filled in."""
        return tuple(item for item in (*self.kept, *self.added) if item.lacks)


def update(
    path: Path,
    record: Record,
    today: date,
    *,
    expires: date,
    reason: str = "",
    owner: str = "",
    ticket: str = "",
    only_shrink: bool = False,
) -> Update:
    """Add entries for new deviations of the record, unless `only_shrink`, and remove those that are gone."""
    before = read_baseline(path) if path.exists() else Baseline(str(path), ())
    gate = Gate(record, before, today)
    removed = tuple(item for item in before.deviations if unknown(item) or gate.gone(item))
    listed = {item.key for item in before.deviations}
    new = [] if only_shrink else [key for key in gate.seen if key not in listed]
    added = tuple(Deviation(*key, expires, reason, owner, ticket) for key in new)
    text = read_text(path, "baseline") if path.exists() else _HEADING
    whole = _with(_without(text, {item.key for item in removed}), added)
    if added or removed or not (path.exists() or only_shrink):
        _write(path, whole)
    return Update(added, removed, tuple(item for item in before.deviations if item not in removed))


def _write(path: Path, text: str) -> None:
    """Write the baseline, keeping its line ends. The file appears as a whole or not at all."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unkeepable() from error
    try:
        ends = "\r\n" if path.exists() and b"\r\n" in path.read_bytes() else "\n"
        write_whole(path, text.replace("\n", ends).encode())
    except OSError as error:
        raise UsageError(f"cannot write the baseline: {error.strerror}", str(path)) from error


def _unkeepable() -> UsageError:
    return UsageError(f"[[{TABLE}]] is written in a way that cannot be kept", hint="write each entry as a table")


def _without(text: str, keys: set[tuple[str, str]]) -> str:
    """The text without these entries. Comments behind an entry stay: they may be about the next one."""
    if not keys:
        return text
    document = tomlkit.parse(text)
    entries: AoT = document[TABLE]
    whole = "".join(f"{_head(table)}{table.as_string()}" for table in entries.body)
    before, found, after = text.partition(whole)
    if not found:
        raise _unkeepable()
    kept = ""
    for table in entries.body:
        mine = f"{_head(table)}{table.as_string()}"
        kept += _trailing(table) if (str(table["requirement"]), str(table["cause"])) in keys else mine
    return before + kept + after


def _head(table: Table) -> str:
    """The header line of an entry, as written."""
    return f"{table.trivia.indent}[[{TABLE}]]{table.trivia.comment_ws}{table.trivia.comment}{table.trivia.trail}"


def _trailing(table: Table) -> str:
    """The comments and empty lines behind the last key of an entry."""
    behind = takewhile(lambda part: part[0] is None, reversed(table.value.body))
    return "".join(item.as_string() for _, item in reversed([*behind])).lstrip("\n")


def _with(text: str, added: Iterable[Deviation]) -> str:
    """The text with these entries at its end."""
    for item in added:
        table = tomlkit.table()
        for name in ("requirement", "cause", "reason", "owner", "ticket"):
            if value := getattr(item, name) or (name in ("reason", "owner") and not item.ticket and " "):
                table.add(name, value.strip())
        table.add("expires", item.expires)
        entries = tomlkit.aot()
        entries.append(table)
        text = f"{text.rstrip()}\n\n{tomlkit.dumps({TABLE: entries})}"
    return text
