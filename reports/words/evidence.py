"""A finding in plain lines, for formats that have one text for it, and the addresses of its sources."""

import sys
from collections.abc import Iterator
from typing import Final

from mapi_tck.assessment import Finding
from mapi_tck.foreign import shortened, visible
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.record.run_record import UNSTABLE
from mapi_tck.search import examples
from mapi_tck.suite.catalogue import specification

from .compared import compared
from .groups import called, decisive_calls
from .reasons import in_words, named
from .wording import bound, plural

#: Calls of a finding that its text shows, the most important ones. A choice: more are in the report.
CALLS: Final = 5


def headline(finding: Finding) -> str:
    """What is wrong, and the requirement that it is about, in one line."""
    requirement = finding.requirement
    return visible(
        f"{named(finding.result['cause'])}. {requirement.id} {requirement.strength}: {requirement.statement}"
    )


def because(finding: Finding) -> str:
    """Why, as a sentence; "" where the violated checks say it."""
    result = finding.result
    return "" if finding.violates and result["cause"] != UNSTABLE else in_words(result["reason"])


def told(
    finding: Finding, *, checks: int = sys.maxsize, calls: int = CALLS, limit: int = sys.maxsize
) -> Iterator[tuple[str, str]]:
    """Label and text of each line: why, who is to blame, the transports of a given profile, what was expected and observed, the
    calls, the command.

    At most so many checks and calls are shown, and so many characters of a text; of two values that are compared, what differs is
    always shown.
    """
    lines = [("because", because(finding)), ("blame", finding.result["blame"] or ""), ("bound", bound(finding.result))]
    shown, left = decisive_calls(finding, calls)
    after = [("call", f"{entry['number']} {called(entry)}") for entry in shown]
    after += [("", f"and {plural(left, 'more call')}")] if left and calls else []
    after.append(("again", finding.command))
    yield from _shown(lines, limit)
    for check in finding.checks[:checks]:
        yield from zip(("expected", "observed"), compared(check["expected"], check["observed"], limit), strict=True)
    yield from _shown(after, limit)


def _shown(lines: list[tuple[str, str]], limit: int) -> Iterator[tuple[str, str]]:
    return ((label, shortened(visible(text), limit)) for label, text in lines if text)


def explained(finding: Finding) -> list[str]:
    """All of `told`, each line with its label."""
    return [f"{label:<10}{text}" for label, text in told(finding)]


def counterexample(result: ScenarioEnded) -> list[str] | None:
    """The lines of Gherkin of the case that broke the law of the result; `None` where no case did."""
    search = result.get("search")
    if not search or search["counterexample"] is None:
        return None
    return examples.gherkin(
        examples.ExampleLine(line["keyword"], line["text"], tuple(map(tuple, line["table"])))
        for line in search["counterexample"]["lines"]
    )


def feature_path(file: str) -> str:
    """The path of a feature file in the kit's source code."""
    return f"features/{file}"


def page_address(source: str, place: str = "") -> str:
    """The address of the page that a requirement rests on, at its place; "" where its name is not that of a page."""
    return specification().address(source, place)


def where(source: str, place: str) -> str:
    """Page and place in one text."""
    return f"{source}, {place}" if place else source


def line_of(finding: Finding) -> int:
    """The decisive line of the feature file: that of the failed check, else the first that did not pass, else the scenario's."""
    lines = [check["line"] for check in finding.checks if check["line"]]
    lines += [line["number"] for line in finding.evidence["lines"] if line["outcome"] != "passed"]
    number: int = lines[0] if lines else finding.scenario["line"]
    return max(number, 1)
