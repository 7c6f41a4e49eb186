"""The reference's transport with test beds that offer less than the reference's."""

from typing import Any

from mapi_tck.adapters.reference import ReferenceProvider
from mapi_tck.adapters.reference.parts import Parts
from mapi_tck.adapters.reference.provider import PARTS, ReferenceTransportBed
from mapi_tck.mapi import MapiError, ResultCode
from mapi_tck.ports import Trouble


class PlainBed(ReferenceTransportBed):
    """Has none of the optional parts."""

    set_trouble: Any = None
    returned: Any = None
    identities: Any = None


class ChoosyBed(ReferenceTransportBed):
    """Can make a far end that refuses every login, and no other trouble."""

    def set_trouble(self, transport: str, trouble: Trouble) -> None:
        """Refuse what it cannot make."""
        if trouble is not Trouble.LOGIN:
            raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)
        super().set_trouble(transport, trouble)


class NamelessBed(ReferenceTransportBed):
    """Tells no identities."""

    identities: Any = None


class PlainProvider(ReferenceProvider):
    """Has a `PlainBed`."""

    bed: type[ReferenceTransportBed] = PlainBed

    def __init__(self) -> None:
        super().__init__()
        self._test_bed = self.bed(PARTS)


class ChoosyProvider(PlainProvider):
    """Has a `ChoosyBed`."""

    bed = ChoosyBed


class NamelessProvider(PlainProvider):
    """Has a `NamelessBed`."""

    bed = NamelessBed


class BoldProvider(ReferenceProvider):
    """Never defers a message, and has a `PlainBed`."""

    def __init__(self) -> None:
        super().__init__(Parts())
        self._test_bed = PlainBed(Parts())
