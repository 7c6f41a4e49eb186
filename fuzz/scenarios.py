"""Runs single scenarios in this process, without pytest: an input takes milliseconds."""

from collections.abc import Iterable
from functools import cache
from importlib import import_module

from _pytest.config import get_config

from mapi_tck.claims.declaration import Declaration
from mapi_tck.engine.connection import Connection
from mapi_tck.engine.own_protocol import result_of
from mapi_tck.engine.running import Runner
from mapi_tck.ports import Role
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import ScenarioText, packaged_scenarios

#: What the implementation that the inputs change claims: all that the reference does.
DECLARATION = Declaration(
    claims=dict.fromkeys(("flush-async-ok", "unicode-status-table", "restriction-on-non-column"), True)
)


@cache
def runner(role: Role) -> Runner:
    """What runs scenarios in that role."""
    import_module("mapi_tck.steps")
    settings = RunSettings("fuzzed", role, declaration=DECLARATION, examples=1)
    return Runner(get_config(), settings, load_catalogue(), None)


@cache
def chosen(role: Role) -> tuple[ScenarioText, ...]:
    """The scenarios of the role that are no laws: a law tries many cases."""
    return tuple(text for text in _every(role) if not text.searches)


@cache
def laws(role: Role) -> tuple[ScenarioText, ...]:
    """The laws of the role."""
    return tuple(text for text in _every(role) if text.searches)


@cache
def _every(role: Role) -> tuple[ScenarioText, ...]:
    plan = runner(role).settings.whole_plan(packaged_scenarios().values(), load_catalogue())
    return tuple(named(plan))


def run(text: ScenarioText, connection: Connection, role: Role) -> ScenarioEnded:
    """The result of the scenario, as the kit's own loop gives it."""
    running = runner(role)
    result = result_of(text, 1, running, connection)
    running.watchdog.scenario = None
    return result


def named(ids: Iterable[str]) -> list[ScenarioText]:
    """The scenarios with these ids."""
    every = packaged_scenarios()
    return [every[id] for id in ids]
