"""Chooses the rows of the dimensions: a covering array, in which each three values come together that can come together."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from covertable import make

from mapi_tck.search.dimensions import Dimensions, Row, Rule

#: How many values come together. A choice: with pairs, faults that need a flag, a target and a neighbour are missed; with
#: fours there would be some thousand rows.
TOGETHER: Final = 3
#: Values that make a case large. Rows with them come last, because their cases cost most.
_LARGE: Final[Mapping[str, tuple[str, ...]]] = {"transports": ("65",), "messages": ("65", "310")}


def covering_rows(dimensions: Dimensions) -> list[Row]:
    """The rows. Those in which everything can be judged come first, and of these the small ones.

    They are made in two steps. The first rows leave out all values with which little can be judged: so a fault that needs three
    other values cannot hide behind a far end that is down. The second step adds rows for what is missing.
    """
    values = {item.name: list(item.values) for item in dimensions.dimensions}
    never, little = (list(map(_condition, rules)) for rules in (dimensions.never, dimensions.little))
    telling = make(values, strength=TOGETHER, constraints=[*never, *little])
    rows = make(values, strength=TOGETHER, constraints=never, presets=telling)
    return sorted(({name: row[name] for name in values} for row in rows), key=lambda row: _order(dimensions, row))


def _condition(rule: Rule) -> Mapping[str, Any]:
    """The rule as covertable's constraint: at least one of the dimensions has another value."""
    return {
        "operator": "or",
        "conditions": [
            {"operator": "not", "condition": {"operator": "in", "left": name, "values": list(values)}}
            for name, values in rule.together.items()
        ],
    }


def _order(dimensions: Dimensions, row: Row) -> tuple[bool, bool]:
    return _any(dimensions.little, row), any(row[name] in values for name, values in _LARGE.items())


def _any(rules: Iterable[Rule], row: Row) -> bool:
    return any(rule.covers(row) for rule in rules)
