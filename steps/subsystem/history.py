"""What a client did in one walk, as its calls show it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from mapi_tck.mapi import PropertyTag, PropertyValue, Restriction, Row, find, prop_id
from mapi_tck.ports import Misuse, Task
from mapi_tck.scenario import Outcome
from mapi_tck.scenario.recorder import TraceEntry
from mapi_tck.wire.channel import Servant
from mapi_tck.wire.interfaces import INTERFACES

from .made_up import MadeUp
from .stage import SPOOLER

#: The objects that the procedures release in steps A7 and B5.4, with the words for each.
HELD: Final = {"table": "status table", "row_set": "row set", "status_object": "status object"}
#: The calls that can read rows.
_READS: Final = ("table.query_rows", "table.hr_query_all_rows")
#: What the MAPI of a native client reports as a use of something that was released.
_USED: Final = (Misuse.READ_AFTER_FREE, Misuse.CALLED_AFTER_RELEASE)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the client."""

    entry: TraceEntry

    @property
    def name(self) -> str:
        """Interface and method."""
        return self.entry.request.name

    @property
    def handle(self) -> str:
        """The object that was called."""
        return self.entry.request.handle

    @property
    def of(self) -> str:
        """The object that the call is about: the one that was called, or that a misuse is about."""
        return str(self.entry.request.arguments["of"]) if self.misuse else self.handle

    @property
    def misuse(self) -> Misuse | None:
        """What the MAPI of a native client reports; `None` for a call of the client itself."""
        return Misuse(self.argument("how")) if self.name == "mapi.misused" else None

    @property
    def words(self) -> str:
        """What the client did."""
        return f"{self.argument('call')} {self.misuse}".strip() if self.misuse else self.name

    @property
    def number(self) -> int:
        """Its number in the trace."""
        return self.entry.number

    @property
    def refused(self) -> bool:
        """Whether the kit refused it."""
        return self.entry.answer is None or self.entry.answer.refused

    @property
    def code(self) -> int | None:
        """What the kit answered as a code; `None` if it did not answer."""
        return None if self.entry.answer is None else self.entry.answer.code

    @property
    def value(self) -> Any:
        """What the kit answered, as the trace holds it."""
        return None if self.entry.answer is None else self.entry.answer.value

    def argument(self, name: str) -> Any:
        """An argument."""
        codec = INTERFACES[self.entry.request.interface][self.entry.request.method].parameters[name]
        return codec.decode(self.entry.request.arguments[name], Servant())

    @property
    def outcome(self) -> Outcome[object]:
        """The call as the evidence of a check."""
        return Outcome(f"{self.handle}.{self.entry.request.method}", (self.number,), None, None)


@dataclass(frozen=True, slots=True)
class Read:
    """Rows that the client has read: the columns and the restriction that were in effect, and who set them."""

    call: Call
    rows: tuple[Row, ...]
    #: `None` if the client has set none.
    columns: tuple[int, ...] | None
    restriction: Restriction | None

    @property
    def row_set(self) -> str | None:
        """The handle of the row set."""
        handle: str | None = self.call.value["row_set"]
        return handle


@dataclass(frozen=True, slots=True)
class Opening:
    """A call of OpenEntry. `name` is the transport, `SPOOLER`, or "" for anything else; `row` shows the identifier."""

    call: Call
    entry_id: bytes
    flags: int
    name: str
    source: Read | None

    @property
    def handle(self) -> str | None:
        """The status object, if the client got one."""
        return None if self.call.refused else self.call.value["status_object"]


@dataclass(frozen=True, slots=True)
class Flushing:
    """A call of FlushQueues: of which status object, for which target, with which flags."""

    call: Call
    of: str
    target: bytes | None
    #: The transport of the target; "" for any other.
    target_name: str
    flags: int


@dataclass
class History:
    """The calls of one walk. `names` says what each entry identifier of the walk stands for."""

    walk: TraceEntry
    calls: tuple[Call, ...]
    names: dict[bytes, str]
    #: What the client was told to do.
    task: Task
    #: Why the client ended without an answer; "" if it answered.
    crashed: str = ""
    #: The failing code of the client's own answer; `None` if it says that all is done.
    failed: int | None = None
    #: What was arranged for this walk alone, in words; "" if all walks of the scenario are alike.
    circumstances: str = ""
    #: How many walks of the scenario came before it.
    before: int = 0
    #: The walk, if the kit has made it up.
    made_up: MadeUp | None = None
    reads: list[Read] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    flushings: list[Flushing] = field(default_factory=list)
    #: Entry identifier → the last read that has shown it.
    _sources: dict[bytes, Read] = field(default_factory=dict)

    def __post_init__(self) -> None:
        columns: dict[str, tuple[int, ...]] = {}
        restrictions: dict[str, Restriction | None] = {}
        named: dict[str, str] = {}
        for call in self.calls:
            if call.refused:
                if call.name == "session.open_entry":
                    self._opened(call)
                elif call.name == "status_object.flush_queues":
                    self._flushed(call, named)
                continue
            match call.name:
                case "table.set_columns":
                    columns[call.handle] = tuple(call.argument("tags"))
                case "table.restrict":
                    restrictions[call.handle] = call.argument("restriction")
                case "table.hr_query_all_rows":
                    if (tags := call.argument("tags")) is not None:
                        columns[call.handle] = tuple(tags)
                    if (restriction := call.argument("restriction")) is not None:
                        restrictions[call.handle] = restriction
                case "session.open_entry":
                    opening = self._opened(call)
                    if opening.handle is not None:
                        named[opening.handle] = opening.name
                case "status_object.flush_queues":
                    self._flushed(call, named)
            if call.name in _READS:
                rows = INTERFACES["table"]["query_rows"].answer.decode({**call.value, "row_set": None}, Servant()).rows
                read = Read(call, rows, columns.get(call.handle), restrictions.get(call.handle))
                self.reads.append(read)
                self._sources |= dict.fromkeys(entry_ids(rows), read)

    def _opened(self, call: Call) -> Opening:
        entry_id: bytes = call.argument("entry_id")
        source = self._sources.get(entry_id)
        opening = Opening(call, entry_id, call.argument("flags"), self.names.get(entry_id, ""), source)
        self.openings.append(opening)
        return opening

    def _flushed(self, call: Call, named: dict[str, str]) -> None:
        target: bytes | None = call.argument("target")
        of = named.get(call.handle, "")
        name = "" if target is None else self.names.get(target, "")
        self.flushings.append(Flushing(call, of, target, name, call.argument("flags")))

    def named(self, *names: str) -> list[Call]:
        """The calls of these methods."""
        return [call for call in self.calls if call.name in names]

    def misuses(self, how: Misuse) -> list[Call]:
        """What the MAPI of a native client reports of this kind."""
        return [call for call in self.calls if call.misuse is how]

    def useful_reads(self) -> list[Read]:
        """The reads whose rows the client has used: those with a row that it has opened, or else all of them."""
        used = [read for read in self.reads if any(opening.source is read for opening in self.openings)]
        return used or self.reads

    def picks(self, read: Read, kinds: Collection[int]) -> bool:
        """Whether the client has read rows of all types with PR_RESOURCE_TYPE, and opened only those of these (ruling D-80)."""
        tag = PropertyTag.PR_RESOURCE_TYPE
        used = [find_row(read.rows, opening.entry_id) for opening in self.openings if opening.source is read]
        types = [find(row, tag) for row in used if row is not None]
        return (
            read.restriction is None
            and lists(read.columns or (), tag)
            and all(slot is not None and slot.value in kinds for slot in types)
        )

    def flushes_of(self, transport: str) -> list[Flushing]:
        """The calls of FlushQueues that are about the transport: its own object's, and the spooler's with it as target."""
        return [
            one for one in self.flushings if one.of == transport or (one.of == SPOOLER and one.target_name == transport)
        ]

    @cached_property
    def things(self) -> "tuple[Thing, ...]":
        """Every status table, row set and status object that the client got, in this order of getting."""
        found = [Thing(kind, handle, call) for call in self.calls for kind, handle in _got(call) if kind in HELD]
        for thing in found:
            own = [call for call in self.calls if call.of == thing.handle and call.number > thing.got.number]
            thing.released.extend(call for call in own if call.name.endswith(".release"))
            if thing.released:
                first = thing.released[0].number
                later = [call for call in own if call.number > first and call not in thing.released]
                thing.used_after.extend(call for call in later if call.misuse is None or call.misuse in _USED)
        return tuple(found)

    def thing(self, handle: str | None) -> "Thing | None":
        """What the client got under the handle."""
        return next((thing for thing in self.things if thing.handle == handle), None)

    def whole(self) -> Outcome[object]:
        """The walk itself as the evidence of a check."""
        return Outcome("client.walk", (self.walk.number,), None, None)

    @property
    def ending(self) -> str:
        """How the walk ended, in words."""
        if self.crashed:
            return self.crashed
        return self.walk.text if self.failed is not None else "it says that all is done"


@dataclass
class Thing:
    """An object that the client got, and what it did with it in the end."""

    kind: str
    handle: str
    got: Call
    released: list[Call] = field(default_factory=list)
    used_after: list[Call] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The object, so that a reader finds it in the trace."""
        return f"{HELD[self.kind]} {self.handle}"


def _got(call: Call) -> Iterator[tuple[str, str]]:
    """What the answer of a call hands out."""
    if call.refused or not isinstance(call.value, dict):
        return
    for kind in ("session", *HELD):
        handle = call.value.get(kind)
        if isinstance(handle, str):
            yield kind, handle


def entry_ids(rows: Iterable[Row]) -> Sequence[bytes]:
    """The entry identifiers that the rows show."""
    slots = [find(row, PropertyTag.PR_ENTRYID) for row in rows]
    return [slot.value for slot in slots if slot is not None and isinstance(slot.value, bytes)]


def asks_for(call: Call, tag: int) -> bool:
    """Whether this call of GetProps asks for the property, of any type. NULL in place of the tags asks for all."""
    tags = call.argument("tags")
    return tags is None or prop_id(tag) in map(prop_id, tags)


def answered(call: Call, tag: int) -> PropertyValue | None:
    """What stands in the place of the property in the answer of this call of GetProps; `None` if nothing does."""
    slots: Sequence[PropertyValue] = INTERFACES["status_object"]["get_props"].answer.decode(call.value, Servant())
    tags = call.argument("tags")
    if tags is None:
        return next((slot for slot in slots if prop_id(slot.tag) == prop_id(tag)), None)
    return slots[[*map(prop_id, tags)].index(prop_id(tag))]


def find_row(rows: Iterable[Row], entry_id: bytes) -> Row | None:
    """The row that shows the entry identifier."""
    return next((row for row in rows if entry_id in entry_ids([row])), None)


def lists(columns: Iterable[int], tag: int) -> bool:
    """Whether the columns contain the tag, type included."""
    return any(column == tag for column in columns)


def methods_slot(slots: Iterable[PropertyValue]) -> PropertyValue | None:
    """The slot of PR_RESOURCE_METHODS, of any type."""
    wanted = prop_id(PropertyTag.PR_RESOURCE_METHODS)
    return next((slot for slot in slots if prop_id(slot.tag) == wanted), None)
