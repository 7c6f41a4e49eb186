"""How many requirements have which verdict: in one sum for each strength, and in one for all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mapi_tck.assessment import Assessment, JudgedRequirement
from mapi_tck.verdicts import Strength, Verdict

from .groups import selected


@dataclass(frozen=True, slots=True)
class Sum:
    """So many requirements of one strength, or of all, with each verdict that the table of sums has."""

    name: str
    parts: tuple[tuple[Verdict, int], ...]

    @property
    def whole(self) -> int:
        """How many they are together."""
        return sum(number for _, number in self.parts)

    @property
    def label(self) -> str:
        """Which requirements they are: those of a strength in the plural."""
        return f"{self.name}s" if self.name in tuple(Strength) else self.name

    @property
    def text(self) -> str:
        """The sum as it is written, without what is 0."""
        return f"{' + '.join(f'{number} {verdict}' for verdict, number in self.parts if number)} = {self.whole}"


def sums(assessment: Assessment) -> list[Sum]:
    """A sum for each strength, and the last for all: of the requirements that the run is about. All have the same parts."""
    items = selected(assessment)
    if not items:
        return []
    shown = [verdict for verdict in Verdict if any(item.verdict is verdict for item in items)]
    return [*_of_strengths(items, shown), _sum("selected" if assessment.selection else "all", items, shown)]


def _of_strengths(items: tuple[JudgedRequirement, ...], shown: list[Verdict]) -> Iterator[Sum]:
    for strength in Strength:
        if own := [item for item in items if item.strength is strength]:
            yield _sum(str(strength), own, shown)


def _sum(name: str, items: Iterable[JudgedRequirement], shown: list[Verdict]) -> Sum:
    verdicts = [item.verdict for item in items]
    return Sum(name, tuple((verdict, verdicts.count(verdict)) for verdict in shown))


def total(assessment: Assessment) -> str:
    """The totals with their sum. The number of requirements not tested is always shown, also of a selection."""
    shown = [verdict for verdict in Verdict if assessment.totals[verdict] or verdict is Verdict.NOT_TESTED]
    parts = " + ".join(f"{assessment.totals[verdict]} {verdict}" for verdict in shown)
    return f"{parts} = {len(assessment.requirements)} requirements"
