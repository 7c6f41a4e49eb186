"""Subsystems that the kit makes up: each does a few things, together, that a subsystem may do."""

import random
from collections.abc import Callable, Sequence
from typing import Final

from mapi_tck.mapi import PropertyType, ResourceMethod, ResultCode
from mapi_tck.ports import Adapter

from .stage import SPOOLER, Refusal, Stage

#: How many things one subsystem does at most. A choice: what goes wrong for three of them together goes wrong for fewer, mostly.
_MOST: Final = 3
#: The number of the last call that is refused, where one call is. A choice: the reference makes 25 calls in four transports.
_LAST: Final = 30

_CODES: Final = (
    ResultCode.MAPI_E_BUSY,
    ResultCode.MAPI_E_NOT_FOUND,
    ResultCode.MAPI_E_CALL_FAILED,
    ResultCode.MAPI_E_NOT_ENOUGH_MEMORY,
    ResultCode.MAPI_E_USER_CANCEL,
)
_EVERY: Final = int(sum(ResourceMethod))
_METHODS: Final = (
    None,
    0,
    int(ResourceMethod.STATUS_FLUSH_QUEUES),
    _EVERY,
    _EVERY & ~int(ResourceMethod.STATUS_FLUSH_QUEUES),
)

#: What one thing is: it arranges itself, and says in words what it is.
Thing = Callable[[Stage, Sequence[str], random.Random], str]


def _backwards(stage: Stage, _names: Sequence[str], _chance: random.Random) -> str:
    stage.backwards = True
    return "rows from last to first"


def _few_rows(stage: Stage, _names: Sequence[str], chance: random.Random) -> str:
    stage.most_rows = chance.randint(1, 3)
    return f"at most {stage.most_rows} rows a call"


def _other_methods(stage: Stage, names: Sequence[str], chance: random.Random) -> str:
    name, methods = chance.choice(names), chance.choice(_METHODS)
    stage.methods[name] = methods
    return f"PR_RESOURCE_METHODS of {name} is {'missing' if methods is None else methods}"


def _no_entry_id(stage: Stage, names: Sequence[str], chance: random.Random) -> str:
    name = chance.choice((*names, SPOOLER))
    type = chance.choice((PropertyType.PT_ERROR, PropertyType.PT_NULL))
    stage.lacking_ids[name] = type
    return f"{type.name} in the row of {name}"


def _refuses_object(stage: Stage, names: Sequence[str], chance: random.Random) -> str:
    call = chance.choice(("OpenEntry", "GetProps", "FlushQueues"))
    name, code = chance.choice((*names, SPOOLER)), chance.choice(_CODES)
    stage.refusals.append(Refusal(call, code, name))
    return f"{call} of {name} refused with {code.name}"


def _no_spooler(stage: Stage, _names: Sequence[str], _chance: random.Random) -> str:
    stage.without_spooler = True
    return "no row of the spooler"


_THINGS: Final[tuple[Thing, ...]] = (_backwards, _few_rows, _other_methods, _no_entry_id, _refuses_object, _no_spooler)


def made_up(
    subsystem: Adapter, transports: Sequence[str], chance: random.Random
) -> tuple[Stage, tuple[int, ResultCode] | None, str]:
    """A stage, perhaps the number of one more call that is refused, and in words what the subsystem does."""
    stage = Stage(subsystem)
    words = [thing(stage, transports, chance) for thing in chance.sample(_THINGS, chance.randint(1, _MOST))]
    trip = (chance.randint(1, _LAST), chance.choice(_CODES)) if chance.random() < 1 / 2 else None
    if trip is not None:
        words.append(f"call {trip[0]} refused with {trip[1].name}")
    return stage, trip, "; ".join(words)
