"""Helps to implement objects with properties in Python: turns values by tag into the answers of MAPI's calls.

The kit itself does not use it. Its reference has strings in both widths, which this does not support.
"""

from collections.abc import Mapping, Sequence

from mapi_tck.mapi.properties import PropertyType, PropertyValue, Value, change_prop_type
from mapi_tck.mapi.results import ResultCode


def props(values: Mapping[int, Value]) -> tuple[PropertyValue, ...]:
    """The values by tag as property values, in the mapping's order."""
    return tuple(PropertyValue(int(tag), value) for tag, value in values.items())


def answer_get_props(values: Mapping[int, Value], tags: Sequence[int]) -> tuple[int, tuple[PropertyValue, ...]]:
    """The answer of GetProps for an object that has these values: the code, and one slot for each tag, in order.

    A slot for a tag that is not there has the type PT_ERROR and MAPI_E_NOT_FOUND, and makes the code
    MAPI_W_ERRORS_RETURNED (`imapiprop-getprops.md`). Tags are compared with their types; nothing is converted.
    """
    found = tuple(PropertyValue(tag, values[tag]) if tag in values else _missing(tag) for tag in tags)
    complete = not any(slot.is_error for slot in found)
    return int(ResultCode.S_OK if complete else ResultCode.MAPI_W_ERRORS_RETURNED), found


def _missing(tag: int) -> PropertyValue:
    return PropertyValue(change_prop_type(tag, PropertyType.PT_ERROR), int(ResultCode.MAPI_E_NOT_FOUND))
