"""The scenario of a law: it runs cases, and takes over what the case that breaks the law has shown."""

from dataclasses import replace

from mapi_tck.scenario.checks import Check
from mapi_tck.scenario.recorder import Pending
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.search.plan import SearchPlan
from mapi_tck.verdicts import Holds
from mapi_tck.wire.codecs import Json


class LawScenario(Scenario):
    """A scenario about every case: it searches for one that breaks the law."""

    #: How to search.
    plan: SearchPlan
    #: What came of the search.
    search: Json = None
    #: The case that is running.
    within: Scenario | None = None
    #: The number of the case that began last, how many are planned, and how many smaller ones were tried since one failed.
    case: tuple[int, int, int] = (0, 0, 0)

    @property
    def pending(self) -> Pending | None:
        """The call under way, of the case that is running."""
        return (self.within or self).recorder.pending

    def adopt(self, inner: "Scenario") -> None:
        """Make what another scenario has found one's own: its calls, checks, traits, and how it ended."""
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
        self.traits += [
            {**trait, "entries": [number + before for number in trait["entries"]]} for trait in inner.traits
        ]
        self._ending = self._ending or inner._ending
        self._undecided += inner._undecided

    def check_cases(self, law: str, judged: int, tried: int) -> None:
        """Judge: in every case that could be judged the law held; each has rested on calls of its own."""
        observed = f"held in {judged} of {tried} cases, and could not be judged in the others"
        if judged == tried:
            observed = f"held in {tried} cases"
        self.checks.append(Check("every-case", Holds.YES, law, observed, (), self.recorder.line, "every-case"))

    def result(self, *, traced: bool = True) -> Json:
        """Everything that the run record says of the scenario, with the search."""
        return {**super().result(traced=traced), **({} if self.search is None else {"search": self.search})}
