"""The distributions: what is in them, and that the installed wheel works in a folder that knows nothing of the checkout."""

import re
import runpy
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from importlib.metadata import version
from pathlib import Path

import pytest
from distributions import Distributions, built, made, run
from once import once

#: Folder of the checkout → where the wheel has it.
MAPPED = {
    "src/mapi_tck": "mapi_tck",
    "features": "mapi_tck/features",
    "steps": "mapi_tck/steps",
    "adapters": "mapi_tck/adapters",
    "reports": "mapi_tck/reports",
}

#: What a source distribution holds beside the packages, so that a user who unpacks it can test the kit and read its documents.
BESIDE = ("benchmarks", "compat", "docs", "examples", "fuzz", "lab", "mutation", "tests")


def files(folder: Path) -> Iterator[str]:
    """The paths below a folder, apart from what tools left there."""
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not any(made(folder / part) for part in (relative, *relative.parents[:-1])):
            yield relative.as_posix()


@pytest.fixture(scope="module")
def distributions(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """Source distribution and, built from it, the wheel."""
    return once(tmp_path_factory, "distributions", lambda folder: built(checkout, folder))


@pytest.fixture(scope="module")
def installed(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a virtual environment into which only the wheel was installed; dependencies are this one's own."""
    return once(tmp_path_factory, "installed", lambda folder: _installed(distributions, folder))


def _installed(distributions: Distributions, project: Path) -> Path:
    folder = project / ".venv"
    done = run(sys.executable, "-m", "venv", folder, cwd=project)
    assert done.returncode == 0, done.stderr
    programs = folder / "bin"
    pip: list[str | Path] = [programs / "python", "-m", "pip", "--disable-pip-version-check"]
    done = run(*pip, "install", "--quiet", "--no-index", "--no-deps", distributions.wheel, cwd=folder)
    assert done.returncode == 0, done.stderr
    # A path in a .pth file comes after the environment's own packages, and .pth files there are not read: the
    # editable install of the checkout stays out of sight.
    own = next((folder / "lib").glob("python3.*")) / "site-packages"
    dependencies = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    (own / "dependencies.pth").write_text("\n".join(dependencies), "utf-8")
    return programs


def test_the_wheel_holds_every_file_of_the_packages(distributions: Distributions, checkout: Path) -> None:
    """Modules, features, catalogue, templates, schemas and markers: the wheel has what the checkout has, and no more."""
    with zipfile.ZipFile(distributions.wheel) as wheel:
        packed = {name for name in wheel.namelist() if not name.partition("/")[0].endswith(".dist-info")}
    expected = {f"{inside}/{name}" for folder, inside in MAPPED.items() for name in files(checkout / folder)}

    assert {"mapi_tck/py.typed", "mapi_tck/certification/run.ini", "mapi_tck/features/procedure_a.feature"} <= expected
    assert packed == expected


def test_the_wheel_installs_one_name(distributions: Distributions) -> None:
    """Beside its metadata a wheel puts only `mapi_tck` into site-packages, and no general names such as `steps`."""
    with zipfile.ZipFile(distributions.wheel) as wheel:
        tops = {name.partition("/")[0] for name in wheel.namelist()}
        info = next(name for name in tops if name.endswith(".dist-info"))
        named = wheel.read(f"{info}/top_level.txt").decode()

    assert tops == {"mapi_tck", info}
    assert named.split() == ["mapi_tck"]


def test_the_wheel_says_what_it_is(distributions: Distributions, checkout: Path) -> None:
    """Name, version, licence and description come from the project, and the licence itself is there."""
    with zipfile.ZipFile(distributions.wheel) as wheel:
        text = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(wheel.read(text).decode())
        licences = [name for name in wheel.namelist() if name.endswith("/LICENSE")]

    assert (metadata["Name"], metadata["Version"]) == ("mapi-tck", version("mapi-tck"))
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.11"
    first = (checkout / "README.md").read_text("utf-8").partition("\n\n")[0]
    assert str(metadata.get_payload()).strip().startswith(first)
    assert len(licences) == 1


def test_a_package_index_takes_them(distributions: Distributions, tmp_path: Path) -> None:
    """Its own check, in which a warning is an error, finds nothing wrong, and no link leads into the repository."""
    done = run(
        sys.executable, "-m", "twine", "check", "--strict", distributions.wheel, distributions.sdist, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr

    with zipfile.ZipFile(distributions.wheel) as wheel:
        text = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(wheel.read(text).decode())
    shown = re.sub(r"```.*?```", "", str(metadata.get_payload()), flags=re.DOTALL)
    leading = re.findall(r"\]\(([^)]+)\)|(?:src|srcset)=\"([^\"]+)\"", shown)

    assert [path or picture for path, picture in leading if not re.match(r"https://|#", path or picture)] == []
    assert all(" https://" in url for url in metadata.get_all("Project-URL", []))


def test_the_links_of_the_readme_lead_to_the_published_repository(checkout: Path) -> None:
    """If its address is known. Words in a block of code are no link."""
    description = runpy.run_path(str(checkout / "setup.py"))["description"]
    text = "[a](docs/a.md) [b](https://example.com) [c](#c)\n```\n[d](d.md)\n```\n"
    picture = '<picture>\n<source srcset="dark.png">\n<img src="light.png" alt="A page.">\n</picture>'

    assert description(text) == "a [b](https://example.com) [c](#c)\n```\n[d](d.md)\n```\n"
    assert description(text, "https://example.org/kit/").startswith("[a](https://example.org/kit/blob/HEAD/docs/a.md) ")
    assert description(picture) == "*A page.*"
    assert re.findall(r'="(h[^"]+)"', description(picture, "https://example.org/kit")) == [
        "https://example.org/kit/raw/HEAD/dark.png",
        "https://example.org/kit/raw/HEAD/light.png",
    ]


def test_the_source_distribution_can_test_itself(distributions: Distributions, checkout: Path) -> None:
    """The source distribution holds packages, tests, documents, examples, what measures it, and the files at the top."""
    with tarfile.open(distributions.sdist) as sdist:
        packed = {member.name.partition("/")[2] for member in sdist.getmembers() if member.isfile()}
    folders = [*MAPPED, *BESIDE]
    expected = {f"{folder}/{name}" for folder in folders for name in files(checkout / folder)}
    tops = {
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "LICENSE",
        "Makefile",
        "pyproject.toml",
        "setup.cfg",
        "setup.py",
    }

    assert expected - packed == set()
    assert {*tops, "requirements-dev.txt"} - packed == set()
    assert {name for name in packed if name.endswith((".pyc", ".o", "/run.ndjson"))} == set()


def test_the_installed_command_certifies(installed: Path, tmp_path: Path) -> None:
    """`mapi-tck run` works where there is nothing but the wheel: it writes record and reports, and exits with 0."""
    done = run(installed / "mapi-tck", "run", "reference", "--only", "A4a", cwd=tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "The selection holds: 1 of " in done.stdout
    assert {path.name for path in (tmp_path / "mapi-tck-run").iterdir()} >= {"run.ndjson", "report.html", "junit.xml"}


def test_pytest_finds_the_installed_features(installed: Path, tmp_path: Path) -> None:
    """`pytest --pyargs mapi_tck.features` works in an empty folder, one item per scenario, with the ids of the checkout."""
    words = ("--pyargs", "mapi_tck.features", "--mapi-adapter=reference", "-k", "spooler")
    done = run(installed / "python", "-m", "pytest", *words, "-v", cwd=tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "features/procedure_a.feature::test_the_status_table_has_exactly_one_row_of_the_spooler PASS" in done.stdout


def test_pytest_finds_them_in_an_environment_inside_the_project(installed: Path) -> None:
    """Most projects keep their environment in `.venv`, where pytest does not look: the kit's scenarios run all the same.

    Nothing else of the environment is collected, and nothing at all where the kit is not asked for.
    """
    project = installed.parent.parent
    (project / "tests").mkdir()
    (project / "tests" / "test_own.py").write_text("def test_own():\n    pass\n")
    hidden = installed.parent / "test_hidden.py"
    hidden.write_text("def test_hidden():\n    pass\n")
    asked = run(installed / "python", "-m", "pytest", "-v", "--mapi-adapter=reference", "--mapi-only=A4a", cwd=project)
    workers = ("-n", "2", "--mapi-adapter=reference", "--mapi-only=A4a")
    shared = run(installed / "python", "-m", "pytest", *workers, cwd=project)
    unasked = run(installed / "python", "-m", "pytest", "-v", cwd=project)

    assert asked.returncode == shared.returncode == unasked.returncode == 0, asked.stdout + shared.stdout
    assert "features/procedure_a.feature::test_the_status_table_has_exactly_one_row_of_the_spooler PASS" in asked.stdout
    assert "test_own.py::test_own PASS" in asked.stdout
    assert "2 passed" in shared.stdout
    assert "1 passed" in unasked.stdout
    assert "test_hidden" not in asked.stdout + unasked.stdout


def test_the_wheel_is_what_the_installed_kit_runs(installed: Path, tmp_path: Path) -> None:
    """The environment of these tests really uses the wheel: no module of the kit comes from the checkout."""
    code = "import importlib, mapi_tck; print(*(importlib.import_module(f'mapi_tck{n}').__file__ for n in {names}), sep='\\n')"
    names = ("", ".features", ".steps", ".adapters", ".reports")
    done = run(installed / "python", "-c", code.replace("{names}", repr(names)), cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) == len(names)
    assert all(Path(line).is_relative_to(installed.parent) for line in done.stdout.split())
