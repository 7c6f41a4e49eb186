"""Outputs that others read hide paths, arguments, error output and secrets, and say so; the record keeps what a replay needs."""

import re
import sys
from pathlib import Path

import pytest
from kit import TESTS, Run, mapi_tck, run, started, verdicts
from made_records import a_record, header

from mapi_tck.assessment import Assessment
from mapi_tck.assessment.outputs import FORMATS
from mapi_tck.errors import UsageError
from mapi_tck.record.redacted import RedactedRecord, Redactor, read_patterns

#: Everything that is written beside the record.
OUTPUTS = [word for name in (*FORMATS,) for word in ("--format", f"{name}=out-{name}.txt")]
#: What only the person who ran the kit should see.
SECRETS = ("hunter2-key", "swordfish", "/secret-place", "the last words")


def dying(folder: Path) -> str:
    """The form of a program in a secret place that dies with a secret on its error output; its arguments are secret too."""
    place = folder / "secret-place"
    place.mkdir()
    (place / "dying.py").write_text(
        f"import os, sys\nsys.path.insert(0, {str(TESTS / 'miniatures')!r})\nfrom well_behaved import main\n"
        "print('the last words: password=swordfish', file=sys.stderr, flush=True)\n"
        "main(on='session.get_status_table', do=lambda request, line: os.abort())\n"
    )
    return f"stdio:{sys.executable} {place / 'dying.py'} --login hunter2-key"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run with all outputs of a program that dies."""
    folder = tmp_path_factory.mktemp("redacted")
    form = dying(folder)
    done = started("run", form, "--only", "A1a", *OUTPUTS, "--out", "run", cwd=folder)
    return Run(done.code, done.stdout, done.stderr, folder / "run")


def leaks(text: str) -> list[str]:
    """The secrets in a text."""
    return [secret for secret in SECRETS if secret in text]


def test_no_output_shows_a_secret(story: Run) -> None:
    """The record and the terminal have them; no report does."""
    assert set(leaks((story.out / "run.ndjson").read_text("utf-8"))) == set(SECRETS)
    found = [*story.out.parent.glob("out-*.txt")]

    assert len(found) >= len(FORMATS) - 2, found
    for path in found:
        text = path.read_text("utf-8")

        assert leaks(text) == [], path.name
        assert text.count(str(story.out.parent)) == 0, path.name


@pytest.mark.parametrize("name", ["html", "junit", "junit-strict", "markdown", "github", "sarif", "json"])
def test_the_output_says_what_it_hides(story: Run, name: str) -> None:
    """A reader of the output knows that something is not shown, and of which kind."""
    text = (story.out.parent / f"out-{name}.txt").read_text("utf-8").replace("\\", "")

    said = re.search(r"(?i)hidden.{0,40}absolute paths \[path\], the arguments of a program", text, re.DOTALL)

    assert said is not None
    assert text.count("[argument]") > 1


def test_everything_is_shown_if_asked_for(story: Run) -> None:
    """`--no-redact` hides nothing, and says nothing of the kind."""
    folder = story.out.parent
    mapi_tck("report", "run", "--out", "plain", "--no-redact", "--format", "markdown=plain.md", cwd=folder)

    assert set(leaks((folder / "plain" / "report.html").read_text("utf-8"))) == set(SECRETS)
    assert "hidden: absolute" not in (folder / "plain.md").read_text("utf-8")


def test_the_other_commands_hide_it_too(story: Run) -> None:
    """A matrix, a drawing, a comparison and a merged run are read by others as well."""
    folder = story.out.parent
    scenario = next(iter(story.record.ended))
    commands = (
        ("matrix", "run", "-o", "m.html"),
        ("sequence", "run", scenario, "-o", "s.svg"),
        ("diff", "run", "run", "--format", "html", "-o", "d.html"),
        ("merge", "run", "--out", "merged"),
    )
    for command in commands:
        mapi_tck(*command, cwd=folder)
    for path in (folder / "m.html", folder / "d.html", folder / "merged" / "report.html"):
        assert leaks(path.read_text("utf-8")) == [], path


def test_a_replay_needs_nothing_that_is_hidden(story: Run, tmp_path: Path) -> None:
    """The record is as before, so it is judged again to the same verdicts."""
    again = run(f"replay:{story.out}/run.ndjson", out=tmp_path / "again")

    assert verdicts(again.record) == verdicts(story.record)


def test_a_pattern_of_ones_own(tmp_path: Path) -> None:
    """What it names is hidden, and said."""
    run("reference", "--only", "A1a", "--redact-pattern", "Status[Tt]able", out=tmp_path / "run")
    run(
        "reference", "--only", "A1a", "--format", "markdown", "--redact-pattern", "mapi-tck ref", out=tmp_path / "other"
    )
    text = (tmp_path / "other" / "summary.md").read_text("utf-8")

    assert "what a pattern names" in text
    for word, what in (("(", "this is no regular expression"), ("x*", "this fits a text without any character")):
        done = mapi_tck("report", "run", "--redact-pattern", word, cwd=tmp_path)

        assert (done.code, done.stderr.count("\n")) == (2, 1)
        assert what in done.stderr
    with pytest.raises(UsageError):
        read_patterns(["["])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("cannot open /srv/ann/mail/provider.so: no", "cannot open [path]/provider.so: no"),
        (r"C:\Users\ann\provider.dll is gone", r"[path]\provider.dll is gone"),
        ("password=abc, next", "password=[secret], next"),
        ("--token abc123 --x", "--token [secret] --x"),
        ("API_KEY: 'abc'", "API_KEY: '[secret]'"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [secret]"),
        ("smtp://ann:abc@mail.example:25", "smtp://[secret]@mail.example:25"),
        ("died: exit code 1; stderr: Traceback | a\nb", "died: exit code 1; stderr: [error output]"),
        ("-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----", "[secret]"),
        # What is none of these stays.
        ("/o=Example/ou=First/cn=Ann", "/o=Example/ou=First/cn=Ann"),
        ("https://learn.example/office/page and/or text/plain", "https://learn.example/office/page and/or text/plain"),
        ("table-1.query_rows(row_count=10, flags=0)", "table-1.query_rows(row_count=10, flags=0)"),
        ("S_OK: 3 rows: PR_DISPLAY_NAME = Spooler", "S_OK: 3 rows: PR_DISPLAY_NAME = Spooler"),
        ("", ""),
    ],
)
def test_texts(text: str, shown: str) -> None:
    """What is hidden of a text, and what is not."""
    redactor = Redactor(header(str))

    assert redactor.text(text) == shown


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("stdio:/opt/x/provider --pin 12345", "stdio:provider [argument]"),
        ("stdio:./provider", "stdio:provider"),
        ("stdio:'unbalanced", "stdio:'unbalanced"),
        ("replay:/srv/ann/run.ndjson", "replay:[path]/run.ndjson"),
        ("reference", "reference"),
        ("package.module:Name", "package.module:Name"),
    ],
)
def test_forms(form: str, shown: str) -> None:
    """Of a program only its name is shown."""
    assert Redactor(header(str, adapter=form)).adapter == shown


def test_a_record_without_anything_to_hide_is_shown_as_it_is() -> None:
    """The findings and commands of a redacted record are those of the record."""
    record = a_record()
    plain, shown = (Assessment(one).findings for one in (record, RedactedRecord(record)))

    assert [(one.result, one.command, one.evidence) for one in plain] == [
        (one.result, one.command, one.evidence) for one in shown
    ]
