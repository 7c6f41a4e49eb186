"""Feature files as Cucumber Messages have them: source, document and pickles, made by Cucumber's own parser and compiler.

A pickle is a scenario as it runs: its examples filled in, its lines listed. Cucumber runs a pickle once, and its HTML report
shows one result for each scenario of a file. So where a provider takes several places in one scenario, each placement has a
file of its own here, of the same text.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from gherkin.ast_builder import AstBuilder
from gherkin.errors import CompositeParserException, ParserError
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler
from gherkin.stream.id_generator import IdGenerator

from mapi_tck.record.lines import RecordedFeature, RecordedScenario, ScenarioEnded
from mapi_tck.wire.codecs import Json

from .words.places import feature_path
from .words.visible import visible
from .words.wording import full_name

_MEDIA_TYPE: Final = "text/x.cucumber.gherkin+plain"

#: Half of a pair without the other: JSON can escape it, and few readers take it.
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

#: Scenario's line and example values → what it is about.
_Key = tuple[int, tuple[str, ...]]


class Feature:
    """One feature file of a record, read again for one placement."""

    def __init__(self, feature: RecordedFeature, placement: str | None, ids: IdGenerator) -> None:
        self.uri = visible(feature_path(feature["file"]) + (f"@{placement}" if placement else ""))
        self.text = _SURROGATE.sub(lambda half: visible(half[0]), feature["text"])
        self._ids = ids
        self.document: Json = None
        self.errors: tuple[Json, ...] = ()
        #: Node → its line.
        self._lines: dict[str, int] = {}
        self._pickles: dict[_Key, Json] = {}
        try:
            document: Any = Parser(AstBuilder(ids)).parse(self.text)
        except CompositeParserException as error:
            self.errors = tuple(map(self._parse_error, error.errors))
        except ParserError as error:
            self.errors = (self._parse_error(error),)
        else:
            self.document = {**document, "uri": self.uri}
            self._compile()

    def _compile(self) -> None:
        values: dict[str, tuple[str, ...]] = {}
        for node in _nodes(self.document):
            self._lines[node["id"]] = node["location"]["line"]
            if "cells" in node:
                values[node["id"]] = tuple(cell["value"] for cell in node["cells"])
        compiled: Iterable[Any] = Compiler(self._ids).compile(self.document)
        for pickle in compiled:
            scenario, *rows = pickle["astNodeIds"]
            self._pickles[self._lines[scenario], values[rows[0]] if rows else ()] = pickle

    def _parse_error(self, error: ParserError) -> Json:
        location = getattr(error, "location", None) or {"line": 1}
        return {"source": {"uri": self.uri, "location": location}, "message": visible(str(error))}

    def pickle(self, scenario: RecordedScenario, result: ScenarioEnded | None) -> Json:
        """The pickle of a recorded scenario; one that the text does not have is made of what the record has."""
        key = scenario["line"], tuple(scenario["values"])
        return self._pickles.pop(key, None) or self._made(scenario, result)

    def _made(self, scenario: RecordedScenario, result: ScenarioEnded | None) -> Json:
        lines = result["lines"] if result else []
        return {
            "id": self._ids.get_next_id(),
            "uri": self.uri,
            "location": {"line": max(scenario["line"], 1)},
            "astNodeIds": [],
            "tags": [],
            "name": visible(full_name(scenario)),
            "language": "en",
            "steps": [
                {"id": self._ids.get_next_id(), "text": visible(line["text"]), "type": "Unknown", "astNodeIds": []}
                for line in lines
            ],
        }

    def line_of(self, step: Json) -> int | None:
        """The line of the file that a pickle's step stands on."""
        return self._lines[step["astNodeIds"][0]] if step["astNodeIds"] else None

    def messages(self) -> Iterator[Json]:
        """What is said of the file before anything runs."""
        yield {"source": {"uri": self.uri, "data": self.text, "mediaType": _MEDIA_TYPE}}
        if self.document is not None:
            yield {"gherkinDocument": self.document}
        yield from ({"parseError": error} for error in self.errors)


def _nodes(value: Any) -> Iterator[Json]:
    """Every node of a document that has an id and a place."""
    if isinstance(value, dict):
        if "id" in value and "location" in value:
            yield value
        for item in value.values():
            yield from _nodes(item)
    elif isinstance(value, list):
        for item in value:
            yield from _nodes(item)
