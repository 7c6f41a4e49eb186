"""What a scenario arranges in the subsystem that a client under test finds; `staged` has the objects that the client calls.

A scenario arranges only what a subsystem may do: it may refuse any call, give fewer rows than were asked for, in any order, and
an error in place of a value. All else is answered by the kit's own subsystem.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, ParamSpec, TypeVar

from mapi_tck.mapi import (
    MapiError,
    PropertyTag,
    PropertyType,
    PropertyValue,
    ResultCode,
    Row,
    change_prop_type,
    prop_id,
    prop_tag,
)
from mapi_tck.ports import Adapter

P = ParamSpec("P")
T = TypeVar("T")

#: The name of the spooler's status object, beside the names of transports.
SPOOLER: Final = "the spooler"
#: So often MAPI_E_BUSY is answered in a walk. A choice: a client that asks a few times more ends with it, and one that asks until
#: it is answered ends, too.
_BUSY: Final = 25
#: More rows than a status table has.
ALL: Final = 10_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which calls are refused, and with which code. Without `of` those on every object."""

    call: str
    code: ResultCode
    of: str = ""


@dataclass
class Stage:
    """What is arranged for the walks of a scenario."""

    subsystem: Adapter
    refusals: list[Refusal] = field(default_factory=list)
    #: Transport, or the spooler → what stands in the place of the entry identifier in its row.
    lacking_ids: dict[str, PropertyType] = field(default_factory=dict)
    #: Transport → its PR_RESOURCE_METHODS, `None` if it has none.
    methods: dict[str, int | None] = field(default_factory=dict)
    backwards: bool = False
    #: Whether each reading of a table gives the rows in another order than the one before.
    reorders: bool = False
    #: How many rows the calls of QueryRows give at most, call by call; the last number holds for all that follow.
    portions: tuple[int, ...] = (ALL,)
    #: How many bytes an entry identifier has; 0 if it is that of the kit's own subsystem.
    identifier_length: int = 0
    #: Whether what stands in the place of a missing property has the property identifier 0.
    anonymous: bool = False
    without_spooler: bool = False
    without_transports: bool = False
    without_unicode: bool = False
    #: The number of the one call that is refused in each walk, and the code; the calls are counted from 1.
    refused_call: tuple[int, ResultCode] | None = None
    #: Whether the kit has made up what is arranged.
    made_up: bool = False
    #: The same for this walk.
    trip: tuple[int, ResultCode] | None = None
    #: How many calls that can be refused were made in this walk.
    made: int = 0
    #: The call that was tripped in this walk.
    tripped: str = ""
    #: How many readings of tables were begun in this walk.
    readings: int = 0
    #: How often a call was refused in this walk.
    asked: Counter[Refusal] = field(default_factory=Counter)
    #: Entry identifier → what it stands for, as far as the client has passed it to a call of this walk.
    names: dict[bytes, str] = field(default_factory=dict)

    @property
    def disturbs(self) -> bool:
        """Whether anything is arranged that a careless client does not expect."""
        lacks = self.lacking_ids or self.methods or self.without_spooler or self.without_transports or self.anonymous
        unusual = self.without_unicode or self.reorders or self.made_up
        return bool(self.refusals or self.trip or lacks or unusual)

    def begin(self, trip: tuple[int, ResultCode] | None = None) -> None:
        """Begin a walk."""
        self.trip, self.made, self.tripped, self.readings, self.names = trip or self.refused_call, 0, "", 0, {}
        self.asked.clear()

    def answer(self, call: str, of: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Answer a call, or refuse it if that is arranged."""
        self.made += 1
        if self.trip is not None and self.made == self.trip[0]:
            self.tripped = call
            raise MapiError(self.trip[1])
        for refusal in self.refusals:
            if refusal.call == call and refusal.of in ("", of) and not self._is_over(refusal):
                raise MapiError(refusal.code)
        return function(*args, **kwargs)

    def _is_over(self, refusal: Refusal) -> bool:
        """Whether the client has asked often enough: what is busy has done its work some time (ruling D-11)."""
        self.asked[refusal] += 1
        return refusal.code == ResultCode.MAPI_E_BUSY and self.asked[refusal] > _BUSY

    def shows(self, name: str) -> bool:
        """Whether there is the row of the spooler, or of this transport."""
        if name == SPOOLER:
            return not self.without_spooler
        return not name or not self.without_transports

    def shaped(self, row: Row, name: str) -> Row:
        """The row as the client gets it."""
        if name in self.lacking_ids:
            row = self._without(row, PropertyTag.PR_ENTRYID, self.lacking_ids[name])
        if name in self.methods:
            row = tuple(self.shaped_methods(slot, name) for slot in row)
        return row

    def shaped_methods(self, slot: PropertyValue, name: str) -> PropertyValue:
        """The value, or the arranged one if it is PR_RESOURCE_METHODS."""
        if prop_id(slot.tag) != prop_id(PropertyTag.PR_RESOURCE_METHODS) or name not in self.methods:
            return slot
        methods = self.methods[name]
        if methods is None:
            return self._lacking(slot.tag, PropertyType.PT_ERROR)
        return PropertyValue(PropertyTag.PR_RESOURCE_METHODS, methods)

    def begin_reading(self) -> int:
        """Count one more reading of a table from its beginning. Answers how many came before it."""
        self.readings += 1
        return self.readings - 1

    def ordered(self, rows: list[Row], reading: int) -> list[Row]:
        """The rows in the order that is arranged. Without SortTable no page promises one."""
        if self.reorders and rows:
            first = reading % len(rows)
            rows = [*rows[first:], *rows[:first]]
        turned = self.backwards != (self.reorders and reading % 2 == 1)
        return rows[::-1] if turned else rows

    def _without(self, row: Row, tag: int, type: PropertyType) -> Row:
        return tuple(self._lacking(tag, type) if prop_id(slot.tag) == prop_id(tag) else slot for slot in row)

    def _lacking(self, tag: int, type: PropertyType) -> PropertyValue:
        """What stands in the place of a value that there is not (rulings D-15 and D-16).

        Its property identifier may be 0 (imapiprop-getprops.md, Return value; hrqueryallrows.md, Remarks).
        """
        value = int(ResultCode.MAPI_E_NOT_FOUND) if type is PropertyType.PT_ERROR else None
        return PropertyValue(prop_tag(type, 0) if self.anonymous else change_prop_type(tag, type), value)
