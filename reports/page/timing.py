"""Where the time of a run went."""

from dataclasses import dataclass
from typing import Final

from mapi_tck.assessment.assessment import Assessment

from ..words.wording import full_name

#: Scenarios that are shown, and the width of the longest bar in pixels. A choice.
NUMBER: Final = 10
WIDTH: Final = 200


@dataclass(frozen=True, slots=True)
class Timed:
    """A scenario with the time that it took."""

    id: str
    name: str
    requirement: str
    seconds: float
    #: The length of its bar in pixels.
    length: int


def slowest(assessment: Assessment) -> list[Timed]:
    """The scenarios that took longest, the longest first."""
    results = sorted(assessment.record.results, key=lambda result: -result["seconds"])[:NUMBER]
    longest = max((result["seconds"] for result in results), default=0) or 1
    return [
        Timed(
            result["scenario"],
            full_name(assessment.texts[result["scenario"]]),
            result["requirement"],
            result["seconds"],
            max(1, round(WIDTH * result["seconds"] / longest)),
        )
        for result in results
    ]
