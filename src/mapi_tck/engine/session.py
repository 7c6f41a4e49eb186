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
        self, settings: RunSettings, connection: Connection | None = None, *, other_features: bool = False
    ) -> None:
        self.settings = settings
        self.connection = connection
        #: Whether feature files run that are not the kit's own. pytest-bdd searches for their steps among pytest's fixtures.
        self.other_features = other_features

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Send the settings to a worker process that is about to start."""
        node.workerinput[_SENT] = pickle.dumps(self.settings)


def given_session(config: pytest.Config) -> Session | None:
    """The session that the kit has started; `None` under plain pytest."""
    sent: bytes | None = getattr(config, "workerinput", {}).get(_SENT)
    if sent is not None:
        return Session(pickle.loads(sent))  # noqa: S301 - the kit itself has sent it
    return next((plugin for plugin in config.pluginmanager.get_plugins() if isinstance(plugin, Session)), None)
