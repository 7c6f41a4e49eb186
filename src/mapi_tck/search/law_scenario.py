"""The scenario of a law. It runs cases, and takes over the calls and checks of the case that breaks the law."""

from collections.abc import Collection
from dataclasses import replace

from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.record.search_lines import RecordedSearch
from mapi_tck.scenario.checks import Check
from mapi_tck.scenario.recorder import TraceEntry
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.search.plan import SearchPlan
from mapi_tck.verdicts import Holds, Verdict


class LawScenario(Scenario):
    """A scenario about every case: it searches for one that breaks the law."""

    #: How to search.
    plan: SearchPlan
    #: The result of the search, as the run record holds it.
    search: RecordedSearch | None = None
    #: The case that is running.
    within: Scenario | None = None
    #: The number of the latest case, how many cases are planned, and how many runs were used to make a failing case smaller.
    case: tuple[int, int, int] = (0, 0, 0)

    @property
    def pending(self) -> TraceEntry | None:
        """The call under way, of the case that is running."""
        return (self.within or self).recorder.pending

    def adopt(self, inner: "Scenario") -> None:
        """Take over another scenario's calls, checks and traits, and its ending."""
        before = len(self.recorder.entries)
        for entry in inner.recorder.entries:
            entry.number += before
            entry.within = None if entry.within is None else entry.within + before
            entry.line = self.recorder.line
        self.recorder.entries += inner.recorder.entries
        self.recorder.broken = self.recorder.broken or inner.recorder.broken
        line = self.recorder.line
        self.checks += [
            replace(check, entries=tuple(number + before for number in check.entries), line=line)
            for check in inner.checks
        ]
        for trait in inner.traits:
            self.traits.append({**trait, "entries": [number + before for number in trait["entries"]]})
        self._ending = self._ending or inner._ending
        self.binding = inner.binding
        self._undecided += inner._undecided

    def check_cases(self, law: str, judged: int, tried: int) -> None:
        """Add the check that the law held in every case that could be judged. It cites no call: each case has its own trace."""
        observed = f"held in {judged} of {tried} cases, and could not be judged in the others"
        if judged == tried:
            observed = f"held in {tried} cases"
        self.checks.append(Check("every-case", Holds.YES, law, observed, (), self.recorder.line, "every-case"))

    def result(self, traced: Collection[Verdict] = tuple(Verdict)) -> ScenarioEnded:
        """Everything that the run record says of the scenario, with the search."""
        result = super().result(traced)
        if self.search is not None:
            result["search"] = self.search
        return result
