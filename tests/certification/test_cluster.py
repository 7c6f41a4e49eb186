"""The pool on a cluster: a local one of two workers, one of which is killed."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import harness_jobs
import pytest
from kit import started
from local_cluster import LocalCluster, local_cluster
from processes import children_of, gone

from mapi_tck.assessment.outputs import RUN_RECORD
from mapi_tck.certification.pool import cluster as cluster_module
from mapi_tck.certification.pool.pool import Pool
from mapi_tck.errors import HandshakeError, UsageError
from mapi_tck.record.run_record import open_record


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two workers."""
    with local_cluster() as cluster:
        yield cluster


def test_other_suites_are_refused(cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker with another kit does no job, because it would judge otherwise."""
    monkeypatch.setattr(cluster_module, "kit", lambda: "9.9.9 with suite sha256:0")
    other = pytest.raises(HandshakeError, match="a worker of the cluster has mapi-tck .*, this machine 9.9.9")
    with Pool(1, cluster.address) as pool, other:
        list(pool.each(harness_jobs.ask, ["print"], harness_jobs.lost))


def test_a_killed_worker_loses_no_result(cluster: LocalCluster) -> None:
    """The other worker does its jobs again. A job that hangs or dies costs its own result, and at the end no process is left."""
    jobs = ["print", "die", "sleep", "kill the process", *["fail"] * 4]
    answers = {}
    programs: list[int] = []
    with Pool(1, cluster.address) as pool:
        for number, (job, answer) in enumerate(pool.each(harness_jobs.ask, jobs, harness_jobs.lost)):
            if number == 0:
                programs = [child for worker in cluster.workers for child in children_of(worker)]
                os.kill(cluster.workers[0], signal.SIGKILL)
            answers[job] = answer.get("why", "")

    assert answers == {
        "print": "",
        "die": "the process ended with -9",
        "sleep": "it did not end within its limit of time",
        "kill the process": "the process harness_jobs subsystem has ended",
        "fail": "last line",
    }
    assert programs
    assert gone(programs)


def test_a_list_of_runs_uses_the_cluster(cluster: LocalCluster, tmp_path: Path) -> None:
    """The workers send what a run wrote, and the shards of a run are merged here."""
    (tmp_path / "list").write_text("reference --only A4a --only A4b\n")
    words = ("matrix", "--run", "list", "--out", "out", "--shards", "2", "--cluster", cluster.address)
    done = started(*words, cwd=tmp_path)

    record = open_record(tmp_path / "out" / "01-reference" / RUN_RECORD)
    assert done.code == 0, done.stderr
    assert set(record.ended) == set(record.planned)
    assert (tmp_path / "out" / "01-reference" / "shard-1-of-2" / "report.html").exists()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://x"])
def test_a_cluster_that_does_not_answer_is_one_line(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the option."""
    monkeypatch.setattr(cluster_module, "_PATIENCE", 0.2)
    with pytest.raises(UsageError) as error:
        Pool(1, address)

    assert str(error.value) == f"--cluster {address}: there is no scheduler of dask.distributed that answers"


def test_a_missing_library_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError) as error:
        Pool(1, "tcp://127.0.0.1:9")

    missing = "--cluster tcp://127.0.0.1:9: dask.distributed is not installed (pip install 'mapi-tck[cluster]')"
    assert str(error.value) == missing
