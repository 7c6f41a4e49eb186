"""The words and marks that every report uses for the same thing."""

from collections.abc import Iterable
from typing import Final

from mapi_tck.record.lines import RecordedScenario
from mapi_tck.verdicts import ExitCode, Verdict

#: A verdict's mark stands beside its word: neither colour nor shape carries the meaning alone.
MARKS: Final = {
    Verdict.PASS: "✓",
    Verdict.FAIL: "✗",
    Verdict.WARNING: "!",
    Verdict.INCONCLUSIVE: "?",
    Verdict.NOT_APPLICABLE: "–",
    Verdict.NOT_TESTED: "·",
    Verdict.ERROR: "‼",
}

MEANINGS: Final = {
    Verdict.PASS: "It was exercised, and it holds.",
    Verdict.FAIL: "A MUST is violated: the implementation does not conform.",
    Verdict.WARNING: "A SHOULD is violated: the implementation still conforms. "
    "With --strict the result fails, never the verdict.",
    Verdict.INCONCLUSIVE: "Undecided: a call on the way was refused, the adapter cannot observe what is needed, "
    "or the run stopped before. The reason is given.",
    Verdict.NOT_APPLICABLE: "The declaration excludes it, by an option that the source leaves open. It is not counted.",
    Verdict.NOT_TESTED: "Nothing judged it in this run, for the reason given: the kit has no test for it, "
    "or profile, level or selection leave it out. It is shown and counted apart.",
    Verdict.ERROR: "No verdict was possible: the kit, the adapter, or the adapter or the implementation broke. "
    "The run is not valid.",
}

EXIT_MEANINGS: Final = {
    ExitCode.USAGE: "the kit was called wrongly; nothing ran",
    ExitCode.FAILED: "a MUST failed, or with --strict a SHOULD, or an entry of the baseline no longer holds",
    ExitCode.BROKE: "the kit or the adapter broke",
    ExitCode.UNDECIDED: "undecided, incomplete or stopped early; or nothing but a what-if",
    ExitCode.KNOWN: "conforms but for known deviations of the baseline",
    ExitCode.CONFORMS: "conforms, or the selection holds",
}

EVIDENCE_MEANINGS: Final = {
    "calls": "what the calls themselves answer",
    "queues": "what happens in the queues",
    "ui": "what a user would see",
    "objects": "which objects are still alive",
}

#: How many numbers in a row are told by the first and the last.
_RANGE: Final = 3

#: Procedure → what it does, in a heading's length.
PROCEDURE_TITLES: Final = {
    "A": "Procedure A, through the spooler",
    "B": "Procedure B, transport by transport",
    "X": "The flush conversation of spooler and transport",
}

#: Role → what is under test, in words.
ROLES: Final = {
    "subsystem": "MAPI as a whole: session, status table, spooler and transports",
    "transport": "one transport provider: the kit plays the MAPI spooler, and its own subsystem hosts the provider",
}

#: Placement → where the provider under test stands.
PLACEMENTS: Final = {
    "alone": "alone in the profile",
    "first": "first in the profile",
    "last": "last in the profile",
    "between": "between the kit's own",
}


def placed(*scenarios: RecordedScenario) -> str:
    """Where the provider under test stands in the scenarios' profiles; "" where none is hosted."""
    given = [str(item["placement"]) for item in scenarios if item["placement"]]
    words = [PLACEMENTS.get(placement, placement) for placement in given]
    return f"provider {', '.join(words)}" if words else ""


def full_name(scenario: RecordedScenario) -> str:
    """The scenario's name, and the placement that tells it from its likes."""
    where = placed(scenario)
    return f"{scenario['name']}, {where}" if where else str(scenario["name"])


def procedure_title(name: str) -> str:
    """The heading of a procedure."""
    return PROCEDURE_TITLES.get(name, f"Procedure {name}")


def proven(number: int, tried: str | None) -> str:
    """How many wrong implementations prove a requirement: seen in a self-test, or only known of."""
    if tried:
        return f"proven by {plural(number, 'wrong implementation')}"
    return f"{plural(number, 'wrong implementation')} to prove it, not tried here"


def ranges(numbers: Iterable[int]) -> str:
    """The numbers in order, with those that follow each other as a range."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(", ".join(map(str, run)) if len(run) < _RANGE else f"{run[0]}–{run[-1]}" for run in found)


def plural(number: int, word: str) -> str:
    """The number with its noun."""
    return f"{number} {word}{'' if number == 1 else 's'}"
