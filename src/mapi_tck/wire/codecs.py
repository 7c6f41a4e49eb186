"""Codecs: how values are written as JSON, in the same way in a trace, in a run record and over stdio.

Bytes are lower-case hex, codes and flags unsigned numbers, PT_LONG signed. A value that does not fit its codec raises
`ValueError`; in an answer this means that the adapter broke. Each codec has the JSON Schema of what it writes, from which the
published schema is made. `values` has the codecs of the ports' own types.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, IntFlag, StrEnum
from typing import Any, Final, Protocol, TypeVar

from mapi_tck.mapi import enum_text, flags_text, tag_name
from mapi_tck.ports import Direction

#: A value of any form, as `json` reads and writes it.
Json = Any
Schema = dict[str, Any]
S = TypeVar("S", bound=StrEnum)

UNSIGNED: Schema = {"type": "integer", "minimum": 0, "maximum": 0xFFFFFFFF}
#: No number in MAPI has more than 64 bits.
_OVER_64_BITS: Final = 2**64
#: As many seconds as a DWORD of milliseconds holds, 49 days. A choice: MAPI has no limit, and no wait is longer.
_MOST_SECONDS: Final = 2**32 // 1000
HEX: Schema = {"type": "string", "pattern": "^([0-9a-f][0-9a-f])*$"}


class Handles(Protocol):
    """Gives handles to objects, and finds objects by their handles."""

    def give(self, interface: str, thing: object) -> str:
        """Remember the object; answer its handle."""
        ...

    def take(self, interface: str, handle: str) -> Any:
        """The object behind the handle."""
        ...


@dataclass(frozen=True, slots=True)
class Codec:
    """Writes one type of value as JSON, reads it, and says it in words."""

    schema: Schema
    encode: Callable[[Any, Handles], Json]
    decode: Callable[[Json, Handles], Any]
    text: Callable[[Json], str] | None = None


def expect(value: object, kind: type | tuple[type, ...], what: str) -> Any:
    """The value, if it has the type. Raises `ValueError` otherwise."""
    if value.__class__ is kind:
        return value
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        raise ValueError(f"{what} expected, not {value!r:.80}")
    return value


def unsigned(value: object, what: str = "an unsigned 32-bit number") -> int:
    """The number, if it fits into 32 bits without sign. Raises `ValueError` otherwise."""
    if type(value) is int and 0 <= value <= 0xFFFFFFFF:
        return value
    number: int = expect(value, int, what)
    if not 0 <= number <= 0xFFFFFFFF:
        raise ValueError(f"{what} expected, not {_short(number)}")
    return int(number)


def plain(schema: Schema, check: Callable[[Any], Any], text: Callable[[Json], str] | None = None) -> Codec:
    """A codec for a value that is the same in JSON."""
    return Codec(schema, lambda value, _: check(value), lambda value, _: check(value), text)


def optional(codec: Codec, absent: str) -> Codec:
    """A codec for the same values and `None`, which `absent` says in words."""
    inner = codec.text or str
    return Codec(
        {"anyOf": [codec.schema, {"type": "null"}]},
        lambda value, handles: None if value is None else codec.encode(value, handles),
        lambda value, handles: None if value is None else codec.decode(value, handles),
        lambda value: absent if value is None else inner(value),
    )


def sequence(codec: Codec) -> Codec:
    """A codec for a list of such values."""
    inner = codec.text or str
    encode, decode = codec.encode, codec.decode

    def items(value: object) -> Sequence[Any]:
        if type(value) is tuple or type(value) is list:
            return value
        if isinstance(value, str | bytes) or not isinstance(value, Sequence):
            raise ValueError(f"a list expected, not {value!r:.80}")
        return value

    return Codec(
        {"type": "array", "items": codec.schema},
        lambda value, handles: [encode(item, handles) for item in items(value)],
        lambda value, handles: tuple([decode(item, handles) for item in items(value)]),
        lambda value: ", ".join(inner(item) for item in value) or "none",
    )


def words(kind: type[S]) -> Codec:
    """A codec for the words of an enumeration."""

    def check(value: object) -> S:
        if isinstance(value, kind):
            return value
        try:
            return kind(expect(value, str, "a word"))
        except ValueError as error:
            raise ValueError(f"one of {', '.join(kind)} expected, not {value!r:.80}") from error

    return Codec(
        {"enum": [str(word) for word in kind]}, lambda value, _: str(check(value)), lambda value, _: check(value)
    )


def _nothing(value: object) -> None:
    if value is not None:
        raise ValueError(f"no value expected, not {value!r:.80}")


def _seconds(value: object) -> float:
    number: float = expect(value, (int, float), "seconds")
    if isinstance(value, bool) or not 0 <= number <= _MOST_SECONDS:
        raise ValueError(f"seconds expected, from 0 to {_MOST_SECONDS}, not {_short(number)}")
    return float(number)


def _number(value: object) -> int:
    number: int = expect(value, int, "a whole number")
    if not -_OVER_64_BITS // 2 <= number < _OVER_64_BITS // 2:
        raise ValueError(f"a whole number of 64 bits expected, not {_short(number)}")
    return int(number)


def _handle(value: object) -> int:
    number: int = expect(value, int, "a window handle")
    if not 0 <= number < _OVER_64_BITS:
        raise ValueError(f"a window handle of 64 bits expected, not {_short(number)}")
    return int(number)


def _short(number: float) -> str:
    """The number in few letters. Python refuses to write out a very long one."""
    return f"a number of {number.bit_length()} bits" if isinstance(number, int) and abs(number) >> 128 else str(number)


NOTHING = plain({"type": "null"}, _nothing, lambda _: "")
BOOL = plain({"type": "boolean"}, lambda value: expect(value, bool, "true or false"))
TEXT = plain({"type": "string"}, lambda value: expect(value, str, "a text"))
NUMBER = plain({"type": "integer", "minimum": -_OVER_64_BITS // 2, "maximum": _OVER_64_BITS // 2 - 1}, _number)
UI_PARAM = plain({"type": "integer", "minimum": 0, "maximum": _OVER_64_BITS - 1}, _handle)
SECONDS = plain({"type": "number", "minimum": 0, "maximum": _MOST_SECONDS}, _seconds)
TEXTS = sequence(TEXT)
DIRECTION = words(Direction)
TAG = plain(UNSIGNED, unsigned, tag_name)
TAGS = sequence(TAG)
OPTIONAL_TAGS = optional(TAGS, "NULL")
OPTIONAL_TEXT = optional(TEXT, "none")
INTERFACE = optional(TEXT, "NULL")
COUNTS = Codec(
    {"type": "object", "additionalProperties": UNSIGNED},
    lambda value, _: {expect(k, str, "a text"): unsigned(v) for k, v in expect(value, Mapping, "a mapping").items()},
    lambda value, _: {k: unsigned(v) for k, v in expect(value, dict, "a mapping").items()},
    lambda value: ", ".join(f"{count} {kind}" for kind, count in value.items()) or "none",
)


def flags(kind: type[IntFlag]) -> Codec:
    """A codec for flags; unknown bits pass through and show as hex."""
    return plain(UNSIGNED, unsigned, lambda value: flags_text(kind, value))


def enum(kind: type[IntEnum]) -> Codec:
    """A codec for the numbers of an enumeration; unknown ones pass through and show as hex."""
    return plain(UNSIGNED, unsigned, lambda value: enum_text(kind, value))


def _bytes_in(value: object, _: Handles) -> str:
    data: bytes = expect(value, bytes | bytearray | memoryview, "bytes")  # type: ignore[arg-type]
    return bytes(data).hex()


def _bytes_out(value: object, _: Handles) -> bytes:
    return bytes.fromhex(expect(value, str, "hex digits"))


BYTES = Codec(HEX, _bytes_in, _bytes_out, lambda value: f"{len(value) // 2} bytes: {value}" if value else "no bytes")
OPTIONAL_BYTES = optional(BYTES, "NULL")


def object_schema(**members: Schema) -> Schema:
    """The schema of an object with exactly these members."""
    return {"type": "object", "required": [*members], "additionalProperties": False, "properties": members}


def record(kind: type, text: Callable[[Json], str], needless: Sequence[str] = (), /, **fields: Codec) -> Codec:
    """A codec for a frozen dataclass: field name → codec. The `needless` fields may be missing on reading."""
    needed = [name for name in fields if name not in needless]

    def encode(value: object, handles: Handles) -> Json:
        expect(value, kind, f"a {kind.__name__}")
        return {name: codec.encode(getattr(value, name), handles) for name, codec in fields.items()}

    def decode(value: Json, handles: Handles) -> Any:
        given = expect(value, dict, f"a {kind.__name__}")
        missing = [name for name in needed if name not in given]
        if missing:
            raise ValueError(f"a {kind.__name__} needs {', '.join(missing)}")
        return kind(**{name: codec.decode(given[name], handles) for name, codec in fields.items() if name in given})

    properties = {name: codec.schema for name, codec in fields.items()}
    return Codec({"type": "object", "required": needed, "properties": properties}, encode, decode, text)
