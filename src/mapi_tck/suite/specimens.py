"""Specimens: implementations of which it is known beforehand how every requirement ends.

A wrong one ends otherwise than the reference in what it gets wrong, and nowhere else. One that is right but unusual ends like
the reference. Installed packages offer specimens as entry points of the group `mapi_tck.suite.specimens`: a callable that takes
the role and answers them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Final

from mapi_tck.ports.roles import Role
from mapi_tck.verdicts import ExitCode, Verdict

GROUP: Final = "mapi_tck.specimens"


@dataclass(frozen=True, slots=True)
class Expected:
    """How a requirement must end: its verdict, and the cause of a scenario that decides it."""

    requirement: str
    verdict: Verdict
    cause: str


@dataclass(frozen=True, slots=True)
class Specimen:
    """An implementation, and how it must end. What `expected` does not list ends as on the reference."""

    id: str
    #: The form by which the kit finds it, say `wrong:delivers-twice`.
    adapter: str
    role: Role
    #: What is wrong with it, or unusual.
    sentence: str
    #: The numbered step in which that sits.
    step: str
    expected: tuple[Expected, ...] = ()
    #: (requirement, id) of the traits that the reference does not show.
    traits: tuple[tuple[str, str], ...] = ()
    exit: ExitCode = ExitCode.FAILED
    #: The requirements, rulings or pages that allow it; empty for what is wrong.
    allowed_by: tuple[str, ...] = ()
    #: The options that its declaration claims; `None` for all that the self-test claims of the reference.
    claims: frozenset[str] | None = None
    #: The level at which it is judged: `calls` where nothing else can be seen of it.
    level: str = "full"

    @property
    def wrong(self) -> bool:
        """Whether nothing allows it."""
        return not self.allowed_by

    @property
    def noticed_by(self) -> tuple[str, ...]:
        """The requirements that must notice it, each once: those of its own numbered step are named first."""
        return tuple(dict.fromkeys([item.requirement for item in self.expected] + [id for id, _ in self.traits]))


def load_specimens(role: Role) -> tuple[Specimen, ...]:
    """All specimens that can be under test in the role, in the order in which their packages list them."""
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    found: list[Specimen] = []
    for point in points:
        offered: Callable[[Role], Iterable[Specimen]] = point.load()
        found += offered(role)
    return tuple(found)
