"""What the words in the places of phrases mean: property names, resource types, flags, directions."""

import re
from enum import StrEnum
from itertools import islice
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
from mapi_tck.ports import Direction, TransportKind

#: "a property that no object has": tags that MAPI reserves for status objects and has not defined, so that no provider may define
#: them (property-identifier-ranges.md). Each one that a line names is another one.
_FREE: Final = tuple(prop_tag(PropertyType.PT_LONG, 0x3EA0 + number) for number in range(16))
_NO_OBJECTS: Final = "a property that no object has"
_MORE_OF_THEM: Final = re.compile(r"(\w+) properties that no object has")
_NUMBERS: Final = {"two": 2, "three": 3, "five": 5}

#: "every required property": what each row of the status table must have, whoever supplies it (status-tables.md).
_REQUIRED: Final = (
    PropertyTag.PR_DISPLAY_NAME_A,
    PropertyTag.PR_STATUS_CODE,
    PropertyTag.PR_RESOURCE_METHODS,
    PropertyTag.PR_PROVIDER_DLL_NAME_A,
    PropertyTag.PR_RESOURCE_FLAGS,
    PropertyTag.PR_RESOURCE_TYPE,
    PropertyTag.PR_ENTRYID,
    PropertyTag.PR_INSTANCE_KEY,
    PropertyTag.PR_OBJECT_TYPE,
    PropertyTag.PR_ROWID,
)
#: How often what stands before it is meant.
_TIMES: Final = {", twice": 2, ", five times": 5, ", twenty times": 20}

#: The kinds of transports that may need their user to connect: ruling D-63.
DIALS: Final = (TransportKind.MODEM, TransportKind.RAS)

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
    """Property names, separated by commas; behind a name perhaps `as a text`, `as a number`, `in any type`.

    Also `every required property`, `five properties that no object has`. `, twice`, `, five times` or `, twenty times` at the end
    repeats all of them.
    """
    for suffix, times in _TIMES.items():
        if words.endswith(suffix):
            return times * _columns(words.removesuffix(suffix))
    tags: list[int] = []
    free = iter(_FREE)
    for part in words.split(", "):
        if part == "every required property":
            tags += _REQUIRED
        elif part == _NO_OBJECTS:
            tags.append(next(free))
        elif more := _MORE_OF_THEM.fullmatch(part):
            tags += islice(free, _NUMBERS[more[1]])
        else:
            tags.append(column_of(part))
    return tuple(tags)


def column_of(words: str) -> int:
    """A property name; behind it perhaps `as a text`, `as a number`, `in any type`."""
    if words == _NO_OBJECTS:
        return _FREE[0]
    name, _, other = words.partition(" ")
    tag = int(PropertyTag[name])
    return change_prop_type(tag, _TYPES[other]) if other else tag


def names(tags: tuple[int, ...]) -> list[str]:
    """Tags as names, for what a check expects and has observed."""
    return [_NO_OBJECTS if is_free(tag) else tag_name(tag) for tag in tags]


def is_free(tag: int) -> bool:
    """Whether this is a property that no object has."""
    return tag in _FREE


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
