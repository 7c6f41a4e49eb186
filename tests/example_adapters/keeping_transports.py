"""Right transport providers that keep messages: they send one by themselves, or pause after a failure."""

from collections.abc import Callable

from mapi_tck.adapters.reference import Parts, ReferenceProvider
from mapi_tck.adapters.reference.transport import ReferenceTransport
from mapi_tck.mapi import EndMessageFlag, MapiError, ResultCode, SpoolerNotifyFlag, TransportNotifyFlag
from mapi_tck.ports import OutgoingMessage, Submitted


class SendingItself(ReferenceTransport):
    """Keeps each message with END_DONT_RESEND while its far end is slow or a message is cancelled, and sends it by itself.

    It announces what it has sent in the next flush, and does not send it again.
    """

    _message = ""
    _done: frozenset[str] = frozenset()
    _announced = True
    _keeps = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Announce what was sent."""
        if not self._announced:
            self._announced = True
            self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_SENTDEFERRED, None)
        super().flush_queues(ui_param, target, flags)

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Keep the message, or send it."""
        self._message, self._keeps = message.token, self.server.pace() > 0
        if message.token in self._done:
            self._keeps, self._accepted = False, True
            return Submitted()
        self._accepted = self.server.take(message.token)
        return Submitted()

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        """Keep a message that is cancelled too late."""
        self._keeps = self._keeps or bool(flags & TransportNotifyFlag.NOTIFY_CANCEL_MESSAGE)
        super().transport_notify(flags, data)

    def end_message(self, reference: int) -> int:
        """Say that all that is needed is there."""
        if not (self._keeps and self._accepted):
            return super().end_message(reference)
        self._done |= {self._message}
        self._announced = False
        return int(EndMessageFlag.END_DONT_RESEND)


class Pausing(ReferenceTransport):
    """After a failure SubmitMessage answers MAPI_E_NETWORK_ERROR a few times more, although the far end is well again."""

    _pause = 0

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        """Fail, or send the message."""
        if self._pause and not self.server.unreachable:
            self._pause -= 1
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
        try:
            return super().submit_message(flags, message)
        except MapiError:
            self._pause = 3
            raise


def _provider(transport: type[ReferenceTransport]) -> Callable[[], ReferenceProvider]:
    return lambda: ReferenceProvider(Parts(transport=transport))


SendingItselfProvider = _provider(SendingItself)
PausingProvider = _provider(Pausing)
