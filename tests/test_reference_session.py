"""The reference's session, status table, identifiers and objects: what leads to a status object."""

from collections.abc import Callable, Sequence
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapi_tck.adapters.reference import Parts, ReferenceAdapter, reference
from mapi_tck.adapters.reference.session import Session
from mapi_tck.adapters.reference.status_rows import StatusRow
from mapi_tck.adapters.reference.status_table import StatusTable
from mapi_tck.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.mapi import (
    AndRestriction,
    Bookmark,
    ExistRestriction,
    IID_IMAPIStatus,
    IID_IMAPITable,
    LogonFlag,
    MapiError,
    ObjectType,
    OpenFlag,
    PropertyRestriction,
    PropertyTag,
    PropertyType,
    PropertyValue,
    QueryColumnsFlag,
    QueryRowsFlag,
    Relop,
    ResourceMethod,
    ResourceType,
    Restriction,
    ResultCode,
    Row,
    RowSet,
    StatusCode,
    UnicodeFlag,
    find,
)
from mapi_tck.ports import Adapter, Profile, QueriesAllRows, StatusObject, Table, Transport, TransportKind
from mapi_tck.ports import Session as SessionPort

Tag = PropertyTag

REQUIRED = (
    Tag.PR_DISPLAY_NAME_A,
    Tag.PR_STATUS_CODE,
    Tag.PR_RESOURCE_METHODS,
    Tag.PR_PROVIDER_DLL_NAME_A,
    Tag.PR_RESOURCE_FLAGS,
    Tag.PR_RESOURCE_TYPE,
    Tag.PR_ENTRYID,
    Tag.PR_INSTANCE_KEY,
    Tag.PR_OBJECT_TYPE,
    Tag.PR_ROWID,
)
ON_OBJECTS = (
    Tag.PR_DISPLAY_NAME_A,
    Tag.PR_PROVIDER_DISPLAY_A,
    Tag.PR_PROVIDER_DLL_NAME_A,
    Tag.PR_RESOURCE_FLAGS,
    Tag.PR_RESOURCE_METHODS,
    Tag.PR_RESOURCE_TYPE,
    Tag.PR_STATUS_CODE,
    Tag.PR_OBJECT_TYPE,
)
COMPARISONS = [relop for relop in Relop if relop is not Relop.RELOP_RE]


def resource_type_is(number: int, relop: int = Relop.RELOP_EQ) -> PropertyRestriction:
    """Restrict PR_RESOURCE_TYPE."""
    return PropertyRestriction(relop, Tag.PR_RESOURCE_TYPE, PropertyValue(Tag.PR_RESOURCE_TYPE, number))


def rows_of(
    table: StatusTable, tags: Sequence[int] | None = None, restriction: Restriction | None = None
) -> tuple[Row, ...]:
    """All rows, given back at once."""
    rows = table.hr_query_all_rows(tags, restriction, None, 0)
    give_back(rows)
    return rows.rows


def give_back(rows: RowSet) -> None:
    """Free the rows."""
    assert rows.free is not None

    rows.free()


def ids_of(table: StatusTable, restriction: Restriction | None = None) -> list[bytes]:
    """The entry identifiers of the rows."""
    ids = [row[0].value for row in rows_of(table, [Tag.PR_ENTRYID], restriction)]
    return [value for value in ids if isinstance(value, bytes)]


def values_of(rows: Sequence[Row], tag: int) -> list[object]:
    """One column of the rows."""
    return [slot.value for row in rows if (slot := find(row, tag)) is not None]


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


def refuses(code: ResultCode) -> "pytest.RaisesExc[MapiError]":
    """Expect a refusal with this code."""
    return pytest.raises(MapiError, match=code.name)


# --- the ports


def test_offers_the_ports(adapter: ReferenceAdapter, session: Session, table: StatusTable) -> None:
    """Everything that the adapter hands out satisfies its port."""
    opened, _ = session.open_entry(ids_of(table)[0], None, 0)

    assert isinstance(adapter, Adapter)
    assert isinstance(session, SessionPort)
    assert isinstance(table, Table)
    assert isinstance(table, QueriesAllRows)
    assert isinstance(opened, StatusObject)


def test_form_takes_no_argument() -> None:
    """The form `reference` makes an adapter, and `reference:x` is a usage error."""
    assert isinstance(reference("", Parameters()), ReferenceAdapter)
    with pytest.raises(UsageError):
        reference("x", Parameters())


def test_a_part_can_be_replaced() -> None:
    """A single class is enough to make the subsystem wrong in one way."""

    class Unrestricted(StatusTable):
        """Ignores restrictions."""

        def selects(self, row: StatusRow, restriction: Restriction) -> bool:
            """Let every row through."""
            return True

    table = ReferenceAdapter(Parts(status_table=Unrestricted)).logon("", 0).get_status_table(0)

    assert len(rows_of(table, None, resource_type_is(ResourceType.MAPI_SPOOLER))) == 6


# --- rows and columns


def test_default_profile(table: StatusTable) -> None:
    """The default profile has MAPI's own three rows and one row for each of its transports, in transport order."""
    rows = rows_of(table)

    assert values_of(rows, Tag.PR_DISPLAY_NAME_A) == [
        "Reference",
        "MAPI Spooler",
        "Address Book",
        "Local Mail",
        "Branch Office",
        "Dial-up",
    ]
    assert values_of(rows, Tag.PR_RESOURCE_TYPE) == [39, 37, 34, 36, 36, 36]
    assert [bool(int(str(methods)) & 8) for methods in values_of(rows, Tag.PR_RESOURCE_METHODS)] == [
        False,
        True,
        False,
        True,
        False,
        True,
    ]


def test_every_row_has_the_required_columns(table: StatusTable) -> None:
    """No required column is missing in any row, and each row has a key and an identifier of its own."""
    rows = rows_of(table)

    assert all((slot := find(row, tag)) and not slot.is_absent for row in rows for tag in REQUIRED)
    for unique in (Tag.PR_ENTRYID, Tag.PR_INSTANCE_KEY, Tag.PR_ROWID):
        assert len(set(values_of(rows, unique))) == len(rows)
    assert set(values_of(rows, Tag.PR_OBJECT_TYPE)) == {ObjectType.MAPI_STATUS}


def test_transports_have_the_whole_identity(table: StatusTable) -> None:
    """A transport's row has all three identity columns, the other rows none."""
    tags = [Tag.PR_IDENTITY_DISPLAY_A, Tag.PR_IDENTITY_ENTRYID, Tag.PR_IDENTITY_SEARCH_KEY]
    rows = rows_of(table, [Tag.PR_RESOURCE_TYPE, *tags])

    for kind, *identity in rows:
        expected = kind.value != ResourceType.MAPI_TRANSPORT_PROVIDER
        assert {slot.is_absent for slot in identity} == {expected}


def test_missing_values_are_error_slots(table: StatusTable) -> None:
    """An unsupported column is accepted, and every row says that it is not there."""
    table.set_columns([Tag.PR_REMOTE_PROGRESS, Tag.PR_NULL], 0)
    rows = table.query_rows(10, 0).rows

    assert {row[0].value for row in rows} == {ResultCode.MAPI_E_NOT_FOUND}
    assert {row[0].tag for row in rows} == {0x3E0B000A}
    assert {row[1].tag for row in rows} == {Tag.PR_NULL}


@pytest.mark.parametrize("flags", [0, UnicodeFlag.MAPI_UNICODE])
def test_strings_come_in_either_width(session: Session, flags: int) -> None:
    """Both widths can be read in both kinds of table; unasked, and as PT_UNSPECIFIED, a string has the table's own."""
    table = session.get_status_table(flags)
    own = PropertyType.PT_UNICODE if flags else PropertyType.PT_STRING8
    default = rows_of(table)[0]
    either = rows_of(table, [Tag.PR_DISPLAY_NAME_A, Tag.PR_DISPLAY_NAME_W, 0x30010000])[0]

    assert find(default, Tag.PR_DISPLAY_NAME_A) == PropertyValue(0x30010000 | own, "Reference")
    assert [slot.tag for slot in either] == [Tag.PR_DISPLAY_NAME_A, Tag.PR_DISPLAY_NAME_W, 0x30010000 | own]
    assert {slot.value for slot in either} == {"Reference"}


@given(tags=st.lists(st.sampled_from([*Tag, 0x66660003, 0x3E03001E]), min_size=1))
def test_rows_have_the_columns_asked_for(tags: list[int]) -> None:
    """Rows have exactly the columns asked for, in that order, whatever was asked for."""
    table = ReferenceAdapter().logon("", 0).get_status_table(0)

    table.set_columns(tags, 0)

    assert list(table.query_columns(0)) == tags
    for row in table.query_rows(100, 0):
        assert [slot.tag >> 16 for slot in row] == [tag >> 16 for tag in tags]


def test_all_columns(table: StatusTable) -> None:
    """TBL_ALL_COLUMNS names every column whatever is shown; the required ones are among them."""
    table.set_columns([Tag.PR_ENTRYID], 0)

    assert set(REQUIRED) <= set(table.query_columns(QueryColumnsFlag.TBL_ALL_COLUMNS))
    assert list(table.query_columns(0)) == [Tag.PR_ENTRYID]


# --- restrictions


@given(relop=st.sampled_from(COMPARISONS), number=st.integers(30, 42))
def test_a_restriction_selects_exactly_the_matching_rows(relop: Relop, number: int) -> None:
    """A restricted table shows the matching rows, all of them, in the order of the table."""
    table = ReferenceAdapter().logon("", 0).get_status_table(0)
    types = [39, 37, 34, 36, 36, 36]
    comparisons: dict[Relop, Callable[[int], bool]] = {
        Relop.RELOP_LT: lambda value: value < number,
        Relop.RELOP_LE: lambda value: value <= number,
        Relop.RELOP_GT: lambda value: value > number,
        Relop.RELOP_GE: lambda value: value >= number,
        Relop.RELOP_EQ: lambda value: value == number,
        Relop.RELOP_NE: lambda value: value != number,
    }
    holds = comparisons[relop]

    rows = rows_of(table, [Tag.PR_RESOURCE_TYPE], resource_type_is(number, relop))

    assert values_of(rows, Tag.PR_RESOURCE_TYPE) == [value for value in types if holds(value)]


def test_restrictions_replace_each_other(table: StatusTable) -> None:
    """A second restriction replaces the first, none clears it, and each starts again at the first row."""
    table.restrict(resource_type_is(ResourceType.MAPI_SPOOLER), 0)
    assert len(table.query_rows(10, 0)) == 1
    table.restrict(resource_type_is(ResourceType.MAPI_TRANSPORT_PROVIDER), 0)
    assert len(table.query_rows(10, 0)) == 3
    table.restrict(None, 0)
    assert len(table.query_rows(10, 0)) == 6


def test_restricting_a_column_that_is_not_shown(table: StatusTable) -> None:
    """The restriction need not be on a shown column, and a string's may be of either width."""
    name = PropertyValue(Tag.PR_DISPLAY_NAME_W, "Dial-up")
    named = PropertyRestriction(Relop.RELOP_EQ, name.tag, name)

    assert len(rows_of(table, [Tag.PR_ENTRYID], resource_type_is(ResourceType.MAPI_SPOOLER))) == 1
    assert len(rows_of(table, [Tag.PR_ENTRYID], named)) == 1


def test_exist_and_and(table: StatusTable) -> None:
    """A row without the property meets no comparison, and RES_EXIST and RES_AND do what they say."""
    other = PropertyValue(Tag.PR_STATUS_STRING_A, "no such status")
    differs = PropertyRestriction(Relop.RELOP_NE, other.tag, other)
    exists = ExistRestriction(Tag.PR_STATUS_STRING_A)
    is_spooler = resource_type_is(ResourceType.MAPI_SPOOLER)

    assert len(rows_of(table, None, differs)) == 3
    assert len(rows_of(table, None, exists)) == 3
    assert len(rows_of(table, None, AndRestriction((exists, differs)))) == 3
    assert len(rows_of(table, None, AndRestriction((exists, is_spooler)))) == 0
    assert len(rows_of(table, None, AndRestriction(()))) == 6


@pytest.mark.parametrize(
    "restriction",
    [
        PropertyRestriction(Relop.RELOP_EQ, Tag.PR_RESOURCE_TYPE, PropertyValue(0x3E030014, 37)),
        PropertyRestriction(Relop.RELOP_EQ, Tag.PR_RESOURCE_TYPE, PropertyValue(Tag.PR_DISPLAY_NAME_A, "x")),
        resource_type_is(37, Relop.RELOP_RE),
        resource_type_is(37, 99),
        AndRestriction((resource_type_is(37), resource_type_is(37, 99))),
        PropertyRestriction(Relop.RELOP_EQ, Tag.PR_NULL, PropertyValue(Tag.PR_NULL, None)),
    ],
    ids=str,
)
def test_too_complex(table: StatusTable, restriction: Restriction) -> None:
    """What the table cannot decide is refused, and leaves the restriction as it was."""
    table.restrict(resource_type_is(ResourceType.MAPI_SPOOLER), 0)

    with refuses(ResultCode.MAPI_E_TOO_COMPLEX):
        table.restrict(restriction, 0)
    assert len(rows_of(table)) == 1


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
