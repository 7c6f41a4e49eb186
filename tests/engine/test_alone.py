"""A run with several workers begins in one process. What the workers take over is one run with what has ended."""

import subprocess
from pathlib import Path

import pytest
from kit import Run, comparable, environment, run, verdicts

from fuzz.kills import WORKERS_AT_ONCE
from mapi_tck.engine.alone import START, TRIAL, Alone
from mapi_tck.verdicts import Verdict

CHOICE = ("--only", "A2", "--only", "A4", "--examples", "2")
WRONG = "wrong:directions-swapped"


def handed_over(adapter: str, *words: str, out: Path) -> Run:
    """A run whose workers take over after its first scenario."""
    command = [*WORKERS_AT_ONCE, "run", adapter, *words, "-n", "2", "--out", str(out)]
    done = subprocess.run(command, env=environment(), cwd=out.parent, capture_output=True, text=True, check=False)
    return Run(done.returncode, done.stdout, done.stderr, out)


@pytest.mark.parametrize("repeat", ["1", "2"])
def test_what_workers_take_over_is_recorded_as_one_run(tmp_path: Path, repeat: str) -> None:
    """Every attempt ends once, the first in the process that began, and the record is that of one process."""
    words = (*CHOICE, "--repeat", repeat)
    alone = run("reference", *words, out=tmp_path / "alone")
    two = handed_over("reference", *words, out=tmp_path / "two")

    assert two.code == 0, two.stdout + two.stderr
    assert verdicts(two.record) == verdicts(alone.record)
    assert repeat == "2" or comparable(two.record) == comparable(alone.record)
    assert two.record.footer is not None
    assert two.record.attempts.keys() == alone.record.attempts.keys()
    assert two.record.planned[0] == next(iter(two.record.ended))
    assert two.verdict == alone.verdict
    assert two.stdout.count("Verdict\n") == 1


def test_a_failure_in_the_first_process_counts(tmp_path: Path) -> None:
    """What failed before the workers took over fails the run."""
    alone = run(WRONG, "--only", "A6a", "--only", "A6f", out=tmp_path / "alone")
    two = handed_over(WRONG, "--only", "A6a", "--only", "A6f", out=tmp_path / "two")

    assert alone.code == two.code == 1, two.stdout + two.stderr
    assert verdicts(two.record) == verdicts(alone.record)
    assert two.having(Verdict.FAIL) == alone.having(Verdict.FAIL) != set()


def test_a_short_run_starts_no_workers(tmp_path: Path) -> None:
    """It ends in the process that began it, so an implementation in this process is described once."""
    one = run("reference", "--only", "A2", "-n", "2", out=tmp_path / "run")

    assert one.code == 0
    assert list(one.record.ended) == one.record.planned


@pytest.mark.parametrize(
    ("spent", "ended", "left", "pays"),
    [
        (TRIAL / 2, 10, 1000, False),
        (TRIAL + 1, 10, 1, False),
        (TRIAL + 1, 100, 100, False),
        (TRIAL + 1, 10, 100, True),
        (2 * START + TRIAL, 20, 20, False),
    ],
    ids=["too early", "one is left", "half is done", "most is left", "the rest takes as long as the start"],
)
def test_workers_start_only_if_they_end_sooner(spent: float, ended: int, left: int, pays: bool) -> None:
    """How many scenarios have ended in the trial says how long the rest takes."""

    class Counts:
        counts = ended, left
        handed_over = False

        def hand_over(self) -> None:
            self.handed_over = True

    counts = Counts()
    now = iter([0.0, spent])
    alone = Alone(counts, 2, clock=lambda: next(now))  # type: ignore[arg-type]
    alone.pytest_runtestloop()
    alone.pytest_runtest_logfinish()

    assert counts.handed_over is pays
