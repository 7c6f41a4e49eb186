"""Cases that need no state: lines with places, and the words that may stand in each place.

    Template(
        ("Given the columns are {columns}", "When it asks for the columns", "Then the call answers {columns}"),
        columns=Columns("PR_ENTRYID", COLUMNS, most=6),
    )

A place may stand in several lines. It has the same words in all of them. So a smaller case is still a case.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from mapi_tck.search.examples import Example, read, written

#: The columns of a status row that every implementation has, and one that no implementation has.
COLUMNS: Final = (
    *("PR_ENTRYID", "PR_RESOURCE_TYPE", "PR_DISPLAY_NAME_A", "PR_STATUS_CODE", "PR_RESOURCE_METHODS"),
    *("PR_INSTANCE_KEY", "PR_OBJECT_TYPE", "PR_ROWID", "PR_RESOURCE_FLAGS", "a property that no object has"),
)


class Place(ABC):
    """What may stand in a place."""

    @abstractmethod
    def smaller(self, words: str) -> Iterator[str]:
        """Simpler words than these, the simplest first."""


@dataclass(frozen=True, slots=True)
class Columns(Place):
    """Columns in any order, one of them always there."""

    always: str
    others: tuple[str, ...]
    most: int

    def smaller(self, words: str) -> Iterator[str]:
        """Leave out one column, or take an earlier one in its place."""
        columns = words.split(", ")
        others = [place for place, column in enumerate(columns) if column != self.always]
        for place in reversed(others):
            yield ", ".join(columns[:place] + columns[place + 1 :])
        for place in others:
            earlier = self.others[: self.others.index(columns[place])] if columns[place] in self.others else ()
            for column in earlier:
                if column not in columns:
                    yield ", ".join([*columns[:place], column, *columns[place + 1 :]])


@dataclass(frozen=True, slots=True)
class Choice(Place):
    """One of these words; the first are the simplest."""

    options: tuple[str, ...]

    def smaller(self, words: str) -> Iterator[str]:
        """The words that stand before these."""
        yield from self.options[: self.options.index(words)] if words in self.options else ()


@dataclass(frozen=True, slots=True)
class Number(Place):
    """A number, from the first to the last."""

    first: int
    last: int

    def smaller(self, words: str) -> Iterator[str]:
        """The first number, half the number, and one less."""
        number = int(words)
        yield from (
            str(less) for less in dict.fromkeys((self.first, number // 2, number - 1)) if self.first <= less < number
        )


@dataclass(frozen=True, slots=True)
class Lines(Place):
    """Up to `most` words, with one line of the case for each of them; or no word and no line."""

    choice: Choice
    most: int

    def smaller(self, words: str) -> Iterator[str]:
        """Leave out one, or make one simpler."""
        several = words.split("\n") if words else []
        for place in range(len(several)):
            yield "\n".join(several[:place] + several[place + 1 :])
        for place, one in enumerate(several):
            yield from ("\n".join([*several[:place], less, *several[place + 1 :]]) for less in self.choice.smaller(one))


class Template:
    """Lines with places in braces, and what may stand in each place."""

    def __init__(self, lines: tuple[str, ...], **places: Place) -> None:
        self.lines = lines
        self.places: Mapping[str, Place] = places

    def fill(self, words: Mapping[str, str]) -> Example:
        """The case with these words."""
        lines: list[str] = []
        for line in self.lines:
            several = next((name for name in self._several if f"{{{name}}}" in line), None)
            if several is None:
                lines.append(line.format_map(words))
            elif words[several]:
                lines += [line.format_map({several: one}) for one in words[several].split("\n")]
        return read(lines)

    def words(self, example: Example) -> dict[str, str] | None:
        """The words in the places of a case; `None` if it does not fit the template."""
        found = re.fullmatch(self._pattern(), "\n".join(written(example)) + "\n")
        if found is None:
            return None
        words = found.groupdict()
        for line in self.lines:
            for name in self._several:
                before, place, _ = line.partition(f"{{{name}}}")
                if place:
                    words[name] = "\n".join(one.removeprefix(before) for one in words[name].splitlines())
        return words

    def smaller(self, example: Example) -> Iterator[Example]:
        """Cases of the template in which one place has simpler words."""
        words = self.words(example) or {}
        for name, said in words.items():
            yield from (self.fill({**words, name: less}) for less in self.places[name].smaller(said))

    @property
    def _several(self) -> list[str]:
        return [name for name, place in self.places.items() if isinstance(place, Lines)]

    def _pattern(self) -> str:
        pattern = ""
        seen: set[str] = set()
        for line in self.lines:
            part = re.escape(line) + "\n"
            for name, place in self.places.items():
                mark = re.escape(f"{{{name}}}")
                if isinstance(place, Lines) and mark in part:
                    part = f"(?P<{name}>(?:{part.replace(mark, '.+')})*)"
                elif mark in part:
                    part = part.replace(mark, f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
                    seen.add(name)
            pattern += part
        return pattern
