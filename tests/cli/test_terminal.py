"""What the commands print: colours, widths and characters, help, versions, completion, and the line after Ctrl-C."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from kit import OWN_FEATURE, environment, mapi_tck, write_lines
from made_pages import said
from made_records import a_record, record_lines
from processes import children_of, gone, left_in_group, waits
from terminal import on_terminal, printed, without_codes

from mapi_tck import __version__
from mapi_tck.cli import main as cli
from mapi_tck.suite.catalogue import specification
from mapi_tck.suite.features import suite_digest
from mapi_tck.verdicts import ExitCode

REPORT = ("-m", "mapi_tck", "report", "run.ndjson", "--out", "shown")


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A folder with a record in which every verdict occurs."""
    write_lines(tmp_path / "run.ndjson", record_lines(a_record()))
    return tmp_path


def in_a_pipe(*words: str, cwd: Path, extra: dict[str, str]) -> str:
    """What the command writes to a pipe."""
    surroundings = {name: value for name, value in environment(extra).items() if name != "COLUMNS" or name in extra}
    command = [sys.executable, *words]
    done = subprocess.run(command, cwd=cwd, env=surroundings, capture_output=True, check=False)
    return done.stdout.decode(extra.get("PYTHONIOENCODING", "utf-8"))


# -- colours, widths, characters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terminal", "extra", "coloured"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": ""}, False),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colours_are_for_those_who_want_them(
    recorded: Path, terminal: bool, extra: dict[str, str], coloured: bool
) -> None:
    """On a terminal unless NO_COLOR is set, in a pipe only with FORCE_COLOR; the words are the same."""
    extra = {"COLUMNS": "80", **extra}
    shown = (
        on_terminal(*REPORT, cwd=recorded, extra=extra)[1]
        if terminal
        else in_a_pipe(*REPORT, cwd=recorded, extra=extra)
    )

    assert ("\x1b[" in shown) == coloured
    assert without_codes(shown).startswith(said(a_record()))


def test_a_pipe_is_as_wide_as_columns_says(recorded: Path) -> None:
    """Output to a pipe has 100 columns, or COLUMNS, independent of the terminal's width."""
    widths = {}
    for columns in ("", "80", "400"):
        shown = in_a_pipe(*REPORT, cwd=recorded, extra={"COLUMNS": columns} if columns else {})
        widths[columns] = max(len(line) for line in shown.splitlines() if " again " not in line)
    with (recorded / "shown.txt").open("wb") as file:
        on_terminal(*REPORT, cwd=recorded, columns=70, stdout=file.fileno())

    assert 80 < widths[""] <= 100 and widths["80"] <= 80 and 100 < widths["400"] <= 120
    assert (recorded / "shown.txt").read_text("utf-8") == in_a_pipe(*REPORT, cwd=recorded, extra={})


def test_marks_stay_apart_in_ascii(recorded: Path) -> None:
    """Where the encoding has no marks, each has a sign of its own, and the word beside it."""
    shown = in_a_pipe(*REPORT, cwd=recorded, extra={"PYTHONIOENCODING": "ascii"})

    assert {"+ pass", "x fail", "!! error"} <= set(re.findall(r"\S+ (?:pass|fail|error)\b", shown))
    assert "-> " in shown


def test_text_of_others_is_no_markup() -> None:
    """Square brackets and colons stay what they are, and what steers a terminal is a symbol."""
    text = "[red]x[/red] [/] :smile: \x1b[31m"
    shown = said(a_record(lambda own: f"{own}{text}"), 120)

    assert "[red]x[/red] [/] :smile: ⟨ESC⟩[31m" in " ".join(shown.split())


def test_nothing_is_lost_where_there_is_little_room() -> None:
    """The same words stand in 60 columns and in 120."""
    narrow, wide = (sorted(re.findall(r"[\w.:]+", said(a_record(), width))) for width in (60, 120))

    assert [word for word in wide if word not in narrow and len(word) < 20] == []
    assert len(narrow) >= len(wide)


def test_a_line_is_never_a_command_of_a_runner() -> None:
    """Neither of those that GitHub's runner obeys, wherever it stands."""
    assert printed("::error::x", "  ::set-output::", "a ::b", "x ##[error]") == (
        "⟨::⟩error::x\n  ⟨::⟩set-output::\na ::b\nx ##⟨[⟩error]"
    )


# -- help, versions, completion ---------------------------------------------------------------------------------------


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The words that name each command of the group, those of groups in it too."""
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found += [(*path, name), *(commands(command, (*path, name)) if isinstance(command, click.Group) else ())]
    return found


@pytest.mark.parametrize("path", [(), *commands(cli.cli)], ids=" ".join)
def test_the_help_fits_a_terminal(path: tuple[str, ...]) -> None:
    """No line is longer than 80 columns, and no command's first sentence is cut off in the list."""
    command: click.Command = cli.cli
    context = click.Context(command, info_name="mapi-tck", terminal_width=80)
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
        context = click.Context(command, info_name=name, parent=context, terminal_width=80)
    text = command.get_help(context)

    assert [line for line in text.splitlines() if len(line) > 80] == []
    assert "..." not in re.sub(r"(\]|[A-Z]{3,})\.\.\.", "", text)  # an argument that may be given again


def test_the_help_lists_every_command_and_what_runs_first() -> None:
    """The order is that in which a newcomer needs them."""
    done = mapi_tck("--help", cwd=Path())
    listed = re.findall(r"^  ([\w-]+)  ", done.stdout.partition("Commands:")[2], flags=re.MULTILINE)

    assert listed[:2] == ["run", "report"]
    assert sorted(listed) == sorted(cli.cli.commands)


@pytest.mark.parametrize("words", ["--version", "lint --help", "run --help"])
def test_rich_loads_only_for_what_it_draws(words: str) -> None:
    """Help and versions, and a shell's completion, do not wait for it; plain pytest does not load it with the plugin."""
    program = (
        "import sys\nimport mapi_tck.engine.plugin\nfrom mapi_tck.cli.main import main\n"
        f"try:\n    main({words.split()})\nfinally:\n    assert 'rich' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_without_a_command_the_help_is_shown() -> None:
    """It is no success, and no error message either."""
    done = mapi_tck(cwd=Path())

    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: mapi-tck ")


def test_the_version_says_what_was_used() -> None:
    """Kit, suite, specification and Python, one line each."""
    done = mapi_tck("--version", cwd=Path())
    told = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())

    assert done.code == 0
    assert told["mapi-tck"] == __version__
    assert suite_digest().startswith(told["suite"]) and len(told["suite"]) > len("sha256:") + 8
    assert specification().revision.startswith(told["specification"].split()[1])
    assert told["Python"] == sys.version.split()[0]


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (("re",), {"report", "replay", "requirements", "revoke", "registry"}),
        (("run", "--pro"), {"--profile"}),
        (("run", "--profile", ""), {"topic", "full"}),
        (("baseline", ""), {"check", "update"}),
    ],
    ids=["command", "option", "value", "subcommand"],
)
def test_bash_completes(tmp_path: Path, words: tuple[str, ...], completed: set[str]) -> None:
    """What docs/command-line.md says makes bash complete commands, options and values."""
    program = tmp_path / "mapi-tck"
    program.write_text(f"#!/bin/sh\nexec {sys.executable} -c 'from mapi_tck.__main__ import main; main()' \"$@\"\n")
    program.chmod(0o755)
    script = (
        'eval "$(_MAPI_TCK_COMPLETE=bash_source mapi-tck)"\ncomplete -p mapi-tck >&2\n'
        'COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))\n_mapi_tck_completion mapi-tck\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    surroundings = environment({"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    command = ["bash", "-c", script, "bash", "mapi-tck", *words]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)

    assert "-F _mapi_tck_completion mapi-tck" in done.stderr
    assert set(done.stdout.split()) == completed


# -- Ctrl-C -----------------------------------------------------------------------------------------------------------


#: An adapter whose logon takes a minute.
SLOW = """
import time
from pathlib import Path
from mapi_tck.adapters.reference import ReferenceAdapter

class Slow(ReferenceAdapter):
    def logon(self, profile, flags):
        Path('begun').touch()
        time.sleep(60)
"""


def is_read(pipe: Path) -> bool:
    """Whether a process has opened the named pipe for reading; it then waits for ever, since nothing is written."""
    try:
        os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    ("words", "begun", "line"),
    [
        (("mapi_tck", "lint", "--steps", "patient_steps"), "imports", "mapi-tck: lint interrupted; start it again"),
        (("mapi_tck", "report", "run", "--out", "shown"), "reads", "mapi-tck: report interrupted; start it again"),
        (("mapi_tck", "replay", "own.feature", "slow:Slow"), "logs on", "mapi-tck: replay interrupted; start it again"),
        (("mutation", "--module", "entry_ids", "--sample", "9"), "has children", "mapi-tck: mutation interrupted"),
    ],
    ids=lambda part: part[1] if isinstance(part, tuple) else "",
)
def test_ctrl_c_is_one_line(tmp_path: Path, checkout: Path, words: tuple[str, ...], begun: str, line: str) -> None:
    """A real process and all its children get SIGINT: one line, exit code 3, no process is left."""
    (tmp_path / "patient_steps.py").write_text(
        "import time\nfrom pathlib import Path\nPath('begun').touch()\ntime.sleep(60)\n"
    )
    (tmp_path / "slow.py").write_text(SLOW)
    (tmp_path / "own.feature").write_text(OWN_FEATURE)
    (tmp_path / "run").mkdir()
    os.mkfifo(tmp_path / "run" / "run.ndjson")
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=checkout if words[0] == "mutation" else tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    signs: dict[str, Callable[[], bool]] = {
        "imports": (tmp_path / "begun").exists,
        "logs on": (tmp_path / "begun").exists,
        "reads": lambda: is_read(tmp_path / "run" / "run.ndjson"),
        "has children": lambda: bool(children_of(process.pid)),
    }
    deadline = time.monotonic() + 60
    while not signs[begun]():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    while not waits(process.pid):
        assert time.monotonic() < deadline
    children = children_of(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)

    assert (process.returncode, stdout) == (ExitCode.UNDECIDED, "")
    assert stderr.startswith(line) and stderr.count("\n") == 1, stderr
    assert gone([*children, *left_in_group(process.pid)])
