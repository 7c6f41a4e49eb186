"""Phrases: which lines they are, what a step function gets for them, and what cannot be declared."""

import subprocess
import sys
from collections.abc import Callable
from enum import Enum, IntEnum, StrEnum
from typing import Annotated, Any, Literal

import pytest

from mapi_tck import steps  # noqa: F401 - declares the phrases
from mapi_tck.mapi import FlushFlag, PropertyTag
from mapi_tck.scenario import vocabulary
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.scenario.vocabulary import Phrase, find, given, then, when


class Colour(StrEnum):
    """Members with a text."""

    RED = "deep red"
    BLUE = "blue"


class Size(IntEnum):
    """Members with a number."""

    SMALL = 1
    LARGE = 2


def even(words: str) -> int:
    """An even number, in words."""
    return {"two": 2, "four": 4}[words]


def step(
    one: str = "",
    number: int = 0,
    fate: Literal["lost", "lost for good"] = "lost",
    colour: Colour = Colour.RED,
    size: Size | None = None,
    flag: Annotated[int, {"on": 1, "off": 0}] = 0,
    pair: Annotated[int, even] = 0,
    plain: object = None,
) -> None:
    """Do nothing."""


def phrase(text: str, function: Callable[..., Any] = step, **constants: Any) -> Phrase:
    """The phrase of a step function."""
    return Phrase("when", text, function, function, constants)


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> dict[str, Phrase]:
    """The phrases that a test declares, by text; pytest-bdd is not told."""
    found: dict[str, Phrase] = {}

    def declare(kind: Any, texts: tuple[str, ...], function: Any, run: Any, constants: Any) -> Any:
        found.update({text: Phrase(kind, text, function, run, constants) for text in texts})
        return function

    monkeypatch.setattr(vocabulary, "_declare", declare)
    return found


@pytest.mark.parametrize(
    ("text", "line", "values"),
    [
        ("it rains", "it rains", {}),
        ("{one} rains", "all of it rains", {"one": "all of it"}),
        ("{number} rows", "12 rows", {"number": 12}),
        ("it is {fate}", "it is lost for good", {"fate": "lost for good"}),
        ("a {colour} house", "a deep red house", {"colour": Colour.RED}),
        ("a {size} house", "a LARGE house", {"size": Size.LARGE}),
        ("it is {flag}", "it is on", {"flag": 1}),
        ("{pair} of them", "four of them", {"pair": 4}),
        ("{number} (or {pair})?", "3 (or two)?", {"number": 3, "pair": 2}),
    ],
)
def test_a_place_gives_the_value_of_its_words(text: str, line: str, values: dict[str, Any]) -> None:
    """The annotation of the parameter says what the words in a place mean."""
    found = phrase(text)

    assert found.parse_arguments(line) == values
    assert found.is_matching(line)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("it rains", "it rains again"),
        ("{number} rows", "no rows"),
        ("it is {fate}", "it is found"),
        ("a {colour} house", "a RED house"),
        ("a {size} house", "a 2 house"),
        ("it is {flag}", "it is 1"),
        ("{pair} of them", "three of them"),
    ],
)
def test_a_line_with_other_words_is_another_phrase(text: str, line: str) -> None:
    """Words that cannot stand in a place make the line another one, for pytest-bdd too."""
    assert phrase(text).parse_arguments(line) is None
    assert not phrase(text).is_matching(line)


def test_constants_belong_to_the_phrases_of_their_decorator(declared: dict[str, Phrase]) -> None:
    """Each decorator of a function binds its own constants; places and constants come together."""

    @when("it rains {number} times", "it rains", flag=1)
    @given("it has rained", flag=0, number=7)
    def rains(number: int = 1, flag: int = 2) -> None:
        """Rain."""

    assert [item.kind for item in declared.values()] == ["given", "when", "when"]
    assert declared["it has rained"].parse_arguments("it has rained") == {"flag": 0, "number": 7}
    assert declared["it rains"].parse_arguments("it rains") == {"flag": 1}
    assert declared["it rains {number} times"].parse_arguments("it rains 3 times") == {"flag": 1, "number": 3}


def test_a_judging_function_stays_callable_without_its_decorator(declared: dict[str, Phrase]) -> None:
    """A step function may call another one: only what runs for a line collects what could not be decided."""

    @then("it is well")
    def well(tck: Scenario) -> str:
        """Say so."""
        return "well"

    assert declared["it is well"].function is well
    assert declared["it is well"].run is not well


@pytest.mark.parametrize(
    ("text", "constants"),
    [("{unknown} rains", {}), ("it rains", {"unknown": 1}), ("{number} rows", {"number": 1}), ("{one} {one}", {})],
)
def test_places_and_constants_are_parameters(text: str, constants: dict[str, Any]) -> None:
    """A name that is no parameter, or that is named twice, is refused when it is declared."""
    with pytest.raises(TypeError, match="is no parameter of step, or named twice"):
        phrase(text, **constants)


def test_an_annotation_without_words_is_refused() -> None:
    """A place of any object has no words."""
    with pytest.raises(TypeError, match="does not say which words may stand in a place"):
        _ = phrase("{plain} rains").places


def test_an_enum_of_other_values_is_read_by_name() -> None:
    """Only members that are texts are read by their text."""

    class Odd(Enum):
        FIRST = (1,)

    assert vocabulary.Place.of(Odd).words == ("FIRST",)


def test_a_line_of_the_kit_is_found_with_its_values() -> None:
    """The kit's own vocabulary is found without pytest: the phrase by kind and text, and what its step gets."""
    line = "it flushes the outgoing queues through the object of Travel with FLUSH_FORCE"
    found = find("when", line)

    assert found is not None
    assert found.name == "it flushes {queues} queues through the object of {transport} with {flag}"
    assert found.parse_arguments(line) == {
        "queues": FlushFlag.FLUSH_UPLOAD,
        "transport": "Travel",
        "own": True,
        "flag": FlushFlag.FLUSH_FORCE,
    }
    assert find("then", line) is None
    assert find("then", "every row has PR_ROWID").parse_arguments("every row has PR_ROWID") == {  # type: ignore[union-attr]
        "column": PropertyTag.PR_ROWID
    }


def test_a_line_is_never_looked_up_in_an_empty_vocabulary() -> None:
    """Before the step modules are imported no line fits, which must not be taken for an unknown line."""
    code = "from mapi_tck.scenario.vocabulary import find; find('when', 'it reads all rows')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stderr.splitlines()[-1] == "LookupError: the vocabulary is not loaded: import mapi_tck.steps first"
