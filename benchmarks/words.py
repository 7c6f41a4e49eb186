"""The words for a row that terminal and page share."""

from statistics import median

from benchmarks.rows import Row, shown


def measurements(row: Row) -> tuple[str, str]:
    """The medians of the kit and of its peer, with their unit. Without a peer its text is empty."""
    kit = f"{shown(median(row.kit))} {row.unit}"
    return kit, f"{shown(median(row.peer))} {row.unit}" if row.peer else ""


def spread(row: Row) -> str:
    """The lowest and the highest value, and the number of values."""
    number = len(row.values)
    if number == 1:
        return "one pair" if row.peer else "once"
    return f"{shown(min(row.values))} to {shown(max(row.values))} of {number}"


def value(row: Row) -> str:
    """The median of what the goal is about, with its unit."""
    return f"{shown(row.value)}{'' if row.goal.unit == '×' else ' '}{row.goal.unit}"


def outcome(row: Row) -> str:
    """Whether the goal is met, in words."""
    if not row.goal.judged:
        return "for information"
    return "met" if row.met else f"missed: {value(row)}, and the goal is {row.goal.text}"
