"""What installed packages offer to the kit: the entry points of its groups, found once in a process."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any


def offers(group: str) -> tuple[EntryPoint, ...]:
    """The entry points of a group, in the order of their names."""
    return tuple(sorted(_installed().select(group=group), key=lambda point: point.name))


@cache
def _installed() -> Any:
    # All at once: a search looks into every installed package, whatever group it is for.
    return entry_points()
