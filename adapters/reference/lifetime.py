"""Which objects clients hold: MAPI's reference counting, as far as a test can see it.

Every object that a client gets (session, table, row set, status object) is counted until the client releases it. The objects
do not depend on each other: after the release of one the others stay usable.
"""

from typing import ClassVar

from mapi_tck.mapi import MapiError, ResultCode

KINDS: tuple[str, ...] = ("session", "table", "row set", "status object")


class ClientObject:
    """An object that a client holds until it releases it, once; `holdings` says how many of each kind clients hold."""

    kind: ClassVar[str]

    def __init__(self, holdings: dict[str, int]) -> None:
        self._holdings = holdings
        self._held = True
        holdings[self.kind] += 1

    def release(self) -> None:
        """Give the object back."""
        self.check_held()
        self._held = False
        self._holdings[self.kind] -= 1

    def check_held(self) -> None:
        """Refuse a call of an object that was released."""
        if not self._held:
            raise MapiError(ResultCode.MAPI_E_INVALID_OBJECT)


class HeldRows(ClientObject):
    """Stands for a row set that the client holds; its release is the set's `free` (freeprows.md)."""

    kind = "row set"
