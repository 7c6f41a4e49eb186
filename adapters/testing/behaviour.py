"""What a far end does, as far as a gate can make it: slow, refusing, silent, cut off, dead."""

import threading
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where a server refuses."""

    LOGIN_TO_SEND = "login to send"
    LOGIN_TO_FETCH = "login to fetch"
    RECIPIENT = "recipient"
    DATA = "data"
    FETCH = "fetch"


class At(StrEnum):
    """The moment at which an outgoing message meets trouble: the server has all of it, and has stored it or not."""

    BEFORE_STORING = "before storing"
    AFTER_STORING = "after storing"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a server does from now on.

    `seconds` is how long each message takes. `refuses` says at which stages it refuses, for now or (`permanent`) for good.
    `silent` and `cut` concern the next outgoing message: at that moment the server stops to answer, or the connection is cut;
    after a silence the server is dead. `lives` is the number of messages, of both directions, after which it is dead.
    """

    seconds: float = 0.0
    refuses: frozenset[Stage] = frozenset()
    permanent: bool = False
    silent: At | None = None
    cut: At | None = None
    lives: int | None = None


class Script:
    """What the gates of one far end play together, and how many messages they have seen moved since that began."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.behave(Behaviour())

    def behave(self, behaviour: Behaviour) -> None:
        """Play this from now on."""
        with self._lock:
            self._behaviour = behaviour
            self._moved = 0
            self._has_fallen_silent = False
            self._has_cut = False

    @property
    def behaviour(self) -> Behaviour:
        """What is played."""
        return self._behaviour

    @property
    def is_dead(self) -> bool:
        """Whether the far end can be reached no more."""
        lives = self._behaviour.lives
        return self._has_fallen_silent or (lives is not None and self._moved >= lives)

    def refuses(self, stage: Stage) -> bool:
        """Whether the far end refuses at this stage."""
        return stage in self._behaviour.refuses

    def moved(self, messages: int = 1) -> None:
        """Count messages that the server has taken, or that were fetched and removed."""
        with self._lock:
            self._moved += messages

    def falls_silent(self, moment: At) -> bool:
        """Whether the far end stops to answer at this moment. Then it is dead."""
        with self._lock:
            if self._behaviour.silent is moment and not self._has_fallen_silent:
                self._has_fallen_silent = True
                return True
        return False

    def cuts(self, moment: At) -> bool:
        """Whether the connection is cut at this moment. This happens once."""
        with self._lock:
            if self._behaviour.cut is moment and not self._has_cut:
                self._has_cut = True
                return True
        return False
