"""`mapi-tck new-adapter`: each project that it writes runs at once, and says what to write next."""

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from kit import Run, mapi_tck

from mapi_tck.cli.new_adapter import LANGUAGES as OFFERED
from mapi_tck.cli.new_adapter import SERVICES as OFFERED_SERVICES
from mapi_tck.cli.scaffold.methods import interfaces
from mapi_tck.cli.scaffold.project import LANGUAGES, SERVICES
from mapi_tck.ports import Role

#: Language → the programs that its projects need, and where to get them.
PROGRAMS = {
    "python": {},
    "node": {"node": "nodejs"},
    "java": {"javac": "default-jdk-headless", "make": "make"},
    "c": {"cc": "build-essential", "make": "make"},
    "cpp": {"g++": "g++", "make": "make"},
}
#: Language → the file of a library that its projects need, and where to get it.
LIBRARIES = {
    "java": (Path("/usr/share/java/gson.jar"), "libgoogle-gson-java"),
    "c": (Path("/usr/include/cjson/cJSON.h"), "libcjson-dev"),
    "cpp": (Path("/usr/include/cjson/cJSON.h"), "libcjson-dev"),
}
#: Role → the methods that have a body from the beginning.
WRITTEN = {
    Role.SUBSYSTEM: {
        "adapter.test_bed",
        "adapter.logon",
        "session.get_status_table",
        "session.release",
        "table.release",
    },
    Role.TRANSPORT: {
        "provider.test_bed",
        "provider.transport_logon",
        "xp_logon.open_status_entry",
        "transport_status.release",
    },
}


def made(folder: Path, language: str, role: str, *words: str) -> Path:
    """A new project."""
    done = mapi_tck("new-adapter", str(folder), "--role", role, "--language", language, *words, cwd=folder.parent)

    assert done.code == 0, done.stderr
    return folder


def built(folder: Path, language: str, role: str) -> Path:
    """A new project, built. The test is skipped if something is missing for that."""
    for program, package in PROGRAMS[language].items():
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program} here (apt-get install {package})")
    library, package = LIBRARIES.get(language, (Path(), ""))
    if not library.exists():
        pytest.skip(f"there is no {library} here (apt-get install {package})")
    project = made(folder, language, role)
    if build := LANGUAGES[language].build:
        done = subprocess.run(shlex.split(build), cwd=project, capture_output=True, text=True, check=False)
        assert done.returncode == 0 and "warning" not in done.stderr, done.stderr
    return project


def test_the_command_line_offers_what_there_is() -> None:
    """The options name the languages and services of the templates."""
    assert tuple(LANGUAGES) == OFFERED
    assert tuple(SERVICES) == OFFERED_SERVICES


@pytest.mark.parametrize("role", ["subsystem", "transport"])
@pytest.mark.parametrize("language", PROGRAMS)
def test_a_project_speaks_and_says_what_to_write(language: str, role: str, tmp_path: Path) -> None:
    """It starts, each method is there, and those without a body say that they are not written yet. Nothing else is wrong."""
    project = built(tmp_path / "Our mail", language, role)
    words = (LANGUAGES[language].form, "--role", role, "--declaration", "declaration.toml")
    found = json.loads(mapi_tck("smoke", *words, "--format", "json", cwd=project).stdout)
    tried = {one["method"]: one for one in found["tried"]}
    broke = {name: one for name, one in tried.items() if one["outcome"] == "broke"}

    assert found["implementation"] == "Our mail"
    assert [one["detail"] for one in broke.values() if "not written yet" not in one["detail"]] == []
    assert all(name in one["detail"] and one["example"] for name, one in broke.items())
    assert {name for name, one in tried.items() if one["outcome"] == "answered"} == WRITTEN[Role(role)]
    assert {one["outcome"] for one in tried.values()} <= {"answered", "broke", "not offered", "not reached"}


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_client_says_what_to_write(language: str, tmp_path: Path) -> None:
    """A run names the one method that has no body."""
    project = built(tmp_path / "Our mail", language, "client")
    words = ("--role", "client", "--declaration", "declaration.toml", "--only", "A1c")
    run = mapi_tck("run", LANGUAGES[language].form, *words, cwd=project)

    assert run.code == 1, run.stdout + run.stderr
    assert "client.walk is not written yet" in " ".join(run.stdout.split())
    assert "the digest covers only" not in run.stdout


def test_the_first_finding_of_a_run_is_a_method_to_write(tmp_path: Path) -> None:
    """A run of a new project ends without a verdict, and names a method."""
    project = made(tmp_path / "mail", "python", "transport")
    words = ("--role", "transport", "--declaration", "declaration.toml", "--level", "calls", "--only", "XP1")
    run = mapi_tck("run", "isolated:adapter:Adapter", *words, cwd=project)

    assert run.code == 4, run.stdout + run.stderr
    assert "is not written yet" in " ".join(run.stdout.split())
    assert "blame     adapter" in run.stdout


@pytest.mark.parametrize("role", list(Role))
def test_another_language_gets_the_protocol_in_short(role: Role, tmp_path: Path) -> None:
    """README lists each method; the numbers are JSON; the start script says that it is empty, and the kit shows that."""
    project = made(tmp_path / "mail", "other", str(role))
    readme = (project / "README.md").read_text("utf-8")
    numbers = json.loads((project / "constants.json").read_text("utf-8"))
    started = mapi_tck("run", "stdio:./start", "--role", str(role), cwd=project)

    assert all(f"| `{stub.method}`" in readme for interface in interfaces(role) for stub in interface.stubs)
    assert "FLUSH_UPLOAD" in {one["name"] for group in numbers for one in group["constants"]}
    assert os.access(project / "start", os.X_OK)
    assert started.code == 4
    assert "start is empty" in started.stderr and started.stderr.count("\n") == 1


def refused(folder: Path, *words: str) -> Run:
    """A call that the command refuses, with one line."""
    done = mapi_tck("new-adapter", *words, cwd=folder)

    assert done.code == 2, done.stdout
    assert done.stderr.count("\n") == 1 and not done.stdout
    return done


TRANSPORT = ("--role", "transport", "--language", "c")


def test_mistakes_are_one_line(tmp_path: Path) -> None:
    """An unknown language, a folder that is not empty, one that cannot be written, and a file in its place; nothing is left."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    before = sorted(tmp_path.rglob("*"))

    assert "'rust' is not one of" in refused(tmp_path, "new", "--role", "client", "--language", "rust").stderr
    assert "full: the folder is not empty" in refused(tmp_path, "full", *TRANSPORT).stderr
    assert "there is a file of that name" in refused(tmp_path, "full/mine", *TRANSPORT).stderr
    assert "there is no folder to put it in (make a first)" in refused(tmp_path, "a/b", *TRANSPORT).stderr
    assert "cannot write there" in refused(tmp_path, "/proc/self/new", *TRANSPORT).stderr
    assert "a name that can be read" in refused(tmp_path, "two\nlines", *TRANSPORT).stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("exists", [False, True])
def test_what_cannot_be_written_whole_is_not_written(
    exists: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the disk is full at the end, nothing is left; a folder that was there stays, and is empty."""
    from mapi_tck.cli.main import main

    target = tmp_path / "new"
    if exists:
        target.mkdir()

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(SystemExit) as ended:
        main(["new-adapter", str(target), *TRANSPORT])

    assert ended.value.code == 2
    assert list(tmp_path.rglob("*")) == ([target] if exists else [])


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    """An empty folder, here the current one, gets the files, and nothing else."""
    done = mapi_tck("new-adapter", ".", *TRANSPORT, "--ci", "jenkins", cwd=tmp_path)

    assert done.code == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {
        "README.md", "declaration.toml", "conformance.sh", ".gitignore", "Jenkinsfile", "Makefile", "mapi.h",
        "adapter.c", "conversation.c", "conversation.h",
    }  # fmt: skip
