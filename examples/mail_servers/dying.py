"""A far end whose servers really die: they are killed in the middle of a message, and started again later."""

from collections.abc import Callable, Sequence

from mapi_tck.adapters.testing import Behaviour
from mapi_tck.adapters.testing.behaviour import At, Script
from mapi_tck.ports import Condition, FarEnd

from .test_bed import MailTestBed


class _DeadlyScript(Script):
    """Kills the servers where the far end dies or falls silent.

    That is in the middle of a message if it is sent: the server has all of it, and its answer never comes. If messages are
    received it is after one.
    """

    def __init__(self, kill: Callable[[], None]) -> None:
        self._kill = kill
        super().__init__()

    def behave(self, behaviour: Behaviour) -> None:
        """Play this from now on."""
        super().behave(behaviour)
        self.moved(0)

    def moved(self, messages: int = 1) -> None:
        """Count messages. The last one kills."""
        super().moved(messages)
        if self.is_dead:
            self._kill()

    def cuts(self, moment: At) -> bool:
        """Cut the connection of a message in whose middle the servers are killed."""
        lives = self.behaviour.lives
        if moment is At.BEFORE_STORING and lives is not None and self._moved + 1 == lives:
            self.moved()
            return True
        if self.falls_silent(moment):
            self._kill()
            return True
        return super().cuts(moment)


class DyingTestBed(MailTestBed):
    """Kills the servers where a far end goes down or falls silent.

    They are started again when the mail is looked at. The far end stays as it is.
    """

    def make_script(self) -> Script:
        """A script that kills."""
        return _DeadlyScript(self._office.kill)

    def reset(self) -> None:
        """Begin with servers that run."""
        self._office.wake()
        super().reset()

    def arrive(self, transport: str, tokens: Sequence[str]) -> None:
        """Put messages into the mailbox of a server that runs."""
        self._office.wake()
        super().arrive(transport, tokens)

    def waiting(self, transport: str) -> Sequence[str]:
        """Answer what is in the mailbox after all."""
        self._office.wake()
        return super().waiting(transport)

    def sent(self, transport: str) -> Sequence[str]:
        """Answer what has arrived after all."""
        self._office.wake()
        return super().sent(transport)

    def identities(self, transport: str) -> Sequence[str]:
        """Answer the Message-ID of each."""
        self._office.wake()
        return super().identities(transport)

    def set_far_end(self, transport: str, far_end: FarEnd) -> None:
        """Kill the servers, or start them again."""
        if far_end.condition is not Condition.DOWN:
            self._office.wake()
        super().set_far_end(transport, far_end)
