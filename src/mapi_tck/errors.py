"""The kit's exceptions, in three families that are never mixed.

    TckError
    ├── UsageError          the kit was called wrongly: one line, exit code 2
    │   └── WrongTable      a table below a line of a feature file cannot be read
    ├── HandshakeError      the adapter started, but its description cannot be used: one line, exit code 4
    ├── Refused             a certificate cannot be given or believed: one line for each reason, exit code 1
    ├── Lost                the process that had a job of a pool is gone: only this job has no result
    ├── AdapterChanged      what is under test is not what it was when the run began: the run stops
    ├── AdapterBroke        a call got no proper answer: the scenario's verdict is *error*
    │   └── NotInRecord     a replayed record lacks the call: the scenario cannot be re-judged
    └── Undecided           the scenario cannot judge its statement: the verdict is *inconclusive*, or *not tested* where marked
        ├── Blocked         a call on the way was refused
        ├── NotObservable   the adapter cannot arrange or observe what is needed
        │   ├── NotOffered  its test bed lacks a method
        │   └── ProfileLacks  its given profile lacks a transport or a queue
        ├── KitSupplied     the kit itself supplies what would be judged: *not tested*
        ├── OtherReading    a record says nothing under another reading of a ruling: *not tested*
        └── NothingToJudge  the implementation does not do what would be judged, and need not: *not tested*

A failing HRESULT is not among them: it is an answer of the implementation, `mapi_tck.mapi.MapiError`, and a requirement may ask
for it. A violated requirement is not an exception either, but a check that failed (`mapi_tck.scenario.scenario`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from mapi_tck.foreign import message, shortened, unseen


class TckError(Exception):
    """Base of the kit's exceptions."""

    def __str__(self) -> str:
        """One line. Foreign text in it cannot steer a terminal."""
        return message(super().__str__())


@dataclass
class UsageError(TckError):
    """The kit was called wrongly. `where` is a file and line or an option; `hint` says what to do."""

    what: str
    where: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """One line: where, what, what to do."""
        line = f"{self.where}: {self.what}" if self.where else self.what
        return message(f"{line} ({self.hint})" if self.hint else line)


class WrongTable(UsageError):
    """A table below a line of a feature file cannot be read: that is a mistake in the file, and not in the implementation."""


def unseen_hint(*texts: str) -> str:
    """The hint for texts with characters that a person does not see, or takes for a space; "" for other texts."""
    found = unseen("".join(texts))
    return f"it holds {found}, which cannot be seen: write it again" if found else ""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The hint for a word that is not known: a character in it that cannot be seen, the known one that is most like it, or, if
    there is none, the other hint.
    """
    if hint := unseen_hint(word):
        return hint
    import difflib  # only here: a word that is right needs none

    close = difflib.get_close_matches(word, list(known), 1)
    return f"did you mean {close[0]}?" if close else otherwise


def apart_hint(text: str, known: Callable[[str], object], option: str = "") -> str:
    """The hint for a text that is several words with commas between them, one of which is known; "" for other texts.

    `option` takes one word, and can be given again. Without it the words are arguments.
    """
    words = [word.strip() for word in text.split(",")]
    if len(words) < 2 or not any(map(known, words)):
        return ""
    return f"give {option} again for each" if option else "put spaces between them, not commas"


class HandshakeError(TckError):
    """The adapter started, but its description is missing or malformed."""


class Refused(TckError):
    """A certificate cannot be given, or cannot be believed. Each argument is one reason, in words."""

    @property
    def reasons(self) -> list[str]:
        """One line for each reason."""
        return [message(str(reason)) for reason in self.args]


class Lost(TckError):
    """The process that had a job has ended, or has not answered in time. Only this job has no result."""


@dataclass
class AdapterChanged(TckError):
    """The implementation is not the one that the run began with. `what` names the fields and files that differ."""

    what: str
    cause = "adapter-changed"

    def __str__(self) -> str:
        """One line."""
        return f"what is under test has changed since the run began: {self.what}; start the run again"


class Blame(StrEnum):
    """Who is to blame for an error."""

    KIT = "kit"
    ADAPTER = "adapter"
    ADAPTER_OR_IMPLEMENTATION = "adapter or implementation"


class Breakage(StrEnum):
    """How a call failed to get a proper answer; whose fault it is follows from that."""

    RAISED = "raised"
    MALFORMED = "malformed answer"
    REFUSED = "protocol error"
    DIED = "died"
    HUNG = "hung"
    OVER_BUDGET = "over budget"
    NOT_IN_RECORD = "not in the record"

    @property
    def blame(self) -> Blame:
        """Whose fault it is: of a process that died or hangs, or of an answer that is too long, it may be either; of a record
        that lacks a call it is the kit.
        """
        if self in (Breakage.DIED, Breakage.HUNG, Breakage.OVER_BUDGET):
            return Blame.ADAPTER_OR_IMPLEMENTATION
        return Blame.KIT if self is Breakage.NOT_IN_RECORD else Blame.ADAPTER

    @property
    def fatal(self) -> bool:
        """Whether the connection cannot be used any more."""
        return self not in (Breakage.RAISED, Breakage.NOT_IN_RECORD)


#: Characters of what an error says about a call. A choice: a person reads some lines.
LONGEST_DETAIL: Final = 4000


@dataclass
class AdapterBroke(TckError):
    """A call got no proper answer. The recorder fills in `call`, the call in words."""

    breakage: Breakage
    detail: str
    call: str = ""

    def __post_init__(self) -> None:
        """Keep the detail short: it may be the text of an exception of any length."""
        self.detail = shortened(self.detail, LONGEST_DETAIL)

    def __str__(self) -> str:
        """The call, then how it broke."""
        return f"{self.call or 'the adapter'}: {self.breakage}: {self.detail}"


class NotInRecord(AdapterBroke):
    """The replayed record does not have this call."""

    def __init__(self, detail: str) -> None:
        super().__init__(Breakage.NOT_IN_RECORD, detail)


@dataclass
class Undecided(TckError):
    """A scenario cannot judge its statement; `reason` says why in words, `cause` as a code."""

    reason: str
    cause: ClassVar[str] = "blocked"

    def __str__(self) -> str:
        """The reason."""
        return self.reason


class Blocked(Undecided):
    """A call on the way to the judged statement was refused, or its answer does not allow the next step."""


class NotObservable(Undecided):
    """The adapter's test bed cannot arrange or observe what the scenario needs."""

    cause = "not-observable"


class NotOffered(NotObservable, AttributeError):
    """The test bed lacks the method. It is an `AttributeError` too, so that `hasattr` answers False."""

    def __init__(self, method: str) -> None:
        super().__init__(f"not observable: the adapter's test bed does not offer {method}")


class ProfileLacks(NotObservable):
    """The given profile lacks what the scenario needs: a transport, or a queue that the test bed can fill and see."""

    cause = "profile-lacks"


class KitSupplied(Undecided):
    """The kit supplies the function itself, so the implementation's own cannot be judged."""

    cause = "kit-supplied"


class OtherReading(Undecided):
    """A record is judged under another reading of a ruling, but its calls and waits followed the kit's own reading."""

    cause = "other-reading"


class NothingToJudge(Undecided):
    """The implementation does not do what would be judged, and need not."""

    cause = "nothing-to-judge"
