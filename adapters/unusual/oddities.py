"""Oddities: what a subsystem or transport does that is right but unusual, by which page or ruling it may, and how it ends.

The words stand in `unusual.toml`. The code is registered here by the oddity's id: classes that take the place of those of
the reference that they derive from, or an adapter of its own.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from mapi_tck.ports import Evidence
from mapi_tck.ports.roles import Role
from mapi_tck.verdicts import ExitCode, Verdict

from ..reference import Parts, ReferenceAdapter, ReferenceProvider
from ..reference.provider import PARTS

C = TypeVar("C", bound=type)

#: What the declaration of an oddity claims unless it says otherwise, by role.
CLAIMS: Final[Mapping[Role, frozenset[str]]] = {
    Role.SUBSYSTEM: frozenset({"flush-async-ok", "unicode-status-table", "restriction-on-non-column"}),
    Role.TRANSPORT: frozenset({"flush-async-ok"}),
}


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A requirement that does not end as on the reference: how it ends, for which cause, and why that is no reproach."""

    requirement: str
    verdict: Verdict
    cause: str
    reason: str


@dataclass(frozen=True, slots=True)
class Oddity:
    """One oddity. Every requirement that claims and level leave to be judged ends as on the reference, but for `otherwise`."""

    id: str
    role: Role
    sentence: str
    #: The ids of requirements and rulings, and the source's pages, by which it is right.
    allowed_by: tuple[str, ...]
    #: The options that its declaration claims.
    claims: frozenset[str]
    #: The level at which it is judged: `Evidence.CALLS` where nothing but calls can be seen, else `None`.
    level: Evidence | None
    otherwise: tuple[Otherwise, ...]
    #: (requirement, id) of the traits that the reference does not show.
    traits: tuple[tuple[str, str], ...]
    exit: ExitCode


@cache
def load_unusual(role: Role) -> Mapping[str, Oddity]:
    """All oddities of what can be under test in this role, by id, in the order of the table."""
    tables = tomllib.loads(Path(__file__).with_name("unusual.toml").read_text("utf-8"))
    oddities = {id: _oddity(id, table) for id, table in tables.items()}
    return MappingProxyType({id: oddity for id, oddity in oddities.items() if oddity.role is role})


def _oddity(id: str, table: dict[str, Any]) -> Oddity:
    role = Role(table["role"])
    return Oddity(
        id,
        role,
        table["sentence"],
        tuple(table["allowed_by"]),
        frozenset(table["claims"]) if "claims" in table else CLAIMS[role],
        Evidence(table["level"]) if "level" in table else None,
        tuple(
            Otherwise(requirement, Verdict(verdict), cause, reason)
            for requirements, verdict, cause, reason in table.get("otherwise", [])
            for requirement in requirements.split()
        ),
        tuple((requirement, trait) for requirement, trait in table.get("traits", [])),
        ExitCode(table.get("exit", ExitCode.CONFORMS)),
    )


_REFERENCES: Final = {Role.SUBSYSTEM: Parts(), Role.TRANSPORT: PARTS}
_PLACES: Final[dict[object, str]] = {field.default: field.name for field in fields(Parts)}
_REPLACED: Final[dict[str, dict[str, Any]]] = {}
_ADAPTERS: Final[dict[str, type[ReferenceAdapter] | type[ReferenceProvider]]] = {}


def oddity(*ids: str) -> Callable[[C], C]:
    """Register the class below as a part of these oddities, or as their adapter. Several classes may carry the same id."""

    def register(part: C) -> C:
        for id in ids:
            _register(id, part)
        return part

    return register


def _register(id: str, part: type) -> None:
    if issubclass(part, ReferenceAdapter | ReferenceProvider):
        _ADAPTERS[id] = part
        return
    place = next(_PLACES[base] for base in part.__mro__ if base in _PLACES)
    if place in _REPLACED.setdefault(id, {}):
        raise ValueError(f"{id} has a {place} already")
    _REPLACED[id][place] = part


def registered() -> frozenset[str]:
    """The ids of all oddities that have code, of either role."""
    return frozenset(_REPLACED | _ADAPTERS)


def parts(oddity: Oddity) -> Parts:
    """Of which classes it is made."""
    return replace(_REFERENCES[oddity.role], **_REPLACED.get(oddity.id, {}))


def kind(oddity: Oddity) -> type[ReferenceAdapter] | type[ReferenceProvider]:
    """By which adapter the kit is connected to it."""
    usual = ReferenceProvider if oddity.role is Role.TRANSPORT else ReferenceAdapter
    return _ADAPTERS.get(oddity.id, usual)
