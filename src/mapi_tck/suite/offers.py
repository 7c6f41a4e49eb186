"""What installed packages offer to the kit: the entry points of its groups, found once in a process."""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


def offers(group: str) -> tuple["EntryPoint", ...]:
    """The entry points of a group, in the order of their names."""
    return tuple(sorted(_installed().select(group=group), key=lambda point: point.name))


@cache
def _installed() -> Any:
    from importlib.metadata import entry_points  # takes as long to load as the rest of `--help`

    # All groups at once: a search for one group reads every installed package too.
    return entry_points()
