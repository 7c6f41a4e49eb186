"""How long the spooler waits for one transport, which may ask it to be called again later."""

from collections.abc import Mapping
from typing import Final

from mapi_tck.mapi import ResultCode
from mapi_tck.ports import Direction, Started, Submitted
from mapi_tck.ports.clock import Clock
from mapi_tck.scenario import Outcome, Scenario

from .far_end import FarEndSeen
from .stages import OUTBOUND
from .support import FLUSH_BITS, PlayedSupport

#: The answers after which the spooler submits a message again later, or offers another one: the page on SubmitMessage says so.
_LATER: Final = (ResultCode.MAPI_E_BUSY, ResultCode.MAPI_E_WAIT, ResultCode.MAPI_E_NETWORK_ERROR)
#: The answers after which it does not: another transport should take the message, or it should not be sent again.
_NOT_AGAIN: Final = (ResultCode.MAPI_E_NOT_ME, ResultCode.MAPI_E_CANCEL)
#: How long the spooler waits before it asks such a transport again.
_BUSY_SECONDS: Final = 0.05


class Patient(FarEndSeen):
    """The transport of this name, with its support object. `troubled` holds those whose far end is in trouble at present."""

    def __init__(self, tck: Scenario, name: str, troubled: set[str]) -> None:
        super().__init__(tck, name)
        self.support = PlayedSupport()
        self._troubled = troubled
        #: The direction that is well of each transport whose far end is in trouble with the other one alone.
        self.well: Mapping[str, Direction | None] = {}
        #: The flags of the flush in which the spooler made no call for an hour.
        self.left_alone = 0
        #: The same, if the transport has ended that flush, or could not go on: it need not wait so long for a call (ruling D-84).
        self.stopped = 0

    @property
    def in_trouble(self) -> bool:
        """Whether the far end is in trouble at present."""
        return self.name in self._troubled

    def in_trouble_with(self, bit: int) -> bool:
        """Whether the far end is in trouble with what moves in the phase of this flush bit."""
        direction = Direction.OUTGOING if bit == OUTBOUND else Direction.INCOMING
        return self.in_trouble and self.well.get(self.name) is not direction

    def note_stop(self) -> None:
        """Note whether the transport has ended a flush, by clearing its bits or by a failure, because the spooler was silent."""
        if not self.support.shows(FLUSH_BITS) or self.support.has_failed:
            self.stopped = self.left_alone

    def patience(self) -> float:
        """How long the spooler waits for one message, in seconds."""
        limit = self.tck.parameters.settle_limit
        return min(limit, self.tck.parameters.slow_seconds * 20) if self.in_trouble else limit

    def wait_as_asked(self, outcome: Outcome[Submitted | Started], patience: float, bit: int) -> float | None:
        """Wait as the transport asks, and return the patience that is left; `None` if the spooler does not call again."""
        if outcome.refused:
            seconds = self._pause_after(outcome, patience, bit)
        else:
            seconds = outcome.value.wait_seconds
            seconds = max(seconds, Clock.FIRST_PAUSE) if seconds > 0 else 0.0
        if not seconds or patience <= 0 or not self.support.shows(bit):
            if outcome.refused:
                self.stopped = self.left_alone
            return None
        self.tck.wait_until(lambda: False, min(seconds, patience))
        return patience - seconds

    def _pause_after(self, refusal: Outcome[Submitted | Started], patience: float, bit: int) -> float:
        """How long the spooler waits after a refusal; 0 if it does not call again.

        What another code of SubmitMessage says may pass, too (ruling D-74). The pauses after such a code become longer.
        """
        if self.support.has_failed or self.in_trouble_with(bit) or refusal.code in _NOT_AGAIN:
            return 0.0
        if refusal.code in _LATER:
            return _BUSY_SECONDS
        return max(_BUSY_SECONDS, self.patience() - patience) if bit == OUTBOUND else 0.0

    def wait_for_later(self, waited: float, bit: int) -> float:
        """Wait longer each time, up to all the patience there is, and return how long; 0 if the spooler does not call again."""
        seconds = min(max(waited, _BUSY_SECONDS), self.patience() - waited)
        if self.in_trouble_with(bit) or self.support.has_failed or seconds <= 0 or not self.support.shows(bit):
            return 0.0
        self.tck.wait_until(lambda: False, seconds)
        return seconds
