"""`mapi-tck matrix`: implementations across, steps and requirements down, on one page without script."""

import copy
from pathlib import Path

from kit import mapi_tck, write_lines
from made_pages import Page, unseen, with_examples
from made_records import a_record, identity, record_lines

from mapi_tck.assessment import Assessment
from mapi_tck.record.run_record import RunRecord
from mapi_tck.reports.matrix import columns, page, rows

HERE = Path()


def named(name: str, **verdicts: str) -> RunRecord:
    """The record made by hand, of an implementation of that name, with other verdicts for some requirements."""
    record = a_record()
    record.header = copy.deepcopy(record.header)
    identity(record)["implementation"] = name
    for id, result in record.ended.items():
        if result["requirement"] in verdicts:
            record.ended[id] = {**result, "verdict": verdicts[result["requirement"]], "cause": "made-up"}
    return record


def test_every_cell_is_what_the_run_says() -> None:
    """Each requirement's row has the verdict that each run's own assessment has, and each step's the worst of its own."""
    runs = [(named("One"), HERE), (named("Two", I2="fail"), HERE), (a_record(role="transport"), HERE)]
    every = columns(runs, HERE)
    found = {row.id: row for row in rows(every) if not row.step}

    for number, (record, _) in enumerate(runs):
        for item in Assessment(record).requirements:
            assert found[item.id].cells[number].verdict == item.verdict
    assert [cell.verdict for cell in found["XP1"].cells][:2] == ["", ""]
    assert next(row for row in rows(every) if row.step and row.id == "I").cells[1].verdict == "fail"


def test_only_what_differs_is_marked() -> None:
    """A row differs exactly where the verdicts are not all equal; the title counts them."""
    runs = [(named("One"), HERE), (named("Two", I2="fail", A1a="error"), HERE)]
    text = page(runs, HERE)

    assert {row.id for row in rows(columns(runs, HERE)) if row.differs and not row.step} == {"I2", "A1a"}
    assert "2 runs side by side, 2 requirements with different verdicts" in text
    assert 'id="only-differences"> Show only the 2 requirements that differ</label>' in text
    assert "<script" not in text


def test_a_column_has_a_short_name_and_selections_have_what_they_selected() -> None:
    """A long name gives way to that of the adapter; requirements that no run selected have no row."""
    long = named("An implementation that has a very long name")
    runs = [(long, HERE), (a_record(only=("A1a", "I2")), HERE), (a_record(only=("I2",)), HERE)]
    assert columns(runs, HERE)[0].short == "wrong:topic-letter"

    for record, _ in runs[1:]:
        record.header["asked"] = [item["id"] for item in record.header["scenarios"]]
    found = {row.id: row for row in rows(columns(runs[1:], HERE)) if not row.step}
    assert set(found) == {"A1a", "I2"}
    assert [cell.verdict for cell in found["A1a"].cells] == ["pass", ""]


def test_each_run_says_who_it_was_and_what_was_declared() -> None:
    """Implementation, level, declaration with claims and digest of each run are on the page; other suites are warned of."""
    other = named("Two")
    other.header["kit"]["suite_digest"] = "sha256:" + "7" * 64
    other.header["options"]["level"] = "calls"
    text = Page(page([(named("One"), HERE), (other, HERE)], HERE)).text

    for words in ("One", "Two", "declaration.toml", "unicode-status-table", "calls, full", "sha256:" + "a" * 64):
        assert words in text
    assert "used 2 different suites" in text


def test_columns_lead_to_the_reports_beside_the_records(tmp_path: Path) -> None:
    """Links are relative to the page and lead to the requirement; a run without a report has none, and says so."""
    for name, report in (("a b", True), ("second", False)):
        (tmp_path / "runs" / name).mkdir(parents=True)
        write_lines(tmp_path / "runs" / name / "run.ndjson", record_lines(named(name)))
        if report:
            (tmp_path / "runs" / name / "report.html").write_text("<!DOCTYPE html>", "utf-8")
    done = mapi_tck("matrix", "runs/a b", "runs/second/run.ndjson", "-o", "pages.html", cwd=tmp_path)
    made = (tmp_path / "pages.html").read_text("utf-8")
    links = [link for link in Page(made).all("href") if "report.html" in link]

    assert (done.code, done.stdout) == (0, "pages.html\n")
    assert set(links) >= {"runs/a%20b/report.html", "runs/a%20b/report.html#A6a"}
    assert not [link for link in links if "second" in link]
    assert "there is none beside the record" in made


def test_two_pages_of_the_same_runs_are_equal() -> None:
    """The page is a function of the records."""
    runs = [(named("One"), HERE), (named("Two", I2="fail"), HERE)]

    assert page(runs, HERE) == page(copy.deepcopy(runs), HERE)


@with_examples
def test_text_of_others_changes_no_page(text: str) -> None:
    """With any name, the page has the same elements and shows nothing unseen."""

    def made(word: str) -> Page:
        return Page(page([(a_record(lambda own: own + word), HERE)] * 2, HERE))

    assert made(text).shape == made("plain").shape
    assert unseen(made(text).text) <= {"\n"}


def test_nothing_to_compare_is_one_line(tmp_path: Path) -> None:
    """Without a run, or without a file to write, it is called wrongly."""
    for words in ((), ("-o", "x.html"), ("nowhere", "-o", "x.html")):
        done = mapi_tck("matrix", *words, cwd=tmp_path)

        assert (done.code, done.stderr.count("\n")) == (2, 1)
