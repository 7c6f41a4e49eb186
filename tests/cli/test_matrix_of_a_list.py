"""`mapi-tck matrix --run LIST`: runs of many implementations."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from kit import mapi_tck

from mapi_tck.assessment.outputs import RUN_RECORD
from mapi_tck.certification.listed import Finished, ListedRun
from mapi_tck.cli.main import main
from mapi_tck.record.run_record import Record, open_record

#: A line of the list → what is said of its run.
LINES = {
    "reference --only A4a  # the first column": "01-reference: The selection holds",
    "wrong:delivers-twice --only I3b": "02-wrong-delivers-twice: Does not conform",
    "": "",
    "dying:Adapter": "03-dying-Adapter: no result: it ended with exit code 7",
    "'no.such:Adapter'": "04-no.such-Adapter: no result: no.such:Adapter: there is no module no.such",
}


def test_each_run_costs_its_own_result_only(tmp_path: Path) -> None:
    """A run that dies or cannot start has no column, and says why. An older record does not stand for it."""
    (tmp_path / "dying.py").write_text("import os\nos._exit(7)\n")
    (tmp_path / "list").write_text("\n".join(LINES))
    old = tmp_path / "out" / "03-dying-Adapter" / RUN_RECORD
    old.parent.mkdir(parents=True)
    old.write_text("{}")

    done = mapi_tck("matrix", "--run", "list", "--out", "out", "-n", "2", cwd=tmp_path)

    said = done.stdout.splitlines()[-5:]
    assert [
        line for line, start in zip(said, filter(None, LINES.values()), strict=False) if not line.startswith(start)
    ] == []
    assert said[-1] == "out/matrix.html"
    assert done.code == 4, done.stderr
    page = (tmp_path / "out" / "matrix.html").read_text("utf-8")
    assert page.count("01-reference/report.html") > 1
    assert page.count("02-wrong-delivers-twice/report.html") > 1


def test_a_run_that_hangs_is_ended(tmp_path: Path) -> None:
    """It has no result after the limit, and no page is written if no other run has one."""
    (tmp_path / "hanging.py").write_text("import time\ntime.sleep(600)\n")
    (tmp_path / "list").write_text("hanging:Adapter\n")
    done = mapi_tck("matrix", "--run", "list", "--limit", "1", cwd=tmp_path)

    assert (done.code, done.stdout.splitlines()[-1]) == (4, "01-hanging-Adapter: no result: it did not end within 1 s")
    assert not (tmp_path / "mapi-tck-matrix" / "matrix.html").exists()


def test_shards_of_a_run_are_merged(tmp_path: Path) -> None:
    """The record in the folder of the run is whole, and the exit code is that of the run."""
    (tmp_path / "list").write_text("wrong:delivers-twice --only I3b --only A4a\n")
    done = mapi_tck("matrix", "--run", "list", "--out", "out", "--shards", "2", "-n", "2", "-o", "page", cwd=tmp_path)

    record = open_record(tmp_path / "out" / "01-wrong-delivers-twice" / RUN_RECORD)
    assert done.code == 1, done.stderr
    assert set(record.ended) == set(record.planned)
    assert "01-wrong-delivers-twice/report.html" in (tmp_path / "page").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# nothing\n", "--run list: the list names no run (a line has what stands after mapi-tck run)"),
        ("reference '", "list, line 1: no closing quotation (words are quoted as in a shell)"),
        ("\nreference --strict=1", "list, line 2: Option '--strict' does not take a value."),
        ("--only A4", "list, line 1: no adapter is named"),
        ("reference --shard 1/2", "list, line 1: --shard cannot stand here (--shards of matrix cuts a run)"),
        ("reference --out x", "list, line 1: --out cannot stand here (each run has a folder below --out of matrix)"),
    ],
)
def test_a_wrong_list_is_one_line(text: str, line: str, tmp_path: Path) -> None:
    """It names the line, and nothing has run."""
    (tmp_path / "list").write_text(text)
    done = mapi_tck("matrix", "--run", "list", cwd=tmp_path)

    assert (done.code, done.stderr) == (2, f"mapi-tck: {line}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["list"]


def test_options_of_a_list_need_one(tmp_path: Path) -> None:
    """Without --run there is nothing that they could be about."""
    done = mapi_tck("matrix", "a", "-o", "b", "--shards", "2", cwd=tmp_path)

    assert done.code == 2
    assert done.stderr.startswith("mapi-tck: --shards needs --run LIST.")


def test_ctrl_c_names_the_runs_that_have_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line has the command that shows those with a result, with their folders."""

    def one_and_ctrl_c(runs: list[ListedRun], pool: object, out: Path, *rest: object) -> Iterator[Finished]:
        yield Finished(runs[0], out / runs[0].name, cast(Record, object()))
        yield Finished(runs[1], out / runs[1].name, None, "it died")
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("mapi_tck.certification.listed.make_runs", one_and_ctrl_c)
    Path("list").write_text("reference\n" * 3)
    with pytest.raises(SystemExit) as ended:
        main(["matrix", "--run", "list", "--out", "my runs"])

    assert ended.value.code == 3
    assert capsys.readouterr().err == (
        "mapi-tck: matrix interrupted after 2 of 3 runs; start it again, or show the runs that have ended with "
        "mapi-tck matrix 'my runs/01-reference' -o 'my runs/matrix.html'\n"
    )
