"""Faults: what a deliberately wrong subsystem or transport does wrong, and what must come of it.

The words stand in two tables, one for each role that can be under test. The code is one class each, registered here by
the fault's id: it takes the place of the class of the reference that it derives from.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from mapi_tck.ports.roles import Role
from mapi_tck.suite.specimens import Expected
from mapi_tck.verdicts import ExitCode, Verdict

from ..reference import Parts
from ..reference.provider import PARTS

C = TypeVar("C", bound=type)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. Every requirement that `expected` does not list ends as on the reference, or is blocked."""

    id: str
    role: Role
    sentence: str
    #: The numbered step in which it sits.
    step: str
    expected: tuple[Expected, ...]
    #: (requirement, id) of the traits that the reference does not show.
    traits: tuple[tuple[str, str], ...]
    exit: ExitCode


#: Where the faults of a role are described, and of what the reference in that role is made.
_TABLES: Final = {Role.SUBSYSTEM: "faults.toml", Role.TRANSPORT: "transport_faults.toml"}
_REFERENCES: Final = {Role.SUBSYSTEM: Parts(), Role.TRANSPORT: PARTS}


@cache
def load_faults(role: Role) -> Mapping[str, Fault]:
    """All faults of what can be under test in this role, by id, in the order of the numbered steps."""
    tables = tomllib.loads(Path(__file__).with_name(_TABLES[role]).read_text("utf-8"))
    return MappingProxyType({id: _fault(id, role, table) for id, table in tables.items()})


def _fault(id: str, role: Role, table: dict[str, Any]) -> Fault:
    return Fault(
        id,
        role,
        table["sentence"],
        table["step"],
        tuple(
            Expected(requirement, Verdict(verdict), cause)
            for requirements, verdict, cause in table["expected"]
            for requirement in requirements.split()
        ),
        tuple((requirement, trait) for requirement, trait in table.get("traits", [])),
        ExitCode(table.get("exit", ExitCode.FAILED)),
    )


_PLACES: Final[dict[object, str]] = {field.default: field.name for field in fields(Parts)}
_REPLACED: Final[dict[str, dict[str, Any]]] = {}


def fault(id: str) -> Callable[[C], C]:
    """Register the class below as the fault. Few faults need two classes; they carry the same id."""

    def register(part: C) -> C:
        place = next(_PLACES[base] for base in part.__mro__ if base in _PLACES)
        if place in _REPLACED.setdefault(id, {}):
            raise ValueError(f"{id} has a {place} already")
        _REPLACED[id][place] = part
        return part

    return register


def registered() -> frozenset[str]:
    """The ids of all faults that have code, of either role."""
    return frozenset(_REPLACED)


def parts(fault: Fault) -> Parts:
    """Of which classes the wrong one is made."""
    return replace(_REFERENCES[fault.role], **_REPLACED[fault.id])
