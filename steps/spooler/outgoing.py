"""What became of a transport's outgoing messages: sent, returned to their sender, or in doubt.

A message is *in doubt* when the far end has taken it and has not answered (ruling D-41): it may be sent once more, as the same
message.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from mapi_tck.scenario import Outcome

from .attempts import Submission
from .conversation import TransportConversation


class Outgoing:
    """A look at what the far end has taken, and at what came back where the test bed tells it."""

    def __init__(self, conversation: TransportConversation) -> None:
        self._conversation = conversation
        self.sent = conversation.sent()
        self._returned = conversation.returned()
        self._identities: Outcome[Sequence[str]] | None = None

    @property
    def looks(self) -> list[Outcome[object]]:
        """The calls that show it."""
        return [look for look in (self.sent, self._returned, self._identities) if look is not None]

    @cached_property
    def times(self) -> Mapping[str, int]:
        """How often the far end has taken each message."""
        return Counter(self.sent.value)

    @cached_property
    def returned(self) -> list[str]:
        """The messages that came back to their sender."""
        return [] if self._returned is None else list(self._returned.value)

    @cached_property
    def returned_in_trouble(self) -> list[str]:
        """Those among them whose far end was in trouble when they were submitted, or later: they need not be sent."""
        submissions = self._conversation.submissions
        tried = {item.message.token for item in submissions if item.in_trouble or item.met_trouble}
        return [token for token in self.returned if token in tried]

    @cached_property
    def held(self) -> list[str]:
        """The messages that the transport has taken over, and that wait in a queue of its own: neither sent nor returned."""
        taken_over = tokens_of(item for item in self._conversation.submissions if item.finished)
        return [token for token in taken_over if not self.times[token] and token not in self.returned]

    @cached_property
    def in_doubt(self) -> str | None:
        """The message that the far end took without an answer."""
        silent = {item.message.token for item in self._conversation.submissions if item.unanswered}
        return next((token for token in self.sent.value if token in silent), None)

    def too_often(self, allowed: Mapping[str, int]) -> dict[str, int]:
        """The messages that the far end has taken more often than allowed, and how often it has.

        The message in doubt may be there once more, as the same message.
        """
        over = {token: self.times[token] for token, number in allowed.items() if self.times[token] > number}
        doubt = self.in_doubt
        if doubt in over and over[doubt] == allowed[doubt] + 1 and len(self.identities_of(doubt)) <= 1:
            del over[doubt]
        return over

    def identities_of(self, token: str) -> list[str]:
        """The different identities under which the far end has taken a message; none if it has taken it once at most."""
        if self.times[token] <= 1:
            return []
        if self._identities is None:
            self._identities = self._conversation.identities()
        pairs = zip(self.sent.value, self._identities.value, strict=False)
        return sorted({identity for taken, identity in pairs if taken == token})


def tokens_of(submissions: Iterable[Submission]) -> list[str]:
    """The messages of these submissions, each once."""
    return list(dict.fromkeys(item.message.token for item in submissions))


def calls_for(conversation: TransportConversation, tokens: Iterable[str]) -> list[Outcome[object]]:
    """The calls of SubmitMessage and EndMessage for these messages."""
    wanted = set(tokens)
    return [call for item in conversation.submissions if item.message.token in wanted for call in item.calls]
