"""The run as JUnit XML, for whatever collects test results: one suite per feature file, one case per planned scenario.

JUnit knows no *undecided*. A skipped case would look like success, so an inconclusive scenario is an error of type
`inconclusive`, and a planned one that never ended an error of type `not run`.
"""

from io import BytesIO
from pathlib import Path
from typing import Final

from junitparser import Error, Failure, JUnitXml, Properties, Property, Skipped, TestCase, TestSuite

from mapi_tck.assessment import Assessment, Finding, JudgedRequirement
from mapi_tck.codecs import Json
from mapi_tck.record import RunRecord
from mapi_tck.verdicts import Verdict

from .files import write_whole
from .groups import called, guilty, total
from .visible import compact, visible
from .wording import full_name, proven

#: Calls of a finding that its text shows.
CALLS: Final = 5


def _case(assessment: Assessment, id: str, requirement: JudgedRequirement, finding: Finding | None) -> TestCase:
    text = assessment.texts[id]
    result = assessment.record.ended.get(id)
    stem = text["file"].removesuffix(".feature")
    seconds = result["seconds"] if result else 0.0
    case = TestCase(visible(full_name(text)), visible(f"{stem}/{requirement.step}"), seconds)
    properties = Properties()  # type: ignore[no-untyped-call]
    for name, value in {
        "requirement": requirement.id,
        "role": str(assessment.role),
        "placement": text["placement"] or "",
        "strength": str(requirement.strength),
        "proofs": proven(len(requirement.proofs), assessment.header["proof"]["tried"]),
        "verdict": result["verdict"] if result else "not run",
        "cause": result["cause"] if result else "",
    }.items():
        if value:
            properties.add_property(Property(name, visible(value)))
    case.append(properties)  # type: ignore[no-untyped-call]
    if result is None:
        under_way = id in assessment.record.started
        case.result = Error("the run stopped while it was under way" if under_way else "never started", "not run")
    else:
        _outcome(case, requirement, result, finding)
    return case


def _outcome(case: TestCase, requirement: JudgedRequirement, result: Json, finding: Finding | None) -> None:
    message = visible(f"{requirement.id} {requirement.strength}: {requirement.statement}")
    reason = visible(result["reason"])
    cause = visible(result["cause"])
    outcome: Failure | Error
    match Verdict(result["verdict"]):
        case Verdict.FAIL if finding is not None and finding.known is not None:
            # Neither a success nor news: what pytest calls an expected failure.
            case.result = Skipped(visible(f"known deviation: {finding.known.reason}"), "known deviation")
            case.system_out = _explained(message, finding)
            return
        case Verdict.FAIL:
            outcome = Failure(message, cause)
        case Verdict.ERROR:
            outcome = Error(reason, cause)
        case Verdict.INCONCLUSIVE:
            outcome = Error(reason, "inconclusive")
        case Verdict.NOT_APPLICABLE | Verdict.NOT_TESTED as verdict:
            case.result = Skipped(reason, str(verdict))
            return
        case Verdict.WARNING:
            case.system_out = _explained(message, finding)
            return
        case Verdict.PASS:
            return
    outcome.text = _explained(message, finding)
    case.result = outcome


def _explained(message: str, finding: Finding | None) -> str:
    lines = [message]
    if finding is not None:
        lines.append(f"because   {visible(finding.result['reason'])}")
        if finding.result["blame"]:
            lines.append(f"blame     {visible(finding.result['blame'])}")
        for check in finding.checks:
            lines += [f"expected  {compact(check['expected'])}", f"observed  {compact(check['observed'])}"]
        calls, left = guilty(finding, CALLS)
        lines += [f"call      {entry['number']}  {visible(called(entry))}" for entry in calls]
        lines += [f"          and {left} more"] if left else []
        lines.append(f"again     {visible(finding.command)}")
    return "\n".join(lines)


def render(record: RunRecord) -> bytes:
    """The XML. The same record and kit give the same bytes."""
    assessment = Assessment(record)
    requirements = {item.id: item for item in assessment.requirements}
    findings = {finding.result["scenario"]: finding for finding in assessment.findings}
    suites: dict[str, TestSuite] = {}
    for id in record.planned:
        text = assessment.texts[id]
        if text["file"] not in suites:
            suite = suites[text["file"]] = TestSuite(visible(text["file"]))
            suite.timestamp = visible(record.header["started"].removesuffix("Z"))
        case = _case(assessment, id, requirements[text["requirement"]], findings.get(id))
        suites[text["file"]].add_testcase(case)
    xml = JUnitXml(visible(f"mapi-tck {record.header['adapter']}: {assessment.verdict}; {total(assessment)}"))
    for suite in suites.values():
        xml.add_testsuite(suite)
    xml.update_statistics()  # type: ignore[no-untyped-call]
    buffer = BytesIO()
    xml.write(buffer, pretty=True)
    return buffer.getvalue()


def write(record: RunRecord, path: Path) -> None:
    """Write the XML."""
    write_whole(path, render(record))
