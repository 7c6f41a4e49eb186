"""The interpreters of this machine, and what the kit needs for each."""

import os
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

#: The versions that the kit can run on.
VERSIONS: Final = ("3.11", "3.12", "3.13", "3.14")
ROOT: Final = Path(__file__).resolve().parent.parent
#: The environments in a checkout that `make` makes: one for the plugins, one for each interpreter.
ENVIRONMENTS: Final = ROOT / ".venv" / "compat"
#: Where else than on the path of commands interpreters are.
_PLACES: Final = (".pyenv/versions/{version}.*/bin", ".local/share/uv/python/cpython-{version}.*/bin")
#: What builds a source distribution.
_BUILDS: Final = "setuptools>=77"
#: Answers the version, and the place of the interpreter itself.
_WHO: Final = "import os, sys; print('%d.%d' % sys.version_info[:2], os.path.realpath(sys.executable))"


@cache
def found() -> dict[str, Path]:
    """Version → an interpreter of that version. The one that runs this is among them."""
    own = f"{sys.version_info[0]}.{sys.version_info[1]}"
    interpreters = {}
    for version in VERSIONS:
        candidates = [Path(sys.executable).resolve()] if version == own else _candidates(version)
        for candidate in candidates:
            if interpreter := _asked(candidate, version):
                interpreters[version] = interpreter
                break
    return interpreters


def _candidates(version: str) -> list[Path]:
    names = [Path(folder) / f"python{version}" for folder in os.get_exec_path()]
    for place in _PLACES:
        names += (folder / f"python{version}" for folder in sorted(Path.home().glob(place.format(version=version))))
    return [name for name in names if name.is_file()]


def _asked(candidate: Path, version: str) -> Path | None:
    done = subprocess.run([candidate, "-c", _WHO], capture_output=True, text=True, check=False)
    said, _, place = done.stdout.strip().partition(" ")
    return Path(place) if not done.returncode and said == version else None


def needed_by(version: str) -> list[str]:
    """The folders in which an interpreter of that version finds what the kit needs; none if they were not prepared."""
    if version == f"{sys.version_info[0]}.{sys.version_info[1]}":
        return [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    return [str(path) for path in (ENVIRONMENTS / f"python{version}" / "lib").glob("python3.*/site-packages")]


def prepare() -> None:
    """Make an environment for each other interpreter, with what the kit needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for version, interpreter in found().items():
        if interpreter != Path(sys.executable).resolve():
            place = ENVIRONMENTS / f"python{version}"
            make_environment(interpreter, place)
            install(place, "--quiet", _BUILDS, *project["dependencies"])


def make_environment(interpreter: Path, place: Path) -> None:
    """Make a virtual environment without pip: some interpreters have none."""
    subprocess.run([interpreter, "-m", "venv", "--clear", "--without-pip", place], check=True, env=_plain())


def install(environment: Path, *words: str) -> None:
    """Install something into the environment, with the pip of the Python that runs this."""
    pip = [sys.executable, "-W", "ignore", "-m", "pip", "--disable-pip-version-check", "--python"]
    subprocess.run([*pip, str(environment / "bin" / "python"), "install", *words], check=True, env=_plain())


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
