"""Wrong transport providers: what they do with messages, with requests for a flush, and with the user's screen."""

from mapi_tck.mapi import FlushFlag, MapiError, ResultCode, TransportNotifyFlag
from mapi_tck.ports import IncomingMessage, OutgoingMessage, PromptKind, Started, Submitted, TransportKind

from ...reference.flush import DIRECTIONS
from ...reference.transport import ReferenceTransport
from ..faults import fault

# -- A6 and I3: messages ----------------------------------------------------------------------------------------------


@fault("refused-message-vanishes")
class Vanishing(ReferenceTransport):
    """Says that a message was sent which the far end has refused."""

    def end_message(self, reference: int) -> int:
        """Never keep one."""
        return 0


@fault("unsupporting-transport-delivers-twice")
class Doubling(ReferenceTransport):
    """Without STATUS_FLUSH_QUEUES, sends everything twice."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Once more after the first time."""
        submitted = super().submit_message(flags, message)
        if not self.traits.supports_flush and not submitted.wait_seconds:
            self.server.take(message.token)
        return submitted


@fault("slow-message-dropped")
class Hasty(ReferenceTransport):
    """Drops a message that it would have to wait with."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Say that it was sent."""
        submitted = super().submit_message(flags, message)
        self._accepted = self._accepted or bool(submitted.wait_seconds)
        return Submitted()


@fault("force-does-not-reach")
class NeverReached(ReferenceTransport):
    """If it is asynchronous, takes part in no flush, whatever FLUSH_FORCE says."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Show no flush bit."""
        if not self.traits.asynchronous:
            super().flush_queues(ui_param, target, flags)


@fault("bit-stays-without-force")
class StaysWithoutForce(ReferenceTransport):
    """If it is asynchronous, takes part without FLUSH_FORCE too, and then misses the end."""

    _missing = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Take part in any case."""
        self._missing = self.traits.asynchronous and not flags & FlushFlag.FLUSH_FORCE
        super().flush_queues(ui_param, target, flags | FlushFlag.FLUSH_FORCE)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Hear nothing without FLUSH_FORCE."""
        if not self._missing:
            super().transport_notify(flags, data)


@fault("receives-unasked-without-force")
class ReceivesUnasked(ReferenceTransport):
    """If it is asynchronous, stays out of a flush without FLUSH_FORCE, and takes the end of its first phase for a beginning."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Have both directions in mind."""
        super().flush_queues(ui_param, target, flags)
        if self.traits.asynchronous and not flags & FlushFlag.FLUSH_FORCE:
            self._directions = DIRECTIONS


@fault("expects-both-after-a-flush")
class ExpectsBoth(ReferenceTransport):
    """If it is asynchronous, and stays out of a flush without FLUSH_FORCE, receives after it if there was one with it before."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Have both directions in mind when a flush is over."""
        super().transport_notify(flags, data)
        if self.traits.asynchronous and not self.flushing:
            self._directions = DIRECTIONS


@fault("modem-does-not-dial-silently")
class ShyModem(ReferenceTransport):
    """A modem does not dial without asking while someone is there to be asked."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Show no flush bit."""
        asks = self.traits.kind is TransportKind.MODEM and self.user.present and self._own_request is None
        if not (asks and flags & FlushFlag.FLUSH_NO_UI):
            super().flush_queues(ui_param, target, flags)


# -- B5.3: its own FlushQueues ----------------------------------------------------------------------------------------


@fault("own-flush-does-not-send")
class OwnDoesNotSend(ReferenceTransport):
    """Cannot send when its own status object was asked for that alone."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Let a slow far end be slow, then fail."""
        if self._own_request is None or self._own_request & DIRECTIONS == DIRECTIONS:
            return super().submit_message(flags, message)
        if seconds := self.patience():
            return Submitted(wait_seconds=seconds)
        raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)


@fault("own-flush-does-not-receive")
class OwnDoesNotReceive(ReferenceTransport):
    """Receives nothing when its own status object was asked for that alone."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        """Let a slow far end be slow, then leave the message unsaved."""
        if self._own_request is None or self._own_request & DIRECTIONS == DIRECTIONS:
            return super().start_message(flags, message)
        return Started(wait_seconds=self.patience())


@fault("ras-own-flush-does-nothing")
class IdleRas(ReferenceTransport):
    """If it uses RAS, its own status object accepts a flush and forgets it."""

    def request_flush(self, flags: int) -> None:
        """Set no bit."""
        if self.traits.kind is not TransportKind.RAS:
            super().request_flush(flags)


@fault("flush-bit-never-cleared")
class NeverCleared(ReferenceTransport):
    """Goes on showing that it receives."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Miss the end of the second phase."""
        super().transport_notify(flags & ~int(TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH), data)


# -- C: the user interface --------------------------------------------------------------------------------------------


class Prompting(ReferenceTransport):
    """Shows a dialog whenever it connects, whatever FLUSH_NO_UI says."""

    kind: TransportKind

    def open_line(self, flags: int) -> None:
        """Ask, if it is of that kind."""
        if self.traits.kind is self.kind:
            self.user.show(self.traits.name, PromptKind.DIALOG)
        else:
            super().open_line(flags)


@fault("lan-transport-prompts")
class PromptingLan(Prompting):
    """A LAN transport that does."""

    kind = TransportKind.LAN


@fault("modem-transport-prompts")
class PromptingModem(Prompting):
    """A transport with a modem that does."""

    kind = TransportKind.MODEM


@fault("ras-transport-prompts")
class PromptingRas(Prompting):
    """A transport with RAS that does."""

    kind = TransportKind.RAS


@fault("lan-transport-shows-progress")
class ProgressOnLan(ReferenceTransport):
    """If it is on a LAN, shows its progress with every message that it sends, whatever FLUSH_NO_UI says."""

    def end_message(self, reference: int) -> int:
        """One step further."""
        if self.traits.kind is TransportKind.LAN:
            self.user.show(self.traits.name, PromptKind.PROGRESS)
        return super().end_message(reference)
