"""What changed since an earlier run, as the report of the later one shows it."""

from functools import cached_property
from typing import Final

from mapi_tck.assessment import Assessment, JudgedRequirement
from mapi_tck.codecs import Json
from mapi_tck.gate.changes import Difference, Kind
from mapi_tck.record import RunRecord
from mapi_tck.verdicts import Verdict

from .difference import kinds, verdict, who

_OPEN_TO_ARGUMENT: Final = (Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE, Verdict.WARNING)


class Since:
    """The later run against the earlier one. Raises `UsageError` where their verdicts are not about the same."""

    def __init__(self, previous: RunRecord, record: RunRecord) -> None:
        difference = Difference(previous, record)
        self.changes = difference.changes
        self.old, self.new = difference.old, difference.new
        self.verdict, self.why = verdict(difference), difference.why
        self.whom = who(difference.old)
        self.kinds = kinds(difference)

    @cached_property
    def still(self) -> tuple[JudgedRequirement, ...]:
        """The requirements of which nothing changed, and that had not passed before either."""
        judged = (item for item in self.new.requirements if item.verdict in _OPEN_TO_ARGUMENT and item.results)
        return tuple(item for item in judged if not self.of(item.id))

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

    @cached_property
    def _were(self) -> dict[str, Verdict]:
        return {item.id: item.verdict for item in self.old.requirements}

    def was(self, requirement: str) -> Verdict | None:
        """The requirement's verdict in the earlier run; `None` if its catalogue did not have it."""
        return self._were.get(requirement)

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
                }
                for change in self.changes
            ],
        }


def since(previous: RunRecord | None, assessment: Assessment) -> Since | None:
    """What changed, if there is an earlier run to compare with."""
    return None if previous is None else Since(previous, assessment.record)
