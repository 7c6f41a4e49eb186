"""Rules on the catalogue, the rulings, and the tags by which scenarios name what they judge."""

import re
from collections.abc import Collection, Iterator
from dataclasses import MISSING, fields
from typing import Final

from mapi_tck.errors import did_you_mean
from mapi_tck.lint.subject import Found, Subject, TomlTable, repeated, rule
from mapi_tck.ports import Evidence, Role
from mapi_tck.suite.catalogue import OPTIONS, REQUIREMENT_ID, STEPS, WORDS, Requirement
from mapi_tck.suite.features import SEARCH
from mapi_tck.suite.placements import HOSTED
from mapi_tck.verdicts import Strength

#: Tags that name no requirement.
OTHER_TAGS: Final = ("walkthrough", HOSTED, SEARCH)

# Key → whether it is needed; without evidence it is that of the calls.
_KEYS: Final = {
    field.name: field.default is MISSING and field.name != "evidence"
    for field in fields(Requirement)
    if field.name != "id"
}
_RULING_KEYS: Final = ("title", "letter", "other", "decision", "reason")
#: Keys that only the kit's own rulings need.
_MORE: Final = ("follows", "changed_by")
_CLOSED: Final = {
    "strength": tuple(map(str, Strength)),
    "evidence": tuple(map(str, Evidence)),
    **{key: words for key, words in WORDS.items() if key != "applies_if"},
}
_RULING: Final = re.compile(r"\bD-\d+\b")


def _near(word: object, known: Collection[str]) -> str:
    return did_you_mean(str(word), known, f"one of {', '.join(known)}" if len(known) < 10 else "")


def _own(subject: Subject) -> list[tuple[str, TomlTable]]:
    return subject.requirements if subject.has_catalogue else []


@rule
def equal_requirement_ids(subject: Subject) -> Iterator[Found]:
    """An id is the address of one statement."""
    for (id, entry), (_, other) in repeated(_own(subject), lambda item: item[0]):
        yield entry.file, entry.line, f"{other.file}:{other.line} has the same id, {id}", ""


@rule
def malformed_id(subject: Subject) -> Iterator[Found]:
    """An id begins with the numbered step that it belongs to: A4a is of step A4."""
    for id, entry in _own(subject):
        belongs = re.match(r"([AB]\d(?:\.\d)?)[a-z]$|([IC])\d", id)
        step = str(entry.table.get("step"))
        if not REQUIREMENT_ID.match(id):
            yield entry.file, entry.line, f"{id} is no requirement id", "A4a, B5.3a, I1, C2a or FQ1"
        elif belongs and step in STEPS and step != (belongs[1] or belongs[2]):
            yield *entry.at("step"), f"{id} belongs to step {belongs[1] or belongs[2]}, not {step}", ""


@rule
def catalogue_entry(subject: Subject) -> Iterator[Found]:
    """An unknown key or word is a mistake: the kit would fail on it, or ignore it."""
    for id, entry in _own(subject):
        for key in entry.table:
            if key not in _KEYS:
                yield *entry.at(key), f"{id}: unknown key {key}", _near(key, _KEYS)
        for key, needed in _KEYS.items():
            if needed and not entry.table.get(key):
                yield entry.file, entry.line, f"{id} has no {key}", ""
        for key, known in _CLOSED.items():
            value = entry.table.get(key)
            if value is not None and value not in known:
                yield *entry.at(key), f"{id}: {value} is no {key}", _near(value, known)
        if entry.table.get("role", "subsystem") not in tuple(Role) and not entry.table.get("unjudged"):
            message = f"{id}: role {entry.table['role']} needs the reason why no scenario judges it"
            yield *entry.at("role"), message, 'unjudged = "…"'
    for id, entry in subject.rulings.items() if subject.has_catalogue else ():
        if missing := [key for key in _RULING_KEYS if not entry.table.get(key)]:
            yield entry.file, entry.line, f"{id} has no {', '.join(missing)}", "both readings, the decision, its reason"
        for key in entry.table:
            if key not in (*_RULING_KEYS, *_MORE):
                yield *entry.at(key), f"{id}: unknown key {key}", _near(key, (*_RULING_KEYS, *_MORE))


@rule
def unknown_option(subject: Subject) -> Iterator[Found]:
    """A declaration can exclude only what the source leaves open, by the closed list of options."""
    for id, entry in _own(subject):
        option = entry.table.get("applies_if")
        if option is not None and str(option) not in OPTIONS:
            yield *entry.at("applies_if"), f"{id}: {option} is no option", _near(option, OPTIONS)


@rule
def unknown_ruling(subject: Subject) -> Iterator[Found]:
    """A requirement shows the rulings that it rests on; a ruling that does not exist cannot be shown."""
    for id, entry in _own(subject):
        for ruling in entry.table.get("rulings", ()):
            if ruling not in subject.rulings:
                yield *entry.at("rulings"), f"{id}: there is no ruling {ruling}", ""
    for file, text in subject.texts:
        for number, line in enumerate(text.splitlines(), 1):
            if re.match(r"\s*(rulings\s*=|\[)", line):
                continue
            for ruling in _RULING.findall(line):
                if ruling not in subject.rulings:
                    yield file, number, f"there is no ruling {ruling}", ""


@rule
def unused_ruling(subject: Subject) -> Iterator[Found]:
    """A ruling is shown next to the requirements that rest on it; a ruling without requirement is shown nowhere."""
    used = {ruling for _, entry in _own(subject) for ruling in entry.table.get("rulings", ())}
    for id, entry in subject.rulings.items() if subject.has_catalogue and not subject.unreadable else ():
        if id not in used:
            yield entry.file, entry.line, f"no requirement rests on {id}", ""


@rule
def unchangeable_ruling(subject: Subject) -> Iterator[Found]:
    """A ruling that says what would change it can be looked at again when that has happened."""
    for id, entry in subject.rulings.items() if subject.own else ():
        for key in [key for key in _MORE if not entry.table.get(key)]:
            yield entry.file, entry.line, f"{id} does not say what would change it", f'{key} = "…"'


@rule
def unknown_tag(subject: Subject) -> Iterator[Found]:
    """A misspelt requirement id is an ordinary mark to pytest: the scenario would judge no requirement."""
    known = subject.catalogue
    seen: set[tuple[str, int, str]] = set()
    for feature, scenario in subject.scenarios:
        for line, tag in scenario.tags:
            # The collector hosts a provider in all scenarios of a file or in none.
            misplaced = tag == HOSTED and line > feature.line
            if ((tag in known or tag in OTHER_TAGS) and not misplaced) or (feature.file, line, tag) in seen:
                continue
            seen.add((feature.file, line, tag))
            if misplaced:
                yield feature.file, line, f"{tag} is a tag of whole features", "put it above Feature:"
                continue
            what = "the catalogue has no requirement" if REQUIREMENT_ID.match(tag) else "there is no tag"
            yield feature.file, line, f"{what} {tag}", _near(tag, [*known, *OTHER_TAGS])


@rule
def one_requirement(subject: Subject) -> Iterator[Found]:
    """Each scenario judges one requirement, so that a failure belongs to the requirement that it is about."""
    known = subject.catalogue
    for feature, scenario in subject.scenarios:
        judged = [tag for _, tag in scenario.tags if tag in known]
        if len(judged) != 1:
            number = " and ".join(judged) if judged else "none"
            message = f"the scenario must judge one requirement, not {number}"
            yield feature.file, scenario.line, message, "tag it with one id"


@rule
def requirement_without_scenario(subject: Subject) -> Iterator[Found]:
    """A requirement that nothing judges would be counted as tested."""
    if subject.unreadable:
        return
    judged = {tag for _, scenario in subject.scenarios for _, tag in scenario.tags}
    for id, entry in _own(subject):
        if id not in judged and not entry.table.get("unjudged"):
            yield entry.file, entry.line, f"{id} has no scenario", 'write one, or the reason why not: unjudged = "…"'


@rule
def scenario_for_unjudged(subject: Subject) -> Iterator[Found]:
    """A requirement that a scenario judges must not give a reason why no scenario does."""
    known = subject.catalogue
    for feature, scenario in subject.scenarios:
        for line, tag in scenario.tags:
            if tag in known and known[tag].table.get("unjudged"):
                message = f"{tag} is not judged, because: {known[tag].table['unjudged']}"
                yield feature.file, line, message, "drop one of the two"
