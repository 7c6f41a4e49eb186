"""A program over `stdio:` that stalls, ends, is edited or says too much: the trouble costs the scenario that has it, no other."""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from kit import TESTS, Run, environment, lines_of, mapi_tck, run

MINIATURES = TESTS / "miniatures"

#: Adds to a well-behaved program: `number` counts its starts, `hits` the requests for the status table.
TROUBLED = """
import os, sys, time
sys.path.insert(0, {miniatures!r})
import well_behaved as w

number = int(open("starts").read()) if os.path.exists("starts") else 0
open("starts", "w").write(str(number + 1))
hits = 0


def trouble(request, line):
    global hits
    hits += 1
{trouble}


{start}
w.main({method!r}, trouble)
"""


def program(
    folder: Path, trouble: str = "w.say(line)", method: str = "session.get_status_table", start: str = ""
) -> str:
    """Write the program; answer the adapter's form."""
    text = TROUBLED.format(
        miniatures=str(MINIATURES), trouble=textwrap.indent(trouble, "    "), method=method, start=start
    )
    (folder / "program.py").write_text(text)
    return f"stdio:{sys.executable} {folder / 'program.py'}"


def certified(folder: Path, form: str, *words: str) -> Run:
    """Run two requirements at level calls."""
    (folder / "declaration.toml").write_text("[parameters]\ncall_limit = 1\n")
    choice = ("--level", "calls", "--only", "A1a", "--only", "ST2", "--only", "A4a", "--only", "A5a")
    return run(form, *choice, "--declaration", str(folder / "declaration.toml"), *words, out=folder / "run", cwd=folder)


def errors(done: Run) -> list[tuple[str, str]]:
    """Cause and reason of each scenario without a verdict."""
    return [(one["cause"], one["reason"]) for one in done.record.results if one["verdict"] == "error"]


def test_a_stall_is_the_error_of_one_scenario(tmp_path: Path) -> None:
    """The call is named, the process ends, a new one serves the next scenario, and the reports are written."""
    done = certified(tmp_path, program(tmp_path, "if number == 1 or hits > 1: w.say(line)\nelse: time.sleep(60)"))
    ((cause, reason), *others) = errors(done)

    assert done.code == 4, done.stderr
    assert cause == "hung"
    assert "get_status_table(flags=0): hung: no answer within 1 s" in reason
    assert not others
    assert done.record.footer is not None
    assert len(done.record.ended) == len(done.record.planned) > 1
    assert (tmp_path / "run" / "report.html").exists()


def test_a_start_that_fails_again_and_again_is_each_scenarios_own_error(tmp_path: Path) -> None:
    """The program dies in its first scenario, and cannot start for the next two: three errors, no more, and no traceback."""
    done = certified(
        tmp_path,
        program(
            tmp_path,
            "sys.exit(7) if number == 0 else w.say(line)",
            start="if number in (1, 2): sys.exit('the port is still in use')",
        ),
    )
    found = errors(done)

    assert [cause for cause, _ in found] == ["died", "no-adapter", "no-adapter"]
    blamed = {one["blame"] for one in done.record.results if one["verdict"] == "error"}
    assert blamed == {"adapter or implementation"}
    assert all("the port is still in use" in reason for _, reason in found[1:])
    assert len(done.record.ended) == len(done.record.planned) > 3
    assert done.record.footer is not None
    assert "Traceback" not in done.stderr + done.stdout
    assert "INTERNALERROR" not in done.stderr + done.stdout


def test_a_line_too_much_is_charged_to_the_scenario_in_which_it_came(tmp_path: Path) -> None:
    """The first scenario gets a second answer after its last call. It is an error, and the next scenario begins clean."""
    trouble = "w.say(line)\nif number == 0 and hits == 1: w.say(line)"
    done = certified(tmp_path, program(tmp_path, trouble, method="session.release"))
    first = done.record.ended[done.record.started[0]]

    assert errors(done) == [("malformed-answer", first["reason"])]
    assert "after its answer: it wrote a line that answers no request" in first["reason"]
    assert first["blame"] == "adapter"


def test_a_test_bed_that_is_refused_after_a_scenario_is_an_answer(tmp_path: Path) -> None:
    """The kit asks for the test bed once more when a scenario has ended. A refusal there costs no scenario and no run."""
    refusal = (
        "import json; w.say(json.dumps({**json.loads(line), 'result': {'code': 0x80004005, 'value': None}}) + '\\n')"
    )
    trouble = f"if hits % 2: w.say(line)\nelse: {refusal}"
    done = certified(tmp_path, program(tmp_path, trouble, method="adapter.test_bed"))

    assert errors(done) == [], done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.record.ended) == len(done.record.planned)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_edited_program_stops_the_run(tmp_path: Path, workers: str) -> None:
    """The first scenario with the edited program names the file. The run stops there, and the adapter is to blame."""
    edit = f"open({str(tmp_path / 'program.py')!r}, 'a').write('# saved')"
    # With one process the program dies after the edit, so that it is started again. Each worker starts it anyway.
    alone = workers == "1"
    form = program(
        tmp_path,
        f"{edit}; sys.exit(7)" if alone else "w.say(line)",
        start="" if alone else f"if number == 1: {edit}",
    )
    done = certified(tmp_path, form, *([] if alone else ["--", "-n", workers]))
    changed = [reason for cause, reason in errors(done) if cause == "adapter-changed"]

    assert done.code == 4, done.stdout + done.stderr
    assert 1 <= len(changed) <= int(workers)
    assert f"digest, because of {tmp_path / 'program.py'}" in changed[0]
    assert len(done.record.ended) <= 1 + int(workers) < len(done.record.planned)
    assert {one["blame"] for one in done.record.results if one["cause"] == "adapter-changed"} == {"adapter"}
    assert not done.assessment.complete


@pytest.mark.parametrize("when", ["start", "trouble"])
def test_a_file_that_the_program_writes_is_no_part_of_it(tmp_path: Path, when: str) -> None:
    """A program that is told its log file, and is started again after a death, is the same program."""
    log = tmp_path / "adapter.log"
    log.write_text("a log\n")
    write = "open(sys.argv[1], 'a').write('more\\n')"
    trouble = (f"{write}\n" if when == "trouble" else "") + "sys.exit(7) if number in (0, 1) else w.say(line)"
    form = program(tmp_path, trouble, start=write if when == "start" else "")
    done = certified(tmp_path, f"{form} {log}")

    assert [cause for cause, _ in errors(done)] == ["died", "died"]
    assert len(done.record.ended) == len(done.record.planned)


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    """A record that cannot be written ends the run with exit code 4 and one line that names the file."""
    limited = f"ulimit -f 8; trap '' XFSZ; {sys.executable} -m mapi_tck run reference --only A1a --out run"
    done = subprocess.run(
        ["bash", "-c", limited], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )

    assert done.returncode == 4, done.stderr
    assert done.stderr.splitlines() == ["mapi-tck: run/run.ndjson: File too large"]


def test_a_folder_that_goes_during_the_run_is_one_line(tmp_path: Path) -> None:
    """Exit code 4: scenarios have run. The line says that the record is gone."""
    remove = f"import shutil; shutil.rmtree({str(tmp_path / 'run')!r}, ignore_errors=True)"
    done = certified(tmp_path, program(tmp_path, f"{remove}; w.say(line)"))

    assert done.code == 4, done.stderr
    assert re.fullmatch(r"mapi-tck: \S+run\.ndjson: the record of this run is gone: .*\n", done.stderr)


def test_a_folder_with_files_of_the_user_stays(tmp_path: Path) -> None:
    """A run that starts no scenario removes the folder that it has made, unless the folder has files of others by then."""
    form = program(tmp_path, start="os.path.isdir('run') and open('run/mine.txt', 'w').write('mine')")
    words = ("--level", "calls", "-n", "2", "--", "-k", "no_such_scenario")
    done = run(form, *words, out=tmp_path / "run", cwd=tmp_path)

    assert done.code == 2, done.stderr
    kept = tmp_path / "run" / "mine.txt"
    assert not (tmp_path / "run").exists() or kept.exists()
    (tmp_path / "starts").unlink()
    alone = mapi_tck("run", "reference", "--out", "new", "--", "-k", "no_such_scenario", cwd=tmp_path)
    assert alone.code == 2
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("variable", ["PYTEST_ADDOPTS", "PYTEST_PLUGINS"])
def test_ambient_settings_of_pytest_are_named_and_not_used(tmp_path: Path, variable: str) -> None:
    """A variable for the project's own tests neither stops nor changes a certification."""
    done = subprocess.run(
        [sys.executable, "-m", "mapi_tck", "run", "reference", "--only", "A6b", "--out", "run"],
        cwd=tmp_path,
        env=environment({variable: "--reruns 2" if variable == "PYTEST_ADDOPTS" else "no_such_plugin"}),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(f"mapi-tck: not used here: {variable} from the environment")
    assert {
        line["verdict"] for line in lines_of(tmp_path / "run" / "run.ndjson") if line["type"] == "scenario ended"
    } == {"pass"}
    assert variable not in os.environ
