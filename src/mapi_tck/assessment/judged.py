"""Requirements and scenarios with their verdicts in a run."""

from collections.abc import Collection
from dataclasses import dataclass, field

from mapi_tck.assessment.directness import Directness, directness
from mapi_tck.claims.baseline import Deviation
from mapi_tck.mapi.results import failed
from mapi_tck.record import lines
from mapi_tck.record.run_record import Record
from mapi_tck.verdicts import Holds, Strength, Verdict


@dataclass(frozen=True, slots=True)
class JudgedRequirement:
    """A requirement, and its verdict in the run."""

    id: str
    step: str
    statement: str
    strength: Strength
    role: str
    evidence: str
    source: str
    #: Where the source says it; "" if the record does not tell.
    place: str
    profile: str
    rulings: tuple[str, ...]
    note: str
    verdict: Verdict
    #: Why, where the verdict is not pass, fail or warning.
    reason: str
    #: The wrong implementations that it detects.
    proofs: tuple[str, ...]
    #: The results of its scenarios that ended.
    results: tuple[lines.ScenarioOutcome, ...]

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The ids of its scenarios that ended."""
        return tuple(result["scenario"] for result in self.results)

    @property
    def open_must(self) -> bool:
        """Whether it is a MUST that stayed undecided."""
        return self.strength is Strength.MUST and self.verdict is Verdict.INCONCLUSIVE


@dataclass(frozen=True, slots=True)
class Finding:
    """One scenario that did not pass. Each use of its evidence reads the record again."""

    requirement: JudgedRequirement
    scenario: lines.RecordedScenario
    result: lines.ScenarioOutcome
    #: The command that runs the scenario again.
    command: str
    record: Record = field(repr=False, compare=False)
    #: The entry of the baseline that excuses it, if it is a known deviation.
    known: Deviation | None = None

    @property
    def verdict(self) -> Verdict:
        """The scenario's verdict."""
        return Verdict(self.result["verdict"])

    @property
    def evidence(self) -> lines.ScenarioEnded:
        """All that the record holds of the scenario."""
        return self.record.evidence(self.result["scenario"])

    @property
    def violates(self) -> bool:
        """Whether a check failed."""
        return self.record.violates(self.result["scenario"])

    def directness(self, causes: Collection[str]) -> Directness:
        """How directly it shows what is wrong, among failures for these causes. The most direct finding sorts first.

        All without a failed check are equal.
        """
        if not self.violates:
            return False, False, False, 0, False
        searched = self.record.searches(self.result["scenario"])
        return directness(self.scenario, self.result["cause"], self.evidence["checks"], causes, searched=searched)

    @property
    def checks(self) -> tuple[lines.RecordedCheck, ...]:
        """The checks that failed."""
        if not self.violates:
            return ()
        return tuple(check for check in self.evidence["checks"] if check["holds"] == Holds.NO)

    @property
    def calls(self) -> tuple[lines.RecordedCall, ...]:
        """The calls that are the evidence of these checks, or the last call where the scenario broke off."""
        numbers = {number for check in self.checks for number in check["entries"]}
        every = self.evidence["trace"]
        # Line 0 has the kit's own calls, before the first line and after the last: they explain nothing.
        trace = [entry for entry in every if entry["line"]] or every
        if numbers:
            return tuple(entry for entry in trace if entry["number"] in numbers)
        return tuple([entry for entry in trace if refused(entry)][-1:] or trace[-1:])


def refused(entry: lines.RecordedCall) -> bool:
    """Whether the call failed or did not return properly."""
    return entry["broke"] is not None or failed(entry["code"] or 0)
