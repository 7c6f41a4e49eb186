"""Scenarios in which one flush follows another: what is under way, which flush is to blame, and what OpenEntry hands out."""

from pathlib import Path

import pytest
from kit import run

from mapi_tck.assessment import Assessment
from mapi_tck.record.lines import RecordedCall, ScenarioOutcome
from mapi_tck.record.run_record import RunRecord, read_record
from mapi_tck.verdicts import Verdict


def record_of(adapter: str, *ids: str, out: Path) -> RunRecord:
    """The record of a run of these requirements."""
    done = run(adapter, *(word for id in ids for word in ("--only", id)), out=out)
    return read_record(done.out / "run.ndjson")


def calls(record: RunRecord, ended: ScenarioOutcome, method: str) -> list[RecordedCall]:
    """The calls of this method in a scenario, with their answers."""
    return [call for call in record.evidence(ended["scenario"])["trace"] if call["method"] == method]


def test_a_second_flush_meets_the_first_in_the_middle(tmp_path: Path) -> None:
    """When the second flush is asked for, a message of the first has moved, and another still waits."""
    record = record_of("reference", "FQ4", out=tmp_path / "run")

    for ended in record.ended.values():
        flushes = calls(record, ended, "flush_queues")
        seen = [call for call in calls(record, ended, "transfers") if call["number"] < flushes[1]["number"]]
        moved = seen[-1]["value"]
        after = calls(record, ended, "transfers")[-1]["value"]
        assert 0 < len(moved) < len(after), ended["scenario"]


def test_the_flush_that_moved_too_much_is_cited_and_no_other(tmp_path: Path) -> None:
    """FLUSH_FORCE that moves both directions fails FQ28; FQ24, which is about a later flush without it, stays undecided."""
    record = record_of("wrong:force-means-both-directions", "FQ24", "FQ28", out=tmp_path / "run")

    found = {item.id: item for item in Assessment(record).requirements}
    assert (found["FQ24"].verdict, found["FQ28"].verdict) == (Verdict.INCONCLUSIVE, Verdict.FAIL)
    [reason] = {one["reason"] for one in found["FQ24"].results if one["verdict"] == "inconclusive"}
    assert "had moved in a flush before the one that the scenario is about" in reason
    for ended in found["FQ28"].results:
        [flush] = calls(record, ended, "flush_queues")
        checks = record.evidence(ended["scenario"])["checks"]
        assert [flush["number"] in check["entries"] for check in checks] == [True, True]


@pytest.mark.parametrize("form", ["wrong", "isolated:wrong"])
def test_success_without_an_object_is_the_implementations_fault(tmp_path: Path, form: str) -> None:
    """OpenEntry that succeeds and hands out nothing fails A5a and B5.1a, in this process and over stdio."""
    spooler = record_of(f"{form}:spooler-opens-nothing", "A5a", out=tmp_path / "spooler")
    transports = record_of(f"{form}:transports-open-nothing", "B5.1a", "B5.1b", out=tmp_path / "transports")

    assert {(one["verdict"], one["cause"]) for one in spooler.ended.values()} == {("fail", "object-handed-out")}
    found = {item.id: item.verdict for item in Assessment(transports).requirements}
    assert (found["B5.1a"], found["B5.1b"]) == (Verdict.FAIL, Verdict.INCONCLUSIVE)
