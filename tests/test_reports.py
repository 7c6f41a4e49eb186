"""Reports of run records made by hand: one of everything that a report has to show, and hostile text in every field."""

import base64
import hashlib
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mapi_tck.assessment import Assessment
from mapi_tck.catalogue import PROCEDURES, STEPS
from mapi_tck.record import FORM, RunRecord, read_record
from mapi_tck.reports import html, junit
from mapi_tck.reports.text import summary
from mapi_tck.reports.visible import shortened, visible

Mark = Callable[[str], str]

FEATURE = """Feature: {name}

  Rule: Step A6
    Scenario: {first}
      Given a profile with transports
        | transport | kind |
        | {cell} | LAN |
      When procedure A is carried out
      Then every outgoing queue is empty
"""

#: id → step, strength, role, evidence, whether somebody judges it.
REQUIREMENTS = {
    "I2": ("I", "MUST", "subsystem", "calls", True),
    "A1a": ("A1", "MUST", "subsystem", "calls", True),
    "A1b": ("A1", "MUST", "client", "calls", False),
    "A2a": ("A2", "SHOULD", "subsystem", "calls", True),
    "A6a": ("A6", "MUST", "subsystem", "queues", True),
    "A6b": ("A6", "MUST", "subsystem", "ui", True),
    "A6c": ("A6", "MUST", "subsystem", "queues", True),
    "A6d": ("A6", "MUST", "subsystem", "queues", True),
    "A6e": ("A6", "MUST", "subsystem", "queues", True),
    "A7a": ("A7", "MUST", "subsystem", "objects", True),
    "B5.2a": ("B5.2", "MUST", "subsystem", "calls", True),
    "B5.3a": ("B5.3", "MAY", "subsystem", "calls", True),
    "FQ1": ("B5.3", "MUST", "subsystem", "calls", True),
    "C1": ("C", "SHOULD", "subsystem", "ui", True),
}

#: Requirement → verdict, cause, reason, blame of its scenarios.
RESULTS: dict[str, list[tuple[str, str, str, str | None]]] = {
    "I2": [("pass", "", "", None)],
    "A1a": [("pass", "", "", None), ("pass", "", "", None)],
    "A2a": [("warning", "extra-column", "extra-column does not hold", None)],
    "A6a": [("fail", "topic-letter-direction", "empty does not hold", None)] * 8,
    "A6b": [("inconclusive", "not-observable", "not observable: its evidence is ui", None)],
    "A6c": [("fail", "topic-letter-direction", "empty does not hold", None)],
    "A6d": [("fail", "topic-letter-direction", "empty does not hold", None)],
    "A6e": [("fail", "topic-letter-direction", "empty does not hold", None)],
    "A7a": [("error", "died", "status_object-1.release(): died: exit status 139", "adapter or implementation")],
    "B5.2a": [("inconclusive", "blocked", "blocked by session-1.open_entry → MAPI_E_NO_ACCESS at line 8", None)],
    "B5.3a": [("pass", "", "", None)],
    "FQ1": [("not applicable", "excluded", "the declaration excludes it: flush-async-ok is not claimed", None)],
    "C1": [("warning", "prompt", "prompt does not hold", None)],
}


def entry(mark: Mark, number: int, method: str, answer: str, **more: Any) -> dict[str, Any]:
    """One trace entry."""
    return {
        "number": number,
        "line": 8,
        "interface": "status_object",
        "object": mark("status_object-1"),
        "method": method,
        "arguments": {"flags": 2},
        "call": mark(f"status_object-1.{method}(ui_param=0, target=NULL, flags=FLUSH_UPLOAD|FLUSH_NO_UI)"),
        "supplier": "implementation",
        "code": 0,
        "value": None,
        "answer": mark(answer),
        "broke": None,
        "seconds": 0.0123,
        **more,
    }


def trace(mark: Mark, broke: bool) -> list[dict[str, Any]]:
    """A trace with a row set, a test bed's answer and, if wanted, a call without an answer."""
    subject = {"tag": 0x3001001F, "value": mark("Hello")}
    rows = {"rows": [[{"tag": 0x3E030003, "value": 37}, subject]], "row_set": "row_set-1"}
    entries = [
        entry(mark, 1, "query_rows", "S_OK: 1 row", interface="table", object="table-1", value=rows),
        *(entry(mark, number, "flush_queues", "S_OK") for number in range(2, 8)),
        entry(mark, 8, "queue", "m-1, m-2", interface="test_bed", object="test_bed", supplier="test bed", code=None),
        entry(mark, 9, "hr_query_all_rows", "done", interface="table", object="table-1", supplier="kit", code=None),
    ]
    if broke:
        last = entry(mark, 10, "release", "died: exit status 139", code=None, broke="died")
        entries.append(last)
    return entries


def lines(mark: Mark, verdict: str) -> list[dict[str, Any]]:
    """The lines of one scenario and what became of them."""
    last = {"pass": "passed", "fail": "failed", "warning": "failed", "error": "error"}.get(verdict, "inconclusive")
    texts = [
        (5, "Given", "a profile with transports", "passed"),
        (8, "When", "procedure A is carried out", "passed"),
        (9, "Then", "every outgoing queue is empty", last),
        (10, "And", "nothing is lost", "not run" if verdict == "error" else "passed"),
    ]
    return [
        {"number": n, "keyword": k, "text": mark(t), "outcome": o, "reason": mark("why"), "seconds": 0.5}
        for n, k, t, o in texts
    ]


def result(mark: Mark, id: str, requirement: str, given: tuple[str, str, str, str | None]) -> dict[str, Any]:
    """The line *scenario ended* of one scenario."""
    verdict, cause, reason, blame = given
    ran = cause not in ("excluded", "not-observable")
    judged = verdict in ("pass", "fail", "warning")
    check = {
        "id": mark(cause or "queue-empty"),
        "holds": "holds" if verdict == "pass" else "does not hold",
        "expected": {"outgoing": [mark("nothing")]},
        "observed": mark("m-1 still waits"),
        "entries": [2, 3, 4, 5, 6, 8],
        "line": 9,
        "cause": mark(cause or "queue-empty"),
    }
    return {
        "type": "scenario ended",
        "scenario": id,
        "requirement": requirement,
        "verdict": verdict,
        "cause": mark(cause) if cause and cause != "excluded" else cause,
        "reason": mark(reason) if reason else "",
        "blame": blame,
        "lines": lines(mark, verdict) if ran else [],
        "checks": [check] if judged else [],
        "traits": [{"id": "late", "text": mark("empties its queue late"), "entries": [2]}] if verdict == "pass" else [],
        "seconds": 1.25,
        "trace": trace(mark, verdict == "error") if ran else [],
    }


def scenario(mark: Mark, requirement: str, number: int) -> dict[str, Any]:
    """What the header says of one scenario."""
    file = f"procedure_{'b' if requirement.startswith(('B', 'F')) else 'a'}.feature"
    return {
        "id": mark(f"{file}::{requirement}_holds_{number}"),
        "file": file,
        "line": 4,
        "rule": mark("Step"),
        "name": mark(f"{requirement} holds in case {number}"),
        "values": [mark("LAN")] if number else [],
        "tags": [requirement],
        "requirement": requirement,
        "walkthrough": False,
    }


def header(mark: Mark, **changes: Any) -> dict[str, Any]:
    """A header with every field filled in."""
    scenarios = [scenario(mark, id, n) for id, results in RESULTS.items() for n in range(len(results))]
    ids = [item["id"] for item in scenarios]
    text = FEATURE.format(name="Procedure A", first="A1a holds", cell="plain")
    return {
        "type": "header",
        "form": FORM,
        "kit": {"version": "0.1.0", "suite_digest": "sha256:" + "5" * 64},
        "adapter": mark("wrong:topic-letter"),
        "implementation": {
            "implementation": mark("Example MAPI"),
            "version": mark("4.2"),
            "vendor": mark("Example Ltd"),
            "digest": mark("sha256:" + "a" * 64),
            "observes": ["calls", "objects", "queues"],
        },
        "declaration": {
            "implementation": {"name": mark("Example"), "version": mark("4"), "vendor": mark("Ltd")},
            "claims": {
                "unicode-status-table": True,
                "transports": {mark("LAN"): {"kind": "LAN", "asynchronous": False}},
            },
            "parameters": {"call_limit": 30.0, "profile": mark("default")},
            "path": mark("declaration.toml"),
        },
        "options": {"profile": "full", "level": "full", "only": [], "strict": False, "seed": 7},
        "environment": {"python": "3.11.2", "system": mark("Linux"), "pytest": "9.2.0"},
        "command": ["mapi-tck", "run", mark("wrong:topic-letter")],
        "started": "2026-11-20T10:00:00Z",
        "steps": dict(STEPS),
        "procedures": {name: list(steps) for name, steps in PROCEDURES.items()},
        "requirements": [
            {
                "id": id,
                "step": step,
                "statement": mark(f"The implementation keeps what {id} promises, for every transport of the profile."),
                "strength": strength,
                "role": role,
                "source": mark("imapistatus-flushqueues.md"),
                "evidence": evidence,
                "rulings": ["D-01"] if step == "A6" else [],
                "applies_if": None,
                "profile": "topic",
                "unjudged": "" if judged else mark("it is the client's own obligation"),
                "needs": None,
                "note": mark("Worth knowing."),
            }
            for id, (step, strength, role, evidence, judged) in REQUIREMENTS.items()
        ],
        "rulings": [
            {"id": id, **{key: mark(f"{key} of {id}") for key in ("title", "letter", "other", "decision", "reason")}}
            for id in ("D-01", "D-40")
        ],
        "features": [
            {"file": f"procedure_{letter}.feature", "name": mark(f"Procedure {letter}"), "text": text}
            for letter in "ab"
        ],
        "scenarios": scenarios,
        "asked": ids,
        "plan": ids,
        **changes,
    }


def a_record(mark: Mark = str, *, finished: bool = True, only: tuple[str, ...] = (), **changes: Any) -> RunRecord:
    """A record with one of everything, every text that others write passed through `mark`.

    An unfinished one lacks its last two scenarios: one was under way, one never started. `only` keeps the scenarios
    of some requirements and counts as everything that was asked for.
    """
    head = header(mark, **changes)
    if only:
        head["plan"] = head["asked"] = [item["id"] for item in head["scenarios"] if item["requirement"] in only]
    record = RunRecord(head)
    given = [(id, one) for id, results in RESULTS.items() for one in results]
    for item, (requirement, one) in zip(head["scenarios"], given, strict=True):
        if item["id"] not in head["plan"]:
            continue
        record.started.append(item["id"])
        record.ended[item["id"]] = result(mark, item["id"], requirement, one)
    if finished:
        record.footer = {
            "type": "footer",
            "planned": len(head["plan"]),
            "ended_scenarios": len(record.ended),
            "totals": {},
            "ended": "2026-11-20T10:01:00Z",
        }
    else:
        del record.ended[record.started.pop()]
        del record.ended[record.started[-1]]
    return record


def record_lines(record: RunRecord) -> list[dict[str, Any]]:
    """The record as the lines that a run writes."""
    found: list[dict[str, Any]] = [record.header]
    for id in record.started:
        found.append({"type": "scenario started", "scenario": id, "started": "2026-11-20T10:00:00Z"})
        found += [record.ended[id]] if id in record.ended else []
    return found + ([record.footer] if record.footer else [])


class Page(HTMLParser):
    """What a page is made of: elements with their attributes in order, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data

    @property
    def shape(self) -> list[tuple[str, list[str]]]:
        """The elements and the names of their attributes."""
        return [(tag, list(attributes)) for tag, attributes in self.elements]

    def all(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, attributes in self.elements if (value := attributes.get(name)) is not None]


#: Any text at all, lone surrogates included: a record may hold them as JSON escapes.
hostile = st.text(st.characters(exclude_categories=()), max_size=30)
hostile_examples = (
    "</style><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='x",
    "{{ 7 * 7 }}{% raw %}",
    "]]></failure><x>",
    "\u202egnp.exe\x1b[31m\x00\ud800\ufffe\u2028\r\n",
)


def with_examples(test: Callable[[str], None]) -> Callable[[], None]:
    """Try the known tricks first, then whatever Hypothesis thinks of."""
    for text in hostile_examples:
        test = example(text)(test)
    return settings(max_examples=30, deadline=None)(given(hostile)(test))


def unseen(text: str) -> set[str]:
    """The characters that are not seen, or that move others."""
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}


def said(record: RunRecord, width: int = 80) -> str:
    """What the terminal shows of the record."""
    return summary(Assessment(record), width=width, colour=False)


def test_a_made_record_survives_writing_and_reading(tmp_path: Path) -> None:
    """What the builder makes is what the kit reads back, finished or not."""
    for finished in (True, False):
        made = a_record(finished=finished)
        path = tmp_path / "run.ndjson"
        path.write_text("".join(json.dumps(line) + "\n" for line in record_lines(made)), "utf-8")

        assert read_record(path) == made


@with_examples
def test_hostile_text_never_adds_an_element(text: str) -> None:
    """Whatever others wrote, the page has the elements and attributes that it has with harmless text."""
    page = html.render(a_record(lambda word: word + text))

    assert Page(html.render(a_record())).shape == Page(page).shape
    assert unseen(page) <= {"\n"}
    page.encode("utf-8")


@with_examples
def test_hostile_features_add_rows_at_most(text: str) -> None:
    """The text of a feature file cannot bring an element into the page that is not there anyway."""
    features = [{"file": f"procedure_{letter}.feature", "name": text, "text": f"{text}\n" * 12} for letter in "ab"]
    page = Page(html.render(a_record(features=features)))

    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in Page(html.render(a_record())).elements}


@with_examples
def test_junit_stays_well_formed(text: str) -> None:
    """Whatever others wrote, the XML can be parsed and has one case per planned scenario."""
    record = a_record(lambda word: word + text)

    assert len(record.planned) == len(ET.fromstring(junit.render(record)).findall("testsuite/testcase"))


@with_examples
def test_the_terminal_gets_no_control_character(text: str) -> None:
    """Nothing that others wrote can steer the terminal."""
    assert unseen(said(a_record(lambda word: word + text))) == {"\n"}


@given(hostile)
def test_visible_text_stays_apart_and_is_shown_once(text: str) -> None:
    """What was made visible is visible, keeps every harmless character, and is not changed again."""
    assert not unseen(visible(text))
    assert visible(text) == visible(visible(text))
    assert (
        visible(text) == text
        or unseen(text)
        or any(ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF for c in text)
    )


@given(st.text(), st.integers(5, 40))
def test_shortened_text_keeps_both_ends(text: str, limit: int) -> None:
    """A long text loses its middle, never more."""
    short = shortened(text, limit)

    assert short == text if len(text) <= limit else len(short) == limit and text.startswith(short.split(" … ")[0])


def test_a_page_is_the_same_every_time(tmp_path: Path) -> None:
    """The same record gives the same bytes, in HTML and in JUnit."""
    for reader in (html, junit):
        reader.write(a_record(), tmp_path / "first")
        reader.write(a_record(), tmp_path / "second")

        assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_a_report_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader never sees half a report, and no temporary file stays."""
    (tmp_path / "report.html").write_text("the old one")

    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        html.write(a_record(), tmp_path / "report.html")

    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert (tmp_path / "report.html").read_text() == "the old one"


def test_the_page_is_closed_to_the_outside() -> None:
    """No script, no address outside, and only the style sheet that the page's policy names by its digest."""
    text = html.render(a_record())
    page = Page(text)
    style = text.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" in page.all(
        "content"
    )
    assert not {"script", "link", "img", "iframe", "form"} & {tag for tag, _ in page.elements}
    assert not page.all("src") + page.all("style") + [a for _, names in page.shape for a in names if a.startswith("on")]
    assert "url(" not in style and "@import" not in style
    assert all(target.startswith("#") for target in page.all("href"))


def test_only_the_style_sheet_escapes_escaping() -> None:
    """No template passes anything else through as it is."""
    texts = [path.read_text("utf-8") for path in sorted(html.TEMPLATES.glob("*.j2"))]

    assert [found for text in texts for found in re.findall(r"{{[^}]*safe[^}]*}}", text)] == ["{{ style|safe }}"]
    assert not any("autoescape" in text for text in texts)


@pytest.mark.parametrize("finished", [True, False])
def test_the_page_can_be_walked(finished: bool) -> None:
    """Addresses are unique and every link leads somewhere; headings have no gaps; tables say what they show."""
    page = Page(html.render(a_record(finished=finished)))
    ids = page.all("id")
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    count = [tag for tag, _ in page.elements].count

    assert len(ids) == len(set(ids))
    assert {target[1:] for target in page.all("href")} <= set(ids)
    assert {"A6a", "A6", "B5.3", "I", "C", "D-01"} <= set(ids)
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert count("table") == count("caption") and count("details") == count("summary")
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")
    assert [item for item in page.elements if item[0] == "html"] == [("html", {"lang": "en"})]


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
        for ground in ("page", "panel"):
            for name in colours.keys() - {"page", "panel", "rule"}:
                darker, lighter = sorted((luminance(colours[name]), luminance(colours[ground])))
                assert (lighter + 0.05) / (darker + 0.05) >= 4.5, f"{name} on {ground}"


def test_one_cause_does_not_fill_pages() -> None:
    """Of eleven scenarios with one cause three are shown with their evidence, and the others are named."""
    failures = said(a_record()).split("\n\nErrors")[0]

    assert "topic-letter-direction (11 scenarios, 4 requirements)" in failures
    assert failures.count("expected ") == 3
    assert "A6e MUST procedure_a.feature:4" in failures
    assert failures.startswith("Failures  11 scenarios of 4 requirements")


@pytest.mark.parametrize("width", [60, 80, 132])
def test_the_summary_keeps_to_the_width(width: int) -> None:
    """Only the commands, which are meant to be copied, go beyond it."""
    long = [line for line in said(a_record(), width).split("\n") if len(line) > width and " again " not in line]

    assert not long


def test_colour_carries_nothing() -> None:
    """With and without colour the same words are in the same places."""
    coloured = summary(Assessment(a_record()), width=80, colour=True)

    assert "\x1b[" in coloured
    assert said(a_record()) == click.unstyle(coloured)


def test_totals_add_up_and_count_what_was_not_tested() -> None:
    """Terminal and page show a sum of all verdicts that is the number of requirements."""
    total = " ".join(said(a_record(), 200).split("totals  ")[1].split("\n")[0].split())
    parts, _, whole = total.partition(" = ")

    assert "1 not tested" in parts and f"{len(REQUIREMENTS)} requirements" == whole
    assert len(REQUIREMENTS) == sum(int(number) for number in re.findall(r"\d+", parts))
    assert total in Page(html.render(a_record())).text


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
    """Where no scenario got as far as asking who is under test, the page says so."""
    assert "no scenario got as far as asking" in html.render(a_record(implementation=None))


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
