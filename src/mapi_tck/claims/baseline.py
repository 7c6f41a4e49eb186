"""A baseline: the known deviations of an implementation, one entry for each requirement and cause.

A baseline never makes an implementation conform: a known deviation is still a failure, but it is counted apart from new ones. An
entry has a reason, an owner or a ticket, and a day on which it expires. An entry without these excuses nothing.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from mapi_tck.suite.review import TomlFile
from mapi_tck.wire.codecs import Json

#: The name of the table of an entry in the file.
TABLE: Final = "deviation"

#: What an entry may say, in the order in which it is written.
_KEYS: Final = ("requirement", "cause", "reason", "owner", "ticket", "expires")


@dataclass(frozen=True, slots=True)
class Deviation:
    """One known deviation: a requirement that the implementation violates, and why that is accepted for now."""

    requirement: str
    cause: str
    expires: date
    reason: str = ""
    owner: str = ""
    ticket: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Requirement and cause: no two entries have the same."""
        return self.requirement, self.cause

    @property
    def lacks(self) -> str:
        """What the entry needs before it excuses anything; "" if it is complete."""
        lacking = [] if self.reason.strip() else ["a reason"]
        lacking += [] if (self.owner.strip() or self.ticket.strip()) else ["an owner or a ticket"]
        return " and ".join(lacking)

    @property
    def answerable(self) -> str:
        """The owner, the ticket, or both."""
        return ", ".join(word for word in (self.owner.strip(), self.ticket.strip()) if word)

    def expired(self, day: date) -> bool:
        """Whether the entry has expired on that day. On the day of its expiry it is still valid."""
        return day > self.expires

    def excuses(self, day: date) -> bool:
        """Whether the entry excuses its deviation on that day."""
        return not self.lacks and not self.expired(day)

    def trouble(self, day: date) -> str:
        """Why the entry excuses nothing on that day, in words; "" if it excuses its deviation."""
        if self.lacks:
            return f"the entry lacks {self.lacks}, and excuses nothing"
        return f"the entry expired on {self.expires}, and excuses nothing" if self.expired(day) else ""

    def to_json(self) -> dict[str, str]:
        """The entry as the run record holds it."""
        return {key: str(getattr(self, key)) for key in _KEYS}

    @classmethod
    def from_json(cls, written: Json) -> "Deviation":
        """The entry that a run record holds."""
        return cls(**{**written, "expires": date.fromisoformat(written["expires"])})


@dataclass(frozen=True, slots=True)
class Baseline:
    """All known deviations that a file lists."""

    path: str
    deviations: tuple[Deviation, ...]

    def find(self, requirement: str, cause: str) -> Deviation | None:
        """The entry of the requirement and cause, if there is one."""
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
