"""Baselines: what excuses a failure and what does not, which entries no longer hold, and how the file is kept."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import Run, mapi_tck, write_lines
from made_records import a_record, record_lines

from mapi_tck.assessment import Assessment, baseline_update
from mapi_tck.assessment.gate import Gate
from mapi_tck.claims.baseline import Baseline, Deviation, read_baseline
from mapi_tck.errors import UsageError
from mapi_tck.lint.paths import lint_baseline
from mapi_tck.record.run_record import RunRecord
from mapi_tck.reports import html
from mapi_tck.reports.json_result import result as result_of
from mapi_tck.verdicts import ExitCode

LATER, PAST = date(2099, 12, 31), date(2026, 1, 1)
LETTER = "topic-letter-direction"

#: The text of a baseline → the line and what is wrong there.
MALFORMED = {
    "[[deviation]\n": "1: ",
    "deviation = 3\n": "1: deviation: must be written [[deviation]], once for each entry",
    "[deviation]\nrequirement = 'A6a'\n": "1: deviation: must be written [[deviation]], once for each entry",
    "deviation = [3]\n": "1: deviation: must be written [[deviation]], once for each entry",
    "[other]\n": "1: other: unknown key (known keys: deviation)",
    "[[deviation]]\nrequirement = 'A6a'\ncause = 'c'\n": (
        "1: this entry lacks expires: a day, for example 2027-01-31, without quotes"
    ),
    "# first\n\n[[deviation]]\ncause = 'c'\nexpires = 2099-01-01\n": "3: this entry lacks requirement: a text",
    "[[deviation]]\nrequirement = 'A6a'\ncause = 'c'\nexpires = '2099-01-01'\n": (
        "4: expires: must be a day, for example 2027-01-31, without quotes, not '2099-01-01'"
    ),
    "[[deviation]]\nrequirement = 'A6a'\ncause = 7\nexpires = 2099-01-01\n": "3: cause: must be a text, not 7",
    "[[deviation]]\nrequirement = 'A6a'\ncause = 'c'\nexpires = 2099-01-01\nreasons = ''\n": (
        "5: reasons: unknown key (did you mean reason?)"
    ),
    2 * "[[deviation]]\nrequirement = 'A6a'\ncause = 'c'\nexpires = 2099-01-01\n": (
        "5: A6a c is in the baseline twice"
    ),
}

KEPT = """\
# Ours.

# About A6a: the vendor knows.
[[deviation]]
requirement = "A6a"
cause = "topic-letter-direction"
reason = "Follows the letter"  # see the ticket
owner = "mail"
expires = 2099-12-31

# About A7a: it is the table.
[[deviation]]
requirement = "A7a"
cause = "released"
reason = "Leaks a table"
owner = "mail"
expires = 2099-12-31

# The end.
"""


def entry(
    requirement: str, cause: str = LETTER, expires: date = LATER, reason: str = "r", owner: str = "o"
) -> Deviation:
    """An entry of a baseline."""
    return Deviation(requirement, cause, expires, reason, owner)


def failing() -> list[str]:
    """The requirements that fail in the record made by hand, all for one cause."""
    return ["A6a", "A6c", "A6d", "A6e"]


def assessed(*entries: Deviation, change: Callable[[RunRecord], None] = lambda record: None) -> Assessment:
    """The record made by hand, with a baseline of these entries. Only what concerns A6 was run, so that nothing else decides."""
    record = a_record(only=("I2", "A1a", *failing()))
    record.header["baseline"] = Baseline("baseline.toml", entries).to_json()
    change(record)
    return Assessment(record)


def test_known_deviations_do_not_make_it_conform() -> None:
    """With every failure known the exit code is 5 and the verdict says how many; no requirement becomes a pass."""
    found = assessed(*map(entry, failing()))

    assert found.exit_code is ExitCode.KNOWN
    assert found.verdict.startswith("Conforms except for 4 known deviations;")
    assert found.rule == "every violation is a known deviation of the baseline, which does not make it conform"
    # The verdict does not say that nothing is violated, although the violations are known.
    found.record.footer = None
    stopped = Assessment(found.record)
    assert stopped.verdict.startswith("Not finished: ") and ", with 4 known deviations" in stopped.verdict
    assert stopped.rule.startswith(
        "no MUST is violated except for known deviations and nothing broke, but the run did not finish"
    )
    assert {item.id for item in found.requirements if item.verdict == "fail"} == set(failing())


def test_a_known_deviation_is_called_one_where_it_is_shown() -> None:
    """On its card, with why and until when, and in the result for programs."""
    found = assessed(*map(entry, failing()[1:]))
    page = html.render(found.record)
    known = [item["known"] for item in result_of(found)["findings"]]

    assert page.count("<dt>Known</dt>") == len([item for item in known if item]) > 0
    assert len([item for item in known if item is None]) == page.count('class="finding ') - page.count("<dt>Known</dt>")
    assert result_of(found)["baseline"] == "baseline.toml"


def test_a_failure_beyond_the_baseline_fails() -> None:
    """One failure that no entry names: exit code 1, and the verdict counts it apart."""
    found = assessed(*map(entry, failing()[1:]))

    assert found.exit_code is ExitCode.FAILED
    assert found.verdict.startswith("Does not conform: 4 MUSTs violated, 1 of them beyond the baseline;")


def test_another_cause_is_another_deviation() -> None:
    """An entry excuses its own cause only."""
    found = assessed(*map(entry, failing()[1:]), entry("A6a", "messages-transferred"))

    assert found.exit_code is ExitCode.FAILED
    assert found.gate is not None
    assert found.gate.beyond == (("A6a", LETTER),)


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (entry("A6a", expires=PAST), "the entry expired on 2026-01-01, and excuses nothing"),
        (entry("A6a", reason=" "), "the entry lacks a reason, and excuses nothing"),
        (entry("A6a", owner=""), "the entry lacks an owner or a ticket, and excuses nothing"),
        (entry("A6a", reason="", owner=""), "the entry lacks a reason and an owner or a ticket, and excuses nothing"),
    ],
)
def test_an_entry_that_is_not_in_order_excuses_nothing(bad: Deviation, what: str) -> None:
    """Expired, or without reason or owner: the failure counts, and the entry is named."""
    found = assessed(*map(entry, failing()[1:]), bad)

    assert found.exit_code is ExitCode.FAILED
    assert found.verdict.startswith("Does not conform: ")
    assert found.gate is not None
    assert [str(trouble) for trouble in found.gate.trouble] == [f"A6a {LETTER}: {what}"]


def test_on_its_last_day_an_entry_still_counts() -> None:
    """The day of expiry is the last day on which the entry excuses; the run's own date decides."""
    ran = date(2026, 11, 20)

    assert assessed(*[entry(id, expires=ran) for id in failing()]).exit_code is ExitCode.KNOWN


@pytest.mark.parametrize("gone", [entry("A1a"), entry("A6a", "other"), entry("ZZ9")])
def test_an_entry_without_its_deviation_fails(gone: Deviation) -> None:
    """Stale, or of a requirement that there is not: exit code 1, though every failure is known."""
    found = assessed(*map(entry, failing()), gone)

    assert found.exit_code is ExitCode.FAILED
    assert found.verdict.startswith("The baseline is out of date: 1 entry must be removed or renewed;")
    assert found.rule == "an entry of the baseline is stale, expired or incomplete: that alone makes the result fail"


@pytest.mark.parametrize("verdict", ["inconclusive", "error"])
def test_what_was_not_judged_is_neither_seen_nor_gone(verdict: str) -> None:
    """A scenario that was blocked, broke, or was not selected says nothing of the deviation that it would show."""

    def open_end(record: RunRecord) -> None:
        for id, result in record.ended.items():
            if result["requirement"] == "A1a":
                record.ended[id] = {**result, "verdict": verdict}

    left_out = entry("A7a")
    found = assessed(*map(entry, failing()), entry("A1a"), left_out, change=open_end)

    assert found.gate is not None
    assert found.gate.trouble == ()
    assert found.gate.unseen == (entry("A1a"), left_out)


@pytest.mark.parametrize(("verdict", "code"), [("error", ExitCode.BROKE), ("inconclusive", ExitCode.UNDECIDED)])
def test_a_known_failure_hides_nothing_behind_it(verdict: str, code: ExitCode) -> None:
    """Where another scenario of the requirement broke or stayed open, that decides, though the requirement's verdict is fail."""

    def one_more(record: RunRecord) -> None:
        id = next(id for id, result in record.ended.items() if result["requirement"] == "A6a")
        record.ended[id] = {**record.ended[id], "verdict": verdict, "cause": "blocked"}

    assert assessed(*map(entry, failing()), change=one_more).exit_code is code


def test_known_deviations_do_not_finish_a_run() -> None:
    """A run without footer is undecided."""

    def cut(record: RunRecord) -> None:
        record.footer = None

    assert assessed(*map(entry, failing()), change=cut).exit_code is ExitCode.UNDECIDED


def test_warnings_are_known_only_where_they_count() -> None:
    """With --strict a violated SHOULD can be a known deviation; without, its entry excuses nothing, and is not stale."""

    def with_warning(record: RunRecord) -> None:
        whole = a_record(only=("A2a",))
        record.ended |= whole.ended
        record.header["plan"] = record.header["asked"] = [*record.planned, *whole.planned]

    def strict(record: RunRecord) -> None:
        with_warning(record)
        record.header["options"]["strict"] = True

    entries = (*map(entry, failing()), entry("A2a", "extra-column"))

    assert assessed(*entries, change=strict).exit_code is ExitCode.KNOWN
    lenient = assessed(*entries, change=with_warning)
    assert lenient.exit_code is ExitCode.KNOWN
    assert lenient.gate is not None
    assert [item.requirement for item in lenient.gate.unseen if item.requirement == "A2a"] == ["A2a"]


@pytest.mark.parametrize("text", MALFORMED)
def test_a_malformed_baseline_is_one_line(tmp_path: Path, text: str) -> None:
    """What makes a file no baseline is said with its line, and exit code 2."""
    path = tmp_path / "baseline.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(UsageError) as raised:
        read_baseline(path)

    assert str(raised.value).startswith(f"{path}")
    assert str(raised.value).removeprefix(f"{path}:").startswith(MALFORMED[text])


def test_a_baseline_that_is_not_there_is_one_line(reference_run: Run, tmp_path: Path) -> None:
    """Nothing runs, and the hint says what writes a baseline."""
    done = mapi_tck("run", "reference", "--baseline", "nowhere.toml", cwd=tmp_path)

    assert done.code == ExitCode.USAGE
    assert done.stderr == (
        "mapi-tck: nowhere.toml: cannot read the baseline: No such file or directory (mapi-tck baseline update writes one)\n"
    )


def updated(path: Path, record: RunRecord, reason: str = "", owner: str = "") -> baseline_update.Update:
    """The file, updated by the record."""
    return baseline_update.update(path, record, date(2026, 11, 20), expires=LATER, reason=reason, owner=owner)


def test_update_keeps_comments(tmp_path: Path) -> None:
    """Entries that are gone go, new ones come, every comment between entries stays, and a second update does nothing."""
    path = tmp_path / "baseline.toml"
    path.write_text(KEPT, "utf-8")
    record = a_record()
    done = updated(path, record)
    text = path.read_text("utf-8")

    assert [item.key for item in done.removed] == [("A7a", "released")] or done.removed == ()
    for comment in (
        "# Ours.",
        "# About A6a: the vendor knows.",
        "# see the ticket",
        "# About A7a: it is",
        "# The end.",
    ):
        assert text.count(comment) == 1
    assert {item.requirement for item in read_baseline(path).deviations} >= set(failing())
    assert updated(path, record).added == updated(path, record).removed == ()
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize("text", ["deviation = []\n", "deviation = [  # none yet\n]\n"])
def test_update_never_writes_what_cannot_be_read(tmp_path: Path, text: str) -> None:
    """An array in place of tables can be read, and not be added to: the file stays as it is."""
    path = tmp_path / "baseline.toml"
    path.write_text(text, "utf-8")

    assert read_baseline(path).deviations == ()
    with pytest.raises(UsageError, match="written in a way that cannot be kept"):
        updated(path, a_record())
    assert path.read_text("utf-8") == text


def test_update_keeps_line_ends(tmp_path: Path) -> None:
    """A file from Windows stays one."""
    path = tmp_path / "baseline.toml"
    path.write_bytes(KEPT.replace("\n", "\r\n").encode())
    updated(path, a_record())

    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n") > KEPT.count("\n")


def test_an_entry_of_another_role_is_none_of_the_run_s_business(tmp_path: Path) -> None:
    """It is neither trouble nor removed; one that no role knows is both, and the lint tells it from its neighbour."""
    gate = assessed(*map(entry, failing()), entry("XP32", "nothing-lost")).gate
    assert gate is not None
    assert gate.trouble == ()
    assert "XP32" in {item.requirement for item in gate.unseen}

    path = tmp_path / "baseline.toml"
    path.write_text(KEPT.replace('"A6a"', '"XP32"', 1).replace('"A7a"', '"A7q"', 1), "utf-8")
    (problem,) = lint_baseline(path)
    assert problem.message.startswith("A7q released: there is no such requirement; did you mean A7")
    assert [item.requirement for item in updated(path, a_record()).removed] == ["A7q"]


def test_update_removes_what_is_gone(tmp_path: Path) -> None:
    """With one fixed, its entry is removed and nothing else changes but the lines of that entry."""
    path = tmp_path / "baseline.toml"
    path.write_text(KEPT, "utf-8")
    record = a_record(only=("A6a", "A7a"))
    for id, result in record.ended.items():
        if result["requirement"] == "A6a":
            record.ended[id] = {**result, "verdict": "pass", "cause": ""}
        else:
            record.ended[id] = {**result, "verdict": "fail", "cause": "released"}
    done = updated(path, record)
    start, end = KEPT.index("[[deviation]]"), KEPT.index("# About A7a")

    assert [item.key for item in done.removed] == [("A6a", LETTER)]
    assert path.read_text("utf-8") == KEPT[:start] + KEPT[end:]


@given(
    st.lists(
        st.tuples(st.sampled_from(["A6a", "A6c", "A6d", "A6e", "A1a", "I2"]), st.sampled_from([LETTER, "other"])),
        unique=True,
        max_size=6,
    ),
    st.lists(st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=12), min_size=6, max_size=6),
)
def test_what_update_has_written_holds(
    tmp_path_factory: pytest.TempPathFactory, listed: list[tuple[str, str]], comments: list[str]
) -> None:
    """After an update any baseline names exactly the deviations of the run, and keeps its comments."""
    path = tmp_path_factory.mktemp("law") / "baseline.toml"
    record = a_record(only=("I2", "A1a", *failing()))
    path.write_text(
        "".join(
            f'# {comment} -- {number}\n[[deviation]]\nrequirement = "{requirement}"\ncause = "{cause}"\n'
            f'reason = "r"\nowner = "o"\nexpires = 2099-12-31\n'
            for number, ((requirement, cause), comment) in enumerate(zip(listed, comments, strict=False))
        ),
        "utf-8",
    )
    updated(path, record, reason="new", owner="o")
    text = path.read_text("utf-8")
    gate = Gate(record, read_baseline(path), date(2026, 11, 20))

    assert (gate.trouble, gate.new) == ((), ())
    assert {item.key for item in gate.baseline.deviations} == {(id, LETTER) for id in failing()}
    assert all(f"-- {number}\n" in text for number in range(len(listed)))
    assert tomllib.loads(text)


def test_check_and_update_on_the_command_line(tmp_path: Path) -> None:
    """`check` does not accept an entry that `update` has written until it has a reason and an owner."""
    write_lines(tmp_path / "run.ndjson", record_lines(a_record()))
    done = mapi_tck("baseline", "update", "b.toml", "run.ndjson", cwd=tmp_path)
    unfilled = mapi_tck("baseline", "check", "b.toml", cwd=tmp_path)
    text = (tmp_path / "b.toml").read_text("utf-8")
    (tmp_path / "b.toml").write_text(text.replace('reason = ""', 'reason = "r"').replace('owner = ""', 'owner = "o"'))
    filled = mapi_tck("baseline", "check", "b.toml", "run.ndjson", cwd=tmp_path)

    assert (done.code, done.stderr) == (0, "")
    assert f"added A6a {LETTER}\n" in done.stdout
    assert unfilled.code == ExitCode.FAILED
    assert f"b.toml: A6a {LETTER}: the entry lacks a reason and an owner or a ticket" in unfilled.stdout
    assert (filled.code, filled.stdout) == (0, "the baseline holds\n")


def test_a_run_beyond_the_baseline_fails_its_check(tmp_path: Path) -> None:
    """`check FILE RUN` names what the run deviates in and the baseline does not name."""
    write_lines(tmp_path / "run.ndjson", record_lines(a_record()))
    (tmp_path / "b.toml").write_text("# nothing is known yet\n", "utf-8")
    done = mapi_tck("baseline", "check", "b.toml", "run.ndjson", cwd=tmp_path)

    assert done.code == ExitCode.FAILED
    assert f"b.toml: A6a {LETTER}: not in the baseline\n" in done.stdout
