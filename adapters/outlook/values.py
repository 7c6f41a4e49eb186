"""What passes between the kit and pywin32: numbers, properties, restrictions and refusals."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

import pythoncom
from win32com.mapi import mapi

from mapi_tck.mapi import (
    AndRestriction,
    ExistRestriction,
    MapiError,
    PropertyType,
    PropertyValue,
    Restriction,
    RowSet,
    Value,
    prop_type,
    unsigned,
)

if TYPE_CHECKING:
    from _win32typing import PySPropTagArray, PySRestriction

#: 8-bit texts are in the code page of the system. Only Windows has this codec.
_CODE_PAGE: Final = "mbcs"


@contextmanager
def answering() -> Iterator[None]:
    """Turn a refusal into the kit's. Its message is of no use: Windows gives other meanings to MAPI's codes."""
    try:
        yield
    except pythoncom.com_error as error:
        code = unsigned(error.args[0])
    else:
        return
    # Outside of the handler: the traceback of pywin32's error would keep objects alive.
    raise MapiError(code)


def signed(number: int) -> int:
    """Flags and counts as pywin32 takes them: a number from 0x80000000 on as the negative one with the same bits."""
    return int(number) - 0x1_0000_0000 if number > 0x7FFF_FFFF else int(number)


def tag_array(tags: Iterable[int]) -> "PySPropTagArray":
    """Tags as pywin32 takes them. Its type stubs have a name for that, and no content."""
    return cast("PySPropTagArray", tuple(map(int, tags)))


def to_restriction(restriction: Restriction) -> "PySRestriction":
    """A restriction as pywin32 takes it: the kind, and what the kind needs."""
    return cast("PySRestriction", _restriction(restriction))


def _restriction(restriction: Restriction) -> tuple[int, Any]:
    if isinstance(restriction, AndRestriction):
        return mapi.RES_AND, tuple(map(_restriction, restriction.parts))
    if isinstance(restriction, ExistRestriction):
        return mapi.RES_EXIST, (int(restriction.tag),)
    constant = restriction.value.value
    if isinstance(constant, str) and prop_type(restriction.value.tag) == PropertyType.PT_STRING8:
        constant = constant.encode(_CODE_PAGE)
    elif isinstance(constant, int) and not isinstance(constant, bool):
        constant = signed(constant)
    value = (int(restriction.value.tag), constant)
    return mapi.RES_PROPERTY, (int(restriction.relop), int(restriction.tag), value)


def from_values(values: Iterable[tuple[int, Any]]) -> tuple[PropertyValue, ...]:
    """The slots of a row or of GetProps, in their order."""
    return tuple(PropertyValue(tag, _value(tag, value)) for tag, value in values)


def _value(tag: int, value: Any) -> Value:
    if prop_type(tag) == PropertyType.PT_ERROR:
        return unsigned(value)
    if isinstance(value, bytes) and prop_type(tag) == PropertyType.PT_STRING8:
        return value.decode(_CODE_PAGE, "replace")
    if value is None or isinstance(value, (int, str, bytes)):
        return value
    # Types that no step of the procedures uses, for example times.
    return str(value)


def from_rows(rows: Sequence[Iterable[tuple[int, Any]]]) -> RowSet:
    """A row set. pywin32 has freed MAPI's own already: a client of it cannot."""
    return RowSet(tuple(map(from_values, rows)))
