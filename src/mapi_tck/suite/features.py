"""The suite as text: every feature file, rule, scenario and line, read with Cucumber's own parser; and the names of scenarios."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from mapi_tck.errors import UsageError, unseen_hint
from mapi_tck.ports import Transport
from mapi_tck.suite.catalogue import PROCEDURES, Catalogue, Requirement, features_root
from mapi_tck.suite.kept_forms import files_below, kept_form
from mapi_tck.suite.placements import ANY_PROFILE, HOSTED, SEARCHED_PROFILE, Placement, transports_of

#: The tag of laws. A law says what is true in every case, and the kit searches a case that breaks it.
SEARCH: Final = "search"


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line of Gherkin."""

    number: int
    #: As written, for example And.
    keyword: str
    #: given, when or then. A line that begins with And, But or * has the type of the line before it.
    type: str
    text: str
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioText:
    """One scenario as written, or one row of an outline's examples."""

    file: str
    line: int
    rule: str
    name: str
    tags: tuple[str, ...]
    lines: tuple[StepLine, ...]
    examples: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    #: Where in the profile a hosted provider is; `None` if none is hosted.
    placement: Placement | None = None

    @property
    def id(self) -> str:
        """The stable id: file, placement, the name as pytest-bdd writes it in a test's name, and the example."""
        return self._id(f"@{self.placement}" if self.placement else "")

    @property
    def plain_id(self) -> str:
        """The id without placement, which all placements of one scenario share."""
        return self._id("")

    def _id(self, placed: str) -> str:
        example = f"[{'-'.join(self.values)}]" if self.values else ""
        return f"{self.file}{placed}::{slug(self.name)}{example}"

    @property
    def transports(self) -> tuple[Transport, ...]:
        """The transports of the profile that the scenario works with."""
        for line in self.lines:
            if line.text == "a profile with the transports":
                return transports_of(line.table)
            if line.text == "a profile without transports":
                return ()
        return SEARCHED_PROFILE if self.searches else ANY_PROFILE

    @property
    def searches(self) -> bool:
        """Whether it is a law, for which the kit searches cases."""
        return SEARCH in self.tags and any(line.text.startswith("cases are tried") for line in self.lines)

    @property
    def title(self) -> str:
        """The name with its placeholders filled in."""
        given = dict(zip(self.examples, self.values, strict=True))
        return re.sub(r"<([^<>]+)>", lambda match: given.get(match[1], match[0]), self.name)

    @property
    def walkthrough(self) -> bool:
        """Whether the scenario takes all numbered steps of a procedure in order."""
        return "walkthrough" in self.tags


@dataclass(frozen=True, slots=True)
class FeatureText:
    """One feature file."""

    file: str
    path: Path
    text: str
    name: str
    tags: tuple[str, ...]
    scenarios: tuple[ScenarioText, ...]
    #: Line and name of each scenario as written, so that equal names can be found.
    names: tuple[tuple[int, str], ...] = ()


class FeatureError(ValueError):
    """A file that is no feature file."""


@cache
def slug(name: str) -> str:
    """The name as pytest-bdd writes it in a test's name."""
    return re.sub(r"^\d+_*", "", re.sub(r"\W", "", name.replace(" ", "_"))).lower()


#: Type of a keyword, as Cucumber's parser names it → type of a line.
_TYPES: Final = {"Context": "given", "Action": "when", "Outcome": "then"}


def _lines(steps: Sequence[Any], values: dict[str, str]) -> tuple[StepLine, ...]:
    def filled(text: str) -> str:
        return re.sub(r"<([^<>]+)>", lambda match: values.get(match[1], match[0]), text)

    lines: list[StepLine] = []
    kind = "given"
    for step in steps:
        kind = _TYPES.get(step.get("keywordType", ""), kind)
        rows = step.get("dataTable", {}).get("rows", [])
        table = tuple(tuple(filled(cell["value"]) for cell in row["cells"]) for row in rows)
        lines.append(StepLine(step["location"]["line"], step["keyword"].strip(), kind, filled(step["text"]), table))
    return tuple(lines)


def _tags(node: Any) -> tuple[str, ...]:
    return tuple(tag["name"].removeprefix("@") for tag in node["tags"])


def _scenarios(file: str, children: Sequence[Any], background: list[Any], rule: Any, inherited: tuple[str, ...]) -> Any:
    steps = list(background)
    for child in children:
        if "background" in child:
            steps += child["background"]["steps"]
        elif "rule" in child:
            node = child["rule"]
            yield from _scenarios(file, node["children"], steps, node, inherited + _tags(node))
        else:
            yield from _expanded(file, child["scenario"], steps, rule, inherited)


def _expanded(
    file: str, node: Any, background: list[Any], rule: Any, inherited: tuple[str, ...]
) -> Iterator[ScenarioText]:
    base = {
        "file": file,
        "line": node["location"]["line"],
        "rule": rule["name"] if rule else "",
        "name": node["name"],
        "tags": inherited + _tags(node),
    }
    rows = [
        (
            [cell["value"] for cell in table["tableHeader"]["cells"]] if "tableHeader" in table else [],
            [cell["value"] for cell in row["cells"]],
        )
        for table in node["examples"]
        for row in table["tableBody"]
    ]
    if not rows:
        yield ScenarioText(**base, lines=_lines(background, {}) + _lines(node["steps"], {}))
    for header, values in rows:
        given = dict(zip(header, values, strict=True))
        lines = _lines(background, given) + _lines(node["steps"], given)
        yield ScenarioText(**base, lines=lines, examples=tuple(header), values=tuple(values))


def read_feature(path: Path, root: Path) -> FeatureText:
    """Read one feature file. Raises `FeatureError` if it is not Gherkin, `UnicodeDecodeError` if it is not UTF-8."""
    text = path.read_text("utf-8-sig")
    file = path.relative_to(root).as_posix()
    feature: Any = _parsed(file, text)["feature"]
    scenarios = tuple(_scenarios(file, feature["children"], [], None, _tags(feature)))
    return FeatureText(file, path, text, feature["name"], _tags(feature), scenarios, tuple(_names(feature["children"])))


def _parsed(file: str, text: str) -> Any:
    """What Cucumber's parser makes of the text."""
    # Loaded only if something is parsed: usually a kept form is there.
    from gherkin.errors import CompositeParserException
    from gherkin.parser import Parser

    try:
        document: Any = Parser().parse(text)
    except CompositeParserException as error:
        lines = text.split("\n")
        hint = unseen_hint(
            *(lines[one.location["line"] - 1] for one in error.errors if one.location["line"] <= len(lines))
        )
        why = f"{' '.join(str(error).split())}{f' ({hint})' if hint else ''}"
        raise FeatureError(f"{file}: {why}") from error
    if document.get("feature") is None:
        raise FeatureError(f"{file}: holds no feature")
    return document


def _names(children: Sequence[Any]) -> Iterator[tuple[int, str]]:
    for child in children:
        if "rule" in child:
            yield from _names(child["rule"]["children"])
        elif "scenario" in child:
            yield child["scenario"]["location"]["line"], child["scenario"]["name"]


def read_suite(root: Path | None = None) -> tuple[FeatureText, ...]:
    """Read every feature file below the root, in the order of their paths."""
    folder = root or features_root()
    return tuple(read_feature(path, folder) for path in sorted(folder.glob("**/*.feature")))


@cache
def packaged_suite() -> tuple[FeatureText, ...]:
    """The kit's own feature files, read once."""
    root = features_root()
    return tuple(_kept_feature(path, root) for path in sorted(root.glob("**/*.feature")))


def _kept_feature(path: Path, root: Path) -> FeatureText:
    """One of the kit's own feature files, as `read_feature` reads it."""

    def make() -> Any:
        feature = read_feature(path, root)
        texts = [astuple(scenario)[:-1] for scenario in feature.scenarios]  # no scenario has a placement yet
        return feature.name, feature.tags, texts, feature.names

    text, file = path.read_text("utf-8"), path.relative_to(root).as_posix()
    title, tagged, texts, names = kept_form(path, "texts", (file, text), _reading_code(), make)
    scenarios = tuple(
        ScenarioText(file, line, rule, name, tags, tuple(StepLine(*words) for words in lines), examples, values)
        for file, line, rule, name, tags, lines, examples, values in texts
    )
    return FeatureText(file, path, text, title, tagged, scenarios, names)


def packaged_document(path: Path) -> Any:
    """One of the kit's own feature files as Cucumber's parser gives it. pytest-bdd makes its features of this form."""
    text = path.read_text("utf-8")
    return kept_form(path, "gherkin", (text,), _reading_code(), lambda: _parsed(path.name, text))


@cache
def _reading_code() -> tuple[Path, ...]:
    """The modules that make the kept forms of a feature file."""
    package = find_spec("gherkin")
    return (Path(__file__), Path(package.origin or "").with_name("parser.py") if package else Path())


@cache
def packaged_scenarios() -> dict[str, ScenarioText]:
    """The kit's own scenarios by id. A hosted scenario is there as written, and once more for each placement that is possible."""
    plain = [scenario for feature in packaged_suite() for scenario in feature.scenarios]
    hosted = [(scenario, len(scenario.transports)) for scenario in plain if HOSTED in scenario.tags]
    placed = [
        replace(scenario, placement=placement)
        for placement in Placement
        for scenario, transports in hosted
        if placement.places(transports)
        # In the profiles that a search makes up, first and last show nothing that between does not show.
        and not (scenario.searches and placement in (Placement.FIRST, Placement.LAST))
    ]
    return {scenario.id: scenario for scenario in (*plain, *placed)}


def requirement_of(scenario: ScenarioText, catalogue: Catalogue) -> str:
    """The one requirement that the scenario judges. Raises `UsageError` if it is not tagged with exactly one."""
    judged = [tag for tag in scenario.tags if tag in catalogue.requirements]
    if len(judged) != 1:
        raise UsageError(f"{scenario.id} must be tagged with exactly one requirement, not {len(judged)}")
    return judged[0]


def matches(word: str, scenario: ScenarioText, catalogue: Catalogue) -> bool:
    """Whether the word names the scenario.

    A word is a requirement's id, a tag, a numbered step, a procedure, a placement, or a scenario's id. An id without placement
    names all placements of the scenario too.
    """
    word = word.removeprefix("@")
    if word in scenario.tags or word in (scenario.placement, scenario.id, scenario.plain_id):
        return True
    return on_step(word, catalogue.requirements[requirement_of(scenario, catalogue)])


def on_step(word: str, requirement: Requirement) -> bool:
    """Whether the word is the numbered step of the requirement, or its procedure. X is the whole flush conversation."""
    return requirement.step in PROCEDURES.get(word, (word,))


@cache
def suite_digest() -> str:
    """The SHA-256 of everything that a verdict depends on: features, catalogue, steps and judging code."""
    digest = hashlib.sha256()
    folders = [
        (features_root(), (".feature", ".toml", ".json")),
        (features_root().parent / "steps", (".py",)),
        (Path(__file__).resolve().parent.parent, (".py",)),
    ]
    for folder, endings in folders:
        for path in files_below(folder, endings):
            digest.update(path[len(f"{folder}/") :].encode() + b"\0" + Path(path).read_bytes() + b"\0")
    return f"sha256:{digest.hexdigest()}"
