"""Which runs get no certificate, and what the user is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_selftest import made_selftest
from packages import Made

from mapi_tck.attestation.grounds import against_selftest, disagreements, grounds_against
from mapi_tck.record.run_record import RunRecord, read_record
from mapi_tck.suite.features import suite_digest
from mapi_tck.wire.codecs import Json


def options(**changed: object) -> Callable[[Any], object]:
    """A change of the settings in the header."""
    return lambda record: record.header["options"].update(changed)


def header(**changed: object) -> Callable[[Any], object]:
    """A change of the header."""
    return lambda record: record.header.update(changed)


def outcome(**changed: object) -> Callable[[Any], object]:
    """A change of how the first scenario ended."""
    return lambda record: next(iter(record.ended.values())).update(changed)


@pytest.fixture
def record(made: Made) -> RunRecord:
    """The record of a run that can be certified."""
    return read_record(made.run / "run.ndjson")


#: Name → a change of the record, and what is said of it.
CASES: dict[str, tuple[Callable[[Any], object], str]] = {
    "what-if": (options(ruling="D-01=letter"), "the record is a what-if (D-01=letter)"),
    "selection": (options(only=["A6"]), "the run is a selection (--only A6)"),
    "shard": (options(shard="1/2"), "the run is a selection (--shard 1/2)"),
    "plain selection": (lambda record: record.header["plan"].pop(), "the run is a selection: "),
    "baseline": (header(baseline={"path": "b", "deviations": []}), "the run has a baseline"),
    "replay": (header(adapter="replay:run.ndjson"), "the record is of a replay"),
    "no digest": (
        lambda record: record.header["implementation"].update(digest=None),
        "no digest of the implementation",
    ),
    "unfinished": (lambda record: setattr(record, "footer", None), "the run is not finished"),
    "unstable": (outcome(cause="unstable", verdict="inconclusive"), "1 scenario did not always end the same"),
    "failing": (outcome(verdict="fail", cause="x"), "the verdict is: Does not conform: 1 MUST violated"),
    "undecided": (outcome(verdict="inconclusive", cause="x"), "the verdict is: Undecided: 1 MUST left open"),
    "broken": (outcome(verdict="error", cause="x", blame="adapter"), "the verdict is: Not valid"),
    "disputed": (outcome(claimed="fail"), "1 scenario ended otherwise than the replayed record claims"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_run_is_refused_for_what_its_record_says(record: RunRecord, name: str) -> None:
    """Each ground alone is enough, and is one line that names it."""
    change, said = CASES[name]
    fine = grounds_against(record)
    change(record)

    assert fine == []
    assert any(said in reason for reason in grounds_against(record))


def test_further_runs_must_be_of_the_same_and_end_the_same(record: RunRecord, made: Made) -> None:
    """Another implementation, another level, another verdict."""
    others = {}
    for name, change in {
        "implementation": lambda one: one.header["implementation"].update(version="9"),
        "level": options(level="full"),
        "verdict": outcome(verdict="warning"),
    }.items():
        others[name] = read_record(made.run / "run.ndjson")
        change(others[name])

    assert disagreements(record, {"same": read_record(made.run / "run.ndjson")}) == []
    assert [line.partition(":")[0] for line in disagreements(record, others)] == [*others]


#: Name → a change of the result, and what is said of it.
SELFTESTS: dict[str, tuple[Callable[[Any], object], str]] = {
    "form": (lambda result: result.pop("steps"), "does not have the form of one"),
    "another suite": (lambda result: result["kit"].update(suite_digest=f"sha256:{'0' * 64}"), "of another suite"),
    "selection": (lambda result: result.update(selection=True), "is a selection"),
    "one role": (lambda result: result["roles"].pop("transport"), "is a selection"),
    "not green": (lambda result: result.update(green=False), "is not green"),
    "a problem": (lambda result: result["roles"]["subsystem"]["problems"].append("it broke"), "is not green"),
    "fewer": (lambda result: result["roles"]["subsystem"]["requirements"].pop(), "lacks requirements"),
}


@pytest.mark.parametrize("name", SELFTESTS)
def test_a_self_test_must_show_that_the_suite_works(name: str) -> None:
    """Also what claims to be green is looked through."""
    change, said = SELFTESTS[name]
    result: Json = made_selftest()
    fine = against_selftest(result, suite_digest())
    change(result)

    assert fine == []
    assert [reason for reason in against_selftest(result, suite_digest()) if said in reason]


def test_what_is_against_it_is_told_in_one_line_each(made: Made, tmp_path: Path) -> None:
    """Two reasons, exit code 1, and nothing is written. A mistake of the user is exit code 2."""
    lines = (made.run / "run.ndjson").read_text("utf-8").splitlines(keepends=True)
    first = json.loads(lines[0])
    first["options"]["ruling"], first["baseline"] = "D-01=letter", {"path": "b.toml", "deviations": []}
    told = tmp_path / "told.ndjson"
    told.write_text(json.dumps(first) + "\n" + "".join(lines[1:]), "utf-8")
    refused = made.certify(told, tmp_path / "package")
    there = made.certify(made.run, made.package)
    missing = made.certify(made.run, tmp_path / "package", "--key", str(tmp_path / "none"))

    assert refused.code == 1
    assert [line.partition(": the ")[0] for line in refused.stderr.splitlines()] == ["mapi-tck: refused"] * 3
    assert [path.name for path in tmp_path.iterdir()] == ["told.ndjson"]
    assert (there.code, missing.code) == (2, 2)
    assert len((there.stderr + missing.stderr).splitlines()) == 2
