"""What a client sees of the transports of a profile, and the test bed that is made of it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from mapi_tck.mapi import (
    MapiError,
    PropertyRestriction,
    PropertyTag,
    PropertyValue,
    Relop,
    ResourceMethod,
    ResourceType,
    find,
)
from mapi_tck.ports import GivenProfile, GivenTransport

from .objects import Held, OutlookSession


@dataclass(frozen=True, slots=True)
class SeenTransport:
    """A transport's row."""

    name: str
    entry_id: bytes


def transports_of(session: OutlookSession) -> Sequence[SeenTransport]:
    """The transports of a session, in the order of its rows. Of rows with the same name the later ones get a number.

    Rows without an entry identifier are left out: the kit judges them where it reads the rows.
    """
    transport = PropertyValue(PropertyTag.PR_RESOURCE_TYPE, int(ResourceType.MAPI_TRANSPORT_PROVIDER))
    columns = (PropertyTag.PR_ENTRYID, PropertyTag.PR_DISPLAY_NAME_A)
    table = session.get_status_table(0)
    try:
        only = PropertyRestriction(Relop.RELOP_EQ, PropertyTag.PR_RESOURCE_TYPE, transport)
        rows = table.hr_query_all_rows((*columns, PropertyTag.PR_RESOURCE_TYPE), only, None, 0)
    finally:
        table.release()
    seen: list[SeenTransport] = []
    for row in rows:
        entry_id, name = find(row, PropertyTag.PR_ENTRYID), find(row, PropertyTag.PR_DISPLAY_NAME_A)
        if entry_id is None or not isinstance(entry_id.value, bytes):
            continue
        own = str(name.value) if name is not None and not name.is_absent else "transport"
        taken = {other.name for other in seen}
        unused = next(text for n in range(1, len(rows) + 2) if (text := own if n == 1 else f"{own} ({n})") not in taken)
        seen.append(SeenTransport(unused, entry_id.value))
    return seen


def given_by(session: OutlookSession) -> tuple[GivenTransport, ...]:
    """The transports as those of a given profile: a client sees neither their queues nor their kind."""
    return tuple(
        GivenTransport(seen.name, supports_flush=_supports_flush(session, seen), fills=frozenset(), sees=frozenset())
        for seen in transports_of(session)
    )


def _supports_flush(session: OutlookSession, seen: SeenTransport) -> bool:
    methods: object = None
    with suppress(MapiError):
        opened, _ = session.open_entry(seen.entry_id, None, 0)
        if opened is not None:
            try:
                methods = opened.get_props((PropertyTag.PR_RESOURCE_METHODS,), 0)[1][0].value
            finally:
                opened.release()
    return isinstance(methods, int) and bool(methods & ResourceMethod.STATUS_FLUSH_QUEUES)


def _seen(session: OutlookSession) -> Sequence[SeenTransport]:
    """The transports of a session; none if it has logged off."""
    with suppress(MapiError):
        return transports_of(session)
    return ()


class GivenTable:
    """A test bed that knows which transports there are. It fills no queue, and sees none."""

    __test__: ClassVar[bool] = False

    def __init__(self, profile: Callable[[], GivenProfile]) -> None:
        self._profile = profile

    def given_profile(self) -> GivenProfile:
        """The profile that exists."""
        return self._profile()

    def transport_of(self, entry_id: bytes) -> str | None:
        """The transport whose row has an equal entry identifier, in one of the sessions; the session compares them."""
        for session in [held for held in Held.all if isinstance(held, OutlookSession)]:
            for seen in _seen(session):
                with suppress(MapiError):
                    if session.compare_entry_ids(entry_id, seen.entry_id, 0):
                        return seen.name
        return None
