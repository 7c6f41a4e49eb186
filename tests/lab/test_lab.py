"""The lab certifies what its table lists, and says what is not here."""

import subprocess
import sys
from pathlib import Path

import pytest
from kit import environment

from lab.entries import ROOT, TABLE, Entry, read
from mapi_tck.errors import UsageError

#: Two implementations that can be run anywhere, and three that cannot.
SMALL = """
[walks]
adapter = "examples.minimal_client:walk"
role = "client"
arguments = ["--only", "A1c"]
prepare = "echo built > {folder}/built"

[swaps]
adapter = "wrong:directions-swapped"
arguments = ["--only", "A6a"]

[elsewhere]
adapter = "stdio:no-such-program"
needs = {{ no-such-program = "apt-get install nothing", "/no/such/file" = "ask for it" }}

[unbuilt]
adapter = "stdio:./unbuilt"
prepare = "echo no compiler >&2; exit 7"

[unbuildable]
adapter = "stdio:./unbuildable"
prepare = "echo the compiler is too old; exit 77"
"""


def lab(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A call of the lab with the small table."""
    table = folder / "table.toml"
    table.write_text(SMALL.format(folder=folder))
    command = [sys.executable, "-m", "lab", "--table", str(table), "--out", str(folder / "out"), *words]
    return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)


def rows(output: str) -> dict[str, str]:
    """Name → the rest of its row."""
    return {words[0]: " ".join(words[1:]) for line in output.splitlines() if len(words := line.split()) > 1}


def test_the_table_names_what_there_is() -> None:
    """Each folder, declaration and module of the checkout's own table is there; each need says how it is met."""
    for entry in read(TABLE).values():
        assert entry.start.is_dir()
        assert not entry.declaration or (entry.start / entry.declaration).is_file()
        assert all(entry.needs.values())
        assert not entry.prepare or (entry.start / "Makefile").exists()


def test_one_matrix_shows_all(tmp_path: Path) -> None:
    """What was run has its verdict, what was not run the reason. A wrong one, or one that is not built, is a failure."""
    done = lab(tmp_path)
    shown = rows(done.stdout)

    assert done.returncode == 1, done.stdout + done.stderr
    assert shown["walks"].startswith("client 1 The selection holds")
    assert shown["swaps"].startswith("subsystem 1 Does not conform")
    assert shown["elsewhere"] == shown["unbuildable"] == "subsystem not run"
    assert shown["unbuilt"] == "subsystem no result"
    said = done.stdout.splitlines()
    assert (
        "elsewhere: not run: no-such-program is missing (apt-get install nothing), /no/such/file is missing (ask for it)"
        in said
    )
    assert "unbuildable: not run: the compiler is too old" in said
    assert "unbuilt: no result: echo no compiler >&2; exit 7 failed with exit code 7: no compiler" in said
    assert (tmp_path / "built").read_text() == "built\n"
    page = (tmp_path / "out" / "matrix.html").read_text("utf-8")
    assert "walks/report.html" in page and "swaps/report.html" in page


def test_what_is_missing_fails_only_where_all_is_asked_for(tmp_path: Path) -> None:
    """An entry without its tools is no failure, unless `--all` asks for each."""
    assert lab(tmp_path, "elsewhere").returncode == 0
    assert lab(tmp_path, "elsewhere", "--all").returncode == 1
    listed = lab(tmp_path, "--list")
    assert listed.returncode == 0 and rows(listed.stdout)["walks"] == "client ready"


def test_the_rights_of_root_can_be_a_need(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another user reads why they are needed."""
    entry = Entry("servers", "servers:Adapter", needs={"root": "they start as root only"})
    for user, missing in ((0, ""), (1000, "root is missing (they start as root only)")):
        monkeypatch.setattr("os.geteuid", lambda user=user: user)
        assert entry.missing() == missing


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[a]\n", "an entry is a table with an adapter"),
        ("a = 1\n", "an entry is a table with an adapter"),
        ('[a]\nadapter = "x"\nneed = "y"\n', "unknown key need (did you mean needs?)"),
        ("[a]\nadapter = 3\n", "adapter has the wrong type"),
        ('[a]\nadapter = "x"\nrole = "transports"\n', "unknown role transports (did you mean transport?)"),
        ("[a", "cannot read the table"),
    ],
)
def test_a_wrong_table_is_one_line(text: str, what: str, tmp_path: Path) -> None:
    """The line names the entry, and what is wrong."""
    (tmp_path / "table.toml").write_text(text)
    with pytest.raises(UsageError) as raised:
        read(tmp_path / "table.toml")

    assert what in str(raised.value) and "\n" not in str(raised.value)


def test_an_unknown_name_is_one_line(tmp_path: Path) -> None:
    """A name that is not in the table is a mistake of the command line."""
    done = lab(tmp_path, "walk")

    assert done.returncode == 2 and done.stderr == "lab: walk is not in the table (did you mean walks?)\n"
