"""Unusual subsystems whose transports keep mail that their far ends do not take, in queues of their own (ruling D-61)."""

from collections import deque

from mapi_tck.mapi import FlushFlag
from mapi_tck.ports import FarEnd, OutgoingMessage, Submitted, Transfer

from ...reference.far_end import MailServer
from ...reference.transport import ReferenceTransport
from ...reference.variants import part_of, specimen
from .surroundings import ServesOneSession
from .transports import HoldingBack, RememberingServer


@part_of("keeps-mail-for-its-next-flush", "keeps-mail-for-one-session")
class Kept(MailServer):
    """Has the messages that wait with the transport."""

    def __init__(self, transport: str, journal: list[Transfer]) -> None:
        self.kept: deque[str] = deque()
        super().__init__(transport, journal)

    @property
    def takes_none(self) -> bool:
        """Whether it takes no message now."""
        return self.unreachable or self._refuses

    def send_kept(self) -> None:
        """Take what waits with the transport, as long as it takes messages."""
        while self.kept and not self.takes_none:
            self._note(self.kept.popleft())


class Keeping(ReferenceTransport):
    """What the far end does not take waits in a queue of the transport."""

    @property
    def keeper(self) -> Kept:
        """The far end, with what waits for it."""
        assert isinstance(self.server, Kept)
        return self.server

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if not (self.keeper.takes_none or self.keeper.kept):
            return super().submit_message(flags, message)
        self.keeper.kept.append(message.token)
        self._accepted = True
        return Submitted()


@part_of("queue-of-its-own")
class Returning(Kept):
    """Takes what waits with the transport when it is well again."""

    def behave(self, behaviour: FarEnd) -> None:
        super().behave(behaviour)
        self.send_kept()


@specimen("queue-of-its-own")
class QueueOfItsOwn(Keeping):
    """What the far end does not take waits in a queue of the transport, which sends it when the far end is well again."""


@specimen("keeps-mail-for-its-next-flush")
@part_of("keeps-mail-for-one-session")
class SendsInItsNextFlush(Keeping):
    """What the far end does not take waits in a queue of the transport, which sends it in the next flush that it begins."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        if flags & FlushFlag.FLUSH_UPLOAD:
            self.keeper.send_kept()


@specimen("keeps-mail-for-one-session")
class OneSession(ServesOneSession):
    """A transport serves one session. What its far end does not take waits in a queue of the transport, until it is flushed in
    that session, or in a later one.
    """


@part_of("keeps-mail-and-holds-back")
class KeptAndRemembering(Kept, RememberingServer):
    """Has the messages that wait with the transport, and knows whether it was flushed before."""


@specimen("keeps-mail-and-holds-back")
class HoldsBackAndKeeps(HoldingBack, SendsInItsNextFlush):
    """What the far end does not take waits with the transport until its next flush, which it begins only with FLUSH_FORCE."""
