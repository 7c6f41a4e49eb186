"""The default message store of a profile: outgoing queues at one end, delivered messages at the other.

The adapter holds the store open as long as its profile is there; otherwise the spooler would not look for outgoing
mail in it, and a flush would rightly succeed without sending anything (ruling D-31).
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from mapi_tck.ports import Direction, Transfer


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """A message that a client has submitted."""

    token: str


class DeliveredMessage:
    """A new message that a transport fills and saves. Saving delivers it."""

    def __init__(self, store: "MessageStore", transport: str) -> None:
        self.token = ""
        self.saved = False
        self._store = store
        self._transport = transport

    def save_changes(self, flags: int) -> None:
        """Deliver the message; once only, a second time changes nothing."""
        if not self.saved:
            self.saved = True
            self._store.deliver(self._transport, self.token)


class MessageStore:
    """Keeps one outgoing queue for each transport, in the order in which clients submitted
    (outgoing-queue-tables.md).
    """

    def __init__(self, journal: list[Transfer]) -> None:
        self._journal = journal
        self._queues: dict[str, deque[QueuedMessage]] = {}

    def outgoing(self, transport: str) -> deque[QueuedMessage]:
        """The messages that wait to be sent through the transport, oldest first."""
        return self._queues.setdefault(transport, deque())

    def submit(self, transport: str, tokens: Iterable[str]) -> None:
        """Queue these messages. Nothing is sent by that: the kit plays a client that decides itself when mail moves."""
        self.outgoing(transport).extend(QueuedMessage(token) for token in tokens)

    def finished(self, transport: str, message: QueuedMessage) -> None:
        """The spooler is done with this message: it leaves its queue (IMsgStore::FinishedMsg)."""
        self.outgoing(transport).remove(message)

    def new_message(self, transport: str) -> DeliveredMessage:
        """An empty message for the transport to fill."""
        return DeliveredMessage(self, transport)

    def deliver(self, transport: str, token: str) -> None:
        """An incoming message has reached the store."""
        self._journal.append(Transfer(transport, Direction.INCOMING, token))
