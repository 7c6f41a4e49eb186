"""A far end whose servers really die: they are killed in the middle of a message, and started again later."""

from collections.abc import Callable, Sequence
from pathlib import Path

from mapi_tck.adapters.testing import Behaviour
from mapi_tck.adapters.testing.behaviour import At, Script
from mapi_tck.adapters.testing.gate import Conversation
from mapi_tck.ports import Condition, FarEnd

from .post_office import PostOffice
from .test_bed import MailTestBed


class _DeadlyScript(Script):
    """Kills the servers when the far end dies: in the middle of the last message if that is sent, after it if it is received."""

    def __init__(self, kill: Callable[[], None], moment: At) -> None:
        self._kill, self._moment = kill, moment
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
        """Cut the connection of the message in whose middle the servers are killed."""
        lives = self.behaviour.lives
        if moment is not self._moment or lives is None:
            return super().cuts(moment)
        if moment is At.BEFORE_STORING and self._moved + 1 == lives:
            self.moved()
        return self.is_dead


class DyingTestBed(MailTestBed):
    """Kills the servers where a far end goes down. They are started again when the mail is looked at; the far end stays down.

    `moment` is when they are killed: before or after the server has stored the last message. Its answer never comes.
    """

    def __init__(self, office: PostOffice, folder: Path, fetching: int, conversation: Conversation, moment: At) -> None:
        super().__init__(office, folder, fetching, conversation)
        self._moment = moment

    def make_script(self) -> Script:
        """A script that kills."""
        return _DeadlyScript(self._office.kill, self._moment)

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
