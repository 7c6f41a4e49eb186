"""What shows how far a run is: a live line on a terminal, lines in a pipe, and nothing of pytest's own."""

import json
import os
import pty
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from kit import ADAPTERS, environment, run
from terminal import on_terminal, without_codes

from mapi_tck.engine.progress import Progress

#: What pytest's own reporter would show.
PYTEST = re.compile(r"\[ *\d+%\]|^[.F?wE-]+$|={3,}|!{3,}", re.MULTILINE)

ONLY = ("--only", "A6a", "--only", "A7a", "--only", "FQ6")


def progress_lines(output: str) -> list[str]:
    """The lines before the summary."""
    return output.partition("\n\n")[0].splitlines()


def test_a_group_that_has_ended_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """In a pipe: how many items, and how many ended how, the good ones first; a group that has not ended is none."""
    with Progress("scenario", "fail", ("pass",)) as progress:
        progress.start({"a.feature": 4, "longer.feature": 1, "other.feature": 2})
        for number, outcome in enumerate(("error", "fail", "pass", "pass")):
            progress.begin("a.feature", str(number))
            progress.end("a.feature", str(number), outcome)
        progress.end("longer.feature", "x", "pass")
        progress.end("other.feature", "y", "pass")

    assert capsys.readouterr().out == (
        "a.feature       4 scenarios: 2 pass, 1 fail, 1 error\nlonger.feature  1 scenario: 1 pass\n\n"
    )


def test_a_long_group_has_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a pipe: when an item ends ten seconds after the last line, its group has a line that says how far it is."""
    clock = iter(range(0, 1000, 6))
    monkeypatch.setattr("mapi_tck.engine.progress.time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    with Progress("scenario", "fail", ("pass",)) as progress:
        progress.start({"a.feature": 5})
        for number, outcome in enumerate(("pass", "fail", "pass", "pass", "pass")):
            progress.end("a.feature", str(number), outcome)

    assert capsys.readouterr().out == (
        "a.feature  2 of 5 scenarios: 1 pass, 1 fail\n"
        "a.feature  4 of 5 scenarios: 3 pass, 1 fail\n"
        "a.feature  5 scenarios: 4 pass, 1 fail\n\n"
    )


def test_an_interruption_says_how_far_it_came() -> None:
    """The note is for the one line that the user sees."""
    with pytest.raises(KeyboardInterrupt) as stop, Progress("mutant", "not listed", ()) as progress:  # noqa: PT012
        progress.start({"flush": 3})
        progress.end("flush", "m1", "killed")
        raise KeyboardInterrupt

    assert stop.value.__notes__ == ["after 1 of 3 mutants"]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_pipe_gets_a_line_for_each_file(tmp_path: Path, workers: str) -> None:
    """Each feature file of the plan has its line, with the counts of the record; pytest shows nothing."""
    done = run("wrong:directions-swapped", *ONLY, "-n", workers, out=tmp_path / "run")
    files = {scenario["id"]: scenario["file"] for scenario in done.record.header["scenarios"]}
    counts: dict[str, Counter[str]] = {}
    for id, result in done.record.ended.items():
        counts.setdefault(files[id], Counter())[result["verdict"]] += 1
    told = {
        line.split()[0]: dict(re.findall(r"(\d+) ([a-z ]+)", line.partition(":")[2]))
        for line in progress_lines(done.stdout)
    }

    assert done.code == 1
    assert len(counts) > 1
    assert told == {file: {str(number): word for word, number in found.items()} for file, found in counts.items()}
    assert not PYTEST.search(done.stdout), done.stdout
    assert done.stderr == ""


def test_a_thorough_run_has_a_line_for_each_law(tmp_path: Path) -> None:
    """There a law takes minutes: its line says how many cases were tried."""
    done = run("reference", "--only", "I3a", "--thorough", "--examples", "3", out=tmp_path / "run")
    laws = [result for result in done.record.ended.values() if "search" in result]
    told = re.findall(r"^law (\d+)/(\d+)  (\d+) cases?: pass  For any ", done.stdout, flags=re.MULTILINE)

    assert laws
    assert [(int(number), int(planned)) for number, planned, _ in told] == [
        (number, len(laws)) for number in range(1, len(laws) + 1)
    ]
    assert sorted(int(cases) for *_, cases in told) == sorted(len(result["search"]["examples"]) for result in laws)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_terminal_gets_one_live_line(tmp_path: Path, workers: str) -> None:
    """It shows ended and planned, the share, the failures and the scenario, within the width, and goes in the end."""
    words = ("run", "wrong:directions-swapped", "--only", "A6", "-n", workers, "--out", "run")
    code, screen = on_terminal("-m", "mapi_tck", *words, cwd=tmp_path)
    drawn = [without_codes(line) for line in re.findall(r"\x1b\[2K([^\r\n]+)", screen.replace("\r", "\n\x1b[2K"))]
    live = [line for line in drawn if re.match(r"(\d+/\d+|law \d+/\d+)\b.*  \d+%  .*\d+ fail  ", line)]

    assert code == 1
    assert live
    assert max(map(len, live)) <= 80
    assert any(re.search(r"[1-9]\d* fail  \w", line) for line in live)
    assert "\x1b[?25h" in screen
    assert not PYTEST.search(without_codes(screen).replace("\r", "\n"))
    assert "procedure_a.feature  " not in screen
    # After the last drawing the line is erased, and the summary begins.
    assert re.search(r"\x1b\[2K(\x1b\[1m)?Failures", screen.replace("\x1b[?25h", ""))


def test_a_terminal_that_goes_away_does_not_end_the_run(tmp_path: Path) -> None:
    """As with `nohup`: the run goes on without its live line, writes its reports, and has its usual exit code."""
    terminal, inside = pty.openpty()
    choice = [word for id in ("A1a", "TB14", "EI1") for word in ("--only", id)]
    words = ("run", "breaking:patient", *choice, "--examples", "1", "--out", str(tmp_path / "run"))
    process = subprocess.Popen(
        ["sh", "-c", """trap '' HUP; exec "$@\"""", "sh", sys.executable, "-m", "mapi_tck", *words],
        cwd=ADAPTERS,
        env=environment({"TERM": "xterm"}),
        stdin=inside,
        stdout=inside,
        stderr=inside,
        start_new_session=True,
    )
    os.close(inside)
    record = tmp_path / "run" / "run.ndjson"
    deadline = time.monotonic() + 60
    while not (record.exists() and b"scenario ended" in record.read_bytes()):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    os.close(terminal)

    assert process.wait(timeout=60) == 0
    assert (tmp_path / "run" / "report.html").exists()


def test_a_dumb_terminal_gets_lines(tmp_path: Path) -> None:
    """One that cannot move its cursor gets what a pipe gets."""
    words = ("-m", "mapi_tck", "run", "reference", "--only", "A6a", "--out", "run")
    code, screen = on_terminal(*words, cwd=tmp_path, extra={"TERM": "dumb"})

    assert code == 0
    assert screen.startswith("procedure_a.feature  3 scenarios: 3 pass\n\nNumbered steps\n")
    assert "\x1b" not in screen


def test_standard_output_can_be_for_a_report_alone(tmp_path: Path) -> None:
    """Progress and summary then go to standard error."""
    done = run("reference", "--only", "A6a", "--format", "json=-", out=tmp_path / "run")

    assert json.loads(done.stdout)["verdict"]
    assert progress_lines(done.stderr) == ["procedure_a.feature  3 scenarios: 3 pass"]


def test_what_cannot_be_collected_is_shown(tmp_path: Path) -> None:
    """An error of collection is seen although pytest's reporter is silent, and it is no interruption."""
    (tmp_path / "test_broken.py").write_text("import nothing_like_this\n")
    done = run("reference", "--", "test_broken.py", out=tmp_path / "run")

    assert done.code == 2
    assert "No module named 'nothing_like_this'" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("mapi-tck: test_broken.py: pytest refused its arguments")
    assert not re.search("!{3,}", done.stderr)


def test_plain_pytest_shows_what_it_always_does(tmp_path: Path) -> None:
    """Under plain pytest the reporter is pytest's own, with a letter for each verdict."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--mapi-adapter=reference", "--mapi-only=A6a"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
    assert re.search(r"^\S*procedure_a.feature \.{3} +\[100%\]$", done.stdout, flags=re.MULTILINE)
    assert "3 scenarios:" not in done.stdout


def test_a_name_is_no_markup(tmp_path: Path) -> None:
    """What stands in square brackets is shown as it is."""
    program = (
        "import time\nfrom mapi_tck.engine.progress import Progress\n"
        "with Progress('item', 'bad', ()) as progress:\n"
        "    progress.start({'a': 2})\n    progress.begin('a', '[red]name[/red] :smile:')\n    time.sleep(1)\n"
    )
    code, screen = on_terminal("-c", program, cwd=tmp_path)

    assert code == 0
    assert "0/2  0%  0 bad  [red]name[/red] :smile:" in without_codes(screen)


def test_a_search_says_which_case_it_tries(tmp_path: Path) -> None:
    """In one process the live line names the law and the case."""
    words = ("-m", "mapi_tck", "run", "reference", "--only", "A6e", "--thorough", "--examples", "150", "--out", "run")
    code, screen = on_terminal(*words, cwd=tmp_path, columns=120)

    assert code == 0, screen
    assert re.search(r"law 1/\d+, case \d+/150  \d+%", without_codes(screen))
