"""Subsystems that the kit makes up: each does a few things, together, that a subsystem may do.

Each thing is worded as the line of Gherkin that arranges it. So a subsystem that breaks a client can be written as a scenario.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

from mapi_tck.mapi import PropertyType, ResourceMethod, ResultCode
from mapi_tck.ports import Adapter

from .stage import SPOOLER, Refusal, Stage

#: How many things one subsystem does at most. A choice: what goes wrong for four of them together goes wrong for fewer, mostly.
_MOST: Final = 4
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
_FLUSHES: Final = ResourceMethod.STATUS_FLUSH_QUEUES
_METHODS: Final = {
    "nothing": None,
    "STATUS_FLUSH_QUEUES": int(_FLUSHES),
    "every method": _EVERY,
    "every method but STATUS_FLUSH_QUEUES": _EVERY & ~int(_FLUSHES),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that a subsystem does: the line that says so, and how it is arranged."""

    words: str
    arrange: Callable[[Stage], None]


def _setting(words: str, name: str, value: object) -> Thing:
    return Thing(words, lambda stage: setattr(stage, name, value))


def _backwards(_names: Sequence[str], _chance: random.Random) -> Thing:
    return _setting("the subsystem gives its rows from last to first", "backwards", True)


def _few_rows(_names: Sequence[str], chance: random.Random) -> Thing:
    most = chance.randint(1, 3)
    return _setting(f"the subsystem gives {'one row' if most == 1 else f'{most} rows'} a call", "most_rows", most)


def _no_unicode(_names: Sequence[str], _chance: random.Random) -> Thing:
    return _setting("the subsystem has no Unicode status table", "without_unicode", True)


def _no_spooler(_names: Sequence[str], _chance: random.Random) -> Thing:
    return _setting("the subsystem has no row of the spooler", "without_spooler", True)


def _other_methods(names: Sequence[str], chance: random.Random) -> Thing:
    name, words = chance.choice(names), chance.choice(list(_METHODS))

    def arrange(stage: Stage) -> None:
        stage.methods[name] = _METHODS[words]

    return Thing(f"PR_RESOURCE_METHODS of {name} lists {words}", arrange)


def _no_entry_id(names: Sequence[str], chance: random.Random) -> Thing:
    name = chance.choice((*names, SPOOLER))
    type = chance.choice((PropertyType.PT_ERROR, PropertyType.PT_NULL))

    def arrange(stage: Stage) -> None:
        stage.lacking_ids[name] = type

    return Thing(f"the row of {name} has {type.name} in place of its entry identifier", arrange)


def _refuses(names: Sequence[str], chance: random.Random) -> Thing:
    call = chance.choice(("OpenEntry", "GetProps", "FlushQueues"))
    name, code = chance.choice((*names, SPOOLER)), chance.choice(_CODES)
    refusal = Refusal(call, code, name)
    return Thing(
        f"the subsystem refuses {call} of {name} with {code.name}", lambda stage: stage.refusals.append(refusal)
    )


def _refuses_one_call(_names: Sequence[str], chance: random.Random) -> Thing:
    number, code = chance.randint(1, _LAST), chance.choice(_CODES)
    return _setting(f"the subsystem refuses call {number} with {code.name}", "refused_call", (number, code))


_THINGS: Final = (
    _backwards,
    _few_rows,
    _no_unicode,
    _no_spooler,
    _other_methods,
    _no_entry_id,
    _refuses,
    _refuses_one_call,
)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A subsystem that is made up."""

    things: tuple[Thing, ...]

    @classmethod
    def by_chance(cls, transports: Sequence[str], chance: random.Random) -> Self:
        """One that does a few things."""
        kinds = chance.sample(_THINGS, chance.randint(1, _MOST))
        return cls(tuple(kind(transports, chance) for kind in kinds))

    def stage(self, subsystem: Adapter) -> Stage:
        """The stage on which it does them."""
        stage = Stage(subsystem, made_up=True)
        for thing in self.things:
            thing.arrange(stage)
        return stage

    def simpler(self) -> "Iterator[MadeUp]":
        """Those that do one thing less."""
        for place in range(len(self.things)):
            yield MadeUp((*self.things[:place], *self.things[place + 1 :]))

    @property
    def words(self) -> str:
        """What it does, as lines of a scenario."""
        return "; ".join(f"Given {thing.words}" for thing in self.things) or "Given nothing unusual"
