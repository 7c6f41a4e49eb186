"""A selection and a run that stops early never end in Conforms; `--strict` changes the result and not the verdict."""

from pathlib import Path

import pytest
from kit import ADAPTERS, REFERENCE, run

#: A reference that violates a SHOULD, and one that violates MUSTs.
WARNING = "deviating:obliging_subsystem"
FAILING = "deviating:silent_spooler"
HASTY = "[parameters]\nsettle_limit = 0.5\nslow_seconds = 0.02\n"


@pytest.mark.parametrize(
    "words",
    [
        ["--only", "A"],
        ["--only", "B5.3"],
        ["--only", "@walkthrough"],
        ["--only", "A1a", "--only", "A5b"],
        ["--", "-k", "procedure_a"],
        ["--", "-m", "walkthrough"],
        ["--", "-m", "requirement(id='A6a')"],
        ["--", "--deselect", "features/procedure_a.feature::test_a_session_that_has_logged_on_gives_its_status_table"],
        ["-n", "2", "--", "-k", "procedure_b"],
    ],
)
def test_a_selection_never_conforms(tmp_path: Path, words: list[str]) -> None:
    """With every way of selecting, the verdict speaks of the selection only, and says how large it is."""
    selected = run("reference", *REFERENCE, *words, out=tmp_path / "run")
    planned, asked = len(selected.record.planned), len(selected.record.header["asked"])

    assert selected.code == 0, selected.stdout + selected.stderr
    assert 0 < planned < asked
    assert selected.verdict == f"The selection holds: {planned} of {asked} scenarios"
    assert "Conforms" not in selected.stdout + (selected.out / "report.html").read_text("utf-8").partition("legend")[0]


def test_a_selection_of_everything_is_none(tmp_path: Path) -> None:
    """What selects every scenario is a whole run."""
    whole = run("reference", *REFERENCE, "--level", "calls", "--", "-k", "feature", out=tmp_path / "run")

    assert whole.code == 0
    assert whole.verdict.startswith("Conforms at level calls; ")


def test_a_selection_without_its_only_must_says_so(tmp_path: Path) -> None:
    """A selection that violates nothing and leaves a MUST open is undecided."""
    adapter = "deviating:without_test_bed"
    selected = run(adapter, "--only", "A1a", "--only", "A6a", out=tmp_path / "run", cwd=ADAPTERS)

    assert selected.code == 3
    assert selected.verdict.startswith("Undecided: 1 MUST left open; ")


@pytest.mark.parametrize("words", [["--maxfail=1"], ["-x"]])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_stopping_at_the_first_failure(tmp_path: Path, words: list[str], workers: str) -> None:
    """A run that stops at its first failure fails, and its scenarios that never ran are not judged."""
    stopped = run(FAILING, "-n", workers, "--", *words, out=tmp_path / "run", cwd=ADAPTERS)

    assert stopped.code == 1, stopped.stdout + stopped.stderr
    assert stopped.verdict.startswith("Does not conform: ")
    assert len(stopped.record.ended) < len(stopped.record.planned)
    assert stopped.having("fail")
    assert stopped.having("inconclusive")


def test_stopping_at_an_undecided_scenario(tmp_path: Path) -> None:
    """A run that stops early without a violation did not finish."""
    stopped = run("deviating:without_test_bed", "--", "-x", out=tmp_path / "run", cwd=ADAPTERS)

    assert stopped.code == 3
    assert stopped.verdict.startswith("Not finished: ")


def test_only_the_last_failures(tmp_path: Path) -> None:
    """`--lf` runs what failed last time in the same folder: mended, the selection holds and no more."""
    (tmp_path / "declaration.toml").write_text(HASTY)
    hasty = ("--declaration", str(tmp_path / "declaration.toml"))
    failed = run(FAILING, *hasty, "--only", "A6a", "--only", "A6f", out=tmp_path / "run", cwd=ADAPTERS)
    undone = ("fail", "inconclusive", "error")
    violated = {id for id, result in failed.record.ended.items() if result["verdict"] in undone}
    still = run(FAILING, *hasty, "--", "--lf", out=tmp_path / "run", cwd=ADAPTERS)
    planned = set(still.record.planned)
    mended = run("reference", *REFERENCE, "--", "--lf", out=tmp_path / "run")

    assert (failed.code, still.code, mended.code) == (1, 1, 0)
    assert violated
    assert planned == set(mended.record.planned) == violated
    assert mended.verdict.startswith("The selection holds: ")


def test_strict_changes_the_result_and_not_the_verdict(tmp_path: Path) -> None:
    """A violated SHOULD is a warning; with `--strict` the exit code says so, and the verdict still says Conforms."""
    lenient = run(WARNING, "--level", "calls", out=tmp_path / "lenient", cwd=ADAPTERS)
    strict = run(WARNING, "--level", "calls", "--strict", out=tmp_path / "strict", cwd=ADAPTERS)

    assert (lenient.code, strict.code) == (0, 1), strict.stdout
    assert strict.having("warning") == lenient.having("warning") == {"SO2"}
    assert not strict.having("fail")
    assert strict.verdict == lenient.verdict
    assert strict.verdict.startswith("Conforms at level calls; ")
    assert ", with 1 warning; " in strict.verdict
    assert "a SHOULD is violated: with --strict the result fails" in strict.stdout


def test_strict_without_warnings_changes_nothing(tmp_path: Path) -> None:
    """The strictest run of the reference still conforms."""
    assert run("reference", "--strict", "--only", "SO2", out=tmp_path / "run").code == 0


def test_profile_topic_says_what_it_is(tmp_path: Path) -> None:
    """Only what the topic itself asks for is judged, and the verdict says so."""
    topic = run("reference", *REFERENCE, "--profile", "topic", out=tmp_path / "run")

    assert topic.code == 0
    assert topic.verdict.startswith("Conforms to profile topic; ")
    assert not {"TB1", "FQ1", "ST1"} & topic.having("pass")
