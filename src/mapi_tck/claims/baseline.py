"""A baseline: the known deviations of an implementation, one entry for each requirement and cause.

It never makes an implementation conform: what an entry names stays a failure, and is told apart from new ones. An entry has
a reason, somebody who answers for it, and a day on which it expires; one that lacks these excuses nothing.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from mapi_tck.suite.review import TomlFile
from mapi_tck.wire.codecs import Json

#: The name of an entry's table in the file.
TABLE: Final = "deviation"

#: What an entry may say, in the order in which it is written.
_KEYS: Final = ("requirement", "cause", "reason", "owner", "ticket", "expires")


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

    def to_json(self) -> dict[str, str]:
        """The entry as the run record holds it."""
        return {key: str(getattr(self, key)) for key in _KEYS}

    @classmethod
    def from_json(cls, written: Json) -> "Deviation":
        """The entry that a run record holds."""
        texts = {key: written[key] for key in _KEYS if key != "expires"}
        return cls(**texts, expires=date.fromisoformat(written["expires"]))


@dataclass(frozen=True, slots=True)
class Baseline:
    """Every known deviation, as a file names them."""

    path: str
    deviations: tuple[Deviation, ...]

    def find(self, requirement: str, cause: str) -> Deviation | None:
        """The entry of that requirement and cause."""
        return next((item for item in self.deviations if item.key == (requirement, cause)), None)

    def to_json(self) -> Json:
        """The baseline as the run record holds it."""
        return {"path": self.path, "deviations": [item.to_json() for item in self.deviations]}

    @classmethod
    def from_json(cls, written: Json) -> "Baseline":
        """The baseline that a run record holds."""
        return cls(written["path"], tuple(map(Deviation.from_json, written["deviations"])))


def read_baseline(path: Path) -> Baseline:
    """Read and review a baseline. Raises `UsageError` for the first mistake in it."""
    file = TomlFile(path, "baseline", "mapi-tck baseline update writes one")
    found: dict[tuple[str, str], Deviation] = {}
    for keys in file.tables(TABLE):
        item = file.made(Deviation, *keys)
        if item.key in found:
            raise file.wrong(keys, f"{item.requirement} {item.cause} is in the baseline twice")
        found[item.key] = item
    return Baseline(str(path), tuple(found.values()))
