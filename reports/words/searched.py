"""How much was searched: the cases of every law, and which calls of clients followed each other."""

from collections import Counter
from dataclasses import dataclass

from mapi_tck.assessment import Assessment

from .wording import placed, plural


@dataclass(frozen=True, slots=True)
class SearchedLaw:
    """One law with the size of its search."""

    text: str
    #: What clients do in its cases. Some laws can only be understood with it, for example "they are refused".
    space: str
    placed: str
    requirement: str
    cases: int
    judged: int
    pairs: int
    triples: int


@dataclass(frozen=True, slots=True)
class Searched:
    """The whole search of a run."""

    laws: tuple[SearchedLaw, ...]
    calls: tuple[str, ...]
    #: Two calls, one after the other, and how often they occurred.
    pairs: tuple[tuple[str, str, int], ...]
    triples: int
    #: How many triples of values of the dimensions the judged cases bring together, and how many there can be.
    values: tuple[int, int] | None = None
    #: How many more came together only in cases that could not be judged, and the usual reason.
    unjudged: tuple[int, str] | None = None

    @property
    def cases(self) -> int:
        """How many cases were tried."""
        return sum(law.cases for law in self.laws)

    @property
    def sentence(self) -> str:
        """The size of the search in words."""
        number = len(self.calls)
        values = f" Triples of values covered: {self.values[0]} of {self.values[1]}." if self.values else ""
        if self.unjudged:
            number, reason = self.unjudged
            values += f" {number} more were tried, but could not be judged; the usual reason: {reason.rstrip('.')}."
        return (
            f"{plural(self.cases, 'case')} for {plural(len(self.laws), 'law')}, made from {plural(number, 'different call')}. "
            f"{len(self.pairs)} of {number**2} possible pairs of calls in a row occurred, "
            f"and {self.triples} of {number**3} triples.{values}"
        )


def searched(assessment: Assessment) -> Searched:
    """What the record says about the search."""
    laws: list[SearchedLaw] = []
    pairs: Counter[tuple[str, str]] = Counter()
    triples: set[tuple[str, str, str]] = set()
    values: list[tuple[int, int, int, str]] = []
    record = assessment.record
    for id in (outcome["scenario"] for outcome in record.outcomes if record.searches(outcome["scenario"])):
        result = record.evidence(id)
        search = result.get("search")
        if not search:
            continue
        sequences = search["sequences"]
        names = sequences["calls"]
        for first, second, number in sequences["pairs"]:
            pairs[names[first], names[second]] += number
        triples |= {(names[first], names[second], names[third]) for first, second, third, *_ in sequences["triples"]}
        if covered := search.get("values"):
            values.append((covered["met"], covered["possible"], covered.get("unjudged", 0), covered.get("because", "")))
        laws.append(
            SearchedLaw(
                search["law"],
                search["cases"],
                placed(assessment.texts[result["scenario"]]),
                result["requirement"],
                len(search["examples"]),
                sum(case["verdict"] in ("pass", "fail", "warning") for case in search["examples"]),
                len(sequences["pairs"]),
                len(sequences["triples"]),
            )
        )
    calls = tuple(sorted({name for pair in pairs for name in pair}))
    counted = tuple((*pair, number) for pair, number in sorted(pairs.items()))
    most = max(values, default=None)
    return Searched(
        tuple(laws),
        calls,
        counted,
        len(triples),
        most and most[:2],
        most[2:] if most and most[2] else None,
    )
