"""Transport providers that break in one call or callback: the reference's provider with its transport replaced."""

import os
import threading
import time
from typing import Any

from mapi_tck.adapters.reference.deferring import DeferringTransport
from mapi_tck.adapters.reference.parts import Parts
from mapi_tck.adapters.reference.provider import ReferenceProvider
from mapi_tck.mapi import StatusRowFlag
from mapi_tck.ports import IncomingMessage, OutgoingMessage, Started, Submitted


class _Hanging(DeferringTransport):
    def submit_message(self, flags: int, message: OutgoingMessage) -> Submitted:
        time.sleep(600)
        return super().submit_message(flags, message)


class _Raising(DeferringTransport):
    def end_message(self, reference: int) -> int:
        raise RuntimeError("the message is gone, and it is late")


class _Dying(DeferringTransport):
    def start_message(self, flags: int, message: IncomingMessage) -> Started:
        if self.server.waiting:
            message.set_token(self.server.fetch())
            os._exit(7)
        return super().start_message(flags, message)


class _Malformed(DeferringTransport):
    _has_logged_on = False

    def address_types(self, flags: int) -> Any:
        types: Any = "SMTP" if self._has_logged_on else super().address_types(flags)
        self._has_logged_on = True
        return types


class _Threaded(DeferringTransport):
    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        caller = threading.Thread(target=super().change_status, args=(set_bits, clear_bits))
        caller.start()
        caller.join()


class _Garbled(DeferringTransport):
    def change_status(self, set_bits: int = 0, clear_bits: int = 0) -> None:
        row: Any = ["PR_STATUS_CODE"]
        self.support.modify_status_row(row, StatusRowFlag.STATUSROW_UPDATE)


class _Unsigned(DeferringTransport):
    def end_message(self, reference: int) -> int:
        self.support.spooler_notify(-1, None)
        return super().end_message(reference)


def hanging() -> ReferenceProvider:
    """SubmitMessage never returns."""
    return ReferenceProvider(Parts(transport=_Hanging))


def raising() -> ReferenceProvider:
    """EndMessage raises what no adapter may raise."""
    return ReferenceProvider(Parts(transport=_Raising))


def dying() -> ReferenceProvider:
    """StartMessage ends the process between the two calls that it makes on its message."""
    return ReferenceProvider(Parts(transport=_Dying))


def malformed() -> ReferenceProvider:
    """AddressTypes answers one text instead of a list."""
    return ReferenceProvider(Parts(transport=_Malformed))


def threaded() -> ReferenceProvider:
    """Each change of the status comes from another thread than the one that was called."""
    return ReferenceProvider(Parts(transport=_Threaded))


def garbled() -> ReferenceProvider:
    """Each change of the status passes a text where a property belongs."""
    return ReferenceProvider(Parts(transport=_Garbled))


def unsigned() -> ReferenceProvider:
    """EndMessage passes a negative number as flags."""
    return ReferenceProvider(Parts(transport=_Unsigned))
