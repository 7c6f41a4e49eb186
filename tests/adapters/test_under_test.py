"""What an adapter names as under test: its digests are in the record, and a launcher alone is no identity."""

import sys
from pathlib import Path
from typing import Any

import pytest
from kit import run

from mapi_tck.ports import UnderTest
from mapi_tck.wire.under_test import resolved

#: A program whose DLL is named by an environment that the test writes into it.
PROGRAM = """
from dataclasses import replace
from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.ports import UnderTest
from mapi_tck.wire.stdio_server import serve

class Behind(ReferenceAdapter):
    def describe(self):
        return replace(super().describe(), under_test={under_test})

serve(Behind())
"""


def identity(folder: Path, under_test: str, name: str = "out") -> tuple[dict[str, Any], str]:
    """The identity in the record of a run behind a launcher, and what the terminal showed."""
    (folder / "behind.py").write_text(PROGRAM.replace("{under_test}", under_test))
    # A script that starts another program, as Wine or a virtual machine does: the kit sees no file among its arguments.
    launcher = folder / "launch.sh"
    launcher.write_text(f'#!/bin/sh\ncd {folder} && exec {sys.executable} "$1".py\n')
    launcher.chmod(0o755)
    done = run(f"stdio:{launcher} behind", "--only", "A1a", "--format", "markdown", out=folder / name)
    assert done.code == 0, done.stdout + done.stderr
    found: Any = done.record.header["implementation"]
    page = (done.out / "summary.md").read_text("utf-8") + (done.out / "report.html").read_text("utf-8")
    return found, done.stdout + page


def test_different_files_behind_one_launcher_differ(tmp_path: Path) -> None:
    """Three DLLs have three digests, each of them in the record, and the same one has the same digest."""
    digests: list[str] = []
    for number in (1, 2, 3, 1):
        dll = tmp_path / "provider.dll"
        dll.write_bytes(b"library %d" % number)
        found, shown = identity(tmp_path, f'(UnderTest("provider.dll", file={str(dll)!r}),)', f"out-{len(digests)}")
        assert [item["name"] for item in found["under_test"]] == ["provider.dll"]
        assert found["under_test"][0]["digest"] in shown
        assert "covers only" not in shown
        digests.append(found["digest"])

    assert len(set(digests)) == 3
    assert digests[0] == digests[3]


def test_a_module_and_a_version_are_covered(tmp_path: Path) -> None:
    """A module is found in the process of the adapter; a version needs no file."""
    one, _ = identity(tmp_path, '(UnderTest("me", module="__main__"), UnderTest("product", version="1"))', "one")
    two, _ = identity(tmp_path, '(UnderTest("me", module="__main__"), UnderTest("product", version="2"))', "two")

    assert one["under_test"][0]["digest"].startswith("sha256:")
    assert [item["under_test"][1]["version"] for item in (one, two)] == ["1", "2"]
    assert one["digest"] != two["digest"]


def test_a_launcher_alone_is_warned_of(tmp_path: Path) -> None:
    """Terminal, Markdown and HTML say so; the program's own file among the arguments is enough."""
    found, shown = identity(tmp_path, "()")
    own = run(f"stdio:{sys.executable} {tmp_path / 'behind.py'}", "--only", "A1a", out=tmp_path / "own")

    assert found["launcher"] == str(tmp_path / "launch.sh")
    assert shown.count("covers only") >= 3
    assert "launcher" not in own.record.header["implementation"]  # type: ignore[operator]
    assert "covers only" not in own.stdout


def test_a_replay_has_the_same_identity(tmp_path: Path) -> None:
    """The digest of a record is not made again, and a warning stays."""
    found, _ = identity(tmp_path, '(UnderTest("product", version="1"),)')
    replayed = run(f"replay:{tmp_path / 'out' / 'run.ndjson'}", out=tmp_path / "replayed")

    assert replayed.record.header["implementation"] == found


@pytest.mark.parametrize(
    "item", [UnderTest("nothing"), UnderTest("gone", file="/there/is/none"), UnderTest("gone", module="no.such.module")]
)
def test_what_cannot_be_read_is_a_bad_handshake(item: UnderTest) -> None:
    """An identity that is not what it seems would be worse than none."""
    with pytest.raises(ValueError, match="under_test: "):
        resolved([item])
