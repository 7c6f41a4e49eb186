"""The dimensions: everything that clients, far ends and profiles may vary in a case about flushes, with its values.

`features/dimensions.toml` lists them, and the combinations that cannot be. A *row* gives one value to each dimension, so it
stands for a case. The rows of the corpus bring each three values together that can come together (`python -m corpus`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path
from typing import Final

from mapi_tck.search.plan import Surroundings
from mapi_tck.suite.catalogue import features_root
from mapi_tck.suite.review import Keys, TomlFile

FILE: Final = "dimensions.toml"

#: A value for each dimension, by the dimension's name.
Row = Mapping[str, str]
#: Which three values occur: for each three dimensions the values that occur together in a row.
Triples = Mapping[tuple[str, str, str], frozenset[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing that varies."""

    name: str
    #: What it is, as a sentence.
    says: str
    #: The usual value comes first.
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Values that do not come together: one of these values for each of these dimensions."""

    together: Mapping[str, tuple[str, ...]]
    reason: str

    def covers(self, row: Row) -> bool:
        """Whether the row, or a part of one, has such values for all of the rule's dimensions."""
        return all(row.get(name) in values for name, values in self.together.items())


@dataclass(frozen=True)
class Dimensions:
    """The whole table."""

    dimensions: tuple[Dimension, ...]
    #: Combinations that are tried only where time is simulated.
    simulated: tuple[Rule, ...]
    #: Combinations that cannot be.
    never: tuple[Rule, ...]
    #: Combinations in which little can be judged.
    little: tuple[Rule, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the dimensions, in the order of the table."""
        return tuple(dimension.name for dimension in self.dimensions)

    def row(self, places: Sequence[int]) -> dict[str, str]:
        """The row that has the value at this place of each dimension. Raises `ValueError` if there is none."""
        if len(places) != len(self.dimensions):
            raise ValueError(f"{len(places)} values for {len(self.dimensions)} dimensions")
        if any(not 0 <= place < len(item.values) for place, item in zip(places, self.dimensions, strict=True)):
            raise ValueError(f"{list(places)} has a place that its dimension lacks")
        return {item.name: item.values[place] for item, place in zip(self.dimensions, places, strict=True)}

    def places(self, row: Row) -> list[int]:
        """The places of the row's values."""
        return [item.values.index(row[item.name]) for item in self.dimensions]

    def can_be(self, row: Row) -> bool:
        """Whether no rule forbids the row."""
        return not any(rule.covers(row) for rule in self.never)

    def is_long(self, row: Row) -> bool:
        """Whether the row is tried only where time is simulated."""
        return any(rule.covers(row) for rule in self.simulated)

    def allowed(self, surroundings: Surroundings) -> Mapping[str, tuple[str, ...]]:
        """The values of each dimension that the surroundings allow."""
        allows = {
            "kind": [str(kind) for kind in surroundings.kinds],
            "support": [{True: "supported", False: "not supported"}[support] for support in surroundings.support],
            "asynchronous": [{True: "yes", False: "no"}[late] for late in surroundings.asynchronous],
            # Plain neighbours are as the surroundings allow them; a profile with one transport has only such.
            "neighbours": [
                "plain",
                *(["asynchronous"] if True in surroundings.asynchronous else []),
                *(["without FlushQueues"] if False in surroundings.support else []),
            ],
            "transports": [
                number
                for item in self.dimensions
                if item.name == "transports"
                for number in item.values
                if int(number) >= surroundings.fewest
            ],
        }
        return {
            item.name: tuple(value for value in item.values if value in allows.get(item.name, item.values))
            for item in self.dimensions
        }

    def fitted(self, row: Row, surroundings: Surroundings) -> Row | None:
        """The row with other values in place of those that the surroundings do not allow; `None` if it cannot be then."""
        allowed = self.allowed(surroundings)
        made = dict(row)
        for name, value in row.items():
            if value not in allowed[name]:
                others = ({**made, name: other} for other in allowed[name])
                found = next(filter(self.can_be, others), None)
                if found is None:
                    return None
                made = found
        return made

    def triples(self, rows: Iterable[Row]) -> Triples:
        """Every three values of different dimensions that occur together in one of the rows."""
        each = list(rows)
        columns = {name: [row[name] for row in each] for name in self.names}
        return {
            (a, b, c): frozenset(zip(columns[a], columns[b], columns[c], strict=True))
            for a, b, c in combinations(self.names, 3)
        }

    def possible(self, rows: Iterable[Row], surroundings: Surroundings) -> Triples:
        """The triples of the rows of which the surroundings allow each value."""
        allowed = {name: set(values) for name, values in self.allowed(surroundings).items()}
        if all(len(allowed[item.name]) == len(item.values) for item in self.dimensions):
            return self.triples(rows)
        return {
            names: frozenset(
                values
                for values in found
                if all(value in allowed[name] for name, value in zip(names, values, strict=True))
            )
            for names, found in self.triples(rows).items()
        }


def number_of(triples: Triples) -> int:
    """How many triples these are."""
    return sum(map(len, triples.values()))


@cache
def load_dimensions() -> Dimensions:
    """The packaged table."""
    return read_dimensions(features_root() / FILE)


def read_dimensions(path: Path) -> Dimensions:
    """The table in this file. Raises `UsageError` if it is no table, or names something that it does not have."""
    file = TomlFile(path, "table of dimensions")
    known = ("dimension", "simulated", "never", "little")
    content = file.table(known=known)
    for key in known:
        if not isinstance(content.get(key, []), list):
            raise file.wrong((key,), f"must be written [[{key}]], once for each entry")
    dimensions = tuple(file.made(Dimension, *keys) for keys in _entries(content, "dimension"))
    names = [dimension.name for dimension in dimensions]
    for number, dimension in enumerate(dimensions):
        if names.index(dimension.name) < number:
            raise file.wrong(("dimension", number, "name"), f"there are two dimensions {dimension.name}")
        if len(set(dimension.values)) < max(2, len(dimension.values)):
            raise file.wrong(("dimension", number, "values"), "must be at least two different values, each once")
        if not dimension.says.endswith("."):
            raise file.wrong(("dimension", number, "says"), "must be a sentence")
    values = {dimension.name: dimension.values for dimension in dimensions}
    simulated, never, little = (
        tuple(_rule(file, keys, values) for keys in _entries(content, key)) for key in ("simulated", "never", "little")
    )
    return Dimensions(dimensions, simulated, never, little)


def _entries(content: Mapping[str, object], key: str) -> list[Keys]:
    found = content.get(key, [])
    return [(key, number) for number in range(len(found) if isinstance(found, list) else 0)]


def _rule(file: TomlFile, keys: Keys, values: Mapping[str, Sequence[str]]) -> Rule:
    table = file.values({"together": dict, "reason": str}, *keys, needed=("together", "reason"))
    together = file.values({name: [tuple(known)] for name, known in values.items()}, *keys, "together")
    if not together:
        raise file.wrong((*keys, "together"), "names no dimension")
    if not table["reason"].endswith("."):
        raise file.wrong((*keys, "reason"), "must be a sentence")
    return Rule(together, table["reason"])
