"""Binds the transports of a scenario to those of a given profile.

A scenario names its transports: Office, Branch. An implementation with a given profile has others. The kit decides which of them
each name stands for: the same scenario and the same profile always give the same binding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mapi_tck.errors import ProfileLacks
from mapi_tck.ports import Direction, GivenProfile, GivenTransport, Profile, Transport
from mapi_tck.record.lines import RecordedBinding
from mapi_tck.suite.needs import Needs


@dataclass(frozen=True, slots=True)
class Binding:
    """Which transport of the given profile each name of a scenario stands for."""

    #: The profile as the scenario sees it: all transports, those that it names under its own names.
    profile: Profile
    #: The name in the scenario → the transport.
    named: Mapping[str, GivenTransport]

    def real(self, name: str) -> str:
        """The implementation's own name of a transport; a name of no transport stays as it is."""
        return self.named[name].name if name in self.named else name

    def shown(self, real: str) -> str:
        """The name of a transport as the scenario sees it."""
        return next((name for name, given in self.named.items() if given.name == real), real)

    def usable(self, name: str) -> frozenset[Direction]:
        """The queues of a transport that the test bed can fill and see. A name of no transport has all."""
        given = self.named.get(name)
        return frozenset(Direction) if given is None else given.fills & given.sees

    def to_json(self) -> RecordedBinding:
        """The binding as the run record holds it."""
        real = {name: item.name for name, item in self.named.items()}
        return {"profile": self.profile.name, "transports": real}

    def need(self, name: str, direction: Direction, *, filled: bool) -> None:
        """Raise `ProfileLacks` unless the test bed can see this queue and, if `filled`, put messages into it."""
        given = self.named.get(name)
        if given is None:
            return
        if filled and direction not in given.fills:
            raise ProfileLacks(
                f"the given profile lacks an {direction} queue of {given.name} that the test bed can fill"
            )
        if direction not in given.sees:
            raise ProfileLacks(
                f"the given profile lacks an {direction} queue of {given.name} that the test bed can see"
            )


def whole(given: GivenProfile) -> Binding:
    """The binding of a scenario that names no transport: each keeps its own name."""
    return _bound(given, {})


def bind(transports: Sequence[Transport], given: GivenProfile, needs: Needs) -> Binding:
    """Bind the transports of a scenario, in the order of its table.

    For each in turn the kit prefers, among those that fit and are free, and in this order: the same support of FlushQueues, the
    same kind, the same name, the order of the profile. Raises `ProfileLacks` with what is missing.
    """
    if not transports and given.transports:
        has = "1 transport" if len(given.transports) == 1 else f"{len(given.transports)} transports"
        raise ProfileLacks(f"the given profile has {has}, and the scenario needs a profile without transports")
    wanted = tuple((item, needs.queues.get(item.name, frozenset())) for item in transports)
    found = _match(wanted, given.transports, needs)
    if found is None:
        raise ProfileLacks(_missing(wanted, given.transports, needs))
    return _bound(given, {item.name: given.transports[place] for item, place in zip(transports, found, strict=True)})


#: A transport of a scenario, and the queues into which the scenario puts messages.
_Wanted = tuple[Transport, frozenset[Direction]]


def _bound(given: GivenProfile, chosen: Mapping[str, GivenTransport]) -> Binding:
    names = {item.name: name for name, item in chosen.items()}
    named: dict[str, GivenTransport] = {}
    for item in given.transports:
        name = names.get(item.name, item.name)
        while item.name not in names and (name in chosen or name in named):
            name += " (not in the scenario)"  # its own name stands for another one here
        named[name] = item
    seen = tuple(Transport(name, item.kind, item.supports_flush, item.asynchronous) for name, item in named.items())
    return Binding(Profile(given.name, seen), named)


def _misses(wanted: _Wanted, given: GivenTransport, needs: Needs) -> frozenset[str]:
    """In what the transport is not as the scenario needs it."""
    item, queues = wanted
    fits = {
        "synchrony": item.asynchronous is given.asynchronous,
        "support": not needs.support or item.supports_flush is given.supports_flush,
        "kind": not needs.kind or item.kind is given.kind,
        "queues": queues <= given.fills & given.sees,
    }
    return frozenset(what for what, holds in fits.items() if not holds)


def _match(wanted: Sequence[_Wanted], given: Sequence[GivenTransport], needs: Needs) -> tuple[int, ...] | None:
    """The place of the transport for each that is wanted; `None` if they do not all fit at once.

    Each takes the free one that suits it best. If none is free, one that was served before takes another one in its place.
    """
    if len(wanted) > len(given):
        return None
    suiting = [
        sorted(
            (place for place, one in enumerate(given) if not _misses(item, one, needs)),
            key=lambda place: _differs(item, given[place]),
        )
        for item in wanted
    ]
    taken: dict[int, int] = {}

    def serve(number: int, refused: set[int]) -> bool:
        free = [place for place in suiting[number] if place not in taken]
        for place in (*free, *(place for place in suiting[number] if place in taken and place not in refused)):
            refused.add(place)
            if place not in taken or serve(taken[place], refused):
                taken[place] = number
                return True
        return False

    if not all(serve(number, set()) for number in range(len(wanted))):
        return None
    places = {number: place for place, number in taken.items()}
    return tuple(places[number] for number in range(len(wanted)))


def _differs(wanted: _Wanted, given: GivenTransport) -> tuple[bool, bool, bool]:
    item, _ = wanted
    return (
        item.supports_flush is not given.supports_flush,
        item.kind is not given.kind,
        item.name != given.name,
    )


def _missing(wanted: Sequence[_Wanted], given: Sequence[GivenTransport], needs: Needs) -> str:
    """What is missing, in words: about the first transport of the scenario for which none is left."""
    if len(wanted) > len(given):
        has = "1 transport" if len(given) == 1 else f"{len(given) or 'no'} transports"
        return f"the given profile has {has}, and the scenario needs {len(wanted)}"
    number = next(n for n in range(1, len(wanted) + 1) if _match(wanted[:n], given, needs) is None)
    item, queues = wanted[number - 1]
    misses = [_misses((item, queues), one, needs) for one in given]
    told = {what for missed in misses for what in missed}
    words = "asynchronous " if item.asynchronous else "synchronous " if "synchrony" in told else ""
    words += f"{item.kind} transport" if "kind" in told else "transport"
    if "support" in told:
        words += f" that {'supports' if item.supports_flush else 'does not support'} FlushQueues"
    if "queues" in told:
        ways = " and ".join(way for way in Direction if way in queues)
        joined = " and" if "support" in told else ""
        words += f"{joined} whose {ways} queue{'s' * (len(queues) > 1)} the test bed can fill and see"
    article = ("an" if item.asynchronous else "a") if all(misses) else "one more"
    return f"the given profile lacks {article} {words}, as the scenario's {item.name}"
