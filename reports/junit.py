"""The run as JUnit XML, for programs that collect test results: one suite per feature file, one case per planned scenario.

JUnit has no *undecided*. A skipped case would look like success, so an inconclusive scenario is an error of type
`inconclusive`, and a planned scenario that never ended is an error of type `not run`.

The format has no owner. Most readers show file, line and properties of a case. Jenkins' xUnit plugin, which checks the schema
that it calls junit-10, refuses a file that has them. So there are two forms: the usual one goes beyond that schema in these
three things only, and the strict one writes them into the case's output instead.
"""

from io import BytesIO

from junitparser import Error, Failure, JUnitXml, Properties, Property, Skipped, TestCase, TestSuite

from mapi_tck.assessment import Assessment, Finding, JudgedRequirement
from mapi_tck.record.lines import RecordedScenario, ScenarioEnded
from mapi_tck.record.run_record import RunRecord
from mapi_tck.verdicts import Verdict

from .words.evidence import explained, feature_path, headline
from .words.groups import total
from .words.reasons import in_words
from .words.visible import visible
from .words.wording import full_name, proven


def _case(
    assessment: Assessment, id: str, requirement: JudgedRequirement, finding: Finding | None, strict: bool
) -> TestCase:
    text = assessment.texts[id]
    result = assessment.record.ended.get(id)
    seconds = result["seconds"] if result else 0.0
    case = TestCase(visible(_name(text)), visible(_class(text, requirement)), seconds)
    told = {name: visible(value) for name, value in _told(assessment, text, requirement, result).items() if value}
    if not strict:
        properties = Properties()  # type: ignore[no-untyped-call]
        for name, value in told.items():
            properties.add_property(Property(name, value))
        case.append(properties)  # type: ignore[no-untyped-call]
        case._elem.set("file", visible(feature_path(text["file"])))
        case._elem.set("line", str(text["line"]))
    if result is None:
        under_way = id in assessment.record.started
        case.result = Error("the run stopped while it was under way" if under_way else "never started", "not run")
    else:
        _outcome(case, result, finding)
    if strict:
        told |= {"file": visible(feature_path(text["file"])), "line": str(text["line"])}
        said = "\n".join(f"[[PROPERTY|{name}={value}]]" for name, value in told.items())
        case.system_out = "\n".join(filter(None, (case.system_out, said)))
    return case


def _told(
    assessment: Assessment, text: RecordedScenario, requirement: JudgedRequirement, result: ScenarioEnded | None
) -> dict[str, str]:
    return {
        "requirement": requirement.id,
        "role": str(assessment.role),
        "placement": text["placement"] or "",
        "strength": str(requirement.strength),
        "proofs": proven(len(requirement.proofs), assessment.header["proof"]["tried"]),
        "verdict": result["verdict"] if result else "not run",
        "cause": result["cause"] if result else "",
    }


def _name(text: RecordedScenario) -> str:
    """The scenario's name, made unique: of two cases with the same name some readers show only the first."""
    name = full_name(text)
    lacking = [str(value) for value in text["values"] if str(value) not in name]
    return f"{name} [{', '.join(lacking)}]" if lacking else name


def _class(text: RecordedScenario, requirement: JudgedRequirement) -> str:
    """Feature and numbered step as package and class: to Jenkins, the class is what follows the last dot."""
    return f"{text['file'].removesuffix('.feature')}.{requirement.step.replace('.', '_')}"


def _outcome(case: TestCase, result: ScenarioEnded, finding: Finding | None) -> None:
    reason, verdict = visible(in_words(result["reason"])), Verdict(result["verdict"])
    if finding is None:
        if verdict in (Verdict.NOT_APPLICABLE, Verdict.NOT_TESTED):
            case.result = Skipped(reason, str(verdict))
        return
    message, cause = headline(finding), visible(result["cause"])
    text = "\n".join([message, *explained(finding)])
    known = finding.known if verdict is Verdict.FAIL else None
    if known is not None:
        # An expected failure: neither a success nor new.
        case.result = Skipped(visible(f"known deviation: {known.reason}"), "known deviation")
    if known is not None or verdict is Verdict.WARNING:
        case.system_out = text
        return
    failed: Failure | Error = Failure(message, cause)
    if verdict is not Verdict.FAIL:
        failed = Error(reason, cause if verdict is Verdict.ERROR else "inconclusive")
    failed.text = text
    case.result = failed


def render(record: RunRecord, *, strict: bool = False) -> bytes:
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
        case = _case(assessment, id, requirements[text["requirement"]], findings.get(id), strict)
        suites[text["file"]].add_testcase(case)
    xml = JUnitXml(visible(f"mapi-tck {record.header['adapter']}: {assessment.verdict}; {total(assessment)}"))
    for suite in suites.values():
        xml.add_testsuite(suite)
    xml.update_statistics()  # type: ignore[no-untyped-call]
    _in_schema(xml, strict)
    buffer = BytesIO()
    xml.write(buffer, pretty=True)
    return buffer.getvalue()


def _in_schema(xml: JUnitXml, strict: bool) -> None:
    """Change what the library does not write as the schema has it."""
    for element in xml._elem.iter():
        if "time" in element.attrib:
            # Never 5e-05. For a suite the schema allows three decimals.
            digits = 6 if element.tag == "testcase" else 3
            element.set("time", f"{float(element.attrib['time']):.{digits}f}")
    if strict:
        xml._elem.attrib.pop("skipped", None)


def render_strict(record: RunRecord) -> bytes:
    """The XML in the strict form, which keeps to Jenkins' schema."""
    return render(record, strict=True)
