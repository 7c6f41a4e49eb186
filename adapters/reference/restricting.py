"""Restrictions: which rows of a table a client wants to see (imapitable-restrict.md)."""

import operator
from collections.abc import Callable
from typing import Any, Final

from mapi_tck.mapi import (
    AndRestriction,
    ExistRestriction,
    MapiError,
    PropertyRestriction,
    PropertyType,
    PropertyValue,
    Relop,
    Restriction,
    ResultCode,
    prop_type,
)

Reader = Callable[[int], PropertyValue]
"""Reads one column of a row."""

_COMPARABLE: Final = (
    PropertyType.PT_I2,
    PropertyType.PT_LONG,
    PropertyType.PT_I8,
    PropertyType.PT_BOOLEAN,
    PropertyType.PT_STRING8,
    PropertyType.PT_UNICODE,
    PropertyType.PT_BINARY,
)

# RELOP_RE, a pattern match, is missing: the status table has no column that would need it.
_COMPARISONS: Final[dict[int, Callable[[Any, Any], bool]]] = {
    Relop.RELOP_LT: operator.lt,
    Relop.RELOP_LE: operator.le,
    Relop.RELOP_GT: operator.gt,
    Relop.RELOP_GE: operator.ge,
    Relop.RELOP_EQ: operator.eq,
    Relop.RELOP_NE: operator.ne,
}


def check_restriction(restriction: Restriction) -> None:
    """Refuse a restriction that this table cannot decide, and tags of different types (spropertyrestriction.md)."""
    match restriction:
        case PropertyRestriction(relop=relop, tag=tag, value=constant):
            comparable = prop_type(tag) == prop_type(constant.tag) and prop_type(tag) in _COMPARABLE
            if not comparable or relop not in _COMPARISONS:
                raise MapiError(ResultCode.MAPI_E_TOO_COMPLEX)
        case AndRestriction(parts=parts):
            for part in parts:
                check_restriction(part)
        case ExistRestriction():
            pass
        case _:
            raise MapiError(ResultCode.MAPI_E_TOO_COMPLEX)


def matches(restriction: Restriction, column: Reader) -> bool:
    """Whether a row meets the restriction. A row without the property meets no comparison, not even "not equal"."""
    match restriction:
        case PropertyRestriction(relop=relop, tag=tag, value=constant):
            stored = column(tag)
            return not stored.is_absent and _COMPARISONS[relop](stored.value, constant.value)
        case AndRestriction(parts=parts):
            return all(matches(part, column) for part in parts)
        case ExistRestriction(tag=tag):
            return not column(tag).is_absent
