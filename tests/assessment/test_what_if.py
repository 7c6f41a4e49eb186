"""A record judged again under the other reading of D-01: never a verdict, and never exit code 0."""

import re
import shlex
from pathlib import Path

import pytest
from kit import Run, mapi_tck, run
from made_records import a_record
from once import once

from mapi_tck.assessment import Assessment
from mapi_tck.certification import certifying
from mapi_tck.certification.certifying import Certified
from mapi_tck.cli.main import cli
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.record.run_record import RunRecord
from mapi_tck.verdicts import ExitCode
from mapi_tck.wire.codecs import Json

#: Everything that a direction matters to; two cases of each law are enough, since none of them is judged.
ABOUT = ("--only", "A6", "--only", "B5.3", "--examples", "2")
LETTER = "Under the reading D-01=letter (FLUSH_DOWNLOAD is outgoing, FLUSH_UPLOAD is incoming): "


def _by_text(result: Json) -> bool:
    """Whether a scenario that is no search has failed."""
    return bool(result["verdict"] == "fail") and not result.get("search")


@pytest.fixture(scope="module")
def letter_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A subsystem that follows steps A6 and B5.3 to the letter."""
    words = ("wrong:directions-swapped", *ABOUT)
    return once(tmp_path_factory, "letter", lambda folder: run(*words, out=folder / "run"))


@pytest.fixture(scope="module")
def defined_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The reference, which follows the definitions of the flags."""
    return once(tmp_path_factory, "defined", lambda folder: run("reference", *ABOUT, out=folder / "run"))


def test_who_follows_the_letter_would_conform_under_it(letter_run: Run) -> None:
    """A requirement that fails by the kit's ruling passes under the other reading; the verdict still does not say Conforms."""
    done = mapi_tck("report", "run", "--ruling", "D-01=letter", cwd=letter_run.out.parent)
    again = Run(done.code, done.stdout, done.stderr, letter_run.out / "what-if-D-01-letter")

    assert letter_run.code == ExitCode.FAILED
    assert again.code == ExitCode.UNDECIDED
    assert again.assessment.verdict.startswith(f"{LETTER}the selection would hold")
    assert again.assessment.verdict.count("onforms") == 0
    assert again.having("fail", "error", "inconclusive", "warning") == set()
    assert again.record.header["options"].get("ruling") == "D-01=letter"
    searched = [again.record.ended[id] for id, result in letter_run.record.ended.items() if result.get("search")]
    assert {(result["verdict"], result["cause"]) for result in searched} == {("not tested", "other-reading")}
    assert LETTER.rstrip(": ") in (again.out / "report.html").read_text("utf-8")


def test_who_follows_the_ruling_would_not(defined_run: Run, letter_run: Run, tmp_path: Path) -> None:
    """The reference fails under the other reading in exactly what the letter fails in under the kit's."""
    again = run(f"replay:{defined_run.out / 'run.ndjson'}", "--ruling", "D-01=letter", out=tmp_path / "again")

    assert again.code == ExitCode.FAILED
    number = len(again.having("fail"))
    assert number >= 7
    assert again.assessment.verdict.startswith(f"{LETTER}would not conform, {number} MUSTs violated")
    assert again.having("fail") == {result["requirement"] for result in letter_run.record.results if _by_text(result)}
    assert again.having("error", "inconclusive") == set()
    causes = {result["cause"] for result in again.record.results if result["verdict"] == "fail"}
    assert causes == {"defined-direction"}


def test_a_whole_record_would_conform_or_not() -> None:
    """Of everything that was asked for, the verdict says what would be, and the rule that it decides nothing."""
    record = a_record(only=("I2", "A1a"))
    record.header["options"] = {**record.header["options"], "ruling": "D-01=letter"}
    failed: dict[str, ScenarioEnded] = {id: {**result, "verdict": "fail"} for id, result in record.ended.items()}
    holds = Assessment(record)
    fails = Assessment(RunRecord(record.header, record.started, failed, record.footer))

    record.header["options"] = {**record.header["options"], "profile": "topic"}
    topic = Assessment(record)

    assert holds.verdict.startswith(f"{LETTER}would conform;")
    assert topic.verdict.startswith(f"{LETTER}would conform to profile topic;")
    assert holds.rule == "another reading of a ruling decides nothing, so the exit code is never 0"
    assert fails.verdict.startswith(f"{LETTER}would not conform, 2 MUSTs violated;")
    assert (holds.exit_code, fails.exit_code) == (ExitCode.UNDECIDED, ExitCode.FAILED)


def test_an_interruption_is_told(
    defined_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C says how far the new judgement came, as in a run."""
    half = Certified(Assessment(a_record(finished=False)), [tmp_path / "if" / "run.ndjson"], "start it again")
    monkeypatch.setattr(certifying, "certify", lambda *words: half)
    with pytest.raises(SystemExit) as end:
        cli.main(["report", str(defined_run.out), "--ruling", "D-01=letter", "--out", "if"], standalone_mode=False)

    assert end.value.code == half.assessment.exit_code != 0
    assert re.search(
        r"^mapi-tck: report interrupted after \d+ of \d+ scenarios, .*; start it again$", capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("ruling", "told"),
    [
        ("D-02=letter", "a record cannot be judged by another reading of D-02 (there is D-01=letter)"),
        ("D-01", "D-01 is no reading of D-01 (write D-01=letter)"),
        ("D-01=other", "D-01=other is no reading of D-01 (write D-01=letter)"),
        ("D-001=letter", "there is no ruling D-001 (did you mean D-01?)"),
    ],
)
def test_what_cannot_be_judged_is_one_line(defined_run: Run, tmp_path: Path, ruling: str, told: str) -> None:
    """A ruling without another reading, or a word that is none, is one line and exit code 2."""
    done = mapi_tck("report", str(defined_run.out), "--ruling", ruling, cwd=tmp_path)

    assert (done.code, done.stdout, done.stderr) == (2, "", f"mapi-tck: --ruling: {told}\n")


def test_no_baseline_goes_by_another_reading(letter_run: Run, tmp_path: Path) -> None:
    """What would hold to another reader is still violated: no entry is removed for it, and none is called stale."""
    mapi_tck("report", str(letter_run.out), "--ruling", "D-01=letter", "--out", "if", cwd=tmp_path)
    mapi_tck("baseline", "update", "b.toml", str(letter_run.out), "--reason", "r", "--owner", "o", cwd=tmp_path)
    written = (tmp_path / "b.toml").read_text("utf-8")
    for words in (("update", "b.toml", "if"), ("check", "b.toml", "if")):
        done = mapi_tck("baseline", *words, cwd=tmp_path)

        assert (done.code, done.stdout) == (2, "")
        assert done.stderr.startswith("mapi-tck: if/run.ndjson: this is a what-if, judged under another reading")
    assert (tmp_path / "b.toml").read_text("utf-8") == written


def test_what_is_found_under_a_reading_can_be_found_again(defined_run: Run, tmp_path: Path) -> None:
    """The command of a finding carries the reading."""
    mapi_tck("report", str(defined_run.out), "--ruling", "D-01=letter", "--out", "if", cwd=tmp_path)
    finding = Run(0, "", "", tmp_path / "if").assessment.findings[0]
    again = mapi_tck(*shlex.split(finding.command)[1:], cwd=tmp_path)

    assert "--ruling D-01=letter --out again" in finding.command
    assert again.code == 1
    assert "Under the reading D-01=letter" in again.stdout


def test_the_badge_of_a_reading_says_what_would_be(defined_run: Run, tmp_path: Path) -> None:
    """The verdict is not cut off for the name of the reading."""
    wish = ("--ruling", "D-01=letter", "--out", "if", "--format", "badge")
    mapi_tck("report", str(defined_run.out), *wish, cwd=tmp_path)
    badge = (tmp_path / "if" / "badge.svg").read_text("utf-8")

    assert re.search(r"✗ what if D-01=letter · .*: would not conform, \d+ MUSTs violated", badge)


def test_an_implementation_is_judged_by_the_rulings_alone(tmp_path: Path) -> None:
    """Only a record can be judged under another reading, and only in a role whose calls do not rest on the ruling."""
    live = run("reference", "--ruling", "D-01=letter", out=tmp_path / "run")
    run("reference", "--role", "transport", "--only", "XP1", out=tmp_path / "transport")
    hosted = mapi_tck("report", "transport", "--ruling", "D-01=letter", cwd=tmp_path)

    assert (live.code, hosted.code) == (2, 2)
    assert "another reading judges a record, and no implementation" in live.stderr
    assert "in role transport the kit's own calls follow D-01" in hosted.stderr
