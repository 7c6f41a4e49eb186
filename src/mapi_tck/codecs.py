"""How the values of the ports are written as JSON: in a trace, in a run record and over stdio, always the same way.

Bytes are lower-case hex, codes and flags unsigned numbers, PT_LONG signed. A value that does not fit its codec raises
`ValueError`; in an answer that means that the adapter broke. Each codec also holds the JSON Schema of what it writes, so that
the published schema cannot say anything else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, IntFlag, StrEnum
from typing import Any, Protocol, TypeVar

from mapi_tck.mapi import (
    AndRestriction,
    ExistRestriction,
    PropertyRestriction,
    PropertyType,
    PropertyValue,
    Restriction,
    RowSet,
    enum_text,
    flags_text,
    prop_type,
    tag_name,
    value_text,
)
from mapi_tck.ports import (
    Condition,
    Description,
    Direction,
    Evidence,
    FarEnd,
    Profile,
    Prompt,
    PromptKind,
    Transfer,
    Transport,
    TransportKind,
)

#: A value as `json` reads and writes it.
Json = Any
Schema = dict[str, Any]
S = TypeVar("S", bound=StrEnum)

UNSIGNED: Schema = {"type": "integer", "minimum": 0, "maximum": 0xFFFFFFFF}
HEX: Schema = {"type": "string", "pattern": "^([0-9a-f][0-9a-f])*$"}


class Handles(Protocol):
    """Where objects get their handles, and handles their objects."""

    def give(self, interface: str, thing: object) -> str:
        """Remember the object and answer a handle for it."""

    def take(self, interface: str, handle: str) -> Any:
        """Answer the object behind the handle."""


@dataclass(frozen=True, slots=True)
class Codec:
    """Writes one kind of value as JSON, reads it back, and says it in words."""

    schema: Schema
    encode: Callable[[Any, Handles], Json]
    decode: Callable[[Json, Handles], Any]
    text: Callable[[Json], str] | None = None


def _expect(value: object, kind: type | tuple[type, ...], what: str) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        raise ValueError(f"{what} expected, not {value!r:.80}")
    return value


def _unsigned(value: object, what: str = "an unsigned 32-bit number") -> int:
    number: int = _expect(value, int, what)
    if not 0 <= number <= 0xFFFFFFFF:
        raise ValueError(f"{what} expected, not {number}")
    return int(number)


def _plain(schema: Schema, check: Callable[[Any], Any], text: Callable[[Json], str] | None = None) -> Codec:
    return Codec(schema, lambda value, _: check(value), lambda value, _: check(value), text)


def _optional(codec: Codec, absent: str) -> Codec:
    inner = codec.text or str
    return Codec(
        {"anyOf": [codec.schema, {"type": "null"}]},
        lambda value, handles: None if value is None else codec.encode(value, handles),
        lambda value, handles: None if value is None else codec.decode(value, handles),
        lambda value: absent if value is None else inner(value),
    )


def _sequence(codec: Codec) -> Codec:
    inner = codec.text or str

    def items(value: object) -> Sequence[Any]:
        if isinstance(value, str | bytes) or not isinstance(value, Sequence):
            raise ValueError(f"a list expected, not {value!r:.80}")
        return value

    return Codec(
        {"type": "array", "items": codec.schema},
        lambda value, handles: [codec.encode(item, handles) for item in items(value)],
        lambda value, handles: tuple(codec.decode(item, handles) for item in items(value)),
        lambda value: ", ".join(inner(item) for item in value) or "none",
    )


def _words(kind: type[S]) -> Codec:
    def check(value: object) -> S:
        try:
            return kind(_expect(value, str, "a word"))
        except ValueError as error:
            raise ValueError(f"one of {', '.join(kind)} expected, not {value!r:.80}") from error

    return _plain({"enum": [str(word) for word in kind]}, check)


def _nothing(value: object) -> None:
    if value is not None:
        raise ValueError(f"no value expected, not {value!r:.80}")


NOTHING = _plain({"type": "null"}, _nothing, lambda _: "")
BOOL = _plain({"type": "boolean"}, lambda value: _expect(value, bool, "true or false"))
TEXT = _plain({"type": "string"}, lambda value: _expect(value, str, "a text"))
NUMBER = _plain({"type": "integer"}, lambda value: _expect(value, int, "a whole number"))
UI_PARAM = _plain({"type": "integer", "minimum": 0}, lambda value: _expect(value, int, "a window handle"))
SECONDS = _plain({"type": "number", "minimum": 0}, lambda value: float(_expect(value, int | float, "seconds")))  # type: ignore[arg-type]
TEXTS = _sequence(TEXT)
DIRECTION = _words(Direction)
TAG = _plain(UNSIGNED, _unsigned, tag_name)
TAGS = _sequence(TAG)
OPTIONAL_TAGS = _optional(TAGS, "NULL")
OPTIONAL_TEXT = _optional(TEXT, "none")
INTERFACE = _optional(TEXT, "NULL")
COUNTS = Codec(
    {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
    lambda value, _: {_expect(k, str, "a text"): _unsigned(v) for k, v in _expect(value, Mapping, "a mapping").items()},
    lambda value, _: {k: _unsigned(v) for k, v in _expect(value, dict, "a mapping").items()},
    lambda value: ", ".join(f"{count} {kind}" for kind, count in value.items()) or "none",
)


def flags(kind: type[IntFlag]) -> Codec:
    """Flags of one family; unknown bits pass through and show as hex."""
    return _plain(UNSIGNED, _unsigned, lambda value: flags_text(kind, value))


def enum(kind: type[IntEnum]) -> Codec:
    """A number of one family; unknown ones pass through and show as hex."""
    return _plain(UNSIGNED, _unsigned, lambda value: enum_text(kind, value))


def _bytes_in(value: object, _: Handles) -> str:
    data: bytes = _expect(value, bytes | bytearray | memoryview, "bytes")  # type: ignore[arg-type]
    return bytes(data).hex()


def _bytes_out(value: object, _: Handles) -> bytes:
    return bytes.fromhex(_expect(value, str, "hex digits"))


BYTES = Codec(HEX, _bytes_in, _bytes_out, lambda value: f"{len(value) // 2} bytes: {value}" if value else "no bytes")
OPTIONAL_BYTES = _optional(BYTES, "NULL")

_BINARY_TYPES = (PropertyType.PT_BINARY, PropertyType.PT_CLSID)


def _property_in(value: object, _: Handles) -> Json:
    slot: PropertyValue = _expect(value, PropertyValue, "a PropertyValue")
    raw = slot.value.hex() if isinstance(slot.value, bytes) else slot.value
    return {"tag": slot.tag, "value": raw}


def _property_out(value: Json, _: Handles) -> PropertyValue:
    slot = _expect(value, dict, "a property value")
    tag = _unsigned(slot.get("tag"), "a property tag")
    raw = slot.get("value")
    if prop_type(tag) in _BINARY_TYPES:
        raw = bytes.fromhex(_expect(raw, str, "hex digits"))
    return PropertyValue(tag, raw)


def property_text(value: Json) -> str:
    """Say a property value in words: tag, then decoded value."""
    slot = _property_out(value, _NO_HANDLES)
    return f"{tag_name(slot.tag)} = {value_text(slot)}"


PROPERTY = Codec(
    {
        "type": "object",
        "required": ["tag", "value"],
        "additionalProperties": False,
        "properties": {"tag": UNSIGNED, "value": {"type": ["null", "boolean", "integer", "string"]}},
    },
    _property_in,
    _property_out,
    property_text,
)
PROPERTIES = _sequence(PROPERTY)
ROW = _sequence(PROPERTY)


def _rows_in(value: object, handles: Handles) -> Json:
    row_set: RowSet = _expect(value, RowSet, "a RowSet")
    rows = [ROW.encode(row, handles) for row in row_set.rows]
    return {"rows": rows, "row_set": None if row_set.free is None else handles.give("row_set", row_set)}


def _rows_out(value: Json, handles: Handles) -> RowSet:
    answer = _expect(value, dict, "a row set")
    rows = tuple(ROW.decode(row, handles) for row in _expect(answer.get("rows"), list, "rows"))
    handle = answer.get("row_set")
    return RowSet(rows) if handle is None else RowSet(rows, handles.take("row_set", handle).release)


def _rows_text(value: Json) -> str:
    rows = value["rows"]
    return f"{len(rows)} row{'' if len(rows) == 1 else 's'}"


ROWS = Codec(
    {
        "type": "object",
        "required": ["rows", "row_set"],
        "additionalProperties": False,
        "properties": {"rows": {"type": "array", "items": ROW.schema}, "row_set": {"type": ["string", "null"]}},
    },
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


def _restriction_out(value: Json, handles: Handles) -> Restriction:
    match value:
        case {"property": {"relop": int(relop), "tag": int(tag), "value": constant}}:
            return PropertyRestriction(relop, tag, PROPERTY.decode(constant, handles))
        case {"exist": {"tag": int(tag)}}:
            return ExistRestriction(tag)
        case {"and": list(parts)}:
            return AndRestriction(tuple(_restriction_out(part, handles) for part in parts))
        case _:
            raise ValueError(f"a restriction expected, not {value!r:.80}")


def _one_key(key: str, schema: Schema) -> Schema:
    return {"type": "object", "required": [key], "additionalProperties": False, "properties": {key: schema}}


def _object(required: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "required": list(required),
        "additionalProperties": False,
        "properties": dict(required),
    }


RESTRICTION = Codec(
    {
        "anyOf": [
            _one_key("property", _object({"relop": UNSIGNED, "tag": UNSIGNED, "value": PROPERTY.schema})),
            _one_key("exist", _object({"tag": UNSIGNED})),
            _one_key("and", {"type": "array", "items": {"$ref": "#/$defs/restriction"}}),
        ]
    },
    _restriction_in,
    _restriction_out,
    lambda value: str(_restriction_out(value, _NO_HANDLES)),
)
OPTIONAL_RESTRICTION = _optional(
    Codec({"$ref": "#/$defs/restriction"}, RESTRICTION.encode, RESTRICTION.decode, RESTRICTION.text), "NULL"
)


def object_of(interface: str) -> Codec:
    """An object with a handle of its own."""
    return Codec(
        _object({interface: {"type": "string"}}),
        lambda value, handles: {interface: handles.give(interface, value)},
        lambda value, handles: handles.take(interface, _expect(value, dict, f"a {interface}")[interface]),
        lambda value: str(value[interface]),
    )


def optional_object_of(interface: str) -> Codec:
    """An object, or nothing."""
    return _optional(object_of(interface), "none")


def _opened_in(value: object, handles: Handles) -> Json:
    status_object, object_type = _expect(value, tuple, "an object and its type")
    return {
        "status_object": handles.give("status_object", status_object),
        "object_type": None if object_type is None else _unsigned(object_type),
    }


def _opened_out(value: Json, handles: Handles) -> tuple[Any, int | None]:
    answer = _expect(value, dict, "an object and its type")
    return handles.take("status_object", answer["status_object"]), answer.get("object_type")


def opened(object_type: type[IntEnum]) -> Codec:
    """What OpenEntry answers: a status object and its object type, `null` where the binding hides it."""
    return Codec(
        _object({"status_object": {"type": "string"}, "object_type": {"anyOf": [UNSIGNED, {"type": "null"}]}}),
        _opened_in,
        _opened_out,
        lambda value: f"{value['status_object']}, object type "
        + ("not shown" if value["object_type"] is None else enum_text(object_type, value["object_type"])),
    )


def _record(kind: type, fields: Mapping[str, tuple[Codec, bool]], text: Callable[[Json], str]) -> Codec:
    """A codec for a frozen dataclass: field name → codec and whether it is required on reading."""

    def encode(value: object, handles: Handles) -> Json:
        _expect(value, kind, f"a {kind.__name__}")
        return {name: codec.encode(getattr(value, name), handles) for name, (codec, _) in fields.items()}

    def decode(value: Json, handles: Handles) -> Any:
        given = _expect(value, dict, f"a {kind.__name__}")
        missing = [name for name, (_, required) in fields.items() if required and name not in given]
        if missing:
            raise ValueError(f"a {kind.__name__} needs {', '.join(missing)}")
        return kind(**{name: codec.decode(given[name], handles) for name, (codec, _) in fields.items() if name in given})

    schema = {
        "type": "object",
        "required": [name for name, (_, required) in fields.items() if required],
        "properties": {name: codec.schema for name, (codec, _) in fields.items()},
    }
    return Codec(schema, encode, decode, text)


def _evidence(value: object, _: Handles) -> Json:
    return sorted(str(word) for word in _expect(value, frozenset, "a frozenset of Evidence"))


def _evidence_out(value: Json, _: Handles) -> frozenset[Evidence]:
    return frozenset(Evidence(_expect(word, str, "a word")) for word in _expect(value, list, "a list"))


DESCRIPTION = _record(
    Description,
    {
        "implementation": (TEXT, True),
        "version": (TEXT, True),
        "vendor": (TEXT, False),
        "digest": (_optional(TEXT, "none"), False),
        "observes": (
            Codec({"type": "array", "items": {"enum": [str(e) for e in Evidence]}}, _evidence, _evidence_out),
            True,
        ),
        "exclusive": (BOOL, False),
    },
    lambda value: f"{value['implementation']} {value['version']}",
)
TRANSPORT = _record(
    Transport,
    {
        "name": (TEXT, True),
        "kind": (_words(TransportKind), True),
        "supports_flush": (BOOL, True),
        "asynchronous": (BOOL, True),
    },
    lambda value: f"{value['name']} ({value['kind']}, "
    f"{'supports' if value['supports_flush'] else 'does not support'} FlushQueues"
    f"{', asynchronous' if value['asynchronous'] else ''})",
)
PROFILE = _record(
    Profile,
    {"name": (TEXT, True), "transports": (_sequence(TRANSPORT), True)},
    lambda value: f"{value['name']} with "
    + ("; ".join((TRANSPORT.text or str)(item) for item in value["transports"]) or "no transport"),
)
FAR_END = _record(
    FarEnd,
    {"condition": (_words(Condition), True), "seconds": (SECONDS, True), "after": (NUMBER, True)},
    lambda value: str(value["condition"])
    + (f", {value['seconds']:g} s a message" if value["seconds"] else "")
    + (f" after {value['after']} messages" if value["after"] else ""),
)
TRANSFERS = _sequence(
    _record(
        Transfer,
        {"transport": (TEXT, True), "direction": (DIRECTION, True), "token": (TEXT, True), "returned": (BOOL, False)},
        lambda value: f"{value['token']} ({value['transport']}, {value['direction']}"
        f"{', returned' if value.get('returned') else ''})",
    )
)
PROMPTS = _sequence(
    _record(
        Prompt,
        {"owner": (TEXT, True), "kind": (_words(PromptKind), True)},
        lambda value: f"{value['kind']} of {value['owner']}",
    )
)


class _NoHandles:
    """For values that cannot hold objects."""

    def give(self, interface: str, thing: object) -> str:
        raise ValueError(f"no {interface} expected here")

    def take(self, interface: str, handle: str) -> Any:
        raise ValueError(f"no {interface} expected here")


_NO_HANDLES = _NoHandles()
