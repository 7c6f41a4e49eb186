"""Specimens: implementations of which every verdict is known before they are tried.

A wrong specimen ends otherwise than the reference in what it does wrong, and nowhere else. A right but unusual one ends like the
reference. Installed packages offer specimens as entry points of the group `mapi_tck.specimens`: a callable that takes the role
and returns them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mapi_tck.ports import Role
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import suite_digest
from mapi_tck.suite.kept_forms import files_below, kept_form
from mapi_tck.suite.offers import offers
from mapi_tck.verdicts import ExitCode, Strength, Verdict

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP: Final = "mapi_tck.specimens"

#: The package of the kit's own adapters: the group of adapters has the same name.
_OWN: Final = "mapi_tck.adapters"


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
    #: The options that it denies.
    denies: frozenset[str] = frozenset()
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
    return tuple(specimen for point in offers(GROUP) for specimen in _offered(point, role))


def _offered(point: "EntryPoint", role: Role) -> tuple[Specimen, ...]:
    offered: Callable[[Role], Iterable[Specimen]] = point.load()
    return tuple(offered(role))


def noticed(role: Role) -> list[tuple[str, tuple[str, ...]]]:
    """Each specimen's id, with the requirements that must notice it; in the order of `load_specimens`.

    The kit's own specimens are not loaded for this: it is kept what they answered.
    """
    found: list[tuple[str, tuple[str, ...]]] = []
    for point in offers(GROUP):

        def make(point: "EntryPoint" = point) -> list[tuple[str, tuple[str, ...]]]:
            return [(item.id, item.noticed_by) for item in _offered(point, role)]

        folder = _own_folder(point)
        if folder is None:
            found += make()
        else:
            found += kept_form(folder / f"{point.name}-{role}", "noticed", (suite_digest(),), _files(folder), make)
    return found


def _own_folder(point: "EntryPoint") -> Path | None:
    """The folder of the kit's own adapters if they offer this; `None` for another package, whose files the kit does not know."""
    package, _, module = point.module.rpartition(".")
    spec = find_spec(package) if package == _OWN and module else None
    return Path(spec.origin).resolve().parent if spec and spec.origin else None


@cache
def _files(folder: Path) -> list[str]:
    return files_below(folder, (".py", ".toml"))
