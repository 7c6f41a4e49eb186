"""A transport that defers: what its far end refuses is kept for another time, and asked for again in the next flush."""

from mapi_tck.mapi import EndMessageFlag, FlushFlag, SpoolerNotifyFlag

from .transport import ReferenceTransport


class DeferringTransport(ReferenceTransport):
    """The reference's transport, which also uses what the pages offer for messages that have to wait
    (ixplogon-endmessage.md, imapisupport-spoolernotify.md).
    """

    _has_deferred = False

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> None:
        """Before anything else, announce what was deferred."""
        if self._has_deferred and flags & FlushFlag.FLUSH_UPLOAD:
            self._has_deferred = False
            self.support.spooler_notify(SpoolerNotifyFlag.NOTIFY_SENTDEFERRED, None)
        super().flush_queues(ui_param, target, flags)

    def end_message(self, reference: int) -> int:
        """One that was refused stays with the spooler until it is announced."""
        if super().end_message(reference) == 0:
            return 0
        self._has_deferred = True
        return int(EndMessageFlag.END_DONT_RESEND)
