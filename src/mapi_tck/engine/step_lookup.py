"""Remembers which step belongs to a line, and which arguments a step takes.

For every line pytest-bdd searches all fixtures, and reads the signature of the step that it has found. The kit's own scenarios
all see the same steps during a run, so one search for each text is enough. The lines of a project's own features are looked up
by pytest-bdd as usual.
"""

from functools import cache
from importlib import import_module
from typing import Any, Final

import pytest

from mapi_tck.engine.node_ids import scenario_id

#: The module that searches. `pytest_bdd.scenario` is a function, so the module is found by name.
_ENGINE: Final[Any] = import_module("pytest_bdd.scenario")
#: Functions of that module whose answers depend on the step function alone.
_READERS: Final = ("signature", "get_required_args")


class StepLookup:
    """The part of the plugin that replaces pytest-bdd's search."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Any] = {}
        self._search = _ENGINE.get_step_function
        self._replaced = {"get_step_function": self._search} | {name: getattr(_ENGINE, name) for name in _READERS}

    def pytest_sessionstart(self) -> None:
        """Replace the search."""
        _ENGINE.get_step_function = self.find
        for name in _READERS:
            setattr(_ENGINE, name, cache(self._replaced[name]))

    def pytest_unconfigure(self) -> None:
        """Restore the search: another run may follow in this process."""
        for name, function in self._replaced.items():
            setattr(_ENGINE, name, function)

    def find(self, request: pytest.FixtureRequest, step: Any) -> Any:
        """The step that pytest-bdd would find, or `None`."""
        if scenario_id(request.node.nodeid) is None:
            return self._search(request=request, step=step)
        text = (step.type, step.name)
        if text not in self._found:
            self._found[text] = self._search(request=request, step=step)
        return self._found[text]
