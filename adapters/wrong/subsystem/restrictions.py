"""Wrong restrictions: which rows a status table shows when it was told which ones."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
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
from ..faults import fault


@fault("restriction-ignored")
class Unrestricted(StatusTable):
    """Shows every row, whatever the restriction."""

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        """Every row will do."""
        return True


def looks_for(restriction: Restriction, kind: ResourceType) -> bool:
    """Whether the restriction is PR_RESOURCE_TYPE = this type."""
    return (
        isinstance(restriction, PropertyRestriction)
        and restriction.relop == Relop.RELOP_EQ
        and restriction.value.value == kind
    )


@fault("spooler-restriction-selects-more")
class SpoolerAndSubsystem(StatusTable):
    """Takes the subsystem for the spooler."""

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        """Select the subsystem too where the spooler is looked for."""
        more = looks_for(restriction, ResourceType.MAPI_SPOOLER) and row.resource_type == ResourceType.MAPI_SUBSYSTEM
        return more or super().selects(row, restriction)


@fault("transport-restriction-selects-more")
class TransportsAndSubsystem(StatusTable):
    """Takes the subsystem for a transport."""

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        """Select the subsystem too where transports are looked for."""
        sought = looks_for(restriction, ResourceType.MAPI_TRANSPORT_PROVIDER)
        more = sought and row.resource_type == ResourceType.MAPI_SUBSYSTEM
        return more or super().selects(row, restriction)


@fault("restrictions-accumulate")
class Accumulating(StatusTable):
    """A restriction narrows the one before it."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Both must hold."""
        if restriction is not None and self.restriction is not None:
            restriction = AndRestriction((self.restriction, restriction))
        super().restrict(restriction, flags)


@fault("restriction-not-cleared")
class NotCleared(StatusTable):
    """Restricted once, restricted for good."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Keep the old restriction where there is no new one."""
        super().restrict(restriction if restriction is not None else self.restriction, flags)


@fault("restrict-keeps-the-position")
class PositionKept(StatusTable):
    """Restrict does not start over."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Stay where it was."""
        kept = self.cursor
        super().restrict(restriction, flags)
        self.cursor = kept


@fault("empty-selection-shows-all")
class AllForNone(StatusTable):
    """A restriction that nothing matches counts as none."""

    def rows(self) -> Sequence[StatusRow]:
        """Some rows are better than no row."""
        return super().rows() or self.session.rows()


@fault("empty-selection-is-an-error")
class NoneIsAnError(StatusTable):
    """QueryRows fails on an empty selection."""

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Refuse, unless HrQueryAllRows calls."""
        self.enter()
        if row_count > 1 and not self.rows():
            raise MapiError(ResultCode.MAPI_E_NOT_FOUND)
        return super().query_rows(row_count, flags)


@fault("not-equal-means-equal")
class NotEqualMeansEqual(StatusTable):
    """Knows one comparison."""

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        """Read RELOP_NE as RELOP_EQ."""
        if isinstance(restriction, PropertyRestriction) and restriction.relop == Relop.RELOP_NE:
            restriction = PropertyRestriction(Relop.RELOP_EQ, restriction.tag, restriction.value)
        return super().selects(row, restriction)


@fault("unequal-types-accepted")
class UnequalTypesAccepted(StatusTable):
    """Does not look at property types."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Pass over a restriction that makes no sense."""
        if isinstance(restriction, PropertyRestriction) and prop_type(restriction.tag) != prop_type(
            restriction.value.tag
        ):
            return
        super().restrict(restriction, flags)


@fault("hidden-column-refused")
class RefusesHidden(StatusTable):
    """Claims what it does not do."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Refuse what is about a column that is not shown."""
        if isinstance(restriction, PropertyRestriction) and restriction.tag not in self.columns:
            raise MapiError(ResultCode.MAPI_E_TOO_COMPLEX)
        super().restrict(restriction, flags)


@fault("restriction-needs-its-column")
class NeedsItsColumn(StatusTable):
    """Can only compare what it shows."""

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        """Find no match in a column that is not shown."""
        hidden = isinstance(restriction, PropertyRestriction) and restriction.tag not in self.columns
        return not hidden and super().selects(row, restriction)


@fault("not-equal-selects-all")
class NotEqualSelectsAll(StatusTable):
    """Takes RELOP_NE for no condition."""

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        """Any row differs in something."""
        unequal = isinstance(restriction, PropertyRestriction) and restriction.relop == Relop.RELOP_NE
        return unequal or super().selects(row, restriction)


class Relating(StatusTable):
    """Takes a comparison for another one."""

    #: The comparison that is meant → the one that is made.
    instead: ClassVar[Mapping[int, Relop]]

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        """Compare in the wrong way."""
        if isinstance(restriction, PropertyRestriction) and restriction.relop in self.instead:
            relop = self.instead[restriction.relop]
            restriction = PropertyRestriction(relop, restriction.tag, restriction.value)
        return super().selects(row, restriction)


@fault("relations-turned-round")
class TurnedRound(Relating):
    """Compares the constant with the row's value."""

    instead = MappingProxyType(
        {
            Relop.RELOP_LT: Relop.RELOP_GT,
            Relop.RELOP_LE: Relop.RELOP_GE,
            Relop.RELOP_GT: Relop.RELOP_LT,
            Relop.RELOP_GE: Relop.RELOP_LE,
        }
    )


@fault("below-includes-equal")
class BelowIncludesEqual(Relating):
    """Takes what is equal for below and for above."""

    instead = MappingProxyType({Relop.RELOP_LT: Relop.RELOP_LE, Relop.RELOP_GT: Relop.RELOP_GE})


@fault("and-means-or")
class AndMeansOr(StatusTable):
    """Is content with one part of a restriction that has several."""

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        """Any will do."""
        if isinstance(restriction, AndRestriction):
            return any(self.selects(row, part) for part in restriction.parts)
        return super().selects(row, restriction)


@fault("existence-denied")
class ExistenceDenied(StatusTable):
    """Finds no property to exist."""

    def selects(self, row: StatusRow, restriction: Restriction) -> bool:
        """Not even those that rows have."""
        if isinstance(restriction, AndRestriction):
            return all(self.selects(row, part) for part in restriction.parts)
        return not isinstance(restriction, ExistRestriction) and super().selects(row, restriction)


@fault("first-restriction-stays")
class FirstStays(StatusTable):
    """Keeps to a restriction until it is cleared."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Pass over a second one."""
        super().restrict(restriction if restriction is None else self.restriction or restriction, flags)


@fault("cleared-restriction-selects-nothing")
class ClearedSelectsNothing(StatusTable):
    """Takes no restriction for one that nothing meets."""

    _cleared = False

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Remember that there is none."""
        super().restrict(restriction, flags)
        self._cleared = restriction is None

    def rows(self) -> Sequence[StatusRow]:
        """No row."""
        return [] if self._cleared else super().rows()


@fault("batch-restriction-refused")
class BatchRestrictionRefused(StatusTable):
    """Does not know TBL_BATCH of Restrict, which it passes itself in HrQueryAllRows along with the same restriction."""

    _itself = False

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """As it should be."""
        self._itself = True
        try:
            return super().hr_query_all_rows(tags, restriction, sort_order, max_rows)
        finally:
            self._itself = False

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Refuse the flag."""
        if flags & TableFlag.TBL_BATCH and not self._itself:
            raise MapiError(ResultCode.MAPI_E_UNKNOWN_FLAGS)
        super().restrict(restriction, flags)


@fault("restrict-goes-to-the-end")
class ToTheEnd(StatusTable):
    """Restrict after rows were read goes to the end of what it selects."""

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Where reading had come to."""
        read = self.cursor > 0
        super().restrict(restriction, flags)
        if read:
            self.cursor = len(self.rows())


@fault("unequal-types-match-nothing")
class UnequalTypesMatchNothing(StatusTable):
    """Accepts a restriction whose types differ, and selects nothing."""

    _empty = False

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Note that nothing can match."""
        self._empty = isinstance(restriction, PropertyRestriction) and (
            prop_type(restriction.tag) != prop_type(restriction.value.tag)
        )
        super().restrict(None if self._empty else restriction, flags)

    def rows(self) -> Sequence[StatusRow]:
        """No row then."""
        return [] if self._empty else super().rows()
