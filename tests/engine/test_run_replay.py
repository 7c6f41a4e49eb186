"""A run record, replayed: the proof that it is complete. What is cut out of it cannot be re-judged, and says so."""

import json
from pathlib import Path

import pytest
from kit import REFERENCE, Run, comparable, lines_of, mapi_tck, run, verdicts, write_lines
from once import once

FLUSHING = "procedure_a.feature::walking_procedure_a_for_the_outgoing_queues_sends_what_waits"


@pytest.fixture(scope="session")
def replayed(reference_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The record of the reference, replayed."""
    adapter = f"replay:{reference_run.out / 'run.ndjson'}"
    return once(tmp_path_factory, "replayed", lambda folder: run(adapter, out=folder / "run"))


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Some requirements of the reference."""
    words = ("reference", *REFERENCE, "--only", "A6a", "--only", "A4", "--only", "TB3")
    return once(tmp_path_factory, "recorded-part", lambda folder: run(*words, out=folder / "run"))


def test_it_gives_the_same_verdicts(reference_run: Run, replayed: Run) -> None:
    """Each scenario and requirement of the reference has the same verdict, cause and reason in the replay."""
    assert replayed.code == 0, replayed.stdout + replayed.stderr
    assert replayed.verdict == reference_run.verdict
    assert verdicts(replayed.record) == verdicts(reference_run.record)
    assert "not in the record" not in json.dumps(replayed.record.ended)
    for then, now in zip(reference_run.assessment.requirements, replayed.assessment.requirements, strict=True):
        assert (then.id, then.verdict, then.reason) == (now.id, now.verdict, now.reason)


def test_it_records_what_was_recorded(reference_run: Run, replayed: Run) -> None:
    """The replay's own record holds the same lines, checks and calls; it only names another adapter."""
    assert comparable(replayed.record, "adapter") == comparable(reference_run.record, "adapter")


def test_it_needs_neither_declaration_nor_implementation(tmp_path: Path) -> None:
    """The record brings profile, level, seed and declaration along; the declaration's file may be gone."""
    declaration = tmp_path / "declaration.toml"
    declaration.write_text("[implementation]\nname = 'Mine'\n[claims]\nflush-async-ok = true\n")
    options = ("--declaration", str(declaration), "--seed", "5", "--profile", "topic", "--level", "calls")
    first = run("reference", *options, out=tmp_path / "first")
    declaration.unlink()
    replayed = run(f"replay:{first.out / 'run.ndjson'}", out=tmp_path / "again")

    assert replayed.code == first.code == 0, replayed.stderr
    assert replayed.verdict == first.verdict
    assert comparable(replayed.record, "adapter", "declaration") == comparable(first.record, "adapter", "declaration")
    for name in ("implementation", "claims", "parameters"):
        assert replayed.record.header["declaration"][name] == first.record.header["declaration"][name]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_missing_call_costs_its_scenario(part: Run, tmp_path: Path, workers: str) -> None:
    """With one call cut out that scenario cannot be re-judged, which is the kit's error; the others are as they were."""
    lines = lines_of(part.out / "run.ndjson")
    cut = next(line for line in lines if line["type"] == "scenario ended" and line["scenario"] == FLUSHING)
    at = next(number for number, entry in enumerate(cut["trace"]) if entry["method"] == "flush_queues")
    del cut["trace"][at]
    record = write_lines(tmp_path / "cut.ndjson", lines)
    replayed = run(f"replay:{record}", "-n", workers, out=tmp_path / "run")
    result = replayed.record.ended.pop(FLUSHING)
    before = verdicts(part.record)
    before.pop(FLUSHING)

    assert replayed.code == 4
    assert replayed.verdict.startswith("Not valid: 1 requirement met an error")
    assert (result["verdict"], result["cause"], result["blame"]) == ("error", "not-in-the-record", "kit")
    assert "flush_queues" in result["reason"]
    assert verdicts(replayed.record) == before


def test_a_scenario_that_was_not_recorded_is_not_asked_for(tmp_path: Path) -> None:
    """The replay of a selection is that selection, and never says Conforms."""
    first = run("reference", "--only", "B5.3", out=tmp_path / "first")
    replayed = run(f"replay:{first.out / 'run.ndjson'}", out=tmp_path / "again")

    assert first.code == replayed.code == 0
    assert replayed.record.planned == first.record.planned
    assert replayed.verdict == first.verdict
    assert replayed.verdict.startswith("The selection holds: ")


def test_it_does_not_overwrite_what_it_reads(tmp_path: Path) -> None:
    """A replay into the folder of its own record is refused, and the record stays."""
    first = run("reference", "--only", "A1a", out=tmp_path / "run")
    before = (first.out / "run.ndjson").read_bytes()
    replayed = run("replay:run/run.ndjson", out=tmp_path / "run")

    assert replayed.code == 2
    assert replayed.stderr.count("\n") == 1
    assert "would overwrite the record" in replayed.stderr
    assert (first.out / "run.ndjson").read_bytes() == before


def test_a_record_without_footer_can_be_replayed(part: Run, tmp_path: Path) -> None:
    """Scenarios that a killed run recorded are judged as before; the others are reported as missing."""
    lines = lines_of(part.out / "run.ndjson")
    record = write_lines(tmp_path / "killed.ndjson", lines[: len(lines) // 2])
    replayed = run(f"replay:{record}", out=tmp_path / "run")
    shown = mapi_tck("report", str(record), "--out", str(tmp_path / "shown"), cwd=tmp_path)

    assert shown.code == 3
    assert replayed.code == 4
    missing = [result for result in replayed.record.ended.values() if result["verdict"] == "error"]
    assert {result["verdict"] for result in replayed.record.ended.values()} == {"pass", "error"}
    assert {(result["cause"], result["blame"]) for result in missing} == {("not-in-the-record", "kit")}


def test_the_seed_of_a_declared_run_is_its_own(reference_run: Run, tmp_path: Path) -> None:
    """A seed that is not the record's makes up other messages, which the record does not hold."""
    adapter = f"replay:{reference_run.out / 'run.ndjson'}"
    replayed = run(adapter, "--seed", "1", "--only", "A6a", *REFERENCE, out=tmp_path / "run")

    assert replayed.code == 4
    assert {result["cause"] for result in replayed.record.ended.values()} == {"not-in-the-record"}


def test_a_record_without_an_implementation_cannot_be_replayed(reference_run: Run, tmp_path: Path) -> None:
    """The header of a run in which no scenario got an adapter names none: one line says so, and exit code 4."""
    header, *others = lines_of(reference_run.out / "run.ndjson")
    record = write_lines(tmp_path / "nobody.ndjson", [{**header, "implementation": None}, *others])
    done = mapi_tck("run", f"replay:{record}", cwd=tmp_path)

    assert (done.code, done.stdout, done.stderr.count("\n")) == (4, "", 1)
    assert "the record names no implementation" in done.stderr
