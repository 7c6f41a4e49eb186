"""What a scenario gathers: the outcomes of its calls, its checks, and its lines with their results."""

import time
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from mapi_tck.errors import Blocked
from mapi_tck.mapi import result_text
from mapi_tck.record.lines import RecordedCheck, RecordedLine
from mapi_tck.record.words import LineOutcome
from mapi_tck.verdicts import Holds
from mapi_tck.wire.codecs import Json

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


def need(thing: T | None, otherwise: str) -> T:
    """The thing, without which the scenario cannot continue. Raises `Blocked` where it is `None`, empty or false."""
    if not thing:
        raise Blocked(otherwise)
    return thing


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T_co]):
    """The result of a call: its value or its failing code, and the trace entries that show it."""

    call: str
    entries: tuple[int, ...]
    code: int | None
    _value: T_co | None

    @property
    def refused(self) -> bool:
        """Whether the implementation answered with a failing code."""
        return self.code is not None

    @property
    def value(self) -> T_co:
        """The value. Raises `Blocked` where the call was refused."""
        if self.code is not None:
            raise Blocked(f"{self.call} → {result_text(self.code)}")
        return self._value  # type: ignore[return-value]

    @property
    def text(self) -> str:
        """Success or the failing code, in words."""
        return result_text(self.code) if self.code is not None else "succeeds"


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: what was expected, what was observed, the trace entries that it rests on."""

    id: str
    holds: Holds
    expected: Json
    observed: Json
    entries: tuple[int, ...]
    line: int
    cause: str

    def to_json(self) -> RecordedCheck:
        """The check as the run record holds it."""
        return {
            "id": self.id,
            "holds": str(self.holds),
            "expected": self.expected,
            "observed": self.observed,
            "entries": list(self.entries),
            "line": self.line,
            "cause": self.cause,
        }


@dataclass(slots=True)
class Line:
    """One line of the scenario, and how it ended."""

    number: int
    keyword: str
    text: str
    outcome: LineOutcome = "not run"
    seconds: float = 0.0
    reason: str = ""
    started: float = field(default_factory=time.perf_counter)

    def to_json(self) -> RecordedLine:
        """The line as the run record holds it."""
        return {
            "number": self.number,
            "keyword": self.keyword,
            "text": self.text,
            "outcome": self.outcome,
            "reason": self.reason,
            "seconds": round(self.seconds, 6),
        }
