"""Right but unusual adapters: `unusual:NAME` is the reference, a subsystem's or a transport's, with a permitted way of its own.

They prove that the kit is fair: what the source leaves open may be done in any way, and none of them is failed for it.
`unusual.toml` names for each the pages and rulings by which it is right. The code is sorted by what of the reference it
replaces; what a transport does as the provider under test stands in the modules `xp_…`.
"""

import difflib
from dataclasses import replace
from typing import ClassVar, cast

from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports import Description
from mapi_tck.ports.roles import Role
from mapi_tck.settings.adapter_forms import serves
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.specimens import Expected, Specimen

from ..reference import ReferenceAdapter, ReferenceProvider
from .oddities import Oddity, Otherwise, kind, load_unusual, parts, registered
from .subsystem import (
    codes,
    entry_ids,
    rows,
    spooler,
    status_objects,
    surroundings,
    tables,
    transports,
)
from .transport import flushes as xp_flushes
from .transport import mail as xp_mail

__all__ = ["MODULES", "Oddity", "Otherwise", "load_unusual", "registered", "specimens", "unusual"]

#: Where the oddities are written; importing them registers them.
MODULES = (
    tables,
    rows,
    entry_ids,
    status_objects,
    codes,
    spooler,
    transports,
    surroundings,
    xp_mail,
    xp_flushes,
)


class _Named:
    """Says which oddity this is."""

    oddity: ClassVar[Oddity]

    def describe(self) -> Description:
        """Say plainly that this is not the reference, and what it is."""
        right: Description = super().describe()  # type: ignore[misc]
        return replace(right, implementation=f"{right.implementation}, right but unusual: {self.oddity.id}")


def specimens(role: Role) -> list[Specimen]:
    """The oddities of the role, for the kit's self-test."""
    return [
        Specimen(
            oddity.id,
            f"unusual:{oddity.id}",
            role,
            oddity.sentence,
            _step(oddity),
            tuple(Expected(item.requirement, item.verdict, item.cause) for item in oddity.otherwise),
            oddity.traits,
            oddity.exit,
            oddity.allowed_by,
            oddity.claims,
            "full" if oddity.level is None else str(oddity.level),
        )
        for oddity in load_unusual(role).values()
    ]


def _step(oddity: Oddity) -> str:
    """The numbered step of the first requirement that is named, or that rests on what is named."""
    requirements = load_catalogue().requirements
    for word in oddity.allowed_by:
        for item in requirements.values():
            if word == item.id or word in item.rulings or word == item.source:
                return item.step
    return "X" if oddity.role is Role.TRANSPORT else "A1"


@serves(Role.SUBSYSTEM, Role.TRANSPORT)
def unusual(argument: str, parameters: Parameters, role: Role) -> ReferenceAdapter | ReferenceProvider:
    """`unusual:NAME`: the kit's own subsystem or transport in a permitted way of its own, to see the kit accept it."""
    oddities = load_unusual(role)
    if argument in oddities:
        oddity = oddities[argument]
        made = kind(oddity)
        named = type(made.__name__, (_Named, made), {"oddity": oddity})
        return cast("type[ReferenceAdapter | ReferenceProvider]", named)(parts(oddity))
    if not argument:
        raise UsageError("it takes a name", "unusual", f"names in role {role}: {', '.join(oddities)}")
    other = next((other for other in Role if argument in load_unusual(other)), None)
    if other is not None:
        raise UsageError(f"this is one of role {other}, not of role {role}", f"unusual:{argument}", f"--role {other}")
    close = difflib.get_close_matches(argument, oddities, 1)
    hint = f"did you mean {close[0]}?" if close else "unusual: alone lists the names"
    raise UsageError("there is no such implementation", f"unusual:{argument}", hint)
