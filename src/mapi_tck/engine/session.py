"""Starts pytest with the kit's own configuration and without a project's, and hands the plugin what it needs."""

import os
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from mapi_tck.engine.connection import Connection
from mapi_tck.settings.run import RunSettings

#: The only plugins that take part: others (random order, coverage, …) would change what is certified.
_PLUGINS: Final = ("mapi_tck.plugin", "pytest_bdd.plugin", "xdist.plugin", "xdist.looponfail")

#: Where a worker process of pytest-xdist finds the settings.
_SENT: Final = "mapi_tck_settings"


class Session:
    """Gives the plugin the settings of a run and the connected adapter. Workers of pytest-xdist get the settings alone."""

    def __init__(self, settings: RunSettings, connection: Connection | None = None) -> None:
        self.settings = settings
        self.connection = connection

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Send the settings to a worker process that begins."""
        node.workerinput[_SENT] = pickle.dumps(self.settings)


def given_session(config: pytest.Config) -> Session | None:
    """The session that the kit has started; `None` under plain pytest."""
    sent: bytes | None = getattr(config, "workerinput", {}).get(_SENT)
    if sent is not None:
        return Session(pickle.loads(sent))  # noqa: S301 - the kit itself has sent it
    return next((plugin for plugin in config.pluginmanager.get_plugins() if isinstance(plugin, Session)), None)


def start_pytest(
    session: Session, collected: Path, folder: Path, arguments: Sequence[str] = (), plugins: Sequence[object] = ()
) -> int:
    """Run pytest over the feature files at `collected`, with `folder` as its root. Answer its exit code."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    own = [str(collected), "-qq", "--no-summary", "--tb=no", "-W", "ignore:Module already imported"]
    own += [word for plugin in _PLUGINS for word in ("-p", plugin)]
    own += ["-c", str(Path(__file__).resolve().with_name("run.ini")), f"--rootdir={folder}"]
    return pytest.main([*own, *arguments], plugins=[session, *plugins])
