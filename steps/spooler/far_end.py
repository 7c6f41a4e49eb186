"""What the test bed shows of the far end of one transport."""

from collections.abc import Iterable, Sequence
from typing import cast

from mapi_tck.ports import TellsIdentities, TellsReturned
from mapi_tck.scenario import Outcome, Scenario

from ..client.mail import look_until


class FarEndSeen:
    """The far end of the transport of this name."""

    def __init__(self, tck: Scenario, name: str) -> None:
        self.tck = tck
        self.name = name

    def sent(self) -> Outcome[Sequence[str]]:
        """What the far end has taken."""
        return self.tck.call(self.tck.transport_bed.sent, self.name)

    def sent_in_the_end(self, tokens: Iterable[str]) -> Outcome[Sequence[str]]:
        """What the far end has taken, looked at until it holds all these or the settle limit has passed."""
        wanted = set(tokens)
        return look_until(self.tck, self.sent, lambda sent: wanted <= set(sent.value))

    def returned(self) -> Outcome[Sequence[str]] | None:
        """What came back to its sender; `None` where the test bed does not tell."""
        if not self.tck.can("returned"):
            return None
        return self.tck.call(cast(TellsReturned, self.tck.transport_bed).returned, self.name)

    def identities(self) -> Outcome[Sequence[str]]:
        """Under which identities the far end has taken what it has taken, in order."""
        return self.tck.call(cast(TellsIdentities, self.tck.transport_bed).identities, self.name)

    def waiting(self) -> Outcome[Sequence[str]]:
        """What waits at the far end."""
        return self.tck.call(self.tck.transport_bed.waiting, self.name)
