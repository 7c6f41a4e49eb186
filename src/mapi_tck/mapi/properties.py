"""Properties as MAPI passes them: types, tags, values, rows.

A tag is a number of 32 bits: the identifier in the upper half, the type in the lower half (`mapi-property-tags.md`). All
functions take and give plain numbers, so they work for tags without a name too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from types import NoneType
from typing import Any, Final, TypeAlias

from mapi_tck.mapi.constants import (
    ObjectType,
    ResourceFlag,
    ResourceMethod,
    ResourceType,
    StatusCode,
    enum_text,
    flags_text,
)
from mapi_tck.mapi.results import result_text


class PropertyType(IntEnum):
    """Types of property values, `property-types.md`; several values in one (PT_MV_…) are not used here."""

    PT_UNSPECIFIED = 0x000
    PT_NULL = 0x001
    PT_I2 = 0x002
    PT_LONG = 0x003
    PT_R4 = 0x004
    PT_DOUBLE = 0x005
    PT_CURRENCY = 0x006
    PT_APPTIME = 0x007
    PT_ERROR = 0x00A
    PT_BOOLEAN = 0x00B
    PT_OBJECT = 0x00D
    PT_I8 = 0x014
    PT_STRING8 = 0x01E
    PT_UNICODE = 0x01F
    PT_SYSTIME = 0x040
    PT_CLSID = 0x048
    PT_BINARY = 0x102


class PropertyTag(IntEnum):
    """Tags of the columns of the status table, of the properties of status objects, and a few more.

    A string has two tags: `_A` for 8-bit characters and `_W` for Unicode. In C the name without a suffix means one of the two,
    depending on how the program is compiled, so it is missing here.
    """

    PR_NULL = 0x0000_0001

    PR_INSTANCE_KEY = 0x0FF6_0102
    PR_ACCESS_LEVEL = 0x0FF7_0003
    PR_OBJECT_TYPE = 0x0FFE_0003
    PR_ENTRYID = 0x0FFF_0102

    PR_ROWID = 0x3000_0003
    PR_DISPLAY_NAME_A = 0x3001_001E
    PR_DISPLAY_NAME_W = 0x3001_001F
    PR_PROVIDER_DISPLAY_A = 0x3006_001E
    PR_PROVIDER_DISPLAY_W = 0x3006_001F
    PR_RESOURCE_FLAGS = 0x3009_0003
    PR_PROVIDER_DLL_NAME_A = 0x300A_001E
    PR_PROVIDER_DLL_NAME_W = 0x300A_001F
    PR_PROVIDER_UID = 0x300C_0102
    PR_PROVIDER_ORDINAL = 0x300D_0003

    PR_IDENTITY_DISPLAY_A = 0x3E00_001E
    PR_IDENTITY_DISPLAY_W = 0x3E00_001F
    PR_IDENTITY_ENTRYID = 0x3E01_0102
    PR_RESOURCE_METHODS = 0x3E02_0003
    PR_RESOURCE_TYPE = 0x3E03_0003
    PR_STATUS_CODE = 0x3E04_0003
    PR_IDENTITY_SEARCH_KEY = 0x3E05_0102
    PR_OWN_STORE_ENTRYID = 0x3E06_0102
    PR_RESOURCE_PATH_A = 0x3E07_001E
    PR_RESOURCE_PATH_W = 0x3E07_001F
    PR_STATUS_STRING_A = 0x3E08_001E
    PR_STATUS_STRING_W = 0x3E08_001F
    PR_HEADER_FOLDER_ENTRYID = 0x3E0A_0102
    PR_REMOTE_PROGRESS = 0x3E0B_0003
    PR_REMOTE_PROGRESS_TEXT_A = 0x3E0C_001E
    PR_REMOTE_PROGRESS_TEXT_W = 0x3E0C_001F
    PR_REMOTE_VALIDATE_OK = 0x3E0D_000B


def prop_type(tag: int) -> int:
    """The type in a tag, as the macro of `prop_type.md`."""
    return tag & 0xFFFF


def prop_id(tag: int) -> int:
    """The identifier in a tag, as the macro of `prop_id.md`."""
    return tag >> 16 & 0xFFFF


def prop_tag(type: int, id: int) -> int:
    """The tag of a type and an identifier, as the macro of `prop_tag.md`. ValueError if one has more than 16 bits."""
    if not 0 <= type <= 0xFFFF:
        raise ValueError(f"property type {type:#x} does not fit into 16 bits")
    if not 0 <= id <= 0xFFFF:
        raise ValueError(f"property identifier {id:#x} does not fit into 16 bits")
    return int(id) << 16 | int(type)


def change_prop_type(tag: int, type: int) -> int:
    """The tag with another type and the same identifier, as the macro of `change_prop_type.md`."""
    return prop_tag(type, prop_id(tag))


# The two tags of a string share an identifier: its name has no suffix.
_ID_NAMES = {
    prop_id(tag): tag.name[:-2] if prop_type(tag) in (PropertyType.PT_STRING8, PropertyType.PT_UNICODE) else tag.name
    for tag in PropertyTag
}


def tag_name(tag: int) -> str:
    """The tag for readers: its name; or the name of its identifier and its type; or the number in hexadecimal."""
    try:
        return PropertyTag(tag).name
    except ValueError:
        pass
    name = _ID_NAMES.get(prop_id(tag))
    if name is None:
        return f"0x{tag & 0xFFFF_FFFF:08X}"
    return f"{name} as {_type_name(prop_type(tag))}"


def _type_name(number: int) -> str:
    try:
        return PropertyType(number).name
    except ValueError:
        return f"type 0x{number:04X}"


Value: TypeAlias = int | bool | str | bytes | None
"""The value of a property."""


@dataclass(frozen=True, slots=True)
class PropertyValue:
    """One property with its value (`spropvalue.md`): a column of a row, a slot of GetProps, or the constant of a restriction.

    The tag is the one that came with the value: if a value is missing, the type is PT_ERROR, and the value is a result code. A
    value that does not fit the type is a ValueError.
    """

    tag: int
    value: Value

    def __post_init__(self) -> None:
        if _is_usual(self.tag, self.value):
            return
        if not _is_number(self.tag) or not 0 <= self.tag <= 0xFFFF_FFFF:
            raise ValueError(f"a property tag is an unsigned 32-bit number, not {self.tag!r}")
        wanted = _complaint(prop_type(self.tag), self.value)
        if wanted:
            raise ValueError(f"{tag_name(self.tag)} takes {wanted}, not {self.value!r}")

    @property
    def is_error(self) -> bool:
        """Whether the value is a result code: the property is missing."""
        return prop_type(self.tag) == PropertyType.PT_ERROR

    @property
    def is_absent(self) -> bool:
        """Whether there is no value: a result code instead, or an empty place (PT_NULL)."""
        return prop_type(self.tag) in (PropertyType.PT_ERROR, PropertyType.PT_NULL)

    def __str__(self) -> str:
        return f"{tag_name(self.tag)} = {value_text(self)}"


Row: TypeAlias = tuple[PropertyValue, ...]
"""One row of a table, `srow.md`: its columns in the order of the column set."""


@dataclass(frozen=True, slots=True)
class RowSet:
    """Rows as a table gives them, `srowset.md`. An empty one is false, like any empty sequence.

    The client calls `free` to release the rows; it is `None` if a binding hides that. Two sets with the same rows are equal.
    """

    rows: tuple[Row, ...]
    free: Callable[[], None] | None = field(default=None, compare=False, repr=False)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def find(row: Row, tag: int) -> PropertyValue | None:
    """The first slot of the row with the tag's identifier, of any type: for a missing value it has PT_ERROR."""
    wanted = prop_id(tag)
    return next((slot for slot in row if prop_id(slot.tag) == wanted), None)


#: How to word the number of a property whose numbers have names.
_TEXTS: dict[int, Callable[[int], str]] = {
    PropertyTag.PR_RESOURCE_METHODS: partial(flags_text, ResourceMethod),
    PropertyTag.PR_RESOURCE_FLAGS: partial(flags_text, ResourceFlag),
    PropertyTag.PR_STATUS_CODE: partial(flags_text, StatusCode),
    PropertyTag.PR_RESOURCE_TYPE: partial(enum_text, ResourceType),
    PropertyTag.PR_OBJECT_TYPE: partial(enum_text, ObjectType),
}


def value_text(value: PropertyValue) -> str:
    """The value for readers, without the property's name: numbers by their names, bytes in hexadecimal."""
    held: object = value.value  # the kit does not check the values of all types
    match held:
        case None:
            return "no value"
        case bool(truth):
            return "TRUE" if truth else "FALSE"
        case bytes(octets):
            return octets.hex() or "no bytes"
        case str(text):
            return repr(text)
        case int(number):
            return result_text(number) if value.is_error else _TEXTS.get(value.tag, str)(int(number))
        case other:
            return repr(other)


def _is_number(value: object) -> bool:
    # In Python a bool is a number. In MAPI they are different types, and to confuse them is a fault that the kit must see.
    return isinstance(value, int) and not isinstance(value, bool)


#: Numbers: from the first on, below the second.
_RANGES: dict[int, tuple[int, int, str]] = {
    PropertyType.PT_LONG: (-(2**31), 2**31, "a signed 32-bit number"),
    PropertyType.PT_I8: (-(2**63), 2**63, "a signed 64-bit number"),
    PropertyType.PT_ERROR: (0, 2**32, "an unsigned 32-bit result code"),
}
_NO_RANGE: Final = (0, 0, "")
_NO_TYPE: Final = (object, "")
_TYPES: dict[int, tuple[type, str]] = {
    PropertyType.PT_BOOLEAN: (bool, "True or False"),
    PropertyType.PT_STRING8: (str, "a string"),
    PropertyType.PT_UNICODE: (str, "a string"),
    PropertyType.PT_BINARY: (bytes, "bytes"),
    PropertyType.PT_CLSID: (bytes, "bytes"),
    PropertyType.PT_NULL: (NoneType, "no value"),
}


def _is_usual(tag: Any, value: Any) -> bool:
    """Whether tag and value are of the most common types, and fit: a quick answer. If not, the slower check decides."""
    if (tag.__class__ is not int and tag.__class__ is not PropertyTag) or not 0 <= tag <= 0xFFFF_FFFF:
        return False
    if value.__class__ is int:
        low, high, _ = _RANGES.get(tag & 0xFFFF, _NO_RANGE)
        return low <= value < high
    return value.__class__ is _TYPES.get(tag & 0xFFFF, _NO_TYPE)[0]


def _complaint(type: int, value: Any) -> str | None:
    """What a value of this type must be, in words; `None` if this one is right, or the type is not checked."""
    if type in _RANGES:
        low, high, wanted = _RANGES[type]
        return None if _is_number(value) and low <= value < high else wanted
    kind, wanted = _TYPES.get(type, (object, ""))
    return None if isinstance(value, kind) else wanted
