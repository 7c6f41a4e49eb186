"""What the words in the places of phrases mean: property names, resource types, flags, directions."""

from enum import StrEnum
from typing import Annotated, Final

from mapi_tck.mapi import (
    FlushFlag,
    PropertyTag,
    PropertyType,
    TableFlag,
    change_prop_type,
    prop_tag,
    tag_name,
)
from mapi_tck.ports import Direction

#: "a property that nobody has": a tag in the range that no provider uses.
FREE_TAG: Final = prop_tag(PropertyType.PT_LONG, 0x66AA)

#: What a direction means to FlushQueues: ruling D-01.
FLAGS: Final = {
    "no": 0,
    "the outgoing": int(FlushFlag.FLUSH_UPLOAD),
    "the incoming": int(FlushFlag.FLUSH_DOWNLOAD),
    "the outgoing and incoming": int(FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_DOWNLOAD),
}

#: The flags of both directions.
BOTH: Final = FLAGS["the outgoing and incoming"]


#: The other types in which a property can be asked for.
_TYPES: Final = {
    "as a text": PropertyType.PT_STRING8,
    "as a number": PropertyType.PT_LONG,
    "in any type": PropertyType.PT_UNSPECIFIED,
}

#: The reading of ruling D-01 under which the two flags change places: the kit passes the same, and expects the opposite.
LETTER: Final = "D-01=letter"


class Messages(StrEnum):
    """The messages that a line is about: of both directions, or of one."""

    ALL = "message"
    OUTGOING = "outgoing message"
    INCOMING = "incoming message"

    @property
    def directions(self) -> tuple[Direction, ...]:
        """Their directions."""
        return tuple(Direction) if self is Messages.ALL else (Direction(self.removesuffix(" message")),)

    @property
    def opposite(self) -> "Messages":
        """Those of the other direction."""
        return {Messages.OUTGOING: Messages.INCOMING, Messages.INCOMING: Messages.OUTGOING}.get(self, self)


def other_way(reading: str) -> str:
    """The cause when the flags were taken for the other direction: it says which reading the implementation follows."""
    return "defined-direction" if reading == LETTER else "topic-letter-direction"


def _columns(words: str) -> tuple[int, ...]:
    """Property names, separated by commas; behind a name perhaps `as a text`, `as a number`, `in any type`."""
    return tuple(map(column_of, words.split(", ")))


def column_of(words: str) -> int:
    """A property name; behind it perhaps `as a text`, `as a number`, `in any type`."""
    if words == "a property that nobody has":
        return FREE_TAG
    name, _, other = words.partition(" ")
    tag = int(PropertyTag[name])
    return change_prop_type(tag, _TYPES[other]) if other else tag


def names(tags: tuple[int, ...]) -> list[str]:
    """Tags as names, for what a check expects and has observed."""
    return ["a property that nobody has" if tag == FREE_TAG else tag_name(tag) for tag in tags]


def _one_word(words: str) -> str:
    """One word."""
    if " " in words:
        raise ValueError(f"{words} is more than one word")
    return words


#: A transport's name, where other words may follow it.
Name = Annotated[str, _one_word]

Columns = Annotated[tuple[int, ...], _columns]

#: One property.
Column = Annotated[int, column_of]

#: The queues to flush, as flags of FlushQueues.
QueueFlags = Annotated[int, FLAGS]

#: One more flag of FlushQueues, or two of them.
MoreFlags = Annotated[
    int,
    {
        **FlushFlag.__members__,
        "FLUSH_FORCE and FLUSH_ASYNC_OK": FlushFlag.FLUSH_FORCE | FlushFlag.FLUSH_ASYNC_OK,
    },
]

#: A flag of a table's method.
TableFlags = Annotated[int, TableFlag.__members__]
