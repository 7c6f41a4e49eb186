"""Numbers and lists in words."""

from collections.abc import Sequence


def musts(number: int) -> str:
    """The number of MUSTs in words."""
    return plural(number, "MUST")


def plural(number: int, word: str) -> str:
    """The number with its noun."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def listed(items: Sequence[object]) -> str:
    """The items as words: with commas, and "and" before the last."""
    *others, last = map(str, items)
    return f"{', '.join(others)} and {last}" if others else last
