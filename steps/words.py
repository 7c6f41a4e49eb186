"""How words of a feature file become values: property names, resource types, directions, lists."""

from mapi_tck.mapi import (
    FlushFlag,
    PropertyTag,
    PropertyType,
    ResourceType,
    TableFlag,
    change_prop_type,
    prop_tag,
    tag_name,
)
from mapi_tck.ports import Direction

#: "a property that nobody has": in the range that is free for tests of one's own, and of no provider's.
NOBODY_HAS = prop_tag(PropertyType.PT_LONG, 0x66AA)

#: "an undefined type": far from the eight defined ones.
UNDEFINED_TYPE = 0x7ABC

#: What a direction means to FlushQueues: ruling D-01.
FLAGS = {
    "no": 0,
    "the outgoing": int(FlushFlag.FLUSH_UPLOAD),
    "the incoming": int(FlushFlag.FLUSH_DOWNLOAD),
    "the outgoing and incoming": int(FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_DOWNLOAD),
}

#: The flags of both directions.
BOTH = FLAGS["the outgoing and incoming"]


#: In which other type a property can be asked for.
_TYPES = {
    "as a text": PropertyType.PT_STRING8,
    "as a number": PropertyType.PT_LONG,
    "in any type": PropertyType.PT_UNSPECIFIED,
}

#: The reading of ruling D-01 under which the two flags change places. What the kit passes stays; what it expects of that changes.
LETTER = "D-01=letter"


def other_way(reading: str) -> str:
    """The cause of doing for one direction what was asked for the other: it says which reading the implementation follows."""
    return "defined-direction" if reading == LETTER else "topic-letter-direction"


def columns(words: str) -> tuple[int, ...]:
    """Property names, separated by commas, each perhaps in another type than its own."""
    return tuple(map(_column, words.split(", ")))


def _column(words: str) -> int:
    if words == "a property that nobody has":
        return NOBODY_HAS
    name, _, other = words.partition(" ")
    tag = int(PropertyTag[name])
    return change_prop_type(tag, _TYPES[other]) if other else tag


def columns_with_flag(words: str) -> tuple[tuple[int, ...], int]:
    """Property names, and the flag of a table's method that they are passed with."""
    names_only, _, flag = words.partition(" with ")
    return columns(names_only), int(TableFlag[flag]) if flag else 0


def names(tags: tuple[int, ...]) -> list[str]:
    """Tags as names, for what is expected and observed."""
    return ["a property that nobody has" if tag == NOBODY_HAS else tag_name(tag) for tag in tags]


def resource_type(word: str) -> int:
    """A resource type by name."""
    return UNDEFINED_TYPE if word == "an undefined type" else int(ResourceType[word])


def direction_flags(words: str) -> int:
    """The flags of one or both directions."""
    return FLAGS[words]


def directions(what: str) -> tuple[Direction, ...]:
    """The directions of "message", "outgoing message" or "incoming message"."""
    word = what.removesuffix("message").strip()
    return (Direction(word),) if word else (Direction.OUTGOING, Direction.INCOMING)
