"""Each interpreter of this machine runs the kit, from wheel and source distribution, in unfriendly surroundings."""

import os
import subprocess
from pathlib import Path

import pytest
from distributions import Distributions, built
from once import once

from compat.interpreters import VERSIONS, found, install, make_environment, needed_by

#: A path with what shells, URLs and configuration files give a meaning.
FOLDER = "a folder #1, with blanks & 100%"

#: A version and what is installed. Only the newest version takes the source distribution too: that takes some seconds. With
#: `MAPI_TCK_EVERY_SURROUNDING=1`, as in continuous integration, all do.
NEWEST = list(found())[-1]
EVERY = bool(os.environ.get("MAPI_TCK_EVERY_SURROUNDING"))
TRIED = [
    (version, form)
    for version in found()
    for form in ("wheel", "sdist")
    if form == "wheel" or EVERY or version == NEWEST
]


@pytest.fixture(scope="module")
def distributions(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """Source distribution and, built from it, the wheel."""

    def made(folder: Path) -> Distributions:
        return built(checkout, folder)

    kept: Distributions = once(tmp_path_factory, "distributions", made)
    return kept


def test_each_version_is_declared(checkout: Path) -> None:
    """The classifiers name the versions that this module tries, and no others."""
    text = (checkout / "pyproject.toml").read_text("utf-8")
    declared = [line.strip(' ",').rpartition(" ")[2] for line in text.splitlines() if "Python :: 3." in line]

    assert tuple(declared) == VERSIONS


@pytest.mark.parametrize(("version", "form"), TRIED)
def test_the_kit_runs(version: str, form: str, distributions: Distributions, tmp_path: Path) -> None:
    """It certifies a program in another process and writes its reports: in the locale C, without a home that can be written."""
    needed = needed_by(version)
    if not needed:
        pytest.skip(
            f"what the kit needs is not prepared for Python {version} (rm -r .venv/compat; make .venv/compat/installed)"
        )
    folder = tmp_path / FOLDER
    folder.mkdir()
    environment = folder / "environment"
    make_environment(found()[version], environment)
    (next((environment / "lib").glob("python3.*")) / "site-packages" / "needed.pth").write_text("\n".join(needed))
    install(
        environment, "--quiet", "--no-index", "--no-deps", "--no-build-isolation", str(getattr(distributions, form))
    )
    unfriendly = {"PATH": os.environ["PATH"], "LANG": "C", "LC_ALL": "C", "HOME": "/dev/null/home"}
    done = subprocess.run(
        [environment / "bin" / "mapi-tck", "run", "isolated:reference", "--only", "A4a", "--format", "json"],
        cwd=folder,
        env=unfriendly,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    names = {"run.ndjson", "report.html", "junit.xml"}
    assert {path.name for path in (folder / "mapi-tck-run").iterdir()} >= names
