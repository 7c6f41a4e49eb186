"""Wrong transports under test: when and under which identity a message reaches the far end."""

from collections import Counter, deque
from collections.abc import Sequence
from contextlib import suppress

from mapi_tck.mapi import EndMessageFlag, MapiError
from mapi_tck.ports import Direction, FarEnd, OutgoingMessage, Submitted, Support, Transfer, Transport
from mapi_tck.ports.clock import Time, WallTime

from ...reference.deferring import DeferringTransport
from ...reference.far_end import MailServer
from ...reference.parts import Parts
from ...reference.provider import PARTS, ReferenceProvider, ReferenceTransportBed
from ...reference.transport import ReferenceTransport
from ...reference.variants import instead_of, part_of, specimen
from .sending import KnowsToken

# -- later than EndMessage says ---------------------------------------------------------------------------------------


class LateServer(MailServer):
    """Gets a message only some time after the transport has handed it over."""

    time: Time = WallTime()
    delay = 0.0

    def __init__(self, transport: str, journal: list[Transfer]) -> None:
        self._due: deque[tuple[float, str]] = deque()
        super().__init__(transport, journal)

    def take(self, token: str) -> bool:
        self.catch_up()
        self._connect(Direction.OUTGOING)
        if self._refuses:
            return False
        self._due.append((self.time.now() + self.delay, token))
        return True

    def catch_up(self) -> None:
        """Get what is due by now. What the far end does not take then is lost."""
        while self._due and self._due[0][0] <= self.time.now():
            with suppress(MapiError):
                super().take(self._due.popleft()[1])

    def behave(self, behaviour: FarEnd) -> None:
        self.catch_up()
        super().behave(behaviour)


class LateBed(ReferenceTransportBed):
    """Lets the far ends catch up before it looks at them."""

    def sent(self, transport: str) -> Sequence[str]:
        server = self.server(transport)
        assert isinstance(server, LateServer)
        server.catch_up()
        return super().sent(transport)


@part_of("sent-a-moment-after-endmessage", "sent-long-after-endmessage")
class LateProvider(ReferenceProvider):
    """Gives its far ends the time in which it lives."""

    def __init__(self, parts: Parts = PARTS) -> None:
        super().__init__(parts)
        self._test_bed = LateBed(parts)

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[ReferenceTransport, int]:
        logon, wanted = super().transport_logon(support, transport, flags)
        assert isinstance(logon.server, LateServer)
        logon.server.time = self.time
        return logon, wanted


@specimen("sent-a-moment-after-endmessage", step="X6")
class AMomentLate(LateServer):
    """EndMessage calls a message sent 20 milliseconds before it is sent."""

    delay = 0.02


@specimen("sent-long-after-endmessage", step="X6")
class LongLate(LateServer):
    """EndMessage calls a message sent 80 milliseconds before it is sent."""

    delay = 0.08


# -- what EndMessage says of a message --------------------------------------------------------------------------------


@specimen("every-fifth-message-kept-though-sent", step="X6")
class Miscounting(DeferringTransport):
    """EndMessage asks for every fifth message again, although it is sent."""

    _count = 0

    def end_message(self, reference: int) -> int:
        ended = super().end_message(reference)
        self._count += 1
        return ended if self._count % 5 else int(EndMessageFlag.END_RESEND_LATER)


@instead_of(DeferringTransport.end_message, "slow-message-kept-though-sent", step="X6")
def suspicious(self: DeferringTransport, reference: int) -> int:
    """While the far end is slow, EndMessage asks for every message again, although it is sent."""
    ended = DeferringTransport.end_message(self, reference)
    return int(EndMessageFlag.END_RESEND_LATER) if self.server.pace() else ended


@specimen("message-kept-and-sent-when-the-line-is-back", step="X6")
class Stubborn(KnowsToken):
    """EndMessage keeps a message with which the line breaks; it is sent when the next flush begins, and again when submitted."""

    _own: tuple[str, ...] = ()

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._accepted = False
            return Submitted()

    def end_message(self, reference: int) -> int:
        if self._accepted:
            return 0
        self._own += (self.token,)
        return int(EndMessageFlag.END_RESEND_LATER)

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        own, self._own = self._own, ()
        with suppress(MapiError):
            for token in own:
                self.server.take(token)


# -- messages that the far end took without an answer, or sent back ---------------------------------------------------


@specimen("message-in-doubt-sent-as-another", step="X6")
class Renaming(MailServer):
    """Each attempt to send a message gives it a new identity, so that two messages arrive if the first attempt came through."""

    def __init__(self, transport: str, journal: list[Transfer]) -> None:
        self._attempts: Counter[str] = Counter()
        super().__init__(transport, journal)

    def identity_of(self, token: str) -> str:
        self._attempts[token] += 1
        return f"<{token}-{self._attempts[token]}@reference>"


@instead_of(DeferringTransport.submit_message, "silence-taken-for-an-answer", step="X6")
def trusting(self: DeferringTransport, flags: int, message: OutgoingMessage) -> Submitted:
    """If the far end does not answer, the message is reported as sent."""
    before = self.server.silent
    try:
        return DeferringTransport.submit_message(self, flags, message)
    except MapiError:
        if before or not self.server.silent:
            raise
        self._accepted = True
        return Submitted()


@specimen("sixth-message-returned", step="X6")
class Returning(MailServer):
    """Every sixth message is returned to its sender although the far end is well."""

    _taken = 0

    def take(self, token: str) -> bool:
        if self._taken == 5 and not self.unreachable:
            self._taken = 0
            self.returned.append(token)
            return True
        taken = super().take(token)
        self._taken += taken
        return taken


@instead_of(MailServer.take, "third-refused-message-not-returned", step="X6")
def returns_two(self: MailServer, token: str) -> bool:
    """Refused messages are reported as sent; the first two are returned to their sender, and all others are dropped."""
    if MailServer.take(self, token):
        return True
    if len(self.returned) < 2:
        self.returned.append(token)
    return True
