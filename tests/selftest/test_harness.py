"""The harness behind self-test and mutation: a copy of the process may end in any way, and the next job is still done."""

import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness_jobs import ask, lost
from processes import children_of, gone

from mapi_tck.certification.pool import processes
from mapi_tck.certification.pool.pool import Pool
from mapi_tck.certification.pool.processes import PROCESSES, Prepared
from mapi_tck.errors import HandshakeError, Lost
from mapi_tck.selftest.endings import Endings
from mapi_tck.selftest.forking import Death
from mapi_tck.settings.run import RunSettings
from mutation.judging import Judge

SUPPORT = Path(__file__).resolve().parent.parent / "support"
LATE = "it did not end within its limit of time"

#: What a copy does → the answer for it.
ENDINGS = {
    "fail": {"hung": False, "why": "last line"},
    "exit": {"hung": False, "why": "SystemExit: good bye"},
    "end at once": {"hung": False, "why": "the process ended with 0"},
    "die": {"hung": False, "why": "the process ended with -9"},
    "compute": {"hung": True, "why": LATE},
    "sleep": {"hung": True, "why": LATE},
    "flood": {"hung": False, "why": "x"},
    "use memory": {"hung": False, "why": "MemoryError:"},
}


@pytest.fixture(scope="module", autouse=True)
def jobs_can_be_imported() -> Iterator[None]:
    """Processes that tests start find `harness_jobs`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(SUPPORT), prepend=os.pathsep)
        yield


@pytest.fixture(scope="module")
def worker() -> Iterator[Prepared]:
    """One process."""
    worker = Prepared("harness_jobs", "subsystem")
    yield worker
    worker.end()


def test_what_cannot_be_collected_is_said(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """The process writes the error of collection to standard error, to which the error of the pool points."""
    monkeypatch.setenv("HARNESS_COLLECTS", "nothing")
    worker = Prepared("harness_jobs", "subsystem")

    with pytest.raises(HandshakeError, match="has ended; see what it wrote above"):
        worker.ask("print")
    worker.end()
    assert "these scenarios cannot be collected" in capfd.readouterr().err


@pytest.mark.parametrize("job", ENDINGS)
def test_a_copy_may_end_in_any_way(worker: Prepared, job: str) -> None:
    """The answer says how it ended, and the next copy is as good as the first."""
    answer = worker.ask(job)
    answer["why"] = answer["why"][: len(ENDINGS[job]["why"])]  # type: ignore[arg-type]

    assert answer == ENDINGS[job]
    assert worker.ask("print")["scenarios"] > 100


@pytest.mark.parametrize("job", ["print", "read"])
def test_a_copy_does_not_reach_jobs_and_answers(worker: Prepared, job: str) -> None:
    """Output of an adapter is not taken for an answer, and it cannot read jobs."""
    assert worker.ask(job)["done"] == ""


@pytest.mark.parametrize(
    ("job", "why"),
    [
        ("kill the process", "the process harness_jobs subsystem has ended"),
        ("stop the process", "the process harness_jobs subsystem has not answered within 2 s"),
    ],
)
def test_a_process_that_ends_or_hangs_loses_its_job(job: str, why: str) -> None:
    """The error names the process in one line, and nothing of it is left."""
    worker = Prepared("harness_jobs", "subsystem")
    worker.ask("print")  # it has started
    worker.patience = 2
    with pytest.raises(Lost, match=why):
        worker.ask(job)
    worker.end()


def test_a_job_that_ends_its_process_costs_its_own_result_only() -> None:
    """All other jobs have their answers, also those that follow in the same place."""
    jobs = ["print", "kill the process", "fail", "print"]
    with Pool(1) as pool:
        answers = list(pool.each(ask, jobs, lost))

    assert [job for job, _ in answers] == jobs
    assert [answer.get("why") for _, answer in answers] == [
        None,
        "the process harness_jobs subsystem has ended",
        "last line",
        None,
    ]


def test_a_pool_ends_while_it_is_busy() -> None:
    """It does not wait for jobs when it ends, and no process is left."""
    before = children_of(os.getpid())
    with Pool(2) as pool:
        done = pool.each(ask, ["print", *["sleep"] * 6], lost)
        assert next(done)[0] == "print"
        started = [process for process in children_of(os.getpid()) if process not in before]

    assert len(started) == 2
    assert gone(started)


def test_an_interruption_while_a_pool_starts_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that starts while the pool ends is ended too."""
    started: list[int] = []

    class Late(Prepared):
        def __init__(self, program: str, argument: str) -> None:
            super().__init__(program, argument)
            started.append(self.process.pid)
            PROCESSES.end()

    monkeypatch.setattr(processes, "Prepared", Late)
    with Pool(1) as pool:
        answers = list(pool.each(ask, ["print"], lost))

    assert answers == [("print", {"why": "the pool has ended"})]
    assert len(started) == 1
    assert gone(started)


def test_an_interruption_while_a_limit_starts_does_not_keep_the_kit_alive(
    worker: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The timer of a job that was interrupted at once is no reason for Python to wait before it ends."""

    class Interrupted(threading.Timer):
        def start(self) -> None:
            super().start()
            raise KeyboardInterrupt

    monkeypatch.setattr(threading, "Timer", Interrupted)
    before = set(threading.enumerate())
    with pytest.raises(KeyboardInterrupt):
        worker.ask("print")
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in left:
        thread.join(5)

    assert not any(thread.is_alive() for thread in left)


def test_self_test_and_mutation_say_how_a_copy_ended() -> None:
    """Both tell a copy that hangs from one that dies."""
    hung, died = Death(-14, ""), Death(-9, "")
    nothing = RunSettings("reference"), io.StringIO(), io.StringIO()

    assert [Endings(*nothing).answer_for(death)["broke"] for death in (hung, died)] == [
        LATE,
        "the process ended with -9",
    ]
    assert [Judge(*nothing).answer_for(death)["outcome"] for death in (hung, died)] == ["timeout", "broke"]
