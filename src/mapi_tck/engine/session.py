"""What the kit hands to the plugin when it starts pytest itself."""

import os
import pickle
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, Final

import pytest

from mapi_tck.engine.connection import Connection, Known
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.settings.run import RunSettings

#: Where a worker process of pytest-xdist finds the settings.
_SENT: Final = "mapi_tck_settings"

#: Seconds that the workers of an interrupted run may take to end. A choice: a user waits for the prompt. A worker that has no
#: call under way takes 0.2 s (measured November 2026).
PATIENCE: Final = 1.5


def interrupt_on_sigterm() -> None:
    """Let SIGTERM end this process as Ctrl-C does, so that it closes its adapter and writes what it has.

    If SIGTERM is ignored or handled already, that stays.
    """
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def interrupt_once() -> None:
    """Let the first of SIGTERM and SIGINT end this worker, and ignore the others.

    At Ctrl-C a worker gets SIGINT from the terminal and SIGTERM from the kit. The second one would interrupt its end.
    """

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, interrupt)


class Session:
    """Gives the plugin the settings of a run and the connected adapter. Workers of pytest-xdist connect by themselves."""

    def __init__(
        self,
        settings: RunSettings,
        connection: Connection | None = None,
        *,
        other_features: bool = False,
        expected: Known | None = None,
        done: frozenset[tuple[str, int]] = frozenset(),
    ) -> None:
        self.settings = settings
        self.connection = connection
        #: The implementation that the run is about, in a worker.
        self.expected = expected
        #: Whether feature files run that are not the kit's own. pytest-bdd searches for their steps among pytest's fixtures.
        self.other_features = other_features
        #: Scenario and number of each attempt that has ended, in a run that goes on.
        self.done = done
        self._config: pytest.Config | None = None
        #: The numbers of the worker processes.
        self._workers: list[int] = []
        #: Called with the result of a scenario that hangs, before the process ends.
        self.at_hang: list[Callable[[ScenarioEnded], None]] = []

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodeready(self, node: Any) -> None:
        """Note the process of a worker on this machine."""
        popen = getattr(getattr(node.gateway, "_io", None), "popen", None)
        if popen is not None:
            self._workers.append(popen.pid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Interrupt the workers too. pytest-xdist alone would wait ten seconds for the scenarios that are under way."""
        if self._workers:
            distributed: Any = self._config and self._config.pluginmanager.get_plugin("dsession")
            if distributed is not None and getattr(distributed, "nodemanager", None) is not None:
                distributed.nodemanager.EXIT_TIMEOUT = PATIENCE
        for number in self._workers:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(number, signal.SIGTERM)

    def pytest_configure(self, config: pytest.Config) -> None:
        """Keep the configuration."""
        self._config = config

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Send the settings to a worker process that is about to start."""
        known = None if self.connection is None else self.connection.known
        node.workerinput[_SENT] = pickle.dumps((self.settings, known, self.done))


def given_session(config: pytest.Config) -> Session | None:
    """The session that the kit has started; `None` under plain pytest."""
    sent: bytes | None = getattr(config, "workerinput", {}).get(_SENT)
    if sent is not None:
        settings, known, done = pickle.loads(sent)  # noqa: S301 - the kit itself has sent it
        return Session(settings, expected=known, done=done)
    return next((plugin for plugin in config.pluginmanager.get_plugins() if isinstance(plugin, Session)), None)
