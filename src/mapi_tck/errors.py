"""What can go wrong besides an implementation being wrong: the families of exceptions, never mixed.

    TckError
    ├── UsageError          the kit was called wrongly: one line, exit code 2
    ├── HandshakeError      the adapter started but cannot be talked to: one line, exit code 4
    ├── AdapterBroke        a call got no proper answer: the scenario's verdict is *error*
    │   └── NotInRecord     a replayed record lacks the call: the scenario cannot be re-judged
    └── Undecided           the way to the judged statement is closed: the verdict is *inconclusive*
        ├── Blocked         … because a call on the way was refused
        ├── NotObservable   … because the adapter cannot arrange or observe what is needed
        │   └── NotOffered  … because its test bed has no such method
        ├── KitSupplied     … because the kit itself supplies what would be judged: *not tested*
        └── NothingToJudge  … because the implementation lacks what would be judged, and may: *not tested*

A failing HRESULT is none of these: it is an implementation's answer, `mapi_tck.mapi.MapiError`, and may be exactly what a
requirement asks for. A violated requirement is no exception either but a check that does not hold (`mapi_tck.scenario.scenario`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class TckError(Exception):
    """Root of the kit's own exceptions."""


@dataclass
class UsageError(TckError):
    """The kit was called wrongly. `where` names a file and line or an option; `hint` says what to do."""

    what: str
    where: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """One line: where, what, what to do."""
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line} ({self.hint})" if self.hint else line


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The hint for a word that is not known: the known one that is most like it, or, if none is, the other hint."""
    import difflib  # only here: a word that is right needs none

    close = difflib.get_close_matches(word, list(known), 1)
    return f"did you mean {close[0]}?" if close else otherwise


class HandshakeError(TckError):
    """The adapter started, but its description is missing or malformed."""


class Blame(StrEnum):
    """Who is to blame for an error."""

    KIT = "kit"
    ADAPTER = "adapter"
    ADAPTER_OR_IMPLEMENTATION = "adapter or implementation"


class Breakage(StrEnum):
    """The ways in which a call can get no proper answer, and with them whose fault that is."""

    RAISED = "raised"
    MALFORMED = "malformed answer"
    REFUSED = "protocol error"
    DIED = "died"
    HUNG = "hung"
    NOT_IN_RECORD = "not in the record"

    @property
    def blame(self) -> Blame:
        """A process that died or hangs may be either's fault; a record that lacks a call is the kit's."""
        if self in (Breakage.DIED, Breakage.HUNG):
            return Blame.ADAPTER_OR_IMPLEMENTATION
        return Blame.KIT if self is Breakage.NOT_IN_RECORD else Blame.ADAPTER

    @property
    def fatal(self) -> bool:
        """Whether the connection is of no further use."""
        return self in (Breakage.DIED, Breakage.HUNG, Breakage.MALFORMED, Breakage.REFUSED)


@dataclass
class AdapterBroke(TckError):
    """A call got no proper answer. `call` is named by the recorder, which knows it."""

    breakage: Breakage
    detail: str
    call: str = ""

    def __str__(self) -> str:
        """Name the call, then what became of it."""
        return f"{self.call or 'the adapter'}: {self.breakage}: {self.detail}"


class NotInRecord(AdapterBroke):
    """The record being replayed does not hold this call."""

    def __init__(self, detail: str) -> None:
        super().__init__(Breakage.NOT_IN_RECORD, detail)


@dataclass
class Undecided(TckError):
    """No verdict can be reached; `reason` says why in words."""

    reason: str

    def __str__(self) -> str:
        """The reason."""
        return self.reason


class Blocked(Undecided):
    """A call on the way to the judged statement was refused, or what it gave cannot carry the next step."""


class NotObservable(Undecided):
    """The adapter's test bed cannot arrange or observe what the scenario needs."""


class NotOffered(NotObservable, AttributeError):
    """The test bed lacks the method; an `AttributeError` too, so that `hasattr` answers no."""

    def __init__(self, method: str) -> None:
        super().__init__(f"not observable: the adapter's test bed does not offer {method}")


class KitSupplied(Undecided):
    """The kit supplies the function itself, so that nothing can be said about the implementation's."""


class OtherReading(Undecided):
    """A record is judged under another reading, and does not say this: its calls and waits followed the kit's own."""


class NothingToJudge(Undecided):
    """What would be judged does not occur with this implementation, which is permitted."""
