"""Wrong answers with several slots, where one of them spoils the others; and a wrong RES_EXIST."""

from collections.abc import Sequence
from typing import ClassVar

from mapi_tck.mapi import (
    ExistRestriction,
    MapiError,
    PropertyTag,
    PropertyType,
    PropertyValue,
    Restriction,
    ResultCode,
    Row,
    change_prop_type,
    prop_id,
    prop_type,
)
from mapi_tck.ports import StatusObject

from ...reference.session import Session
from ...reference.status_rows import DEFAULT_COLUMNS, StatusRow
from ...reference.status_table import StatusTable
from ...reference.transport_status import TransportStatus
from ...reference.variants import ByKeyword, instead_of, specimen
from .properties import Props
from .rows import is_transport


def error_in_place_of(tag: int) -> PropertyValue:
    """The mark of an absent property."""
    return PropertyValue(change_prop_type(tag, PropertyType.PT_ERROR), int(ResultCode.MAPI_E_NOT_FOUND))


@instead_of(TransportStatus.get_props, "one-missing-property-hides-all", step="B5.2")
def hides_all(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """If a transport's object lacks one property, GetProps marks every property that was asked for as an error."""
    code, values = TransportStatus.get_props(self, tags, flags)
    return (
        (code, [error_in_place_of(tag) for tag in tags]) if any(value.is_error for value in values) else (code, values)
    )


@instead_of(TransportStatus.get_props, "missing-property-hides-those-behind", step="B5.2")
def hides_behind(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's object stops at a property that it lacks, and marks all behind it as errors, too."""
    code, values = TransportStatus.get_props(self, tags, flags)
    first = next((place for place, value in enumerate(values) if value.is_error), len(values))
    return code, [*values[:first], *map(error_in_place_of, tags[first:])]


@instead_of(TransportStatus.get_props, "property-asked-twice-is-an-error", step="B5.2")
def once_only(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """If a property is asked for twice in one call, GetProps of a transport's object marks the second one as an error."""
    _, values = TransportStatus.get_props(self, tags, flags)
    given = [
        error_in_place_of(tag) if tag in tags[:place] else value
        for place, (tag, value) in enumerate(zip(tags, values, strict=True))
    ]
    complete = not any(value.is_error for value in given)
    return int(ResultCode.S_OK if complete else ResultCode.MAPI_W_ERRORS_RETURNED), given


class Hides(ByKeyword, StatusTable):
    """A column that a row lacks hides the values of the others in that row."""

    #: Whether it is PR_NULL that does so.
    by_null: ClassVar[bool]

    def shown(self, row: StatusRow) -> Row:
        right = super().shown(row)
        spoilt = any((prop_type(tag) == PropertyType.PT_NULL) == self.by_null for tag in self.missing(right))
        return tuple(error_in_place_of(tag) for tag in self.columns) if spoilt else right

    def missing(self, row: Row) -> list[int]:
        """The columns that the row lacks, and that no row has."""
        known = {prop_id(tag) for tag in DEFAULT_COLUMNS}
        return [
            tag for tag, slot in zip(self.columns, row, strict=True) if slot.is_absent and prop_id(tag) not in known
        ]


@specimen("one-absent-column-hides-all", step="A2")
class AbsentHides(Hides, by_null=False):
    """If a row lacks a column that no row has, it shows no value in any other column."""


@specimen("null-column-hides-all", step="A2")
class NullHides(Hides, by_null=True):
    """With PR_NULL among the columns a row shows no value in any other column."""


@instead_of(StatusTable.shown, "third-column-hides-the-others", step="A2")
def two_at_most(self: StatusTable, row: StatusRow) -> Row:
    """Rows show values in no more than two columns: with three, the others are marked as absent."""
    right = StatusTable.shown(self, row)
    return (*right[:1], *map(error_in_place_of, self.columns[1:-1]), *right[-1:]) if len(right) == 3 else right


@instead_of(TransportStatus.get_props, "fifth-missing-property-is-zero", step="B5.2")
def fifth_is_zero(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """GetProps of a transport's object marks the first four properties that it lacks as errors. The others are zero."""
    code, values = TransportStatus.get_props(self, tags, flags)
    known = {prop_id(tag) for tag in DEFAULT_COLUMNS}
    wrong = [place for place, tag in enumerate(tags) if prop_id(tag) not in known and values[place].is_error][4:]
    return code, [PropertyValue(tags[place], 0) if place in wrong else value for place, value in enumerate(values)]


@instead_of(StatusTable.shown, "absent-columns-beside-each-other-are-one", step="A2")
def one_mark_for_two(self: StatusTable, row: StatusRow) -> Row:
    """Where two columns beside each other are such that no row has, a row has one mark for both, and so is shorter."""
    known = {prop_id(tag) for tag in DEFAULT_COLUMNS}
    free = [prop_id(tag) not in known and prop_type(tag) != PropertyType.PT_NULL for tag in self.columns]
    slots = StatusTable.shown(self, row)
    return tuple(slot for place, slot in enumerate(slots) if not (place and free[place] and free[place - 1]))


@instead_of(StatusTable.shown, "column-set-twice-is-absent", step="A2")
def second_is_absent(self: StatusTable, row: StatusRow) -> Row:
    """If a column is set twice, rows show its value in the first place, and mark the second as absent."""
    slots = StatusTable.shown(self, row)
    return tuple(
        error_in_place_of(tag) if tag in self.columns[:place] else slots[place]
        for place, tag in enumerate(self.columns)
    )


@instead_of(StatusTable.selects, "everything-exists", step="A3")
def everything_exists(self: StatusTable, row: StatusRow, restriction: Restriction) -> bool:
    """RES_EXIST selects every row."""
    return isinstance(restriction, ExistRestriction) or StatusTable.selects(self, row, restriction)


@instead_of(StatusTable.selects, "exist-asks-for-the-column", step="A3")
def asks_for_column(self: StatusTable, row: StatusRow, restriction: Restriction) -> bool:
    """RES_EXIST selects every row if some row has the property."""
    if isinstance(restriction, ExistRestriction):
        return any(prop_id(restriction.tag) == prop_id(tag) for tag in DEFAULT_COLUMNS)
    return StatusTable.selects(self, row, restriction)


@instead_of(Session.open_entry, "cut-transport-entry-id-opens", step="B5.1")
def opens_by_beginning(
    self: Session, entry_id: bytes, interface: str | None, flags: int
) -> tuple[StatusObject, int | None]:
    """A transport's entry identifier also opens if its end has been cut off, although CompareEntryIDs does not know it."""
    try:
        self.find(entry_id)
    except MapiError:
        for row in filter(is_transport, self.rows()):
            for table in range(1, self._tables + 1):
                made = self.entry_ids.make(row, table)
                if entry_id and made.startswith(entry_id):
                    return Session.open_entry(self, made, interface, flags)
    return Session.open_entry(self, entry_id, interface, flags)


@instead_of(TransportStatus.get_props, "transport-objects-share-a-name", step="B5.1")
def one_name(self: TransportStatus, tags: Sequence[int], flags: int) -> Props:
    """Every transport's status object gives the name of the provider in place of its own PR_DISPLAY_NAME."""
    code, values = TransportStatus.get_props(self, tags, flags)
    name = prop_id(PropertyTag.PR_DISPLAY_NAME_A)

    def given(value: PropertyValue) -> PropertyValue:
        named = prop_id(value.tag) == name and isinstance(value.value, str)
        return PropertyValue(value.tag, "Reference") if named else value

    return code, list(map(given, values))
