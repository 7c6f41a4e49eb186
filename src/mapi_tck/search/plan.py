"""How much is searched, and within what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from mapi_tck.ports import TransportKind
from mapi_tck.record.lines import ReplayableSearch
from mapi_tck.search.examples import Example


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a profile may consist of: as much as the declaration of who is under test leaves open."""

    kinds: tuple[TransportKind, ...] = tuple(TransportKind)
    support: tuple[bool, ...] = (True, False)
    asynchronous: tuple[bool, ...] = (False, True)
    #: A provider that is hosted needs a place.
    fewest: int = 0
    #: Whether profiles can be set up; otherwise cases that need none are about the one that is there.
    set_up: bool = True


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is searched for each law."""

    #: Cases that are tried.
    examples: int
    #: What clients do in a case, at most.
    steps: int
    #: Runs that may be spent on making a failing case smaller.
    tries: int
    #: Cases that are tried where time is not simulated: each may have to be waited for.
    in_real_time: int

    @property
    def slowly(self) -> "Depth":
        """How much is searched where time is not simulated."""
        return replace(self, examples=self.in_real_time, tries=self.tries // 25)

    @property
    def omissions(self) -> int:
        """Runs that leaving out single lines may take on top of that, when nothing else makes the case smaller."""
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
    #: Counter-examples from before, by law: they are tried first.
    known: Mapping[str, Sequence[Example]] = field(default_factory=dict)
    #: What a replayed record holds of the search: its cases are run again, and no others.
    recorded: ReplayableSearch | None = None
