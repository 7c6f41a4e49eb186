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

    @property
    def cases(self) -> int:
        """How many cases were tried."""
        return sum(law.cases for law in self.laws)

    @property
    def sentence(self) -> str:
        """The size of the search in words."""
        number = len(self.calls)
        return (
            f"{plural(self.cases, 'case')} for {plural(len(self.laws), 'law')}, made from {plural(number, 'different call')}. "
            f"{len(self.pairs)} of {number**2} possible pairs of calls in a row occurred, "
            f"and {self.triples} of {number**3} triples."
        )


def searched(assessment: Assessment) -> Searched:
    """What the record says about the search."""
    laws: list[SearchedLaw] = []
    pairs: Counter[tuple[str, str]] = Counter()
    triples: set[tuple[str, str, str]] = set()
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
    return Searched(tuple(laws), calls, tuple((*pair, number) for pair, number in sorted(pairs.items())), len(triples))
