"""A toy mail system in memory, and at once the test bed that shows it: what lies behind the minimal transport."""

import time
from collections import defaultdict
from dataclasses import replace

from mapi_tck.mapi import MapiError, ResultCode
from mapi_tck.ports import Condition, FarEnd, TransportTestBed


class ToyMail(TransportTestBed):
    """Keeps for each transport what waits for it, what it has sent, how its far end behaves, and its line."""

    def __init__(self):
        self.reset()

    def take(self, transport, token):
        """Take a message that is sent, if the far end can."""
        self._connect(transport)
        self._taken[transport].append(token)

    def offer(self, transport):
        """Answer the message that has waited longest, if any; it waits on until it is `fetched`."""
        if not self._arrived[transport]:
            return None
        self._connect(transport)
        return self._arrived[transport][0]

    def fetched(self, transport):
        """Forget the message that has waited longest: it has been delivered."""
        del self._arrived[transport][0]

    def hold_line(self, transport, held):
        """Connect a transport, or let it go."""
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
        return ()  # nothing here ever shows anything

    def live_objects(self):
        return {"line": sum(self._lines.values())}
