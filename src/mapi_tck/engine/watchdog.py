"""Ends a run whose adapter is in the process of the run and hangs."""

import os
import sys
import threading
import time
from typing import Any, Final

import pytest

from mapi_tck.assessment import printing
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.verdicts import ExitCode


class Watchdog(threading.Thread):
    """Ends the process when a call hangs in it: no other thread can end such a call.

    An adapter in another process has a limit of its own, which acts first.
    """

    #: Seconds that it waits beyond the limit. An adapter in another process is ended at the limit itself, and its process is gone
    #: half a second later at the latest. The watchdog waits four times as long.
    GRACE: Final = 2.0

    def __init__(self, limit: float, config: pytest.Config) -> None:
        super().__init__(name="mapi-tck watchdog", daemon=True)
        self.limit = limit
        self.config = config
        self.scenario: Scenario | None = None
        self.over = threading.Event()

    def run(self) -> None:
        """Look at the call under way, at least twice a second."""
        while not self.over.wait(min(self.limit / 4, 0.5)):
            scenario = self.scenario
            pending = scenario.pending if scenario else None
            if scenario and pending and time.perf_counter() - pending.since > self.limit + self.GRACE:
                self._end(scenario.id, str(pending.request))

    def _end(self, scenario: str, call: str) -> None:
        capture: Any = self.config.pluginmanager.getplugin("capturemanager")
        if capture is not None:
            capture.suspend(in_=True)
        sys.stderr.write("\n")
        printing.tell(
            f"mapi-tck: {scenario}: {call} has not answered within {self.limit:g} s. It runs in this process "
            f"and cannot be ended, so the run stops here (isolated: hosts an adapter in a process of its own)"
        )
        os._exit(ExitCode.BROKE)
