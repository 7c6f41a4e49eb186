"""Features that follow numbered steps: the table at their head, and which scenarios stand below which step."""

import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from mapi_tck.lint.subject import FeatureNode, Found, ScenarioNode, Subject, read_subject, rule
from mapi_tck.suite.catalogue import STEPS, features_root, natural

_HEADER: Final = ("step", "rule", "requirements", "scenarios")
_NUMBER: Final = re.compile(r"[ABX](\d[\d.]*)")
#: Introduction and closing remarks of the topic, whose requirements may stand below the step that they are about.
_UNNUMBERED: Final = ("I", "C")
_CHILD: Final = re.compile(r"\s*(?:@|#|Background:|Scenario|Rule:)")
#: Ids of one row, in characters. More ids go into rows below it.
_WIDEST: Final = 44


@rule
def stale_step_table(subject: Subject) -> Iterator[Found]:
    """A reader finds the scenarios of a step by this table, so it says what the file holds."""
    for feature in subject.features:
        written, due = table_of(feature), step_table(feature, subject.catalogue)
        if written != due and (subject.own or written):
            what = "the table of steps does not say what the feature holds" if written else "there is no table of steps"
            yield feature.file, feature.line, what, "make docs"


@rule
def scenario_of_another_step(subject: Subject) -> Iterator[Found]:
    """A reader looks for what judges a step below the rule of this step. Introduction and closing remarks have no step."""
    for feature, scenario in subject.scenarios:
        step = scenario.rule.name.partition(" ")[0] if scenario.rule else ""
        if _number(step) is None:
            continue
        for line, tag in scenario.tags:
            judged = subject.catalogue[tag].table.get("step") if tag in subject.catalogue else step
            if judged not in (step, *_UNNUMBERED):
                message = f"{tag} is about {judged}, and the scenario stands below {step}"
                yield feature.file, line, message, f"put it below the rule of {judged}"


def step_table(feature: FeatureNode, catalogue: Mapping[str, object]) -> list[str]:
    """The lines of the table; none where no rule of the feature is about a numbered step."""
    numbers = {node.name: found for node in feature.rules if (found := _number(node.name)) is not None}
    if not numbers:
        return []
    rows: list[tuple[str, ...]] = [_HEADER]
    walks = [scenario for scenario in feature.scenarios if scenario.rule is None]
    if walks:
        rows += _rows("all", "in one walk", walks, catalogue)
    for node in feature.rules:
        own = [scenario for scenario in feature.scenarios if scenario.rule == node]
        rows += _rows(numbers.get(node.name, ""), node.name, own, catalogue)
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEADER))]
    cells = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    return [f"  | {' | '.join(row)} |" for row in cells]


def table_of(feature: FeatureNode) -> list[str]:
    """The lines of the table that the feature has."""
    lines = [line for line in _head(feature) if line.lstrip().startswith("|")]
    return lines if lines and tuple(map(str.strip, lines[0].strip().strip("|").split("|"))) == _HEADER else []


def feature_with_table(feature: FeatureNode, catalogue: Mapping[str, object]) -> str:
    """The text of the feature with its table as it must be."""
    head, written = _head(feature), table_of(feature)
    words = "\n".join(line for line in head if line not in written).strip("\n")
    table = "\n".join(step_table(feature, catalogue))
    lines = feature.text.split("\n")
    parts = [text for text in (words, table) if text]
    return "\n".join([*lines[: feature.line], "\n\n".join(parts), "", *lines[feature.line + len(head) :]])


def features_with_tables() -> dict[Path, str]:
    """Each of the kit's feature files that has such a table, with the text that it must have."""
    root = features_root()
    subject = Subject(root=root, own=True, has_catalogue=True, judges_steps=False, definitions=())
    read_subject(subject, root)
    paths = {path.name: path for path in root.glob("**/*.feature")}
    return {
        paths[Path(feature.file).name]: feature_with_table(feature, subject.catalogue)
        for feature in subject.features
        if step_table(feature, subject.catalogue)
    }


def _rows(
    step: str, name: str, scenarios: list[ScenarioNode], catalogue: Mapping[str, object]
) -> Iterator[tuple[str, ...]]:
    ids = sorted({tag for scenario in scenarios for _, tag in scenario.tags if tag in catalogue}, key=natural)
    first, *more = textwrap.wrap(" ".join(ids), _WIDEST) or [""]
    yield step, name, first, str(len(scenarios))
    yield from (("", "", words, "") for words in more)


def _number(name: str) -> str | None:
    """The number that its page gives to the step that the rule is about; `None` if the rule is about no numbered step."""
    step = name.partition(" ")[0]
    found = _NUMBER.fullmatch(step)
    return found[1] if found and step in STEPS else None


def _head(feature: FeatureNode) -> list[str]:
    """The lines between the name of the feature and its first child."""
    lines = feature.text.split("\n")[feature.line :]
    end = next((number for number, line in enumerate(lines) if _CHILD.match(line)), len(lines))
    return lines[:end]
