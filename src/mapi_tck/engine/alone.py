"""Lets one process begin a run with several workers. The workers start only if the run then ends sooner.

A worker loads the kit and collects the scenarios before it runs the first one. A short run has ended by then.
"""

import time
from collections.abc import Callable
from typing import Final

import pytest

from mapi_tck.engine.recording import RunRecorder

#: Seconds that one process runs scenarios before their number says how long the rest takes. A choice: a tenth of a minute.
TRIAL: Final = 5.0
#: Seconds until a worker process runs its first scenario, beside others (measured November 2026, on two busy cores).
START: Final = 3.0


class Alone:
    """A plugin of the pytest session that begins: it stops the session when so many workers would end sooner."""

    def __init__(self, recorder: RunRecorder, workers: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._recorder = recorder
        self._workers = workers
        self._clock = clock
        self._began = 0.0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> None:
        """Note when the first scenario begins."""
        self._began = self._clock()

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self) -> None:
        """Let pytest stop after this scenario, if the others take long."""
        if self._pays(self._clock() - self._began, *self._recorder.counts):
            self._recorder.hand_over()

    def _pays(self, spent: float, ended: int, left: int) -> bool:
        """Whether the workers need less time for what is left, if each scenario takes as long as those that have ended."""
        alone = left * spent / max(ended, 1)
        return spent > TRIAL and left >= self._workers and alone > alone / self._workers + 2 * START
