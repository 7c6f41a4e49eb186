"""Who called whom in a trace, and how deep within other calls.

If the kit made a call, the record does not say which part of the kit did. That follows from the call around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mapi_tck.ports.roles import Role
from mapi_tck.record.lines import RecordedCall

#: The name of the implementation in role transport, and in role client.
PROVIDER: Final = "provider"
CLIENT: Final = "client"
HOST: Final = "host"

#: Party of a trace in role transport → its meaning.
PARTY_MEANINGS: Final = {
    PROVIDER: "the transport provider under test",
    "kit": "the scenario, which plays the client, and in series XP the MAPI spooler",
    HOST: "the kit's own subsystem, which hosts the provider: session, status table, spooler, other transports",
    "test bed": "the part of the adapter that arranges and observes",
}


@dataclass(frozen=True, slots=True)
class Parties:
    """Who made a call, who answered it, and the number of calls around it."""

    caller: str
    supplier: str
    depth: int

    @property
    def text(self) -> str:
        """Both, in the direction of the call; one, where a party calls itself."""
        return self.supplier if self.caller == self.supplier else f"{self.caller} → {self.supplier}"


def parties(trace: Sequence[RecordedCall], role: Role) -> dict[int, Parties]:
    """Number of an entry → its parties. In role subsystem there are no calls back: the supplier of the answer is enough."""
    found: dict[int, Parties] = {}
    if role is Role.CLIENT:
        return _of_client(trace)
    for entry in trace:
        if role is Role.SUBSYSTEM:
            found[entry["number"]] = Parties(entry["supplier"], entry["supplier"], 0)
            continue
        around = found.get(entry["within"]) if entry["within"] else None
        supplier = PROVIDER if entry["supplier"] == "implementation" else str(entry["supplier"])
        caller = PROVIDER if entry["caller"] == "implementation" else "kit"
        if caller == "kit" and around is not None and around.supplier == HOST:
            caller = HOST
        elif supplier == "kit" and around is not None and around.caller == HOST:
            supplier = HOST  # the support object that was called back is the host's
        found[entry["number"]] = Parties(caller, supplier, around.depth + 1 if around else 0)
    return found


def _of_client(trace: Sequence[RecordedCall]) -> dict[int, Parties]:
    """The same in role client: the kit starts the client, which calls the kit's subsystem."""
    found: dict[int, Parties] = {}
    for entry in trace:
        started = entry["supplier"] == "implementation"
        caller = CLIENT if entry["caller"] == "implementation" else "kit"
        found[entry["number"]] = Parties(caller, CLIENT if started else "kit", 1 if entry["within"] else 0)
    return found
