"""Adapters whose fault needs three things at once: a flush that has all three leaves messages where they are."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, Final

from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.flush import DIRECTIONS, ActiveTransport
from mapi_tck.adapters.reference.spooler import Spooler
from mapi_tck.adapters.reference.transport import ReferenceTransport
from mapi_tck.mapi import FlushFlag
from mapi_tck.ports import Transport, TransportKind


def _traits(transport: ActiveTransport) -> Transport:
    assert isinstance(transport.logon, ReferenceTransport)
    return transport.logon.traits


class Combining(Spooler):
    """A spooler that leaves messages where they are if all three conditions hold."""

    conditions: ClassVar[tuple[Callable[["Combining", Sequence[ActiveTransport], int], bool], ...]] = ()

    def flush(self, transports: Sequence[ActiveTransport], ui_param: int, flags: int) -> int:
        """Pass no direction on where the fault shows."""
        if transports and all(holds(self, transports, flags) for holds in self.conditions):
            flags &= ~int(DIRECTIONS)
        return super().flush(transports, ui_param, flags)

    @property
    def sessions(self) -> int:
        """How many sessions there are."""
        return len(self._subsystem.sessions)


def _passed(flag: FlushFlag, passed: bool) -> Callable[[Combining, Sequence[ActiveTransport], int], bool]:
    return lambda _, __, flags: bool(flags & flag) is passed


def _target(transport: Callable[[Transport], bool]) -> Callable[[Combining, Sequence[ActiveTransport], int], bool]:
    return lambda spooler, found, _: found is not spooler.transports and transport(_traits(found[0]))


_FORCED = _passed(FlushFlag.FLUSH_FORCE, True)
_LATER = _passed(FlushFlag.FLUSH_ASYNC_OK, True)
_SHOWN = _passed(FlushFlag.FLUSH_NO_UI, False)

#: Name of the fault → its three conditions.
FAULTS: Final = {
    "three flags": (_FORCED, _LATER, _SHOWN),
    "the target is a modem, and progress is shown": (
        _target(lambda found: found.kind is TransportKind.MODEM),
        _passed(FlushFlag.FLUSH_ASYNC_OK, False),
        _SHOWN,
    ),
    "a target among many, later": (
        _target(lambda found: True),
        lambda spooler, _, __: len(spooler.transports) > 32,
        _LATER,
    ),
    "many messages of a target of another session": (
        _target(lambda found: True),
        lambda spooler, found, _: len(spooler.store.outgoing(found[0].name)) > 50,
        lambda spooler, _, __: spooler.sessions > 1,
    ),
    "one direction of the first of several, forced": (
        lambda _, __, flags: flags & DIRECTIONS != DIRECTIONS,
        lambda spooler, found, _: len(spooler.transports) > 1 and found[0].name == "Office",
        _FORCED,
    ),
}


def combining(fault: str) -> ReferenceAdapter:
    """The reference with the fault of this name."""
    return ReferenceAdapter(Parts(spooler=type("Faulty", (Combining,), {"conditions": FAULTS[fault]})))


#: The form by which a run finds it is `combining:many`.
many = partial(combining, "a target among many, later")
