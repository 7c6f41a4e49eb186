"""`--repeat N`: every scenario is run so often, and what does not always end the same is undecided, never passed."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from kit import ADAPTERS, RUN_SCHEMA, Run, lines_of, run, verdicts
from made_records import result

from mapi_tck.record.run_record import settled
from mapi_tck.verdicts import ExitCode, Verdict


@pytest.fixture(scope="module")
def unsteady(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """An implementation that fails the second of three times."""
    out = tmp_path_factory.mktemp("unsteady") / "run"
    return run("deviating:Unsteady", "--only", "A5b", "--repeat", "3", out=out, cwd=ADAPTERS)


def test_what_differs_from_time_to_time_is_undecided(unsteady: Run) -> None:
    """Two of three times passed: the requirement is undecided, the exit code 3, and terminal and page say how it went."""
    (result,) = unsteady.results("A5b")

    assert unsteady.code == ExitCode.UNDECIDED
    assert (result["verdict"], result["cause"]) == ("inconclusive", "unstable")
    assert result["reason"].startswith("unstable: 2 of 3 passed; otherwise 1 fail")
    assert unsteady.verdict.startswith("Undecided: 1 MUST left open, 1 of them unstable")
    card = (unsteady.out / "report.html").read_text("utf-8").partition('<article class="finding')[2]
    for told in (unsteady.stdout, card.partition("Every line and every call")[0]):
        assert "Unstable: 2 of 3 passed" in told
    assert "--repeat 3" in unsteady.assessment.findings[0].command


def test_the_record_holds_every_time(unsteady: Run) -> None:
    """Each time has its own lines in the record, numbered, and they fit the schema; the scenario is planned once."""
    lines = lines_of(unsteady.out / "run.ndjson")
    validator = Draft202012Validator(RUN_SCHEMA)

    assert [error.message[:200] for line in lines for error in validator.iter_errors(line)] == []
    assert len(unsteady.record.planned) == 1
    for kind in ("scenario started", "scenario ended"):
        assert [line["attempt"] for line in lines if line["type"] == kind] == [1, 2, 3]
    assert unsteady.record.footer == lines[-1]
    assert lines[-1]["totals"] == {"inconclusive": 1}


def test_a_repeated_record_can_be_replayed(unsteady: Run, tmp_path: Path) -> None:
    """Each time is judged again from its own calls, so that what was unstable is unstable once more."""
    again = run(f"replay:{unsteady.out / 'run.ndjson'}", out=tmp_path / "again")

    assert verdicts(again.record) == verdicts(unsteady.record)
    assert again.code == unsteady.code


def test_what_holds_every_time_passes(tmp_path: Path) -> None:
    """A steady implementation passes, in several processes too, where a scenario's times may be apart."""
    done = run("reference", "--only", "A5", "--repeat", "2", "--", "-n", "2", out=tmp_path / "run")

    assert done.code == ExitCode.CONFORMS, done.stdout
    assert {len(times) for times in done.record.attempts.values()} == {2}
    assert done.record.footer is not None
    assert set(done.record.footer["totals"]) == {"pass"}


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (["pass", "pass"], "pass"),
        (["fail", "fail"], "fail"),
        (["pass", "fail"], "inconclusive"),
        (["fail", "error"], "inconclusive"),
        (["pass", "warning", "pass"], "inconclusive"),
    ],
)
def test_only_equal_verdicts_stand(times: list[str], expected: str) -> None:
    """Several times come to a verdict only where they all have it; evidence is that of the worst."""
    found = settled([result(str, "id", "A1a", (word, word, f"it is {word}", None)) for word in times])

    assert found["verdict"] == expected
    assert found["seconds"] == len(times) * 1.25
    if expected == Verdict.INCONCLUSIVE:
        worst = next(word for word in ("fail", "error", "warning") if word in times)
        assert f"it is {worst}" in found["reason"]


def test_who_fails_for_one_cause_or_another_is_excused_by_none_of_them() -> None:
    """The causes of all times stand in the result, so that an entry of a baseline that names one of them does not fit."""
    times = [result(str, "id", "A1a", ("fail", cause, "", None)) for cause in ("late", "lost", "late")]

    assert settled(times)["cause"] == "late or lost"
    assert settled(times[:1])["cause"] == "late"
