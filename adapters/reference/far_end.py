"""The far end of a transport: the mail server to which it delivers and from which it fetches."""

from collections import deque
from collections.abc import Iterable

from mapi_tck.mapi import MapiError, ResultCode
from mapi_tck.ports import Condition, Direction, FarEnd, Transfer


class MailServer:
    """Takes outgoing messages and keeps incoming ones until they are fetched, as well as its condition allows.

    Trouble shows with the first message that cannot be moved, never before: with nothing to move, a server that is
    down makes no flush fail.
    """

    def __init__(self, transport: str, journal: list[Transfer]) -> None:
        self.transport = transport
        self.waiting: deque[str] = deque()
        self._journal = journal
        self._behaviour = FarEnd()
        self._moved = 0

    def behave(self, behaviour: FarEnd) -> None:
        """From now on, behave like this; `after` counts from here."""
        self._behaviour = behaviour
        self._moved = 0

    def post(self, tokens: Iterable[str]) -> None:
        """Let these messages wait to be fetched."""
        self.waiting.extend(tokens)

    def pace(self) -> float:
        """How long the next message takes, in seconds."""
        return self._behaviour.seconds if self._behaviour.condition is Condition.SLOW else 0.0

    def take(self, token: str) -> bool:
        """Take an outgoing message; answer whether it was accepted. Both directions use up `after`."""
        self._connect()
        if self._refuses:
            return False
        self._moved += 1
        self._journal.append(Transfer(self.transport, Direction.OUTGOING, token))
        return True

    def fetch(self) -> str:
        """Answer the first waiting message, which goes on waiting until it is `fetched`."""
        self._connect()
        if self._refuses:
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
        return self.waiting[0]

    def fetched(self) -> None:
        """Forget the first waiting message: it has been delivered."""
        self.waiting.popleft()
        self._moved += 1

    def note_sent(self) -> None:
        """Nothing to look up: this server writes into the journal itself."""

    @property
    def _refuses(self) -> bool:
        return self._behaviour.condition is Condition.REFUSING

    def _connect(self) -> None:
        if self._behaviour.condition is Condition.DOWN and self._moved >= self._behaviour.after:
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
