"""The transport provider DLL of `examples/xp_dll`, loaded on Wine: a small part of what `make xp-lab` certifies."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from kit import EXAMPLES, make, run
from windows import end_wine

from lab.entries import Entry
from lab.kills import Target, left_after
from mapi_tck.adapters.process.wine import found_wine
from mapi_tck.adapters.xp_dll.adapter import LOADER, LOADER_VARIABLE
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports.roles import Role
from mapi_tck.settings.adapter_forms import resolve

FOLDER = EXAMPLES / "xp_dll"
_NEEDED = {
    "wine64": found_wine() is not None,
    "g++-mingw-w64-x86-64-win32": shutil.which("x86_64-w64-mingw32-g++") is not None,
    "nlohmann-json3-dev": Path("/usr/include/nlohmann/json.hpp").exists(),
}


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The DLL; Wine has a prefix of its own."""
    for package, there in _NEEDED.items():
        if not there:
            pytest.skip(f"something is missing here (apt-get install {package})")
    make(LOADER, "build/xp_loader.exe")
    monkeypatch.setenv("WINEPREFIX", str(tmp_path / "prefix"))
    monkeypatch.setenv("WINEDEBUG", "-all")
    monkeypatch.setenv("WINEDLLOVERRIDES", "mscoree,mshtml=")
    subprocess.run([str(found_wine()), "wineboot", "--init"], check=True, capture_output=True)
    yield make(FOLDER, "build/spool_xp.dll")
    end_wine(tmp_path / "prefix")


@pytest.mark.compiler
def test_the_dll_is_judged(provider: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It sends and receives, its mistake is found, and the record names the DLL. Nothing is left, also if the kit is killed."""
    form = f"xp-dll:{provider} --bed bed:PostOffice"
    options = ("--role", "transport", "--declaration", str(FOLDER / "declaration.toml"))
    chosen = [word for id in ("XP32", "XP42", "XP45", "XP36") for word in ("--only", id)]
    right = run(form, *options, *chosen, out=tmp_path / "right", cwd=FOLDER)
    monkeypatch.setenv("SPOOL_XP_WRONG", "forget-inbound")
    wrong = run(form, *options, "--only", "XP42", out=tmp_path / "wrong", cwd=FOLDER)

    assert right.code == 0, right.stdout + right.stderr
    assert right.having("pass") == {"XP32", "XP36", "XP42", "XP45"}
    identity = right.record.header["implementation"]
    assert identity is not None
    assert [one["name"] for one in identity.get("under_test", ())] == ["spool_xp.dll"]
    assert wrong.code == 1, wrong.stdout + wrong.stderr
    assert wrong.having("fail") == {"XP42"}
    assert not [one for one in Path("/proc").glob("[0-9]*/cmdline") if b"spool_xp.dll" in one.read_bytes()]
    entry = Entry("xp-dll", form, Role.TRANSPORT, str(FOLDER), "declaration.toml")
    assert left_after(entry, Target.KIT) == []


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("", "the following arguments are required: dll"),
        ("nowhere.dll", "there is no file nowhere.dll"),
        ("spool_xp.rc --bed nowhere:Bed", "there is no module nowhere"),
        ("spool_xp.rc --property 0x66010003=many", "0x66010003=many is no property"),
        ("spool_xp.rc", "the program that loads the DLL is not built"),
    ],
)
def test_wrong_use_is_one_line(words: str, what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Words that cannot be used are the user's mistake, and so is a loader that is not built."""
    monkeypatch.chdir(FOLDER)
    loader = tmp_path / "xp_loader.exe"
    if "not built" not in what:
        loader.touch()
    monkeypatch.setenv(LOADER_VARIABLE, str(loader))
    monkeypatch.setattr("mapi_tck.adapters.process.wine._PROGRAMS", ("true",))

    with pytest.raises(UsageError, match=what):
        resolve(f"xp-dll:{words}", Parameters(), Role.TRANSPORT).create()
