"""Deliberately wrong adapters: `wrong:FAULT` is the reference with one fault, a subsystem's or a transport's.

They prove that the kit notices: each fault says beforehand which requirements end how (`faults.toml`,
`transport_faults.toml`), and a test holds the kit to it. The code of the faults is sorted by what of the reference it
replaces; what a transport does wrong as the provider under test stands in the modules `xp_…`.
"""

import difflib

from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports import Description, Evidence
from mapi_tck.ports.roles import Role
from mapi_tck.settings.adapter_forms import serves
from mapi_tck.suite.specimens import Specimen

from ..reference import ReferenceAdapter, ReferenceProvider
from .faults import Fault, load_faults, parts, registered
from .subsystem import (
    columns,
    entry_ids,
    lifetime,
    own_rows,
    properties,
    queries,
    queues,
    restrictions,
    rows,
    session,
    spooler,
    status_objects,
    subtleties,
    table,
    transport,
)
from .transport import (
    announcements as xp_announcements,
)
from .transport import (
    endings as xp_endings,
)
from .transport import (
    own_flush as xp_own_flush,
)
from .transport import (
    questions as xp_questions,
)
from .transport import (
    receiving as xp_receiving,
)
from .transport import (
    repetition as xp_repetition,
)
from .transport import (
    rows as xp_rows,
)
from .transport import (
    sending as xp_sending,
)
from .transport import (
    siblings as xp_siblings,
)
from .transport import (
    status_objects as xp_status_objects,
)

__all__ = ["MODULES", "Fault", "WrongAdapter", "WrongProvider", "load_faults", "registered", "wrong"]

#: Where the faults are written; importing them registers them.
MODULES = (
    table,
    subtleties,
    columns,
    queries,
    restrictions,
    rows,
    own_rows,
    session,
    entry_ids,
    status_objects,
    properties,
    lifetime,
    spooler,
    queues,
    transport,
    xp_rows,
    xp_status_objects,
    xp_own_flush,
    xp_announcements,
    xp_sending,
    xp_receiving,
    xp_endings,
    xp_siblings,
    xp_questions,
    xp_repetition,
)


class WrongAdapter(ReferenceAdapter):
    """Connects the kit to a subsystem that is the reference but for one fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(parts(fault))
        self.fault = fault

    def describe(self) -> Description:
        """Say plainly that this is wrong, and how."""
        return _named(super().describe(), self.fault)


class WrongProvider(ReferenceProvider):
    """Connects the kit to a transport that is the reference's but for one fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(parts(fault))
        self.fault = fault

    def describe(self) -> Description:
        """Say plainly that this is wrong, and how."""
        return _named(super().describe(), self.fault)


def _named(right: Description, fault: Fault) -> Description:
    name = f"{right.implementation}, wrong on purpose: {fault.id}"
    return Description(name, right.version, right.vendor, observes=frozenset(Evidence))


def specimens(role: Role) -> list[Specimen]:
    """The faults of the role, for the kit's self-test."""
    return [
        Specimen(
            fault.id, f"wrong:{fault.id}", role, fault.sentence, fault.step, fault.expected, fault.traits, fault.exit
        )
        for fault in load_faults(role).values()
    ]


@serves(Role.SUBSYSTEM, Role.TRANSPORT)
def wrong(argument: str, parameters: Parameters, role: Role) -> WrongAdapter | WrongProvider:
    """`wrong:FAULT`: the kit's own subsystem or transport with one fault, to see the kit find it."""
    faults = load_faults(role)
    if argument in faults:
        return (WrongProvider if role is Role.TRANSPORT else WrongAdapter)(faults[argument])
    if not argument:
        raise UsageError("it takes the name of a fault", "wrong", f"faults in role {role}: {', '.join(faults)}")
    other = next((other for other in Role if argument in load_faults(other)), None)
    if other is not None:
        raise UsageError(f"this is a fault of role {other}, not of role {role}", f"wrong:{argument}", f"--role {other}")
    close = difflib.get_close_matches(argument, faults, 1)
    hint = f"did you mean {close[0]}?" if close else "wrong: alone lists the faults"
    raise UsageError("there is no such fault", f"wrong:{argument}", hint)
