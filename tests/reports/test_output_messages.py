"""Cucumber Messages: what the kit makes of a record is what Cucumber's own compatibility kit expects of such a run."""

import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import cucumber_messages
import pytest
from cucumber_compatibility_kit import CompatibilityKit
from cucumber_messages.json_converter import JsonDataclassConverter
from made_records import a_record, header

from mapi_tck.record.lines import Footer, ScenarioEnded
from mapi_tck.record.run_record import RunRecord
from mapi_tck.reports import messages

#: Samples about what a record can hold. The others are about hooks, attachments, retries, parameter types, undefined and
#: ambiguous steps, or about running backwards: none of these exists in a run of the kit, whose lint and collection refuse them.
SAMPLES = (
    *("backgrounds", "cdata", "data-tables", "doc-strings", "empty", "examples-tables", "minimal"),
    *(
        "multiple-features",
        "pending",
        "rules",
        "rules-backgrounds",
        "skipped",
        "stack-traces",
    ),
)

#: Cucumber's status → what a record says of such a line, and of its scenario.
OUTCOMES = {
    "PASSED": ("passed", "pass"),
    "FAILED": ("failed", "fail"),
    "PENDING": ("inconclusive", "inconclusive"),
    "SKIPPED": ("not run", "not applicable"),
}

#: Messages about how the lines are bound to code, of which a record says nothing.
OF_CODE = {"meta", "stepDefinition", "suggestion", "parameterType", "hook"}


def golden(sample: str) -> list[dict[str, Any]]:
    """The messages that the compatibility kit expects of a sample."""
    folder: Path = CompatibilityKit().feature_code_for(sample)
    (path,) = folder.glob("*.ndjson")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Everything in a message that has an id."""
    if isinstance(value, dict):
        if "id" in value:
            yield value
        for item in value.values():
            yield from nodes(item)
    elif isinstance(value, list):
        for item in value:
            yield from nodes(item)


def recorded(expected: list[dict[str, Any]]) -> RunRecord:
    """The record of a run of the kit in which the same features came to the same results."""
    by_id = {node["id"]: node for message in expected for node in nodes(message)}
    sources = [message["source"] for message in expected if "source" in message]
    features = [{"file": Path(item["uri"]).name, "name": item["uri"], "text": item["data"]} for item in sources]
    statuses = {
        message["testStepFinished"]["testStepId"]: message["testStepFinished"]["testStepResult"]["status"]
        for message in expected
        if "testStepFinished" in message
    }
    scenarios, results = [], {}
    for message in expected:
        if "testCase" not in message:
            continue
        pickle = by_id[message["testCase"]["pickleId"]]
        scenario, *rows = pickle["astNodeIds"]
        values = [cell["value"] for cell in by_id[rows[0]]["cells"]] if rows else []
        id = f"{Path(pickle['uri']).name}::{pickle['id']}"
        told = {"rule": "", "name": pickle["name"], "tags": [], "walkthrough": False, "placement": None}
        line = by_id[scenario]["location"]["line"]
        scenarios.append(
            {**told, "id": id, "file": Path(pickle["uri"]).name, "line": line, "values": values, "requirement": "I2"}
        )
        results[id] = result(id, [(by_id[by_id[step["pickleStepId"]]["astNodeIds"][0]], statuses[step["id"]])
                                  for step in message["testCase"]["testSteps"]])  # fmt: skip
    ids = [item["id"] for item in scenarios]
    head = header(str, features=features, scenarios=scenarios, asked=ids, plan=ids)
    footer: Footer = {"type": "footer", "planned": len(ids), "ended_scenarios": len(ids), "totals": {}, "ended": ""}
    return RunRecord(head, ids, results, footer)


def result(id: str, steps: list[tuple[dict[str, Any], str]]) -> ScenarioEnded:
    """The line *scenario ended* of a scenario whose steps had these statuses."""
    found = [OUTCOMES[status][1] for _, status in steps]
    order = ("fail", "inconclusive", "not applicable", "pass")
    verdict = next((verdict for verdict in order if verdict in found), "pass")
    lines = [
        {"number": node["location"]["line"], "keyword": node["keyword"].strip(), "text": node["text"], "seconds": 0.001,
         "outcome": OUTCOMES[status][0], "reason": ""}
        for node, status in steps
    ]  # fmt: skip
    told: dict[str, Any] = {
        "cause": "",
        "reason": "",
        "blame": None,
        "checks": [],
        "traits": [],
        "seconds": 0.01,
        "trace": [],
    }
    told["trace"] = [{"number": 1, "line": 1, "within": None, "caller": "kit", "supplier": "implementation", "code": 0,
                      "call": "x()", "answer": "S_OK", "broke": None}]  # fmt: skip
    ended = {"type": "scenario ended", "scenario": id, "requirement": "I2", "verdict": verdict, "lines": lines, **told}
    return cast(ScenarioEnded, ended)


def comparable(stream: list[dict[str, Any]]) -> list[Any]:
    """The messages without what depends on clock, code and numbering: ids by order of appearance, files by name."""
    numbers: dict[str, int] = {}
    dropped = {
        *("timestamp", "duration", "message", "exception", "stepDefinitionIds", "stepMatchArgumentsLists"),
        *("nanos", "seconds"),
    }

    def plain(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: plain(item, name) for name, item in sorted(value.items()) if name not in dropped}
        if isinstance(value, list):
            return [plain(item, key) for item in value]
        if key == "id" or key.endswith(("Id", "Ids")):
            return numbers.setdefault(value, len(numbers))
        if key == "description":
            return value.rstrip()  # Cucumber's parsers in Python and JavaScript differ in blanks at its end
        return Path(value).name if key == "uri" else value

    return [plain(message) for message in stream if not OF_CODE & set(message)]


def rendered(record: RunRecord) -> list[dict[str, Any]]:
    """The messages of a record."""
    return [json.loads(line) for line in messages.render(record).splitlines()]


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_of_the_compatibility_kit_gives_its_messages(sample: str) -> None:
    """Sources, documents, pickles, test cases, statuses and success are those that Cucumber's kit expects, in its order."""
    expected = golden(sample)

    assert comparable(rendered(recorded(expected))) == comparable(expected)


def test_every_message_is_one_of_the_protocol() -> None:
    """Cucumber's own library reads each message and writes the same again; the protocol is that of its major version."""
    convert = JsonDataclassConverter(cucumber_messages)
    for role in ("subsystem", "transport"):
        for message in rendered(a_record(role=role)):
            assert convert.to_dict(convert.from_dict(message, cucumber_messages.Envelope)) == message
    assert version("cucumber-messages").partition(".")[0] == messages.PROTOCOL.partition(".")[0]


def statuses(record: RunRecord) -> dict[str, list[list[str]]]:
    """Requirement → the statuses of the steps of each of its scenarios."""
    stream = rendered(record)
    steps = {
        step["id"]: case["testCase"]["id"]
        for case in stream
        if "testCase" in case
        for step in case["testCase"]["testSteps"]
    }
    found: dict[str, list[str]] = {case: [] for case in steps.values()}
    for message in stream:
        if "testStepFinished" in message:
            finished = message["testStepFinished"]
            found[steps[finished["testStepId"]]].append(finished["testStepResult"]["status"])
    cases = [case["testCase"]["id"] for case in stream if "testCase" in case]
    told: dict[str, list[list[str]]] = {}
    for id, case in zip(record.planned, cases, strict=True):
        requirement = next(item["requirement"] for item in record.header["scenarios"] if item["id"] == id)
        told.setdefault(requirement, []).append(found.get(case, []))
    return told


def test_each_verdict_looks_like_one(tmp_path: Path) -> None:
    """A failure and an error fail a step, undecided leaves one pending, a violated SHOULD passes and is attached."""
    found = statuses(a_record())

    assert all("FAILED" in steps for requirement in ("A6a", "A7a") for steps in found[requirement])
    assert all("PENDING" in steps and "FAILED" not in steps for steps in found["B5.2a"])
    assert all(set(steps) == {"PASSED"} for requirement in ("I2", "A2a", "C1") for steps in found[requirement])
    attached = [message["attachment"]["body"] for message in rendered(a_record()) if "attachment" in message]
    assert len(attached) == 2 and all(body.startswith("A SHOULD is violated. ") for body in attached)


def test_what_was_under_way_is_unknown_and_what_never_started_has_no_start() -> None:
    """A run that was cut off has a test case for each planned scenario, and starts only those that started."""
    record = a_record(finished=False)
    stream = rendered(record)
    kinds = [next(iter(message)) for message in stream]

    assert kinds.count("testCase") == len(record.planned)
    assert kinds.count("testCaseStarted") == kinds.count("testCaseFinished") == len(record.started)
    assert stream[-1]["testRunFinished"]["success"] is False


def test_every_placement_has_its_own_file() -> None:
    """The placements of a hosted scenario are told apart by the address of their file, so that none hides another."""
    stream = rendered(a_record(role="transport"))
    addresses = {message["source"]["uri"] for message in stream if "source" in message}

    assert {f"features/procedure_a.feature@{place}" for place in ("alone", "first", "last", "between")} <= addresses


def test_a_feature_that_cannot_be_read_is_a_parse_error() -> None:
    """A record with a text that is no Gherkin is rendered, with Cucumber's message for that."""
    features = [
        {"file": "procedure_a.feature", "name": "A", "text": "Feature: A\n  Scenario: x\n    Given y\n    Nonsense\n"}
    ]
    stream = rendered(a_record(features=features, only=("A1a",)))
    (error,) = [message["parseError"] for message in stream if "parseError" in message]

    assert error["source"]["location"]["line"] == 4
    assert sum("pickle" in message for message in stream) == 2


def test_an_outline_that_the_compiler_cannot_fill_in_is_rendered_from_the_record() -> None:
    """Cucumber's compiler takes the name of a column for a pattern; a name that is none must not stop the whole output."""
    text = "Feature: A\n  Scenario Outline: x <a(>\n    Given y\n    Examples:\n      | a( |\n      | 1  |\n"
    stream = rendered(a_record(features=[{"file": "procedure_a.feature", "name": "A", "text": text}], only=("A1a",)))

    assert sum("gherkinDocument" in message for message in stream) == 1
    assert sum("pickle" in message for message in stream) == 2
