"""Codecs of the ports' own types: property values, rows, restrictions, descriptions, profiles, transfers."""

from enum import IntEnum
from functools import lru_cache
from typing import Any

from mapi_tck.mapi import (
    AndRestriction,
    ExistRestriction,
    PropertyRestriction,
    PropertyType,
    PropertyValue,
    Restriction,
    RowSet,
    prop_type,
    tag_name,
    value_text,
)
from mapi_tck.ports import (
    Condition,
    Description,
    Evidence,
    FarEnd,
    GivenProfile,
    GivenTransport,
    Misuse,
    OutgoingMessage,
    Procedure,
    Profile,
    Prompt,
    PromptKind,
    Started,
    Submitted,
    Task,
    Transfer,
    Transport,
    TransportKind,
    Trouble,
    UnderTest,
)
from mapi_tck.wire.codecs import (
    BOOL,
    DIRECTION,
    NUMBER,
    OPTIONAL_TEXT,
    SECONDS,
    TEXT,
    UNSIGNED,
    Codec,
    Handles,
    Json,
    enum,
    expect,
    object_schema,
    optional,
    record,
    sequence,
    unsigned,
    words,
)

_BINARY_TYPES = (PropertyType.PT_BINARY, PropertyType.PT_CLSID)


def _property_in(value: object, _: Handles) -> Json:
    slot: PropertyValue = expect(value, PropertyValue, "a PropertyValue")
    raw = slot.value.hex() if isinstance(slot.value, bytes) else slot.value
    return {"tag": slot.tag, "value": raw}


def _property_out(value: Json, _: Handles | None = None) -> PropertyValue:
    slot = expect(value, dict, "a property value")
    tag = unsigned(slot.get("tag"), "a property tag")
    raw = slot.get("value")
    if raw.__class__ in (list, dict):
        raise ValueError(f"a value of a property expected, not {raw!r:.80}")
    return _slot(tag, raw.__class__, raw)


@lru_cache(4096)
def _slot(tag: int, _: type, raw: Json) -> PropertyValue:
    # The same few values come again and again. The type is a part of the key, because True == 1.
    if prop_type(tag) in _BINARY_TYPES:
        raw = bytes.fromhex(expect(raw, str, "hex digits"))
    return PropertyValue(tag, raw)


def property_text(value: Json) -> str:
    """A property value in words: tag, then decoded value."""
    slot = _property_out(value)
    return f"{tag_name(slot.tag)} = {value_text(slot)}"


PROPERTY = Codec(
    object_schema(tag=UNSIGNED, value={"type": ["null", "boolean", "integer", "string"]}),
    _property_in,
    _property_out,
    property_text,
)
PROPERTIES = sequence(PROPERTY)
ROW = sequence(PROPERTY)


def _rows_in(value: object, handles: Handles) -> Json:
    row_set: RowSet = expect(value, RowSet, "a RowSet")
    rows = [ROW.encode(row, handles) for row in row_set.rows]
    return {"rows": rows, "row_set": None if row_set.free is None else handles.give("row_set", row_set)}


def _rows_out(value: Json, handles: Handles) -> RowSet:
    answer = expect(value, dict, "a row set")
    rows = tuple(ROW.decode(row, handles) for row in expect(answer.get("rows"), list, "rows"))
    handle = answer.get("row_set")
    return RowSet(rows) if handle is None else RowSet(rows, handles.take("row_set", handle).release)


def _rows_text(value: Json) -> str:
    rows = value["rows"]
    return f"{len(rows)} row{'' if len(rows) == 1 else 's'}"


ROWS = Codec(
    object_schema(rows={"type": "array", "items": ROW.schema}, row_set={"type": ["string", "null"]}),
    _rows_in,
    _rows_out,
    _rows_text,
)


def _restriction_in(value: object, handles: Handles) -> Json:
    match value:
        case PropertyRestriction(relop=relop, tag=tag, value=constant):
            return {"property": {"relop": relop, "tag": tag, "value": PROPERTY.encode(constant, handles)}}
        case ExistRestriction(tag=tag):
            return {"exist": {"tag": tag}}
        case AndRestriction(parts=parts):
            return {"and": [_restriction_in(part, handles) for part in parts]}
        case _:
            raise ValueError(f"a restriction expected, not {value!r:.80}")


def _restriction_out(value: Json, _: Handles | None = None) -> Restriction:
    match value:
        case {"property": {"relop": int(relop), "tag": int(tag), "value": constant}}:
            return PropertyRestriction(relop, tag, _property_out(constant))
        case {"exist": {"tag": int(tag)}}:
            return ExistRestriction(tag)
        case {"and": list(parts)}:
            return AndRestriction(tuple(map(_restriction_out, parts)))
        case _:
            raise ValueError(f"a restriction expected, not {value!r:.80}")


RESTRICTION = Codec(
    {
        "anyOf": [
            object_schema(property=object_schema(relop=UNSIGNED, tag=UNSIGNED, value=PROPERTY.schema)),
            object_schema(exist=object_schema(tag=UNSIGNED)),
            object_schema(**{"and": {"type": "array", "items": {"$ref": "#/$defs/restriction"}}}),
        ]
    },
    _restriction_in,
    _restriction_out,
    lambda value: str(_restriction_out(value)),
)
OPTIONAL_RESTRICTION = optional(
    Codec({"$ref": "#/$defs/restriction"}, RESTRICTION.encode, RESTRICTION.decode, RESTRICTION.text), "NULL"
)


def _handle_of(interface: str) -> Codec:
    """A codec for the handle of an object."""
    return Codec(
        {"type": "string"},
        lambda value, handles: handles.give(interface, value),
        lambda value, handles: handles.take(interface, value),
    )


def object_of(interface: str) -> Codec:
    """A codec for an object, which is written as its handle."""
    handle = _handle_of(interface)
    return Codec(
        object_schema(**{interface: handle.schema}),
        lambda value, handles: {interface: handle.encode(value, handles)},
        lambda value, handles: handle.decode(expect(value, dict, f"a {interface}")[interface], handles),
        lambda value: str(value[interface]),
    )


def _held_in(value: object, handles: Handles) -> Json:
    proxy = getattr(value.free, "proxy", None) if isinstance(value, RowSet) else value
    interface = getattr(proxy, "interface", None)
    return handles.give(expect(interface, str, "an object of this connection"), proxy)


def _held_out(value: Json, handles: Handles) -> Any:
    handle: str = expect(value, str, "a handle")
    return handles.take(handle.rpartition("-")[0], handle)


#: Any object or row set of a client, which is written as its handle.
HELD = Codec({"type": "string"}, _held_in, _held_out)


def pair(interface: str, second: str, codec: Codec, *, may_lack: bool = False) -> Codec:
    """A codec for an object and a second value, which is written under the name `second`.

    If the object `may_lack`, `null` in its place says that there is none.
    """
    what = f"a pair of a {interface} and its {second.replace('_', ' ')}"
    handle = optional(_handle_of(interface), "no object") if may_lack else _handle_of(interface)

    def encode(value: object, handles: Handles) -> Json:
        thing, other = expect(value, tuple, what)
        return {interface: handle.encode(thing, handles), second: codec.encode(other, handles)}

    def decode(value: Json, handles: Handles) -> tuple[Any, Any]:
        answer = expect(value, dict, what)
        return handle.decode(answer[interface], handles), codec.decode(answer[second], handles)

    return Codec(
        object_schema(**{interface: handle.schema, second: codec.schema}),
        encode,
        decode,
        lambda value: (
            f"{(handle.text or str)(value[interface])}, {second.replace('_', ' ')} {(codec.text or str)(value[second])}"
        ),
    )


def opened(interface: str, object_type: type[IntEnum], *, may_lack: bool = False) -> Codec:
    """A codec for the answer of opening: an object and its object type, which is `null` where the binding hides it."""
    return pair(interface, "object_type", optional(enum(object_type), "not shown"), may_lack=may_lack)


def _evidence(value: object, _: Handles) -> Json:
    return sorted(str(word) for word in expect(value, frozenset, "a frozenset of Evidence"))


def _evidence_out(value: Json, _: Handles) -> frozenset[Evidence]:
    return frozenset(Evidence(expect(word, str, "a word")) for word in expect(value, list, "a list"))


_UNDER_TEST = record(
    UnderTest,
    lambda value: str(value["name"]),
    ("file", "module", "version", "digest"),
    name=TEXT,
    file=TEXT,
    module=TEXT,
    version=TEXT,
    digest=TEXT,
)
DESCRIPTION = record(
    Description,
    lambda value: f"{value['implementation']} {value['version']}",
    ("vendor", "digest", "exclusive", "quiet", "under_test"),
    implementation=TEXT,
    version=TEXT,
    vendor=TEXT,
    digest=OPTIONAL_TEXT,
    observes=Codec({"type": "array", "items": {"enum": [str(e) for e in Evidence]}}, _evidence, _evidence_out),
    exclusive=BOOL,
    quiet=BOOL,
    under_test=sequence(_UNDER_TEST),
)
TRANSPORT = record(
    Transport,
    lambda value: (
        f"{value['name']} ({value['kind']}, "
        f"{'supports' if value['supports_flush'] else 'does not support'} FlushQueues"
        f"{', asynchronous' if value['asynchronous'] else ''})"
    ),
    name=TEXT,
    kind=words(TransportKind),
    supports_flush=BOOL,
    asynchronous=BOOL,
)
PROFILE = record(
    Profile,
    lambda value: (
        f"{value['name']} with "
        + ("; ".join((TRANSPORT.text or str)(item) for item in value["transports"]) or "no transport")
    ),
    name=TEXT,
    transports=sequence(TRANSPORT),
)
_QUEUES = Codec(
    {"type": "array", "items": DIRECTION.schema},
    lambda value, handles: sorted(DIRECTION.encode(word, handles) for word in expect(value, frozenset, "a frozenset")),
    lambda value, handles: frozenset(DIRECTION.decode(word, handles) for word in expect(value, list, "a list")),
)
_GIVEN_TRANSPORT = record(
    GivenTransport,
    lambda value: (TRANSPORT.text or str)({"supports_flush": True, "asynchronous": False, **value}),
    ("supports_flush", "asynchronous", "fills", "sees"),
    name=TEXT,
    kind=words(TransportKind),
    supports_flush=BOOL,
    asynchronous=BOOL,
    fills=_QUEUES,
    sees=_QUEUES,
)
GIVEN_PROFILE = record(
    GivenProfile,
    lambda value: (
        f"{value['name'] or 'the default profile'} with "
        + ("; ".join((_GIVEN_TRANSPORT.text or str)(item) for item in value["transports"]) or "no transport")
    ),
    name=TEXT,
    transports=sequence(_GIVEN_TRANSPORT),
)
FAR_END = record(
    FarEnd,
    lambda value: (
        str(value["condition"])
        + (f", {value['seconds']:g} s a message" if value["seconds"] else "")
        + (f" after {value['after']} messages" if value["after"] else "")
    ),
    condition=words(Condition),
    seconds=SECONDS,
    after=NUMBER,
)
TROUBLE = words(Trouble)
_TRANSFER = record(
    Transfer,
    lambda value: (
        f"{value['token']} ({value['transport']}, {value['direction']}{', returned' if value.get('returned') else ''})"
    ),
    ("returned",),
    transport=TEXT,
    direction=DIRECTION,
    token=TEXT,
    returned=BOOL,
)
TRANSFERS = sequence(_TRANSFER)
PROMPTS = sequence(
    record(Prompt, lambda value: f"{value['kind']} of {value['owner']}", owner=TEXT, kind=words(PromptKind))
)
MISUSE = words(Misuse)
TASK = record(
    Task,
    lambda value: (
        f"procedure {value['procedure']}, {' and '.join(reversed(value['directions']))}"
        f"{', ' + value['transport'] + ' alone' if value.get('transport') else ''}"
        f"{', someone at the screen' if value['attended'] else ''}"
    ),
    ("transport",),
    procedure=words(Procedure),
    directions=_QUEUES,
    profile=TEXT,
    attended=BOOL,
    transport=TEXT,
)
OUTGOING_MESSAGE = record(OutgoingMessage, lambda value: str(value["token"]), token=TEXT)


def _reference_text(value: Json) -> str:
    wait = f", wait {value['wait_seconds']:g} s" if value["wait_seconds"] else ""
    return f"reference {value['reference']}{wait}"


SUBMITTED = record(Submitted, _reference_text, reference=NUMBER, wait_seconds=SECONDS)
STARTED = record(Started, _reference_text, reference=NUMBER, wait_seconds=SECONDS)
