"""The reference, certified end to end: what `make certify` promises, alone, with workers and in a process of its own."""

import re
from pathlib import Path

import pytest
from kit import REFERENCE, Run, comparable, mapi_tck, run, verdicts

from mapi_tck.record.run_record import steady
from mapi_tck.suite.catalogue import STEPS
from mapi_tck.verdicts import Strength, Verdict

#: The verdicts that say a requirement was judged.
JUDGED = {Verdict.PASS, Verdict.WARNING, Verdict.FAIL}


def test_it_conforms(reference_run: Run) -> None:
    """The kit's own reference conforms, without a word on the error output."""
    assert reference_run.code == 0, reference_run.stdout
    assert reference_run.stderr == ""
    assert reference_run.verdict.startswith("Conforms; ")


def test_the_verdict_counts_what_is_not_tested(reference_run: Run) -> None:
    """The number of requirements without a test stands in the verdict itself."""
    number = reference_run.assessment.totals[Verdict.NOT_TESTED]

    assert number > 0
    assert reference_run.verdict == f"Conforms; {number} requirements not tested"


@pytest.mark.parametrize("step", [step for step in STEPS if step[0] in "AB"])
def test_every_numbered_step_is_judged(reference_run: Run, step: str) -> None:
    """Each numbered step has a judged requirement, and the terminal shows its verdict."""
    judged = [item for item in reference_run.assessment.by_step[step] if item.verdict in JUDGED]
    shown = re.search(rf"^  {re.escape(step)} +\S.*? ✓ (pass)", reference_run.stdout, re.MULTILINE)

    assert judged or any(item.reason for item in reference_run.assessment.by_step[step])
    assert judged
    assert shown


def test_every_must_is_decided(reference_run: Run) -> None:
    """No MUST is inconclusive, and everything that is not judged has its reason."""
    requirements = reference_run.assessment.requirements

    assert not reference_run.assessment.open_musts
    assert not [item.id for item in requirements if item.strength is Strength.MUST and item.verdict == "inconclusive"]
    assert not [item.id for item in requirements if item.verdict is Verdict.NOT_TESTED and not item.reason]


def test_every_option_that_is_claimed_is_judged(reference_run: Run) -> None:
    """The reference claims every option, so that no judged requirement goes without verdict on it."""
    assert not reference_run.having("not applicable", "inconclusive", "error", "warning", "fail")


def test_the_outputs_are_there(reference_run: Run) -> None:
    """Record, page and JUnit file are written, and the last lines say where."""
    for name in ("run.ndjson", "report.html", "junit.xml"):
        assert (reference_run.out / name).stat().st_size > 0
        assert str(reference_run.out / name) in reference_run.stdout


def test_the_record_is_whole(reference_run: Run) -> None:
    """Every planned scenario started and ended, and the footer's totals add up."""
    record = reference_run.record

    assert record.footer is not None
    assert record.planned == record.started == list(record.ended)
    assert sum(record.footer["totals"].values()) == record.footer["planned"] == len(record.planned)


def test_two_workers_record_the_same(tmp_path: Path) -> None:
    """With two workers the record differs in order and volatile fields only."""
    words = ("reference", *REFERENCE, "--only", "A6a", "--only", "B5.3", "--only", "A4", "--only", "TB3")
    one = run(*words, out=tmp_path / "one")
    two = run(*words, "--", "-n", "2", out=tmp_path / "run")

    assert two.code == 0, two.stdout + two.stderr
    assert len(two.record.planned) > 60
    assert comparable(two.record) == comparable(one.record)


def test_it_is_the_same_in_a_process_of_its_own(reference_run: Run, tmp_path: Path) -> None:
    """`isolated:reference` gets the verdicts that `reference` gets."""
    isolated = run("isolated:reference", *REFERENCE, out=tmp_path / "run")

    assert isolated.code == 0, isolated.stdout + isolated.stderr
    assert verdicts(isolated.record) == verdicts(reference_run.record)


def test_a_report_can_be_made_again(reference_run: Run, tmp_path: Path) -> None:
    """`mapi-tck report` makes the same bytes from the record, and ends as the run did."""
    again = mapi_tck("report", str(reference_run.out), "--out", str(tmp_path / "again"), cwd=tmp_path)

    assert again.code == 0
    for name in ("report.html", "junit.xml"):
        assert (tmp_path / "again" / name).read_bytes() == (reference_run.out / name).read_bytes()


def test_another_seed_gives_the_same_verdicts(reference_run: Run, tmp_path: Path) -> None:
    """The seed changes what the kit makes up, not what it finds."""
    other = run("reference", *REFERENCE, "--seed", "7", "--only", "A6", out=tmp_path / "run")

    assert other.code == 0
    assert other.record.header["options"]["seed"] == 7
    for id, result in other.record.ended.items():
        first = reference_run.record.ended[id]
        assert result["verdict"] == first["verdict"]
        # The calls of a law's cases are not in its trace, but their digests are among its examples.
        assert steady([result["trace"], result.get("search")]) != steady([first["trace"], first.get("search")])
