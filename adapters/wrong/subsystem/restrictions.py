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
from ...reference.variants import specimen
from .rows import SPOOLER, SUBSYSTEM, TRANSPORT
from .table import OwnCalls


@specimen("restriction-ignored", step="A3")
class Unrestricted(StatusTable):
    """The status table accepts every restriction, and still shows every row."""

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        return True


class SubsystemToo(StatusTable):
    """A restriction to one resource type also selects the subsystem's row."""

    sought: ClassVar[ResourceType]

    def __init_subclass__(cls, sought: ResourceType) -> None:
        cls.sought = sought

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


@specimen("restriction-needs-its-column", step="A3")
class NeedsItsColumn(StatusTable):
    """A restriction on a property that is not among the columns matches no row."""

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        hidden = isinstance(restriction, PropertyRestriction) and restriction.tag not in self.columns
        return not hidden and super().selects(row, restriction)


@specimen("not-equal-selects-all", step="A3")
class NotEqualSelectsAll(StatusTable):
    """A comparison with RELOP_NE selects every row."""

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        unequal = isinstance(restriction, PropertyRestriction) and restriction.relop == Relop.RELOP_NE
        return unequal or super().selects(row, restriction)


class Relating(StatusTable):
    """Makes another comparison than the one asked for: `instead` maps the one to the other."""

    instead: ClassVar[Mapping[Relop, Relop]]

    def __init_subclass__(cls, instead: Mapping[Relop, Relop]) -> None:
        cls.instead = instead

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


@specimen("and-means-or", step="A3")
class AndMeansOr(StatusTable):
    """A restriction of several parts selects the rows that meet one of them."""

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        if isinstance(restriction, AndRestriction):
            return any(self.selects(row, part) for part in restriction.parts)
        return super().selects(row, restriction)


@specimen("existence-denied", step="A3")
class ExistenceDenied(StatusTable):
    """RES_EXIST finds no property in any row."""

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        if isinstance(restriction, AndRestriction):
            return all(self.selects(row, part) for part in restriction.parts)
        return not isinstance(restriction, ExistRestriction) and super().selects(row, restriction)


@specimen("restrictions-accumulate", step="A3")
class Accumulating(StatusTable):
    """A restriction narrows the one before it instead of replacing it."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        if restriction is not None and self.restriction is not None:
            restriction = AndRestriction((self.restriction, restriction))
        super().restrict(restriction, flags)


@specimen("restriction-not-cleared", step="A3")
class NotCleared(StatusTable):
    """Restrict without a restriction keeps the old one."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        super().restrict(restriction if restriction is not None else self.restriction, flags)


@specimen("first-restriction-stays", step="A3")
class FirstStays(StatusTable):
    """The first restriction stays until it is cleared; later ones have no effect."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        super().restrict(restriction if restriction is None else self.restriction or restriction, flags)


@specimen("restrict-keeps-the-position", step="A3")
class PositionKept(StatusTable):
    """Restrict leaves the position where it was."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        kept = self.cursor
        super().restrict(restriction, flags)
        self.cursor = kept


@specimen("restrict-goes-to-the-end", step="A3")
class ToTheEnd(StatusTable):
    """Restrict after rows were read goes to the end of the rows that it selects."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        read = self.cursor > 0
        super().restrict(restriction, flags)
        if read:
            self.cursor = len(self.rows())


class SelectsNothing(StatusTable):
    """Shows no row while `empty`."""

    empty = False

    def rows(self) -> Sequence[StatusRow]:
        return [] if self.empty else super().rows()


@specimen("cleared-restriction-selects-nothing", step="A3")
class ClearedSelectsNothing(SelectsNothing):
    """Restrict without a restriction takes all rows away."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        super().restrict(restriction, flags)
        self.empty = restriction is None


def unequal_types(restriction: Restriction | None) -> bool:
    """Whether this is a comparison whose tag and constant differ in property type."""
    return isinstance(restriction, PropertyRestriction) and (
        prop_type(restriction.tag) != prop_type(restriction.value.tag)
    )


@specimen("unequal-types-accepted", step="A3")
class UnequalTypesAccepted(StatusTable):
    """Restrict accepts a comparison whose tag and constant differ in property type, and ignores it."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        if not unequal_types(restriction):
            super().restrict(restriction, flags)


@specimen("unequal-types-match-nothing", step="A3")
class UnequalTypesMatchNothing(SelectsNothing):
    """Restrict accepts a comparison whose tag and constant differ in property type, and no row matches it."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        self.empty = unequal_types(restriction)
        super().restrict(None if self.empty else restriction, flags)


@specimen("hidden-column-refused", step="A3")
class RefusesHidden(StatusTable):
    """The maker claims restrictions on properties that are not among the columns, but the table refuses them."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        if isinstance(restriction, PropertyRestriction) and restriction.tag not in self.columns:
            raise MapiError(ResultCode.MAPI_E_TOO_COMPLEX)
        super().restrict(restriction, flags)


@specimen("batch-restriction-refused", step="A3")
class BatchRestrictionRefused(OwnCalls):
    """Restrict refuses TBL_BATCH, but not from its own HrQueryAllRows."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        if flags & TableFlag.TBL_BATCH and not self.calls_itself:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
        super().restrict(restriction, flags)


@specimen("empty-selection-shows-all", step="A3")
class AllForNone(StatusTable):
    """A restriction that no row matches shows every row."""

    def rows(self) -> Sequence[StatusRow]:
        return super().rows() or self.session.rows()


@specimen("empty-selection-is-an-error", step="A3")
class NoneIsAnError(StatusTable):
    """QueryRows for two rows or more fails if no row matches the restriction."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        self.enter()
        # HrQueryAllRows asks for one row then.
        if row_count > 1 and not self.rows():
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        return super().query_rows(row_count, flags)
