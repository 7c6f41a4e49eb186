"""Unusual rows of the status table: which there are, which columns they have, and how they show what they lack."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from mapi_tck.mapi import (
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResourceMethod,
    ResourceType,
    ResultCode,
    Row,
    StatusCode,
    change_prop_type,
    prop_tag,
)
from mapi_tck.ports import StatusObject

from ...reference.profile import LoadedProfile
from ...reference.session import Session
from ...reference.status_objects import SubsystemStatus
from ...reference.status_rows import Columns, StatusRow, by_id, own_row
from ...reference.status_table import StatusTable
from ..oddities import oddity

if TYPE_CHECKING:
    from ...reference.subsystem import Subsystem

# -- columns ----------------------------------------------------------------------------------------------------------

#: Columns beyond those that every row has. Each row has some of them, no two neighbours the same.
_MORE: Final = (
    PropertyValue(PropertyTag.PR_RESOURCE_PATH_A, "\\\\server\\share"),
    PropertyValue(PropertyTag.PR_OWN_STORE_ENTRYID, b"\0\0\0\0own store"),
    PropertyValue(PropertyTag.PR_HEADER_FOLDER_ENTRYID, b"\0\0\0\0headers"),
    PropertyValue(PropertyTag.PR_REMOTE_PROGRESS, -1),
    PropertyValue(PropertyTag.PR_REMOTE_PROGRESS_TEXT_A, ""),
    PropertyValue(PropertyTag.PR_REMOTE_VALIDATE_OK, False),
    PropertyValue(PropertyTag.PR_PROVIDER_UID, bytes(16)),
    PropertyValue(PropertyTag.PR_PROVIDER_ORDINAL, -7),
    PropertyValue(prop_tag(PropertyType.PT_CLSID, 0x6700), bytes(range(16))),
    PropertyValue(prop_tag(PropertyType.PT_I8, 0x6701), -(2**63)),
    PropertyValue(prop_tag(PropertyType.PT_BOOLEAN, 0x7FFF), True),
    PropertyValue(prop_tag(PropertyType.PT_BINARY, 0xFFFE), b""),
)


@oddity("more-columns-than-anybody-needs")
class MoreColumns(StatusTable):
    """Unasked it shows columns of its own before and behind the usual ones."""

    def all_columns(self) -> tuple[int, ...]:
        """Half of them before, half behind."""
        tags = tuple(int(value.tag) for value in _MORE)
        return (*tags[::2], *super().all_columns(), *tags[1::2])

    def columns_of(self, row: StatusRow) -> Columns:
        """Some of them in every row."""
        return by_id(_MORE[row.number % 3 :: 2]) | dict(super().columns_of(row))


class ShowsAbsence(StatusTable):
    """Marks what a row lacks in its own way."""

    def shown(self, row: StatusRow) -> Row:
        """The row with other marks."""
        slots = zip(self.columns, super().shown(row), strict=True)
        return tuple(self.mark(tag) if slot.is_absent else slot for tag, slot in slots)

    def mark(self, tag: int) -> PropertyValue:
        """The mark of this column's absence."""
        raise NotImplementedError


@oddity("absent-columns-are-null")
class NullForAbsence(ShowsAbsence):
    """What a row lacks has the type PT_NULL, and keeps its identifier."""

    def mark(self, tag: int) -> PropertyValue:
        """No value."""
        return PropertyValue(change_prop_type(tag, PropertyType.PT_NULL), None)


@oddity("absent-columns-are-nameless")
class NamelessForAbsence(ShowsAbsence):
    """What a row lacks is PR_NULL: neither type nor identifier is left."""

    def mark(self, tag: int) -> PropertyValue:
        """Nothing at all."""
        return PropertyValue(PropertyTag.PR_NULL, None)


@oddity("absent-columns-have-other-errors")
class OtherErrorForAbsence(ShowsAbsence):
    """What a row lacks is an error with another code than the usual one."""

    def mark(self, tag: int) -> PropertyValue:
        """A code that no page names."""
        return PropertyValue(change_prop_type(tag, PropertyType.PT_ERROR), int(ResultCode.MAPI_E_COMPUTED))


@oddity("odd-instance-keys")
class OddInstanceKeys(StatusTable):
    """Instance keys are of any length, and differ in their zero bytes alone; row numbers are negative."""

    def columns_of(self, row: StatusRow) -> Columns:
        """The row with another key and number."""
        key = PropertyValue(PropertyTag.PR_INSTANCE_KEY, bytes(2 * row.number + 1))
        return dict(super().columns_of(row)) | by_id([key, PropertyValue(PropertyTag.PR_ROWID, -row.number)])


# -- rows -------------------------------------------------------------------------------------------------------------

_OTHERS: Final = (
    ResourceType.MAPI_STORE_PROVIDER,
    ResourceType.MAPI_AB_PROVIDER,
    ResourceType.MAPI_PROFILE_PROVIDER,
    ResourceType.MAPI_HOOK_PROVIDER,
)
_NUMBER_OF_OTHERS: Final = 300


@oddity("hundreds-of-other-rows")
class HundredsOfOthers(Session):
    """Message stores, address books and whatever else a profile can hold have rows too, three hundred of them."""

    def __init__(self, subsystem: "Subsystem", profile: LoadedProfile, number: int, flags: int) -> None:
        super().__init__(subsystem, profile, number, flags)
        validate = int(ResourceMethod.STATUS_VALIDATE_STATE)
        self._others = [
            own_row(1000 + place, _OTHERS[place % len(_OTHERS)], f"Provider {place}", validate)
            for place in range(_NUMBER_OF_OTHERS)
        ]

    def rows(self) -> Sequence[StatusRow]:
        """Between MAPI's own rows and the transports'."""
        rows = super().rows()
        return [*rows[:2], *self._others, *rows[2:]]

    def find(self, entry_id: bytes) -> StatusRow:
        """The identifiers of all of them are good."""
        return self.entry_ids.find(entry_id, self.rows())

    def open_own(self, row: StatusRow) -> StatusObject:
        """Their status objects validate their state, and do nothing else."""
        return SubsystemStatus(self, row) if row in self._others else super().open_own(row)


@oddity("a-row-for-each-queue")
class RowForEachQueue(Session):
    """Each transport has two rows, one for its outgoing and one for its incoming queue. Each shows its own flush bit alone,
    and both open the transport's status object.
    """

    _SECOND: Final = 1000

    def rows(self) -> Sequence[StatusRow]:
        """MAPI's own rows, then the two of each transport."""
        hidden = (StatusCode.STATUS_INBOUND_FLUSH, StatusCode.STATUS_OUTBOUND_FLUSH)
        return [
            seen
            for row in super().rows()
            for seen in (
                [_hiding(row, bit, place * self._SECOND) for place, bit in enumerate(hidden)]
                if row.resource_type == ResourceType.MAPI_TRANSPORT_PROVIDER
                else [row]
            )
        ]

    def find(self, entry_id: bytes) -> StatusRow:
        """The transport's one row behind the two."""
        number = self.entry_ids.find(entry_id, self.rows()).number % self._SECOND
        return next(row for row in super().rows() if row.number == number)


def _hiding(row: StatusRow, bit: StatusCode, number: int) -> StatusRow:
    seen = row.copy()
    seen.number += number
    code = row.number_of(PropertyTag.PR_STATUS_CODE) & ~int(bit)
    seen.merge([PropertyValue(PropertyTag.PR_STATUS_CODE, code)])
    return seen
