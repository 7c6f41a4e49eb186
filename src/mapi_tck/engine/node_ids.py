"""The node ids of the kit's scenarios. They do not depend on where the kit is installed."""

from typing import Final

#: The beginning of every node id of the kit's scenarios.
PREFIX: Final = "features/"

#: The sign before the number of the attempt, if scenarios run several times.
ATTEMPT: Final = "#"


def scenario_id(nodeid: str) -> str | None:
    """The id of the scenario that a node id names; `None` if the test is not one of the kit's scenarios."""
    if not nodeid.startswith(PREFIX) or "::test_" not in nodeid:
        return None
    file, _, rest = nodeid.removeprefix(PREFIX).partition("::test_")
    return f"{file.partition(ATTEMPT)[0]}::{rest}"


def attempt_of(nodeid: str) -> int:
    """The number of the attempt in a node id; 1 if each scenario runs once."""
    return int(nodeid.partition("::")[0].partition(ATTEMPT)[2] or 1)
