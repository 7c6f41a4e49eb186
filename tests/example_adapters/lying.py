"""Adapters and test beds that would like to look better than they are."""

import asyncio
from collections.abc import Mapping

from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.session import Session
from mapi_tck.adapters.reference.spooler import Spooler
from mapi_tck.adapters.reference.test_bed import ReferenceTestBed
from mapi_tck.mapi import MapiError, ResultCode


class BlindTestBed(ReferenceTestBed):
    """Says that it observes objects, and counts none."""

    def live_objects(self) -> Mapping[str, int]:
        """See nothing."""
        return {}


class Blind(ReferenceAdapter):
    """Has a test bed that counts nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._test_bed = BlindTestBed(self._begin)


class RefusingSpooler(Spooler):
    """Never flushes."""

    def flush(self, transports: object, ui_param: int, flags: int) -> int:
        """Refuse."""
        raise MapiError(ResultCode.MAPI_E_CALL_FAILED)


class RefusesEverything(ReferenceAdapter):
    """Moves no message, so that none is lost or doubled."""

    def __init__(self) -> None:
        super().__init__(Parts(spooler=RefusingSpooler))


class Cancelled(ReferenceAdapter):
    """Is cancelled at logon, which is no `Exception` to Python."""

    def logon(self, profile: str, flags: int) -> Session:
        """End like a task that was cancelled."""
        raise asyncio.CancelledError


class NoSession(ReferenceAdapter):
    """Logs on to nothing."""

    def logon(self, profile: str, flags: int) -> Session:
        """Answer nothing."""
        return None  # type: ignore[return-value]
