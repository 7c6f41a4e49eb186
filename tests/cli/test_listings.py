"""The listings: their filters, their JSON, their text, and the generated pages that are committed."""

import json
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from terminal import printed

from mapi_tck.cli import listings
from mapi_tck.cli.main import main
from mapi_tck.errors import UsageError
from mapi_tck.lint.step_page import steps_page
from mapi_tck.ports.roles import Role
from mapi_tck.settings import adapter_forms
from mapi_tck.suite.catalogue import Catalogue, load_catalogue
from mapi_tck.suite.features import ScenarioText, matches, packaged_scenarios

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The kit's catalogue."""
    return load_catalogue()


@pytest.fixture(scope="module")
def scenarios() -> list[ScenarioText]:
    """The kit's scenarios."""
    return list(packaged_scenarios().values())


def ids(rows: Sequence[Any]) -> list[str]:
    """The ids of rows."""
    return [row.id for row in rows]


# -- requirements -----------------------------------------------------------------------------------------------------


def test_a_requirement_is_listed_with_its_place(catalogue: Catalogue, scenarios: list[ScenarioText]) -> None:
    """JSON has the place and its address. The text has the place, below the statement."""
    row = next(row for row in listings.requirements(catalogue, scenarios) if row.id == "FQ2")
    printed_lines = "\n".join(map(printed, listings.requirements_text([row]))).splitlines()

    assert row.place == "Parameters, FLUSH_ASYNC_OK"
    assert row.address.endswith("/imapistatus-flushqueues#parameters")
    assert [line.strip() for line in printed_lines if row.place in line]
    assert not any("⟨LF⟩" in line for line in printed_lines)


def test_without_filter_every_requirement_is_listed(catalogue: Catalogue, scenarios: list[ScenarioText]) -> None:
    """The list is the catalogue, in its order."""
    assert ids(listings.requirements(catalogue, scenarios)) == list(catalogue.requirements)


def test_every_scenario_is_listed_at_its_requirement(catalogue: Catalogue, scenarios: list[ScenarioText]) -> None:
    """A requirement has scenarios or a reason, and no scenario is lost; placements are no scenarios of their own."""
    rows = listings.requirements(catalogue, scenarios)
    written = [scenario.id for scenario in scenarios if scenario.placement is None]

    assert sorted(id for row in rows for id in row.scenarios) == sorted(written)
    assert [row.id for row in rows if bool(row.scenarios) == bool(row.unjudged)] == []


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ({"steps": ["A6"]}, lambda row: row.step == "A6"),
        ({"steps": ["B"]}, lambda row: row.procedure == "B"),
        ({"steps": ["A7", "C"]}, lambda row: row.step in ("A7", "C")),
        ({"strengths": ["should"]}, lambda row: row.strength == "SHOULD"),
        ({"roles": ["client", "informative"]}, lambda row: row.role in ("client", "informative")),
        ({"evidence": ["ui"]}, lambda row: row.evidence == "ui"),
        ({"profile": "topic"}, lambda row: row.profile == "topic"),
        ({"unjudged": True}, lambda row: row.unjudged),
        ({"words": ["A6a", "C2a"]}, lambda row: row.id in ("A6a", "C2a")),
        ({"words": ["D-01"]}, lambda row: "D-01" in row.rulings),
        ({"words": ["A"]}, lambda row: row.procedure == "A"),
        ({"words": ["X"]}, lambda row: row.procedure == "X"),
        ({"steps": ["X9"]}, lambda row: row.step == "X9"),
        ({"roles": ["transport"]}, lambda row: row.role == "transport"),
        ({"words": ["B5.3"], "strengths": ["MUST"]}, lambda row: row.step == "B5.3" and row.strength == "MUST"),
    ],
    ids=lambda part: str(part) if isinstance(part, dict) else "",
)
def test_a_filter_lets_pass_what_it_names(
    filters: dict[str, Any], holds: Any, catalogue: Catalogue, scenarios: list[ScenarioText]
) -> None:
    """Exactly the rows that hold pass, and each of these filters lets some pass."""
    rows = listings.requirements(catalogue, scenarios, **filters)

    assert ids(rows) == [row.id for row in listings.requirements(catalogue, scenarios) if holds(row)] != []


def test_a_tag_lists_what_its_scenarios_judge(catalogue: Catalogue, scenarios: list[ScenarioText]) -> None:
    """A word may be a tag, with or without its sign."""
    judged = {tag for s in scenarios if s.walkthrough for tag in s.tags} & set(catalogue.requirements)

    assert set(ids(listings.requirements(catalogue, scenarios, ["@walkthrough"]))) == judged


@pytest.mark.parametrize("filters", [{"words": ["A99"]}, {"steps": ["A9"]}], ids=str)
def test_a_word_that_names_nothing_is_refused(
    filters: dict[str, Any], catalogue: Catalogue, scenarios: list[ScenarioText]
) -> None:
    """A typing error gets no empty list."""
    with pytest.raises(UsageError, match=r"A99?"):
        listings.requirements(catalogue, scenarios, **filters)


# -- scenarios --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["A6", "B", "walkthrough", "@C1a", "FQ5"])
def test_scenarios_are_selected_as_by_only(word: str, catalogue: Catalogue, scenarios: list[ScenarioText]) -> None:
    """The words are those of `mapi-tck run --only`; without a role each scenario is there once, as it is written."""
    named = [scenario for scenario in scenarios if matches(word, scenario, catalogue)]
    expected = [scenario.id for scenario in named if scenario.placement is None]

    assert ids(listings.scenarios(scenarios, catalogue, [word])) == expected != []
    assert set(expected) == {scenario.plain_id for scenario in named}


def test_a_role_lists_what_judges_it(catalogue: Catalogue, scenarios: list[ScenarioText]) -> None:
    """Role subsystem has no placement and no series XP; role transport has both, and nothing else."""
    subsystem = listings.scenarios(scenarios, catalogue, role=Role.SUBSYSTEM)
    transport = listings.scenarios(scenarios, catalogue, role=Role.TRANSPORT)
    client = listings.scenarios(scenarios, catalogue, role=Role.CLIENT)

    assert {row.placement for row in subsystem} == {None}
    assert {catalogue.requirements[row.requirement].role for row in subsystem} == {"subsystem"}
    assert {row.placement for row in transport} >= {"alone", "first", "last", "between"}
    assert [row.id for row in transport if row.placement is None and not row.requirement.startswith("XP")] == []
    assert {catalogue.requirements[row.requirement].role for row in client} == {"client"}
    assert sorted(ids(subsystem) + ids(transport) + ids(client)) == sorted(scenario.id for scenario in scenarios)


def test_placements_are_one_entry_in_text(catalogue: Catalogue, scenarios: list[ScenarioText]) -> None:
    """A reader sees one scenario with its placements, a program an id for each."""
    rows = listings.scenarios(scenarios, catalogue, ["I5a", "@walkthrough"], Role.TRANSPORT)
    walk = [row for row in rows if row.requirement == "I5a" and row.walkthrough]

    assert len({row.id for row in walk}) == 4 and {row.name for row in walk} == {walk[0].name}
    text = printed(*listings.scenarios_text(walk))
    assert text.count("I5a") == 1
    assert "(provider alone, first, last, between)" in " ".join(text.split())
    assert text.endswith("1 scenario, 4 with all placements")


@pytest.mark.parametrize(
    ("word", "role", "needed"),
    [
        ("first", None, Role.TRANSPORT),
        ("procedure_a.feature@first::a_session_that_has_logged_on_gives_its_status_table", None, Role.TRANSPORT),
        ("first", Role.SUBSYSTEM, Role.TRANSPORT),
        ("FQ1", Role.TRANSPORT, None),
        ("ST1", Role.TRANSPORT, Role.SUBSYSTEM),
    ],
)
def test_a_word_of_another_role_is_refused(
    word: str, role: Role | None, needed: Role | None, catalogue: Catalogue, scenarios: list[ScenarioText]
) -> None:
    """The answer names the role that the word needs."""
    if needed is None:
        assert listings.scenarios(scenarios, catalogue, [word], role)
        return
    with pytest.raises(UsageError, match=f"is about role {needed} only .--role {needed}."):
        listings.scenarios(scenarios, catalogue, [word], role)


def test_a_placement_alone_selects_all_that_is_placed_so(catalogue: Catalogue, scenarios: list[ScenarioText]) -> None:
    """`last` means every scenario with the provider at the end of the profile."""
    rows = listings.scenarios(scenarios, catalogue, ["last"], Role.TRANSPORT)

    assert {row.placement for row in rows} == {"last"}
    assert len(rows) == sum(scenario.placement == "last" for scenario in scenarios)


def test_an_unjudged_requirement_has_no_scenarios_to_list(catalogue: Catalogue, scenarios: list[ScenarioText]) -> None:
    """The answer says why."""
    with pytest.raises(UsageError, match="HR4 has no scenario: a language binding decides"):
        listings.scenarios(scenarios, catalogue, ["HR4"])


def test_an_outline_is_one_entry_in_text_and_many_in_json(catalogue: Catalogue, scenarios: list[ScenarioText]) -> None:
    """A reader sees the outline once, a program each of its examples."""
    rows = listings.scenarios(scenarios, catalogue, ["ST3"])

    assert [row.example["column"] for row in rows].count("PR_ROWID") == 1
    text = printed(*listings.scenarios_text(rows))
    assert text.count("ST3") == 1 and "(4 examples)" in text
    assert text.endswith("1 scenario, 4 with all their examples")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["scenarios", "A4,Z9"], "put spaces between them, not commas"),
        (["requirements", "A4, A5"], "put spaces between them, not commas"),
        (["constants", "FlushFlag,MAPI_E_BUSY"], "put spaces between them, not commas"),
        (["requirements", "--step", "A4,A5"], "give --step again for each"),
        (["requirements", "--strength", "MUST,MAY"], "give --strength again for each"),
    ],
)
def test_words_with_commas_are_told_apart(words: list[str], hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No command takes several words in one; the line says how they are given."""
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 2
    assert hint in capsys.readouterr().err


# -- forms ------------------------------------------------------------------------------------------------------------


def test_json_is_a_list_of_objects_with_the_rows_fields(catalogue: Catalogue, scenarios: list[ScenarioText]) -> None:
    """What a program reads is what the row's class documents."""
    for rows in (
        listings.adapters(),
        listings.requirements(catalogue, scenarios),
        listings.scenarios(scenarios, catalogue),
    ):
        read = json.loads(listings.as_json(rows))

        assert len(read) == len(rows) > 0
        assert {tuple(item) for item in read} == {type(rows[0]).__slots__}


@pytest.mark.parametrize("width", [40, 80, 120])
def test_text_keeps_to_its_width(width: int, catalogue: Catalogue, scenarios: list[ScenarioText]) -> None:
    """No line is longer than the terminal, unless one word is."""
    texts = [
        printed(listings.adapters_text(listings.adapters()), width=width),
        printed(*listings.requirements_text(listings.requirements(catalogue, scenarios)), width=width),
        printed(*listings.scenarios_text(listings.scenarios(scenarios, catalogue)), width=width),
    ]

    lines = [line for text in texts for line in text.splitlines() if len(line) > width]
    # Titles are never broken; at 80 columns they fit.
    assert [line for line in lines if width >= 80 or line.startswith("    ")] == []


def test_nothing_is_still_a_sentence() -> None:
    """An empty list says how much of what there is none of."""
    assert printed(*listings.requirements_text([])) == "0 requirements: 0 judged, 0 not"
    assert printed(*listings.scenarios_text([])) == "0 scenarios"


# -- adapters ---------------------------------------------------------------------------------------------------------


def test_the_kits_adapters_are_listed_with_their_forms() -> None:
    """Each built-in adapter says how it is written and what it is."""
    rows = {row.name: row for row in listings.adapters() if row.built_in}

    assert {"reference", "stdio", "isolated", "replay"} <= set(rows)
    assert (rows["stdio"].form, rows["reference"].form) == ("stdio:COMMAND", "reference")
    assert [row.name for row in rows.values() if not row.summary] == []
    assert rows["reference"].roles == rows["stdio"].roles == ["subsystem", "transport", "client"]
    assert "Roles: subsystem, transport, client." in " ".join(
        printed(listings.adapters_text(list(rows.values()))).split()
    )


def test_a_strangers_adapter_is_listed_even_if_it_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """One package's fault does not hide the other adapters, and the kit's own come first."""
    points = {
        "acme": EntryPoint("acme", "acme_provider:Adapter", "mapi_tck.adapters"),
        "reference": EntryPoint("reference", "mapi_tck.adapters.reference:reference", "mapi_tck.adapters"),
    }
    monkeypatch.setattr(adapter_forms, "known_adapters", lambda: points)

    reference, acme = listings.adapters()

    assert (reference.name, reference.built_in, reference.loads) == ("reference", True, True)
    assert (acme.name, acme.built_in, acme.loads) == ("acme", False, False)
    assert acme.summary.startswith("cannot be loaded: ModuleNotFoundError: ")
    assert "package.module:Name" in printed(listings.adapters_text([reference, acme]))


# -- generated pages --------------------------------------------------------------------------------------------------


def test_the_page_of_the_steps_is_current() -> None:
    """`docs/steps.md` is what `python -m mapi_tck.lint.step_page` prints."""
    assert (DOCS / "steps.md").read_text("utf-8") == steps_page()


def test_the_page_of_the_requirements_is_current(catalogue: Catalogue, scenarios: list[ScenarioText]) -> None:
    """`docs/requirements.md` is what `mapi-tck requirements --format markdown` prints."""
    page: str = import_module("mapi_tck.reports.traceability").markdown(catalogue, scenarios)

    assert (DOCS / "requirements.md").read_text("utf-8") == page
