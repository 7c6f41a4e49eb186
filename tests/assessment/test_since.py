"""`--previous`: the report of a run that also says what changed since an earlier one."""

import json
import re
from html import unescape
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from kit import mapi_tck, write_lines
from made_pages import Page, unseen, with_examples
from made_records import Mark, a_record, record_lines

from mapi_tck.record.run_record import RunRecord
from mapi_tck.reports import html
from mapi_tck.reports.json_result import render
from mapi_tck.wire.codecs import Json

SCHEMA: Json = json.loads(files("mapi_tck").joinpath("schemas/result.schema.json").read_text("utf-8"))


def earlier(mark: Mark = str) -> RunRecord:
    """A run before the made one: A6c still passed, A1a failed, I2 was not run, and it took twice as long."""
    record = a_record(mark)
    for id, result in list(record.ended.items()):
        result["seconds"] *= 2
        if result["requirement"] == "A6c":
            result.update({"verdict": "pass", "cause": "", "reason": ""})
        if result["requirement"] == "A1a":
            result.update({"verdict": "fail", "cause": "late", "reason": "it came late"})
        if result["requirement"] == "I2":
            del record.ended[id]
            record.header["plan"] = [one for one in record.header["plan"] if one != id]
    record.header["kit"] = {**record.header["kit"], "version": "0.0.9"}
    return record


def words_of(page: str, begin: str, end: str) -> str:
    """What a part of the page says, its cells and lines apart."""
    part = page.partition("<main")[2].partition(begin)[2].partition(end)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", part)).split())


def test_the_page_says_what_changed_and_why() -> None:
    """Each kind of change stands apart with its requirement, and below it what is as bad as before."""
    page = html.render(a_record(), previous=earlier())
    section = words_of(page, "Since the previous run", "Requirements without a result, and why")

    assert (
        "Worse than before: 1 scenario of 1 requirement regressed, 2 scenarios of 1 requirement fixed, "
        "1 scenario of 1 requirement newly tested."
    ) in section
    assert "Possible reasons: suite has changed." in section
    assert re.search(r"Regressions .* A6c MUST ✓ pass ✗ fail", section)
    assert re.search(r"Fixes .* A1a MUST ✗ fail ✓ pass", section)
    assert re.search(r"Newly tested .* I2 MUST not run ✓ pass .* : The selection leaves it out", section)
    still = section.partition("Requirements with a scenario that did not pass, as before: ")[2]
    assert {"A2a warning", "A6a fail", "A6b inconclusive", "A7a error", "C1 warning"} <= set(
        re.split(", ", still.strip())
    )
    assert "A6c" not in still
    assert "scenarios since the previous run: regressed; the requirement's verdict before: pass" in page
    assert "scenarios since the previous run: fixed; the requirement's verdict before: fail" in page


def test_the_times_before_stand_beside_those_of_now() -> None:
    """Where the time went has a column with the time of the earlier run; what did not run then has none."""
    page = html.render(a_record(only=("I2", "A7a")), previous=earlier())
    rows = words_of(page, "The scenarios that took longest", "Legend")

    assert rows.startswith("Seconds Before Scenario ")
    assert "1.250 2.500 A7a" in rows
    assert "1.250 – I2" in rows


def test_what_is_as_bad_as_before_is_named_beside_what_changed() -> None:
    """One scenario of a requirement may be fixed and another fail on."""
    record = a_record()
    first = next(result for result in record.ended.values() if result["requirement"] == "A6a")
    first["verdict"], first["cause"], first["reason"] = "pass", "", ""
    section = words_of(
        html.render(record, previous=a_record()), "Since the previous run", "Requirements without a result, and why"
    )

    assert "Fixes" in section
    assert "A6a fail" in section.partition("did not pass, as before")[2]


def test_without_an_earlier_run_nothing_is_said_of_one() -> None:
    """The page is what it is without."""
    page = html.render(a_record())

    assert "Since the previous run" not in page and "find-change" not in page


def test_links_lead_to_what_is_on_the_page() -> None:
    """A scenario that the later run lacks is named, and is no link to nowhere."""
    later = a_record(only=("A6c", "A1a"))
    page = Page(html.render(later, previous=a_record()))

    assert page.led_to <= set(page.all("id"))
    assert "Profile or level leave it out" in page.text


def test_hostile_text_of_the_earlier_run_changes_nothing() -> None:
    """Neither run's words become markup, and none can steer."""
    shape = Page(html.render(a_record(), previous=earlier())).shape

    @with_examples
    def law(text: str) -> None:
        def mark(word: str) -> str:
            return f"{word}{text}"

        page = html.render(a_record(mark), previous=earlier(mark))
        assert Page(page).shape == shape
        assert unseen(page) <= {"\n"}

    law()


@pytest.mark.parametrize("role", ["subsystem", "transport"])
@pytest.mark.parametrize("finished", [True, False])
def test_the_result_keeps_to_its_schema(role: str, finished: bool) -> None:
    """By itself or embedded in the page, compared or not: it is what the published schema describes."""
    Draft202012Validator.check_schema(SCHEMA)
    record, before = a_record(role=role, finished=finished), a_record(role=role)
    pages = (html.render(record), html.render(record, previous=before))
    results = [json.loads(page.partition('id="result-data">')[2].partition("</script>")[0]) for page in pages]
    results += [json.loads(render(record)), json.loads(render(record, before))]

    assert [error.message for found in results for error in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    assert results[0] == results[2] and results[1] == results[3] != results[0]


def test_the_result_says_what_changed() -> None:
    """Kind, requirement, scenario and both verdicts of each change."""
    previous = json.loads(render(a_record(), earlier()))["previous"]

    assert previous["why"] == "suite has changed"
    assert [(item["kind"], item["requirement"], item["old"], item["new"]) for item in previous["changes"]] == [
        ("newly tested", "I2", "not run", "pass"),
        *[("fix", "A1a", "fail", "pass")] * 2,
        ("regression", "A6c", "pass", "fail"),
    ]


def test_the_run_before_may_lie_where_the_next_one_is_written(tmp_path: Path) -> None:
    """In CI the last run's folder is there: it is read before it is written to."""
    mapi_tck("run", "reference", "--only", "A6a", "--out", "run", cwd=tmp_path)
    again = ("--only", "A6a", "--out", "run", "--previous", "run", "--format", "json", "--format", "markdown")
    done = mapi_tck("run", "wrong:directions-swapped", *again, cwd=tmp_path)
    previous = json.loads((tmp_path / "run" / "result.json").read_text("utf-8"))["previous"]

    assert done.code == 1
    assert {item["kind"] for item in previous["changes"]} == {"regression"}
    assert previous["name"] == "run/run.ndjson"
    page, summary = ((tmp_path / "run" / name).read_text("utf-8") for name in ("report.html", "summary.md"))
    which = rf"run/run\.ndjson \(.*version \S+, digest sha256:\w{{12}}…, {previous['started']}\)"
    for head in (
        Page(page).text.partition("Search")[0],
        done.stdout.partition("Verdict")[2],
        summary.replace("\\", ""),
    ):
        assert re.search(f"Compared with {which}: Worse than before", " ".join(head.split()))
    assert "**Regressions**: A6a pass → fail" in summary


def test_runs_that_do_not_belong_together_are_refused_before_anything_runs(tmp_path: Path) -> None:
    """Another role, another reading, or no record at all: one line, exit code 2, nothing written."""
    write_lines(tmp_path / "old.ndjson", record_lines(a_record(role="transport")))
    write_lines(tmp_path / "run.ndjson", record_lines(a_record()))
    there = sorted(tmp_path.iterdir())
    for words, says in (
        (
            ("run", "reference", "--previous", "old.ndjson"),
            "the old one is about role transport, the new one about role",
        ),
        (("report", "run.ndjson", "--previous", "old.ndjson"), "the old one is about role transport"),
        (
            ("report", "run.ndjson", "--ruling", "D-01=letter", "--previous", "run.ndjson"),
            "judged by the kit's own rulings",
        ),
        (("report", "run.ndjson", "--previous", "none"), "none: "),
    ):
        done = mapi_tck(*words, cwd=tmp_path)

        assert (done.code, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert says in done.stderr
        assert sorted(tmp_path.iterdir()) == there
