"""What the documents show as printed by a command is what it prints."""

import re
from pathlib import Path

import pytest
from documents import fenced, text_of
from kit import Run, mapi_tck, run

from mapi_tck.verdicts import ExitCode


def not_printed(example: str, done: Run) -> list[str]:
    """The first part of an example that the run does not print after the parts before it.

    `…` on a line of its own stands for any lines. Lines may be wrapped elsewhere: terminals differ in width.
    """
    printed = " ".join(done.stdout.split())
    for part in re.split(r"^ *…$", example, flags=re.MULTILINE):
        words = " ".join(part.split())
        if not words:
            continue
        _, found, printed = printed.partition(words)
        if not found:
            return [words]
    return []


def test_the_output_in_the_readme_is_real(reference_run: Run) -> None:
    """The README's second example is what `make certify` prints, and the files that it names are written."""
    example, _, files = fenced(text_of("README.md"), "")[1].partition("mapi-tck-run/")

    assert not_printed(example, reference_run) == []
    assert set(files.replace("mapi-tck-run/", "").split()) == {"run.ndjson", "report.html", "junit.xml"}
    assert set(files.replace("mapi-tck-run/", "").split()) <= {path.name for path in reference_run.out.iterdir()}


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (0, ("wrong:message-lost-with-the-line", "--role", "transport", "--only", "XP32")),
        (2, ("wrong:directions-swapped", "--only", "A6a")),
    ],
)
def test_the_findings_in_the_readme_are_real(tmp_path: Path, place: int, words: tuple[str, ...]) -> None:
    """The README's other two examples are printed by the commands that stand before them."""
    done = run(*words, out=tmp_path / "run")

    assert f"`mapi-tck run {' '.join(words)}`" in text_of("README.md")
    assert not_printed(fenced(text_of("README.md"), "")[place], done) == []


def test_the_progress_in_the_docs_is_real(tmp_path: Path) -> None:
    """The lines in docs/command-line.md that a pipe gets are printed by the run that is named there."""
    done = run("wrong:directions-swapped", "--only", "A", out=tmp_path / "run")

    assert "`mapi-tck run wrong:directions-swapped --only A`" in text_of("docs", "command-line.md")
    assert not_printed(fenced(text_of("docs", "command-line.md"), "")[1], done) == []


def test_the_difference_in_the_docs_is_real(tmp_path: Path) -> None:
    """The example in docs/gate.md is what `mapi-tck diff` prints of the two runs that it is about."""
    only = ("--only", "A6a", "--only", "B5.3c")
    run("reference", *only, out=tmp_path / "old")
    run("wrong:directions-swapped", *only, out=tmp_path / "new")
    done = mapi_tck("diff", "old", "new", cwd=tmp_path)

    assert done.code == ExitCode.FAILED
    assert not_printed(fenced(text_of("docs", "gate.md"), "")[0], done) == []
