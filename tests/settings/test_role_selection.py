"""`--only` in the role transport, and what it says in the wrong role."""

from pathlib import Path

import pytest
from kit import Run, mapi_tck, run

from mapi_tck.claims.declaration import Declaration
from mapi_tck.errors import UsageError
from mapi_tck.ports.roles import Role
from mapi_tck.settings.run import RunSettings
from mapi_tck.settings.selection import review_selection
from mapi_tck.suite.catalogue import Catalogue, load_catalogue
from mapi_tck.suite.features import ScenarioText, packaged_scenarios

WALK = "walking_procedure_a_for_both_directions_reaches_every_transport"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The kit's catalogue."""
    return load_catalogue()


def spoken(requirement: str) -> ScenarioText:
    """A scenario of the flush conversation, in which the kit plays the spooler."""
    return ScenarioText("conversation.feature", 1, "", f"{requirement} holds", (requirement,), ())


def selected(catalogue: Catalogue, settings: RunSettings) -> list[ScenarioText]:
    """What the settings select of the kit's scenarios and two of the conversation; what they leave empty is refused."""
    scenarios = [*packaged_scenarios().values(), spoken("XP1"), spoken("XP41")]
    review_selection(settings, scenarios, catalogue)
    return [scenario for scenario in scenarios if settings.selects(scenario, catalogue)]


@pytest.mark.parametrize(
    ("word", "holds"),
    [
        ("first", lambda scenario, step: scenario.placement == "first"),
        ("A", lambda scenario, step: scenario.placement is not None and step.startswith("A")),
        ("X", lambda scenario, step: step.startswith("X")),
        ("X9", lambda scenario, step: step == "X9"),
        ("XP41", lambda scenario, step: "XP41" in scenario.tags),
        (f"procedure_a.feature@first::{WALK}", lambda scenario, step: scenario.id.endswith(f"@first::{WALK}")),
        (f"procedure_a.feature::{WALK}", lambda scenario, step: scenario.id.endswith(f"::{WALK}")),
    ],
)
def test_a_word_selects_in_role_transport(word: str, holds: object, catalogue: Catalogue) -> None:
    """A placement, a step of the conversation, the whole of it, and a scenario with or without placement are words."""
    assert callable(holds)
    found = selected(catalogue, RunSettings("reference", Role.TRANSPORT, only=(word,)))
    everything = selected(catalogue, RunSettings("reference", Role.TRANSPORT))
    steps = {
        scenario.id: catalogue.requirements[next(tag for tag in scenario.tags if tag in catalogue.requirements)].step
        for scenario in everything
    }

    assert found == [scenario for scenario in everything if holds(scenario, steps[scenario.id])] != []


def test_a_scenario_without_placement_is_all_of_its_placements(catalogue: Catalogue) -> None:
    """The id that role subsystem has names the same scenario in role transport."""
    found = selected(catalogue, RunSettings("reference", Role.TRANSPORT, only=(f"procedure_a.feature::{WALK}",)))

    assert [str(scenario.placement) for scenario in found] == ["alone", "first", "last", "between"]


@pytest.mark.parametrize(
    ("word", "role", "needed"),
    [
        ("XP41", Role.SUBSYSTEM, Role.TRANSPORT),
        ("X9", Role.SUBSYSTEM, Role.TRANSPORT),
        ("X", Role.SUBSYSTEM, Role.TRANSPORT),
        ("first", Role.SUBSYSTEM, Role.TRANSPORT),
        (f"procedure_a.feature@first::{WALK}", Role.SUBSYSTEM, Role.TRANSPORT),
        ("ST1", Role.TRANSPORT, Role.SUBSYSTEM),
        ("TB1", Role.TRANSPORT, Role.SUBSYSTEM),
    ],
)
def test_a_word_of_the_other_role_says_which(word: str, role: Role, needed: Role, catalogue: Catalogue) -> None:
    """The line names the word, the role that was asked for and the one that it takes."""
    with pytest.raises(UsageError) as refused:
        selected(catalogue, RunSettings("reference", role, only=(word,)))

    assert str(refused.value) == f"--only: {word} is not about role {role} (it needs --role {needed})"


def test_a_word_without_room_says_so(catalogue: Catalogue) -> None:
    """Where the declaration leaves the provider no place in the profile, the role is not what is wrong."""
    never_flushes = Declaration(flush_support=frozenset([False]))
    with pytest.raises(
        UsageError, match="is left out: its scenarios need another kind of transport than the declaration describes"
    ):
        selected(catalogue, RunSettings("reference", Role.TRANSPORT, only=("A6a",), declaration=never_flushes))


@pytest.mark.parametrize("word", ["last", f"procedure_a.feature@last::{WALK}"])
def test_the_command_line_takes_and_refuses_it(tmp_path: Path, word: str) -> None:
    """In role transport a placement runs and the selection holds; in role subsystem it is one line and exit code 2."""
    taken = run("reference", "--role", "transport", "--only", word, out=tmp_path / "run")
    refused = run("reference", "--only", word, out=tmp_path / "refused")

    assert taken.code == 0, taken.stdout + taken.stderr
    assert {id.partition("::")[0].partition("@")[2] for id in taken.record.planned} == {"last"}
    assert taken.verdict.startswith("The selection holds: ")
    assert (refused.code, refused.stdout) == (2, "")
    assert refused.stderr == f"mapi-tck: --only: {word} is not about role subsystem (it needs --role transport)\n"


def said(tmp_path: Path, *words: str) -> Run:
    """What a listing says."""
    return mapi_tck(*words, cwd=tmp_path)


def test_the_listing_has_placements_with_the_role_only(tmp_path: Path) -> None:
    """`mapi-tck scenarios` lists each scenario once; with `--role transport` its placements are told."""
    plain = said(tmp_path, "scenarios", "A1a")
    placed = said(tmp_path, "scenarios", "A1a", "--role", "transport")

    assert (plain.code, placed.code) == (0, 0)
    assert plain.stdout.endswith("1 scenario\n") and "provider" not in plain.stdout
    assert "(provider alone, first, last)" in placed.stdout


def test_the_requirements_of_the_role_are_the_series_on_the_conversation(tmp_path: Path) -> None:
    """`--role transport` lists the series XP and no other."""
    listed = said(tmp_path, "requirements", "--role", "transport")
    ids = {words[0] for line in listed.stdout.splitlines() if (words := line.split()) and line.startswith("  XP")}

    assert listed.code == 0
    assert ids == {item.id for item in load_catalogue().requirements.values() if item.role == "transport"}
    assert f"{len(ids)} requirements: " in listed.stdout
