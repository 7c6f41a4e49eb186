"""Faults: what a deliberately wrong subsystem does wrong, and what must come of it.

The words stand in `faults.toml`. The code is one class each, registered here by the fault's id: it takes the place of
the class of the reference that it derives from.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from mapi_tck.verdicts import ExitCode, Verdict

from .reference import Parts

C = TypeVar("C", bound=type)


@dataclass(frozen=True, slots=True)
class Expected:
    """How a requirement must end."""

    requirement: str
    verdict: Verdict
    cause: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. Every requirement that `expected` does not list ends as on the reference, or is blocked."""

    id: str
    sentence: str
    #: The numbered step in which it sits.
    step: str
    expected: tuple[Expected, ...]
    #: (requirement, id) of the traits that the reference does not show.
    traits: tuple[tuple[str, str], ...]
    exit: ExitCode


@cache
def load_faults() -> Mapping[str, Fault]:
    """All faults by id, in the order of the numbered steps."""
    tables = tomllib.loads(Path(__file__).with_name("faults.toml").read_text("utf-8"))
    return MappingProxyType({id: _fault(id, table) for id, table in tables.items()})


def _fault(id: str, table: dict[str, Any]) -> Fault:
    return Fault(
        id,
        table["sentence"],
        table["step"],
        tuple(Expected(requirement, Verdict(verdict), cause) for requirement, verdict, cause in table["expected"]),
        tuple((requirement, trait) for requirement, trait in table.get("traits", [])),
        ExitCode(table.get("exit", ExitCode.FAILED)),
    )


_ROLES: Final[dict[object, str]] = {field.default: field.name for field in fields(Parts)}
_REPLACED: Final[dict[str, dict[str, type]]] = {}


def fault(id: str) -> Callable[[C], C]:
    """Register the class below as the fault. Few faults need two classes; they carry the same id."""

    def register(part: C) -> C:
        role = next(_ROLES[base] for base in part.__mro__ if base in _ROLES)
        if role in _REPLACED.setdefault(id, {}):
            raise ValueError(f"{id} has a {role} already")
        _REPLACED[id][role] = part
        return part

    return register


def registered() -> Mapping[str, Parts]:
    """Of which classes each wrong subsystem is made, by the fault's id."""
    replaced: dict[str, dict[str, Any]] = {id: dict(parts) for id, parts in _REPLACED.items()}
    return {id: Parts(**parts) for id, parts in replaced.items()}
