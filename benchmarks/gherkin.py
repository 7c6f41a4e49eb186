"""Writes what a written scenario is compared with: the same lines with the same calls, for behave and for pytest-bdd.

Both projects have the kit's feature files, and a step function for each phrase that these use. A step function makes the calls
that the kit has made during that line, directly on a `ReferenceAdapter`: no recorder and no checks. The first step function also
makes the calls before the first line, and the last one those after the last line.
"""

import pickle
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from benchmarks.calls import Call
from benchmarks.direct import call_of, made
from mapi_tck.record.lines import RecordedLine, ScenarioEnded
from mapi_tck.record.run_record import RunRecord
from mapi_tck.scenario.vocabulary import PLACE, Phrase, find

_BEHAVE_ENVIRONMENT: Final = '''"""Written by `python -m benchmarks`."""

import pickle
from pathlib import Path

from benchmarks.calls import Caller
from mapi_tck.adapters.reference import ReferenceAdapter

CALLS = pickle.loads((Path(__file__).parent / "calls").read_bytes())


def before_all(context):
    context.adapter = ReferenceAdapter()


def before_feature(context, feature):
    context.feature_calls = CALLS[Path(feature.filename).name]


def before_scenario(context, scenario):
    context.lines = iter(context.feature_calls[scenario.name.partition(" -- @")[0]])
    context.caller = Caller(context.adapter)
'''

_BEHAVE_STEPS: Final = '''"""Written by `python -m benchmarks`."""

from behave import given, then, use_step_matcher, when

use_step_matcher("re")
'''

_BEHAVE_STEP: Final = """

@{kind}({pattern!r})
def step_{number}(context{names}):
    context.caller.make(next(context.lines))
"""

_PYTEST_HEAD: Final = '''"""Written by `python -m benchmarks`."""

import pickle
from pathlib import Path

import pytest
from benchmarks.calls import Caller
from mapi_tck.adapters.reference import ReferenceAdapter
from pytest_bdd import given, parsers, scenarios, then, when
from pytest_bdd.scenario import scenario_wrapper_template_registry

CALLS = pickle.loads((Path(__file__).parent / "calls").read_bytes())


@pytest.fixture(scope="session")
def adapter():
    return ReferenceAdapter()


@pytest.fixture
def caller(adapter):
    return Caller(adapter)


@pytest.fixture
def lines(request, _pytest_bdd_example):
    template = scenario_wrapper_template_registry[request.function]
    name = template.name
    for place, value in _pytest_bdd_example.items():
        name = name.replace(f"<{place}>", value)
    return iter(CALLS[Path(template.feature.filename).name][name])


scenarios("features")
'''

_PYTEST_STEP: Final = """

@{kind}(parsers.re({pattern!r} + "$"))
def step_{number}(caller, lines):
    caller.make(next(lines))
"""


def phrases(lines: Iterable[RecordedLine]) -> Iterator[tuple[str, str]]:
    """The kind and the phrase of each line."""
    return ((phrase.kind, phrase.name) for phrase in _found(lines))


def _found(lines: Iterable[RecordedLine]) -> Iterator[Phrase]:
    kind = "given"
    for line in lines:
        kind = kind if line["keyword"] in ("And", "But") else line["keyword"].lower()
        phrase = find(kind, line["text"])
        assert phrase is not None, line["text"]
        yield phrase


def line_calls(result: ScenarioEnded) -> list[list[Call]]:
    """The calls of each line of a scenario."""
    numbers = [line["number"] for line in result["lines"]]
    calls: list[list[Call]] = [[] for _ in numbers]
    place = 0
    for entry in result["trace"]:
        if entry["line"] in numbers:
            place = numbers.index(entry["line"])
        elif place:
            place = len(numbers) - 1
        if made(entry):
            calls[place].append(call_of(entry))
    return calls


def write_projects(record: RunRecord, copies: int, behave: Path, pytest_bdd: Path) -> int:
    """Write both projects, with so many copies of each feature file. Returns the number of step functions of each."""
    calls = named_calls(record)
    found = {(phrase.kind, phrase.name): phrase for result in record.results for phrase in _found(result["lines"])}
    steps = sorted(found.items())
    texts = {feature["file"]: feature["text"] for feature in record.header["features"] if feature["file"] in calls}
    for folder, head, step, file in (
        (behave, _BEHAVE_STEPS, _BEHAVE_STEP, "steps/steps.py"),
        (pytest_bdd, _PYTEST_HEAD, _PYTEST_STEP, "test_features.py"),
    ):
        functions = [_function(step, number, phrase) for number, (_, phrase) in enumerate(steps)]
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(head + "".join(functions), "utf-8")
        (folder / "calls").write_bytes(pickle.dumps(calls))
        for copy in range(copies):
            copied = folder / "features" / f"copy_{copy}"
            copied.mkdir(parents=True)
            for name, text in texts.items():
                (copied / name).write_text(text, "utf-8")
    (behave / "environment.py").write_text(_BEHAVE_ENVIRONMENT, "utf-8")
    return len(steps)


def _function(text: str, number: int, phrase: Phrase) -> str:
    places = phrase.places
    first, *others = map(re.escape, PLACE.split(phrase.name)[::2])
    pattern = first + "".join(
        f"(?P<{name}>{place.pattern}){fixed}" for (name, place), fixed in zip(places.items(), others, strict=True)
    )
    names = "".join(f", {name}" for name in places)
    return text.format(kind=phrase.kind, pattern=pattern, number=number, names=names)


def named_calls(record: RunRecord) -> dict[str, dict[str, list[list[Call]]]]:
    """The calls of each line of each scenario, by its file and its name."""
    texts = {scenario["id"]: scenario for scenario in record.header["scenarios"]}
    calls: dict[str, dict[str, list[list[Call]]]] = {}
    for result in record.results:
        text = texts[result["scenario"]]
        own = calls.setdefault(text["file"], {})
        assert text["name"] not in own, f"two scenarios are called {text['name']}"
        own[text["name"]] = line_calls(result)
    return calls
