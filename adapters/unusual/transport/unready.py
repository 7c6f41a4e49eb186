"""Unusual transports under test: calls that fail at first, and succeed when the spooler makes them again."""

from mapi_tck.mapi import MapiError, ResultCode, TransportNotifyFlag
from mapi_tck.ports import OutgoingMessage, Submitted

from ...reference.transport import ReferenceTransport
from ...reference.variants import specimen


@specimen("not-prepared-for-the-first-message")
class UnpreparedToSend(ReferenceTransport):
    """The first SubmitMessage of a session is refused with MAPI_E_NOT_ENOUGH_RESOURCES, which its page does not name."""

    _prepared = False

    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        if not self._prepared:
            self._prepared = True
            raise MapiError(ResultCode.MAPI_E_NOT_ENOUGH_RESOURCES)
        return super().submit_message(flags, message)


@specimen("busy-with-the-first-poll-after-a-flush")
class BusyWithThePoll(ReferenceTransport):
    """After a flush the mail server still holds the mailbox: the first Poll answers MAPI_E_BUSY, and the next one succeeds."""

    _held = False

    def transport_notify(self, flags: int, data: bytes | None) -> None:
        super().transport_notify(flags, data)
        self._held = self._held or bool(flags & TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH)

    def poll(self) -> bool:
        if self._held:
            self._held = False
            raise MapiError(ResultCode.MAPI_E_BUSY)
        return super().poll()
