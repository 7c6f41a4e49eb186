"""Restrictions: the conditions by which a table selects rows (`srestriction.md`).

Only the kinds that the procedures need have a class. They are not checked: an implementation must refuse a malformed
restriction, so the kit must be able to pass one.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from mapi_tck.mapi.properties import PropertyValue, tag_name, value_text


class Relop(IntEnum):
    """How the stored value, on the left, is compared with the constant: `spropertyrestriction.md`."""

    RELOP_LT = 0
    RELOP_LE = 1
    RELOP_GT = 2
    RELOP_GE = 3
    RELOP_EQ = 4
    RELOP_NE = 5
    RELOP_RE = 6


class RestrictionType(IntEnum):
    """Kinds of restriction, `srestriction.md`.

    RES_PROPERTY and RELOP_EQ are both 4: a program that confuses the two still works.
    """

    RES_AND = 0x0
    RES_OR = 0x1
    RES_NOT = 0x2
    RES_CONTENT = 0x3
    RES_PROPERTY = 0x4
    RES_COMPAREPROPS = 0x5
    RES_BITMASK = 0x6
    RES_SIZE = 0x7
    RES_EXIST = 0x8
    RES_SUBRESTRICTION = 0x9
    RES_COMMENT = 0xA
    RES_COUNT = 0xB
    RES_ANNOTATION = 0xC


_SIGNS: dict[int, str] = {
    Relop.RELOP_LT: "<",
    Relop.RELOP_LE: "<=",
    Relop.RELOP_GT: ">",
    Relop.RELOP_GE: ">=",
    Relop.RELOP_EQ: "=",
    Relop.RELOP_NE: "!=",
    Relop.RELOP_RE: "like",
}


@dataclass(frozen=True, slots=True)
class PropertyRestriction:
    """Rows whose property compares with a constant, RES_PROPERTY: `spropertyrestriction.md`.

    The two tags should have the same type. For a row without the property the result is undefined, see `ExistRestriction`.
    """

    relop: int
    tag: int
    value: PropertyValue

    def __str__(self) -> str:
        sign = _SIGNS.get(self.relop, f"relop {int(self.relop)}")
        text = f"{tag_name(self.tag)} {sign} {value_text(self.value)}"
        return text if self.value.tag == self.tag else f"{text}, passed as {tag_name(self.value.tag)}"


@dataclass(frozen=True, slots=True)
class ExistRestriction:
    """Rows that have the property, RES_EXIST: `sexistrestriction.md`."""

    tag: int

    def __str__(self) -> str:
        return f"{tag_name(self.tag)} exists"


@dataclass(frozen=True, slots=True)
class AndRestriction:
    """Rows that meet every part, RES_AND: `sandrestriction.md`."""

    parts: tuple["Restriction", ...]

    def __str__(self) -> str:
        if not self.parts:
            return "all of nothing"
        return " and ".join(f"({part})" if isinstance(part, AndRestriction) else str(part) for part in self.parts)


Restriction: TypeAlias = PropertyRestriction | ExistRestriction | AndRestriction
"""Any restriction that the kit can pass."""
