"""Which side a phrase of the vocabulary belongs to: the client's, which walks the procedures, the spooler's, which flushes a
transport, or the search's, which makes scenarios up.

A reader of a feature needs the phrases of one side only (decisions 0014 and 0017), so each side has a limit of its own. A phrase
that several sides use counts on each; one that no line uses counts as the client's.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache

from mapi_tck.lint.step_index import VOCABULARY, StepDefinition
from mapi_tck.ports import Role
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import StepLine, read_suite
from mapi_tck.suite.selecting import requirement_of


class Side(StrEnum):
    """Whose steps a scenario takes."""

    CLIENT = "client"
    SPOOLER = "spooler"
    SEARCH = "search"

    @classmethod
    def judging(cls, role: object) -> "Side":
        """The side that the kit plays where a requirement of this role is judged."""
        return cls.SPOOLER if role == Role.TRANSPORT else cls.CLIENT


def of_search(definition: StepDefinition) -> bool:
    """Whether the phrase is the search's."""
    return definition.module.startswith(f"{VOCABULARY}.search.")


@cache
def definitions_for(definitions: tuple[StepDefinition, ...], kind: str, text: str) -> tuple[StepDefinition, ...]:
    """The definitions that pytest-bdd would run for the line."""
    return tuple(definition for definition in definitions if definition.fits(kind, text))


def by_side(
    definitions: tuple[StepDefinition, ...], lines: Iterable[tuple[Side, StepLine]]
) -> Mapping[Side, tuple[StepDefinition, ...]]:
    """The definitions of each side, in their order."""
    used: dict[Side, set[StepDefinition]] = {side: set() for side in Side}
    for side, line in lines:
        used[side].update(definitions_for(definitions, line.type, line.text))
    used[Side.SEARCH] = {definition for definition in definitions if of_search(definition)}
    used[Side.CLIENT] |= set(definitions) - used[Side.SPOOLER]
    used[Side.CLIENT] -= used[Side.SEARCH]
    return {side: tuple(item for item in definitions if item in used[side]) for side in Side}


def own_lines() -> Iterable[tuple[Side, StepLine]]:
    """Every line of the kit's own features, with its side."""
    catalogue = load_catalogue()
    for feature in read_suite():
        for scenario in feature.scenarios:
            side = Side.judging(catalogue.requirements[requirement_of(scenario, catalogue)].role)
            yield from ((side, line) for line in scenario.lines)
