"""Every step definition, as data: what the lint checks and the page of the vocabulary shows."""

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

# Of pytest-bdd's inside the kit uses this registry, and only here: it maps what stands behind each step's fixture to the
# step's kind, parser and function. pytest itself knows the steps only once a session has collected them.
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from mapi_tck.scenario.vocabulary import OneOf

#: The kit's own step vocabulary; what it lists as `pytest_plugins` are its modules.
VOCABULARY: Final = "mapi_tck.steps"

_STEP: Final = r"(?:[AB]\d(?:\.\d)?|X\d+)"
_NUMBERED: Final = re.compile(rf"Steps? ({_STEP}(?:(?:,| and|, and) {_STEP})*)")
_LEFT_OUT: Final = re.compile(r"Steps X(\d+) to X(\d+) are left out")


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """One text of the vocabulary and the function behind it."""

    #: given, when or then; "" for one that any kind of line may use.
    kind: str
    text: str
    module: str
    path: Path
    line: int
    function: Callable[..., object] = field(compare=False)
    _context: StepFunctionContext = field(compare=False, repr=False)

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
    def judges(self) -> bool:
        """Whether the kit's own decorator stands around the function, which is what makes a *Then* line judge."""
        return self._context.step_func is not self.function

    def fits(self, kind: str, text: str) -> bool:
        """Whether pytest-bdd would run this definition for the line."""
        return self.kind in ("", kind) and self.matches(text)

    @property
    def phrases(self) -> dict[str, tuple[str, ...]]:
        """What may stand in the text's places, where that is a closed list."""
        return {name: made.phrases for name, made in self._context.converters.items() if isinstance(made, OneOf)}

    def complaint(self, text: str) -> str:
        """What is wrong with the words that stand in the text's places; "" if nothing is."""
        words = self._context.parser.parse_arguments(text) or {}
        try:
            for name, convert in self._context.converters.items():
                convert(words[name])
        except (ValueError, KeyError) as error:
            return f"{error.args[0]}" if isinstance(error, ValueError) else f"there is no {error.args[0]}"
        return ""

    def matches(self, text: str) -> bool:
        """Whether the text is this definition's, whatever kind of line it stands in."""
        return bool(self._context.parser.is_matching(text))


def vocabulary(modules: Iterable[str | ModuleType] = (VOCABULARY,)) -> tuple[StepDefinition, ...]:
    """The step definitions of these modules and of those that they list as `pytest_plugins`, in the order of the text."""
    wanted: dict[str, None] = {}
    for module in modules:
        loaded = import_module(module) if isinstance(module, str) else module
        wanted[loaded.__name__] = None
        for name in getattr(loaded, "pytest_plugins", ()):
            wanted[import_module(name).__name__] = None
    order = {name: number for number, name in enumerate(wanted)}
    found = [_definition(context) for context in step_function_context_registry.values()]
    found = [definition for definition in found if definition.module in order]
    return tuple(sorted(found, key=lambda definition: (order[definition.module], definition.line)))


def _definition(context: StepFunctionContext) -> StepDefinition:
    function = inspect.unwrap(context.step_func)
    code = function.__code__
    return StepDefinition(
        kind=context.type or "",
        text=context.parser.name,
        module=function.__module__,
        path=Path(code.co_filename).resolve(),
        # The line of the first decorator, where the text stands.
        line=code.co_firstlineno,
        function=function,
        _context=context,
    )
