"""A trace as a sequence of calls between participants, in order, with the changes of status rows that they made.

`drawing` draws it, and `sequence` writes it as a list. It leaves out the kit's cleaning up, its observations, and all durations.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from mapi_tck.assessment import refused
from mapi_tck.foreign import visible
from mapi_tck.mapi import PropertyTag, StatusCode, tag_name
from mapi_tck.record.lines import RecordedCall, RecordedLine
from mapi_tck.wire.codecs import Json
from mapi_tck.wire.interfaces import FOR_CLIENT

from ..words.wording import plural

#: The keyword of a remark on what the test bed arranges.
TEST_BED: Final = "Test bed"

#: Messages of one diagram; the rest is counted. A choice: a picture of 150 messages is some four screens high.
LIMIT: Final = 150

_FLUSH_BITS: Final = (StatusCode.STATUS_OUTBOUND_FLUSH, StatusCode.STATUS_INBOUND_FLUSH)

#: Lane → its name, from left to right; the transports stand before `transport_status`.
_LANES: Final = {
    "client": "Client",
    "session": "Session",
    "table": "Status table",
    "status_object": "Status object",
    "spooler": "MAPI spooler",
    "transport_status": "Transport's status object",
    "support": "Status row",
    "incoming_message": "Message",
}

#: Interface → the lane of its objects; each transport has a lane of its own.
_LANE_OF: Final = {
    "adapter": "session",
    "mapi": "session",
    "session": "session",
    "table": "table",
    "row_set": "table",
    "status_object": "status_object",
    "transport_status": "transport_status",
    "support": "support",
    "incoming_message": "incoming_message",
}

#: Methods with which a test bed arranges. The others observe.
_ARRANGING: Final = ("install_profile", "submit", "arrive", "set_far_end", "set_user")
_BEDS: Final = ("test_bed", "transport_bed")
_LEFT_OUT: Final = ("describe", "test_bed", "close")

#: Arguments that are left out if they have a usual value: the values, and the names of the arguments.
_USUAL: Final = ("0", "NULL", "", "False")
_QUIET: Final = (
    *("ui_param", "target", "flags", "interface", "reserved", "data"),
    *("max_rows", "sort_order", "restriction", "tags"),
)


@dataclass(frozen=True, slots=True)
class Participant:
    """A party that calls or is called, and to whom it belongs."""

    key: str
    name: str
    whose: str


@dataclass(frozen=True, slots=True)
class Message:
    """A call: caller, called participant, arguments and answer."""

    number: int
    #: The number of the entry in the trace.
    entry: int
    source: str
    target: str
    text: str
    answer: str
    went_wrong: bool
    #: The number of the message during which it was sent; `None` for one outside of all others.
    within: int | None
    depth: int
    #: Whether other messages were sent before its answer.
    long: bool
    #: Its changes of a status row, each as a text.
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """The answer to a message during which others were sent, drawn as an arrow of its own."""

    message: Message


@dataclass(frozen=True, slots=True)
class Remark:
    """A text between messages: a line of the scenario, or what the test bed arranges."""

    text: str
    keyword: str = ""


Event = Message | LateAnswer | Remark


@dataclass(frozen=True, slots=True)
class CallSequence:
    """A whole trace, ready to be drawn or listed."""

    participants: tuple[Participant, ...]
    events: tuple[Event, ...]

    def name(self, key: str) -> str:
        """The participant's name."""
        return next(participant.name for participant in self.participants if participant.key == key)

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages alone."""
        return tuple(event for event in self.events if isinstance(event, Message))


def call_sequence(trace: Sequence[RecordedCall], lines: Sequence[RecordedLine] = ()) -> CallSequence:
    """The calls of a trace; the scenario's lines, if given, stand before the calls that they made."""
    return _Listener(trace, lines).listen()


@dataclass
class _Listener:
    trace: Sequence[RecordedCall]
    lines: Sequence[RecordedLine]
    _transports: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _bits: dict[str, int] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _told: int = 0

    def listen(self) -> CallSequence:
        # The kit's own calls, before the first line and for cleaning up, are not shown.
        self.told = [entry for entry in self.trace if entry["line"]] or list(self.trace)
        self._meet_transports()
        self.around: dict[int, int | None] = {entry["number"]: entry["within"] for entry in self.trace}
        self.handles = _handles(self.told)
        shown = [entry for entry in self.told if _is_shown(entry)]
        numbers = {entry["number"]: number for number, entry in enumerate(shown[:LIMIT], 1)}
        events = tuple(self._events(numbers))
        if len(shown) > LIMIT:
            events += (Remark(f"and {plural(len(shown) - LIMIT, 'more call')}"),)
        order = [*list(_LANES)[:5], *self._names, *list(_LANES)[5:]]
        participants = (self._participant(key) for key in order if key in self._used)
        return CallSequence(tuple(participants), events)

    def _meet_transports(self) -> None:
        """Find out which support object and which logon object belong to which transport."""
        names: list[str] = []
        for entry in self.trace:
            if entry["method"] != "transport_logon":
                continue
            arguments, value = entry["arguments"], entry["value"]
            support = _text(arguments.get("support"), "support")
            key = _text(value, "xp_logon") or f"transport of {support}"
            name = visible(_text(arguments.get("transport"), "name")) or "Transport"
            names.append(name)
            self._names[key] = name if names.count(name) == 1 else f"{name} ({names.count(name)})"
            self._transports[support] = self._transports[f"logon {entry['number']}"] = key

    def _events(self, numbers: Mapping[int, int]) -> Iterator[Event]:
        waiting: list[Message] = []
        parents = {entry["within"] for entry in self.told if entry["number"] in numbers}
        for entry in self.told:
            while waiting and not self._stands_within(entry, waiting[-1].entry):
                yield LateAnswer(waiting.pop())
            arranged = entry["interface"] in _BEDS and entry["method"] in _ARRANGING and entry["within"] is None
            if entry["number"] not in numbers and not arranged:
                continue
            if numbers and entry["number"] > max(numbers):
                break
            yield from self._lines_to(entry["line"])
            if arranged:
                yield Remark(f"{entry['method']}({_arguments(entry)})", TEST_BED)
                continue
            around = waiting[-1] if waiting else None
            message = self._message(entry, numbers[entry["number"]], around, entry["number"] in parents)
            yield message
            if message.long:
                waiting.append(message)
        yield from (LateAnswer(message) for message in reversed(waiting))
        if len(numbers) < LIMIT:
            yield from self._lines_to(None)

    def _stands_within(self, entry: RecordedCall, number: int) -> bool:
        at: int | None = entry["within"]
        while at is not None and at != number:
            at = self.around.get(at)
        return at == number

    def _lines_to(self, number: int | None) -> Iterator[Remark]:
        """The scenario's lines that are not yet shown, up to line `number`; `None` means all."""
        known = [line["number"] for line in self.lines]
        end = len(known) if number is None else known.index(number) + 1 if number in known else self._told
        yield from (Remark(visible(line["text"]), visible(line["keyword"])) for line in self.lines[self._told : end])
        self._told = max(self._told, end)

    def _message(self, entry: RecordedCall, number: int, around: Message | None, long: bool) -> Message:
        target = self._target(entry)
        source = self._source(entry, around)
        self._used |= {source, target}
        return Message(
            number=number,
            entry=entry["number"],
            source=source,
            target=target,
            text=self._asked(entry, target),
            answer=_answered(entry),
            went_wrong=refused(entry),
            within=around.number if around else None,
            depth=around.depth + 1 if around else 0,
            long=long,
            changes=self._changes(entry),
        )

    def _target(self, entry: RecordedCall) -> str:
        interface = entry["interface"]
        if interface == "provider":
            return self._transports.get(f"logon {entry['number']}", "spooler")
        if interface == "xp_logon":
            return self._known(entry["object"])
        if interface == "support" and entry["method"] != "modify_status_row":
            return "spooler"
        return _LANE_OF.get(interface, "session")

    def _source(self, entry: RecordedCall, around: Message | None) -> str:
        if entry["caller"] == "implementation":
            if entry["interface"] in FOR_CLIENT:
                return "client"
            if entry["interface"] == "support" and entry["object"] in self._transports:
                return self._transports[entry["object"]]
            return around.target if around else self._known("")
        if entry["interface"] in ("provider", "xp_logon"):
            return "spooler"
        return "spooler" if around is not None and entry["interface"] == "transport_status" else "client"

    def _known(self, handle: str) -> str:
        self._names.setdefault(handle, "Transport")
        return handle

    def _asked(self, entry: RecordedCall, target: str) -> str:
        said = f"{entry['method']}({_arguments(entry)})"
        if target == "incoming_message":
            return f"{_spoken(visible(entry['object']))}: {said}"
        several = len(self.handles.get(target, ())) > 1 and entry["interface"] != "support"
        return f"{visible(entry['object'])}.{said}" if several else said

    def _changes(self, entry: RecordedCall) -> tuple[str, ...]:
        """The changes that the call made to the flush bits of a row."""
        if entry["method"] != "modify_status_row" or refused(entry):
            return ()
        values = [slot for slot in _slots(entry) if slot.get("tag") == PropertyTag.PR_STATUS_CODE]
        if not values or not isinstance(values[-1].get("value"), int):
            return ()
        first = entry["object"] not in self._bits
        before, now = self._bits.get(entry["object"], 0), int(values[-1]["value"])
        self._bits[entry["object"]] = now
        changes = [f"{bit.name} cleared" for bit in _FLUSH_BITS if before & bit and not now & bit]
        changes += [f"{bit.name} set" for bit in _FLUSH_BITS if now & bit and not before & bit]
        return tuple(changes or (["no flush bit"] if first else []))

    def _participant(self, key: str) -> Participant:
        if key in self._names:
            return Participant(key, self._names[key], "the provider")
        hosted = any(entry["supplier"] == "host" for entry in self.trace)
        if any(entry["interface"] == "client" for entry in self.trace):
            return Participant(key, _LANES[key], "under test" if key == "client" else "the kit")
        whose = {
            "client": "the kit",
            "spooler": "the kit's own" if hosted else "the kit",
            "transport_status": "the provider",
            "support": "the spooler's",
            "incoming_message": "the spooler's",
        }
        return Participant(key, _LANES[key], whose.get(key, "the kit's own" if hosted else "under test"))


def _is_shown(entry: RecordedCall) -> bool:
    return (
        entry["interface"] not in (*_BEDS, "clock", "client")
        and entry["method"] not in _LEFT_OUT
        and not (entry["supplier"] == "kit" and entry["caller"] == "kit")
    )


def _handles(trace: Sequence[RecordedCall]) -> dict[str, set[str]]:
    """Lane → the handles of the objects in it."""
    found: dict[str, set[str]] = {}
    for entry in trace:
        if entry["interface"] in _LANE_OF and entry["interface"] not in ("adapter", "mapi", "row_set"):
            found.setdefault(_LANE_OF[entry["interface"]], set()).add(entry["object"])
    return found


def _text(value: Json, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _slots(entry: RecordedCall) -> list[dict[str, Json]]:
    values = entry["arguments"].get("values")
    return [slot for slot in values if isinstance(slot, dict)] if isinstance(values, list) else []


def _arguments(entry: RecordedCall) -> str:
    """The arguments, decoded and short: without those that have a usual value, and without the numbers behind names."""
    if entry["method"] == "modify_status_row":
        return _columns(entry)
    return ", ".join(
        _short(name, text)
        for name, text in decoded(entry)
        if name != "support" and not (name in _QUIET and text in _USUAL)
    )


def _columns(entry: RecordedCall) -> str:
    tags = [slot["tag"] for slot in _slots(entry) if isinstance(slot.get("tag"), int)]
    return ", ".join(map(tag_name, tags)) if len(tags) <= 3 else f"{len(tags)} columns"


def _short(name: str, text: str) -> str:
    text = _spoken(text)
    return f"{name} {text}" if name in ("reference", "row_count", "bookmark") else text


def _spoken(text: str) -> str:
    """Decoded text without numbers behind names and without the bytes of identifiers."""
    text = re.sub(r" \((?:0x[0-9A-Fa-f]+|\d+)\)", "", text)
    text = re.sub(r"\b(\d+ bytes): [0-9a-f]+", r"\1", text)
    return re.sub(r"\bincoming_message-(\d+)", r"message \1", text)


def decoded(entry: RecordedCall) -> Iterator[tuple[str, str]]:
    """Name and decoded text of each argument, cut out of the text of the call; the whole text where it has another form."""
    head = f"{entry['object']}.{entry['method']}("
    names, call = list(entry["arguments"]), entry["call"]
    rest = call.removeprefix(head).removesuffix(")")
    marks = [f"{', ' if number else ''}{name}=" for number, name in enumerate(names)]
    if not call.startswith(head) or any(mark not in rest for mark in marks):
        yield "", visible(rest)
        return
    rest = rest.removeprefix(marks[0]) if marks else ""
    for number, name in enumerate(names):
        text, _, rest = rest.partition(marks[number + 1]) if number + 1 < len(marks) else (rest, "", "")
        yield name, visible(text)


def _answered(entry: RecordedCall) -> str:
    """The answer in a few words; "" where the call returned none."""
    if entry["method"] == "end_message" and entry["value"] == 0 and entry["broke"] is None:
        return "0: sent"
    answer = _spoken(visible(entry["answer"]))
    if entry["method"] == "transport_logon":
        answer = answer.removesuffix(", flags 0")
    return "" if answer == "done" else answer
