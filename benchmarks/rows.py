"""The rows: what was measured for each goal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

from benchmarks.goals import GOALS, Goal


class NotMeasuredError(Exception):
    """Something could not be measured; the text says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """The measurements of one goal: of the kit, and of its peer in the same turns where there is one."""

    #: The goal's key in `GOALS`.
    of: str
    kit: tuple[float, ...]
    peer: tuple[float, ...] = ()
    #: The unit of `kit` and `peer`.
    unit: str = "s"
    note: str = ""

    def __post_init__(self) -> None:
        if self.peer and len(self.kit) != len(self.peer):
            raise ValueError(f"{self.of}: {len(self.kit)} measurements of the kit, {len(self.peer)} of its peer")

    @property
    def goal(self) -> Goal:
        """The goal."""
        return GOALS[self.of]

    @property
    def values(self) -> list[float]:
        """What the goal is about: the ratios of the pairs; without a peer, the measurements themselves."""
        if self.goal.least is not None:  # more is better, and the measurements are seconds
            return [peer / kit for kit, peer in zip(self.kit, self.peer, strict=True)]
        return [kit / peer for kit, peer in zip(self.kit, self.peer, strict=True)] if self.peer else list(self.kit)

    @property
    def value(self) -> float:
        """The median."""
        return median(self.values)

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.goal.met_by(self.value)


@dataclass(frozen=True, slots=True)
class Gap:
    """A goal for which nothing could be measured, and why."""

    of: str
    reason: str

    @property
    def goal(self) -> Goal:
        """The goal."""
        return GOALS[self.of]


Measured = Row | Gap

#: The lowest value → digits behind the point. Smaller values have three. So most values are shown with three digits.
_THREE: Final = ((100, 0), (10, 1), (1, 2))


def shown(value: float) -> str:
    """The value with about three digits."""
    digits = next((digits for least, digits in _THREE if abs(value) >= least), 3)
    return f"{value:,.{digits}f}".replace(",", " ")


def complete(keys: Iterable[str], rows: Iterator[Row]) -> Iterator[Measured]:
    """The rows of these goals. If one cannot be measured, it and the rows after it are gaps."""
    missing = list(keys)
    reason = "the program measured nothing"
    try:
        for row in rows:
            missing.remove(row.of)
            yield row
    except NotMeasuredError as error:
        reason = str(error)
    except Exception as error:  # an error in one group must not lose the rows of the others
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
    for key in missing:
        yield Gap(key, reason)
