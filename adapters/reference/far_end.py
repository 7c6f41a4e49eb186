"""The far end of a transport: the mail server to which it delivers and from which it fetches."""

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Final

from mapi_tck.mapi import MapiError, ResultCode
from mapi_tck.ports import Condition, Direction, FarEnd, Transfer, Trouble

#: The direction whose login is refused; `Trouble.LOGIN` refuses both.
_LOGINS: Final[Mapping[Trouble | None, Direction]] = {
    Trouble.LOGIN_TO_SEND: Direction.OUTGOING,
    Trouble.LOGIN_TO_FETCH: Direction.INCOMING,
}
_SILENT: Final = (Trouble.SILENT_AFTER_TAKING, Trouble.SILENT_BEFORE_TAKING)


class MailServer:
    """Takes outgoing messages and keeps incoming ones until they are fetched, as far as its condition allows.

    It fails only when a message cannot be moved: if there is nothing to move, no flush fails although the server is down.
    """

    def __init__(self, transport: str, journal: list[Transfer]) -> None:
        self.transport = transport
        self.waiting: deque[str] = deque()
        #: The outgoing messages that it could not deliver and has sent back. This server refuses them instead.
        self.returned: list[str] = []
        #: The identity of each message that it has taken, in order.
        self.identities: list[str] = []
        self._journal = journal
        self.behave(FarEnd())

    def behave(self, behaviour: FarEnd) -> None:
        """From now on, behave like this; `after` counts from here."""
        self._behaviour = behaviour
        self._trouble: Trouble | None = None
        #: Whether it has fallen silent: the answer to a message never came.
        self.silent = False
        self._moved = 0

    def go_wrong(self, trouble: Trouble) -> None:
        """From now on, behave well but for this."""
        self.behave(FarEnd())
        self._trouble = trouble

    def post(self, tokens: Iterable[str]) -> None:
        """Let these messages wait to be fetched."""
        self.waiting.extend(tokens)

    def pace(self) -> float:
        """How long the next message takes, in seconds."""
        return self._behaviour.seconds if self._behaviour.condition is Condition.SLOW else 0.0

    def take(self, token: str) -> bool:
        """Take an outgoing message; return whether it was accepted. Messages of both directions count for `after`."""
        self._connect(Direction.OUTGOING)
        if self._refuses or self._trouble is Trouble.DATA:
            return False
        if self._trouble in _SILENT:
            if self._trouble is Trouble.SILENT_AFTER_TAKING:
                self._note(token)
            self.silent = True
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
        self._note(token)
        return True

    def fetch(self) -> str:
        """Return the first waiting message. It stays there until `fetched` is called."""
        self._connect(Direction.INCOMING)
        if self._refuses or self._trouble is Trouble.FETCH:
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
        return self.waiting[0]

    def fetched(self) -> None:
        """Forget the first waiting message: it has been delivered."""
        self.waiting.popleft()
        self._moved += 1

    def note_sent(self) -> None:
        """Do nothing: this server writes into the journal itself."""

    def identity_of(self, token: str) -> str:
        """By what a receiver recognizes the message: the same at each attempt to send it."""
        return f"<{token}@reference>"

    def _note(self, token: str) -> None:
        self._moved += 1
        self._journal.append(Transfer(self.transport, Direction.OUTGOING, token))
        self.identities.append(self.identity_of(token))

    @property
    def unreachable(self) -> bool:
        """Whether it does not answer now."""
        is_down = self._behaviour.condition is Condition.DOWN and self._moved >= self._behaviour.after
        return is_down or self.silent

    @property
    def in_trouble(self) -> bool:
        """Whether it need not take or give a message."""
        return self._behaviour.condition in (Condition.DOWN, Condition.REFUSING)

    def refuses_login(self, direction: Direction) -> bool:
        """Whether it answers, and does not let the transport in for this direction."""
        return self._trouble is Trouble.LOGIN or _LOGINS.get(self._trouble) is direction

    @property
    def _refuses(self) -> bool:
        return self._behaviour.condition is Condition.REFUSING

    def _connect(self, direction: Direction) -> None:
        if self.unreachable or self.refuses_login(direction):
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
