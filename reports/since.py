"""What changed since an earlier run, as the report of the later one shows it."""

from functools import cached_property
from typing import Final

from mapi_tck.assessment import Assessment, JudgedRequirement
from mapi_tck.assessment.difference import Difference, Kind
from mapi_tck.record.run_record import RunRecord
from mapi_tck.verdicts import Verdict
from mapi_tck.wire.codecs import Json

from .difference import kinds, verdict, who

_OPEN_TO_ARGUMENT: Final = (Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE, Verdict.WARNING)


class Since:
    """The later run against the earlier one. Raises `UsageError` where their verdicts are not about the same."""

    def __init__(self, previous: RunRecord, record: RunRecord) -> None:
        self.difference = difference = Difference(previous, record)
        self.changes = difference.changes
        self.old, self.new = difference.old, difference.new
        self.verdict, self.why = verdict(difference), difference.why
        self.whom = who(difference.old)
        self.kinds = kinds(difference)

    @cached_property
    def still(self) -> tuple[JudgedRequirement, ...]:
        """The requirements with a scenario that did not pass, and ended so before."""
        changed = {change.scenario["id"] for change in self.changes}
        return tuple(
            item
            for item in self.new.requirements
            if any(
                result["verdict"] in _OPEN_TO_ARGUMENT and result["scenario"] not in changed for result in item.results
            )
        )

    @cached_property
    def _of(self) -> dict[str, list[Kind]]:
        found: dict[str, list[Kind]] = {}
        for change in self.changes:
            kinds = found.setdefault(change.requirement["id"], [])
            kinds += [] if change.kind in kinds else [change.kind]
        return found

    def of(self, requirement: str) -> list[Kind]:
        """How the requirement's scenarios changed, each way once."""
        return self._of.get(requirement, [])

    def was(self, requirement: str) -> str:
        """The requirement's verdict in the earlier run; "" if its catalogue did not have it."""
        return self.difference.whole(requirement)[0]

    def seconds(self, scenario: str) -> float | None:
        """How long the scenario took in the earlier run; `None` if it did not end there."""
        result = self.old.record.ended.get(scenario)
        return None if result is None else float(result["seconds"])

    def to_json(self) -> Json:
        """What changed, for programs."""
        return {
            "digest": self.old.record.digest,
            "started": self.old.header["started"],
            "verdict": self.old.verdict,
            "why": self.why,
            "changes": [
                {
                    "kind": str(change.kind),
                    "requirement": change.requirement["id"],
                    "scenario": change.scenario["id"],
                    "old": change.old.verdict,
                    "new": change.new.verdict,
                    "cause": change.cause,
                }
                for change in self.changes
            ],
        }


def since(previous: RunRecord | None, assessment: Assessment) -> Since | None:
    """What changed, if there is an earlier run to compare with."""
    return None if previous is None else Since(previous, assessment.record)
