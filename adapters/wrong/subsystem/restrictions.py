"""Wrong restrictions: which rows a status table shows after Restrict."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from mapi_tck.mapi import (
    AndRestriction,
    ExistRestriction,
    MapiError,
    PropertyRestriction,
    Relop,
    ResourceType,
    Restriction,
    ResultCode,
    RowSet,
    TableFlag,
    prop_type,
)

from ...reference.status_rows import StatusRow
from ...reference.status_table import StatusTable
from ...reference.variants import ByKeyword, instead_of, specimen
from .rows import SPOOLER, SUBSYSTEM, TRANSPORT
from .table import OwnCalls


@instead_of(StatusTable.selects, "restriction-ignored", step="A3")
def unrestricted(self: StatusTable, row: StatusRow, restriction: Restriction) -> bool:
    """The status table accepts every restriction, and still shows every row."""
    return True


class SubsystemToo(ByKeyword, StatusTable):
    """A restriction to one resource type also selects the subsystem's row."""

    sought: ClassVar[ResourceType]

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        more = (
            isinstance(restriction, PropertyRestriction)
            and restriction.relop == Relop.RELOP_EQ
            and restriction.value.value == self.sought
            and row.resource_type == SUBSYSTEM
        )
        return more or super().selects(row, restriction)


@specimen("spooler-restriction-selects-more", step="A3")
class SpoolerAndSubsystem(SubsystemToo, sought=SPOOLER):
    """A restriction to the spooler also selects the subsystem."""


@specimen("transport-restriction-selects-more", step="B3")
class TransportsAndSubsystem(SubsystemToo, sought=TRANSPORT):
    """A restriction to transports also selects the subsystem."""


@instead_of(StatusTable.selects, "restriction-needs-its-column", step="A3")
def needs_its_column(self: StatusTable, row: StatusRow, restriction: Restriction) -> bool:
    """A restriction on a property that is not among the columns matches no row."""
    hidden = isinstance(restriction, PropertyRestriction) and restriction.tag not in self.columns
    return not hidden and StatusTable.selects(self, row, restriction)


@instead_of(StatusTable.selects, "not-equal-selects-all", step="A3")
def not_equal_selects_all(self: StatusTable, row: StatusRow, restriction: Restriction) -> bool:
    """A comparison with RELOP_NE selects every row."""
    unequal = isinstance(restriction, PropertyRestriction) and restriction.relop == Relop.RELOP_NE
    return unequal or StatusTable.selects(self, row, restriction)


class Relating(ByKeyword, StatusTable):
    """Makes another comparison than the one asked for: `instead` maps the one to the other."""

    instead: ClassVar[Mapping[Relop, Relop]]

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        if isinstance(restriction, PropertyRestriction) and restriction.relop in self.instead:
            relop = self.instead[Relop(restriction.relop)]
            restriction = PropertyRestriction(relop, restriction.tag, restriction.value)
        return super().selects(row, restriction)


_MIRRORED = {
    Relop.RELOP_LT: Relop.RELOP_GT,
    Relop.RELOP_LE: Relop.RELOP_GE,
    Relop.RELOP_GT: Relop.RELOP_LT,
    Relop.RELOP_GE: Relop.RELOP_LE,
}
_WITH_EQUAL = {Relop.RELOP_LT: Relop.RELOP_LE, Relop.RELOP_GT: Relop.RELOP_GE}


@specimen("relations-turned-round", step="A3")
class TurnedRound(Relating, instead=_MIRRORED):
    """A restriction compares the constant with the row's value instead of the row's value with the constant."""


@specimen("below-includes-equal", step="A3")
class BelowIncludesEqual(Relating, instead=_WITH_EQUAL):
    """RELOP_LT and RELOP_GT also select equal values."""


@specimen("not-equal-means-equal", step="A3")
class NotEqualMeansEqual(Relating, instead={Relop.RELOP_NE: Relop.RELOP_EQ}):
    """RELOP_NE is taken for RELOP_EQ."""


@instead_of(StatusTable.selects, "and-means-or", step="A3")
def and_means_or(self: StatusTable, row: StatusRow, restriction: Restriction) -> bool:
    """A restriction of several parts selects the rows that meet one of them."""
    if isinstance(restriction, AndRestriction):
        return any(self.selects(row, part) for part in restriction.parts)
    return StatusTable.selects(self, row, restriction)


@instead_of(StatusTable.selects, "last-part-of-and-decides", step="A3")
def last_part_decides(self: StatusTable, row: StatusRow, restriction: Restriction) -> bool:
    """A restriction of several parts selects the rows that meet the last of them."""
    return StatusTable.selects(
        self, row, restriction.parts[-1] if isinstance(restriction, AndRestriction) else restriction
    )


@instead_of(StatusTable.selects, "existence-denied", step="A3")
def existence_denied(self: StatusTable, row: StatusRow, restriction: Restriction) -> bool:
    """RES_EXIST finds no property in any row."""
    if isinstance(restriction, AndRestriction):
        return all(self.selects(row, part) for part in restriction.parts)
    return not isinstance(restriction, ExistRestriction) and StatusTable.selects(self, row, restriction)


@instead_of(StatusTable.restrict, "restrictions-accumulate", step="A3")
def accumulating(self: StatusTable, restriction: Restriction | None, flags: int) -> None:
    """A restriction narrows the one before it instead of replacing it."""
    if restriction is not None and self.restriction is not None:
        restriction = AndRestriction((self.restriction, restriction))
    StatusTable.restrict(self, restriction, flags)


@instead_of(StatusTable.restrict, "restriction-not-cleared", step="A3")
def not_cleared(self: StatusTable, restriction: Restriction | None, flags: int) -> None:
    """Restrict without a restriction keeps the old one."""
    StatusTable.restrict(self, restriction if restriction is not None else self.restriction, flags)


@instead_of(StatusTable.restrict, "first-restriction-stays", step="A3")
def first_stays(self: StatusTable, restriction: Restriction | None, flags: int) -> None:
    """The first restriction stays until it is cleared; later ones have no effect."""
    StatusTable.restrict(self, restriction if restriction is None else self.restriction or restriction, flags)


@instead_of(StatusTable.restrict, "restrict-keeps-the-position", step="A3")
def position_kept(self: StatusTable, restriction: Restriction | None, flags: int) -> None:
    """Restrict leaves the position where it was."""
    kept = self.cursor
    StatusTable.restrict(self, restriction, flags)
    self.cursor = kept


@instead_of(StatusTable.restrict, "batched-restrict-keeps-the-position", step="A3")
def kept_in_batches(self: StatusTable, restriction: Restriction | None, flags: int) -> None:
    """Restrict with TBL_BATCH leaves the position where it was."""
    kept = self.cursor
    StatusTable.restrict(self, restriction, flags)
    if flags & TableFlag.TBL_BATCH:
        self.cursor = kept


@instead_of(StatusTable.restrict, "same-restriction-keeps-the-position", step="A3")
def kept_by_the_same(self: StatusTable, restriction: Restriction | None, flags: int) -> None:
    """Restrict does nothing if the restriction is the one that holds already."""
    if restriction != self.restriction:
        StatusTable.restrict(self, restriction, flags)


@instead_of(StatusTable.restrict, "restrict-goes-to-the-end", step="A3")
def to_the_end(self: StatusTable, restriction: Restriction | None, flags: int) -> None:
    """Restrict after rows were read goes to the end of the rows that it selects."""
    read = self.cursor > 0
    StatusTable.restrict(self, restriction, flags)
    if read:
        self.cursor = len(self.rows())


@instead_of(StatusTable.restrict, "refused-restriction-clears", step="A3")
def refused_clears(self: StatusTable, restriction: Restriction | None, flags: int) -> None:
    """A restriction that is refused takes away the one before it."""
    try:
        StatusTable.restrict(self, restriction, flags)
    except MapiError:
        self.restriction = None
        raise


class SelectsNothing(StatusTable):
    """Shows no row while `empty`."""

    empty = False

    def rows(self) -> Sequence[StatusRow]:
        return [] if self.empty else super().rows()


@instead_of(SelectsNothing.restrict, "cleared-restriction-selects-nothing", step="A3")
def cleared_selects_nothing(self: SelectsNothing, restriction: Restriction | None, flags: int) -> None:
    """Restrict without a restriction takes all rows away."""
    SelectsNothing.restrict(self, restriction, flags)
    self.empty = restriction is None


def unequal_types(restriction: Restriction | None) -> bool:
    """Whether this is a comparison whose tag and constant differ in property type."""
    return isinstance(restriction, PropertyRestriction) and (
        prop_type(restriction.tag) != prop_type(restriction.value.tag)
    )


@instead_of(StatusTable.restrict, "unequal-types-accepted", step="A3")
def unequal_types_accepted(self: StatusTable, restriction: Restriction | None, flags: int) -> None:
    """Restrict accepts a comparison whose tag and constant differ in property type, and ignores it."""
    if not unequal_types(restriction):
        StatusTable.restrict(self, restriction, flags)


@instead_of(SelectsNothing.restrict, "unequal-types-match-nothing", step="A3")
def unequal_types_match_nothing(self: SelectsNothing, restriction: Restriction | None, flags: int) -> None:
    """Restrict accepts a comparison whose tag and constant differ in property type, and no row matches it."""
    self.empty = unequal_types(restriction)
    SelectsNothing.restrict(self, None if self.empty else restriction, flags)


@instead_of(StatusTable.restrict, "hidden-column-refused", step="A3")
def refuses_hidden(self: StatusTable, restriction: Restriction | None, flags: int) -> None:
    """The maker claims restrictions on properties that are not among the columns, but the table refuses them."""
    if isinstance(restriction, PropertyRestriction) and restriction.tag not in self.columns:
        raise MapiError(ResultCode.MAPI_E_TOO_COMPLEX)
    StatusTable.restrict(self, restriction, flags)


@instead_of(OwnCalls.restrict, "batch-restriction-refused", step="A3")
def batch_restriction_refused(self: OwnCalls, restriction: Restriction | None, flags: int) -> None:
    """Restrict refuses TBL_BATCH, but not from its own HrQueryAllRows."""
    if flags & TableFlag.TBL_BATCH and not self.calls_itself:
        raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
    OwnCalls.restrict(self, restriction, flags)


@instead_of(StatusTable.rows, "empty-selection-shows-all", step="A3")
def all_for_none(self: StatusTable) -> Sequence[StatusRow]:
    """A restriction that no row matches shows every row."""
    return StatusTable.rows(self) or self.session.rows()


@instead_of(StatusTable.query_rows, "empty-selection-is-an-error", step="A3")
def none_is_an_error(self: StatusTable, row_count: int, flags: int) -> RowSet:
    """QueryRows for two rows or more fails if no row matches the restriction."""
    self.enter()
    # HrQueryAllRows asks for one row then.
    if row_count > 1 and not self.rows():
        raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
    return StatusTable.query_rows(self, row_count, flags)


@instead_of(StatusTable.selects, "third-part-of-a-restriction-ignored", step="A3")
def two_parts(self: StatusTable, row: StatusRow, restriction: Restriction) -> bool:
    """Of the parts that RES_AND joins the status table looks at the first two."""
    if isinstance(restriction, AndRestriction):
        restriction = AndRestriction(restriction.parts[:2])
    return StatusTable.selects(self, row, restriction)


@instead_of(StatusTable.selects, "types-compared-without-sign", step="A3")
def without_sign(self: StatusTable, row: StatusRow, restriction: Restriction) -> bool:
    """The status table compares resource types as numbers without a sign, so that none is above minus one."""
    above_all = isinstance(restriction, PropertyRestriction) and restriction.value.value == -1
    return not above_all and StatusTable.selects(self, row, restriction)
