"""How a step module declares its step functions: each with the phrases that call it.

    @then("the call is refused", "the call is refused, as a rule with {usual}")
    def call_refused(tck: Scenario, client: Client, usual: ResultCode | None = None) -> None: ...

A phrase is the text of a line, with places in braces. Each place is a parameter of the function, and the parameter's annotation
says which words may stand there and what they mean:

    str                       any words, as they are
    int                       a number, in digits
    Literal["lost", "kept"]   one of these words
    an Enum                   one of its members: by its text, or by its name where its values are numbers
    Annotated[T, mapping]     one of the mapping's keys; the function gets the value
    Annotated[T, function]    words that the function takes without ValueError or KeyError; the step gets what it returns

A line with other words is not this phrase. Keyword arguments of the decorator are constants: the function gets them whenever
the line is one of the decorator's phrases. All other parameters are fixtures.

*Given* arranges and *When* takes a step: a refusal there ends the scenario undecided. *Then* judges: every such line runs, and
what it finds is collected, so that one violated line does not hide the next.
"""

import functools
import inspect
import re
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar, cast, get_args, get_origin

from mapi_tck.errors import Undecided
from mapi_tck.mapi import MapiError
from mapi_tck.scenario.scenario import Scenario

if TYPE_CHECKING:
    from pytest_bdd.parsers import StepParser

Step = Callable[..., object]
Kind = Literal["given", "when", "then"]
F = TypeVar("F", bound=Step)

#: The beginning of the names of the kit's own step modules. Importing `mapi_tck.steps` declares all their phrases.
_KIT: Final = "mapi_tck.steps."

#: The beginning of the names of the fixtures that pytest-bdd's search looks through.
_STEP: Final = "pytestbdd_stepdef_"

#: A place in a phrase.
PLACE: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Place:
    """Which words may stand in a place of a phrase, and what they mean. Other words make `read` raise ValueError or KeyError."""

    read: Callable[[str], Any]
    pattern: str = ".+?"
    #: Every word, where the list is closed.
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, annotation: Any) -> "Place":
        """The place of a parameter with this annotation. Raises `TypeError` where the annotation says nothing about words."""
        own, *extra = get_args(annotation) or (annotation,)
        values: Mapping[str, Any]
        if get_origin(annotation) is Literal:
            values = {word: word for word in (own, *extra)}
        elif get_origin(annotation) is Annotated and not isinstance(extra[0], Mapping):
            return cls(extra[0])
        elif get_origin(annotation) is Annotated:
            values = extra[0]
        elif extra == [NoneType]:
            return cls.of(own)
        elif annotation in (str, int):
            return cls(annotation, r"\d+" if annotation is int else ".+?")
        elif isinstance(annotation, type) and issubclass(annotation, Enum):
            values = {str(member) if isinstance(member, str) else member.name: member for member in annotation}
        else:
            raise TypeError(f"the annotation {annotation} does not say which words may stand in a place")
        return cls(values.__getitem__, "|".join(map(re.escape, values)), tuple(values))


class Phrase:
    """One phrase and its step function. To pytest-bdd it is a parser: pytest-bdd asks it whether a line is this phrase."""

    def __init__(self, kind: Kind, text: str, function: Step, run: Step, constants: Mapping[str, Any]) -> None:
        self.name = text
        self.kind: Kind = kind
        #: The function as the module has it, and the function that runs for a line. A line that judges runs a wrapper.
        self.function = function
        self.run = run
        self._constants = constants
        self._fixed = PLACE.split(text)[::2]
        self._names = PLACE.findall(text)
        named = [*self._names, *constants]
        if wrong := [name for name in named if name not in _parameters(function) or named.count(name) > 1]:
            raise TypeError(f"{text!r}: {wrong[0]} is no parameter of {function.__name__}, or named twice")

    @cached_property
    def places(self) -> dict[str, Place]:
        """The places by name."""
        annotations = inspect.get_annotations(self.function, eval_str=True)
        return {name: Place.of(annotations.get(name, str)) for name in self._names}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        first, *others = map(re.escape, self._fixed)
        patterns = (f"({place.pattern}){fixed}" for place, fixed in zip(self.places.values(), others, strict=True))
        return re.compile(first + "".join(patterns))

    def parse_arguments(self, name: str) -> dict[str, Any] | None:
        """What the function gets for a line: values for the places, and the constants. `None`: the line is another phrase."""
        if not name.startswith(self._fixed[0]) or not (found := self._pattern.fullmatch(name)):
            return None
        try:
            values = [place.read(words) for place, words in zip(self.places.values(), found.groups(), strict=True)]
        except (ValueError, KeyError):
            return None
        return {**self._constants, **dict(zip(self._names, values, strict=True))}

    def is_matching(self, name: str) -> bool:
        """Whether a line is this phrase."""
        return self.parse_arguments(name) is not None


#: The phrases that the imported step modules have declared, by module.
_DECLARED: Final[dict[str, list[Phrase]]] = {}
#: Module → how many of its phrases are steps of pytest-bdd already.
_TOLD: Final[dict[str, int]] = {}


def _declare(kind: Kind, texts: tuple[str, ...], function: F, run: Step, constants: Mapping[str, Any]) -> F:
    for text in texts:
        phrase = Phrase(kind, text, function, run, constants)
        _DECLARED.setdefault(function.__module__, []).append(phrase)
        if not function.__module__.startswith(_KIT):
            # The step module is two frames up.
            _tell_pytest_bdd(phrase, sys._getframe(2).f_locals)
    return function


def _tell_pytest_bdd(phrase: Phrase, module: dict[str, Any]) -> None:
    """Put the phrase into the namespace of a step module as a step of pytest-bdd, as its own decorators do."""
    import pytest
    from pytest_bdd.parsers import StepParser
    from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

    StepParser.register(Phrase)
    context = StepFunctionContext(phrase.kind, phrase.run, cast("StepParser", phrase))

    def marker() -> StepFunctionContext:
        return context

    step_function_context_registry[marker] = context
    name = f"{_STEP}{phrase.kind}_{phrase.name}"
    while name in module:  # the lint finds equal phrases
        name += "_"
    module[name] = pytest.fixture(name=name)(marker)


def tell_pytest_bdd() -> None:
    """Make the kit's own phrases steps of pytest-bdd, so that it finds them for the features of a project.

    A project's phrases become steps at once. The kit's own do not, because a run of the kit's own features does not need it. A
    later call adds the phrases that were declared since.
    """
    for name, phrases in _DECLARED.items():
        if name.startswith(_KIT):
            for phrase in phrases[_TOLD.get(name, 0) :]:
                _tell_pytest_bdd(phrase, vars(sys.modules[name]))
            _TOLD[name] = len(phrases)


def _parameters(function: Step) -> Collection[str]:
    """The names of a function's parameters. To read its code is quicker than to make its signature."""
    code = getattr(function, "__code__", None)
    if code is None or hasattr(function, "__wrapped__"):
        return inspect.signature(function).parameters
    names: tuple[str, ...] = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return names


def given(*texts: str, **constants: Any) -> Callable[[F], F]:
    """Declare phrases that arrange the environment."""
    return lambda function: _declare("given", texts, function, function, constants)


def when(*texts: str, **constants: Any) -> Callable[[F], F]:
    """Declare phrases in which the client or the spooler takes a step."""
    return lambda function: _declare("when", texts, function, function, constants)


def then(*texts: str, **constants: Any) -> Callable[[F], F]:
    """Declare phrases that judge. Their function takes the scenario as `tck`."""

    def decorate(function: F) -> F:
        if "tck" not in _parameters(function):
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

        return _declare("then", texts, function, judge, constants)

    return decorate


def step_fixtures() -> dict[str, Any]:
    """The fixtures that the kit's own step modules share, by name. Needs `mapi_tck.steps` imported."""
    import pytest

    fixture = type(pytest.fixture(lambda: None))
    modules = [module for name, module in sys.modules.items() if name.startswith(_KIT)]
    return {
        name: thing
        for module in modules
        for name, thing in vars(module).items()
        if isinstance(thing, fixture) and not name.startswith(_STEP)
    }


@cache
def find(kind: str, line: str) -> Phrase | None:
    """The phrase of the kit's own vocabulary that fits a line; `None` if no phrase does.

    Raises `LookupError` if `mapi_tck.steps` is not imported: then no line would fit.
    """
    phrases = [phrase for module, own in _DECLARED.items() if module.startswith(_KIT) for phrase in own]
    if not phrases:
        raise LookupError("the vocabulary is not loaded: import mapi_tck.steps first")
    return next((phrase for phrase in phrases if phrase.kind == kind and phrase.is_matching(line)), None)
