"""Rows of the status table and how their values are read, in a table or through GetProps.

A row has two parts (status-tables.md): MAPI computes the columns that identify the row or come from the profile, and the
implementer of the status object supplies the others. Strings are kept once and read in either character width.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntFlag
from functools import cache, lru_cache

from mapi_tck.mapi import (
    MapiError,
    ObjectType,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResultCode,
    StatusCode,
    UnicodeFlag,
    Value,
    change_prop_type,
    prop_id,
    prop_type,
)

PROVIDER = "mapi-tck reference"
"""PR_PROVIDER_DISPLAY of everything here."""

_STRINGS = (PropertyType.PT_STRING8, PropertyType.PT_UNICODE)

Columns = Mapping[int, PropertyValue]
"""Values by property identifier."""

DEFAULT_COLUMNS = (
    PropertyTag.PR_ENTRYID,
    PropertyTag.PR_INSTANCE_KEY,
    PropertyTag.PR_ROWID,
    PropertyTag.PR_OBJECT_TYPE,
    PropertyTag.PR_RESOURCE_TYPE,
    PropertyTag.PR_RESOURCE_FLAGS,
    PropertyTag.PR_RESOURCE_METHODS,
    PropertyTag.PR_PROVIDER_DLL_NAME_A,
    PropertyTag.PR_PROVIDER_DISPLAY_A,
    PropertyTag.PR_DISPLAY_NAME_A,
    PropertyTag.PR_STATUS_CODE,
    PropertyTag.PR_STATUS_STRING_A,
    PropertyTag.PR_IDENTITY_DISPLAY_A,
    PropertyTag.PR_IDENTITY_ENTRYID,
    PropertyTag.PR_IDENTITY_SEARCH_KEY,
)
"""Every column that the table has, in the order in which it shows them unasked; strings as of an ANSI table."""


def by_id(values: Iterable[PropertyValue]) -> dict[int, PropertyValue]:
    """The values by property identifier, so that both widths of a string share one entry."""
    return {prop_id(value.tag): value for value in values}


class StatusRow:
    """One row. `number` stays the same while the profile is loaded."""

    def __init__(self, number: int, resource_type: int, dll: str, supplied: Iterable[PropertyValue] = ()) -> None:
        self.number = number
        self.resource_type = resource_type
        self._dll = dll
        self._supplied = by_id(supplied)
        #: The values of the row, until they change.
        self._columns: Mapping[int, PropertyValue] | None = None

    def replace(self, values: Iterable[PropertyValue]) -> None:
        """Make the supplied part of the row anew."""
        self._supplied = by_id(values)
        self._columns = None

    def merge(self, values: Iterable[PropertyValue]) -> None:
        """Change these columns of the supplied part and keep the others."""
        self._supplied |= by_id(values)
        self._columns = None

    def copy(self) -> "StatusRow":
        """A new row with the same values."""
        return StatusRow(self.number, self.resource_type, self._dll, self._supplied.values())

    @property
    def columns(self) -> Mapping[int, PropertyValue]:
        """The values of the row now. A provider cannot change MAPI's own columns."""
        if self._columns is None:
            self._columns = self._supplied | _own_columns(self.number, int(self.resource_type), self._dll)
        return self._columns

    def number_of(self, tag: int) -> int:
        """The value of a numeric column, 0 if the row has none."""
        value = self._supplied.get(prop_id(tag))
        return value.value if value is not None and isinstance(value.value, int) else 0


@lru_cache(1024)
def _own_columns(number: int, resource_type: int, dll: str) -> dict[int, PropertyValue]:
    return by_id(
        [
            PropertyValue(PropertyTag.PR_INSTANCE_KEY, number.to_bytes(4, "little")),
            PropertyValue(PropertyTag.PR_ROWID, number),
            PropertyValue(PropertyTag.PR_OBJECT_TYPE, int(ObjectType.MAPI_STATUS)),
            PropertyValue(PropertyTag.PR_RESOURCE_TYPE, resource_type),
            PropertyValue(PropertyTag.PR_RESOURCE_FLAGS, 0),
            PropertyValue(PropertyTag.PR_PROVIDER_DLL_NAME_A, dll),
        ]
    )


def own_row(number: int, resource_type: int, name: str, methods: int) -> StatusRow:
    """The row of a status object that MAPI implements itself."""
    return StatusRow(
        number,
        resource_type,
        "MAPI",
        [
            PropertyValue(PropertyTag.PR_DISPLAY_NAME_A, name),
            PropertyValue(PropertyTag.PR_PROVIDER_DISPLAY_A, PROVIDER),
            PropertyValue(PropertyTag.PR_RESOURCE_METHODS, int(methods)),
            PropertyValue(PropertyTag.PR_STATUS_CODE, int(StatusCode.STATUS_AVAILABLE)),
        ],
    )


def read(columns: Columns, tag: int, unicode: bool) -> PropertyValue:
    """The value for a requested tag, or an error slot (imapitable-queryrows.md, imapiprop-getprops.md).

    A string is converted to the requested width; PT_UNSPECIFIED takes the table's. No other conversion is offered.
    """
    if prop_type(tag) == PropertyType.PT_NULL:
        return PropertyValue(tag, None)
    kept = columns.get(prop_id(tag))
    if kept is None:
        return _missing(tag)
    wanted = _wanted_type(tag, kept, unicode)
    if wanted == prop_type(kept.tag):
        return kept
    if wanted in _STRINGS and prop_type(kept.tag) in _STRINGS:
        return PropertyValue(change_prop_type(tag, wanted), kept.value)
    return _missing(tag)


def _wanted_type(tag: int, kept: PropertyValue, unicode: bool) -> int:
    if prop_type(tag) != PropertyType.PT_UNSPECIFIED:
        return prop_type(tag)
    return width(kept.tag, unicode) & 0xFFFF


def width(tag: int, unicode: bool) -> int:
    """The tag, in the character width of the table if it is a string's."""
    if prop_type(tag) not in _STRINGS:
        return int(tag)
    return change_prop_type(tag, PropertyType.PT_UNICODE if unicode else PropertyType.PT_STRING8)


def _missing(tag: int) -> PropertyValue:
    code: Value = int(ResultCode.MAPI_E_NOT_FOUND)
    return PropertyValue(change_prop_type(tag, PropertyType.PT_ERROR), code)


def get_props(columns: Columns, tags: Sequence[int], flags: int) -> tuple[int, tuple[PropertyValue, ...]]:
    """IMAPIProp::GetProps over these values: request order, error slots, and a warning if there are any."""
    check_flags(flags, UnicodeFlag)
    if not tags:
        raise MapiError(ResultCode.MAPI_E_INVALID_PARAMETER)
    values = tuple(read(columns, tag, bool(flags & UnicodeFlag.MAPI_UNICODE)) for tag in tags)
    complete = not any(value.is_error for value in values)
    return int(ResultCode.S_OK if complete else ResultCode.MAPI_W_ERRORS_RETURNED), values


def check_flags(flags: int, *families: type[IntFlag]) -> None:
    """Refuse bits that none of the families defines."""
    if flags & ~_known(families):
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)


@cache
def _known(families: tuple[type[IntFlag], ...]) -> int:
    known = 0
    for family in families:
        for flag in family:
            known |= int(flag)
    return known
