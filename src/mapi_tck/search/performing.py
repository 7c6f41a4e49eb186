"""Performs lines of the vocabulary without pytest: a search does this thousands of times, so it has to be quick.

A line means the same as in a scenario that pytest-bdd runs: the same step function gets the same values and the same fixtures.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from mapi_tck.errors import UsageError, unseen_hint
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.scenario.vocabulary import Step, find, step_fixtures
from mapi_tck.search.examples import Example, Table


@cache
def _fixtures() -> Mapping[str, Callable[..., Any]]:
    """The functions behind the fixtures that steps share."""
    # pytest wraps a fixture's function in an object of its own, and keeps the function as what it wraps.
    return {name: inspect.unwrap(thing) for name, thing in step_fixtures().items()}


@cache
def _required(function: Callable[..., Any]) -> tuple[str, ...]:
    parameters = inspect.signature(function).parameters.values()
    return tuple(parameter.name for parameter in parameters if parameter.default is parameter.empty)


@cache
def _step(kind: str, text: str) -> tuple[Step, Mapping[str, Any], tuple[str, ...]]:
    """The function that runs for a line, its arguments that the line gives, and the names of its other arguments."""
    phrase = find(kind, text)
    words = phrase.parse_arguments(text) if phrase is not None else None
    if phrase is None or words is None:
        raise UsageError(
            f"no step is defined for: {kind.capitalize()} {text}", "", unseen_hint(text) or "see docs/steps.md"
        )
    return phrase.run, words, tuple(name for name in _required(phrase.run) if name not in words)


def review_all(known: Iterable[Iterable[Example]]) -> None:
    """Raise `UsageError` for the first line of these examples that the vocabulary lacks."""
    for held in known:
        for example in held:
            review(example)


def review(example: Example) -> None:
    """Raise `UsageError` for the first line that the vocabulary lacks."""
    for line in example:
        _step(line.kind, line.text)


class Performer:
    """Performs the lines of one scenario, with fixtures of its own."""

    def __init__(self, tck: Scenario) -> None:
        self._made: dict[str, Any] = {"tck": tck}

    def perform(self, kind: str, text: str, table: Table) -> None:
        """Do what the line says; `kind` is given, when or then."""
        run, words, names = _step(kind, text)
        own = {name: table if name == "datatable" else self._fixture(name) for name in names}
        run(**words, **own)

    def _fixture(self, name: str) -> Any:
        if name not in self._made:
            function = _fixtures()[name]
            self._made[name] = function(**{needed: self._fixture(needed) for needed in _required(function)})
        return self._made[name]
