"""What the lint looks at, read once, with the line of each thing; and how a rule says what it found.

The suite's own reader (`mapi_tck.suite.features`) shows scenarios as they run. Most mistakes do not show there, so this module
reads the text as it was written.
"""

import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from gherkin.errors import CompositeParserException, ParserException
from gherkin.parser import Parser

from mapi_tck.lint.step_index import StepDefinition
from mapi_tck.suite.features import FeatureError, ScenarioText, read_feature
from mapi_tck.suite.review import lines_of

T = TypeVar("T")

#: What a rule found: file, line, message, hint.
Found = tuple[str, int, str, str]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something that is wrong, and where."""

    file: str
    line: int
    rule: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """One line, which begins as compilers begin theirs, so that editors find the place."""
        return f"{self.file}:{self.line}: {self.rule}: {self.message}" + (f" ({self.hint})" if self.hint else "")


@dataclass(frozen=True, slots=True)
class Examples:
    """One examples table of an outline."""

    line: int
    tagged: bool
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class RuleNode:
    """A `Rule` of a feature file."""

    line: int
    column: int
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class ScenarioNode:
    """A scenario or an outline as it was written."""

    line: int
    column: int
    keyword: str
    name: str
    description: str
    #: Inherited ones too, each with its line.
    tags: tuple[tuple[int, str], ...]
    #: Every text in which a placeholder may stand: the name, the lines, the cells of their tables.
    texts: tuple[tuple[int, str], ...]
    steps: int
    examples: tuple[Examples, ...]
    rule: RuleNode | None
    #: As it runs: one, or one per row of examples.
    expanded: tuple[ScenarioText, ...]

    @property
    def placeholders(self) -> tuple[tuple[int, str], ...]:
        """Every placeholder with its line."""
        return tuple((line, name) for line, text in self.texts for name in re.findall(r"<([^<>]+)>", text))

    @property
    def rows(self) -> list[tuple[int, tuple[str, ...]]]:
        """Every row of examples with its line."""
        return [row for examples in self.examples for row in examples.rows]

    @property
    def row_names(self) -> list[tuple[int, str]]:
        """The name of the scenario for each row of examples, with the line of the row."""
        return [
            (
                line,
                re.sub(
                    r"<([^<>]+)>", functools.partial(_value, dict(zip(one.header, values, strict=False))), self.name
                ),
            )
            for one in self.examples
            for line, values in one.rows
        ]

    @property
    def cells(self) -> list[tuple[int, str]]:
        """Every cell of the examples with its line."""
        return [(line, value) for line, values in self.rows for value in values]

    @property
    def walkthrough(self) -> bool:
        """Whether the scenario takes all numbered steps of a procedure in order."""
        return any(tag == "walkthrough" for _, tag in self.tags)


@dataclass(frozen=True, slots=True)
class FeatureNode:
    """A feature file."""

    file: str
    text: str
    line: int
    name: str
    rules: tuple[RuleNode, ...]
    scenarios: tuple[ScenarioNode, ...]


@dataclass(frozen=True, slots=True)
class TomlTable:
    """A table of the catalogue or of the rulings."""

    file: str
    line: int
    table: Mapping[str, Any]
    lines: Mapping[str, int]

    def at(self, key: str) -> tuple[str, int]:
        """Where the key stands, or the table where it is missing."""
        return self.file, self.lines.get(key, self.line)


@dataclass(slots=True)
class Subject:
    """Everything that the lint looks at. If something is in `unreadable`, rules that need everything do not apply."""

    root: Path
    #: Whether it is the kit's own folder: some rules apply only there.
    own: bool
    #: Whether the folder has its own catalogue; otherwise its tags are those of the kit's catalogue.
    has_catalogue: bool
    #: Whether rules on step definitions apply; otherwise the definitions only serve to find lines.
    judges_steps: bool
    definitions: tuple[StepDefinition, ...]
    #: The published page, if it was handed over.
    page: Path | None = None
    features: list[FeatureNode] = field(default_factory=list)
    #: In the order of the files; an id may occur twice.
    requirements: list[tuple[str, TomlTable]] = field(default_factory=list)
    rulings: dict[str, TomlTable] = field(default_factory=dict)
    #: The text of every file in which MAPI's names stand.
    texts: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[Found] = field(default_factory=list)

    @property
    def scenarios(self) -> Iterator[tuple[FeatureNode, ScenarioNode]]:
        """Every scenario with its feature."""
        return ((feature, scenario) for feature in self.features for scenario in feature.scenarios)

    @property
    def catalogue(self) -> dict[str, TomlTable]:
        """Requirements by id; of two with the same id the first."""
        return dict(reversed(self.requirements))


Rule = Callable[[Subject], Iterable[Found]]
#: What is wrong in a scenario: line, message, hint.
Wrong = tuple[int, str, str]

#: Every rule by its slug, in the order of the modules.
RULES: Final[dict[str, Rule]] = {}


def rule(function: Rule) -> Rule:
    """Make the function a rule; its name is the slug, and its docstring is the reason for the rule."""
    RULES[getattr(function, "__name__", "").replace("_", "-")] = function
    return function


def scenario_rule(function: Callable[[ScenarioNode], Iterable[Wrong]]) -> None:
    """Make the function, which looks at one scenario, a rule for all scenarios."""

    @functools.wraps(function)
    def all_scenarios(subject: Subject) -> Iterator[Found]:
        for feature, scenario in subject.scenarios:
            yield from ((feature.file, *wrong) for wrong in function(scenario))

    rule(all_scenarios)


def _value(values: Mapping[str, str], found: re.Match[str]) -> str:
    return values.get(found[1], found[0])


def repeated(things: Iterable[T], key: Callable[[T], object]) -> Iterator[tuple[T, T]]:
    """Every thing whose key an earlier one has, with the first of these."""
    first: dict[object, T] = {}
    for thing in things:
        if first.setdefault(key(thing), thing) is not thing:
            yield thing, first[key(thing)]


def shown(path: Path) -> str:
    """The path as a message shows it: from the current folder on, if it is below."""
    here = Path.cwd().resolve()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


def read_subject(subject: Subject, catalogue_root: Path) -> Subject:
    """Read the folder's feature files, and catalogue and rulings of the other folder."""
    for path in sorted(subject.root.glob("**/*.feature")):
        _read_feature(subject, path)
    for path in sorted((catalogue_root / "catalogue").glob("*.toml")):
        subject.requirements += _read_tables(subject, path)
    rulings = catalogue_root / "rulings.toml"
    if rulings.exists():
        subject.rulings = dict(_read_tables(subject, rulings))
    return subject


def _read_tables(subject: Subject, path: Path) -> list[tuple[str, TomlTable]]:
    file, text = shown(path), path.read_text("utf-8-sig", errors="replace")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        subject.unreadable.append((file, int(place[1]) if place else 1, f"not TOML: {error}", ""))
        return []
    if subject.has_catalogue:
        subject.texts.append((file, text))
    places = lines_of(text)
    entries = []
    for id, table in tables.items():
        line = places.get((id,), 1)
        if isinstance(table, dict):
            entries.append((id, TomlTable(file, line, table, {key: places.get((id, key), line) for key in table})))
        else:
            subject.unreadable.append((file, line, f"{id} stands outside of any table", "each entry is a table [ID]"))
    return entries


def _read_feature(subject: Subject, path: Path) -> None:
    file = shown(path)
    try:
        expanded = read_feature(path, subject.root).scenarios
        text = path.read_text("utf-8-sig")
        node: Any = Parser().parse(text).get("feature")
    except UnicodeDecodeError:
        subject.unreadable.append((file, 1, "not UTF-8 text", ""))
    except (FeatureError, ParserException) as error:
        for line, message in _mistakes(error):
            subject.unreadable.append((file, line, message, "pytest-bdd cannot collect it"))
    else:
        rules: list[RuleNode] = []
        scenarios = tuple(_scenarios(node["children"], _tags(node), None, rules, expanded))
        subject.features.append(
            FeatureNode(file, text, node["location"]["line"], node["name"], tuple(rules), scenarios)
        )
        subject.texts.append((file, text))


def _mistakes(error: Exception) -> Iterator[tuple[int, str]]:
    cause = error.__cause__ or error
    hint = f" ({found[1]})" if (found := re.search(r"\((it holds U\+[^()]*)\)", str(error))) else ""
    for one in cause.errors if isinstance(cause, CompositeParserException) else [cause]:
        message = " ".join(str(one).split())
        place = re.match(r"\((\d+):\d+\): (.*)", message)
        yield (int(place[1]), place[2] + hint) if place else (1, message)


def _tags(node: Any) -> tuple[tuple[int, str], ...]:
    return tuple((tag["location"]["line"], tag["name"].removeprefix("@")) for tag in node["tags"])


def _scenarios(
    children: Iterable[Any],
    tags: tuple[tuple[int, str], ...],
    within: RuleNode | None,
    rules: list[RuleNode],
    expanded: tuple[ScenarioText, ...],
) -> Iterator[ScenarioNode]:
    for child in children:
        if "rule" in child:
            node = child["rule"]
            place = node["location"]
            rules.append(RuleNode(place["line"], place["column"], node["name"], node["description"].strip()))
            yield from _scenarios(node["children"], tags + _tags(node), rules[-1], rules, expanded)
        elif "scenario" in child:
            yield _scenario(child["scenario"], tags, within, expanded)


def _scenario(
    node: Any, inherited: tuple[tuple[int, str], ...], within: RuleNode | None, expanded: tuple[ScenarioText, ...]
) -> ScenarioNode:
    line: int = node["location"]["line"]
    texts = [(line, node["name"])]
    for step in node["steps"]:
        texts.append((step["location"]["line"], step["text"]))
        for row in step.get("dataTable", {}).get("rows", []):
            texts += [(row["location"]["line"], cell["value"]) for cell in row["cells"]]
        if "docString" in step:
            texts.append((step["docString"]["location"]["line"], step["docString"]["content"]))
    return ScenarioNode(
        line=line,
        column=node["location"]["column"],
        keyword=node["keyword"].strip(),
        name=node["name"],
        description=node["description"].strip(),
        tags=inherited + _tags(node),
        texts=tuple(texts),
        steps=len(node["steps"]),
        examples=tuple(map(_examples, node["examples"])),
        rule=within,
        expanded=tuple(scenario for scenario in expanded if scenario.line == line),
    )


def _examples(node: Any) -> Examples:
    header = node.get("tableHeader", {}).get("cells", [])
    return Examples(
        line=node["location"]["line"],
        tagged=bool(node["tags"]),
        header=tuple(cell["value"] for cell in header),
        rows=tuple(
            (row["location"]["line"], tuple(cell["value"] for cell in row["cells"])) for row in node["tableBody"]
        ),
    )
