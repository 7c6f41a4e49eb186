"""Who called whom in a trace, and how deep within other calls.

A record says of a call made by the kit only that: which of its parts called is seen from what the call stands within.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mapi_tck.ports.roles import Role
from mapi_tck.record.lines import RecordedCall

#: What an implementation is called where one transport provider is under test.
PROVIDER: Final = "provider"
HOST: Final = "host"

#: What the words in a trace's "who called whom" mean, in role transport.
PARTY_MEANINGS: Final = {
    PROVIDER: "the transport provider under test",
    "kit": "the scenario, which plays the client, or in series XP the MAPI spooler",
    HOST: "the kit's own subsystem, which hosts the provider: session, status table, spooler, other transports",
    "test bed": "what arranges and observes",
}


@dataclass(frozen=True, slots=True)
class Parties:
    """Of one call: who made it, who answered it, and how many calls it stands within."""

    caller: str
    supplier: str
    depth: int

    @property
    def text(self) -> str:
        """Both, in the direction of the call; what the kit does itself has one party only."""
        return self.supplier if self.caller == self.supplier else f"{self.caller} → {self.supplier}"


def parties(trace: Sequence[RecordedCall], role: Role) -> dict[int, Parties]:
    """Number of an entry → its parties. In role subsystem nobody calls back, and the answer's supplier says enough."""
    found: dict[int, Parties] = {}
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
