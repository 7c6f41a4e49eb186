"""Rules on the text of feature files: mistakes that pytest-bdd does not report, and the style of the specification."""

import re
from collections.abc import Iterator
from typing import Final

from mapi_tck.lint.subject import Found, ScenarioNode, Subject, Wrong, repeated, rule, scenario_rule
from mapi_tck.suite.features import slug

#: Longer lines are cut off in reviews and in the report. The line length of this project's prose.
LONGEST_LINE: Final = 130

#: A line in which a client of the kit flushes, and the flags that it passes without naming them.
_FLUSH: Final = re.compile(r"it flushes .+ queues |a flush of .+ queues through ")
_FLAGS: Final = ("FLUSH_UPLOAD", "FLUSH_DOWNLOAD", "FLUSH_NO_UI")


@rule
def unreadable(subject: Subject) -> Iterator[Found]:
    """A file that cannot be read cannot be checked, and pytest reports it only when it collects."""
    yield from subject.unreadable


@rule
def no_scenarios(subject: Subject) -> Iterator[Found]:
    """pytest-bdd answers a feature without scenarios with an error for the whole file."""
    for feature in subject.features:
        if not feature.scenarios:
            yield feature.file, feature.line, "the feature has no scenario", ""


@rule
def equal_feature_names(subject: Subject) -> Iterator[Found]:
    """A report names features by their title; a reader cannot tell two features with one title apart."""
    for feature, other in repeated(subject.features, lambda feature: feature.name):
        yield feature.file, feature.line, f"{other.file}:{other.line} has the same name", ""


@rule
def equal_names(subject: Subject) -> Iterator[Found]:
    """Of two scenarios with one name in a file pytest-bdd drops the first, also across rules (pytest-bdd#191).

    Names that differ only in what a Python name cannot hold would have the same id. A reader of a report tells the rows of an
    outline apart by their names alone.
    """
    for feature in subject.features:
        for scenario, other in repeated(feature.scenarios, lambda scenario: slug(scenario.name)):
            same = "the same name" if other.name == scenario.name else f"the same id, {slug(scenario.name)}"
            message = f"the scenario at line {other.line} has {same}"
            yield feature.file, scenario.line, message, "name the fact that differs"
        for scenario in feature.scenarios:
            for (line, name), _ in repeated(scenario.row_names, lambda row: row[1]):
                yield (
                    feature.file,
                    line,
                    f"another row has the name {name}",
                    "put the column that differs into the name",
                )


@scenario_rule
def no_name(scenario: ScenarioNode) -> Iterator[Wrong]:
    """A scenario's id is made of its name."""
    if not slug(scenario.name):
        yield scenario.line, "the scenario has no name", "name the fact that holds"


@scenario_rule
def no_lines(scenario: ScenarioNode) -> Iterator[Wrong]:
    """A scenario without lines passes."""
    if not scenario.steps:
        yield scenario.line, "the scenario has no line, and would pass", ""


@scenario_rule
def scenario_description(scenario: ScenarioNode) -> Iterator[Wrong]:
    """Below `Scenario:` any line that is no step is a description to Gherkin: a misspelt *Given* vanishes silently."""
    if scenario.description:
        first = scenario.description.splitlines()[0].strip()
        hint = "correct its keyword, or put the words into the rule's description"
        yield scenario.line, f"the line below it is no step but a description: {first}", hint


@scenario_rule
def outline_without_rows(scenario: ScenarioNode) -> Iterator[Wrong]:
    """An outline without examples runs once, with the placeholders as they are; with an empty table it does not run."""
    outlined = scenario.keyword.endswith(("Outline", "Template")) or scenario.placeholders
    if outlined and not scenario.examples:
        yield scenario.line, "the outline has no examples", ""
    for examples in scenario.examples:
        if not examples.rows:
            yield examples.line, "the examples have no row", ""


@scenario_rule
def placeholder_without_column(scenario: ScenarioNode) -> Iterator[Wrong]:
    """pytest-bdd does not replace a placeholder that has no column."""
    for examples in scenario.examples:
        for line, name in dict.fromkeys(scenario.placeholders):
            if examples.header and name not in examples.header:
                yield line, f"the examples at line {examples.line} have no column {name}", ""


@scenario_rule
def unused_column(scenario: ScenarioNode) -> Iterator[Wrong]:
    """A column that no line uses makes several scenarios of one. Of two columns with one name the first is lost."""
    used = {name for _, name in scenario.placeholders}
    for examples in scenario.examples:
        for name in dict.fromkeys(examples.header):
            if examples.header.count(name) > 1:
                yield examples.line, f"there are two columns {name}", ""
            if name not in used:
                yield examples.line, f"no line uses the column {name}", ""


@scenario_rule
def tagged_examples(scenario: ScenarioNode) -> Iterator[Wrong]:
    """Tags on examples pass by the hook that makes requirements of tags, and break collection under strict markers."""
    for examples in scenario.examples:
        if examples.tagged:
            yield examples.line, "the examples have a tag", "tag the scenario, or write two"


@scenario_rule
def equal_ids(scenario: ScenarioNode) -> Iterator[Wrong]:
    """Two rows with one id cannot be addressed, and pytest refuses them under strict parametrization ids."""
    for (line, values), (first, _) in repeated(scenario.rows, lambda row: "-".join(row[1])):
        yield line, f"the row at line {first} makes the same id, [{'-'.join(values)}]", ""


@scenario_rule
def example_not_ascii(scenario: ScenarioNode) -> Iterator[Wrong]:
    """In the ids of examples (not in names) pytest escapes other characters, so that the record's id would differ."""
    for line, value in scenario.cells:
        if not value.isascii():
            yield line, f"{value} is not ASCII", "say it in the line, in words"


@rule
def rule_without_description(subject: Subject) -> Iterator[Found]:
    """A rule's description says what the step asks and what its counterpart is; without it scenarios have no reason."""
    for feature in subject.features:
        for node in feature.rules:
            if not node.description:
                hint = "say what the step asks, and its counterpart"
                yield feature.file, node.line, "the rule has no description", hint


@rule
def unexplained_flush(subject: Subject) -> Iterator[Found]:
    """A line says through what a client flushes which queues. The head of the feature says which flags that means."""
    for feature in subject.features:
        lines = [line.text for scenario in feature.scenarios for one in scenario.expanded[:1] for line in one.lines]
        head = feature.text.partition("Scenario")[0]
        lacking = [flag for flag in _FLAGS if flag not in head]
        if lacking and any(map(_FLUSH.match, lines)):
            message = f"the head of the feature does not say which of its lines pass {' and '.join(lacking)}"
            yield feature.file, feature.line, message, "the other features say it"


@rule
def stray_scenario(subject: Subject) -> Iterator[Found]:
    """Gherkin ignores indentation: a scenario after a rule belongs to that rule, even if it is not indented."""
    for feature, scenario in subject.scenarios:
        if scenario.rule is None:
            continue
        siblings = [other for other in feature.scenarios if other.rule == scenario.rule]
        if scenario.column <= scenario.rule.column or scenario.column < siblings[0].column:
            message = f"the scenario belongs to the rule at line {scenario.rule.line}, and is indented as if it did not"
            yield feature.file, scenario.line, message, "indent it, or put it before the first rule"


@scenario_rule
def hex_in_line(scenario: ScenarioNode) -> Iterator[Wrong]:
    """The specification speaks of names; numbers are in the evidence."""
    for line, text in dict.fromkeys([*scenario.texts, *scenario.cells]):
        for number in re.findall(r"\b0[xX][0-9A-Fa-f]+", text):
            yield line, f"{number} is a number, not a name", "use MAPI's name"


@rule
def long_line(subject: Subject) -> Iterator[Found]:
    """Readers do not read a line to its end that does not fit on the screen."""
    for feature in subject.features:
        for number, line in enumerate(feature.text.splitlines(), 1):
            if len(line) > LONGEST_LINE:
                yield feature.file, number, f"{len(line)} characters, more than {LONGEST_LINE}", ""
