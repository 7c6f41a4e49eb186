"""Runs the kit's scenarios without pytest's fixtures and phases. Only the kit's own plugins take part then.

For each test pytest has three phases: it sets up fixtures, calls the test, and tears the fixtures down. It makes a report of each
phase. pytest-bdd copies the scenario and calls hooks around each line. That takes longer than the lines themselves, and no other
plugin needs it here. So this module runs the scenario as the search runs its cases, and makes one report.

Under plain pytest, and if the user gives pytest arguments or plugins, pytest and pytest-bdd run the scenarios as they run all
others. The records are the same.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest

from mapi_tck.engine.connection import Connection
from mapi_tck.engine.fixtures import RUNNER
from mapi_tck.engine.items import text_of
from mapi_tck.engine.places import attempt_of, of_kit
from mapi_tck.engine.running import Runner
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.search.performing import Performer
from mapi_tck.suite.features import ScenarioText


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Run the scenario, and report how it ended. Leave other tests to pytest."""
    runner: Runner = item.config.stash[RUNNER]
    text = text_of(item, runner.catalogue)
    if text is None or runner.own is None or not of_kit(item):
        return None
    connection = runner.own
    report(item, runner, lambda: _results(text, attempt_of(item), runner, connection))
    return True


def report(item: pytest.Item, runner: Runner, results: Callable[[], Iterable[ScenarioEnded]]) -> None:
    """Get the results of the item, and report them to pytest as it reports the phase in which a test is called."""
    hook = item.config.hook
    hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    begun, started = time.time(), time.perf_counter()
    with _captured(item):
        found = list(results())
    seconds = time.perf_counter() - started
    told = pytest.TestReport(
        item.nodeid, item.location, {}, "passed", None, "call", (), seconds, begun, begun + seconds
    )
    for result in found:
        runner.judge(told, item, result, runner.own)
    hook.pytest_runtest_logreport(report=told)
    hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)


def _captured(item: pytest.Item) -> Any:
    """A context in which nothing that an adapter prints in this process reaches the terminal."""
    capture: Any = item.config.pluginmanager.getplugin("capturemanager")
    return nullcontext() if capture is None else capture.item_capture("call", item)


def _results(text: ScenarioText, attempt: int, runner: Runner, connection: Connection) -> Iterator[ScenarioEnded]:
    """The result of the attempt. After the last planned one also those of further attempts that a replayed record holds."""
    yield result_of(text, attempt, runner, connection)
    if attempt == runner.settings.repeat:
        for further in range(attempt + 1, connection.recorded_attempts(text.id) + 1):
            yield result_of(text, further, runner, connection)


def result_of(text: ScenarioText, attempt: int, runner: Runner, connection: Connection) -> ScenarioEnded:
    """Run the scenario once, and answer its result."""
    try:
        adapter = connection.adapter
        tck = runner.new_scenario(text, adapter, attempt)
    except Exception as error:
        return runner.unstarted(text, error)
    tck.plan_lines([(line.number, line.keyword, line.text) for line in text.lines])
    failed: BaseException | None = None
    try:
        runner.begin(tck, connection)
        performer = Performer(tck)
        for line in text.lines:
            tck.begin_line(line.number)
            performer.perform(line.type, line.text, line.table)
            tck.end_line()
    except BaseException as error:
        failed = error
    runner.end(tck, connection, failed)
    return tck.result(runner.traced)
