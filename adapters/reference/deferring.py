"""A transport that defers a message that its far end refuses, and asks for it again in the next flush."""

from mapi_tck.mapi import EndMessageFlag, FlushFlag, SpoolerNotifyFlag

from .transport import ReferenceTransport


class DeferringTransport(ReferenceTransport):
    """The reference's transport, with deferral of messages (ixplogon-endmessage.md, imapisupport-spoolernotify.md)."""

    _has_deferred = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Announce deferred messages first."""
        if self._has_deferred and flags & FlushFlag.FLUSH_UPLOAD:
            self._has_deferred = False
            self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_SENTDEFERRED, None)
        super().flush_queues(ui_param, target, flags)

    def end_message(self, reference: int) -> int:
        """Leave a refused message with the spooler until the transport announces it."""
        if super().end_message(reference) == 0:
            return 0
        self._has_deferred = True
        return int(EndMessageFlag.END_DONT_RESEND)
