"""Unusual entry identifiers: how long they are, what they are made of, and how long they are good."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from mapi_tck.mapi import EntryIdFlag, MapiError, ResultCode

from ...reference.entry_ids import EntryIds
from ...reference.profile import LoadedProfile
from ...reference.session import Session
from ...reference.status_rows import StatusRow
from ...reference.status_table import StatusTable
from ..oddities import oddity

if TYPE_CHECKING:
    from ...reference.subsystem import Subsystem

_SHORT_TERM: Final = bytes([EntryIdFlag.MAPI_SHORTTERM | EntryIdFlag.MAPI_THISSESSION | EntryIdFlag.MAPI_NOTRECIP])


class OtherEntryIds(Session):
    """A session with identifiers of another make."""

    make: ClassVar[type[EntryIds]]

    def __init__(self, subsystem: "Subsystem", profile: LoadedProfile, number: int, flags: int) -> None:
        super().__init__(subsystem, profile, number, flags)
        self.entry_ids = self.make(f"{number} {profile.name}")


@oddity("long-entry-ids")
class LongEntryIds(OtherEntryIds):
    """Every identifier has five hundred bytes."""

    class Make(EntryIds):
        """The usual one, repeated."""

        SIZE: Final = 500

        def make(self, row: StatusRow, view: int) -> bytes:
            """Repeat it."""
            return self._repeated(super().make(row, view))

        def find(self, entry_id: bytes, rows: Sequence[StatusRow]) -> StatusRow:
            """Every byte counts."""
            first = entry_id[: len(super().make(rows[0], 0))]
            if not first or entry_id != self._repeated(first):
                raise MapiError(ResultCode.MAPI_E_INVALID_ENTRYID)
            return super().find(first, rows)

        def _repeated(self, first: bytes) -> bytes:
            return (first * self.SIZE)[: self.SIZE]

    make = Make


@oddity("short-entry-ids")
class ShortEntryIds(OtherEntryIds):
    """Every identifier has one byte behind its four flag bytes: the number of the row. So each session has the same ones."""

    class Make(EntryIds):
        """The number of the row."""

        def make(self, row: StatusRow, view: int) -> bytes:
            """The same in every table."""
            return _SHORT_TERM + bytes(3) + bytes([row.number])

        def find(self, entry_id: bytes, rows: Sequence[StatusRow]) -> StatusRow:
            """The row of that number."""
            for row in rows:
                if self.make(row, 0) == entry_id:
                    return row
            raise MapiError(ResultCode.MAPI_E_INVALID_ENTRYID)

    make = Make


@oddity("entry-ids-of-the-moment")
class EntryIdsOfTheMoment(OtherEntryIds):
    """Whenever a row is read it has another identifier, with zero bytes in it and behind it; all of them are equal."""

    class Make(EntryIds):
        """A number that grows, the usual identifier, and zero bytes."""

        _made = 0
        _ZEROS: Final = bytes(9)

        def make(self, row: StatusRow, view: int) -> bytes:
            """The usual one with others around it."""
            self._made += 1
            usual = super().make(row, view)
            return usual[:4] + self._made.to_bytes(4, "big") + self._ZEROS + usual[4:] + self._ZEROS

        def find(self, entry_id: bytes, rows: Sequence[StatusRow]) -> StatusRow:
            """The usual one within it."""
            around = len(self._ZEROS)
            inner = entry_id[:4] + entry_id[8 + around : -around]
            number, zeros = entry_id[4:8], entry_id[8 : 8 + around] + entry_id[-around:]
            if zeros != 2 * self._ZEROS or int.from_bytes(number, "big") > self._made:
                raise MapiError(ResultCode.MAPI_E_INVALID_ENTRYID)
            return super().find(inner, rows)

    make = Make


class _OfTables(EntryIds):
    """Identifiers that are good as long as their table is there."""

    def __init__(self, session: str) -> None:
        super().__init__(session)
        self.released: set[int] = set()

    def find(self, entry_id: bytes, rows: Sequence[StatusRow]) -> StatusRow:
        """Refuse those of a table that was released."""
        row = super().find(entry_id, rows)
        if any(self.make(row, table) == entry_id for table in self.released):
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_ENTRYID)
        return row


@oddity("entry-ids-end-with-their-table")
class EntryIdsEndWithTheirTable(OtherEntryIds):
    """An identifier stands for nothing any more when the table is released that showed it."""

    make = _OfTables


@oddity("entry-ids-end-with-their-table")
class TakesItsEntryIdsWithIt(StatusTable):
    """Its release is the end of its identifiers."""

    def release(self) -> None:
        """They go first."""
        super().release()
        assert isinstance(self.session.entry_ids, _OfTables)
        self.session.entry_ids.released.add(self.number)
