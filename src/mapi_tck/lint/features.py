"""Rules on the text of feature files: what pytest-bdd lets pass silently, and how the specification is written."""

import re
from collections.abc import Iterator
from typing import Final

from mapi_tck.lint.subject import Feature, Found, ScenarioNode, Subject, rule
from mapi_tck.suite.features import slug

#: Longer lines are cut off in reviews and in the report. The line length of this project's prose.
LONGEST_LINE: Final = 130


@rule
def unreadable(subject: Subject) -> Iterator[Found]:
    """What cannot be read cannot be checked, and pytest would only say so when it collects."""
    yield from subject.unreadable


@rule
def no_scenarios(subject: Subject) -> Iterator[Found]:
    """pytest-bdd answers a feature without scenarios with an error for the whole file."""
    for feature in subject.features:
        if not feature.scenarios:
            yield feature.file, feature.line, "the feature has no scenario", ""


@rule
def equal_feature_names(subject: Subject) -> Iterator[Found]:
    """A report names features by their title; two with one title cannot be told apart."""
    first: dict[str, Feature] = {}
    for feature in subject.features:
        other = first.setdefault(feature.name, feature)
        if other is not feature:
            yield feature.file, feature.line, f"{other.file}:{other.line} has the same name", ""


@rule
def equal_names(subject: Subject) -> Iterator[Found]:
    """Of two scenarios with one name in a file pytest-bdd drops the first, also across rules (pytest-bdd#191).

    Names that differ only in what a Python name cannot hold would have the same id.
    """
    for feature in subject.features:
        first: dict[str, ScenarioNode] = {}
        for scenario in feature.scenarios:
            id = slug(scenario.name)
            other = first.setdefault(id, scenario)
            if other is not scenario:
                same = "the same name" if other.name == scenario.name else f"the same id, {id}"
                message = f"the scenario at line {other.line} has {same}"
                yield feature.file, scenario.line, message, "name the fact that differs"


@rule
def no_name(subject: Subject) -> Iterator[Found]:
    """A scenario's id is made of its name."""
    for feature, scenario in subject.scenarios:
        if not slug(scenario.name):
            yield feature.file, scenario.line, "the scenario has no name", "name the fact that holds"


@rule
def no_lines(subject: Subject) -> Iterator[Found]:
    """A scenario without lines passes."""
    for feature, scenario in subject.scenarios:
        if not scenario.steps:
            yield feature.file, scenario.line, "the scenario has no line, and would pass", ""


@rule
def scenario_description(subject: Subject) -> Iterator[Found]:
    """Below `Scenario:` any line that is no step is a description to Gherkin: a misspelt *Given* vanishes silently."""
    for feature, scenario in subject.scenarios:
        if scenario.description:
            first = scenario.description.splitlines()[0].strip()
            hint = "correct its keyword, or put the words into the rule's description"
            yield feature.file, scenario.line, f"the line below it is no step but a description: {first}", hint


@rule
def outline_without_rows(subject: Subject) -> Iterator[Found]:
    """An outline without examples runs once, with the placeholders as they stand; an empty table runs not at all."""
    for feature, scenario in subject.scenarios:
        outlined = scenario.keyword.endswith(("Outline", "Template")) or scenario.placeholders
        if outlined and not scenario.examples:
            yield feature.file, scenario.line, "the outline has no examples", ""
        for examples in scenario.examples:
            if not examples.rows:
                yield feature.file, examples.line, "the examples have no row", ""


@rule
def placeholder_without_column(subject: Subject) -> Iterator[Found]:
    """A placeholder without column stays in the line as it is."""
    for feature, scenario in subject.scenarios:
        for examples in scenario.examples:
            for line, name in dict.fromkeys(scenario.placeholders):
                if examples.header and name not in examples.header:
                    yield feature.file, line, f"the examples at line {examples.line} have no column {name}", ""


@rule
def unused_column(subject: Subject) -> Iterator[Found]:
    """A column that no line uses makes several scenarios of one. Of two columns with one name the first is lost."""
    for feature, scenario in subject.scenarios:
        used = {name for _, name in scenario.placeholders}
        for examples in scenario.examples:
            for name in dict.fromkeys(examples.header):
                if examples.header.count(name) > 1:
                    yield feature.file, examples.line, f"there are two columns {name}", ""
                if name not in used:
                    yield feature.file, examples.line, f"no line uses the column {name}", ""


@rule
def tagged_examples(subject: Subject) -> Iterator[Found]:
    """Tags on examples pass by the hook that makes requirements of tags, and break collection under strict markers."""
    for feature, scenario in subject.scenarios:
        for examples in scenario.examples:
            if examples.tagged:
                yield feature.file, examples.line, "the examples have a tag", "tag the scenario, or write two"


@rule
def equal_ids(subject: Subject) -> Iterator[Found]:
    """Two rows with one id cannot be addressed, and pytest refuses them under strict parametrization ids."""
    for feature, scenario in subject.scenarios:
        first: dict[str, int] = {}
        for examples in scenario.examples:
            for line, values in examples.rows:
                id = "-".join(values)
                if first.setdefault(id, line) != line:
                    yield feature.file, line, f"the row at line {first[id]} makes the same id, [{id}]", ""


@rule
def example_not_ascii(subject: Subject) -> Iterator[Found]:
    """In the ids of examples (not in names) pytest escapes other characters, so that the record's id would differ."""
    for feature, scenario in subject.scenarios:
        for examples in scenario.examples:
            for line, values in examples.rows:
                for value in values:
                    if not value.isascii():
                        yield feature.file, line, f"{value} is not ASCII", "say it in the line, in words"


@rule
def rule_without_description(subject: Subject) -> Iterator[Found]:
    """A rule's description says what the step asks and what its counterpart is; without it scenarios have no reason."""
    for feature in subject.features:
        for node in feature.rules:
            if not node.description:
                hint = "say what the step asks, and its counterpart"
                yield feature.file, node.line, "the rule has no description", hint


@rule
def stray_scenario(subject: Subject) -> Iterator[Found]:
    """Indentation means nothing to Gherkin: what stands after a rule belongs to it, wherever the author put it."""
    for feature, scenario in subject.scenarios:
        if scenario.rule is None:
            continue
        siblings = [other for other in feature.scenarios if other.rule == scenario.rule]
        if scenario.column <= scenario.rule.column or scenario.column < siblings[0].column:
            message = f"the scenario belongs to the rule at line {scenario.rule.line}, and is indented as if it did not"
            yield feature.file, scenario.line, message, "indent it, or put it before the first rule"


@rule
def hex_in_line(subject: Subject) -> Iterator[Found]:
    """The specification speaks of names; numbers are in the evidence."""
    for feature, scenario in subject.scenarios:
        cells = [(line, value) for examples in scenario.examples for line, values in examples.rows for value in values]
        for line, text in dict.fromkeys([*scenario.texts, *cells]):
            for number in re.findall(r"\b0[xX][0-9A-Fa-f]+", text):
                yield feature.file, line, f"{number} is a number, not a name", "use MAPI's name"


@rule
def long_line(subject: Subject) -> Iterator[Found]:
    """A line that does not fit is not read to its end."""
    for feature in subject.features:
        for number, line in enumerate(feature.text.splitlines(), 1):
            if len(line) > LONGEST_LINE:
                yield feature.file, number, f"{len(line)} characters, more than {LONGEST_LINE}", ""
