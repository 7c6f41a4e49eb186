"""The default message store of a profile: outgoing queues and delivered messages.

The adapter holds the store open while its profile exists. Otherwise the spooler would not look for outgoing mail in it, and a
flush would rightly succeed without sending anything (ruling D-31).
"""

from collections import deque
from collections.abc import Iterable

from mapi_tck.ports import Direction, OutgoingMessage, Transfer


class DeliveredMessage:
    """A new message that a transport fills and saves. Saving delivers it."""

    def __init__(self, store: "MessageStore", transport: str) -> None:
        self.token = ""
        self.saved = False
        self._store = store
        self._transport = transport

    def set_token(self, token: str) -> None:
        """Say which message this is."""
        self.token = token

    def save_changes(self, flags: int) -> None:
        """Deliver the message. A second call changes nothing."""
        if not self.saved:
            self.saved = True
            self._store.deliver(self._transport, self.token)


class MessageStore:
    """Keeps one outgoing queue for each transport, in the order of submission (outgoing-queue-tables.md)."""

    def __init__(self, journal: list[Transfer]) -> None:
        self._journal = journal
        self._queues: dict[str, deque[OutgoingMessage]] = {}
        self._deferred: dict[str, deque[OutgoingMessage]] = {}

    def outgoing(self, transport: str) -> deque[OutgoingMessage]:
        """The messages that wait to be sent through the transport, oldest first."""
        return self._queues.setdefault(transport, deque())

    def submit(self, transport: str, tokens: Iterable[str]) -> None:
        """Queue these messages. This sends nothing: the kit plays a client that decides itself when mail moves."""
        self.outgoing(transport).extend(OutgoingMessage(token) for token in tokens)

    def deferred(self, transport: str) -> deque[OutgoingMessage]:
        """The messages that the transport has deferred: they wait until it announces them, and let others pass."""
        return self._deferred.setdefault(transport, deque())

    def defer(self, transport: str, message: OutgoingMessage) -> None:
        """Defer the message, so that others pass it."""
        self.outgoing(transport).remove(message)
        self.deferred(transport).append(message)

    def finished(self, transport: str, message: OutgoingMessage) -> None:
        """Take a message off its queue with which the spooler is done (IMsgStore::FinishedMsg)."""
        queue = self.outgoing(transport)
        (queue if message in queue else self.deferred(transport)).remove(message)

    def new_message(self, transport: str) -> DeliveredMessage:
        """An empty message for the transport to fill."""
        return DeliveredMessage(self, transport)

    def deliver(self, transport: str, token: str) -> None:
        """Note that an incoming message has reached the store."""
        self._journal.append(Transfer(transport, Direction.INCOMING, token))
