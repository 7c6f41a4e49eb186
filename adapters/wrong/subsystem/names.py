"""Wrong ways to tell transports apart by their names: two names that differ are taken for one."""

from mapi_tck.mapi import MapiError

from ...reference.session import Session
from ...reference.status_rows import StatusRow
from ...reference.variants import specimen
from .rows import is_transport


class NameTold(Session):
    """Takes each transport for the first one whose name is told alike."""

    def told(self, name: str) -> str:
        """What is left of the name when two of them are compared."""
        raise NotImplementedError

    def find(self, entry_id: bytes) -> StatusRow:
        row = super().find(entry_id)
        if not is_transport(row):
            return row
        spooler = self.profile.spooler
        told = self.told(spooler.transport_at(row).name)
        return next(known.row for known in spooler.transports if self.told(known.name) == told)


@specimen("names-of-forty-letters", step="B4")
class FortyLetters(NameTold):
    """Two transports whose names begin with the same forty letters are taken for one."""

    def told(self, name: str) -> str:
        return name[:40]


@specimen("names-without-case", step="B4")
class WithoutCase(NameTold):
    """Two transports whose names differ in upper and lower case alone are taken for one."""

    def told(self, name: str) -> str:
        return name.casefold()


@specimen("names-in-ansi", step="B4")
class InAnsi(NameTold):
    """Two transports whose names are of one length, and hold no Latin letter, are taken for one: each letter becomes `?`."""

    def told(self, name: str) -> str:
        return name.encode("ascii", "replace").decode("ascii")


@specimen("longer-name-is-equal", step="B4")
class LongerIsEqual(Session):
    """CompareEntryIDs finds two transports equal if the name of the second begins with that of the first."""

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        if super().compare_entry_ids(first, second, flags):
            return True
        try:
            names = [self.profile.spooler.transport_at(self.find(entry_id)).name for entry_id in (first, second)]
        except MapiError:
            return False  # one of them is no transport's
        return names[1].startswith(names[0])
