"""The provider with one mistake each: `mapi-tck run --role transport postfix.wrong:TrustsExitCode`."""

from collections.abc import Sequence

from .adapter import PostfixAdapter
from .queue import PostfixQueue


class _ByExitCode(PostfixQueue):
    def send(self, recipients: Sequence[str], mail: bytes) -> None:
        self._wait_until_resting(self._put(recipients, mail), "")
        self.flush()  # it ends with 0 also if no message can be delivered


class TrustsExitCode(PostfixAdapter):
    """Calls a message sent because `postqueue -f` ended with 0."""

    QUEUE = _ByExitCode
