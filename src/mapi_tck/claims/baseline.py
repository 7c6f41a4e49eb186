"""A baseline: the known deviations of an implementation, one entry for each requirement and cause.

It never makes an implementation conform: what an entry names stays a failure, and is told apart from new ones. An entry has
a reason, somebody who answers for it, and a day on which it expires; one that lacks these excuses nothing.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, cast

from mapi_tck.errors import UsageError
from mapi_tck.record.lines import RecordedBaseline, RecordedDeviation

#: The name of an entry's table in the file.
TABLE: Final = "deviation"

#: What an entry may say, and what it has to say to be one at all.
_KEYS: Final = ("requirement", "cause", "reason", "owner", "ticket", "expires")
_NEEDED: Final = ("requirement", "cause", "expires")


@dataclass(frozen=True, slots=True)
class Deviation:
    """One known deviation: where an implementation is known to violate a requirement, and why that is put up with."""

    requirement: str
    cause: str
    expires: date
    reason: str = ""
    owner: str = ""
    ticket: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What no two entries share."""
        return self.requirement, self.cause

    @property
    def lacks(self) -> str:
        """What the entry lacks to excuse anything; "" where it lacks nothing."""
        lacking = [] if self.reason.strip() else ["a reason"]
        lacking += [] if (self.owner.strip() or self.ticket.strip()) else ["an owner or a ticket"]
        return " and ".join(lacking)

    @property
    def answerable(self) -> str:
        """Who answers for it: owner, ticket, or both."""
        return ", ".join(word for word in (self.owner.strip(), self.ticket.strip()) if word)

    def expired(self, day: date) -> bool:
        """Whether the entry no longer counts on that day; on its own day it still does."""
        return day > self.expires

    def excuses(self, day: date) -> bool:
        """Whether the entry excuses its deviation on that day."""
        return not self.lacks and not self.expired(day)

    def trouble(self, day: date) -> str:
        """What is wrong with the entry by itself on that day; "" where nothing is."""
        if self.lacks:
            return f"the entry lacks {self.lacks}, and excuses nothing"
        return f"the entry expired on {self.expires}, and excuses nothing" if self.expired(day) else ""

    def to_json(self) -> RecordedDeviation:
        """The entry as the run record holds it."""
        return cast(RecordedDeviation, {key: str(getattr(self, key)) for key in _KEYS})

    @classmethod
    def from_json(cls, written: RecordedDeviation) -> "Deviation":
        """The entry that a run record holds."""
        texts: dict[str, Any] = {**written, "expires": date.fromisoformat(written["expires"])}
        return cls(**texts)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Every known deviation, as a file names them."""

    path: str
    deviations: tuple[Deviation, ...]

    def find(self, requirement: str, cause: str) -> Deviation | None:
        """The entry of that requirement and cause."""
        return next((item for item in self.deviations if item.key == (requirement, cause)), None)

    def to_json(self) -> RecordedBaseline:
        """The baseline as the run record holds it."""
        return {"path": self.path, "deviations": [item.to_json() for item in self.deviations]}

    @classmethod
    def from_json(cls, written: RecordedBaseline) -> "Baseline":
        """The baseline that a run record holds."""
        return cls(written["path"], tuple(map(Deviation.from_json, written["deviations"])))


class _Review:
    """Reads one baseline, and says on which line something in it is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.text = path.read_text("utf-8")
        except OSError as error:
            hint = "mapi-tck baseline update writes one" if isinstance(error, FileNotFoundError) else ""
            raise UsageError(f"cannot read the baseline: {error.strerror}", str(path), hint) from error
        except UnicodeDecodeError as error:
            raise UsageError("the baseline is not UTF-8 text", str(path)) from error
        try:
            self.table = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r" \(at line (\d+), column \d+\)$", str(error))
            where = f"{path}:{place[1]}" if place else str(path)
            raise UsageError(re.sub(r" \(at .*\)$", "", str(error)), where) from error

    def wrong(self, number: int, key: str, what: str, hint: str = "") -> UsageError:
        """The error for an entry, with the line of its key, or of its header where it has no such key."""
        lines = self.text.splitlines()
        header = re.compile(rf"^\s*\[\[\s*{TABLE}\s*\]\]")
        starts = [at for at, line in enumerate(lines) if header.match(line)] + [len(lines)]
        start, end = (starts[number], starts[number + 1]) if number + 1 < len(starts) else (0, len(lines))
        written = re.compile(rf'^\s*"?{re.escape(key)}"?\s*=')
        line = next((at for at in range(start, end) if key and written.match(lines[at])), start)
        return UsageError(f"{key}: {what}" if key else what, f"{self.path}:{line + 1}", hint)

    def entry(self, number: int, written: Any) -> Deviation:
        """One entry, every key of it checked."""
        if not isinstance(written, Mapping):
            raise self.wrong(number, "", f"each entry must be a table, [[{TABLE}]]")
        for key in written:
            if key not in _KEYS:
                close = difflib.get_close_matches(key, _KEYS, 1)
                hint = f"did you mean {close[0]}?" if close else f"known keys: {', '.join(_KEYS)}"
                raise self.wrong(number, key, "unknown key", hint)
        lacking = next((key for key in _NEEDED if key not in written), None)
        if lacking is not None:
            raise self.wrong(number, "", f"this entry lacks {lacking}")
        for key, value in written.items():
            kind: type = date if key == "expires" else str
            if type(value) is not kind:
                what = "a day, for example 2027-01-31, without quotes" if kind is date else "a text"
                raise self.wrong(number, key, f"must be {what}, not {value!r}")
        return Deviation(**written)


def read_baseline(path: Path) -> Baseline:
    """Read and review a baseline. Raises `UsageError` for the first thing that makes it none."""
    review = _Review(path)
    stray = next((key for key in review.table if key != TABLE), None)
    if stray is not None:
        raise UsageError(f"{stray}: unknown key", str(path), f"a baseline consists of tables [[{TABLE}]]")
    entries = review.table.get(TABLE, [])
    if not isinstance(entries, list):
        raise UsageError(f"{TABLE} must be written [[{TABLE}]], once for each entry", str(path))
    found: dict[tuple[str, str], Deviation] = {}
    for number, written in enumerate(entries):
        item = review.entry(number, written)
        if item.key in found:
            raise review.wrong(number, "", f"{item.requirement} {item.cause} is in the baseline twice")
        found[item.key] = item
    return Baseline(str(path), tuple(found.values()))
