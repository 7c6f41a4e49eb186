"""The reference: the cursor, entry identifiers, status objects, releasing, sessions and profiles."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_tables import ON_OBJECTS, Tag, ids_of, refuses, resource_type_is, rows_of, values_of

from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.adapters.reference.session import Session
from mapi_tck.adapters.reference.status_table import StatusTable
from mapi_tck.mapi import (
    Bookmark,
    IID_IMAPIStatus,
    IID_IMAPITable,
    LogonFlag,
    MapiError,
    ObjectType,
    OpenFlag,
    QueryRowsFlag,
    ResourceMethod,
    ResourceType,
    ResultCode,
    StatusCode,
    find,
)
from mapi_tck.ports import Profile, Transport, TransportKind


@pytest.fixture
def adapter() -> ReferenceAdapter:
    """A reference of its own for each test."""
    return ReferenceAdapter()


@pytest.fixture
def session(adapter: ReferenceAdapter) -> Session:
    """A session on the default profile."""
    return adapter.logon("", 0)


@pytest.fixture
def table(session: Session) -> StatusTable:
    """A view of that session's status table."""
    return session.get_status_table(0)


# --- the cursor


@given(
    moves=st.lists(
        st.tuples(st.sampled_from(["read", "peek", "begin", "here", "end"]), st.integers(-8, 8)), max_size=12
    )
)
def test_the_cursor_moves_over_the_rows(moves: list[tuple[str, int]]) -> None:
    """Reading and seeking in any order show what a plain list with a cursor would show."""
    table = ReferenceAdapter().logon("", 0).get_status_table(0)
    table.set_columns([Tag.PR_ROWID], 0)
    model, cursor = [1, 2, 3, 4, 5, 6], 0
    starts = {"begin": Bookmark.BOOKMARK_BEGINNING, "here": Bookmark.BOOKMARK_CURRENT, "end": Bookmark.BOOKMARK_END}
    for what, count in moves:
        if what in starts:
            start = {"begin": 0, "here": cursor, "end": 6}[what]
            cursor = max(0, min(6, start + count))
            assert table.seek_row(starts[what], count) == cursor - start
        elif count:
            first, last = sorted((cursor, max(0, min(6, cursor + count))))
            rows = table.query_rows(count, QueryRowsFlag.TBL_NOADVANCE if what == "peek" else 0)
            cursor = first if what == "peek" else last
            assert values_of(rows.rows, Tag.PR_ROWID) == model[first:last]


def test_reading_ends_with_no_rows(table: StatusTable) -> None:
    """At the end of the table there are no rows, which is no error."""
    assert len(table.query_rows(4, 0)) == 4
    assert len(table.query_rows(4, 0)) == 2
    assert len(table.query_rows(4, 0)) == 0


def test_all_rows_at_once(table: StatusTable) -> None:
    """HrQueryAllRows reads from the start wherever the cursor is, leaves its columns behind, and minds its limit."""
    table.query_rows(3, 0)

    assert len(rows_of(table, [Tag.PR_ENTRYID])) == 6
    assert list(table.query_columns(0)) == [Tag.PR_ENTRYID]
    with refuses(ResultCode.MAPI_E_TABLE_TOO_BIG):
        table.hr_query_all_rows(None, None, None, 5)
    assert len(table.hr_query_all_rows(None, None, None, 6)) == 6


def test_bad_arguments(session: Session, table: StatusTable) -> None:
    """What the pages call invalid is refused with the code that they name."""
    with refuses(ResultCode.MAPI_E_INVALID_PARAMETER):
        table.set_columns([], 0)
    with refuses(ResultCode.MAPI_E_INVALID_PARAMETER):
        table.query_rows(0, 0)
    with refuses(ResultCode.MAPI_E_INVALID_BOOKMARK):
        table.seek_row(99, 0)
    calls: list[Callable[[], object]] = [
        lambda: table.set_columns([Tag.PR_ENTRYID], 0x100),
        lambda: table.query_columns(0x100),
        lambda: table.restrict(None, 0x100),
        lambda: table.query_rows(1, 0x100),
        lambda: session.get_status_table(1),
        lambda: session.open_entry(ids_of(table)[0], None, 0x10000),
        lambda: session.logoff(0, 0x10000, 0),
    ]
    for call in calls:
        with refuses(ResultCode.MAPI_E_UNKNOWN_FLAGS):
            call()


def test_views_are_independent(session: Session, table: StatusTable) -> None:
    """Columns, restriction and cursor belong to one view only."""
    other = session.get_status_table(0)
    other.set_columns([Tag.PR_ENTRYID], 0)
    other.restrict(resource_type_is(ResourceType.MAPI_SPOOLER), 0)
    other.query_rows(1, 0)

    assert len(table.query_columns(0)) > 1
    assert len(table.query_rows(10, 0)) == 6


# --- entry identifiers


def test_identifiers_are_compared_not_equal(session: Session, table: StatusTable) -> None:
    """Two tables give different bytes for one row, which compare equal, and different rows do not."""
    first, second = ids_of(table), ids_of(session.get_status_table(0))

    assert all(one != other for one, other in zip(first, second, strict=True))
    assert all(session.compare_entry_ids(one, other, 0) for one, other in zip(first, second, strict=True))
    assert not session.compare_entry_ids(first[0], second[1], 0)


@given(row=st.integers(0, 5), place=st.integers(0, 39), change=st.integers(1, 255), length=st.integers(0, 39))
def test_damaged_identifiers_stand_for_nothing(row: int, place: int, change: int, length: int) -> None:
    """An identifier that was altered anywhere, or cut, opens nothing and compares with nothing."""
    session = ReferenceAdapter().logon("", 0)
    whole = ids_of(session.get_status_table(0))[row]
    altered = bytearray(whole)
    altered[place] ^= change
    refused = (ResultCode.MAPI_E_UNKNOWN_ENTRYID, ResultCode.MAPI_E_INVALID_ENTRYID)

    for damaged in (bytes(altered), whole[:length], whole + b"\0"):
        with pytest.raises(MapiError) as opening:
            session.open_entry(damaged, None, 0)
        with pytest.raises(MapiError) as comparing:
            session.compare_entry_ids(whole, damaged, 0)
        assert {opening.value.code, comparing.value.code} <= set(refused)


def test_identifiers_belong_to_their_session(adapter: ReferenceAdapter, session: Session, table: StatusTable) -> None:
    """Another session, even on the same profile, does not know the identifiers."""
    with refuses(ResultCode.MAPI_E_UNKNOWN_ENTRYID):
        adapter.logon("", 0).open_entry(ids_of(table)[0], None, 0)


def test_the_same_calls_give_the_same_identifiers() -> None:
    """Nothing is random: two runs can be compared."""
    first, second = (ids_of(ReferenceAdapter().logon("", 0).get_status_table(0)) for _ in range(2))

    assert first == second


def test_the_test_bed_knows_identifiers(adapter: ReferenceAdapter, table: StatusTable) -> None:
    """The test bed says which transport an identifier stands for, if any."""
    names = [adapter.test_bed().transport_of(entry_id) for entry_id in [*ids_of(table), b"x"]]

    assert names == [None, None, None, "Local Mail", "Branch Office", "Dial-up", None]


# --- status objects


@pytest.mark.parametrize("flags", [0, OpenFlag.MAPI_MODIFY, OpenFlag.MAPI_BEST_ACCESS, OpenFlag.MAPI_DEFERRED_ERRORS])
@pytest.mark.parametrize("interface", [None, IID_IMAPIStatus])
def test_every_row_opens(session: Session, table: StatusTable, flags: int, interface: str | None) -> None:
    """Every row opens as a read-only status object whose properties are those of the row."""
    for row in rows_of(table):
        entry_id = find(row, Tag.PR_ENTRYID)
        assert entry_id is not None
        assert isinstance(entry_id.value, bytes)
        opened, kind = session.open_entry(entry_id.value, interface, flags)

        code, values = opened.get_props(ON_OBJECTS, 0)

        assert kind == ObjectType.MAPI_STATUS
        assert code == ResultCode.S_OK
        assert list(values) == [find(row, tag) for tag in ON_OBJECTS]
        assert opened.get_props([Tag.PR_ACCESS_LEVEL], 0)[1][0].value == 0


def test_other_interfaces_are_refused(session: Session, table: StatusTable) -> None:
    """A status object has no other interface."""
    for entry_id in ids_of(table):
        with refuses(ResultCode.MAPI_E_INTERFACE_NOT_SUPPORTED):
            session.open_entry(entry_id, IID_IMAPITable, 0)


def test_properties_come_in_request_order(session: Session, table: StatusTable) -> None:
    """GetProps answers in request order with a warning for what is missing, and refuses an empty request."""
    for entry_id in ids_of(table):
        opened, _ = session.open_entry(entry_id, None, 0)

        code, values = opened.get_props([Tag.PR_REMOTE_PROGRESS, Tag.PR_RESOURCE_TYPE, Tag.PR_DISPLAY_NAME_W], 0)

        assert code == ResultCode.MAPI_W_ERRORS_RETURNED
        assert values[0].value == ResultCode.MAPI_E_NOT_FOUND
        assert [slot.tag for slot in values] == [0x3E0B000A, Tag.PR_RESOURCE_TYPE, Tag.PR_DISPLAY_NAME_W]
        with refuses(ResultCode.MAPI_E_INVALID_PARAMETER):
            opened.get_props([], 0)


# --- releasing, sessions, profiles


@given(order=st.permutations(range(4)))
def test_objects_are_released_in_any_order(order: list[int]) -> None:
    """Whichever object goes first, the others stay usable; at the end nothing is held, and a second walk works."""
    adapter = ReferenceAdapter()
    session = adapter.logon("", 0)
    for _ in range(2):
        table = session.get_status_table(0)
        rows = table.hr_query_all_rows([Tag.PR_ENTRYID], None, None, 0)
        spooler_id, transport_id = (rows.rows[place][0].value for place in (1, 3))
        assert isinstance(spooler_id, bytes)
        assert isinstance(transport_id, bytes)
        spooler, _ = session.open_entry(spooler_id, None, 0)
        transport, _ = session.open_entry(transport_id, None, 0)
        uses: list[Callable[[], object]] = [
            partial(table.query_columns, 0),
            lambda: None,
            partial(spooler.get_props, [Tag.PR_RESOURCE_METHODS], 0),
            partial(transport.get_props, [Tag.PR_RESOURCE_METHODS], 0),
        ]
        releases = [table.release, rows.free, spooler.release, transport.release]
        assert adapter.test_bed().live_objects() == {"session": 1, "table": 1, "row set": 1, "status object": 2}
        for done, place in enumerate(order):
            release = releases[place]
            assert release is not None
            release()
            with refuses(ResultCode.MAPI_E_INVALID_OBJECT):
                release()
            for gone in order[: done + 1]:
                if gone != 1:
                    with refuses(ResultCode.MAPI_E_INVALID_OBJECT):
                        uses[gone]()
            for kept in order[done + 1 :]:
                uses[kept]()
        assert adapter.test_bed().live_objects() == {"session": 1, "table": 0, "row set": 0, "status object": 0}


def test_after_logoff(adapter: ReferenceAdapter, session: Session, table: StatusTable) -> None:
    """When the session has ended, its objects can only be released."""
    opened, _ = session.open_entry(ids_of(table)[1], None, 0)
    session.logoff(0, 0, 0)

    calls: list[Callable[[], object]] = [
        lambda: session.get_status_table(0),
        lambda: session.logoff(0, 0, 0),
        lambda: table.query_rows(1, 0),
        lambda: opened.flush_queues(0, None, 2),
    ]
    for call in calls:
        with refuses(ResultCode.MAPI_E_END_OF_SESSION):
            call()
    for release in (opened.release, table.release, session.release):
        release()
    with refuses(ResultCode.MAPI_E_END_OF_SESSION):
        session.release()
    assert not any(adapter.test_bed().live_objects().values())


def test_session_without_mail(adapter: ReferenceAdapter) -> None:
    """With MAPI_NO_MAIL there are no transports, the spooler is in trouble, and its flush moves nothing."""
    bed = adapter.test_bed()
    bed.submit("Local Mail", ["m"])
    session = adapter.logon("", LogonFlag.MAPI_NO_MAIL)
    table = session.get_status_table(0)
    spooler = rows_of(table, None, resource_type_is(ResourceType.MAPI_SPOOLER))
    opened, _ = session.open_entry(ids_of(table, resource_type_is(ResourceType.MAPI_SPOOLER))[0], None, 0)

    with refuses(ResultCode.MAPI_E_CALL_FAILED):
        opened.flush_queues(0, None, 6)
    assert values_of(spooler, Tag.PR_STATUS_CODE) == [StatusCode.STATUS_FAILURE]
    assert rows_of(table, None, resource_type_is(ResourceType.MAPI_TRANSPORT_PROVIDER)) == ()
    assert bed.transfers() == ()


def test_logon_refuses_what_it_does_not_know(adapter: ReferenceAdapter) -> None:
    """An unknown profile and unknown flags are refused."""
    with refuses(ResultCode.MAPI_E_LOGON_FAILED):
        adapter.logon("nobody's", 0)
    with refuses(ResultCode.MAPI_E_UNKNOWN_FLAGS):
        adapter.logon("", 0x0400_0000)


def test_profiles_are_installed_and_forgotten(adapter: ReferenceAdapter) -> None:
    """Profiles stand side by side, are replaced by name, and are gone after a reset, as is everything counted."""
    bed = adapter.test_bed()
    lan = Profile("Office", (Transport("LAN"), Transport("RAS", TransportKind.RAS, supports_flush=False)))
    assert bed.install_profile(lan) == "Office"
    assert bed.install_profile(Profile("Empty")) == "Empty"
    office, empty = adapter.logon("Office", 0), adapter.logon("Empty", 0)

    assert len(rows_of(office.get_status_table(0))) == 5
    assert len(rows_of(empty.get_status_table(0))) == 3
    with pytest.raises(ValueError, match="unique"):
        bed.install_profile(Profile("Other", (Transport("LAN"),)))

    bed.install_profile(Profile("Office", (Transport("LAN"),)))
    assert len(rows_of(adapter.logon("Office", 0).get_status_table(0))) == 4

    bed.reset()
    assert not any(bed.live_objects().values())
    with refuses(ResultCode.MAPI_E_LOGON_FAILED):
        adapter.logon("Office", 0)
    office.release()
    assert not any(bed.live_objects().values())


def test_methods_say_what_a_transport_supports(table: StatusTable) -> None:
    """Every transport validates its state and has settings; the flush bit is there only where FlushQueues works."""
    rows = rows_of(table, None, resource_type_is(ResourceType.MAPI_TRANSPORT_PROVIDER))
    always = ResourceMethod.STATUS_VALIDATE_STATE | ResourceMethod.STATUS_SETTINGS_DIALOG
    flush = ResourceMethod.STATUS_FLUSH_QUEUES

    assert values_of(rows, Tag.PR_RESOURCE_METHODS) == [always | flush, always, always | flush]
