"""The words and marks that all reports share."""

from collections.abc import Iterable, Mapping
from typing import Final

from mapi_tck.assessment.words import listed as listed
from mapi_tck.assessment.words import plural as plural
from mapi_tck.record.lines import RecordedIdentity, RecordedScenario, ScenarioOutcome
from mapi_tck.verdicts import ExitCode, Verdict
from mapi_tck.wire.codecs import Json

#: Verdict → its mark, which stands beside the word: colour or shape alone must not carry the meaning.
MARKS: Final = {
    Verdict.PASS: "✓",
    Verdict.FAIL: "✗",
    Verdict.WARNING: "!",
    Verdict.INCONCLUSIVE: "?",
    Verdict.NOT_APPLICABLE: "–",
    Verdict.NOT_TESTED: "·",
    Verdict.ERROR: "‼",
}

#: Exit code of a run → the verdict whose mark and colour the run gets.
TONES: Final = {
    ExitCode.CONFORMS: Verdict.PASS,
    ExitCode.FAILED: Verdict.FAIL,
    ExitCode.BROKE: Verdict.ERROR,
    ExitCode.UNDECIDED: Verdict.INCONCLUSIVE,
    ExitCode.KNOWN: Verdict.WARNING,
}

#: The options of a run that have a value by default, and this value.
_USUAL: Final[Mapping[str, Json]] = {"profile": "full", "level": "full", "examples": 50, "repeat": 1}

MEANINGS: Final = {
    Verdict.PASS: "Tested, and it holds.",
    Verdict.FAIL: "A MUST is violated: the implementation does not conform.",
    Verdict.WARNING: "A SHOULD is violated: the implementation still conforms. "
    "With --strict the result fails, but the verdict stays.",
    Verdict.INCONCLUSIVE: "Undecided: a call on the way was refused, the adapter cannot observe what is needed, "
    "or the run stopped early. The reason is given.",
    Verdict.NOT_APPLICABLE: "The declaration excludes it, by an option that the source leaves open. Not counted.",
    Verdict.NOT_TESTED: "Not tested in this run, for the reason given: the kit has no test for it, "
    "or profile, level or selection leave it out. Counted separately.",
    Verdict.ERROR: "No verdict was possible: the kit, the adapter or the implementation broke. The run is not valid.",
}

EXIT_MEANINGS: Final = {
    ExitCode.USAGE: "the kit was called wrongly; nothing ran",
    ExitCode.FAILED: "a MUST failed, or with --strict a SHOULD, or an entry of the baseline is no longer valid",
    ExitCode.BROKE: "the kit or the adapter broke",
    ExitCode.UNDECIDED: "undecided, incomplete or stopped early; or a what-if (--ruling), which decides nothing",
    ExitCode.KNOWN: "conforms except for known deviations of the baseline",
    ExitCode.CONFORMS: "conforms, or the selection holds",
}

EVIDENCE_MEANINGS: Final = {
    "calls": "the answers of the calls",
    "queues": "the messages in the queues",
    "ui": "the user interface that is shown",
    "objects": "the objects that are alive",
}

#: So many numbers in a row, or more, are shown as the first and the last.
_RANGE: Final = 3
#: So many ranges of numbers, or more, are shown as the first ones, the last and the amount. A choice: they fit in one line.
_RANGES: Final = 9

#: Procedure → its heading.
PROCEDURE_TITLES: Final = {
    "A": "Procedure A, through the spooler",
    "B": "Procedure B, transport by transport",
    "X": "The flush conversation of spooler and transport",
}

#: Role → what is under test.
ROLES: Final = {
    "subsystem": "MAPI as a whole: session, status table, spooler and transports",
    "transport": "one transport provider: the kit plays the MAPI spooler, and its own subsystem hosts the provider",
    "client": "a program that walks the procedures: the kit plays the subsystem",
}


#: Placement → where the provider under test stands.
PLACEMENTS: Final = {
    "alone": "alone in the profile",
    "first": "first in the profile",
    "last": "last in the profile",
    "between": "between the kit's own transports",
}


def placed(*scenarios: RecordedScenario) -> str:
    """Where the provider under test stands in the scenarios' profiles; "" where none is hosted."""
    given = [str(item["placement"]) for item in scenarios if item["placement"]]
    words = [PLACEMENTS.get(placement, placement) for placement in given]
    return f"provider {', '.join(words)}" if words else ""


def full_name(scenario: RecordedScenario) -> str:
    """The scenario's name, with the placement if it has one."""
    where = placed(scenario)
    return f"{scenario['name']}, {where}" if where else str(scenario["name"])


def bound(result: ScenarioOutcome) -> str:
    """Which transports of a given profile the scenario worked with; "" where the kit has set the profile up."""
    binding = result.get("binding")
    if binding is None:
        return ""
    names = [real if name == real else f"{name} is {real}" for name, real in binding["transports"].items()]
    return f"given profile {binding['profile'] or '(the default one)'}: {', '.join(names) or 'no transport'}"


def uncovered(identity: RecordedIdentity | None) -> str:
    """A warning where the digest does not cover what is under test; "" otherwise."""
    launcher = "" if identity is None else identity.get("launcher", "")
    if not launcher:
        return ""
    return f"the digest covers only {launcher}, which starts what is under test: name that in describe() (under_test)"


def named_under_test(identity: RecordedIdentity | None) -> list[str]:
    """What the adapter names as under test: each with its version and digest, as far as there are any."""
    items = [] if identity is None else identity.get("under_test", [])
    return [" ".join(filter(None, (item["name"], item["version"], item["digest"]))) for item in items]


def procedure_title(name: str) -> str:
    """The heading of a procedure."""
    return PROCEDURE_TITLES.get(name, f"Procedure {name}")


def proven(number: int, tried: str | None) -> str:
    """How many faulty implementations prove that the requirement's check works, and whether a self-test has run them."""
    faulty = plural(number, "deliberately faulty implementation")
    return f"the check detects {faulty}" if tried else f"the check should detect {faulty} (self-test not run here)"


def ranges(numbers: Iterable[int]) -> str:
    """The numbers in order; numbers in a row as a range, and of very many ranges only the first ones and the last."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    words = [", ".join(map(str, run)) if len(run) < _RANGE else f"{run[0]}–{run[-1]}" for run in found]
    if len(words) < _RANGES:
        return ", ".join(words)
    return f"{', '.join(words[: _RANGES - 2])}, … {words[-1]} ({sum(map(len, found))} in all)"


def elsewhere(role: str) -> str:
    """Where the requirements are tested that are none of this role."""
    others = " or ".join(f"--role {other}" for other in ROLES if other != role)
    return f"what a run with {others} tests is not listed here"


def chosen(options: Mapping[str, Json]) -> list[tuple[str, str]]:
    """The options of a run that are not as by default, with their values in words."""
    unusual = {name: value for name, value in options.items() if name != "role" and value and value != _USUAL.get(name)}
    return [(name.replace("_", "-"), _value(value)) for name, value in unusual.items()]


def _value(value: Json) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "yes" if value is True else str(value)
