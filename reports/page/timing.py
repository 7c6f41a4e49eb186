"""The scenarios of a run that took longest."""

from typing import Final

from mapi_tck.assessment import Assessment
from mapi_tck.wire.codecs import Json

#: Scenarios that are shown, and the width of the longest bar in pixels. A choice.
NUMBER: Final = 10
WIDTH: Final = 200


def slowest(assessment: Assessment) -> list[tuple[Json, int]]:
    """The results of the scenarios that took longest, the longest first, each with the length of its bar in pixels."""
    results = sorted(assessment.record.results, key=lambda result: -result["seconds"])[:NUMBER]
    longest = max((result["seconds"] for result in results), default=0) or 1
    return [(result, max(1, round(WIDTH * result["seconds"] / longest))) for result in results]
