"""Unusual entry identifiers: how long they are, of which bytes they consist, and how long they are valid."""

from collections.abc import Sequence
from typing import Final

from mapi_tck.mapi import (
    Bookmark,
    EntryIdFlag,
    MapiError,
    PropertyType,
    PropertyValue,
    ResourceType,
    ResultCode,
    UnicodeFlag,
    change_prop_type,
    prop_type,
)
from mapi_tck.ports import StatusObject

from ...reference.entry_ids import EntryIds
from ...reference.session import Session
from ...reference.status_objects import MarshalledStatus, SpoolerStatus
from ...reference.status_rows import StatusRow
from ...reference.status_table import StatusTable
from ...reference.variants import instead_of, part_of, specimen

_SHORT_TERM: Final = bytes([EntryIdFlag.MAPI_SHORTTERM | EntryIdFlag.MAPI_THISSESSION | EntryIdFlag.MAPI_NOTRECIP])


@specimen("long-entry-ids")
class Long(EntryIds):
    """Every entry identifier has five hundred bytes."""

    # The usual identifier is repeated until it is long enough, and every byte counts.
    SIZE: Final = 500

    def make(self, row: StatusRow, view: int) -> bytes:
        return self._repeated(super().make(row, view))

    def find(self, entry_id: bytes, rows: Sequence[StatusRow]) -> StatusRow:
        first = entry_id[: len(super().make(rows[0], 0))]
        if not first or entry_id != self._repeated(first):
            raise MapiError(ResultCode.MAPI_E_INVALID_ENTRYID)
        return super().find(first, rows)

    def _repeated(self, first: bytes) -> bytes:
        return (first * self.SIZE)[: self.SIZE]


@specimen("short-entry-ids")
class Short(EntryIds):
    """Every entry identifier has only the number of its row after its flags, usually one byte; so all sessions share them."""

    def make(self, row: StatusRow, view: int) -> bytes:
        return _SHORT_TERM + bytes(3) + row.number.to_bytes(1 if row.number < 256 else 2, "little")

    def find(self, entry_id: bytes, rows: Sequence[StatusRow]) -> StatusRow:
        for row in rows:
            if self.make(row, 0) == entry_id:
                return row
        raise MapiError(ResultCode.MAPI_E_INVALID_ENTRYID)


@specimen("padded-entry-ids-and-unicode-objects")
class Padded(EntryIds):
    """Entry identifiers of transports end with zero bytes, and open without them, too; status objects have Unicode texts alone;
    BOOKMARK_END is the last row.
    """

    _ZEROS: Final = bytes(48)

    def make(self, row: StatusRow, view: int) -> bytes:
        padding = self._ZEROS if row.resource_type == ResourceType.MAPI_TRANSPORT_PROVIDER else b""
        return super().make(row, view) + padding

    def find(self, entry_id: bytes, rows: Sequence[StatusRow]) -> StatusRow:
        length = len(super().make(rows[0], 0))
        row = super().find(entry_id[:length], rows)
        padding = self.make(row, 0)[length:]
        if entry_id[length:] != padding[: len(entry_id) - length]:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_ENTRYID)
        return row


@part_of("padded-entry-ids-and-unicode-objects")
class EndIsLastRow(StatusTable):
    """BOOKMARK_END points to the last row."""

    def seek_row(self, bookmark: int, row_count: int) -> int:
        if bookmark != Bookmark.BOOKMARK_END or not self.rows():
            return super().seek_row(bookmark, row_count)
        return super().seek_row(bookmark, row_count - 1) + 1


def _unicode_alone(
    answer: tuple[int, Sequence[PropertyValue]], tags: Sequence[int], flags: int
) -> tuple[int, Sequence[PropertyValue]]:
    """The answer of GetProps with an error in the place of each text that would have to be ANSI."""
    code, values = answer
    left = list(values)
    for place, (value, tag) in enumerate(zip(values, tags, strict=True)):
        wide = flags & UnicodeFlag.MAPI_UNICODE and prop_type(tag) == PropertyType.PT_UNSPECIFIED
        if prop_type(value.tag) == PropertyType.PT_STRING8 and not wide:
            place_of_it = change_prop_type(value.tag, PropertyType.PT_ERROR)
            left[place] = PropertyValue(place_of_it, int(ResultCode.MAPI_E_BAD_CHARWIDTH))
            code = int(ResultCode.MAPI_W_ERRORS_RETURNED)
    return code, left


@part_of("padded-entry-ids-and-unicode-objects")
class TransportsInUnicode(MarshalledStatus):
    """The object of a transport has no ANSI texts."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        return _unicode_alone(super().get_props(tags, flags), tags, flags)


@part_of("padded-entry-ids-and-unicode-objects")
class SpoolerInUnicode(SpoolerStatus):
    """The object of the spooler has no ANSI texts."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        return _unicode_alone(super().get_props(tags, flags), tags, flags)


@specimen("entry-ids-of-the-moment")
class OfTheMoment(EntryIds):
    """A row has another entry identifier whenever it is read, with zero bytes in it and after it; all of them are equal."""

    #: How many were made; each shows its number.
    _made = 0
    _ZEROS: Final = bytes(9)

    def make(self, row: StatusRow, view: int) -> bytes:
        self._made += 1
        usual = super().make(row, view)
        return usual[:4] + self._made.to_bytes(4, "big") + self._ZEROS + usual[4:] + self._ZEROS

    def find(self, entry_id: bytes, rows: Sequence[StatusRow]) -> StatusRow:
        around = len(self._ZEROS)
        inner = entry_id[:4] + entry_id[8 + around : -around]
        number, zeros = entry_id[4:8], entry_id[8 : 8 + around] + entry_id[-around:]
        if zeros != 2 * self._ZEROS or int.from_bytes(number, "big") > self._made:
            raise MapiError(ResultCode.MAPI_E_INVALID_ENTRYID)
        return super().find(inner, rows)


@specimen("entry-ids-end-with-their-table")
class OfTables(EntryIds):
    """An entry identifier is valid only until the table that showed it is released."""

    def __init__(self, session: str) -> None:
        super().__init__(session)
        self.released: set[int] = set()

    def find(self, entry_id: bytes, rows: Sequence[StatusRow]) -> StatusRow:
        row = super().find(entry_id, rows)
        if any(self.make(row, table) == entry_id for table in self.released):
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_ENTRYID)
        return row


@part_of("entry-ids-end-with-their-table")
class EndsItsEntryIds(StatusTable):
    """Its release ends its identifiers."""

    def release(self) -> None:
        super().release()
        assert isinstance(self.session.entry_ids, OfTables)
        self.session.entry_ids.released.add(self.number)


@instead_of(Session.compare_entry_ids, "compares-within-one-provider")
def within_one_provider(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """CompareEntryIDs refuses entry identifiers of different status objects: no provider knows both."""
    if not Session.compare_entry_ids(self, first, second, flags):
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_ENTRYID)
    return True


@instead_of(Session.compare_entry_ids, "compares-no-entry-ids")
def compares_none(self: Session, first: bytes, second: bytes, flags: int) -> bool:
    """CompareEntryIDs answers MAPI_E_NO_SUPPORT: no provider of a status object compares entry identifiers."""
    Session.compare_entry_ids(self, first, second, flags)
    raise MapiError(ResultCode.MAPI_E_NO_SUPPORT)


@specimen("compares-what-was-opened")
class ComparingOpened(Session):
    """CompareEntryIDs answers MAPI_E_UNKNOWN_ENTRYID until an object was opened in the session."""

    _has_opened = False

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        opened = super().open_entry(entry_id, interface, flags)
        self._has_opened = True
        return opened

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        equal = super().compare_entry_ids(first, second, flags)
        if not self._has_opened:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_ENTRYID)
        return equal
