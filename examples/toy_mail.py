"""A toy mail system in memory: the far end of the minimal transport, and also its test bed."""

import time
from collections import defaultdict
from dataclasses import replace

from mapi_tck.mapi import MapiError, ResultCode
from mapi_tck.ports import Condition, FarEnd, TransportTestBed


class ToyMail(TransportTestBed):
    """Keeps for each transport the messages that wait for it and that it has sent, its far end, and its line."""

    def __init__(self):
        self.reset()

    def take(self, transport, token):
        """Take a message from the transport, if the far end can."""
        self._connect(transport)
        self._taken[transport].append(token)

    def offer(self, transport):
        """Answer the message that has waited longest, if there is one. It stays until `fetched` is called."""
        if not self._arrived[transport]:
            return None
        self._connect(transport)
        return self._arrived[transport][0]

    def fetched(self, transport):
        """Remove the message that has waited longest: it is delivered."""
        del self._arrived[transport][0]

    def hold_line(self, transport, held):
        """Note whether the transport holds its line."""
        self._lines[transport] = held

    def _connect(self, transport):
        far_end = self._far_ends[transport]
        is_down = far_end.condition is Condition.DOWN and far_end.after == 0
        if is_down or far_end.condition is Condition.REFUSING:
            raise MapiError(ResultCode.MAPI_E_NETWORK_ERROR)
        time.sleep(far_end.seconds)
        self._far_ends[transport] = replace(far_end, after=far_end.after - 1)

    # -- the test bed -------------------------------------------------------------------------------------------------

    def reset(self):
        self._arrived, self._taken = defaultdict(list), defaultdict(list)
        self._far_ends, self._lines = defaultdict(FarEnd), {}

    def arrive(self, transport, tokens):
        self._arrived[transport] += tokens

    def waiting(self, transport):
        return self._arrived[transport]

    def sent(self, transport):
        return self._taken[transport]

    def set_far_end(self, transport, far_end):
        self._far_ends[transport] = far_end

    def prompts(self):
        return ()  # there is no user interface

    def live_objects(self):
        return {"line": sum(self._lines.values())}
