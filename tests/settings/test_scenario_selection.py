"""What profile, level and `--only` select."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapi_tck.cli.main import run
from mapi_tck.engine.pytest_options import add_pytest_options
from mapi_tck.errors import UsageError
from mapi_tck.record.lines import RecordedOptions
from mapi_tck.settings.run import SETTINGS, RunSettings
from mapi_tck.settings.selection import review_only, review_selection
from mapi_tck.suite.catalogue import PROCEDURES, STEPS, load_catalogue
from mapi_tck.suite.features import ScenarioText, matches, packaged_scenarios, requirement_of

CATALOGUE = load_catalogue()
SCENARIOS = packaged_scenarios()
ANY = st.sampled_from(sorted(SCENARIOS)).map(SCENARIOS.__getitem__)
WORDS = st.sampled_from(sorted({*CATALOGUE.requirements, *STEPS, *PROCEDURES, "walkthrough", *list(SCENARIOS)[:5]}))
OPTIONS = st.builds(
    RunSettings,
    st.just("reference"),
    profile=st.sampled_from(["full", "topic"]),
    level=st.sampled_from(["full", "calls"]),
    only=st.lists(WORDS, max_size=3).map(tuple),
)


def named(word: str) -> set[str]:
    """The scenarios that the word names."""
    return {scenario.id for scenario in SCENARIOS.values() if matches(word, scenario, CATALOGUE)}


@given(ANY)
def test_a_scenario_is_named_by_all_that_is_its(scenario: ScenarioText) -> None:
    """Its id, its requirement, each of its tags with or without @, its numbered step and its procedure name it."""
    requirement = CATALOGUE.requirements[requirement_of(scenario, CATALOGUE)]

    for word in (scenario.id, requirement.id, *scenario.tags, *(f"@{tag}" for tag in scenario.tags), requirement.step):
        assert matches(word, scenario, CATALOGUE)
    if requirement.procedure:
        assert matches(requirement.procedure, scenario, CATALOGUE)


@given(ANY)
def test_a_scenarios_id_names_it_and_its_placements(one: ScenarioText) -> None:
    """An id names one scenario. The id without placement names the scenario in every placement too, and no other."""
    placed = {other.id for other in SCENARIOS.values() if other.plain_id == one.id}

    assert named(one.id) == {one.id} | placed


def test_an_id_with_placement_names_one_scenario_and_one_without_names_all_placements() -> None:
    """Both kinds of id occur, independent of the random draws above."""
    several = [
        scenario for scenario in SCENARIOS.values() if scenario.placement is None and len(named(scenario.id)) > 2
    ]
    placed = [scenario for scenario in SCENARIOS.values() if scenario.placement is not None]

    assert several
    assert placed
    assert all(named(scenario.id) == {scenario.id} for scenario in placed[:20])


def test_steps_are_not_mistaken_for_what_they_begin_with() -> None:
    """B5 is a step of its own: B5.1 to B5.4 are others. Procedure B is all of them."""
    assert named("B5") & named("B5.3") == set()
    assert named("B") >= named("B5") | named("B5.3") | named("B1")
    assert named("A") & named("B") == set()


@pytest.mark.parametrize("word", ["", "a6a", "A6", "C", "I", "nothing", "A9", "A6a "])
def test_words_are_exact(word: str) -> None:
    """A word names what it says and nothing that merely resembles it."""
    for id in named(word):
        requirement = CATALOGUE.requirements[requirement_of(SCENARIOS[id], CATALOGUE)]
        assert word in (requirement.step, requirement.id, requirement.procedure)


@given(OPTIONS)
def test_a_selection_is_part_of_what_is_asked_for(settings: RunSettings) -> None:
    """`--only` narrows and never widens; without it everything that is asked for is selected."""
    asked = {id for id, scenario in SCENARIOS.items() if settings.asks_for(scenario, CATALOGUE)}
    selected = {id for id, scenario in SCENARIOS.items() if settings.selects(scenario, CATALOGUE)}

    assert selected <= asked
    assert selected == (asked & set().union(*map(named, settings.only)) if settings.only else asked)


@given(OPTIONS)
def test_narrower_options_ask_for_less(settings: RunSettings) -> None:
    """Profile topic and level calls leave out, and put nothing in."""
    full = RunSettings("reference")

    for scenario in SCENARIOS.values():
        assert full.asks_for(scenario, CATALOGUE) or not settings.asks_for(scenario, CATALOGUE)


@given(OPTIONS)
def test_the_review_finds_what_would_run_nothing(settings: RunSettings) -> None:
    """A review without complaint means that each word of `--only` has something to run."""
    words = [
        word for word in settings.only if not any(settings.selects(SCENARIOS[id], CATALOGUE) for id in named(word))
    ]
    if words:
        with pytest.raises(UsageError) as raised:
            review_selection(settings, SCENARIOS.values(), CATALOGUE)
        assert any(word in str(raised.value) for word in words)
    else:
        review_selection(settings, SCENARIOS.values(), CATALOGUE)


def test_a_requirement_without_scenario_says_why() -> None:
    """The reason of the catalogue is the answer."""
    for requirement in CATALOGUE.requirements.values():
        if requirement.unjudged:
            with pytest.raises(UsageError, match="has no scenario: ") as raised:
                review_only([requirement.id], SCENARIOS.values(), CATALOGUE)
            assert requirement.unjudged in str(raised.value)


def test_what_a_replayed_record_lacks_is_not_selected() -> None:
    """A replay runs what the record holds, and says so when that is nothing of what is wanted."""
    held = sorted(id for id in named("A1a") if SCENARIOS[id].placement is None)
    settings = RunSettings("replay:run.ndjson", only=("A1a", "A6a"), recorded=frozenset(held))

    assert [id for id, scenario in SCENARIOS.items() if settings.selects(scenario, CATALOGUE)] == held
    with pytest.raises(UsageError, match="A6a is left out: the record that is replayed does not hold it"):
        review_selection(settings, SCENARIOS.values(), CATALOGUE)


def test_the_record_holds_the_settings_that_its_types_name() -> None:
    """A setting that is added shows in the type of the recorded options, and nothing else does."""
    assert list(RunSettings("reference").to_json()) == list(RecordedOptions.__annotations__)


def test_a_setting_is_an_option_of_the_command_line_and_of_pytest() -> None:
    """One row makes all: the option of `mapi-tck run`, and the option of pytest."""
    offered = {option for parameter in run.params for option in parameter.opts}
    parser = pytest.Parser(_ispytest=True)
    add_pytest_options(parser)
    (group,) = [group for group in parser._groups if group.name == "mapi-tck"]
    taken = {name for option in group.options for name in option.names()}

    for name in SETTINGS:
        assert f"--{name.replace('_', '-')}" in offered
        assert f"--mapi-{name.replace('_', '-')}" in taken
