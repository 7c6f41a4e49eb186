"""What the test bed shows of the far end of one transport."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar, cast

from mapi_tck.ports import TellsIdentities, TellsReturned
from mapi_tck.scenario import Outcome, Scenario

from ..client.mail import look_until

T = TypeVar("T")


class FarEndSeen(ABC):
    """The far end of the transport of this name."""

    def __init__(self, tck: Scenario, name: str) -> None:
        self.tck = tck
        self.name = name

    @abstractmethod
    def give_idle_time(self) -> None:
        """Tell the transport that there is nothing to do, if it wants to know."""

    def look_until(self, look: Callable[[], T], enough: Callable[[T], bool]) -> T:
        """Look until what is seen is enough or the settle limit has passed, with idle time for the transport before each look
        but the first.
        """
        seen = look()

        def idle_look() -> T:
            self.give_idle_time()
            return look()

        return seen if enough(seen) else look_until(self.tck, idle_look, enough)

    def sent(self) -> Outcome[Sequence[str]]:
        """What the far end has taken."""
        return self.tck.call(self.tck.transport_bed.sent, self.name)

    def sent_in_the_end(self, tokens: Iterable[str]) -> Outcome[Sequence[str]]:
        """What the far end has taken, looked at until it holds all these or the settle limit has passed."""
        wanted = set(tokens)
        return self.look_until(self.sent, lambda sent: wanted <= set(sent.value))

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
