"""`mapi-tck diff`: what became worse, better, tested or untested, and why it may have, in four forms."""

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from kit import mapi_tck, write_lines
from made_pages import Page, unseen, with_examples
from made_records import a_record, identity, record_lines, violate
from terminal import printed

from mapi_tck.assessment.difference import Difference, Kind
from mapi_tck.claims.baseline import Baseline, Deviation
from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import RunRecord
from mapi_tck.reports.difference import render
from mapi_tck.reports.words.changes import verdict
from mapi_tck.wire.codecs import Json

Change = Callable[[RunRecord], None]

#: Verdict before and after → the kind of change.
KINDS = {
    ("pass", "fail"): Kind.REGRESSION,
    ("pass", "error"): Kind.REGRESSION,
    ("pass", "inconclusive"): Kind.REGRESSION,
    ("pass", "warning"): Kind.REGRESSION,
    ("warning", "fail"): Kind.REGRESSION,
    ("inconclusive", "fail"): Kind.REGRESSION,
    ("error", "fail"): Kind.REGRESSION,
    ("fail", "pass"): Kind.FIX,
    ("fail", "warning"): Kind.FIX,
    ("inconclusive", "pass"): Kind.FIX,
    ("error", "pass"): Kind.FIX,
    ("fail", "error"): Kind.OTHERWISE,
    ("fail", "inconclusive"): Kind.OTHERWISE,
    ("error", "inconclusive"): Kind.OTHERWISE,
    ("not tested", "pass"): Kind.NEWLY_TESTED,
    ("not applicable", "fail"): Kind.NEWLY_TESTED,
    ("pass", "not tested"): Kind.NO_LONGER_TESTED,
    ("fail", "not applicable"): Kind.NO_LONGER_TESTED,
    ("pass", "pass"): None,
    ("not tested", "not applicable"): None,
}

#: What is changed in the header → what is named, with the old and the new value.
REASONS: dict[str, tuple[Callable[[Json], None], tuple[str, str, str, str]]] = {
    "name": (
        lambda h: h["implementation"].update(implementation="Other"),
        ("implementation", "name", "Example MAPI", "Other"),
    ),
    "version": (lambda h: h["implementation"].update(version="4.3"), ("implementation", "version", "4.2", "4.3")),
    "digest": (
        lambda h: h["implementation"].update(digest="sha256:" + "b" * 64),
        ("implementation", "digest", "sha256:" + "a" * 64, "sha256:" + "b" * 64),
    ),
    "adapter": (lambda h: h.update(adapter="other:Form"), ("adapter", "form", "wrong:topic-letter", "other:Form")),
    "kit": (lambda h: h["kit"].update(version="0.2.0"), ("suite", "kit", "0.1.0", "0.2.0")),
    "suite": (
        lambda h: h["kit"].update(suite_digest="sha256:" + "6" * 64),
        ("suite", "digest", "sha256:" + "5" * 64, "sha256:" + "6" * 64),
    ),
    "claim": (
        lambda h: h["declaration"]["claims"].update(deferral=True),
        ("declaration", "claim deferral", "false", "true"),
    ),
    "parameter": (
        lambda h: h["declaration"]["parameters"].update(call_limit=5.0),
        ("declaration", "parameter call_limit", "30.0", "5.0"),
    ),
    "level": (lambda h: h["options"].update(level="calls"), ("options", "level", "full", "calls")),
    "repeat": (lambda h: h["options"].update(repeat=3), ("options", "repeat", "1", "3")),
    "python": (lambda h: h["environment"].update(python="3.13.1"), ("environment", "python", "3.11.2", "3.13.1")),
}


def as_it_was(record: RunRecord) -> None:
    """Nothing changes."""


def ended(requirement: str, word: str, cause: str = "") -> Change:
    """All scenarios of the requirement ended so."""

    def change(record: RunRecord) -> None:
        for id, result in record.ended.items():
            if result["requirement"] == requirement:
                record.ended[id] = {**result, "verdict": word, "cause": cause, "reason": f"it is {word}"}

    return change


def changed(old: Change = as_it_was, new: Change = as_it_was) -> Difference:
    """The record made by hand, changed on either side."""
    records = [a_record(), a_record()]
    for record, change in zip(records, (old, new), strict=True):
        record.header = copy.deepcopy(record.header)
        change(record)
    return Difference(*records)


@pytest.mark.parametrize(("was", "now"), KINDS)
def test_every_pair_of_verdicts_is_one_kind_of_change(was: str, now: str) -> None:
    """Worse, better, newly tested, no longer tested, or otherwise; only the first makes the command fail."""
    difference = changed(ended("I2", was), ended("I2", now))

    assert [change.kind for change in difference.changes] == ([KINDS[was, now]] if KINDS[was, now] else [])
    assert difference.regressed == (KINDS[was, now] is Kind.REGRESSION)


def test_another_cause_is_a_change_but_no_regression() -> None:
    """A scenario that still fails, but for another reason, is listed separately."""
    difference = changed(ended("I2", "fail", "one"), ended("I2", "fail", "other"))

    assert [(change.kind, change.cause) for change in difference.changes] == [(Kind.OTHERWISE, "one → other")]
    assert not difference.regressed


def test_what_is_left_out_is_no_longer_tested_with_its_reason() -> None:
    """A selection, a level, a shorter catalogue or a run that stopped each say so."""

    def shorter(record: RunRecord) -> None:
        gone = next(item["id"] for item in record.header["scenarios"] if item["requirement"] == "I2")
        record.header["scenarios"] = [item for item in record.header["scenarios"] if item["id"] != gone]
        record.header["plan"] = record.header["asked"] = [id for id in record.planned if id != gone]
        del record.ended[gone]

    def selected(record: RunRecord) -> None:
        left = next(item["id"] for item in record.header["scenarios"] if item["requirement"] == "I2")
        record.header["plan"] = [id for id in record.planned if id != left]
        del record.ended[left]

    def stopped(record: RunRecord) -> None:
        del record.ended[next(item["id"] for item in record.header["scenarios"] if item["requirement"] == "I2")]

    told = {}
    for name, change in (("shorter", shorter), ("selected", selected), ("stopped", stopped)):
        (found,) = changed(new=change).changes
        told[name] = found.kind, found.new.reason

    assert told == {
        "shorter": (Kind.NO_LONGER_TESTED, "the suite does not have this scenario"),
        "selected": (Kind.NO_LONGER_TESTED, "the selection leaves it out"),
        "stopped": (Kind.NO_LONGER_TESTED, "the run stopped before the scenario ended"),
    }
    assert changed(old=shorter).changes[0].kind is Kind.NEWLY_TESTED


@pytest.mark.parametrize("what", REASONS)
def test_each_reason_is_named_with_both_values(what: str) -> None:
    """Exactly what the records say differently is named: implementation, adapter, suite, declaration, options, environment."""
    change, expected = REASONS[what]
    difference = changed(new=lambda record: change(record.header))

    assert [(one.what, one.field, one.old, one.new) for one in difference.reasons] == [expected]
    assert difference.why.startswith(f"{expected[0]} {'have' if expected[0] == 'options' else 'has'} changed")


def test_an_entry_of_the_baseline_may_be_why() -> None:
    """A deviation that only one run's baseline accepted is named, with its expiry date."""
    entry = Deviation("A6a", "c", date(2099, 12, 31), "r", "o")
    baseline = Baseline("b.toml", (entry,)).to_json()
    difference = changed(new=lambda record: record.header.update({"baseline": baseline}))

    assert [(one.what, one.field, one.old, one.new) for one in difference.reasons] == [
        ("baseline", "A6a c", "not given", "until 2099-12-31")
    ]
    assert difference.why == "only the baseline has changed: which deviations are known, not which are found"
    assert "A6a c" in printed(render(difference, "text"))


def test_nobody_is_blamed_for_a_run_that_was_stopped() -> None:
    """If the only change is that one run did not finish, the diff gives that as the reason, not the implementation."""

    def stopped(record: RunRecord) -> None:
        record.footer = None
        del record.ended[next(item["id"] for item in record.header["scenarios"] if item["requirement"] == "I2")]

    assert changed(new=stopped).why == "nothing recorded has changed, but the new run was not finished"
    assert changed(old=stopped).why == "nothing recorded has changed, but the old run was not finished"


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_fixed_scenario_is_no_fixed_requirement(form: str) -> None:
    """Where the verdict of all scenarios together is another than that of those that changed, it stands beside it."""

    def half(record: RunRecord) -> None:
        first = next(result for result in record.ended.values() if result["requirement"] == "A6a")
        first.update({"verdict": "pass", "cause": "", "reason": ""})

    told = printed(render(changed(new=half), form), width=200)

    assert "1 scenario of 1 requirement fixed" in told
    assert "all its scenarios together: ✗ fail → ✗ fail" in told


def test_what_is_newly_tested_and_fails_is_said_at_once() -> None:
    """A newly tested scenario that fails is not a regression, but the verdict mentions it beside "Nothing is worse"."""
    found = changed(ended("I2", "not tested"), ended("I2", "fail"))

    assert verdict(found) == (
        "Nothing is worse: 1 scenario of 1 requirement newly tested; 1 newly tested scenario fails"
    )


def test_a_change_without_reason_is_called_one() -> None:
    """With nothing changed in the records the implementation differs from run to run; without a digest it may have changed."""

    def without_digest(record: RunRecord) -> None:
        identity(record)["digest"] = None

    def worse_without(record: RunRecord) -> None:
        without_digest(record)
        ended("I2", "fail")(record)

    assert "(see --repeat)" in changed(new=ended("I2", "fail")).why
    assert "has no digest: it may have changed" in changed(without_digest, worse_without).why
    assert changed().why == "nothing recorded has changed"


def test_runs_in_different_roles_are_not_compared(tmp_path: Path) -> None:
    """One line and exit code 2."""
    with pytest.raises(UsageError, match="do not belong together"):
        Difference(a_record(), a_record(role="transport"))
    write_lines(tmp_path / "old.ndjson", record_lines(a_record()))
    write_lines(tmp_path / "new.ndjson", record_lines(a_record(role="transport")))
    done = mapi_tck("diff", "old.ndjson", "new.ndjson", cwd=tmp_path)

    assert (done.code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "the old one is about role subsystem, the new one about role transport" in done.stderr


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_every_form_says_the_same(form: str) -> None:
    """Each of the four forms has the sentence, the requirement, its verdicts, the cause, and what has changed."""

    def worse(record: RunRecord) -> None:
        ended("I2", "fail", "cause-code")(record)
        identity(record)["version"] = "4.3"

    difference = changed(new=worse)
    made = render(difference, form)
    text = printed(made) if form == "text" else made

    assert verdict(difference) == "Worse than before: 1 scenario of 1 requirement regressed"
    for words in (verdict(difference), "I2", "fail", "pass", "cause-code", "4.2", "4.3", "version", "implementation"):
        assert words in text


def test_the_json_can_be_read_by_a_program() -> None:
    """The JSON form has kind, requirement, scenario and both states of every change, and every reason."""
    told = json.loads(render(changed(new=ended("I2", "fail", "c")), "json"))
    (change,) = told["changes"]

    assert told["regressed"] is True
    assert (change["kind"], change["requirement"]) == ("regression", "I2")
    assert change["old"] == {"verdict": "pass", "cause": "", "reason": ""}
    assert change["new"] == {"verdict": "fail", "cause": "c", "reason": "it is fail"}
    assert {"implementation", "verdict", "exit_code", "started"} == set(told["old"])


def test_the_table_fits_a_terminal() -> None:
    """With 80 columns no line is longer, however long a name or digest is."""

    def worse(record: RunRecord) -> None:
        ended("A6a", "inconclusive", "a-long-cause-" * 9)(record)
        identity(record).update({"digest": "sha256:" + "b" * 64, "version": "v" * 200})

    text = printed(render(changed(new=worse), "text"))

    assert max(map(len, text.splitlines())) <= 80


def test_the_command_writes_files_and_fails_on_a_regression(tmp_path: Path) -> None:
    """Exit code 1 forwards, 0 backwards; -o writes what would be printed."""
    worse = a_record()
    violate(worse, "I2", "c")
    write_lines(tmp_path / "old.ndjson", record_lines(a_record()))
    write_lines(tmp_path / "new.ndjson", record_lines(worse))
    forwards = mapi_tck("diff", "old.ndjson", "new.ndjson", "--format", "html", "-o", "d.html", cwd=tmp_path)
    backwards = mapi_tck("diff", "new.ndjson", "old.ndjson", cwd=tmp_path)

    assert (forwards.code, forwards.stdout, forwards.stderr) == (1, "", "")
    assert (tmp_path / "d.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert backwards.code == 0
    assert "Nothing is worse: 1 scenario of 1 requirement fixed" in backwards.stdout


def test_a_run_that_stopped_is_not_called_no_worse(tmp_path: Path) -> None:
    """What the old run judged and the new one did not get to may be worse: exit code 3, in every form; a regression is 1."""
    stopped, worse = a_record(finished=False), a_record(finished=False)
    violate(worse, "I2", "c")
    for name, record in (("old", a_record()), ("stopped", stopped), ("worse", worse)):
        write_lines(tmp_path / f"{name}.ndjson", record_lines(record))
    done = mapi_tck("diff", "old.ndjson", "stopped.ndjson", cwd=tmp_path)
    difference = Difference(a_record(), stopped)

    assert done.code == 3
    assert "Not finished: the new run stopped before 1 scenario had ended: " in done.stdout
    assert 'class="top inconclusive"' in render(difference, "html")
    assert json.loads(render(difference, "json"))["open"] == 1
    assert render(difference, "markdown").startswith("# Not finished: the new run stopped")
    assert mapi_tck("diff", "old.ndjson", "worse.ndjson", cwd=tmp_path).code == 1
    # What neither judged leaves nothing open.
    assert mapi_tck("diff", "stopped.ndjson", "stopped.ndjson", cwd=tmp_path).code == 0


def test_a_what_if_is_not_compared_with_a_run(tmp_path: Path) -> None:
    """Verdicts under different readings do not become better or worse: one line and exit code 2."""
    other = a_record()
    other.header["options"]["ruling"] = "D-01=letter"
    write_lines(tmp_path / "old.ndjson", record_lines(a_record()))
    write_lines(tmp_path / "new.ndjson", record_lines(other))
    done = mapi_tck("diff", "old.ndjson", "new.ndjson", cwd=tmp_path)

    assert (done.code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "the old one is judged by the kit's own rulings, the new one by the reading D-01=letter" in done.stderr
    assert mapi_tck("diff", "new.ndjson", "new.ndjson", cwd=tmp_path).code == 0


@pytest.mark.parametrize("edited", ["old", "new"])
@pytest.mark.parametrize("command", ["diff old.ndjson new.ndjson", "merge old.ndjson new.ndjson --out merged"])
def test_the_record_that_was_edited_is_the_one_that_is_named(tmp_path: Path, edited: str, command: str) -> None:
    """Where a result is about a requirement that the record lacks, the line names that one, not the sound one beside it."""
    broken = a_record()
    broken.header = copy.deepcopy(broken.header)
    broken.header["requirements"] = [item for item in broken.header["requirements"] if item["id"] != "A6a"]
    for name in ("old", "new"):
        write_lines(tmp_path / f"{name}.ndjson", record_lines(broken if name == edited else a_record()))
    ended("I2", "fail")(broken)
    done = mapi_tck(*command.split(), cwd=tmp_path)

    assert (done.code, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(f"mapi-tck: {edited}.ndjson:1: this header lacks A6a, which ")


def test_a_page_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    """The file of -o is written beside its place and renamed, so that no reader sees half of it."""
    write_lines(tmp_path / "old.ndjson", record_lines(a_record()))
    (tmp_path / "d.txt").write_text("the old one")
    with (tmp_path / "d.txt").open() as reading:
        done = mapi_tck("diff", "old.ndjson", "old.ndjson", "-o", "d.txt", cwd=tmp_path)
        seen = reading.read()

    assert (done.code, seen) == (0, "the old one")
    assert "No scenario's verdict changed" in (tmp_path / "d.txt").read_text("utf-8")
    assert {path.name for path in tmp_path.iterdir()} == {"old.ndjson", "d.txt"}


def _hostile(text: str) -> Difference:
    # Behind its own words, so that ids stay apart.
    old, new = a_record(lambda word: word + text), a_record(lambda word: word + text)
    ended("I2", "fail", f"cause{text}")(new)
    identity(new)["version"] = f"{text}2"
    return Difference(old, new)


@with_examples
def test_text_of_others_changes_no_page(text: str) -> None:
    """With any name the page has the same elements as with plain names, no script, and no invisible characters."""
    page = Page(render(_hostile(text), "html"))

    assert page.shape == Page(render(_hostile("plain"), "html")).shape
    assert "script" not in [tag for tag, _ in page.elements]
    assert unseen(page.text) <= {"\n"}


@with_examples
def test_text_of_others_steers_no_terminal_and_is_no_markup(text: str) -> None:
    """The terminal gets no invisible characters; in Markdown every table row has as many cells as its header."""
    assert unseen(printed(render(_hostile(text), "text"))) <= {"\n"}
    markdown = render(_hostile(text), "markdown")
    assert unseen(markdown) <= {"\n"}
    widths = {line.count("|") for line in markdown.splitlines() if line.startswith("|")}
    assert widths == {5, 6}
    assert "<script" not in markdown
