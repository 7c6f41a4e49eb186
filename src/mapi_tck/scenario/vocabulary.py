"""How a step module declares its step functions: each with the phrases that call it.

    @then("the call is refused", "the call is refused, as a rule with {usual}")
    def call_refused(tck: Scenario, client: Client, usual: ResultCode | None = None) -> None:
        \"""Any failing code is a refusal.\"""

A phrase is the text of a line, with places in braces. Each place is a parameter of the function, and the parameter's annotation
says which words may stand there and what they mean:

    str                     any words, as they are
    int                     a number, in digits
    Literal["lost", "kept"] one of these words
    an Enum                 one of its members: by its text, or by its name where its values are numbers
    Annotated[T, mapping]   one of the mapping's keys; the function gets the value
    Annotated[T, function]  words that the function takes without ValueError or KeyError; the step gets what it returns

A line with other words is not this phrase. Keyword arguments of the decorator are constants: the function gets them whenever
the line is one of the decorator's phrases. All other parameters are fixtures.

*Given* arranges and *When* takes a step: a refusal there ends the scenario undecided. *Then* judges: every such line runs, and
what it finds is collected, so that one violated line does not hide the next.
"""

import functools
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from importlib import import_module
from types import ModuleType, NoneType
from typing import Annotated, Any, Final, Literal, TypeVar, get_args, get_origin

import pytest_bdd
from pytest_bdd.parsers import StepParser

from mapi_tck.errors import Undecided
from mapi_tck.mapi import MapiError
from mapi_tck.scenario.scenario import Scenario

Step = Callable[..., object]
F = TypeVar("F", bound=Step)

#: The kit's own vocabulary; what it lists as `pytest_plugins` are its modules.
VOCABULARY: Final = "mapi_tck.steps"

#: A place in a phrase.
PLACE: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Place:
    """Which words may stand in a place of a phrase, and what they mean."""

    read: Callable[[str], Any]
    #: Every word, where the list is closed.
    words: tuple[str, ...] = ()
    pattern: str = ".+?"

    @classmethod
    def of(cls, annotation: Any) -> "Place":
        """The place of a parameter with this annotation. Raises `TypeError` where the annotation says nothing about words."""
        own, *extra = get_args(annotation) or (annotation,)
        if get_origin(annotation) is Literal:
            return cls._closed({word: word for word in (own, *extra)})
        if get_origin(annotation) is Annotated:
            return cls._closed(extra[0]) if isinstance(extra[0], Mapping) else cls(extra[0])
        if extra == [NoneType]:
            return cls.of(own)
        if annotation is int:
            return cls(int, pattern=r"\d+")
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            by_text = issubclass(annotation, str)
            return cls._closed({str(member) if by_text else member.name: member for member in annotation})
        if annotation is not str:
            raise TypeError(f"no words mean a {annotation}")
        return cls(str)

    @classmethod
    def _closed(cls, values: Mapping[str, Any]) -> "Place":
        return cls(values.__getitem__, tuple(values), "|".join(map(re.escape, values)))

    def takes(self, words: str) -> bool:
        """Whether these words may stand in the place."""
        try:
            self.read(words)
        except (ValueError, KeyError):
            return False
        return True


class Phrase(StepParser):
    """One phrase and its step function; pytest-bdd asks it whether a line is this phrase."""

    def __init__(self, kind: str, text: str, function: Step, run: Step, constants: Mapping[str, Any]) -> None:
        super().__init__(text)
        self.kind = kind
        self.text = text
        #: The function as the module has it, and what runs for a line: where the line judges, more than the function.
        self.function = function
        self.run = run
        self._constants = constants
        self._fixed = PLACE.split(text)[::2]
        self._names = PLACE.findall(text)
        known = inspect.get_annotations(function).keys()
        if unknown := [name for name in (*self._names, *constants) if name not in known]:
            raise TypeError(f"{text!r}: {function.__name__} has no annotated parameter {unknown[0]}")
        if twice := [name for name in self._names if name in constants]:
            raise TypeError(
                f"{text!r}: {twice[0]} is a place; the annotation of the parameter says what its words mean"
            )

    @cached_property
    def places(self) -> dict[str, Place]:
        """The places by name."""
        annotations = inspect.get_annotations(self.function, eval_str=True)
        return {name: Place.of(annotations[name]) for name in self._names}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        first, *others = map(re.escape, self._fixed)
        patterns = (f"({place.pattern}){fixed}" for place, fixed in zip(self.places.values(), others, strict=True))
        return re.compile(first + "".join(patterns))

    def words(self, line: str) -> dict[str, Any] | None:
        """What the function gets for the line: values for the places, and the constants. `None`: it is another phrase."""
        if not line.startswith(self._fixed[0]) or not (found := self._pattern.fullmatch(line)):
            return None
        try:
            read = {
                name: place.read(word) for (name, place), word in zip(self.places.items(), found.groups(), strict=True)
            }
        except (ValueError, KeyError):
            return None
        return {**self._constants, **read}

    def parse_arguments(self, name: str) -> dict[str, Any] | None:
        """Answer pytest-bdd what stands in the line."""
        return self.words(name)

    def is_matching(self, name: str) -> bool:
        """Answer pytest-bdd whether the line is this phrase."""
        return self.words(name) is not None


#: The phrases that the imported step modules have declared, by module.
_DECLARED: Final[dict[str, list[Phrase]]] = {}


def _declare(kind: str, texts: tuple[str, ...], function: Step, run: Step, constants: Mapping[str, Any]) -> None:
    for text in texts:
        phrase = Phrase(kind, text, function, run, constants)
        # Two frames up stands the step module, which pytest-bdd puts the step into.
        getattr(pytest_bdd, kind)(phrase, stacklevel=3)(run)
        _DECLARED.setdefault(function.__module__, []).append(phrase)


def given(*texts: str, **constants: Any) -> Callable[[F], F]:
    """Declare phrases that arrange the environment."""

    def decorate(function: F) -> F:
        _declare("given", texts, function, function, constants)
        return function

    return decorate


def when(*texts: str, **constants: Any) -> Callable[[F], F]:
    """Declare phrases in which the client or the spooler takes a step."""

    def decorate(function: F) -> F:
        _declare("when", texts, function, function, constants)
        return function

    return decorate


def then(*texts: str, **constants: Any) -> Callable[[F], F]:
    """Declare phrases that judge. Their function takes the scenario as `tck`."""

    def decorate(function: F) -> F:
        if "tck" not in inspect.signature(function).parameters:
            raise TypeError(
                f"the step {texts[0]!r} cannot judge without the scenario: its function needs a parameter tck"
            )

        @functools.wraps(function)
        def judge(**arguments: Any) -> None:
            tck: Scenario = arguments["tck"]
            first = len(tck.checks)
            try:
                function(**arguments)
            except (Undecided, MapiError) as error:
                tck.undecided(error)
            else:
                tck.judge_line(first)

        _declare("then", texts, function, judge, constants)
        return function

    return decorate


@cache
def step_modules() -> tuple[ModuleType, ...]:
    """The modules of the kit's own vocabulary, imported."""
    return tuple(import_module(name) for name in import_module(VOCABULARY).pytest_plugins)


@cache
def find(kind: str, line: str) -> Phrase | None:
    """The phrase of the kit's own vocabulary that a line is; `None` if it is none."""
    phrases = (phrase for module in step_modules() for phrase in _DECLARED.get(module.__name__, ()))
    return next((phrase for phrase in phrases if phrase.kind == kind and phrase.is_matching(line)), None)
