"""The client of `examples/com_client`, a program for Windows, certified on Wine through the kit's MAPI DLL."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from kit import EXAMPLES, make, run

pytestmark = pytest.mark.compiler

#: Debian keeps Wine's programs out of the path.
_WINE = Path("/usr/lib/wine")
_DLL = EXAMPLES.parent / "adapters" / "native" / "dll"
_NEEDED = {
    "wine64": (_WINE / "wine64").exists(),
    "g++-mingw-w64-x86-64-win32": shutil.which("x86_64-w64-mingw32-g++") is not None,
    "nlohmann-json3-dev": Path("/usr/include/nlohmann/json.hpp").exists(),
}


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A Wine prefix whose mail program is the DLL."""
    for package, there in _NEEDED.items():
        if not there:
            pytest.skip(f"something is missing here (apt-get install {package})")
    folder = tmp_path / "prefix"
    monkeypatch.setenv("WINEPREFIX", str(folder))
    monkeypatch.setenv("PREFIX", str(folder))
    make(_DLL, "build/mapi_tck.dll", "prefix")
    yield folder
    subprocess.run([_WINE / "wineserver", "-k"], env={**os.environ}, check=False)


def test_the_client_for_windows_is_judged(prefix: Path, tmp_path: Path) -> None:
    """The client passes, also where it finds its row among all with FindRow, and each of its mistakes is found at the requirement
    that it breaks. It is undecided where it needs what the kit does not serve. Nothing runs on afterwards.
    """
    program = make(EXAMPLES / "com_client", "build/send_receive.exe")
    form = f"native:{program} {{procedure}} {{directions}} {{profile}}"

    def judged(way: str, *ids: str, code: int = 1) -> set[tuple[str, str]]:
        """The violations: requirement and cause."""
        chosen = [word for id in ids for word in ("--only", id)]
        done = run(f"{form} {way}", "--role", "client", *chosen, out=tmp_path / "run")
        assert done.code == code, done.stdout + done.stderr
        return {(one["requirement"], one["cause"]) for one in done.record.results if one["verdict"] != "pass"}

    assert judged("", "A5", "HR8", "B5.3", "OE16", code=0) == set()
    flushes = "client_procedure_a.feature::the_client_flushes_every_queue_through_the_spooler"
    assert judged("--unusual finds-the-row", flushes, code=0) == set()
    assert judged("--unusual sorts-the-rows", flushes, code=3) == {("A6g", "not-observable")}
    selects = "client_procedure_b.feature::the_clients_restriction_matches_the_transport_providers"
    assert judged("--unusual restricts-by-or", selects, code=3) == {("B3b", "not-observable")}
    assert judged("--wrong keeps-rows", "HR8") == {("HR8", "not-released")}
    assert judged("--wrong frees-rows-twice", "HR8") == {("HR8", "released-twice")}
    assert judged("--wrong reads-freed-rows", "HR8") == {("HR8", "used-after-release")}
    assert judged("--wrong flushes-on-another-thread", "OE16") == {("OE16", "other-thread")}
    assert judged("--wrong no-place-for-the-table", "A1c") == {("A1c", "no-place-for-answer")}
    assert not [one for one in Path("/proc").glob("[0-9]*/cmdline") if b"send_receive.exe" in one.read_bytes()]
