"""MAPI's vocabulary: the names and values agree with the committed table, and the texts lose nothing."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Iterator
from enum import IntEnum, IntFlag
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mapi_tck.mapi as vocabulary
from mapi_tck.mapi import (
    AndRestriction,
    ExistRestriction,
    FlushFlag,
    MapiError,
    PropertyRestriction,
    PropertyTag,
    PropertyType,
    PropertyValue,
    Relop,
    ResourceFlag,
    ResourceMethod,
    ResourceType,
    ResultCode,
    RowSet,
    StatusCode,
    change_prop_type,
    enum_text,
    failed,
    find,
    flags_text,
    prop_id,
    prop_tag,
    prop_type,
    result_text,
    tag_name,
    unsigned,
    value_text,
)

TABLE = Path(__file__).parents[1] / "data" / "mapi_constants.tsv"

halves = st.integers(0, 0xFFFF)
numbers = st.integers(0, 0xFFFF_FFFF)
signed_longs = st.integers(-(2**31), 2**31 - 1)


def classes() -> list[type[IntEnum | IntFlag]]:
    found = vars(vocabulary).values()
    return [kind for kind in found if isinstance(kind, type) and issubclass(kind, IntEnum | IntFlag)]


FLAG_CLASSES = [kind for kind in classes() if issubclass(kind, IntFlag)]
ENUM_CLASSES = [kind for kind in classes() if issubclass(kind, IntEnum)]


# --- the table


def test_every_constant_is_in_the_table_and_the_table_holds_no_other() -> None:
    lines = TABLE.read_text("utf-8").splitlines()
    defined = {f"{name}\t0x{member:08X}" for kind in classes() for name, member in sorted(kind.__members__.items())}
    assert lines == sorted(defined)


def test_a_name_in_two_classes_has_one_value() -> None:
    values: dict[str, int] = {}
    for kind in classes():
        for name, member in kind.__members__.items():
            assert values.setdefault(name, int(member)) == int(member), name


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
def test_a_class_has_no_value_twice(kind: type[IntEnum]) -> None:
    assert len(kind.__members__) == len({int(member) for member in kind})


@pytest.mark.parametrize("kind", FLAG_CLASSES, ids=lambda kind: kind.__name__)
def test_a_flag_is_one_bit(kind: type[IntFlag]) -> None:
    assert [member for member in kind.__members__.values() if int(member).bit_count() != 1] == []


def public(module: Path) -> Iterator[str]:
    """The public names that a module defines."""
    for node in ast.parse(module.read_text("utf-8")).body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        names += [node.name] if isinstance(node, ast.ClassDef | ast.FunctionDef) else []
        yield from (name for name in names if not name.startswith("_"))


def exported(package: Path) -> list[str]:
    """The names that a package exports: those that it imports as themselves."""
    imports = [node for node in ast.parse(package.read_text("utf-8")).body if isinstance(node, ast.ImportFrom)]
    return [alias.name for node in imports for alias in node.names if alias.asname == alias.name]


def test_everything_public_is_exported_once() -> None:
    names = exported(Path(str(vocabulary.__file__)))
    assert len(names) == len(set(names))
    modules = sorted(Path(str(vocabulary.__file__)).parent.glob("*.py"))
    assert len(modules) > 5
    assert {name for module in modules for name in public(module)} == set(names)


# --- tags


@given(halves, halves)
def test_a_tag_holds_its_two_halves(kind: int, identifier: int) -> None:
    tag = prop_tag(kind, identifier)
    assert (prop_type(tag), prop_id(tag)) == (kind, identifier)


@given(numbers)
def test_a_tag_is_made_of_its_two_halves(tag: int) -> None:
    assert prop_tag(prop_type(tag), prop_id(tag)) == tag


@given(numbers, halves)
def test_another_type_keeps_the_identifier(tag: int, kind: int) -> None:
    changed = change_prop_type(tag, kind)
    assert (prop_type(changed), prop_id(changed)) == (kind, prop_id(tag))
    assert change_prop_type(changed, prop_type(tag)) == tag


@pytest.mark.parametrize("half", [-1, 0x10000])
def test_a_half_that_does_not_fit_is_refused(half: int) -> None:
    with pytest.raises(ValueError, match="does not fit into 16 bits"):
        prop_tag(half, 1)
    with pytest.raises(ValueError, match="does not fit into 16 bits"):
        prop_tag(1, half)


@pytest.mark.parametrize("tag", PropertyTag)
def test_the_suffix_of_a_tag_says_its_character_width(tag: PropertyTag) -> None:
    suffixes = {int(PropertyType.PT_STRING8): "_A", int(PropertyType.PT_UNICODE): "_W"}
    suffix = suffixes.get(prop_type(tag), "")
    assert tag.name.endswith(suffix) and (suffix or tag.name[-2:] not in ("_A", "_W"))


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        (0x0FFF_0102, "PR_ENTRYID"),
        (0x0FFF_000A, "PR_ENTRYID as PT_ERROR"),
        (0x3001_001F, "PR_DISPLAY_NAME_W"),
        (0x3001_000A, "PR_DISPLAY_NAME as PT_ERROR"),
        (0x3E02_0000, "PR_RESOURCE_METHODS as PT_UNSPECIFIED"),
        (0x3E03_1003, "PR_RESOURCE_TYPE as type 0x1003"),
        (0x0000_0001, "PR_NULL"),
        (0x66AA_0003, "0x66AA0003"),
    ],
)
def test_a_tag_is_named(tag: int, text: str) -> None:
    assert tag_name(tag) == text


@given(st.sampled_from(PropertyTag) | numbers)
def test_the_name_of_a_tag_tells_it_from_its_neighbours(tag: int) -> None:
    assert tag_name(tag) != tag_name(tag ^ 1)
    assert tag_name(tag) != tag_name(tag ^ 0x1_0000)


# --- flags and enumerations


@pytest.mark.parametrize("kind", FLAG_CLASSES, ids=lambda kind: kind.__name__)
@given(value=numbers)
def test_unknown_bits_pass_through(kind: type[IntFlag], value: int) -> None:
    assert int(kind(value)) == value


@pytest.mark.parametrize("kind", FLAG_CLASSES, ids=lambda kind: kind.__name__)
@given(value=numbers)
def test_the_text_of_flags_mentions_every_bit_once(kind: type[IntFlag], value: int) -> None:
    text = flags_text(kind, value)
    parts = text.partition(" (")[0].split(" | ")
    bits = [int(kind[part]) if part in kind.__members__ else int(part, 16) for part in parts]
    assert sum(bits) == value
    assert [part for part in parts if part not in kind.__members__][1:] == []
    if text != parts[0]:
        assert text.endswith(f" (0x{value:X})")


@given(signed_longs)
def test_flags_in_a_signed_long_read_as_unsigned(value: int) -> None:
    assert flags_text(StatusCode, value) == flags_text(StatusCode, value & 0xFFFF_FFFF)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0x12, "FLUSH_UPLOAD | FLUSH_NO_UI (0x12)"),
        (0x102, "FLUSH_UPLOAD | 0x100 (0x102)"),
        (FlushFlag.FLUSH_DOWNLOAD, "FLUSH_DOWNLOAD (0x4)"),
        (0x8000_0001, "0x80000001"),
    ],
)
def test_flags_are_named(value: int, text: str) -> None:
    assert flags_text(FlushFlag, value) == text


@pytest.mark.parametrize("kind", ENUM_CLASSES, ids=lambda kind: kind.__name__)
@given(value=st.integers(0, 99) | signed_longs)
def test_the_text_of_a_number_holds_the_number(kind: type[IntEnum], value: int) -> None:
    text = enum_text(kind, value)
    assert str(value) in text
    assert (text == f"{value} (0x{value & 0xFFFF_FFFF:X})") is (value not in set(kind))


def test_numbers_are_named() -> None:
    assert enum_text(ResourceType, 37) == "MAPI_SPOOLER (37)"
    assert enum_text(ResourceType, 99) == "99 (0x63)"
    assert enum_text(ResourceType, -1) == "-1 (0xFFFFFFFF)"


def test_one_number_reads_differently_by_its_property() -> None:
    assert flags_text(ResourceMethod, 8) == "STATUS_FLUSH_QUEUES (0x8)"
    assert flags_text(ResourceFlag, 8) == "STATUS_SIMPLE_STORE (0x8)"
    assert flags_text(FlushFlag, 8) == "FLUSH_FORCE (0x8)"


# --- result codes


@given(numbers)
def test_a_code_has_one_unsigned_form(code: int) -> None:
    signed = code - 2**32 if code & 0x8000_0000 else code
    assert unsigned(code) == unsigned(signed) == code
    assert failed(code) is failed(signed) is (signed < 0)
    assert result_text(code) == result_text(signed)


@pytest.mark.parametrize("code", [2**32, -(2**31) - 1])
def test_what_is_no_code_is_refused(code: int) -> None:
    with pytest.raises(ValueError, match=r"-?\d+ is not a 32-bit result code"):
        result_text(code)


@pytest.mark.parametrize("code", ResultCode)
def test_the_name_of_a_code_says_whether_it_failed(code: ResultCode) -> None:
    assert failed(code) is code.name.startswith("MAPI_E_")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (0x8004_010B, "MAPI_E_BUSY (0x8004010B)"),
        (0x8004_FFFF, "0x8004FFFF"),
        (0x0004_0380, "MAPI_W_ERRORS_RETURNED (0x00040380)"),
        (1, "0x00000001"),
        (0, "S_OK"),
        (None, "success (code not shown)"),
    ],
)
def test_codes_are_named(code: int | None, text: str) -> None:
    assert result_text(code) == text


@given(st.integers(0x8000_0000, 0xFFFF_FFFF))
def test_a_refusal_keeps_its_code(code: int) -> None:
    for refusal in (MapiError(code), MapiError(code - 2**32), pickle.loads(pickle.dumps(MapiError(code)))):
        assert (refusal.code, str(refusal)) == (code, result_text(code))


@given(st.integers(0, 0x7FFF_FFFF))
def test_a_success_is_no_refusal(code: int) -> None:
    with pytest.raises(ValueError, match="is a success code"):
        MapiError(code)


# --- values and rows

BAD_VALUES = [
    (PropertyTag.PR_RESOURCE_TYPE, True),
    (PropertyTag.PR_RESOURCE_TYPE, 2**31),
    (PropertyTag.PR_RESOURCE_TYPE, -(2**31) - 1),
    (PropertyTag.PR_RESOURCE_TYPE, None),
    (prop_tag(PropertyType.PT_I8, 0x6600), 2**63),
    (prop_tag(PropertyType.PT_I8, 0x6600), False),
    (prop_tag(PropertyType.PT_ERROR, 0x0FFF), -1),
    (prop_tag(PropertyType.PT_ERROR, 0x0FFF), 2**32),
    (PropertyTag.PR_REMOTE_VALIDATE_OK, 1),
    (PropertyTag.PR_DISPLAY_NAME_A, b"spooler"),
    (PropertyTag.PR_DISPLAY_NAME_W, None),
    (PropertyTag.PR_ENTRYID, "00ff"),
    (prop_tag(PropertyType.PT_CLSID, 0x6600), 0),
    (PropertyTag.PR_NULL, 0),
]


@pytest.mark.parametrize(("tag", "value"), BAD_VALUES)
def test_a_value_of_the_wrong_type_is_refused(tag: int, value: int | bool | str | bytes | None) -> None:
    with pytest.raises(ValueError, match="takes") as caught:
        PropertyValue(tag, value)
    message = str(caught.value)
    assert tag_name(tag) in message and repr(value) in message and "\n" not in message


@pytest.mark.parametrize("tag", [-1, 2**32, True])
def test_what_is_no_tag_is_refused(tag: int) -> None:
    with pytest.raises(ValueError, match="a property tag is an unsigned 32-bit number"):
        PropertyValue(tag, None)


@pytest.mark.parametrize(
    ("tag", "value", "text"),
    [
        (PropertyTag.PR_RESOURCE_TYPE, 37, "PR_RESOURCE_TYPE = MAPI_SPOOLER (37)"),
        (PropertyTag.PR_OBJECT_TYPE, 10, "PR_OBJECT_TYPE = MAPI_STATUS (10)"),
        (
            PropertyTag.PR_RESOURCE_METHODS,
            9,
            "PR_RESOURCE_METHODS = STATUS_VALIDATE_STATE | STATUS_FLUSH_QUEUES (0x9)",
        ),
        (PropertyTag.PR_RESOURCE_FLAGS, 0x200, "PR_RESOURCE_FLAGS = HOOK_INBOUND (0x200)"),
        (PropertyTag.PR_STATUS_CODE, -(2**31) + 1, "PR_STATUS_CODE = STATUS_AVAILABLE | 0x80000000 (0x80000001)"),
        (PropertyTag.PR_ROWID, ResourceType.MAPI_SPOOLER, "PR_ROWID = 37"),
        (PropertyTag.PR_REMOTE_VALIDATE_OK, False, "PR_REMOTE_VALIDATE_OK = FALSE"),
        (PropertyTag.PR_ENTRYID, b"\x00\xff", "PR_ENTRYID = 00ff"),
        (PropertyTag.PR_ENTRYID, b"", "PR_ENTRYID = no bytes"),
        (PropertyTag.PR_DISPLAY_NAME_W, "Spooler\n", r"PR_DISPLAY_NAME_W = 'Spooler\n'"),
        (PropertyTag.PR_NULL, None, "PR_NULL = no value"),
        (0x3E02_000A, 0x8004_010F, "PR_RESOURCE_METHODS as PT_ERROR = MAPI_E_NOT_FOUND (0x8004010F)"),
    ],
)
def test_values_are_readable(tag: int, value: int | bool | str | bytes | None, text: str) -> None:
    assert str(PropertyValue(tag, value)) == text


def test_a_slot_without_a_value_says_so() -> None:
    error = PropertyValue(0x3E02_000A, ResultCode.MAPI_E_NOT_FOUND)
    placeholder = PropertyValue(PropertyTag.PR_NULL, None)
    present = PropertyValue(PropertyTag.PR_RESOURCE_METHODS, 0)
    assert [slot.is_error for slot in (error, placeholder, present)] == [True, False, False]
    assert [slot.is_absent for slot in (error, placeholder, present)] == [True, True, False]


def test_unknown_types_are_passed_on_unchecked() -> None:
    assert value_text(PropertyValue(prop_tag(PropertyType.PT_SYSTIME, 0x6600), 5)) == "5"
    assert value_text(PropertyValue(0x6600_1003, b"\x01")) == "01"


def test_a_slot_is_found_by_its_identifier() -> None:
    name = PropertyValue(PropertyTag.PR_DISPLAY_NAME_A, "Spooler")
    missing = PropertyValue(0x3E02_000A, ResultCode.MAPI_E_NOT_FOUND)
    row = (name, missing)
    assert find(row, PropertyTag.PR_DISPLAY_NAME_W) is name
    assert find(row, PropertyTag.PR_RESOURCE_METHODS) is missing
    assert find(row, PropertyTag.PR_ENTRYID) is None


def test_a_row_set_is_its_rows() -> None:
    calls: list[str] = []
    row = (PropertyValue(PropertyTag.PR_RESOURCE_TYPE, 37),)
    with_free = RowSet((row,), free=lambda: calls.append("freed"))
    assert with_free == RowSet((row,)) and hash(with_free) == hash(RowSet((row,)))
    assert list(with_free) == [row] and len(with_free) == 1 and "free" not in repr(with_free)
    assert with_free.free is not None
    with_free.free()
    assert calls == ["freed"]


# --- restrictions


def test_restrictions_are_readable() -> None:
    spooler = PropertyRestriction(
        Relop.RELOP_EQ, PropertyTag.PR_RESOURCE_TYPE, PropertyValue(PropertyTag.PR_RESOURCE_TYPE, 37)
    )
    exists = ExistRestriction(PropertyTag.PR_ENTRYID)
    assert str(spooler) == "PR_RESOURCE_TYPE = MAPI_SPOOLER (37)"
    assert str(exists) == "PR_ENTRYID exists"
    assert str(AndRestriction((exists, spooler))) == f"{exists} and {spooler}"
    assert str(AndRestriction((exists, AndRestriction((spooler, exists))))) == f"{exists} and ({spooler} and {exists})"
    assert str(AndRestriction(())) == "all of nothing"


def test_a_malformed_restriction_can_be_passed_and_shows() -> None:
    other_type = PropertyRestriction(9, PropertyTag.PR_RESOURCE_TYPE, PropertyValue(PropertyTag.PR_ENTRYID, b"\x25"))
    assert str(other_type) == "PR_RESOURCE_TYPE relop 9 25, passed as PR_ENTRYID"


@pytest.mark.parametrize("relop", Relop)
def test_every_comparison_has_a_sign_of_its_own(relop: Relop) -> None:
    value = PropertyValue(PropertyTag.PR_ROWID, 1)
    texts = [str(PropertyRestriction(each, PropertyTag.PR_ROWID, value)) for each in Relop]
    assert texts.count(str(PropertyRestriction(relop, PropertyTag.PR_ROWID, value))) == 1
