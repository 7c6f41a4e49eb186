"""Time, and the kit's only way to wait for something.

An implementation in the kit's own process may use a time that the kit simulates (`live_in`). Then a wait takes no real time, and
it has the same length and the same number of looks on a busy machine.
"""

import time
from collections.abc import Callable
from typing import Final, Protocol


class Time(Protocol):
    """A clock that can be read and waited for, in seconds."""

    def now(self) -> float:
        """The seconds since some fixed moment."""
        ...

    def wait(self, seconds: float) -> None:
        """Wait so many seconds."""
        ...


class WallTime:
    """Real time."""

    def now(self) -> float:
        """The machine's monotonic clock."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)


class SimulatedTime:
    """A time that begins at 0 and passes only during waits."""

    def __init__(self) -> None:
        self._now = 0.0

    def now(self) -> float:
        """The sum of all waits so far."""
        return self._now

    def wait(self, seconds: float) -> None:
        """Add the seconds at once."""
        self._now += seconds


class Clock:
    """Waits for the kit. Its pauses grow, so that a wait in vain leaves a short trace."""

    #: In seconds. Both are a choice: what comes at once is seen at once, and a wait of ten seconds is 45 looks.
    FIRST_PAUSE: Final = 0.005
    LONGEST_PAUSE: Final = 0.25

    def __init__(self, time: Time | None = None) -> None:
        self._time = time or WallTime()
        self._end = 0.0
        self._pause = self.FIRST_PAUSE

    def rest(self, seconds: float) -> bool:
        """Let so much time pass if it costs nothing; answers whether it has. Real time is not spent on this."""
        free = isinstance(self._time, SimulatedTime)
        if free:
            self._time.wait(seconds)
        return free

    def start(self, limit: float) -> None:
        """Begin a wait of at most so many seconds."""
        self._end = self._time.now() + limit
        self._pause = self.FIRST_PAUSE

    def pause(self) -> bool:
        """Wait a little. Answers whether the limit allows another look."""
        self._time.wait(self._pause)
        self._pause = min(self._pause * 2, self.LONGEST_PAUSE)
        return self._time.now() < self._end


def wait_until(clock: Clock, condition: Callable[[], bool], limit: float) -> bool:
    """Look until the condition holds or the limit has passed. Answers whether it holds."""
    clock.start(limit)
    while not condition():
        if not clock.pause():
            return condition()
    return True
