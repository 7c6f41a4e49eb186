"""Wrong clients: which transport they take for the one that they are told to flush."""

from contextlib import ExitStack

from mapi_tck.mapi import MapiError, ResourceType, ResultCode, find
from mapi_tck.ports import Session, Task

from ...reference.client import NAME, ReferenceClient
from ...reference.variants import specimen

#: How many characters of a name fit into the room of a client.
_ROOM = 31


class TakesSimilarNames(ReferenceClient):
    """Told to flush one transport, the client flushes each with a similar name."""

    def same(self, name: str, told: str) -> bool:
        """Whether the client takes the two names for the same."""
        return name == told

    def flush_one(self, session: Session, task: Task) -> None:
        with ExitStack() as held:
            rows = self.rows_of(session, ResourceType.MAPI_TRANSPORT_PROVIDER, held)
            names = [slot.value if (slot := find(row, NAME)) else None for row in rows]
            meant = [row for row, name in zip(rows, names, strict=True) if self.same(str(name), task.transport)]
            if not meant:
                raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
            for row in meant:
                self.flush_row(session, row, task)


@specimen("compares-31-characters-of-names", step="B5")
class Compares31(TakesSimilarNames):
    """Told to flush one transport, the client compares the first 31 characters of the names."""

    def same(self, name: str, told: str) -> bool:
        return name[:_ROOM] == told[:_ROOM]


@specimen("compares-the-beginnings-of-names", step="B5")
class ComparesBeginnings(TakesSimilarNames):
    """Told to flush one transport, the client flushes each whose name begins with the name that it was told."""

    def same(self, name: str, told: str) -> bool:
        return name.startswith(told)


@specimen("compares-names-without-case", step="B5")
class ComparesWithoutCase(TakesSimilarNames):
    """Told to flush one transport, the client does not tell capital letters from small ones."""

    def same(self, name: str, told: str) -> bool:
        return name.casefold() == told.casefold()


@specimen("compares-names-without-blanks", step="B5")
class ComparesWithoutBlanks(TakesSimilarNames):
    """Told to flush one transport, the client leaves out the blanks when it compares names."""

    def same(self, name: str, told: str) -> bool:
        return name.replace(" ", "") == told.replace(" ", "")
