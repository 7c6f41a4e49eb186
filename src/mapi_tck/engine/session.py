"""What the kit hands to the plugin when it starts pytest itself."""

import pickle
from typing import Any, Final

import pytest

from mapi_tck.engine.connection import Connection
from mapi_tck.settings.run import RunSettings

#: Where a worker process of pytest-xdist finds the settings.
_SENT: Final = "mapi_tck_settings"


class Session:
    """Gives the plugin the settings of a run and the connected adapter. Workers of pytest-xdist get the settings alone."""

    def __init__(
        self,
        settings: RunSettings,
        connection: Connection | None = None,
        *,
        other_features: bool = False,
        done: frozenset[tuple[str, int]] = frozenset(),
    ) -> None:
        self.settings = settings
        self.connection = connection
        #: Whether feature files run that are not the kit's own. pytest-bdd searches for their steps among pytest's fixtures.
        self.other_features = other_features
        #: Scenario and number of each attempt that has ended, in a run that goes on.
        self.done = done

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Send the settings to a worker process that is about to start."""
        node.workerinput[_SENT] = pickle.dumps((self.settings, self.done))


def given_session(config: pytest.Config) -> Session | None:
    """The session that the kit has started; `None` under plain pytest."""
    sent: bytes | None = getattr(config, "workerinput", {}).get(_SENT)
    if sent is not None:
        settings, done = pickle.loads(sent)  # noqa: S301 - the kit itself has sent it
        return Session(settings, done=done)
    return next((plugin for plugin in config.pluginmanager.get_plugins() if isinstance(plugin, Session)), None)
