"""The form of reports: the same every time, closed to the outside, readable, adding up."""

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from html import unescape
from io import StringIO
from itertools import pairwise
from pathlib import Path

import click
import pytest
from made_pages import Page, said
from made_records import REQUIREMENTS, a_record
from rich.console import Console

from mapi_tck.assessment import Assessment
from mapi_tck.assessment.outputs import write_report
from mapi_tck.assessment.printing import rendered
from mapi_tck.reports import html, junit, markdown
from mapi_tck.reports.page import scenarios
from mapi_tck.reports.text import summary
from mapi_tck.reports.words.groups import cause_groups, reason_groups
from mapi_tck.reports.words.wording import ranges
from mapi_tck.suite.catalogue import specification
from mapi_tck.verdicts import Strength, Verdict

PAGES = specification().pages


def test_a_page_is_the_same_every_time(tmp_path: Path) -> None:
    """The same record gives the same bytes, in HTML and in JUnit."""
    for name in ("html", "junit"):
        write_report(name, a_record(), tmp_path / "first")
        write_report(name, a_record(), tmp_path / "second")

        assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_a_report_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader never sees half a report, and no temporary file stays."""
    (tmp_path / "report.html").write_text("the old one")

    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_report("html", a_record(), tmp_path / "report.html")

    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert (tmp_path / "report.html").read_text() == "the old one"


def test_the_page_is_closed_to_the_outside() -> None:
    """Nothing is fetched, only links to the specification's pages lead outside, and the policy names style sheet and script."""
    text = html.render(a_record())
    page = Page(text)
    style, script = (text.split(f"<{tag}>")[1].split(f"</{tag}>")[0] for tag in ("style", "script"))
    own = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (style, script)]

    assert (
        f"default-src 'none'; style-src 'sha256-{own[0]}'; script-src 'sha256-{own[1]}'; base-uri 'none'; "
        "form-action 'none'"
    ) in page.all("content")
    assert [given for tag, given in page.elements if tag == "script"] == [
        {"type": "application/json", "id": "result-data"},
        {},
    ]
    assert not {"link", "img", "iframe"} & {tag for tag, _ in page.elements}
    assert not page.all("src") + page.all("style") + [a for _, names in page.shape for a in names if a.startswith("on")]
    assert "url(" not in style and "@import" not in style
    assert "fetch(" not in script and "innerHTML" not in script
    assert all(target.startswith(("#", PAGES)) for target in page.all("href"))


def test_only_style_and_script_escape_escaping() -> None:
    """No template passes anything else through as it is."""
    texts = [path.read_text("utf-8") for path in sorted(html.TEMPLATES.glob("*.j2"))]

    assert {found for text in texts for found in re.findall(r"{{[^}]*safe[^}]*}}", text)} == {
        "{{ style|safe }}",
        "{{ script|safe }}",
    }
    assert not any("autoescape" in text for text in texts)


@pytest.mark.parametrize("finished", [True, False])
def test_the_page_can_be_walked(finished: bool) -> None:
    """Addresses are unique and every link leads somewhere; headings have no gaps; tables say what they show."""
    page = Page(html.render(a_record(finished=finished)))
    ids = page.all("id")
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    count = [tag for tag, _ in page.elements].count

    assert len(ids) == len(set(ids))
    assert page.led_to <= set(ids)
    assert f"{PAGES}imapistatus-flushqueues#notes-to-callers" in page.all("href")
    assert {"A6a", "A6", "B5.3", "I", "C", "D-01"} <= set(ids)
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    named = [tag for tag, attributes in page.elements if tag == "table" and attributes.get("aria-label")]
    assert count("table") == count("caption") + len(named) and count("details") == count("summary")
    assert PAGES in page.text
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")
    assert [item for item in page.elements if item[0] == "html"] == [("html", {"lang": "en"})]


def test_tables_are_tables_and_rulings_are_in_order() -> None:
    """A table of Gherkin is one of the page, with its heads; rulings stand by number, however the record has them."""
    record = a_record()
    record.header["rulings"].reverse()
    next(item for item in record.header["requirements"] if item["id"] == "A6a")["rulings"] = ["D-40", "D-01"]
    text = html.render(record)

    assert '<th scope="col">transport</th><th scope="col">kind</th>' in text
    assert "<td>plain</td><td>LAN</td>" in text
    assert text.index('id="D-01"') < text.index('id="D-40"')
    assert text.index("Ruling D-01") < text.index("Ruling D-40")


def test_a_decisive_call_is_decoded() -> None:
    """Below it stand its arguments and its return code, by name and as they were recorded."""
    record = a_record()
    failed = next(result for result in record.ended.values() if result["verdict"] == "fail")
    failed["trace"][1]["code"] = 0x80040115
    words = re.sub(r"<[^>]+>", " ", html.render(record).partition('<div class="decisive">')[2])

    assert re.search(r"flags\s+.*FLUSH_UPLOAD\|FLUSH_NO_UI\s+0x00000002", words)
    assert re.search(r"return code\s+MAPI_E_NETWORK_ERROR \(0x80040115\)\s+0x80040115", words)


def test_a_source_that_is_no_page_is_no_link() -> None:
    """A record may name anything as the source of a requirement: only the name of a page leads to where pages are published."""
    for source in ("javascript:alert(1)", "../../etc.md", "x.md\n", "<b>.md", "Page.MD", ""):
        page = Page(html.render(a_record(source=source)))

        assert all(target.startswith("#") for target in page.all("href"))


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([], ""),
        ([7], "7"),
        ([3, 2], "2, 3"),
        ([1, 2, 3, 5, 7, 8, 9, 10], "1–3, 5, 7–10"),
        ([4, 4, 5, 6], "4–6"),
        (list(range(1, 900, 2)), "1, 3, 5, 7, 9, 11, 13, … 899 (450 in all)"),
    ],
)
def test_calls_in_a_row_are_told_by_the_first_and_the_last(numbers: list[int], words: str) -> None:
    """A check may rest on hundreds of calls, and still leaves room on the first screen."""
    assert ranges(numbers) == words


def luminance(colour: str) -> float:
    """WCAG's relative luminance of #rgb or #rrggbb."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_can_be_read_in_light_and_dark() -> None:
    """Each text colour meets WCAG AA on the page and on a panel, and both ways of going dark agree."""
    style = (html.TEMPLATES / "report.css").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"--(\w+): (#\w+);", block)) for block in re.findall(r":root {([^}]*#[^}]*)}", style)[:2]
    )
    both = {name: (one, other) for name, one, other in re.findall(r"--(\w+): light-dark\((#\w+), (#\w+)\)", style)}

    assert both == {name: (light[name], dark[name]) for name in light}
    for colours in (light, dark):
        for ground in ("page", "panel", "missing"):
            for name in colours.keys() - {"page", "panel", "missing", "rule"}:
                darker, lighter = sorted((luminance(colours[name]), luminance(colours[ground])))
                assert (lighter + 0.05) / (darker + 0.05) >= 4.5, f"{name} on {ground}"


def test_one_cause_does_not_fill_pages() -> None:
    """Of eleven scenarios with one cause three are shown with their evidence, and the others are named."""
    failures = said(a_record()).split("\n\nErrors")[0]
    named = "UPLOAD and DOWNLOAD are swapped (ruling D-01) [topic-letter-direction] (11 scenarios, 4 requirements)"

    assert named in " ".join(failures.split())
    assert failures.count("expected ") == 3
    assert re.search(r"\n  A6e MUST  The implementation [^\n]*\n *the profile. \(procedure_a.feature:4\)$", failures)
    assert failures.startswith("Failures  11 scenarios of 4 requirements; A6 fails\n")


@pytest.mark.parametrize(
    "reason",
    [
        "Could not continue at line {}: table-1.restrict → MAPI_E_CALL_FAILED",
        "blocked by table-1.restrict → E at line {}",
    ],
)
def test_reasons_that_differ_in_their_line_are_one_group(reason: str) -> None:
    """A call that is refused in several scenarios is one finding, in the words of today and in those of older records."""
    record = a_record()
    blocked = [id for id, result in record.ended.items() if result["requirement"] in ("A6b", "B5.2a")]
    for line, id in enumerate(blocked, 8):
        record.ended[id]["cause"], record.ended[id]["reason"] = "blocked", reason.format(line)

    (group,) = cause_groups(Assessment(record), Verdict.INCONCLUSIVE)

    assert len(group.findings) == len(blocked) == 2
    assert group.title.startswith("Could not continue: table.restrict → ")


def test_a_reason_of_several_requirements_names_no_line() -> None:
    """Requirements that were undecided for one reason at different lines share its words, and not the line of one of them."""
    record = a_record()
    lines = {}
    for line, (id, result) in enumerate(record.ended.items(), 8):
        if result["requirement"] in ("A6b", "B5.2a"):
            lines[result["requirement"]] = line
            reason = f"Could not continue at line {line}: table-1.restrict → MAPI_E_CALL_FAILED"
            record.ended[id] = {**result, "cause": "blocked", "reason": reason}
    undecided = [item for item in Assessment(record).requirements if item.id in lines]

    (both,) = reason_groups(undecided)
    alone = reason_groups(undecided[:1])[0]

    assert both.reason == "Could not continue: table.restrict → MAPI_E_CALL_FAILED"
    assert f"at line {lines[undecided[0].id]}: table-1.restrict" in alone.reason


@pytest.mark.parametrize("width", [60, 80, 132])
def test_the_summary_keeps_to_the_width(width: int) -> None:
    """Only the commands, which are meant to be copied, go beyond it."""
    long = [line for line in said(a_record(), width).split("\n") if len(line) > width and " again " not in line]

    assert not long


def test_colour_carries_nothing() -> None:
    """With and without colour the same words are in the same places."""
    on = Console(file=StringIO(), width=80, force_terminal=True, color_system="standard", markup=False, highlight=False)
    coloured = rendered(summary(Assessment(a_record())), on)

    assert "\x1b[" in coloured
    assert said(a_record()) == click.unstyle(coloured)


def test_totals_add_up_and_count_what_was_not_tested() -> None:
    """Terminal and page show a sum of all verdicts that is the number of requirements."""
    total = " ".join(said(a_record(), 200).split("totals  ")[1].split("\n")[0].split())
    parts, _, whole = total.partition(" = ")

    assert "1 not tested" in parts and f"{len(REQUIREMENTS)} requirements" == whole
    assert len(REQUIREMENTS) == sum(int(number) for number in re.findall(r"\d+", parts))
    assert total in Page(html.render(a_record())).text


@pytest.mark.parametrize("finished", [True, False])
def test_the_musts_add_up(finished: bool) -> None:
    """Terminal, page and Markdown say how many MUSTs have which verdict, and each shows the sum, which is all MUSTs."""
    record = a_record(finished=finished)
    row = said(record, 200).split("  MUSTs ")[1].split("\n")[0].strip()
    musts = [item for item in Assessment(record).requirements if item.strength is Strength.MUST]
    *parts, whole = map(int, re.findall(r"\d+", row))

    assert sum(parts) == whole == len(musts)
    assert ("inconclusive" in row) == any(item.verdict is Verdict.INCONCLUSIVE for item in musts)
    page = re.search(r'<th scope="row">MUST</th>(.*?)</tr>', html.render(record))
    table = re.search(r"^\| MUST \|(.*)\|$", markdown.render(record), re.MULTILINE)
    assert page and table
    for shown in (page, table):
        assert [number for number in map(int, re.findall(r"\d+", shown[1])) if number] == [*parts, whole]


def test_what_else_was_found_is_named_at_once() -> None:
    """The first lines of page, terminal and Markdown name the causes; on the page the most direct one stands right below."""
    record = a_record()
    page = html.render(record)
    line = page.partition('<p class="found">')[2].partition("</p>")[0]
    (first, *_), others = [
        [group.title for group in cause_groups(Assessment(record), one)] for one in list(Verdict)[1:3]
    ]

    assert "Failures</a></b>, 1 cause: the one below." in line
    assert first not in line and others and all(title in unescape(line) for title in others[:2])
    assert set(re.findall('href="#([^"]+)"', line)) <= set(Page(page).all("id"))
    for text in (" ".join(said(record, 4000).split()), markdown.render(record).partition("###")[0].replace("\\", "")):
        assert first in text


def test_the_page_says_what_it_leaves_out() -> None:
    """The identity names the scenarios of which the page has one line only; with all evidence it leaves out nothing."""

    def left_out(evidence: str) -> str:
        return Page(html.render(a_record(), evidence)).text.partition("Left out")[2].partition(";")[0]

    assert re.fullmatch(
        r"lines and calls of \d+ scenarios? that passed or did not apply, all but the decisive calls of \d+ .*",
        left_out("needed"),
    )
    assert left_out("all") == "nothing"


def test_a_scenario_of_very_many_calls_shows_those_that_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of a scenario with thousands of calls can still be opened; with all evidence it has them."""
    record, drawn = a_record(), '<div class="diagram"'
    every = html.render(record, "all")
    assert drawn in html.render(record)
    monkeypatch.setattr(scenarios, "MOST_CALLS", 0)

    page = html.render(record)
    assert drawn not in page and "calls in the run record" in Page(page).text and 'class="decisive"' in page
    assert html.render(record, "all") == every


def test_a_declaration_without_version_has_no_gap() -> None:
    """A maker need not declare a version: then the name stands directly before the vendor."""
    record = a_record()
    record.header["declaration"]["implementation"] = {"name": "Example", "version": "", "vendor": "Ltd"}

    assert "Example, Ltd" in Page(html.render(record)).text


def test_an_error_says_who_is_to_blame() -> None:
    """A process that died is told apart from an implementation that is wrong."""
    for text in (said(a_record()), Page(html.render(a_record())).text, junit.render(a_record()).decode()):
        assert "adapter or implementation" in text
        assert "died: exit status 139" in text


def test_an_unfinished_run_is_shown_as_one() -> None:
    """Every report names the scenario that was under way, and none takes the run for a success."""
    record = a_record(finished=False, only=("I2", "A1a", "B5.3a", "C1"))
    (culprit,) = record.unfinished
    page = Page(html.render(record))
    xml = ET.fromstring(junit.render(record))

    assert "This run did not finish" in page.text and culprit in page.text
    assert "The run did not finish" in said(record) and f"under way: {culprit}" in said(record)
    assert "Not finished" in page.text and "Not finished" in said(record)
    errors = [error.get("message") for error in xml.findall("testsuite/testcase/error[@type='not run']")]
    assert errors == ["never started", "the run stopped while it was under way"]


def test_a_run_without_identity_is_shown(tmp_path: Path) -> None:
    """Where no scenario could ask the adapter for the implementation, the page says so."""
    assert "unknown: no scenario could ask the adapter" in html.render(a_record(implementation=None))


def test_junit_has_no_success_where_nothing_was_decided() -> None:
    """Each verdict has its outcome: undecided is an error, a warning passes and is told, an exclusion is skipped."""
    found: dict[str, set[str]] = {}
    for case in ET.fromstring(junit.render(a_record())).iter("testcase"):
        verdict = case.find("properties/property[@name='verdict']")
        assert verdict is not None
        outcome = ",".join(child.tag for child in case if child.tag != "properties")
        found.setdefault(verdict.get("value", ""), set()).add(outcome)

    assert {
        "pass": {""},
        "fail": {"failure"},
        "error": {"error"},
        "inconclusive": {"error"},
        "warning": {"system-out"},
        "not applicable": {"skipped"},
    } == found
