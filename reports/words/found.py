"""What a run has found, in a few lines: each kind of finding with the titles of its causes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mapi_tck.assessment import Assessment
from mapi_tck.verdicts import Verdict

from .groups import KINDS, CauseGroup, cause_groups, follows
from .wording import plural

#: Characters of one title, and how many titles there are: they stand above the first finding, which the same screen must hold. A
#: choice: two lines.
_TITLE: Final = 75
_ROOM: Final = 3

#: The kinds in the order in which their causes get the room. What was in the way of something undecided helps least.
_NAMED_FIRST: Final = (Verdict.FAIL, Verdict.ERROR, Verdict.WARNING, Verdict.INCONCLUSIVE)

Kind = tuple[Verdict, str, tuple[CauseGroup, ...]]


@dataclass(frozen=True, slots=True)
class Named:
    """A cause that is named."""

    group: CauseGroup
    #: Whether it only follows from another cause of its kind.
    follows: bool

    @property
    def title(self) -> str:
        """What is wrong, in a short sentence."""
        title = self.group.title
        return title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rpartition(' ')[0] or title[: _TITLE - 2]} …"

    @property
    def note(self) -> str:
        """What stands behind the title."""
        return " (a consequence)" if self.follows else ""

    @property
    def text(self) -> str:
        """Title and note."""
        return self.title + self.note


@dataclass(frozen=True, slots=True)
class Found:
    """The causes of one kind of finding."""

    verdict: Verdict
    title: str
    #: How many causes it has, and how many of them a kind before it has, too.
    number: int
    again: int
    #: Whether its first cause is not named, because it stands right below.
    below: bool
    named: tuple[Named, ...]
    #: The causes that are told in no other way.
    left: tuple[CauseGroup, ...]

    @property
    def amount(self) -> str:
        """How many causes there are."""
        again = "" if not self.again else ", as above" if self.again == self.number else f", {self.again} as above"
        return plural(self.number, "cause") + again

    @property
    def text(self) -> str:
        """How many causes there are, and which."""
        times = Counter(cause.text for cause in self.named)
        names = [text if number == 1 else f"{text} ({number} times)" for text, number in times.items()]
        more = f" and {len(self.left)} more" if self.left and names else ""
        return f"{self.amount}: {'; '.join(names)}{more}" if names else self.amount


def kinds(assessment: Assessment) -> list[Kind]:
    """The kinds of findings of the run with their causes, as a reader needs them."""
    return [(verdict, title, groups) for verdict, title in KINDS if (groups := cause_groups(assessment, verdict))]


def found(kinds: Sequence[Kind], *, below: bool = False) -> list[Found]:
    """Each kind with its causes, of which the first are named while there is room.

    With `below` the first of all stands right below, and has no need of a name.
    """
    room = _ROOM
    told: dict[Verdict, Found] = {}
    for verdict, title, groups in sorted(kinds, key=lambda kind: _NAMED_FIRST.index(kind[0])):
        before = {group.title for kind, _, known in kinds[: _place(kinds, verdict)] for group in known}
        new = [group for group in groups if group.title not in before]
        first = below and verdict is kinds[0][0]
        named = _named(groups, new[first:], room)
        room -= len(named)
        left = tuple(new[first + len(named) :])
        told[verdict] = Found(verdict, title, len(groups), len(groups) - len(new), first, named, left)
    return [told[verdict] for verdict, _, _ in kinds]


def _place(kinds: Sequence[Kind], verdict: Verdict) -> int:
    return [kind for kind, _, _ in kinds].index(verdict)


def _named(groups: Sequence[CauseGroup], of: Sequence[CauseGroup], room: int) -> tuple[Named, ...]:
    """The first of these causes, as far as there is room for their titles."""
    return tuple(Named(group, bool(follows(group, groups))) for group in of[:room])
