"""The clients of a case, and what each of them holds."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from mapi_tck.ports import StatusObject, Table
from mapi_tck.scenario import Outcome

from ..client.client import Client
from ..client.excuses import with_row

K = TypeVar("K")

#: What a call on a table showed, as far as it can be compared with the same call on another table.
Shown = object


@dataclass(slots=True)
class View:
    """A status table that a client holds, with the calls on it, what each showed, and its outcome."""

    table: Table
    done: list[tuple[Callable[[Table], Shown], Shown, Outcome[object]]] = field(default_factory=list)
    #: Those of them that have set columns or a restriction.
    set_up: list[Callable[[Table], Shown]] = field(default_factory=list)
    columns: tuple[int, ...] | None = None
    restricted: bool = False


@dataclass
class Member:
    """One of the clients, and what it holds, in the order in which it got it."""

    client: Client
    views: dict[int, View] = field(default_factory=dict)
    objects: dict[str, StatusObject] = field(default_factory=dict)
    #: How to release each thing that it holds, and which of these releases a status object.
    things: list[Callable[[], None]] = field(default_factory=list)
    releases: dict[str, Callable[[], None]] = field(default_factory=dict)

    @cached_property
    def _with_row(self) -> set[str] | None:
        tck = self.client.tck
        return None if tck.hosted else with_row(tck, self.client)

    def absent(self, names: Collection[str]) -> frozenset[str]:
        """Those of the transports that have no row in its session, because they may serve another alone (mapi-sessions.md)."""
        return frozenset() if self._with_row is None else frozenset(names) - self._with_row

    def hold(self, thing: Table | StatusObject, held: dict[K, Any], name: K) -> None:
        """Release this thing, which `held` has under this name, together with the others."""

        def release() -> None:
            thing.release()
            held.pop(name, None)

        self.things.append(release)
        if held is self.objects:
            self.releases[str(name)] = release

    def release_object(self, whom: str) -> None:
        """Release the status object of the spooler or a transport, if it holds one."""
        if whom in self.objects:
            release = self.releases[whom]
            self.things.remove(release)
            release()


@dataclass(frozen=True, slots=True)
class Held:
    """Something that a client holds, and a call that shows whether it works."""

    who: str
    name: str
    thing: object
    call: Callable[[], object]

    @property
    def key(self) -> tuple[str, str, int]:
        """The same for the same thing only."""
        return self.who, self.name, id(self.thing)
