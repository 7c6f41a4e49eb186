"""However a command ends: no reports of an earlier run beside a new record, one run to a folder, the exit code stands."""

import errno
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from kit import ADAPTERS, environment, mapi_tck, run, write_lines
from made_records import a_record, record_lines, violate

from mapi_tck.assessment.outputs import Output, places
from mapi_tck.errors import UsageError
from mapi_tck.record.folder import claim
from mapi_tck.record.writing import RecordWriter
from mapi_tck.verdicts import ExitCode

#: A run that prints what the folder's lock says while the reports are written.
LOOKS_AT_THE_LOCK = """
import sys
from pathlib import Path
from mapi_tck.cli import main as cli
from mapi_tck.certification import certifying
from mapi_tck.errors import UsageError
from mapi_tck.record.folder import claim

def looking(record, out, *rest):
    try:
        with claim(out, "--out run"):
            print("anybody may write there")
    except UsageError as error:
        print(error)
    return []

certifying.write_outputs = looking
cli.main(["run", "reference", "--only", "A6a", "--out", "run"])
"""

#: Words of a command → the exit code that it has, also when its output cannot be read.
UNREAD = {
    "run reference --only A6a --format github --out new": 0,
    "run wrong:directions-swapped --only A6a --out new": 1,
    "run reference --only A6a -n 2 --format junit=- --out new": 0,
    "report good.ndjson --format github --out new": 1,
    "diff good.ndjson good.ndjson": 0,
    "diff good.ndjson worse.ndjson": 1,
    "diff good.ndjson stopped.ndjson": 3,
    "baseline check empty.toml": 0,
}


def files(folder: Path) -> set[str]:
    """The names of the files in the folder."""
    return {path.name for path in folder.iterdir() if path.is_file()}


def test_a_run_that_dies_leaves_no_reports_of_an_earlier_one(tmp_path: Path) -> None:
    """The old green result must not stay beside the new, truncated record, wherever it was asked for; other files stay."""
    formats = ("--format", "sarif", "--format", f"junit={tmp_path / 'elsewhere.xml'}")
    first = run("reference", "--only", "A2", *formats, out=tmp_path / "run")
    for name in ("junit.xml", "counterexamples.feature", "notes.txt", "summary.md"):
        (first.out / name).write_text("old")
    dead = run("breaking:dying", "--only", "A2", *formats, out=first.out, cwd=ADAPTERS)

    assert first.code == 0
    assert dead.code == 7
    assert dead.record.footer is None
    assert files(first.out) == {"run.ndjson", "notes.txt", "summary.md"}
    assert not (tmp_path / "elsewhere.xml").exists()


def test_what_goes_is_what_would_be_written_over(tmp_path: Path) -> None:
    """Every file that the run's end would write, and the usual ones in its folder; no standard output, link or device."""
    asked = (Output("github"), Output("junit", "/dev/null"), Output("sarif"), Output("html", str(tmp_path / "h.html")))
    named = places(tmp_path, asked)
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / "mapi-tck.sarif").symlink_to("theirs")
    writer = RecordWriter(tmp_path / "run.ndjson", named)
    writer.write(a_record().header)
    writer.close()

    assert {str(path.relative_to(tmp_path)) for path in named if path.is_relative_to(tmp_path)} == {
        *("report.html", "junit.xml", "counterexamples.feature", "mapi-tck.sarif", "h.html"),
    }
    assert (tmp_path / "mapi-tck.sarif").read_text() == "theirs"
    assert Path("/dev/null").exists()


def test_the_folder_is_claimed_until_the_reports_are_written(tmp_path: Path) -> None:
    """Two runs one after the other in a folder must not mix the record of one with the reports of the other."""
    command = [sys.executable, "-c", LOOKS_AT_THE_LOCK]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "--out run: another run is writing there\n" in done.stdout


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (errno.EAGAIN, "another run is writing there"),
        (errno.ENOLCK, "cannot lock the folder: No locks available"),
    ],
)
def test_a_folder_that_cannot_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int, what: str) -> None:
    """The message says whether another run holds the lock, or the file system gives none."""

    def refuse(*_: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr("fcntl.flock", refuse)

    with pytest.raises(UsageError, match=f"{what}$"), claim(tmp_path, "--out run"):
        pass


@pytest.mark.parametrize(
    ("words", "full"),
    [*((words, True) for words in UNREAD), *((words, False) for words in UNREAD if "worse" in words or "-n" in words)],
)
def test_the_exit_code_stands_though_nobody_reads(tmp_path: Path, words: str, full: bool) -> None:
    """A full disk behind standard output gives one line, a pipe without reader gives none; the exit code stays the same."""
    worse, stopped = a_record(), a_record(finished=False)
    violate(worse, "I2", "late")
    for name, record in (("good", a_record()), ("worse", worse), ("stopped", stopped)):
        write_lines(tmp_path / f"{name}.ndjson", record_lines(record))
    (tmp_path / "empty.toml").write_text("")
    reading, writing = os.pipe()
    os.close(reading)
    with Path("/dev/full").open("wb") if full else os.fdopen(writing, "wb") as stdout:
        command = [sys.executable, "-m", "mapi_tck", *words.split()]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment(), stdout=stdout, stderr=subprocess.PIPE, text=True, check=False
        )
    if full:
        os.close(writing)

    assert done.returncode == UNREAD[words], done.stderr
    told = [line for line in done.stderr.splitlines() if line.startswith("mapi-tck:")]
    assert told == (["mapi-tck: cannot write to standard output: No space left on device"] if full else [])
    assert "=-" in words or done.stderr.splitlines() == told


@pytest.mark.parametrize(
    "words", ["report good.ndjson --out new", "run reference --only A6a --out new", "diff good.ndjson good.ndjson"]
)
def test_the_exit_code_stands_though_there_is_no_output(tmp_path: Path, words: str) -> None:
    """If the caller has closed standard output, as a daemon may, the exit code gives the verdict, and no error is reported."""
    write_lines(tmp_path / "good.ndjson", record_lines(a_record()))
    command = ["sh", "-c", f"{shlex.quote(sys.executable)} -m mapi_tck {words} >&-"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True, check=False)

    assert (done.returncode, done.stderr) == (1 if "report" in words else 0, "")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Of several outputs it is said which one."""
    write_lines(tmp_path / "run.ndjson", record_lines(a_record()))
    for words, code in (
        (("report", ".", "--format", "json=/dev/full"), ExitCode.USAGE),
        (("run", "reference", "--only", "A2", "--out", "new", "--format", "json=/dev/full"), ExitCode.BROKE),
    ):
        done = mapi_tck(*words, cwd=tmp_path)

        assert done.code == code
        assert done.stderr.splitlines()[-1].startswith("mapi-tck: /dev/full: ")
        assert "No space left on device" in done.stderr


def test_what_an_earlier_run_was_asked_for_does_not_stay(tmp_path: Path) -> None:
    """A green badge beside a red record would lie; a file of one's own that only has such a name stays."""
    run("reference", "--only", "A6a", "--format", "badge", "--format", "json", out=tmp_path / "run")
    (tmp_path / "run" / "summary.md").write_text("our own")
    run("wrong:directions-swapped", "--only", "A6a", out=tmp_path / "run")

    assert files(tmp_path / "run") == {"run.ndjson", "report.html", "junit.xml", "summary.md"}


def test_ctrl_c_while_the_kit_is_loaded(tmp_path: Path) -> None:
    """It is one line and exit code 3 then too."""
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt\n")
    command = [sys.executable, "-m", "mapi_tck", "adapters"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (3, "", "mapi-tck: interrupted\n")
