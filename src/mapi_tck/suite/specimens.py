"""Specimens: implementations of which every verdict is known before they are tried.

A wrong specimen ends otherwise than the reference in what it does wrong, and nowhere else. A right but unusual one ends like the
reference. Installed packages offer specimens as entry points of the group `mapi_tck.specimens`: a callable that takes the role
and returns them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from mapi_tck.ports import Role
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.offers import offers
from mapi_tck.verdicts import ExitCode, Strength, Verdict

GROUP: Final = "mapi_tck.specimens"


@dataclass(frozen=True, slots=True)
class Expected:
    """How a requirement must end: its verdict, and the cause of a scenario that decides it."""

    requirement: str
    verdict: Verdict
    cause: str
    #: Why a right but unusual implementation may end so; empty for a wrong one.
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Specimen:
    """An implementation, and how it must end. A requirement that `expected` does not list ends as on the reference."""

    id: str
    #: The form by which the kit finds it, say `wrong:delivers-twice`.
    adapter: str
    role: Role
    #: What it does wrong, or in an unusual way.
    sentence: str
    #: The numbered step in which it does that.
    step: str
    expected: tuple[Expected, ...] = ()
    #: (requirement, id) of the traits that the reference does not show.
    traits: tuple[tuple[str, str], ...] = ()
    #: The requirements, rulings or pages that allow it; empty for a wrong one.
    allowed_by: tuple[str, ...] = ()
    #: The options that its declaration claims; `None` for all that the self-test claims of the reference.
    claims: frozenset[str] | None = None
    #: The level at which it is judged: `calls` where only calls can be observed.
    level: str = "full"

    @property
    def wrong(self) -> bool:
        """Whether nothing allows it."""
        return not self.allowed_by

    @property
    def noticed_by(self) -> tuple[str, ...]:
        """The requirements that must notice it, each once: first those with another verdict, then those with a trait."""
        return tuple(dict.fromkeys([item.requirement for item in self.expected] + [id for id, _ in self.traits]))

    @property
    def exit(self) -> ExitCode:
        """The exit code of a run without `--strict`: a violated MUST comes before an error, an error before an undecided MUST."""
        must = {id for id, item in load_catalogue().requirements.items() if item.strength is Strength.MUST}
        verdicts = {item.verdict for item in self.expected}
        if Verdict.FAIL in verdicts:
            return ExitCode.FAILED
        if Verdict.ERROR in verdicts:
            return ExitCode.BROKE
        undecided = any(item.verdict is Verdict.INCONCLUSIVE and item.requirement in must for item in self.expected)
        return ExitCode.UNDECIDED if undecided else ExitCode.CONFORMS


def load_specimens(role: Role) -> tuple[Specimen, ...]:
    """All specimens that can be under test in the role, in the order in which their packages list them."""
    found: list[Specimen] = []
    for point in offers(GROUP):
        offered: Callable[[Role], Iterable[Specimen]] = point.load()
        found += offered(role)
    return tuple(found)
