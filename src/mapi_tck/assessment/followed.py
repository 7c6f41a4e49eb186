"""Which reading of a ruling an implementation follows, as far as its run shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mapi_tck.assessment.assessment import Assessment
from mapi_tck.assessment.judged import JudgedRequirement
from mapi_tck.verdicts import Strength, Verdict

#: Cause of a failure → the ruling whose literal reading the implementation follows.
LITERAL: Final[Mapping[str, str]] = {"topic-letter-direction": "D-01"}


class Reading(StrEnum):
    """What a run shows about a ruling."""

    DECISION = "the decision"
    LITERAL = "the literal reading"
    SHOULD = "the decision, but for a SHOULD"
    NEITHER = "neither: a MUST that rests on it fails"
    UNKNOWN = "not shown"


@dataclass(frozen=True, slots=True)
class Followed:
    """What one run shows about one ruling."""

    reading: Reading
    #: The requirements that rest on the ruling and fail, with a MUST or a SHOULD.
    against: tuple[str, ...]
    #: What the implementation does that the ruling permits, in the words of the run.
    traits: tuple[str, ...]

    @property
    def conforms(self) -> bool:
        """Whether no MUST speaks against it."""
        return self.reading in (Reading.DECISION, Reading.SHOULD)


def followed(ruling: str, assessment: Assessment) -> Followed:
    """What the run shows about the ruling: the verdicts of the requirements that rest on it, and their traits."""
    resting = [item for item in assessment.requirements if ruling in item.rulings and item.results]
    results = [result for item in resting for result in item.results]
    failed = [item for item in resting if item.strength is Strength.MUST and _is(Verdict.FAIL, item, ruling)]
    warned = [item for item in resting if _is(Verdict.WARNING, item, ruling)]
    traits = tuple(dict.fromkeys(trait["text"] for result in results for trait in result["traits"]))
    if any(LITERAL.get(result["cause"]) == ruling for result in results):
        reading = Reading.LITERAL
    elif failed:
        reading = Reading.NEITHER
    elif not any(item.verdict in (Verdict.PASS, Verdict.WARNING) for item in resting):
        reading = Reading.UNKNOWN
    else:
        reading = Reading.SHOULD if warned else Reading.DECISION
    return Followed(reading, tuple(item.id for item in (*failed, *warned)), traits)


def _is(verdict: Verdict, item: JudgedRequirement, ruling: str) -> bool:
    """Whether a scenario has the verdict, and not only because the implementation follows another ruling's literal reading."""
    causes = [result["cause"] for result in item.results if result["verdict"] == verdict]
    return any(LITERAL.get(cause, ruling) == ruling for cause in causes)
