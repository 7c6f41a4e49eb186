"""Ends a run whose adapter is in the process of the run and hangs."""

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, Final

import pytest

from mapi_tck.assessment import printing
from mapi_tck.errors import AdapterBroke, Breakage
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.scenario.recorder import TraceEntry
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.verdicts import ExitCode


class Watchdog(threading.Thread):
    """Ends the process when a call hangs in it: no other thread can end such a call.

    Before that it gives the scenario its result, has the record and the reports written, and closes the adapter. An adapter in
    another process has a limit of its own, which ends a call. The watchdog leaves such an adapter alone.
    """

    #: Seconds that it waits beyond the limit. A choice: a call that just takes a little too long is still answered.
    GRACE: Final = 2.0
    #: Seconds that the adapter may take to close, and the reports to be written. A choice: the run has lasted too long already.
    CLOSING: Final = 2.0
    WRITING: Final = 60.0

    def __init__(self, limit: float, config: pytest.Config) -> None:
        super().__init__(name="mapi-tck watchdog", daemon=True)
        self.limit = limit
        self.config = config
        self.scenario: Scenario | None = None
        #: Closes the adapter.
        self.close: Callable[[], None] = lambda: None
        #: Called with the result of the scenario that hangs.
        self.at_hang: list[Callable[[ScenarioEnded], None]] = []
        self.over = threading.Event()

    def run(self) -> None:
        """Look at the call under way, at least twice a second."""
        pause = min(self.limit / 4, 0.5)
        watched: TraceEntry | None = None
        seconds, looked = 0.0, time.perf_counter()
        while not self.over.wait(pause):
            scenario, now = self.scenario, time.perf_counter()
            pending = scenario.pending if scenario else None
            if pending is not None and pending is watched:
                # A process that got no processor, or was stopped, has not waited for the adapter.
                seconds += min(now - looked, 2 * pause)
            elif pending is not None:
                watched, seconds = pending, min(now - pending.since, 2 * pause)
            looked = now
            if scenario and pending and seconds > self.limit + self.GRACE:
                self._end(scenario, pending)

    def _end(self, scenario: Scenario, pending: TraceEntry) -> None:
        capture: Any = self.config.pluginmanager.getplugin("capturemanager")
        if capture is not None:
            capture.suspend(in_=True)
        call = str(pending.request)
        _within(self.CLOSING, self.close)
        _within(self.WRITING, lambda: self._write(scenario, pending, call))
        sys.stderr.write("\n")
        printing.tell(
            f"mapi-tck: {scenario.id}: {call} has not answered within {self.limit:g} s. It runs in this process "
            f"and cannot be ended, so the run stops here (isolated: hosts an adapter in a process of its own)"
        )
        os._exit(ExitCode.BROKE)

    def _write(self, scenario: Scenario, pending: TraceEntry, call: str) -> None:
        broke = AdapterBroke(Breakage.HUNG, f"no answer within {self.limit:g} s", call)
        pending.broke = broke
        scenario.broke(broke)
        scenario.ended = time.perf_counter()
        result = scenario.result()
        for write in self.at_hang:
            write(result)


def _within(seconds: float, work: Callable[[], None]) -> None:
    """Do the work, and wait so many seconds for its end. It may hang too."""

    def done() -> None:
        try:
            work()
        except Exception:
            traceback.print_exc()

    thread = threading.Thread(target=done, daemon=True)
    thread.start()
    thread.join(seconds)
