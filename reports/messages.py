"""The run as Cucumber Messages. Cucumber's own tools read them, for example its HTML report.

Cucumber knows neither undecided nor SHOULD. An undecided scenario is *pending* here, which makes a run unsuccessful in Cucumber
too. A violated SHOULD is *passed*, and an attachment says what was found. The only clock time in a record is that of its start.
So the scenarios follow one another here in the order of the plan, each as long as it took.

A pickle is a scenario as it runs, with its examples filled in. Cucumber runs a pickle once, and its HTML report shows one result
for each scenario of a file. So a scenario that runs with several placements of a provider has a file for each placement, with the
same text.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Final

import cucumber_messages as cucumber
from cucumber_messages.json_converter import JsonDataclassConverter
from gherkin.stream.gherkin_events import GherkinEvents

from mapi_tck.assessment import Assessment, Finding
from mapi_tck.assessment.grouping import grouped
from mapi_tck.foreign import escaped_json, visible
from mapi_tck.record.lines import RecordedLine, RecordedScenario, ScenarioEnded
from mapi_tck.record.run_record import Record
from mapi_tck.verdicts import ExitCode, Verdict
from mapi_tck.wire.codecs import Json

from .words.evidence import explained, feature_path, headline
from .words.reasons import in_words
from .words.wording import full_name

#: The version of the protocol that this was written for.
PROTOCOL: Final = "34.2.0"

#: Half of a surrogate pair without the other half. JSON can escape it, but few readers accept it.
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

_Status = cucumber.TestStepResultStatus

#: The outcome of a line → Cucumber's status; `_status` deals with the failed line of a SHOULD.
_STATUSES: Final = {
    "passed": _Status.passed,
    "failed": _Status.failed,
    "error": _Status.failed,
    "inconclusive": _Status.pending,
}

#: The status that at least one step must have, or the scenario would seem to have another verdict.
_NEEDED: Final = {
    Verdict.FAIL: _Status.failed,
    Verdict.ERROR: _Status.failed,
    Verdict.INCONCLUSIVE: _Status.pending,
}

_NANO: Final = 1_000_000_000


class FeatureFile:
    """A feature file of the record for one placement, read again by Cucumber's own parser and compiler."""

    def __init__(self, file: str, placement: str | None, text: str, events: GherkinEvents) -> None:
        self.uri = visible(feature_path(file) + (f"@{placement}" if placement else ""))
        self._ids = events.id_generator
        source: Any = {
            "uri": self.uri,
            "data": _SURROGATE.sub(lambda half: visible(half[0]), text),
            "mediaType": "text/x.cucumber.gherkin+plain",
        }
        #: The messages about the file. They come before the first scenario runs.
        self.messages: list[Json] = [{"source": source}]
        #: The scenario's line and example values → its pickle.
        self._pickles: dict[tuple[int, tuple[str, ...]], Json] = {}
        nodes: dict[str, Json] = {}
        # Cucumber's compiler reads the name of an examples column as a pattern. It stops at a name that is not a pattern.
        with suppress(re.error):
            for event in events.enum({"source": source}):
                message: Json = event
                if "pickle" in message:
                    scenario, *rows = (nodes[id] for id in message["pickle"]["astNodeIds"])
                    values = tuple(cell["value"] for row in rows for cell in row["cells"])
                    self._pickles[scenario["location"]["line"], values] = message["pickle"]
                else:
                    self.messages.append(message)
                    nodes |= {node["id"]: node for node in _nodes(message)}

    def pickle(self, scenario: RecordedScenario, lines: Callable[[], list[RecordedLine]]) -> Json:
        """The pickle of a recorded scenario. If the text does not have the scenario, the pickle is made from the record."""
        key = scenario["line"], tuple(scenario["values"])
        return self._pickles.pop(key, None) or {
            "id": self._ids.get_next_id(),
            "uri": self.uri,
            "location": {"line": max(scenario["line"], 1)},
            "astNodeIds": [],
            "tags": [],
            "name": visible(full_name(scenario)),
            "language": "en",
            "steps": [
                {"id": self._ids.get_next_id(), "text": visible(line["text"]), "type": "Unknown", "astNodeIds": []}
                for line in lines()
            ],
        }


def _nodes(value: Any) -> Iterator[Json]:
    """Every node of a document that has an id."""
    if isinstance(value, dict):
        if "id" in value:
            yield value
        value = list(value.values())
    for item in value if isinstance(value, list) else []:
        yield from _nodes(item)


class Case:
    """A scenario as a test case of Cucumber: a pickle and its steps. The ids of all of them are kept in two short texts."""

    __slots__ = ("_pickled", "_tested")

    def __init__(self, pickle: str, pickled: list[str], next_id: Callable[[], str]) -> None:
        self._pickled = " ".join([pickle, *pickled])
        self._tested = " ".join(next_id() for _ in range(len(pickled) + 1))

    @property
    def id(self) -> str:
        """The id of the test case."""
        return self._tested.partition(" ")[0]

    @property
    def steps(self) -> list[str]:
        """The ids of its steps."""
        return self._tested.split(" ")[1:]

    def message(self, run: str) -> cucumber.TestCase:
        """What Cucumber is told of it."""
        pickle, *pickled = self._pickled.split(" ")
        steps = [cucumber.TestStep(id=a, pickle_step_id=b) for a, b in zip(self.steps, pickled, strict=True)]
        return cucumber.TestCase(id=self.id, pickle_id=pickle, test_steps=steps, test_run_started_id=run)


class Stream:
    """The messages of one run, in the order in which Cucumber sends them."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.assessment = Assessment(record)
        self._findings = {finding.result["scenario"]: finding for finding in self.assessment.findings}
        self._events = GherkinEvents(GherkinEvents.Options(print_source=False, print_ast=True, print_pickles=True))
        self._ids = self._events.id_generator
        self._convert = JsonDataclassConverter(cucumber).to_dict
        started = datetime.fromisoformat(record.header["started"])
        #: Nanoseconds since the epoch.
        self._now = round(started.timestamp() * 1_000_000) * 1000

    def messages(self) -> Iterator[Json]:
        """Every message."""
        yield self._envelope(meta=self._meta())
        # Only a record that was edited names a file that it does not hold.
        texts = {feature["file"]: feature["text"] for feature in self.record.header["features"]}
        cases: dict[str, Case] = {}
        for (file, placement), ids in grouped(self.record.planned, self._place).items():
            read = FeatureFile(file, placement, texts.get(file, ""), self._events)
            yield from read.messages
            for id in ids:
                pickle = read.pickle(self.assessment.texts[id], partial(self._lines, id))
                cases[id] = Case(pickle["id"], [step["id"] for step in pickle["steps"]], self._ids.get_next_id)
                yield {"pickle": pickle}
        run = self._ids.get_next_id()
        yield self._envelope(test_run_started=cucumber.TestRunStarted(id=run, timestamp=self._time()))
        for id in self.record.planned:
            yield self._envelope(test_case=cases[id].message(run))
        for id in self.record.planned:
            if id in self.assessment.started or id in self.record.ended:
                yield from self._ran(id, cases[id])
        finished = cucumber.TestRunFinished(
            success=self.assessment.exit_code is ExitCode.CONFORMS,
            timestamp=self._time(),
            test_run_started_id=run,
            message=visible(f"{self.assessment.verdict}; {self.assessment.rule}"),
        )
        yield self._envelope(test_run_finished=finished)

    def _place(self, id: str) -> tuple[str, str | None]:
        """The feature file and placement of a scenario."""
        text = self.assessment.texts[id]
        return text["file"], text["placement"]

    def _lines(self, id: str) -> list[RecordedLine]:
        return self.record.evidence(id)["lines"] if id in self.record.ended else []

    def _envelope(self, **message: Any) -> Json:
        return self._convert(cucumber.Envelope(**message))

    def _time(self) -> cucumber.Timestamp:
        return cucumber.Timestamp(**_parts(self._now))

    def _meta(self) -> cucumber.Meta:
        environment, kit = self.record.header["environment"], self.record.header["kit"]
        return cucumber.Meta(
            protocol_version=PROTOCOL,
            implementation=cucumber.Product(name="mapi-tck", version=visible(kit["version"])),
            cpu=cucumber.Product(name="not recorded"),
            os=cucumber.Product(name=visible(str(environment.get("system", "not recorded")))),
            runtime=cucumber.Product(name="Python", version=visible(str(environment.get("python", "")))),
        )

    def _ran(self, id: str, case: Case) -> Iterator[Json]:
        begun = self._ids.get_next_id()
        result = self.record.evidence(id) if id in self.record.ended else None
        yield self._envelope(
            test_case_started=cucumber.TestCaseStarted(
                id=begun, test_case_id=case.id, timestamp=self._time(), attempt=0
            )
        )
        finding = self._findings.get(id)
        end = self._now + _nanos(result["seconds"] if result else 0)
        outcomes = _outcomes(len(case.steps), result, finding)
        for step, (status, seconds, message) in zip(case.steps, outcomes, strict=True):
            at = {"test_case_started_id": begun, "test_step_id": step}
            yield self._envelope(test_step_started=cucumber.TestStepStarted(**at, timestamp=self._time()))
            self._now += _nanos(seconds)
            took = cucumber.Duration(**_parts(_nanos(seconds)))
            found = cucumber.TestStepResult(status=status, duration=took, message=message or None)
            yield self._envelope(
                test_step_finished=cucumber.TestStepFinished(**at, timestamp=self._time(), test_step_result=found)
            )
        if finding is not None and finding.verdict is Verdict.WARNING:
            yield self._envelope(attachment=self._told(finding, begun))
        self._now = max(self._now, end)
        finished = cucumber.TestCaseFinished(test_case_started_id=begun, timestamp=self._time(), will_be_retried=False)
        yield self._envelope(test_case_finished=finished)

    def _told(self, finding: Finding, begun: str) -> cucumber.Attachment:
        return cucumber.Attachment(
            body="\n".join([f"A SHOULD is violated. {headline(finding)}", *explained(finding)]),
            content_encoding=cucumber.AttachmentContentEncoding.identity,
            media_type="text/plain",
            test_case_started_id=begun,
            timestamp=self._time(),
        )


_Outcome = tuple[cucumber.TestStepResultStatus, float, str]


def _outcomes(steps: int, result: ScenarioEnded | None, finding: Finding | None) -> list[_Outcome]:
    """Status, seconds and message of each step: the lines of the record in their order, whether or not they ran."""
    if result is None:
        return [(_Status.unknown, 0.0, "the run stopped while the scenario was under way")] * steps
    verdict = Verdict(result["verdict"])
    lines: list[Json | None] = [*result["lines"], *[None] * steps][:steps]
    statuses = [_status(line, verdict) for line in lines]
    needed = _NEEDED.get(verdict)
    place = next((n for n, status in enumerate(statuses) if status is needed), None)
    if needed is not None and place is None and statuses:
        ran = [n for n, line in enumerate(lines) if line and line["outcome"] != "not run"]
        place = ran[-1] if ran else 0
        statuses[place] = needed
    why = "\n".join([headline(finding), *explained(finding)]) if finding else visible(in_words(result["reason"]))
    return [
        (status, line["seconds"] if line else 0.0, _message(n, place, line, status, why))
        for n, (line, status) in enumerate(zip(lines, statuses, strict=True))
    ]


def _status(line: RecordedLine | None, verdict: Verdict) -> cucumber.TestStepResultStatus:
    if line is None or line["outcome"] not in _STATUSES:
        return _Status.skipped
    if line["outcome"] == "failed" and verdict is not Verdict.FAIL:
        return _Status.passed
    return _STATUSES[line["outcome"]]


def _message(
    n: int, place: int | None, line: RecordedLine | None, status: cucumber.TestStepResultStatus, why: str
) -> str:
    if n == place or (n == 0 and place is None and status is _Status.skipped):
        return why
    return visible(in_words(line["reason"])) if line and status is not _Status.passed else ""


def _nanos(seconds: float) -> int:
    return round(max(seconds, 0) * _NANO)


def _parts(nanos: int) -> dict[str, int]:
    return dict(zip(("seconds", "nanos"), divmod(nanos, _NANO), strict=True))


def render(record: Record) -> str:
    """The messages, one a line. The same record and kit give the same bytes."""
    return "".join(pieces(record))


def pieces(record: Record) -> Iterator[str]:
    """The same, line by line."""
    return (escaped_json(json.dumps(message, separators=(",", ":"))) + "\n" for message in Stream(record).messages())
