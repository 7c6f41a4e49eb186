"""The far end of a transport over mail servers: two gates that play one script, as the kit asks its test beds to."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mapi_tck.ports import Condition, FarEnd, Trouble

from .behaviour import At, Behaviour, Script, Stage
from .conversations import smtp
from .gate import Conversation, Gate

_LOGINS: Final = frozenset({Stage.LOGIN_TO_SEND, Stage.LOGIN_TO_FETCH})
_REFUSALS: Final[Mapping[Trouble, frozenset[Stage]]] = MappingProxyType(
    {
        Trouble.LOGIN: _LOGINS,
        Trouble.LOGIN_TO_SEND: frozenset({Stage.LOGIN_TO_SEND}),
        Trouble.LOGIN_TO_FETCH: frozenset({Stage.LOGIN_TO_FETCH}),
        Trouble.DATA: frozenset({Stage.DATA}),
        Trouble.FETCH: frozenset({Stage.FETCH}),
    }
)


def behaviour_of(far_end: FarEnd) -> Behaviour:
    """What a far end in this condition does."""
    match far_end.condition:
        case Condition.SLOW:
            return Behaviour(seconds=far_end.seconds)
        case Condition.REFUSING:
            return Behaviour(refuses=frozenset({Stage.DATA, Stage.FETCH}))
        case Condition.DOWN:
            return Behaviour(lives=far_end.after)
        case _:
            return Behaviour()


def behaviour_in(trouble: Trouble) -> Behaviour:
    """What a far end in this trouble does. What it refuses it refuses for now."""
    if trouble is Trouble.SILENT_AFTER_TAKING:
        return Behaviour(silent=At.AFTER_STORING)
    if trouble is Trouble.SILENT_BEFORE_TAKING:
        return Behaviour(silent=At.BEFORE_STORING)
    return Behaviour(refuses=_REFUSALS[trouble])


class MailFarEnd:
    """A server that takes mail by SMTP and one that gives it by `fetching`, each behind a gate.

    A provider connects to the ports of `sending` and `fetching`.
    """

    def __init__(
        self, taking: tuple[str, int], giving: tuple[str, int], fetching: Conversation, script: Script | None = None
    ) -> None:
        self.script = script or Script()
        self.sending = Gate(taking, smtp, self.script)
        self.fetching = Gate(giving, fetching, self.script)

    def play(self, behaviour: Behaviour) -> None:
        """Do this from now on. A connection stays, unless the far end is dead or refuses logins now."""
        self.script.behave(behaviour)
        if self.script.is_dead or behaviour.refuses & _LOGINS:
            self.cut()

    def cut(self) -> None:
        """Cut all connections."""
        self.sending.cut()
        self.fetching.cut()

    def lines(self) -> int:
        """How many connections the provider holds."""
        return self.sending.open_lines() + self.fetching.open_lines()

    def close(self) -> None:
        """End both gates."""
        self.sending.close()
        self.fetching.close()
