"""How much is searched, and in which profiles."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from mapi_tck.ports import Direction, GivenTransport, Transport, TransportKind
from mapi_tck.record.search_lines import ReplayableSearch
from mapi_tck.search.examples import Example

#: The names of transports in the profiles of cases.
NAMES: Final = ("Office", "Branch", "Travel", "Remote")


def names(number: int) -> tuple[str, ...]:
    """The names of so many transports."""
    return (*NAMES[:number], *(f"Site{place}" for place in range(len(NAMES) + 1, number + 1)))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the profile of a case may hold. The declaration of the implementation limits it."""

    kinds: tuple[TransportKind, ...] = tuple(TransportKind)
    support: tuple[bool, ...] = (True, False)
    asynchronous: tuple[bool, ...] = (False, True)
    #: The fewest transports: a hosted provider needs a place.
    fewest: int = 0
    #: Whether the test bed can set up profiles. Otherwise cases that need no profile of their own use the one that exists.
    set_up: bool = True
    #: Whether the test bed tells whose a row is (`transport_of`). Otherwise no status object can be opened by its owner's name.
    owners_told: bool = True
    #: The transports that exist, if the profile is given. Then each case with a profile has this one.
    given: tuple[GivenTransport, ...] | None = None

    @property
    def given_profile(self) -> tuple[Transport, ...] | None:
        """The given transports that a case can name, by the names that cases use; `None` if the profile is not given."""
        if self.given is None:
            return None
        return tuple(
            Transport(name, item.kind, item.supports_flush, item.asynchronous)
            for name, item in zip(NAMES, self.given, strict=False)
        )

    def usable(self, name: str) -> frozenset[Direction]:
        """The queues of the case's transport into which messages can be put, and whose messages can be seen."""
        if self.given is None:
            return frozenset(Direction)
        item = self.given[NAMES.index(name)]
        return item.fills & item.sees


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
        """How much is searched where time is not simulated."""
        return replace(self, examples=self.in_real_time, tries=self.tries // 4)


#: In real time each case may have to wait for `settle_limit`. So a tenth as many cases are tried.
QUICK: Final = Depth(examples=50, steps=10, tries=160, in_real_time=5)
THOROUGH: Final = Depth(examples=1_000, steps=30, tries=2_000, in_real_time=100)


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """The search of one scenario. `make` makes the scenario in which a case runs, by the case and its number."""

    make: Callable[[Example, int], Any]
    seed: int
    depth: Depth
    surroundings: Surroundings = Surroundings()
    #: Counter-examples of earlier runs, by law: they are tried first.
    known: Mapping[str, Sequence[Example]] = field(default_factory=dict)
    #: Whether the cases of the corpus come first, where time is simulated. Hypothesis proposes all others.
    corpus: bool = False
    #: The search in a replayed record: its cases are run again, and no others.
    recorded: ReplayableSearch | None = None
