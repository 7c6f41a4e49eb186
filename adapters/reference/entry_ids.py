"""Entry identifiers of status rows: opaque, and short-term (mapi-entry-identifiers.md).

An identifier is valid in the session that made it. Two tables give different bytes for the same row, because clients must
compare identifiers with CompareEntryIDs. Each one ends with a keyed digest, so that an identifier that was cut, altered or
made up is refused.
"""

from collections.abc import Sequence
from hashlib import blake2b

from mapi_tck.mapi import EntryIdFlag, MapiError, ResultCode

from .status_rows import StatusRow

_FLAGS = bytes([EntryIdFlag.MAPI_SHORTTERM | EntryIdFlag.MAPI_THISSESSION | EntryIdFlag.MAPI_NOTRECIP, 0, 0, 0])
_VIEW_SIZE = 4
_DIGEST_SIZE = 16


class EntryIds:
    """Makes the identifiers of one session, and finds their rows.

    Nothing here is random: the same calls give the same identifiers, so that two runs can be compared.
    """

    def __init__(self, session: str) -> None:
        self._key = blake2b(session.encode(), digest_size=32).digest()
        self._uid = blake2b(self._key, digest_size=16).digest()
        #: What was digested → its digest. To find a row asks for the same ones again and again.
        self._digests: dict[bytes, bytes] = {}

    def make(self, row: StatusRow, view: int) -> bytes:
        """The identifier of the row in this view, given by the table's number."""
        place = view.to_bytes(_VIEW_SIZE, "little")
        return _FLAGS + self._uid + place + self._digest(row, place)

    def find(self, entry_id: bytes, rows: Sequence[StatusRow]) -> StatusRow:
        """The row of the identifier. Refuses one of another session, and one that was altered."""
        start = len(_FLAGS + self._uid)
        if len(entry_id) != start + _VIEW_SIZE + _DIGEST_SIZE:
            raise MapiError(ResultCode.MAPI_E_INVALID_ENTRYID)
        place, digest = entry_id[start : start + _VIEW_SIZE], entry_id[start + _VIEW_SIZE :]
        if entry_id[:start] == _FLAGS + self._uid:
            for row in rows:
                if self._digest(row, place) == digest:
                    return row
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_ENTRYID)

    def _digest(self, row: StatusRow, place: bytes) -> bytes:
        content = place + row.number.to_bytes(4, "little")
        digest = self._digests.get(content)
        if digest is None:
            digest = self._digests[content] = blake2b(content, key=self._key, digest_size=_DIGEST_SIZE).digest()
        return digest
