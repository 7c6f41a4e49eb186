"""What the kit hands to the plugin when it starts pytest itself."""

import pickle
from typing import Any, Final

import pytest

from mapi_tck.engine.connection import Connection
from mapi_tck.settings.run import RunSettings

#: Where a worker process of pytest-xdist finds the settings.
_SENT: Final = "mapi_tck_settings"


class Session:
    """Hands the settings of a run to the plugin, in this process and in pytest-xdist's workers, and the adapter in use."""

    def __init__(self, settings: RunSettings, connection: Connection | None = None) -> None:
        self.settings = settings
        self.connection = connection

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """A worker process begins."""
        node.workerinput[_SENT] = pickle.dumps(self.settings)


def given_session(config: pytest.Config) -> Session | None:
    """The session that the kit has started itself, if it has; a worker process has it from the process that started it."""
    sent: bytes | None = getattr(config, "workerinput", {}).get(_SENT)
    if sent is not None:
        return Session(pickle.loads(sent))  # noqa: S301 - the kit itself has sent it
    return next((plugin for plugin in config.pluginmanager.get_plugins() if isinstance(plugin, Session)), None)
