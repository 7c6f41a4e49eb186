"""Beside popular plugins of pytest the kit's verdicts stay as they are, or the session fails and says why.

`make compat` runs each plugin in each way to use pytest, and each two together. Here a plugin is run once, and a few together.
"""

import os
from pathlib import Path

import pytest
from once import once

from compat.plugins import Plugin, plugins, python
from compat.sessions import Ended, session, trouble

#: Plugins that repeat, distribute or leave out items, or replace their reports. With `MAPI_TCK_EVERY_SURROUNDING=1`, as in
#: continuous integration, the others are tried too.
ACTING = (
    "pytest-rerunfailures",
    "pytest-repeat",
    "pytest-xdist",
    "pytest-forked",
    "pytest-split",
)
EVERY = bool(os.environ.get("MAPI_TCK_EVERY_SURROUNDING"))
TRIED = [plugin for plugin in plugins() if EVERY or plugin.package in ACTING]

#: Two that both change what is reported.
PAIR = ("pytest-repeat", "pytest-rerunfailures")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """A session of the kit alone. One requirement fails, the other passes."""
    if not python().exists():
        pytest.skip("the plugins are not installed (make .venv/compat/installed)")

    def made(folder: Path) -> Ended:
        return session(folder, ())

    return once(tmp_path_factory, "compat-alone", made)


def test_the_session_alone_is_what_others_are_compared_with(alone: Ended) -> None:
    """It has scenarios that fail and others that pass."""
    assert alone.code == 1, alone.said
    assert alone.verdicts is not None
    assert {verdict for verdicts in alone.verdicts.values() for verdict in verdicts} == {"pass", "fail"}


@pytest.mark.parametrize("plugin", TRIED, ids=lambda plugin: plugin.package)
def test_beside_one_plugin(plugin: Plugin, alone: Ended, tmp_path: Path) -> None:
    """Each scenario has the verdict that it has without the plugin, and the session fails."""
    ended = session(tmp_path, [plugin])

    assert trouble(ended, alone, [plugin]) == "", ended.said
    # The one that fails all tests of pytest 9.2 gives no verdicts; of all others there are some.
    assert ended.verdicts or plugin.package == "pytest-forked", ended.said


def test_beside_two_plugins(alone: Ended, tmp_path: Path) -> None:
    """Each changes what the other reports."""
    pair = [plugin for plugin in plugins() if plugin.package in PAIR]
    ended = session(tmp_path, pair)

    assert trouble(ended, alone, pair) == "", ended.said


def test_beside_all_plugins_that_are_only_installed(alone: Ended, tmp_path: Path) -> None:
    """As in an environment that has them all: nobody has turned them on."""
    every = [Plugin(plugin.package, plugin.loads, ()) for plugin in plugins()]
    ended = session(tmp_path, every)

    assert ended.verdicts == alone.verdicts, ended.said


def test_the_debugger_ends_the_session(alone: Ended, tmp_path: Path) -> None:
    """A session that is left in the debugger has not passed."""
    ended = session(tmp_path, (), "debugger")

    assert trouble(ended, alone, (), "debugger") == "", ended.said


@pytest.mark.parametrize(
    ("ended", "what"),
    [
        (Ended(0, "", {"a": frozenset({"fail"})}), "the session passes"),
        (Ended(1, "", {"a": frozenset({"pass"})}), "other verdicts"),
        (Ended(1, "", {}), "not a word about it"),
        (Ended(1, "ERROR: this plugin cannot", {}), ""),
        (Ended(1, "", {"a": frozenset({"fail"})}), ""),
    ],
)
def test_what_is_wrong_with_a_session_is_noticed(ended: Ended, what: str) -> None:
    """A session that passes, another verdict, and silence."""
    found = trouble(ended, Ended(1, "", {"a": frozenset({"fail"})}), ())

    assert found.startswith(what) or what in found
    assert bool(found) == bool(what)
