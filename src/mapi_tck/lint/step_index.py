"""Every phrase of a vocabulary, as data, with its side: the lint checks them, and the page of the vocabulary shows them."""

import inspect
import linecache
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

from pytest_bdd.parsers import StepParser

# Only here the kit uses this registry of pytest-bdd's: it maps what stands behind each step's fixture to the step's kind, parser
# and function. pytest itself knows the steps only after a session has collected them.
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from mapi_tck.ports import Role
from mapi_tck.scenario.vocabulary import PLACE, Phrase, Place, tell_pytest_bdd
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import StepLine, packaged_suite, requirement_of

#: The kit's own step vocabulary; its modules are those that it lists as `pytest_plugins`.
VOCABULARY: Final = "mapi_tck.steps"

_STEP: Final = r"(?:[AB]\d(?:\.\d)?|X\d+)"
_NUMBERED: Final = re.compile(rf"Steps? ({_STEP}(?:(?:,| and|, and) {_STEP})*)")
_LEFT_OUT: Final = re.compile(r"Steps X(\d+) to X(\d+) are left out")
#: How many words name a family.
_WORDS: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class StepDefinition:
    """One phrase of the vocabulary and the function behind it."""

    #: given, when or then; "" for one that any kind of line may use.
    kind: str
    text: str
    module: str
    path: Path
    line: int
    function: Callable[..., object]
    #: Whether the kit's own decorator stands around the function, which is what makes a *Then* line judge.
    judges: bool
    parser: StepParser

    @property
    def doc(self) -> str:
        """The first line of the function's docstring."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    @property
    def numbered_steps(self) -> tuple[str, ...]:
        """The numbered steps that the line takes: those with which its docstring begins."""
        named = _NUMBERED.match(self.doc)
        return tuple(re.findall(_STEP, named[1])) if named else ()

    @property
    def left_out(self) -> tuple[str, ...]:
        """The numbered steps that are not due, as the line says instead of taking them."""
        found = _LEFT_OUT.match(self.doc)
        return tuple(f"X{number}" for number in range(int(found[1]), int(found[2]) + 1)) if found else ()

    @property
    def of_search(self) -> bool:
        """Whether the phrase is the search's."""
        return self.module.startswith(f"{VOCABULARY}.search.")

    @property
    def family(self) -> str:
        """The kind and the words with which the phrase begins: phrases with the same beginning are a family."""
        return " ".join([self.kind.capitalize(), *PLACE.sub("…", self.text).split()[:_WORDS]])

    @property
    def places(self) -> dict[str, Place]:
        """The places of the phrase by name."""
        return self.parser.places if isinstance(self.parser, Phrase) else {}

    def fits(self, kind: str, text: str) -> bool:
        """Whether pytest-bdd would run this definition for the line."""
        return self.kind in ("", kind) and self.matches(text)

    def matches(self, text: str) -> bool:
        """Whether the line's text is this phrase, for any kind of line."""
        return self.parser.is_matching(text)

    def complaint(self, text: str) -> str:
        """Which words of the line do not fit into the phrase's places; "" where the line is quite another phrase."""
        found = re.fullmatch("(.+?)".join(map(re.escape, PLACE.split(self.text)[::2])), text)
        for (name, place), words in zip(self.places.items(), found.groups() if found else (), strict=False):
            try:
                place.read(words)
            except (ValueError, KeyError):
                known = f"is none of: {'; '.join(place.words)}" if place.words else f"cannot stand for {{{name}}}"
                return f"{words!r} {known}"
        return ""


def vocabulary(modules: Iterable[str | ModuleType] = (VOCABULARY,)) -> tuple[StepDefinition, ...]:
    """The step definitions of these modules and of those that they list as `pytest_plugins`, in the order of the text."""
    wanted: dict[str, None] = {}
    for module in modules:
        loaded = import_module(module) if isinstance(module, str) else module
        wanted[loaded.__name__] = None
        for name in getattr(loaded, "pytest_plugins", ()):
            wanted[import_module(name).__name__] = None
    tell_pytest_bdd()
    order = {name: number for number, name in enumerate(wanted)}
    found = [_definition(context) for context in step_function_context_registry.values()]
    found = [definition for definition in found if definition.module in order]
    return tuple(sorted(found, key=lambda definition: (order[definition.module], definition.line)))


def _definition(context: StepFunctionContext) -> StepDefinition:
    function = inspect.unwrap(context.step_func)
    code = function.__code__
    text = context.parser.name
    # The decorators stand first; the phrase is in one of them.
    decorated = range(code.co_firstlineno, code.co_firstlineno + len(inspect.getsourcelines(function)[0]))
    return StepDefinition(
        kind=context.type or "",
        text=text,
        module=function.__module__,
        path=Path(code.co_filename).resolve(),
        line=next(
            (line for line in decorated if f'"{text}"' in linecache.getline(code.co_filename, line)), decorated[0]
        ),
        function=function,
        judges=context.step_func is not function,
        parser=context.parser,
    )


class Side(StrEnum):
    """Whose part the kit plays in a scenario: the client's, which walks the procedures, the spooler's, which flushes a transport,
    the subsystem's, which a client calls, or the search's, which makes scenarios up.

    A reader of a feature needs the phrases of one side only (decisions 0014 and 0017), so each side has a limit of its own.
    """

    CLIENT = "client"
    SPOOLER = "spooler"
    SUBSYSTEM = "subsystem"
    SEARCH = "search"

    @classmethod
    def judging(cls, role: object) -> "Side":
        """The side that the kit plays where a requirement of this role is judged."""
        if role == Role.CLIENT:
            return cls.SUBSYSTEM
        return cls.SPOOLER if role == Role.TRANSPORT else cls.CLIENT


@cache
def definitions_for(definitions: tuple[StepDefinition, ...], kind: str, text: str) -> tuple[StepDefinition, ...]:
    """The definitions that pytest-bdd would run for the line."""
    return tuple(definition for definition in definitions if definition.fits(kind, text))


def by_side(
    definitions: tuple[StepDefinition, ...], lines: Iterable[tuple[Side, StepLine]]
) -> Mapping[Side, tuple[StepDefinition, ...]]:
    """The definitions of each side, in their order. One that several sides use counts on each, an unused one as the client's."""
    used: dict[Side, set[StepDefinition]] = {side: set() for side in Side}
    for side, line in lines:
        used[side].update(definitions_for(definitions, line.type, line.text))
    used[Side.SEARCH] = {definition for definition in definitions if definition.of_search}
    used[Side.CLIENT] |= set(definitions) - used[Side.SPOOLER] - used[Side.SUBSYSTEM]
    used[Side.CLIENT] -= used[Side.SEARCH]
    return {side: tuple(item for item in definitions if item in used[side]) for side in Side}


def own_lines() -> Iterable[tuple[Side, StepLine]]:
    """Every line of the kit's own features, with its side."""
    catalogue = load_catalogue()
    for feature in packaged_suite():
        for scenario in feature.scenarios:
            side = Side.judging(catalogue.requirements[requirement_of(scenario, catalogue)].role)
            yield from ((side, line) for line in scenario.lines)
