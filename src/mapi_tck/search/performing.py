"""Performs lines of the vocabulary without pytest: what a search does hundreds of times has to be quick.

A line means the same as in a scenario that pytest-bdd runs: the same step function gets the same words and the same fixtures.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final

from mapi_tck.errors import UsageError
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.scenario.vocabulary import DECLARED, Step
from mapi_tck.search.examples import Example, ExampleLine

_VOCABULARY: Final = "mapi_tck.steps"


@cache
def _fixtures() -> Mapping[str, Callable[..., Any]]:
    """The functions behind the fixtures that steps share."""
    # pytest wraps a fixture's function in a thing of its own, and keeps the function as what it wraps.
    modules = [import_module(name) for name in import_module(_VOCABULARY).pytest_plugins]
    return {
        name: inspect.unwrap(thing)
        for module in modules
        for name, thing in vars(module).items()
        if type(thing).__name__ == "FixtureFunctionDefinition" and not name.startswith("__pytest_bdd")
    }


@cache
def _parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


@cache
def _step(kind: str, text: str) -> tuple[Step, Mapping[str, Any], tuple[str, ...]]:
    """The function behind a line, the words that it gets, and the names of everything else that it takes."""
    _fixtures()
    for declared in DECLARED:
        if declared.kind == kind and (words := declared.words(text)) is not None:
            names = tuple(name for name in _parameters(declared.function) if name not in words)
            return declared.function, words, names
    raise UsageError(f"no step is defined for: {kind.capitalize()} {text}", "", "see docs/steps.md")


def review(line: ExampleLine) -> None:
    """Raise `UsageError` if the vocabulary has no such line."""
    try:
        _step(line.kind, line.text)
    except (ValueError, KeyError) as error:
        raise UsageError(f"no such words: {error}", f"{line.keyword} {line.text}", "see docs/steps.md") from error


def review_all(known: Iterable[Iterable[Example]]) -> None:
    """Raise `UsageError` for the first line of these examples that the vocabulary lacks."""
    for held in known:
        for example in held:
            for line in example:
                review(line)


class Performer:
    """Performs the lines of one scenario, with fixtures of its own."""

    def __init__(self, tck: Scenario) -> None:
        self._made: dict[str, Any] = {"tck": tck}

    def perform(self, line: ExampleLine) -> None:
        """Do what the line says."""
        function, words, names = _step(line.kind, line.text)
        own = {name: line.table if name == "datatable" else self._fixture(name) for name in names}
        function(**words, **own)

    def _fixture(self, name: str) -> Any:
        if name not in self._made:
            function = _fixtures()[name]
            self._made[name] = function(**{needed: self._fixture(needed) for needed in _parameters(function)})
        return self._made[name]
