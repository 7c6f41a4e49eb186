"""Deliberately wrong adapters: `wrong:FAULT` is the reference with one fault.

They prove that the kit notices: each fault says beforehand which requirements end how (`faults.toml`), and a test
holds the kit to it. The code of the faults is sorted by what of the reference it replaces.
"""

import difflib

from mapi_tck.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports import Description, Evidence
from mapi_tck.roles import Role

from . import (
    wrong_entry_ids,
    wrong_lifetime,
    wrong_restrictions,
    wrong_rows,
    wrong_session,
    wrong_spooler,
    wrong_status_objects,
    wrong_table,
    wrong_transport,
)
from .faults import Expected, Fault, load_faults, registered
from .reference import ReferenceAdapter

__all__ = ["MODULES", "Expected", "Fault", "WrongAdapter", "load_faults", "wrong"]

#: Where the faults are written; importing them registers them.
MODULES = (
    wrong_table,
    wrong_restrictions,
    wrong_rows,
    wrong_session,
    wrong_entry_ids,
    wrong_status_objects,
    wrong_lifetime,
    wrong_spooler,
    wrong_transport,
)


class WrongAdapter(ReferenceAdapter):
    """Connects the kit to a subsystem that is the reference but for one fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(registered()[fault.id])
        self.fault = fault

    def describe(self) -> Description:
        """Say plainly that this is wrong, and how."""
        right = super().describe()
        name = f"mapi-tck reference subsystem, wrong on purpose: {self.fault.id}"
        return Description(name, right.version, right.vendor, observes=frozenset(Evidence))


def wrong(argument: str, parameters: Parameters, role: Role) -> WrongAdapter:
    """`wrong:FAULT`: the kit's own subsystem with one fault, to see the kit find it."""
    faults = load_faults()
    if argument in faults:
        return WrongAdapter(faults[argument])
    if not argument:
        raise UsageError("it takes the name of a fault", "wrong", f"faults: {', '.join(faults)}")
    close = difflib.get_close_matches(argument, faults, 1)
    hint = f"did you mean {close[0]}?" if close else "wrong: alone lists the faults"
    raise UsageError("there is no such fault", f"wrong:{argument}", hint)
