"""Requirements and scenarios with their verdicts in a run."""

from dataclasses import dataclass

from mapi_tck.claims.baseline import Deviation
from mapi_tck.mapi.results import failed
from mapi_tck.record import lines
from mapi_tck.verdicts import Strength, Verdict


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
    profile: str
    rulings: tuple[str, ...]
    note: str
    verdict: Verdict
    #: Why, where the verdict is not pass, fail or warning.
    reason: str
    #: The wrong implementations that violate it, and are seen to.
    proofs: tuple[str, ...]
    #: The results of its scenarios that ended.
    results: tuple[lines.ScenarioEnded, ...]

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
    """One scenario that did not pass, with its evidence."""

    requirement: JudgedRequirement
    scenario: lines.RecordedScenario
    result: lines.ScenarioEnded
    #: The checks that failed.
    checks: tuple[lines.RecordedCheck, ...]
    #: The calls that are the evidence of these checks, or the last call where the scenario broke off.
    calls: tuple[lines.RecordedCall, ...]
    #: The command that runs the scenario again.
    command: str
    #: The entry of the baseline that excuses it, if it is a known deviation.
    known: Deviation | None = None

    @property
    def verdict(self) -> Verdict:
        """The scenario's verdict."""
        return Verdict(self.result["verdict"])


def refused(entry: lines.RecordedCall) -> bool:
    """Whether the call failed or did not return properly."""
    return entry["broke"] is not None or failed(entry["code"] or 0)
