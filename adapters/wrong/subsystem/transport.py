"""Wrong transports in a subsystem under test: what they do with messages, with requests for a flush, and on the screen."""

from typing import ClassVar

from mapi_tck.mapi import EndMessageFlag, FlushFlag, MapiError, ResultCode, TransportNotifyFlag
from mapi_tck.ports import IncomingMessage, OutgoingMessage, PromptKind, Started, Submitted, TransportKind

from ...reference.flush import DIRECTIONS
from ...reference.transport import ReferenceTransport
from ...reference.variants import specimen


@specimen("refused-message-vanishes", step="A6")
class Vanishing(ReferenceTransport):
    """A message that the far end has refused leaves its queue and is not returned to its sender."""

    def end_message(self, reference: int) -> int:
        return 0


@specimen("refused-messages-are-not-tried-again", step="A6")
class DeferredForGood(ReferenceTransport):
    """A message that the far end has refused is deferred, and never submitted again."""

    def end_message(self, reference: int) -> int:
        return int(EndMessageFlag.END_DONT_RESEND) if super().end_message(reference) else 0


@specimen("unsupporting-transport-delivers-twice", step="I")
class Doubling(ReferenceTransport):
    """A transport that does not support FlushQueues sends every message twice."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        submitted = super().submit_message(flags, message)
        if not self.traits.supports_flush and not submitted.wait_seconds:
            self.server.take(message.token)
        return submitted


@specimen("slow-message-dropped", step="I")
class Hasty(ReferenceTransport):
    """A transport says that a message was sent, and drops it, if it would have to wait for a slow far end."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        submitted = super().submit_message(flags, message)
        self._accepted = self._accepted or bool(submitted.wait_seconds)
        return Submitted()


@specimen("force-does-not-reach", step="A6")
class NeverReached(ReferenceTransport):
    """An asynchronous transport takes part in no flush, with FLUSH_FORCE or without."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        if not self.traits.asynchronous:
            super().flush_queues(ui_param, target, flags)


@specimen("bit-stays-without-force", step="A6")
class StaysWithoutForce(ReferenceTransport):
    """An asynchronous transport takes part in a flush without FLUSH_FORCE, and its flush bit stays after it."""

    _missing = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        self._missing = self.traits.asynchronous and not flags & FlushFlag.FLUSH_FORCE
        super().flush_queues(ui_param, target, flags | FlushFlag.FLUSH_FORCE)

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        if not self._missing:
            super().transport_notify(flags, data)


@specimen("receives-unasked-without-force", step="A6")
class ReceivesUnasked(ReferenceTransport):
    """An asynchronous transport takes no part in a flush of the outgoing queue without FLUSH_FORCE, but receives after it."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        super().flush_queues(ui_param, target, flags)
        if self.traits.asynchronous and not flags & FlushFlag.FLUSH_FORCE:
            self._directions = DIRECTIONS


@specimen("expects-both-after-a-flush", step="A6")
class ExpectsBoth(ReferenceTransport):
    """An asynchronous transport that was flushed once receives after a flush of the outgoing queue in which it takes no part."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        if self.traits.asynchronous and not self.flushing:
            self._directions = DIRECTIONS


@specimen("modem-does-not-dial-silently", step="C")
class ShyModem(ReferenceTransport):
    """A modem does not dial with FLUSH_NO_UI while a user is at the screen."""

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        asks = self.traits.kind is TransportKind.MODEM and self.user.present and self._own_request is None
        if not (asks and flags & FlushFlag.FLUSH_NO_UI):
            super().flush_queues(ui_param, target, flags)


@specimen("flush-bit-never-cleared", step="B5.3")
class NeverCleared(ReferenceTransport):
    """A transport's row still shows that it receives after the flush has ended."""

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags & ~int(TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH), data)


class OwnOneWay(ReferenceTransport):
    """Knows whether its own status object has asked for the flush under way, in one direction."""

    @property
    def asked_one_way(self) -> bool:
        """Whether it has."""
        return self._own_request is not None and self._own_request & DIRECTIONS != DIRECTIONS


@specimen("own-flush-does-not-send", step="B5.3")
class OwnDoesNotSend(OwnOneWay):
    """A transport's own FlushQueues does not send if it is asked for sending alone."""

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if not self.asked_one_way:
            return super().submit_message(flags, message)
        if seconds := self.patience():
            return Submitted(wait_seconds=seconds)
        raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)


@specimen("own-flush-does-not-receive", step="B5.3")
class OwnDoesNotReceive(OwnOneWay):
    """A transport's own FlushQueues does not receive if it is asked for receiving alone."""

    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        return Started(wait_seconds=self.patience()) if self.asked_one_way else super().start_message(flags, message)


@specimen("ras-own-flush-does-nothing", step="B5")
class IdleRas(ReferenceTransport):
    """The status object of a transport that uses RAS accepts a flush and forgets it."""

    def request_flush(self, flags: int) -> None:
        if self.traits.kind is not TransportKind.RAS:
            super().request_flush(flags)


class Prompting(ReferenceTransport):
    """A transport of one kind shows a dialog whenever it connects, despite FLUSH_NO_UI."""

    kind: ClassVar[TransportKind]

    def __init_subclass__(cls, kind: TransportKind) -> None:
        cls.kind = kind

    def open_line(self, flags: int) -> None:
        if self.traits.kind is self.kind:
            self.user.show(self.traits.name, PromptKind.DIALOG)
        else:
            super().open_line(flags)


@specimen("lan-transport-prompts", step="C")
class PromptingLan(Prompting, kind=TransportKind.LAN):
    """A LAN transport shows a dialog despite FLUSH_NO_UI."""


@specimen("modem-transport-prompts", step="C")
class PromptingModem(Prompting, kind=TransportKind.MODEM):
    """A transport that drives a modem shows a dialog despite FLUSH_NO_UI."""


@specimen("ras-transport-prompts", step="C")
class PromptingRas(Prompting, kind=TransportKind.RAS):
    """A transport that uses RAS shows a dialog despite FLUSH_NO_UI."""


@specimen("lan-transport-shows-progress", step="C")
class ProgressOnLan(ReferenceTransport):
    """A LAN transport shows its progress with every message that it sends, despite FLUSH_NO_UI."""

    def end_message(self, reference: int) -> int:
        if self.traits.kind is TransportKind.LAN:
            self.user.show(self.traits.name, PromptKind.PROGRESS)
        return super().end_message(reference)
