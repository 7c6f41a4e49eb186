"""MAPI's constants agree with headers that someone else wrote: those of mingw-w64, read by its compiler.

The compiler evaluates every constant, so nothing here parses C.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mapi_tck.mapi import IID_IMAPIStatus, IID_IMAPITable

pytestmark = pytest.mark.compiler

TABLE = Path(__file__).parents[1] / "data" / "mapi_constants.tsv"
COMPILER = "x86_64-w64-mingw32-gcc"
PACKAGE = "gcc-mingw-w64-x86-64"
HEADERS = ("windows.h", "mapidefs.h", "mapicode.h", "mapitags.h", "mapix.h", "mapispi.h", "mapihook.h")

# Constants of the kit that these headers do not have, with the reason why the kit has them.
NOT_IN_HEADERS = {
    "RES_COUNT": "added for Outlook; in Microsoft's own MAPIDefS.h (MAPIStubLibrary)",
    "RES_ANNOTATION": "added for Outlook; in Microsoft's own MAPIDefS.h (MAPIStubLibrary)",
}

# Identifiers that the pages misspell or invent (D-24): no header may have them, and the kit must not.
MISSPELT = (
    "LXPLOGON",
    "MAPI_E_USER_CANCELED",
    "NOTIFY_CONFIG_CHANGED",
    "NOTIFY_READTOSEND",
    "NOTIFY_SENT_DEFERRED",
    "SHOW_XP_SSESSION_UI",
    "SP_LOGON_POLL",
    "STATUS_ONLINE",
    "XP_LOGON_SP",
)


def table() -> dict[str, int]:
    lines = TABLE.read_text("utf-8").splitlines()
    return {name: int(value, 16) for name, value in (line.split("\t") for line in lines)}


def gcc(source: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Hand the source to the compiler; messages in English, because some are read here."""
    return subprocess.run(
        [COMPILER, *options, "-x", "c", "-std=gnu11", "-"],
        input=source,
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )


def with_headers(body: str) -> str:
    return "".join(f"#include <{header}>\n" for header in HEADERS) + body


def preprocessed(source: str) -> str:
    done = gcc(source, "-E", "-P")
    assert done.returncode == 0, done.stderr
    return done.stdout


def undefined(names: list[str]) -> set[str]:
    """Those of the names that no header defines; MAPI's constants are all macros."""
    questions = "".join(f"#ifndef {name}\nundefined_here {name}\n#endif\n" for name in names)
    return set(re.findall(r"^undefined_here (\w+)$", preprocessed(with_headers(questions)), re.MULTILINE))


def disagreeing(values: dict[str, int]) -> list[str]:
    """Those of the constants that the compiler evaluates to something else."""
    # On Windows a long has 32 bits, so the cast also takes the sign off result codes.
    claims = "".join(
        f'_Static_assert((unsigned long)({name}) == 0x{value:08X}UL, "{name}");\n' for name, value in values.items()
    )
    done = gcc(with_headers(claims), "-fsyntax-only", "-fmax-errors=0")
    wrong = re.findall(r'static assertion failed: "(\w+)"', done.stderr)
    assert wrong or done.returncode == 0, done.stderr
    return wrong


@pytest.fixture(scope="module", autouse=True)
def compiler() -> None:
    """The compiler, whose package brings MAPI's headers; if those alone are broken, that is a failure and no skip."""
    if shutil.which(COMPILER) is None:
        pytest.skip(f"needs {COMPILER}: apt-get install {PACKAGE}")


def test_every_constant_has_the_value_of_the_headers() -> None:
    assert disagreeing({name: value for name, value in table().items() if name not in NOT_IN_HEADERS}) == []


def test_the_constants_that_the_headers_lack_are_the_listed_ones() -> None:
    assert undefined(list(table())) == set(NOT_IN_HEADERS)


def test_a_wrong_value_would_be_seen() -> None:
    assert disagreeing({"MAPI_SPOOLER": 36, "FLUSH_UPLOAD": 2, "MAPI_E_BUSY": 0x8004_010C}) == [
        "MAPI_SPOOLER",
        "MAPI_E_BUSY",
    ]


def test_what_the_pages_misspell_is_nowhere() -> None:
    assert undefined(list(MISSPELT)) == set(MISSPELT)
    assert set(MISSPELT).isdisjoint(table())


@pytest.mark.parametrize(("name", "iid"), [("IID_IMAPITable", IID_IMAPITable), ("IID_IMAPIStatus", IID_IMAPIStatus)])
def test_an_interface_has_the_identifier_of_the_headers(name: str, iid: str) -> None:
    # The header's own shorthand ends in DEFINE_GUID, which then leaves its arguments in the preprocessed text.
    source = "#include <guiddef.h>\n#undef DEFINE_GUID\n#define DEFINE_GUID(...) guid_here __VA_ARGS__\n"
    line = re.search(rf"guid_here {name},\s*([^;]+);", preprocessed(source + "#include <mapiguid.h>\n"))
    assert line is not None
    long, first, second, *octets = (int(number, 0) for number in line[1].split(","))
    tail = bytes(octets).hex().upper()
    assert iid == f"{{{long:08X}-{first:04X}-{second:04X}-{tail[:4]}-{tail[4:]}}}"
