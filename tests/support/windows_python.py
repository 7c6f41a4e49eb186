"""CPython for Windows on Wine, which `.ci/windows-python` makes, with the kit as it is now and the COM provider registered."""

import os
import shutil
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from kit import EXAMPLES, Run
from windows import end_wine, windows_path

from mapi_tck import __version__
from mapi_tck.adapters.process.wine import found_wine

CHECKOUT = EXAMPLES.parent
#: The adapter with the test bed that sees the spool folders.
ADAPTER = "examples.com_provider.adapter:ComProvider"
DECLARATION = ("--declaration", "examples/com_provider/declaration.toml")
#: The folders that make the package, and their places in it.
_PACKAGE = {"src/mapi_tck": "", "features": "features", "steps": "steps", "adapters": "adapters", "reports": "reports"}
_COMPILER = "x86_64-w64-mingw32-g++-win32"


def only(*ids: str) -> tuple[str, ...]:
    """The options that choose these requirements."""
    return tuple(word for id in ids for word in ("--only", id))


@dataclass(frozen=True)
class WindowsPython:
    """The interpreter with the kit, and a folder for runs and the spool of the COM provider."""

    lab: Path
    folder: Path

    def run(self, adapter: str, *words: str, out: str, wrong: str = "", timeout: float = 600) -> Run:
        """Call `mapi-tck run ADAPTER` on this Python, with a mistake of the COM provider if one is named."""
        path = self.folder / out
        command = ["-m", "mapi_tck", "run", adapter, "--out", windows_path(path), *words]
        done = self._start([str(self.lab / "interpreter" / "python.exe"), *command], wrong, timeout)
        return Run(done.returncode, done.stdout, done.stderr, path)

    def stop(self) -> None:
        """End what Wine has left running for this prefix."""
        end_wine(self.lab / "prefix")

    def _environment(self, wrong: str) -> Mapping[str, str]:
        return {
            "WINEPREFIX": str(self.lab / "prefix"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
            "PYTHONPATH": windows_path(self.lab / "sources"),
            "COM_PROVIDER_SPOOL": windows_path(self.folder / "spool"),
            "COM_PROVIDER_WRONG": wrong,
            "PYTHONPYCACHEPREFIX": windows_path(self.lab / "bytecode"),
            "COLUMNS": "200",
            "PYTHONUTF8": "1",
        }

    def _start(self, words: list[str], wrong: str, timeout: float) -> subprocess.CompletedProcess[str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("PYT", "MAPI_TCK_"))}
        # Python on Wine cannot use /dev/null, or a terminal that is none, as a standard stream: these are pipes.
        return subprocess.run(
            [str(found_wine()), *words],
            cwd=CHECKOUT,
            env={**plain, **self._environment(wrong)},
            input="\n",
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )


def _needs() -> Path:
    if found_wine() is None:
        pytest.skip("there is no Wine here (apt-get install wine64)")
    if shutil.which(_COMPILER) is None:
        pytest.skip("there is no compiler for Windows here (apt-get install g++-mingw-w64-x86-64-win32)")
    lab = Path(os.environ.get("LAB", CHECKOUT / "build" / "windows-lab")).resolve()
    if not (lab / "ready").exists():
        pytest.skip("there is no Python for Windows here (.ci/windows-python)")
    return lab


def prepare(folder: Path) -> WindowsPython:
    """Copy the kit, build the COM provider, and make a spool. Skips the test if something is missing."""
    lab = _needs()
    # Always at the same place, so that Python finds its bytecode again.
    sources = lab / "sources"
    shutil.rmtree(sources, ignore_errors=True)
    for source, place in _PACKAGE.items():
        copied = sources / "mapi_tck" / place
        shutil.copytree(CHECKOUT / source, copied, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    # The names of the adapters are in what an installation says of itself.
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    said = sources / "mapi_tck-0.dist-info"
    said.mkdir()
    (said / "METADATA").write_text(f"Metadata-Version: 2.1\nName: mapi-tck\nVersion: {__version__}\n")
    groups = {"console_scripts": project["scripts"], **project["entry-points"]}
    lines = (
        f"[{group}]\n" + "".join(f"{name} = {place}\n" for name, place in points.items())
        for group, points in groups.items()
    )
    (said / "entry_points.txt").write_text("\n".join(lines))
    spool = folder / "spool" / "Default"
    for transport in ("office", "branch"):
        for direction in ("outgoing", "incoming"):
            (spool / transport / direction).mkdir(parents=True)
    (spool / "transports.txt").write_text(
        "office\tLAN\tflush\tsync\tOffice\nbranch\tLAN\tno-flush\tsync\tBranch\n", encoding="utf-8"
    )
    # It is registered at this place. After a change of its source it is built again.
    build = lab / "com_provider"
    done = subprocess.run(
        ["make", "-C", EXAMPLES / "com_provider", f"OUT={build}"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return WindowsPython(lab, folder)
