"""Finds the step of a line once for each text, and what a step takes once for each step.

pytest-bdd looks through every fixture, makes a fixture of what it has found, and reads the step's signature twice, for every line
that it runs. Which steps the kit's own scenarios see does not change during a run, and is the same for all of them. Whatever
else pytest-bdd runs, in a project that has features of its own, it looks up as ever.
"""

from functools import cache
from importlib import import_module
from typing import Any, Final

import pytest

from mapi_tck.engine.node_ids import scenario_id

#: The module that searches; `pytest_bdd` itself has a function of that name.
_ENGINE: Final[Any] = import_module("pytest_bdd.scenario")
#: Its functions of a step function alone, whose answers nobody changes.
_READERS: Final = ("signature", "get_required_args")


class StepLookup:
    """The part of the plugin that stands in for pytest-bdd's search."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Any] = {}
        self._search = _ENGINE.get_step_function
        self._replaced = {"get_step_function": self._search} | {name: getattr(_ENGINE, name) for name in _READERS}

    def pytest_sessionstart(self) -> None:
        """Take its place."""
        _ENGINE.get_step_function = self.find
        for name in _READERS:
            setattr(_ENGINE, name, cache(self._replaced[name]))

    def pytest_unconfigure(self) -> None:
        """Give it its place back: another run may follow in this process."""
        for name, function in self._replaced.items():
            setattr(_ENGINE, name, function)

    def find(self, request: pytest.FixtureRequest, step: Any) -> Any:
        """What pytest-bdd would find, or `None`."""
        if scenario_id(request.node.nodeid) is None:
            return self._search(request=request, step=step)
        text = (step.type, step.name)
        if text not in self._found:
            self._found[text] = self._search(request=request, step=step)
        return self._found[text]
