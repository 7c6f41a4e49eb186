"""Finds the step of a line once for each text: pytest-bdd looks through every fixture for every line that it runs.

Which steps the kit's own scenarios see does not change during a run, and is the same for all of them. Whatever else pytest-bdd
runs, in a project that has features of its own, it looks up as ever.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Any, Final

import pytest

from mapi_tck.collection import scenario_id

#: The module that searches; `pytest_bdd` itself has a function of that name.
_ENGINE: Final[Any] = import_module("pytest_bdd.scenario")


class StepLookup:
    """The part of the plugin that stands in for pytest-bdd's search."""

    def __init__(self) -> None:
        self._search = _ENGINE.find_fixturedefs_for_step
        self._found: dict[tuple[str, str], list[Any]] = {}

    def pytest_sessionstart(self) -> None:
        """Take its place."""
        _ENGINE.find_fixturedefs_for_step = self.find

    def pytest_unconfigure(self) -> None:
        """Give it its place back: another run may follow in this process."""
        _ENGINE.find_fixturedefs_for_step = self._search

    def find(self, step: Any, fixturemanager: Any, node: pytest.Item) -> Iterable[Any]:
        """What pytest-bdd would find."""
        if scenario_id(node.nodeid) is None:
            yield from self._search(step=step, fixturemanager=fixturemanager, node=node)
            return
        text = (step.type, step.name)
        if text not in self._found:
            self._found[text] = list(self._search(step=step, fixturemanager=fixturemanager, node=node))
        yield from self._found[text]
