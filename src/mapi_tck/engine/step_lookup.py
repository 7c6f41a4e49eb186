"""Finds the step functions of the kit's scenarios faster than pytest-bdd does.

pytest-bdd looks through all fixtures for every line that it runs, makes a fixture of the step that it finds, and reads the
signature of the step function twice. This module looks in the kit's own vocabulary, and keeps what it has read of a signature. So
a project's steps also cannot change what the kit's lines mean. For a project's own features pytest-bdd searches as usual.
"""

from functools import cache
from importlib import import_module
from typing import Any, Final, cast

import pytest
from pytest_bdd.parsers import StepParser
from pytest_bdd.steps import StepFunctionContext

from mapi_tck.engine.places import of_kit
from mapi_tck.scenario.vocabulary import find

#: The module that searches. It is imported by name, because `pytest_bdd.scenario` is also a function.
_ENGINE: Final[Any] = import_module("pytest_bdd.scenario")
#: Functions of that module that only read a step function. Their answers can be kept.
_READERS: Final = ("signature", "get_required_args")


class StepLookup:
    """The part of the plugin that replaces pytest-bdd's search."""

    def __init__(self) -> None:
        self._search = _ENGINE.get_step_function
        self._replaced = {"get_step_function": self._search} | {name: getattr(_ENGINE, name) for name in _READERS}

    def pytest_sessionstart(self) -> None:
        """Replace the search."""
        _ENGINE.get_step_function = self.find
        for name in _READERS:
            setattr(_ENGINE, name, cache(self._replaced[name]))

    def pytest_unconfigure(self) -> None:
        """Put pytest-bdd's own search back: another run may follow in this process."""
        for name, function in self._replaced.items():
            setattr(_ENGINE, name, function)

    def find(self, request: pytest.FixtureRequest, step: Any) -> Any:
        """The step function of the line in the form that pytest-bdd expects; `None` if there is none."""
        if not of_kit(request.node):
            return self._search(request=request, step=step)
        phrase = find(step.type, step.name)
        return None if phrase is None else StepFunctionContext(phrase.kind, phrase.run, cast("StepParser", phrase))
