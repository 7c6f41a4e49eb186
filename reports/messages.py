"""The run as Cucumber Messages: what Cucumber's own tools, its HTML report among them, read.

Cucumber knows neither undecided nor SHOULD. What stayed undecided is *pending*, which makes a run unsuccessful there too. A
violated SHOULD has passed, and an attachment says what was found. A record has no clock times but that of its start, so the
scenarios follow one another here as they stand in the plan, each as long as it took.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import cucumber_messages as cucumber
from cucumber_messages.json_converter import JsonDataclassConverter
from gherkin.stream.id_generator import IdGenerator

from mapi_tck.assessment import Assessment, Finding
from mapi_tck.record.lines import RecordedLine, RecordedScenario, ScenarioEnded
from mapi_tck.record.run_record import RunRecord
from mapi_tck.record.writing import write_whole
from mapi_tck.verdicts import ExitCode, Verdict
from mapi_tck.wire.codecs import Json

from .pickles import Feature
from .words.evidence import explained, promised
from .words.visible import visible

#: The version of the protocol that this was written against.
PROTOCOL: Final = "34.2.0"

_Status = cucumber.TestStepResultStatus

#: What became of a line → Cucumber's status; a failed line of a SHOULD is told apart below.
_STATUSES: Final = {
    "passed": _Status.passed,
    "failed": _Status.failed,
    "error": _Status.failed,
    "inconclusive": _Status.pending,
}

#: The status that at least one step has to have, or the scenario would look like another verdict.
_NEEDED: Final = {
    Verdict.FAIL: _Status.failed,
    Verdict.ERROR: _Status.failed,
    Verdict.INCONCLUSIVE: _Status.pending,
}

_NANO: Final = 1_000_000_000

#: Feature file and placement.
_Place = tuple[str, str | None]


def _place(scenario: RecordedScenario) -> _Place:
    return scenario["file"], scenario["placement"]


class Stream:
    """The messages of one run, in the order in which Cucumber sends them."""

    def __init__(self, record: RunRecord) -> None:
        self.record = record
        self.assessment = Assessment(record)
        self._findings = {finding.result["scenario"]: finding for finding in self.assessment.findings}
        self._ids = IdGenerator()
        self._convert = JsonDataclassConverter(cucumber).to_dict
        started = datetime.fromisoformat(record.header["started"])
        #: Nanoseconds since the epoch.
        self._now = round(started.timestamp() * 1_000_000) * 1000

    def messages(self) -> Iterator[Json]:
        """Every message."""
        yield self._envelope(meta=self._meta())
        features = self._features()
        planned = [self._planned(features, id) for id in self.record.planned]
        for feature in features.values():
            yield from feature.messages()
            yield from ({"pickle": pickle} for _, own, pickle, _ in planned if own is feature)
        run = self._ids.get_next_id()
        yield self._envelope(test_run_started=cucumber.TestRunStarted(id=run, timestamp=self._time()))
        cases = [self._case(pickle, run) for _, _, pickle, _ in planned]
        for case in cases:
            yield self._envelope(test_case=case)
        for (id, feature, pickle, result), case in zip(planned, cases, strict=True):
            if id in self.record.started or result is not None:
                yield from self._ran(id, feature, pickle, result, case)
        finished = cucumber.TestRunFinished(
            success=self.assessment.exit_code is ExitCode.CONFORMS,
            timestamp=self._time(),
            test_run_started_id=run,
            message=visible(f"{self.assessment.verdict}; {self.assessment.rule}"),
        )
        yield self._envelope(test_run_finished=finished)

    def _envelope(self, **message: Any) -> Json:
        return self._convert(cucumber.Envelope(**message))

    def _time(self) -> cucumber.Timestamp:
        seconds, nanos = divmod(self._now, _NANO)
        return cucumber.Timestamp(seconds=seconds, nanos=nanos)

    def _meta(self) -> cucumber.Meta:
        environment, kit = self.record.header["environment"], self.record.header["kit"]
        return cucumber.Meta(
            protocol_version=PROTOCOL,
            implementation=cucumber.Product(name="mapi-tck", version=visible(kit["version"])),
            cpu=cucumber.Product(name="not recorded"),
            os=cucumber.Product(name=visible(str(environment.get("system", "not recorded")))),
            runtime=cucumber.Product(name="Python", version=visible(str(environment.get("python", "")))),
        )

    def _features(self) -> dict[_Place, Feature]:
        """The files of which something was planned, for each placement, in the order of the plan."""
        texts = {feature["file"]: feature for feature in self.record.header["features"]}
        places = dict.fromkeys(_place(self.assessment.texts[id]) for id in self.record.planned)
        # Only a record that was edited names a file that it does not hold.
        return {
            (file, placement): Feature(texts.get(file, {"file": file, "name": "", "text": ""}), placement, self._ids)
            for file, placement in places
        }

    def _planned(self, features: dict[_Place, Feature], id: str) -> tuple[str, Feature, Json, Json | None]:
        scenario, result = self.assessment.texts[id], self.record.ended.get(id)
        feature = features[_place(scenario)]
        return id, feature, feature.pickle(scenario, result), result

    def _case(self, pickle: Json, run: str) -> cucumber.TestCase:
        id = self._ids.get_next_id()
        steps = [cucumber.TestStep(id=self._ids.get_next_id(), pickle_step_id=step["id"]) for step in pickle["steps"]]
        return cucumber.TestCase(id=id, pickle_id=pickle["id"], test_steps=steps, test_run_started_id=run)

    def _ran(
        self, id: str, feature: Feature, pickle: Json, result: ScenarioEnded | None, case: cucumber.TestCase
    ) -> Iterator[Json]:
        begun = self._ids.get_next_id()
        yield self._envelope(
            test_case_started=cucumber.TestCaseStarted(
                id=begun, test_case_id=case.id, timestamp=self._time(), attempt=0
            )
        )
        finding = self._findings.get(id)
        end = self._now + _nanos(result["seconds"] if result else 0)
        outcomes = _outcomes(feature, pickle, result, finding)
        for step, (status, seconds, message) in zip(case.test_steps, outcomes, strict=True):
            at = {"test_case_started_id": begun, "test_step_id": step.id}
            yield self._envelope(test_step_started=cucumber.TestStepStarted(**at, timestamp=self._time()))
            self._now += _nanos(seconds)
            found = cucumber.TestStepResult(status=status, duration=_duration(seconds), message=message or None)
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
            body="\n".join([f"A SHOULD is violated. {promised(finding)}", *explained(finding)]),
            content_encoding=cucumber.AttachmentContentEncoding.identity,
            media_type="text/plain",
            test_case_started_id=begun,
            timestamp=self._time(),
        )


_Outcome = tuple[cucumber.TestStepResultStatus, float, str]


def _outcomes(feature: Feature, pickle: Json, result: ScenarioEnded | None, finding: Finding | None) -> list[_Outcome]:
    """Status, seconds and message of each step of the pickle."""
    steps = pickle["steps"]
    if result is None:
        return [(_Status.unknown, 0.0, "the run stopped while the scenario was under way") for _ in steps]
    verdict = Verdict(result["verdict"])
    # What ran is found by its line; steps of a pickle that the record alone has are its lines, in order.
    by_line: dict[int | None, RecordedLine] = {line["number"]: line for line in result["lines"]}
    lines = [
        by_line.get(feature.line_of(step)) if step["astNodeIds"] else result["lines"][n] for n, step in enumerate(steps)
    ]
    statuses = [_status(line, verdict) for line in lines]
    needed = _NEEDED.get(verdict)
    place = next((n for n, status in enumerate(statuses) if status is needed), None)
    if needed is not None and place is None and statuses:
        ran = [n for n, line in enumerate(lines) if line and line["outcome"] != "not run"]
        place = ran[-1] if ran else 0
        statuses[place] = needed
    why = "\n".join([promised(finding), *explained(finding)]) if finding else visible(result["reason"])
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
    return visible(line["reason"]) if line and status is not _Status.passed else ""


def _nanos(seconds: float) -> int:
    return round(max(seconds, 0) * _NANO)


def _duration(seconds: float) -> cucumber.Duration:
    whole, nanos = divmod(_nanos(seconds), _NANO)
    return cucumber.Duration(seconds=whole, nanos=nanos)


def render(record: RunRecord) -> str:
    """The messages, one a line. The same record and kit give the same bytes."""
    return "".join(json.dumps(message, separators=(",", ":")) + "\n" for message in Stream(record).messages())


def write(record: RunRecord, path: Path) -> None:
    """Write the messages."""
    write_whole(path, render(record).encode())
