"""The findings as SARIF 2.1.0: a rule for each requirement, a result for each scenario that violates one or is undecided.

A violated MUST is an error, a violated SHOULD a warning. An undecided scenario has the standard's kind *open*. An error of kit
or adapter says nothing about the implementation: it is a notification of the run, which then was not successful.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from mapi_tck.assessment import Assessment, Finding, JudgedRequirement
from mapi_tck.foreign import shortened, visible
from mapi_tck.record.run_record import Record
from mapi_tck.verdicts import Strength, Verdict

from .words.evidence import feature_path, headline, line_of, page_address, told, where
from .words.wording import full_name, proven

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

#: Checks and calls in the message of a finding, and characters of a text. A longer text loses its middle. A choice: a message is
#: read in a small window.
CHECKS: Final = 3
CALLS: Final = 3
LONGEST: Final = 1000

_LEVELS: Final = {Strength.MUST: "error", Strength.SHOULD: "warning", Strength.MAY: "note"}


def _text(words: str) -> dict[str, str]:
    """A message of several lines. A space splits `](`, so that no reader turns the text into a link."""
    return {"text": "\n".join(map(visible, words.split("\n"))).replace("](", "] (")}


def _rule(requirement: JudgedRequirement, tried: str | None) -> dict[str, Any]:
    level = _LEVELS[requirement.strength]
    address = page_address(requirement.source, requirement.place)
    about = f"Step {requirement.step}, {requirement.strength}, evidence: {requirement.evidence}. {requirement.note}"
    return {
        "id": visible(requirement.id),
        "shortDescription": _text(requirement.statement),
        "fullDescription": _text(f"{requirement.statement} {about}".strip()),
        "help": _text(
            f"Source: {where(requirement.source, requirement.place)}; {proven(len(requirement.proofs), tried)}."
        ),
        **({"helpUri": address} if address else {}),
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["MAPI", f"step {visible(requirement.step)}", str(requirement.strength), visible(requirement.role)],
            "precision": "very-high",
            "problem.severity": "recommendation" if level == "note" else level,
        },
    }


def _message(finding: Finding) -> str:
    heads = (
        shortened(text, LONGEST) for text in (headline(finding), visible(f"Scenario: {full_name(finding.scenario)}"))
    )
    lines = told(finding, checks=CHECKS, calls=CALLS, limit=LONGEST)
    return "\n".join([*heads, *(f"{label} {text}".strip() for label, text in lines)])


def _location(finding: Finding) -> dict[str, Any]:
    # A record may name a file in any way; a location has to be an address.
    address = "".join(
        character if character.isascii() and (character.isalnum() or character in "_-./") else "_"
        for character in feature_path(finding.scenario["file"])
    )
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": address, "uriBaseId": "MAPI-TCK"},
            "region": {"startLine": line_of(finding)},
        },
        "logicalLocations": [{"fullyQualifiedName": visible(finding.result["scenario"]), "kind": "member"}],
    }


def _fingerprint(finding: Finding) -> str:
    """A digest of what stays the same from run to run: the scenario and the cause."""
    named = json.dumps([finding.result["scenario"], finding.result["cause"]])
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _result(finding: Finding, place: int) -> dict[str, Any]:
    opened = finding.verdict is Verdict.INCONCLUSIVE
    return {
        "ruleId": visible(finding.requirement.id),
        "ruleIndex": place,
        "kind": "open" if opened else "fail",
        "level": "none" if opened else _LEVELS[finding.requirement.strength],
        "message": _text(_message(finding)),
        "locations": [_location(finding)],
        "partialFingerprints": {"scenarioAndCause/v1": _fingerprint(finding)},
        "properties": {"cause": visible(finding.result["cause"]), "verdict": str(finding.verdict)},
        **_suppressed(finding),
    }


def _suppressed(finding: Finding) -> dict[str, Any]:
    """A known deviation is still a deviation, and the baseline says who has accepted it."""
    if finding.known is None:
        return {}
    why = f"{finding.known.reason} ({finding.known.answerable}, until {finding.known.expires})"
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": visible(why)}]}


def _notification(finding: Finding, place: int) -> dict[str, Any]:
    blame = finding.result["blame"] or "kit"
    return {
        "level": "error",
        "message": _text(f"No verdict, blame: {visible(blame)}\n{_message(finding)}"),
        "locations": [_location(finding)],
        "associatedRule": {"id": visible(finding.requirement.id), "index": place},
    }


def _unfinished(assessment: Assessment) -> dict[str, Any]:
    ended, planned = len(assessment.record.ended), len(assessment.record.planned)
    return {"level": "error", "message": _text(f"The run did not finish: {ended} of {planned} scenarios ended.")}


def render(record: Record) -> str:
    """The log. The same record and kit give the same bytes."""
    assessment = Assessment(record)
    header = record.header
    places = {item.id: place for place, item in enumerate(assessment.requirements)}
    broken = [finding for finding in assessment.findings if finding.verdict is Verdict.ERROR]
    found = [finding for finding in assessment.findings if finding.verdict is not Verdict.ERROR]
    implementation: Mapping[str, Any] = header["implementation"] or {}
    run = {
        "tool": {
            "driver": {
                "name": "mapi-tck",
                "version": visible(header["kit"]["version"]),
                "rules": [_rule(item, header["proof"]["tried"]) for item in assessment.requirements],
            }
        },
        "automationDetails": {"id": f"mapi-tck/{assessment.role}/"},
        "originalUriBaseIds": {
            "MAPI-TCK": {"description": _text("The source code of mapi-tck, with its feature files.")}
        },
        "invocations": [
            {
                "executionSuccessful": assessment.complete and not broken,
                "exitCode": int(assessment.exit_code),
                "exitCodeDescription": visible(assessment.rule),
                "toolExecutionNotifications": [
                    *([] if assessment.complete else [_unfinished(assessment)]),
                    *(_notification(item, places[item.requirement.id]) for item in broken),
                ],
            }
        ],
        "results": [_result(finding, places[finding.requirement.id]) for finding in found],
        "properties": {
            "adapter": visible(header["adapter"]),
            "implementation": {
                name: visible(str(implementation[name]))
                for name in ("implementation", "version", "digest")
                if name in implementation
            },
            "options": {name: assessment.options[name] for name in ("role", "profile", "level", "strict", "seed")},
            "hidden": assessment.record.hidden,
            "started": visible(header["started"]),
            "suiteDigest": visible(header["kit"]["suite_digest"]),
            "verdict": visible(assessment.verdict),
        },
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"
