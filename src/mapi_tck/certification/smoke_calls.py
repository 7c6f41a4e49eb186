"""The calls of a smoke test: each method of a role, at a place where it has something to answer.

They are those of a short session with one transport, in the order in which a client or the spooler makes them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from mapi_tck.mapi import (
    FlushFlag,
    IID_IMAPIStatus,
    PropertyRestriction,
    PropertyTag,
    PropertyValue,
    Relop,
    ResourceType,
    TransportLogoffFlag,
    TransportNotifyFlag,
)
from mapi_tck.ports import (
    Condition,
    Direction,
    FarEnd,
    OutgoingMessage,
    Profile,
    Role,
    Transport,
    TransportKind,
    Trouble,
)

_NAME: Final = "A"
#: The transport of all calls.
TRANSPORT: Final = Transport(_NAME, TransportKind.LAN, supports_flush=True, asynchronous=False)
_COLUMNS: Final = (PropertyTag.PR_ENTRYID, PropertyTag.PR_RESOURCE_TYPE)
_FLUSH: Final = FlushFlag.FLUSH_UPLOAD | FlushFlag.FLUSH_NO_UI
#: More rows than any status table of this profile has.
_ALL: Final = 50


class Calls(Protocol):
    """Makes calls, and keeps what became of each method."""

    def make(self, method: str, thing: Any, *arguments: Any) -> Any:
        """Call the method of the thing, and answer its value; `None` if there is none."""
        ...

    def free(self, rows: Any) -> None:
        """Release a row set."""
        ...


class Support:
    """The spooler's support object, as far as a provider's calls need one."""

    def modify_status_row(self, values: Sequence[PropertyValue], flags: int) -> None:
        """Take the row."""

    def spooler_notify(self, flags: int, data: bytes | None) -> None:
        """Take the notification."""

    def spooler_yield(self, flags: int) -> int:
        """Go on."""
        return 0


class _Empty:
    """An empty message, which a provider fills."""

    def set_token(self, token: str) -> None:
        """Take the content."""

    def save_changes(self, flags: int) -> None:
        """Keep it."""


def _session(calls: Calls, adapter: Any) -> None:
    """The methods of a subsystem, in the order of a client that flushes."""
    bed = calls.make("adapter.test_bed", adapter)
    if bed is not None:
        calls.make("test_bed.reset", bed)
    profile = ""
    if bed is not None:
        profile = calls.make("test_bed.install_profile", bed, Profile("smoke", (TRANSPORT,))) or ""
        calls.make("test_bed.given_profile", bed)
        calls.make("test_bed.submit", bed, _NAME, ["m1"])
        calls.make("test_bed.arrive", bed, _NAME, ["m2"])
        calls.make("test_bed.set_user", bed, True)
        calls.make("test_bed.set_far_end", bed, _NAME, FarEnd(Condition.UP))
    session = calls.make("adapter.logon", adapter, profile, 0)
    table = calls.make("session.get_status_table", session, 0)
    calls.make("table.query_columns", table, 0)
    calls.make("table.set_columns", table, _COLUMNS, 0)
    spooler = PropertyValue(PropertyTag.PR_RESOURCE_TYPE, int(ResourceType.MAPI_SPOOLER))
    restriction = PropertyRestriction(Relop.RELOP_EQ, PropertyTag.PR_RESOURCE_TYPE, spooler)
    calls.make("table.hr_query_all_rows", table, _COLUMNS, restriction, None, 0)
    calls.make("table.restrict", table, restriction, 0)
    calls.make("table.seek_row", table, 0, 0)
    rows = calls.make("table.query_rows", table, _ALL, 0)
    entry_id = _entry_id(rows)
    opened = None if entry_id is None else calls.make("session.open_entry", session, entry_id, None, 1)
    if entry_id is None:
        calls.make("session.open_entry", None)
    status = opened[0] if opened else None
    calls.make("session.compare_entry_ids", session if entry_id else None, entry_id, entry_id, 0)
    if bed is not None:
        calls.make("test_bed.transport_of", bed, entry_id or b"")
    calls.make("status_object.get_props", status, (PropertyTag.PR_RESOURCE_METHODS,), 0)
    calls.make("status_object.flush_queues", status, 0, None, _FLUSH)
    if bed is not None:
        calls.make("test_bed.queue", bed, _NAME, Direction.OUTGOING)
        calls.make("test_bed.transfers", bed)
        calls.make("test_bed.prompts", bed)
        calls.make("test_bed.live_objects", bed)
    calls.make("status_object.release", status)
    calls.free(rows)
    calls.make("table.release", table)
    calls.make("session.logoff", session, 0, 0, 0)
    calls.make("session.release", session)


def _entry_id(rows: Any) -> bytes | None:
    """The entry identifier in the first row; `None` if there is none."""
    first = rows.rows[0] if rows is not None and rows.rows else ()
    return next((item.value for item in first if item.tag == PropertyTag.PR_ENTRYID), None)


def _conversation(calls: Calls, provider: Any) -> None:
    """The methods of a transport provider, in the order of a spooler that flushes it."""
    bed = calls.make("provider.test_bed", provider)
    if bed is not None:
        calls.make("transport_bed.reset", bed)
    logged_on = calls.make("provider.transport_logon", provider, Support(), TRANSPORT, 0)
    logon = logged_on[0] if logged_on else None
    calls.make("xp_logon.address_types", logon, 0)
    if bed is not None:
        calls.make("transport_bed.arrive", bed, _NAME, ["m2"])
        calls.make("transport_bed.set_user", bed, True)
        calls.make("transport_bed.set_far_end", bed, _NAME, FarEnd(Condition.UP))
        calls.make("transport_bed.waiting", bed, _NAME)
    opened = calls.make("xp_logon.open_status_entry", logon, IID_IMAPIStatus, 0)
    status = opened[0] if opened else None
    calls.make("transport_status.get_props", status, (PropertyTag.PR_STATUS_CODE,), 0)
    calls.make("transport_status.validate_state", status, 0, 1)
    calls.make("transport_status.settings_dialog", status, 0, 0)
    calls.make("transport_status.change_password", status, "old", "new", 0)
    calls.make("xp_logon.validate_state", logon, 0, 1)
    calls.make("xp_logon.idle", logon, 0)
    calls.make("xp_logon.poll", logon)
    calls.make("transport_status.flush_queues", status, 0, None, _FLUSH)
    calls.make("xp_logon.flush_queues", logon, 0, None, _FLUSH | FlushFlag.FLUSH_DOWNLOAD)
    submitted = calls.make("xp_logon.submit_message", logon, 0, OutgoingMessage("m1"))
    calls.make("xp_logon.end_message", logon if submitted else None, submitted.reference if submitted else 0)
    calls.make("xp_logon.transport_notify", logon, TransportNotifyFlag.NOTIFY_END_OUTBOUND_FLUSH, None)
    calls.make("xp_logon.start_message", logon, 0, _Empty())
    calls.make("xp_logon.transport_notify", logon, TransportNotifyFlag.NOTIFY_END_INBOUND_FLUSH, None)
    if bed is not None:
        for name in ("sent", "returned", "identities"):
            calls.make(f"transport_bed.{name}", bed, _NAME)
        calls.make("transport_bed.prompts", bed)
        calls.make("transport_bed.live_objects", bed)
        calls.make("transport_bed.set_trouble", bed, _NAME, Trouble.LOGIN)
    calls.make("transport_status.release", status)
    calls.make("xp_logon.transport_logoff", logon, TransportLogoffFlag.LOGOFF_NORMAL)


#: Role → its calls, from the adapter on.
SCRIPTS: Final[Mapping[Role, Callable[[Calls, Any], None]]] = {Role.SUBSYSTEM: _session, Role.TRANSPORT: _conversation}
