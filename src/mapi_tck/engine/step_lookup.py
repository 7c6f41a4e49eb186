"""Finds the step of each line once, and the parameters of each step once.

For every line that it runs pytest-bdd looks through all fixtures, makes a fixture of the step that it has found, and reads the
step's signature twice. This module finds the lines of the kit's own scenarios in the kit's own vocabulary, so a project's steps
do not change what they mean. For a project's own features pytest-bdd searches as usual.
"""

from functools import cache
from importlib import import_module
from typing import Any, Final, cast

import pytest
from pytest_bdd.parsers import StepParser
from pytest_bdd.steps import StepFunctionContext

from mapi_tck.engine.node_ids import scenario_id
from mapi_tck.scenario.vocabulary import find

#: The module that searches. `pytest_bdd.scenario` is a function, so the module is found by name.
_ENGINE: Final[Any] = import_module("pytest_bdd.scenario")
#: Its functions of a step function alone, whose answers do not change.
_READERS: Final = ("signature", "get_required_args")


class StepLookup:
    """The part of the plugin that replaces pytest-bdd's search."""

    def __init__(self) -> None:
        self._search = _ENGINE.get_step_function
        self._replaced = {"get_step_function": self._search} | {name: getattr(_ENGINE, name) for name in _READERS}

    def pytest_sessionstart(self) -> None:
        """Replace it."""
        _ENGINE.get_step_function = self.find
        for name in _READERS:
            setattr(_ENGINE, name, cache(self._replaced[name]))

    def pytest_unconfigure(self) -> None:
        """Put it back: another run may follow in this process."""
        for name, function in self._replaced.items():
            setattr(_ENGINE, name, function)

    def find(self, request: pytest.FixtureRequest, step: Any) -> Any:
        """The step of the line, as pytest-bdd has it, or `None`."""
        if scenario_id(request.node.nodeid) is None:
            return self._search(request=request, step=step)
        phrase = find(step.type, step.name)
        return None if phrase is None else StepFunctionContext(phrase.kind, phrase.run, cast("StepParser", phrase))
