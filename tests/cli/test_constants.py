"""`mapi-tck constants`: MAPI's numbers as a table and as source code."""

import json
import re
from typing import Any

import pytest

from mapi_tck.cli.main import main
from mapi_tck.mapi import FlushFlag, IID_IMAPIStatus, PropertyTag, PropertyType, ResultCode, StatusCode


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What the command prints."""
    with pytest.raises(SystemExit) as ended:
        main(["constants", *words])
    assert ended.value.code == 0
    return capsys.readouterr().out


def values(capsys: pytest.CaptureFixture[str]) -> dict[str, int | str]:
    """Name → value, of the form json."""
    groups = json.loads(listed(capsys, "--format", "json"))
    return {one["name"]: one["value"] for group in groups for one in group["constants"]}


def test_json_has_every_number(capsys: pytest.CaptureFixture[str]) -> None:
    """It has the numbers of all enumerations, with their values."""
    found = values(capsys)

    for kind in (FlushFlag, PropertyTag, PropertyType, ResultCode, StatusCode):
        assert {name: int(member) for name, member in kind.__members__.items()}.items() <= found.items()
    assert found["IID_IMAPIStatus"] == IID_IMAPIStatus


#: The form → the pattern of a line: name, and value as the language writes it.
CODE = {
    "c": r"^#define (\w+) (0x[0-9A-F]+|\d+)u$",
    "js": r"^export const (\w+) = (0x[0-9A-F]+|\d+);$",
    "java": r"^    public static final long (\w+) = (0x[0-9A-F]+|\d+)L;$",
    "python": r"^(\w+) = (0x[0-9A-F]+|\d+)$",
}


@pytest.mark.parametrize("form", CODE)
def test_code_has_each_number_once(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each name is there once, although MAPI gives some names to two groups, and has its value."""
    lines = re.findall(CODE[form], listed(capsys, "--format", form), re.MULTILINE)
    numbers = {name: value for name, value in values(capsys).items() if isinstance(value, int)}

    assert len(lines) == len(numbers)
    assert {name: int(value, 0) for name, value in lines} == numbers


def test_python_code_can_be_imported(capsys: pytest.CaptureFixture[str]) -> None:
    """Python runs what is written for Python."""
    space: dict[str, Any] = {}
    exec(listed(capsys, "--format", "python"), space)

    assert space["FLUSH_NO_UI"] == FlushFlag.FLUSH_NO_UI
    assert space["IID_IMAPIStatus"] == IID_IMAPIStatus


def test_names_and_groups_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    """A group gives all its names, and a name itself alone."""
    table = listed(capsys, "FlushFlag", "MAPI_E_BUSY")

    assert "| FLUSH_UPLOAD | 2 | 0x00000002 |" in table
    assert "| MAPI_E_BUSY | 2147746059 | 0x8004010B |" in table
    assert len(re.findall(r"^\| \w+ \| \d+ \|", table, re.MULTILINE)) == len(FlushFlag) + 1


def test_an_unknown_name_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """It names the one that was probably meant."""
    with pytest.raises(SystemExit) as ended:
        main(["constants", "FLUSH_UPLOD"])

    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "mapi-tck: constants: FLUSH_UPLOD is no constant and no group of them (did you mean FLUSH_UPLOAD?)\n"
    )
