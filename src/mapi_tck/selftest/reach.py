"""Does the jobs of `mapi_tck.selftest.endings`, and skips the scenarios that a wrong implementation cannot change.

A wrong implementation replaces some functions of the reference. Where the reference enters none of them, both do the same, and
the scenario has the reference's result. So the program notes once which functions each scenario enters. This takes about as long
as three jobs, and saves more than a quarter of each later one.

Called as `python -m mapi_tck.selftest.reach ROLE`.
"""

import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import CodeType, FrameType
from typing import Any

import pytest

from mapi_tck.engine import own_protocol
from mapi_tck.engine.connection import connect
from mapi_tck.engine.places import text_in
from mapi_tck.engine.watching import reported
from mapi_tck.ports import Role
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.selftest.endings import Endings
from mapi_tck.selftest.forking import serve
from mapi_tck.selftest.plan import Laws
from mapi_tck.settings.run import RunSettings
from mapi_tck.wire.codecs import Json


class Reach:
    """A pytest plugin that notes of each written scenario how it ended, and which functions were entered meanwhile."""

    def __init__(self) -> None:
        #: Scenario → the functions.
        self._entered: dict[str, set[CodeType]] = {}
        #: Node id → its result.
        self._results: dict[str, ScenarioEnded] = {}

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note the functions."""
        text = text_in(item)
        if text is None or text.searches:
            return (yield)
        entered = self._entered[text.id] = set()

        def enter(frame: FrameType, _event: str, _argument: object) -> None:
            entered.add(frame.f_code)

        before = sys.gettrace()
        sys.settrace(enter)
        try:
            return (yield)
        finally:
            sys.settrace(before)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the result."""
        carried = reported(report)
        if carried is not None:
            for result in carried["results"]:
                self._results[result["scenario"]] = result

    def without(self, functions: Collection[CodeType]) -> Mapping[str, ScenarioEnded]:
        """The results of the scenarios that enter none of these functions."""
        return {id: self._results[id] for id, entered in self._entered.items() if entered.isdisjoint(functions)}


class Known:
    """A pytest plugin that reports the results of these scenarios and does not run them."""

    def __init__(self, results: Mapping[str, ScenarioEnded], runner: Any) -> None:
        self._results = results
        self._runner = runner

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Report the result, if it is known."""
        text = text_in(item)
        result = None if text is None else self._results.get(text.id)
        if result is None:
            return None
        own_protocol.report(item, self._runner, lambda: [result])
        return True


class Reaching(Endings):
    """Runs the scenarios that an adapter can end otherwise than the reference."""

    #: What the reference has shown.
    reach: Reach | None = None

    def prepare(self, session: pytest.Session) -> None:
        """Note what the reference does."""
        reach = Reach()
        with _registered(session, reach):
            super().prepare(session)
        self.reach = reach

    def run(self, session: pytest.Session, settings: RunSettings, laws: Laws) -> Json:
        """Run the scenarios. Only those whose settings are the reference's can have its results."""
        replaced = getattr(connect(settings).adapter, "replaces", None)
        if self.reach is None or replaced is None or settings != self._as_reference(settings):
            return super().run(session, settings, laws)
        runner = session.config.pluginmanager.get_plugin("mapi-tck runner")
        with _registered(session, Known(self.reach.without(replaced), runner)):
            return super().run(session, settings, laws)

    def _as_reference(self, settings: RunSettings) -> RunSettings:
        return replace(self.settings, adapter=settings.adapter, examples=settings.examples)


@contextmanager
def _registered(session: pytest.Session, plugin: object) -> Iterator[None]:
    session.config.pluginmanager.register(plugin)
    try:
        yield
    finally:
        session.config.pluginmanager.unregister(plugin)


if __name__ == "__main__":
    serve(Reaching, Role(sys.argv[1]))
