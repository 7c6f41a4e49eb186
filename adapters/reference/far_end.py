"""The far end of a transport: the mail server to which it delivers and from which it fetches."""

from collections import deque
from collections.abc import Iterable

from mapi_tck.mapi import MapiError, ResultCode
from mapi_tck.ports import Condition, Direction, FarEnd, Transfer


class MailServer:
    """Takes outgoing messages and keeps incoming ones until they are fetched, as far as its condition allows.

    It fails only when a message cannot be moved: if there is nothing to move, no flush fails although the server is down.
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
        """Take an outgoing message; return whether it was accepted. Messages of both directions count for `after`."""
        self._connect()
        if self._refuses:
            return False
        self._moved += 1
        self._journal.append(Transfer(self.transport, Direction.OUTGOING, token))
        return True

    def fetch(self) -> str:
        """Return the first waiting message. It stays there until `fetched` is called."""
        self._connect()
        if self._refuses:
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
        return self.waiting[0]

    def fetched(self) -> None:
        """Forget the first waiting message: it has been delivered."""
        self.waiting.popleft()
        self._moved += 1

    def note_sent(self) -> None:
        """Do nothing: this server writes into the journal itself."""

    @property
    def _refuses(self) -> bool:
        return self._behaviour.condition is Condition.REFUSING

    def _connect(self) -> None:
        if self._behaviour.condition is Condition.DOWN and self._moved >= self._behaviour.after:
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
