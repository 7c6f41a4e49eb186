"""The reference's session, status table, identifiers and objects: what leads to a status object."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_tables import COMPARISONS, REQUIRED, Tag, ids_of, refuses, resource_type_is, rows_of, values_of

from mapi_tck.adapters.reference import Parts, ReferenceAdapter, reference
from mapi_tck.adapters.reference.session import Session
from mapi_tck.adapters.reference.status_rows import StatusRow
from mapi_tck.adapters.reference.status_table import StatusTable
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.mapi import (
    AndRestriction,
    ExistRestriction,
    ObjectType,
    PropertyRestriction,
    PropertyType,
    PropertyValue,
    QueryColumnsFlag,
    Relop,
    ResourceType,
    Restriction,
    ResultCode,
    UnicodeFlag,
    find,
)
from mapi_tck.ports import Adapter, QueriesAllRows, StatusObject, Table
from mapi_tck.ports import Session as SessionPort
from mapi_tck.ports.roles import Role


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
    assert isinstance(reference("", Parameters(), Role.SUBSYSTEM), ReferenceAdapter)
    with pytest.raises(UsageError):
        reference("x", Parameters(), Role.SUBSYSTEM)


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
    """Rows have exactly the columns asked for, in that order, for any request."""
    table = ReferenceAdapter().logon("", 0).get_status_table(0)

    table.set_columns(tags, 0)

    assert list(table.query_columns(0)) == tags
    for row in table.query_rows(100, 0):
        assert [slot.tag >> 16 for slot in row] == [tag >> 16 for tag in tags]


def test_all_columns(table: StatusTable) -> None:
    """TBL_ALL_COLUMNS names every column, shown or not; the required ones are among them."""
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
    """A restriction that the table cannot evaluate is refused, and the earlier restriction stays."""
    table.restrict(resource_type_is(ResourceType.MAPI_SPOOLER), 0)

    with refuses(ResultCode.MAPI_E_TOO_COMPLEX):
        table.restrict(restriction, 0)
    assert len(rows_of(table)) == 1
