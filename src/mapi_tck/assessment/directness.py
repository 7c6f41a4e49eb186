"""The order in which failures are shown: causes before their consequences.

A wrong implementation often fails many requirements. The one that shows the fault itself comes first in all reports:

1. a written scenario before a law, whose case has many calls that are beside the point;
2. in the role transport the conversation with the provider itself (series XP) before a provider in the kit's subsystem;
3. a cause before the causes that it explains (`EXPLAINS`), if both are there;
4. the scenario that needed the fewest calls until its check failed: what fails early explains what fails later;
5. a single step before a walkthrough, and then the order of the catalogue.
"""

from collections.abc import Collection, Mapping
from typing import Final

from mapi_tck.record.lines import RecordedCheck, RecordedScenario
from mapi_tck.verdicts import Holds

#: Cause → the causes that it explains. Where both are found, the second only follows from the first.
EXPLAINS: Final[Mapping[str, frozenset[str]]] = {
    "end-message-truthful": frozenset({"rest-transferred"}),
    "finished-means-sent": frozenset({"cancel-truthful", "slow-message-taken", "nothing-lost", "rest-transferred"}),
    "nothing-doubled": frozenset({"kept-sent-once", "shutdown-nothing-doubled"}),
    "nothing-lost": frozenset({"messages-transferred"}),
    "topic-letter-direction": frozenset({"messages-transferred", "queue-untouched"}),
    "order-kept": frozenset({"cancel-truthful"}),
    "own-row-only": frozenset({"request-shown"}),
    "unsaved-still-waits": frozenset(
        {"rest-transferred", "everything-transferred", "own-mail-transferred", "request-done"}
    ),
}

#: Sorts before all others that have a larger one.
Directness = tuple[bool, bool, bool, int, bool]


def directness(
    scenario: RecordedScenario, cause: str, checks: list[RecordedCheck], others: Collection[str], *, searched: bool
) -> Directness:
    """How directly a scenario that failed for this cause shows the fault; the smallest is the most direct.

    `others` are all causes of failures in the run.
    """
    failed = [check for check in checks if check["holds"] == Holds.NO]
    calls = min((max(check["entries"], default=0) for check in failed), default=0)
    explained = any(cause in EXPLAINS.get(other, ()) for other in others)
    return searched, scenario["placement"] is not None, explained, calls, scenario["walkthrough"]
