"""Wrong subsystems in which trouble disorders outgoing messages."""

from collections.abc import Iterator
from typing import Final
from weakref import WeakKeyDictionary

from mapi_tck.mapi import FlushFlag

from ...reference.flush import ActiveTransport, Flush
from ...reference.message_store import MessageStore
from ...reference.variants import instead_of
from .recovery import Poisoned


@instead_of(Flush.send, "failure-turns-its-queue-round", step="A6")
def turns_round(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """When the spooler cannot send a message, it turns the rest of the queue round."""
    before = len(self.failures)
    yield from Flush.send(self, transport)
    if len(self.failures) > before:
        self.store.outgoing(transport.name).reverse()


@instead_of(Poisoned.send, "later-mail-goes-last-first", step="A6")
def stacks(self: Poisoned, transport: ActiveTransport) -> Iterator[float]:
    """Once a transport has failed, of the messages that are submitted later the last one is sent first."""
    queue, later = self.store.outgoing(transport.name), self.later(transport)
    new = [message for message in queue if message.token in later]
    for message in new:
        queue.remove(message)
    queue.extend(reversed(new))
    yield from Poisoned.send(self, transport)


@instead_of(Flush.flush_one, "failed-receiving-turns-the-outgoing-queue-round", step="A6")
def turns_the_other(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """When a flush of the incoming queue alone fails, the spooler turns the outgoing queue round."""
    before = len(self.failures)
    yield from Flush.flush_one(self, transport)
    if len(self.failures) > before and not self.flags & FlushFlag.FLUSH_UPLOAD:
        self.store.outgoing(transport.name).reverse()


#: The transports that have failed, by the store of their profile.
_FAILED: Final[WeakKeyDictionary[MessageStore, set[str]]] = WeakKeyDictionary()


@instead_of(Flush.flush_one, "failure-disorders-the-other-transports", step="A6")
def disorders_others(self: Flush, transport: ActiveTransport) -> Iterator[float]:
    """Once a transport has failed, the spooler sends the messages of each other transport last first."""
    failed, before = _FAILED.setdefault(self.store, set()), len(self.failures)
    queue = self.store.outgoing(transport.name)
    if failed - {transport.name}:
        queue.reverse()
    yield from Flush.flush_one(self, transport)
    if failed - {transport.name}:
        queue.reverse()
    if len(self.failures) > before:
        failed.add(transport.name)
