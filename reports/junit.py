"""The run as JUnit XML, for programs that collect test results: one suite per feature file, one case per planned scenario.

JUnit has no *undecided*. A skipped case would look like success, so an inconclusive scenario is an error of type
`inconclusive`, and a planned scenario that never ended is an error of type `not run`.

The format has no owner. Most readers show file, line and properties of a case. Jenkins' xUnit plugin, which checks the schema
that it calls junit-10, refuses a file that has them. So there are two forms: the usual one goes beyond that schema in these
three things only, and the strict one writes them into the case's output instead.
"""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import indent

from junitparser import Error, Failure, JUnitXml, Properties, Property, Skipped, TestCase, TestSuite
from junitparser.junitparser import Element

from mapi_tck.assessment import Assessment, Finding, JudgedRequirement
from mapi_tck.assessment.grouping import grouped
from mapi_tck.foreign import visible
from mapi_tck.record.lines import RecordedScenario, ScenarioOutcome
from mapi_tck.record.run_record import Record
from mapi_tck.verdicts import Verdict

from .words.evidence import explained, feature_path, headline
from .words.reasons import in_words
from .words.totals import total
from .words.wording import bound, full_name, proven

#: The results of a case that is no success.
Outcome = Failure | Error | Skipped


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
    kind = _kind(result, finding)
    if result is None:
        under_way = id in assessment.started
        case.result = Error("the run stopped while it was under way" if under_way else "never started", "not run")
    elif finding is not None:
        _explain(case, kind, finding)
    elif kind is not None:
        case.result = Skipped(visible(in_words(result["reason"])), result["verdict"])
    if strict:
        told |= {"file": visible(feature_path(text["file"])), "line": str(text["line"])}
        said = "\n".join(f"[[PROPERTY|{name}={value}]]" for name, value in told.items())
        case.system_out = "\n".join(filter(None, (case.system_out, said)))
    return case


def _kind(result: ScenarioOutcome | None, finding: Finding | None) -> type[Outcome] | None:
    """What the case of a scenario is; `None` for a success."""
    if result is None:
        return Error
    verdict = Verdict(result["verdict"])
    if finding is None:
        return Skipped if verdict in (Verdict.NOT_APPLICABLE, Verdict.NOT_TESTED) else None
    if verdict is Verdict.FAIL:
        # A known deviation is an expected failure: neither a success nor new.
        return Skipped if finding.known else Failure
    return None if verdict is Verdict.WARNING else Error


def _told(
    assessment: Assessment, text: RecordedScenario, requirement: JudgedRequirement, result: ScenarioOutcome | None
) -> dict[str, str]:
    return {
        "requirement": requirement.id,
        "role": str(assessment.role),
        "placement": text["placement"] or "",
        "strength": str(requirement.strength),
        "proofs": proven(len(requirement.proofs), assessment.header["proof"]["tried"]),
        "verdict": result["verdict"] if result else "not run",
        "cause": result["cause"] if result else "",
        "bound": bound(result) if result else "",
    }


def _name(text: RecordedScenario) -> str:
    """The scenario's name, made unique: of two cases with the same name some readers show only the first."""
    name = full_name(text)
    lacking = [str(value) for value in text["values"] if str(value) not in name]
    return f"{name} [{', '.join(lacking)}]" if lacking else name


def _class(text: RecordedScenario, requirement: JudgedRequirement) -> str:
    """Feature and numbered step as package and class: to Jenkins, the class is what follows the last dot."""
    return f"{text['file'].removesuffix('.feature')}.{requirement.step.replace('.', '_')}"


def _explain(case: TestCase, kind: type[Outcome] | None, finding: Finding) -> None:
    message, cause = headline(finding), visible(finding.result["cause"])
    text = "\n".join([message, *explained(finding)])
    if finding.known is not None and kind is Skipped:
        case.result = Skipped(visible(f"known deviation: {finding.known.reason}"), "known deviation")
    if kind is None or kind is Skipped:
        case.system_out = text
        return
    failed: Failure | Error = Failure(message, cause)
    if kind is Error:
        reason = visible(in_words(finding.result["reason"]))
        failed = Error(reason, cause if finding.verdict is Verdict.ERROR else "inconclusive")
    failed.text = text
    case.result = failed


def render(record: Record, *, strict: bool = False) -> bytes:
    """The XML. The same record and kit give the same bytes."""
    return b"".join(pieces(record, strict=strict))


def pieces(record: Record, *, strict: bool = False) -> Iterator[bytes]:
    """The XML, case by case: the XML of a long run need not be in memory as a whole."""
    assessment = Assessment(record)
    requirements = {item.id: item for item in assessment.requirements}
    findings = {finding.result["scenario"]: finding for finding in assessment.findings}
    xml = JUnitXml(visible(f"mapi-tck {record.header['adapter']}: {assessment.verdict}; {total(assessment)}"))
    suites: list[tuple[TestSuite, list[str]]] = []
    # The most direct failure comes first, with its suite; what did not fail keeps the order of the plan.
    place = {id: number for number, id in enumerate(findings)}
    ordered = sorted(record.planned, key=lambda one: place.get(one, len(place)))
    for file, ids in grouped(ordered, lambda one: assessment.texts[one]["file"]).items():
        suite = TestSuite(visible(file))
        suite.timestamp = visible(record.header["started"].removesuffix("Z"))
        ends = [record.ended.get(id) for id in ids]
        kinds = Counter(_kind(end, findings.get(id)) for id, end in zip(ids, ends, strict=True))
        suite.tests, suite.time = len(ids), sum(end["seconds"] for end in ends if end)
        suite.errors, suite.failures, suite.skipped = kinds[Error], kinds[Failure], kinds[Skipped]
        suites.append((suite, ids))
    for name in ("tests", "failures", "errors", "skipped", "time"):
        setattr(xml, name, sum(getattr(suite, name) for suite, _ in suites))
    yield b'<?xml version="1.0" encoding="utf-8"?>\n'
    if record.hidden:
        yield f"<!-- hidden: {record.hidden} -->\n".encode()
    yield _begin(xml, 0, strict)
    for suite, ids in suites:
        yield _begin(suite, 1, strict)
        for id in ids:
            case = _case(assessment, id, requirements[assessment.texts[id]["requirement"]], findings.get(id), strict)
            yield _written(case, 2, strict)
        yield b"\t</testsuite>\n"
    yield b"</testsuites>\n"


def _begin(element: Element, level: int, strict: bool) -> bytes:
    """The start tag of an element that is still empty."""
    return _written(element, level, strict).replace(b" />", b">")


def _written(element: Element, level: int, strict: bool) -> bytes:
    """The element as a part of the file, within `level` other elements. Corrects what the library writes against the schema."""
    own = element._elem
    if "time" in own.attrib:
        # Never 5e-05. For a suite the schema allows three decimals.
        digits = 6 if own.tag == "testcase" else 3
        own.set("time", f"{float(own.attrib['time']):.{digits}f}")
    if strict and own.tag == "testsuites":
        own.attrib.pop("skipped", None)
    indent(own, "\t", level)
    own.tail = "\n"
    written: bytes = element.tostring()  # type: ignore[no-untyped-call]
    return b"\t" * level + written


def strict_pieces(record: Record) -> Iterator[bytes]:
    """The XML in the strict form, which keeps to Jenkins' schema."""
    return pieces(record, strict=True)
