"""A record of a stranger names an adapter that its maker chose: its command must not run when it is pasted."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest
from kit import lines_of, mapi_tck, run, write_lines
from made_records import a_record, header, record_lines

from mapi_tck.assessment import Assessment
from mapi_tck.record import origin
from mapi_tck.record.run_record import RunRecord


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user without a key."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    origin._of_this_process.cache_clear()
    return tmp_path / "state" / "mapi-tck" / "key"


def command_of(record: RunRecord) -> str:
    """The command of the first finding."""
    return Assessment(record).findings[0].command


def test_a_record_made_here_has_a_plain_command(state: Path) -> None:
    """The key is made once, only its user reads it, and a later process knows the record by it."""
    record = a_record()
    key = state.read_bytes()
    origin._of_this_process.cache_clear()
    a_record()

    assert command_of(record).startswith("mapi-tck run wrong:topic-letter ")
    assert (state.read_bytes(), state.stat().st_mode & 0o777, len(key)) == (key, 0o600, 32)
    assert [path.name for path in state.parent.iterdir()] == ["key"]


@pytest.mark.parametrize("change", ["adapter", "declaration", "options", "no mark", "another mark", "another user"])
def test_the_command_of_another_record_is_a_comment(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a part of the command was changed, or another user made the record, the command warns, and does nothing when pasted."""
    record = a_record()
    if change == "adapter":
        record.header["adapter"] = f"stdio:touch {tmp_path}/ran\ntouch {tmp_path}/ran"
    elif change == "declaration":
        record.header["declaration"]["path"] = "other.toml"
    elif change == "options":
        record.header["options"]["seed"] = 8
    elif change == "no mark":
        del record.header["mark"]
    elif change == "another mark":
        record.header["mark"] = "\ud800" * 64
    else:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other"))
        origin._of_this_process.cache_clear()
    command = command_of(record)
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, cwd=tmp_path)

    assert command.startswith(
        "# This command is the record's, which was not made here. Read it before you run it: mapi-tck"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (tmp_path / "ran").exists()


def test_without_a_folder_for_the_key_the_same_process_knows_its_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """A home that cannot be written is no error."""
    monkeypatch.setenv("XDG_STATE_HOME", os.devnull)
    record = a_record()

    assert command_of(record).startswith("mapi-tck run")
    origin._of_this_process.cache_clear()
    assert command_of(record).startswith("# This command")


def test_every_report_says_so(tmp_path: Path) -> None:
    """The record of another machine has its command as a comment in each output; a run of one's own has it plain."""
    run("wrong:spooler-row-misses-a-column", "--only", "A2", out=tmp_path / "run")
    own = mapi_tck("report", "run", "--out", "own", cwd=tmp_path)
    lines = lines_of(tmp_path / "run" / "run.ndjson")
    lines[0]["adapter"] = "stdio:rm -rf x"
    write_lines(tmp_path / "foreign.ndjson", lines)
    formats = [word for name in ("markdown", "sarif", "json", "github", "messages") for word in ("--format", name)]
    done = mapi_tck("report", "foreign.ndjson", "--out", "foreign", *formats, cwd=tmp_path)
    told = shlex.join(["mapi-tck", "run", "stdio:rm -rf x"])

    assert "again     mapi-tck run wrong:spooler-row-misses-a-column" in own.stdout
    assert (
        f"again     # This command is the record's, which was not made here. Read it before you run it: {told}"
        in done.stdout
    )
    for path in (tmp_path / "foreign").iterdir():
        text = path.read_text("utf-8")

        assert text.count(told) <= text.count("not made here"), path.name


def test_a_merge_is_made_here_if_all_its_parts_are(tmp_path: Path) -> None:
    """One part of a stranger makes the merged record a stranger's."""
    own, other = header(str), header(str, own=False)

    assert origin.made_here(own) and not origin.made_here(other)
    for number, head in enumerate((own, other)):
        record = a_record()
        record.header = {**head, "started": record.header["started"]}
        write_lines(tmp_path / f"{number}.ndjson", record_lines(record))
    for parts, made in (("0", True), ("01", False), ("1", False)):
        mapi_tck("merge", *(f"{part}.ndjson" for part in parts), "--out", f"of{parts}", cwd=tmp_path)
        (head, *_) = lines_of(tmp_path / f"of{parts}" / "run.ndjson")

        assert origin.made_here(head) is made
