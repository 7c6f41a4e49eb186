"""A run that was killed at any place can be finished: with the verdicts of an undisturbed run, and the record says so."""

import fcntl
import os
import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from kit import EXAMPLES, Run, environment, lines_of, mapi_tck, run, verdicts, words, write_lines
from once import once

from mapi_tck.record.run_record import read_record

#: What the runs of this module ask for: some scenarios that pass, some that fail, and laws.
ADAPTER = "wrong:spooler-row-misses-a-column"
ASKED = ("--only", "A2", "--only", "A4", "--seed", "3", "--declaration", str(EXAMPLES / "reference.toml"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The undisturbed run."""
    return once(tmp_path_factory, "resume-whole", lambda folder: run(ADAPTER, *ASKED, out=folder / "run"))


def cut(whole: Run, folder: Path, size: int) -> Path:
    """The folder of a run that was killed when it had written so many bytes."""
    folder.mkdir()
    (folder / "run.ndjson").write_bytes((whole.out / "run.ndjson").read_bytes()[:size])
    return folder


def resumed(folder: Path, *arguments: str) -> Run:
    """Finish the run in the folder."""
    done = mapi_tck("run", "--resume", str(folder), *arguments, cwd=folder.parent)
    return Run(done.code, done.stdout, done.stderr, folder)


def as_undisturbed(done: Run, whole: Run) -> None:
    """The finished run has the header and the verdicts of the undisturbed one, and each scenario once."""
    header, *lines = lines_of(done.out / "run.ndjson")
    ids = [line["scenario"] for line in lines if line["type"] == "scenario ended"]

    assert done.code == 1, done.stderr
    assert verdicts(done.record) == verdicts(whole.record)
    assert header == whole.record.header
    assert len(ids) == len(set(ids)) == len(done.record.planned)
    assert lines[-1]["type"] == "footer"


@pytest.mark.parametrize("part", range(4))
def test_a_record_cut_anywhere_is_finished(whole: Run, part: int, tmp_path: Path) -> None:
    """At any byte behind the header: also within a line, between two, and with the footer alone missing."""
    data = (whole.out / "run.ndjson").read_bytes()
    head, ends = data.index(b"\n") + 1, len(data)
    places = [head, random.Random(part).randrange(head, ends), data.rindex(b"\n", 0, -1) + 1, ends - 2]
    folder = cut(whole, tmp_path / "run", places[part])
    kept = len(read_record(folder / "run.ndjson").ended)
    done = resumed(folder)

    as_undisturbed(done, whole)
    (line,) = done.record.resumed
    assert line["kept"] == kept
    times = f"stopped and resumed 1 time, the last time with {kept} result{'s' * (kept != 1)} kept"
    assert times in " ".join(done.stdout.split())
    assert times in (folder / "report.html").read_text("utf-8")


def test_an_interrupted_run_is_finished(whole: Run, tmp_path: Path) -> None:
    """The footer of a run that was interrupted says that scenarios are left; the finished run has one footer, at its end."""
    header, *lines = lines_of(whole.out / "run.ndjson")
    second = [place for place, line in enumerate(lines) if line["type"] == "scenario ended"][1]
    kept = lines[: second + 1]
    ended = [line["verdict"] for line in kept if line["type"] == "scenario ended"]
    totals = {verdict: ended.count(verdict) for verdict in ended}
    write_lines(tmp_path / "run.ndjson", [header, *kept, {**lines[-1], "ended_scenarios": 2, "totals": totals}])
    done = resumed(tmp_path)

    as_undisturbed(done, whole)
    assert [line["type"] for line in lines_of(tmp_path / "run.ndjson")].count("footer") == 1
    assert [line["kept"] for line in done.record.resumed] == [2]


def test_attempts_keep_their_numbers(tmp_path: Path) -> None:
    """If only the second attempt has ended, as with several processes, the first one is run, with its own number."""
    path = run(ADAPTER, "--only", "A2", "--repeat", "2", out=tmp_path / "run").out / "run.ndjson"
    header, *lines = lines_of(path)
    id = header["plan"][0]
    kept = [line for line in lines if line.get("scenario") != id or line["attempt"] == 2]
    for made in [other for other in path.parent.iterdir() if other.is_file()]:
        made.unlink()  # a killed run has written no reports, and has added nothing to the example store
    write_lines(path, [header, *kept[:-1]])
    done = resumed(tmp_path / "run")
    numbers = [
        line["attempt"] for line in lines_of(path) if line["type"] == "scenario ended" and line["scenario"] == id
    ]

    assert numbers == [2, 1], done.stderr
    assert done.record.footer is not None
    assert done.record.footer["ended_scenarios"] == len(done.record.planned)


def test_a_killed_run_is_finished_however_often(whole: Run, tmp_path: Path) -> None:
    """SIGKILL at random moments, again and again; results that stand in the record are never run again."""
    chance = random.Random(7)
    folder = tmp_path / "run"
    command = [*words(ADAPTER, *ASKED), "--out", str(folder)]
    for _ in range(3):
        process = subprocess.Popen(
            command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path
        )
        deadline = time.monotonic() + 60
        while not (folder / "run.ndjson").exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(chance.uniform(0.0, 0.6))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        if read_record(folder / "run.ndjson").footer is not None:
            break
        command = [*words(ADAPTER)[:-1], "--resume", str(folder)]
    before = [line for line in lines_of_cut(folder) if line["type"] == "scenario ended"]
    if read_record(folder / "run.ndjson").footer is None:
        done = resumed(folder)
        as_undisturbed_verdicts(done, whole)
        after = [line for line in lines_of(folder / "run.ndjson") if line["type"] == "scenario ended"]

        assert after[: len(before)] == before


def lines_of_cut(folder: Path) -> list[Any]:
    """The whole lines of a record."""
    record = read_record(folder / "run.ndjson")
    return list(record.ended.values())


def as_undisturbed_verdicts(done: Run, whole: Run) -> None:
    """The verdicts of the undisturbed run."""
    assert verdicts(done.record) == verdicts(whole.record)
    assert done.record.footer is not None


def test_with_worker_processes_and_attempts(tmp_path: Path) -> None:
    """A run that repeats its scenarios goes on with the attempts that are missing, also in several processes."""
    whole = run("reference", "--only", "A2", "--repeat", "2", out=tmp_path / "whole")
    lines = lines_of(whole.out / "run.ndjson")
    for workers in ("1", "2"):
        (tmp_path / workers).mkdir()
        write_lines(tmp_path / workers / "run.ndjson", lines[: len(lines) * 2 // 3])
        done = resumed(tmp_path / workers, "-n", workers)

        assert done.code == 0, done.stderr
        assert verdicts(done.record) == verdicts(whole.record)
        assert {len(times) for times in done.record.attempts.values()} == {2}


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("reference",), f"the run began with another adapter: {ADAPTER} then, reference now"),
        (("--seed", "4"), "the run began with another seed: 3 then, 4 now"),
        (("--strict",), "the run began with another strict: False then, True now"),
        (("--only", "A6"), "the run began with another only: ['A2', 'A4'] then, ['A6'] now"),
        (
            ("--declaration", str(EXAMPLES / "c_provider" / "declaration.toml")),
            "the run began with another declaration",
        ),
        (("--out", "other"), "a run that goes on stays in its folder"),
        ((ADAPTER, "--", "-x"), "the plan of a run that goes on is that of its record"),
    ],
)
def test_another_setting_is_refused(whole: Run, arguments: tuple[str, ...], what: str, tmp_path: Path) -> None:
    """One line says what differs, and the record stays as it is."""
    folder = cut(whole, tmp_path / "run", (whole.out / "run.ndjson").stat().st_size - 5)
    before = (folder / "run.ndjson").read_bytes()
    done = resumed(folder, *arguments)

    assert (done.code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert what in done.stderr
    assert (folder / "run.ndjson").read_bytes() == before


def test_what_cannot_be_resumed(whole: Run, tmp_path: Path) -> None:
    """A finished run, an empty folder, another suite, another implementation, a record that was edited, a locked folder."""
    folder = cut(whole, tmp_path / "run", (whole.out / "run.ndjson").stat().st_size - 5)
    lines = lines_of(whole.out / "run.ndjson")

    def refused(change: str) -> str:
        (tmp_path / change).mkdir()
        head = {**lines[0]}
        if change == "suite":
            head["kit"] = {**head["kit"], "suite_digest": "sha256:" + "0" * 64}
        elif change == "implementation":
            head["implementation"] = {**head["implementation"], "digest": "sha256:" + "0" * 64}
        body = [{**one, "verdict": "pass"} if one.get("verdict") == "fail" else one for one in lines[1:-1]]
        write_lines(tmp_path / change / "run.ndjson", [head, *(body if change == "edited" else lines[1:-1])])
        return resumed(tmp_path / change).stderr

    assert "this run has finished" in resumed(cut(whole, tmp_path / "over", 10**9)).stderr
    assert "cannot read the record: No such file" in resumed(cut(whole, tmp_path / "none", 0).parent).stderr
    assert "the record is empty" in resumed(tmp_path / "none").stderr
    assert "there is no such folder" in resumed(tmp_path / "nowhere").stderr
    assert "the run began with another kit or suite" in refused("suite")
    assert "the implementation is not the one that the run began with" in refused("implementation")
    assert "contradicts itself" in refused("edited")
    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    done = resumed(folder)
    os.close(held)

    assert (done.code, done.stderr) == (2, f"mapi-tck: --resume {folder}: another run is writing there\n")


def test_without_adapter_and_without_resume(tmp_path: Path) -> None:
    """A run needs one of them."""
    done = mapi_tck("run", cwd=tmp_path)

    assert done.code == 2
    assert "Missing argument 'ADAPTER'" in done.stderr
