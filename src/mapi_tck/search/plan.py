"""How much is searched, and in which profiles."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from mapi_tck.ports import TransportKind
from mapi_tck.record.lines import ReplayableSearch
from mapi_tck.search.examples import Example


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a profile may hold: as much as the declaration of the implementation leaves open."""

    kinds: tuple[TransportKind, ...] = tuple(TransportKind)
    support: tuple[bool, ...] = (True, False)
    asynchronous: tuple[bool, ...] = (False, True)
    #: The fewest transports: a hosted provider needs a place.
    fewest: int = 0
    #: Whether profiles can be set up; otherwise cases that need no profile use the one that is there.
    set_up: bool = True


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is searched for each law."""

    #: Cases to try.
    examples: int
    #: The most steps that clients take in a case.
    steps: int
    #: Runs that may be used to make a failing case smaller.
    tries: int
    #: Cases to try where time is not simulated: each may take long.
    in_real_time: int

    @property
    def slowly(self) -> "Depth":
        """The depth where time is not simulated."""
        return replace(self, examples=self.in_real_time, tries=self.tries // 25)

    @property
    def omissions(self) -> int:
        """More runs, in which single lines are left out when nothing else makes the case smaller."""
        return max(20, self.tries // 10)


QUICK: Final = Depth(50, 10, 1_000, 5)
THOROUGH: Final = Depth(1_000, 30, 5_000, 100)


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """The search of one scenario. `make` makes the scenario in which a case runs, by the case and its number."""

    make: Callable[[Example, int], Any]
    seed: int
    depth: Depth
    surroundings: Surroundings = Surroundings()
    #: Counter-examples of earlier runs, by law: they are tried first.
    known: Mapping[str, Sequence[Example]] = field(default_factory=dict)
    #: The search in a replayed record: its cases are run again, and no others.
    recorded: ReplayableSearch | None = None
