"""What is written and where: the usual reports, those that are asked for, standard output, and GitHub's summary of a step."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from kit import environment, mapi_tck, write_lines
from made_records import a_record, record_lines

from mapi_tck.assessment.outputs import FORMATS, USUAL
from mapi_tck.verdicts import ExitCode


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a run record in it."""
    write_lines(tmp_path / "run.ndjson", record_lines(a_record()))
    return tmp_path


def made(folder: Path) -> set[str]:
    """The files beside the record."""
    return {path.name for path in folder.iterdir()} - {"run.ndjson"}


def test_page_and_junit_are_always_written(folder: Path) -> None:
    """Page and JUnit are always written, also beside requested outputs; counter-examples only if a search found any."""
    mapi_tck("report", ".", cwd=folder)
    assert made(folder) == {"report.html", "junit.xml"} < {FORMATS[name] for name in USUAL}

    done = mapi_tck("report", ".", "--format", "sarif", "--format", "badge", cwd=folder)
    assert made(folder) == {"report.html", "junit.xml", "mapi-tck.sarif", "badge.svg"}
    assert set(done.stdout.splitlines()[-4:]) == made(folder)


def test_a_file_may_be_named(folder: Path) -> None:
    """NAME=FILE writes there, seen from where the kit was called; a usual report is not written twice then."""
    (folder / "public").mkdir()
    mapi_tck("report", ".", "--format", "badge=public/mapi.svg", "--format", "junit=tests.xml", cwd=folder)

    assert made(folder) == {"report.html", "tests.xml", "public"}
    assert (folder / "public" / "mapi.svg").read_text("utf-8").startswith("<svg")


def test_annotations_and_dashes_go_to_standard_output(folder: Path) -> None:
    """Annotations are printed before the verdict, since GitHub reads them there; so is any output whose file is `-`.

    Text for people goes to standard error, so that a program can read standard output.
    """
    done = mapi_tck("report", ".", "--format", "github", cwd=folder)
    assert done.stdout.startswith("::error file=features/")
    assert "\nVerdict\n" in done.stdout

    done = mapi_tck("report", ".", "--format", "github", "--format", "markdown=-", cwd=folder)
    assert done.stdout.startswith("::error file=features/")
    assert "\n## Does not conform" in done.stdout
    assert "\nVerdict\n" in done.stderr and "\nVerdict\n" not in done.stdout
    assert made(folder) == {"report.html", "junit.xml"}


def test_a_program_can_read_standard_output(tmp_path: Path) -> None:
    """The same holds for a run: standard output has neither pytest's dots nor the verdict, only the requested output."""
    wish = ("--format", "json=-")
    done = mapi_tck("run", "reference", "--only", "A2", "-n", "2", "--out", "run", *wish, cwd=tmp_path)
    again = mapi_tck("report", "run", *wish, cwd=tmp_path)

    assert json.loads(done.stdout) == json.loads(again.stdout)
    assert json.loads(done.stdout)["exit_code"] == done.code == 0
    assert "The selection holds" in done.stderr


def test_the_summary_of_a_step_is_where_github_says(folder: Path) -> None:
    """With GITHUB_STEP_SUMMARY set, a summary that is asked for is added to that file; without, it is a file of its own."""
    mapi_tck("report", ".", "--format", "markdown", cwd=folder)
    assert (folder / "summary.md").read_text("utf-8").startswith("## Does not conform")

    (folder / "summary.md").unlink()
    step = folder / "step"
    step.write_text("from another command\n")
    subprocess.run(
        [sys.executable, "-m", "mapi_tck", "report", ".", "--format", "markdown"],
        cwd=folder, env=environment({"GITHUB_STEP_SUMMARY": str(step)}), capture_output=True, check=False,
    )  # fmt: skip

    assert step.read_text("utf-8").startswith("from another command\n\n## Does not conform")
    assert "summary.md" not in made(folder)


def test_nobody_is_surprised_by_a_summary(folder: Path) -> None:
    """GITHUB_STEP_SUMMARY alone, without a wish, changes nothing."""
    subprocess.run(
        [sys.executable, "-m", "mapi_tck", "report", "."],
        cwd=folder, env=environment({"GITHUB_STEP_SUMMARY": str(folder / "step")}), capture_output=True, check=False,
    )  # fmt: skip

    assert made(folder) == {"report.html", "junit.xml"}


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ("sariff", "--format sariff: there is no format sariff (did you mean sarif?)"),
        (
            "pdf",
            f"--format pdf: there is no format pdf (one of {', '.join(FORMATS)})",
        ),
        ("sarif=", "--format sarif=: no file is named (--format sarif=FILE, or without the equals sign)"),
        ("sarif=no/such/x", "--format sarif=no/such/x: cannot write there: there is no such folder"),
        ("sarif=.", "--format sarif=.: cannot write there: it is a folder (name a file)"),
    ],
)
def test_a_wish_that_cannot_be_met_is_one_line(tmp_path: Path, wish: str, says: str) -> None:
    """Before anything runs, one line says what is wrong with a format, and the exit code is 2."""
    for words in (("run", "reference", "--only", "A2"), ("report", ".")):
        done = mapi_tck(*words, "--format", wish, cwd=tmp_path)

        assert (done.code, done.stdout) == (2, "")
        assert done.stderr == f"mapi-tck: {says}\n"
    assert list(tmp_path.iterdir()) == []


def test_a_run_writes_what_it_is_asked_for(tmp_path: Path) -> None:
    """`run` has the same formats as `report`, and making them again gives the same bytes."""
    wishes = [word for name in FORMATS if name not in ("github", "counterexamples") for word in ("--format", name)]
    done = mapi_tck("run", "wrong:directions-swapped", "--only", "A6a", "--out", "run", *wishes, cwd=tmp_path)
    files = {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir() if path.is_file()}

    assert done.code == 1 and set(files) == {"run.ndjson", *FORMATS.values()} - {"-", "counterexamples.feature"}
    (run,) = json.loads(files["mapi-tck.sarif"])["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["A6a"] * 3
    mapi_tck("report", "run", *wishes, cwd=tmp_path)
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir() if path.is_file()}


@pytest.mark.parametrize(
    ("wishes", "whose"),
    [
        (["sarif=run.ndjson"], "the record"),
        (["sarif=report.html"], "the format html"),
        (["html=page.html", "sarif=page.html"], "the format html"),
    ],
)
def test_no_output_overwrites_the_record_or_another_one(folder: Path, wishes: list[str], whose: str) -> None:
    """It is refused in one line, and nothing is written."""
    record = (folder / "run.ndjson").read_bytes()
    done = mapi_tck("report", ".", *(word for wish in wishes for word in ("--format", wish)), cwd=folder)

    assert done.code == ExitCode.USAGE
    assert done.stderr == f"mapi-tck: --format {wishes[-1]}: that file is for {whose} (name another one)\n"
    assert made(folder) == set()
    assert (folder / "run.ndjson").read_bytes() == record


def test_a_file_may_be_in_the_folder_that_the_run_makes(tmp_path: Path) -> None:
    """The folder of the run need not be there yet."""
    done = mapi_tck("run", "reference", "--only", "A1a", "--out", "new", "--format", "sarif=new/x.sarif", cwd=tmp_path)

    assert done.code == ExitCode.CONFORMS, done.stderr
    assert (tmp_path / "new" / "x.sarif").exists()
