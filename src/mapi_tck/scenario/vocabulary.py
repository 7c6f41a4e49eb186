"""The three kinds of lines, as step modules declare them.

*Given* arranges and *When* takes a step: a refusal there ends the scenario undecided. *Then* judges: every such line runs, and
what it finds is collected, so that one violated line does not hide the next.
"""

import functools
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest_bdd
from pytest_bdd import parsers

from mapi_tck.errors import Undecided
from mapi_tck.mapi import MapiError
from mapi_tck.scenario.scenario import Scenario

Step = Callable[..., None]


class OneOf:
    """The phrases that may stand in a step text's place, `{word}` in a phrase standing for anything.

    Used as a converter: it raises `ValueError` for whatever is none of them, in a run as in the lint.
    """

    def __init__(self, *phrases: str) -> None:
        self.phrases = phrases
        self._patterns = [re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(phrase))) for phrase in phrases]

    def __call__(self, words: str) -> str:
        """Answer the words, if they are one of the phrases."""
        if not any(pattern.fullmatch(words) for pattern in self._patterns):
            raise ValueError(f"{words!r} is none of: {'; '.join(self.phrases)}")
        return words


@dataclass(frozen=True, slots=True)
class Declared:
    """One text of the vocabulary, with the function behind it: what performs a line without pytest-bdd needs no more."""

    kind: str
    text: str
    parser: Any
    converters: dict[str, Callable[[str], Any]]
    function: Step

    def words(self, text: str) -> dict[str, Any] | None:
        """The words that stand in the text's places, converted; `None` if the text is another one."""
        if self.parser is None:
            return {} if text == self.text else None
        if not self.parser.is_matching(text):
            return None
        words = self.parser.parse_arguments(text)
        return {name: self.converters.get(name, str)(word) for name, word in words.items()}


#: Everything that the imported step modules have declared.
DECLARED: Final[list[Declared]] = []


def _declare(kind: Callable[..., Any], text: str, converters: dict[str, Callable[[str], Any]], function: Step) -> None:
    parser = parsers.parse(text) if "{" in text else None
    # Two frames up stands the step module, which pytest-bdd puts the step into.
    kind(parser or text, converters=converters, stacklevel=3)(function)
    DECLARED.append(Declared(kind.__name__, text, parser, converters, function))


def given(text: str, **converters: Callable[[str], Any]) -> Callable[[Step], Step]:
    """Declare a line that arranges the environment."""

    def decorate(function: Step) -> Step:
        _declare(pytest_bdd.given, text, converters, function)
        return function

    return decorate


def when(text: str, **converters: Callable[[str], Any]) -> Callable[[Step], Step]:
    """Declare a line in which the client takes a step."""

    def decorate(function: Step) -> Step:
        _declare(pytest_bdd.when, text, converters, function)
        return function

    return decorate


def then(text: str, **converters: Callable[[str], Any]) -> Callable[[Step], Step]:
    """Declare a line that judges. Its function takes the scenario as `tck`."""

    def decorate(function: Step) -> Step:
        if "tck" not in inspect.signature(function).parameters:
            raise TypeError(f"the step {text!r} cannot judge without the scenario: its function needs a parameter tck")

        @functools.wraps(function)
        def line(**arguments: Any) -> None:
            tck: Scenario = arguments["tck"]
            first = len(tck.checks)
            try:
                function(**arguments)
            except (Undecided, MapiError) as error:
                tck.undecided(error)
            else:
                tck.judge_line(first)

        _declare(pytest_bdd.then, text, converters, line)
        return function

    return decorate
