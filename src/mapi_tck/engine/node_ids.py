"""The node ids of the kit's scenarios, which do not depend on where the kit is installed."""

from typing import Final

#: What the node ids of the kit's scenarios begin with.
PREFIX: Final = "features/"

#: What stands before the number of the time, in the node ids of scenarios that are run several times.
ATTEMPT: Final = "#"


def scenario_id(nodeid: str) -> str | None:
    """The id of the scenario behind a node id; `None` for a test that is none of the kit's."""
    if not nodeid.startswith(PREFIX) or "::test_" not in nodeid:
        return None
    file, _, rest = nodeid.removeprefix(PREFIX).partition("::test_")
    return f"{file.partition(ATTEMPT)[0]}::{rest}"


def attempt_of(nodeid: str) -> int:
    """Which time it is that the scenario behind a node id is run."""
    return int(nodeid.partition("::")[0].partition(ATTEMPT)[2] or 1)
