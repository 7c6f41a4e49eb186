"""The catalogue: what is packaged is consistent, and what is not is refused."""

from pathlib import Path

import pytest

from mapi_tck.errors import UsageError
from mapi_tck.suite.catalogue import CONVERSATION, PROCEDURES, STEPS, load_catalogue, natural, read_catalogue
from mapi_tck.suite.features import packaged_scenarios, requirement_of

GOOD = """
[A1a]
step = "A1"
statement = "A session gives its status table."
role = "subsystem"
strength = "MUST"
source = "a page"
rulings = ["D-01"]
"""

RULING = """
[D-01]
title = "Directions"
letter = "one reading"
other = "the other"
decision = "this one"
reason = "because"
"""

#: A change to the good catalogue → what the error says.
BAD = {
    ('step = "A1"', 'step = "A9"'): ("3: A1a.step: must be a known word, not 'A9' (known words: I, A1, A2, "),
    ("[A1a]", "[A1]"): "2: A1: this is no requirement id",
    ("[A1a]", '["a1a"]'): "2: a1a: this is no requirement id",
    ('role = "subsystem"', 'role = "spooler"'): (
        "5: A1a.role: must be subsystem, transport, client or informative, not 'spooler'"
    ),
    ('role = "subsystem"', 'role = "informative"'): (
        "5: A1a.role: role informative needs the reason why no scenario judges it"
    ),
    ('strength = "MUST"', 'strength = "SHALL"'): "6: A1a.strength: must be MUST, SHOULD or MAY, not 'SHALL'",
    ('strength = "MUST"', ""): "2: A1a: this entry lacks strength: MUST, SHOULD or MAY",
    ('source = "a page"', ""): "2: A1a: this entry lacks source: a text",
    ('source = "a page"', 'source = "a page"\nevidence = "rumours"'): "8: A1a.evidence: must be calls, ",
    ('source = "a page"', 'source = "a page"\nprofile = "most"'): "8: A1a.profile: must be topic or full, not 'most'",
    ('source = "a page"', 'source = "a page"\napplies_if = "lan-transports"'): (
        "8: A1a.applies_if: must be a known word, not 'lan-transports' (did you mean lan-transport?)"
    ),
    ('source = "a page"', 'source = "a page"\ncolour = "red"'): "8: A1a.colour: unknown key",
    ('source = "a page"', "source = 7"): "7: A1a.source: must be a text, not 7",
    ('["D-01"]', '["D-99"]'): "8: A1a.rulings: there is no ruling D-99",
}


def written(folder: Path, text: str) -> Path:
    """A catalogue of that text."""
    (folder / "catalogue").mkdir()
    (folder / "catalogue" / "a.toml").write_text(text)
    (folder / "rulings.toml").write_text(RULING)
    return folder


def test_a_good_one_is_read(tmp_path: Path) -> None:
    """A requirement has what its table says, and for the rest what is usual."""
    (requirement,) = read_catalogue(written(tmp_path, GOOD)).requirements.values()

    assert (requirement.id, requirement.procedure, requirement.evidence) == ("A1a", "A", "calls")
    assert (requirement.profile, requirement.unjudged, requirement.rulings) == ("topic", "", ("D-01",))


@pytest.mark.parametrize("change", BAD)
def test_what_is_inconsistent_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    """The error names the requirement and what is wrong with it."""
    text = GOOD.replace(*change)
    assert text != GOOD

    with pytest.raises(UsageError) as raised:
        read_catalogue(written(tmp_path, text))
    assert str(raised.value).removeprefix(f"{tmp_path / 'catalogue' / 'a.toml'}:").startswith(BAD[change])


def test_an_id_in_two_files_is_refused(tmp_path: Path) -> None:
    """An id is an address, and there is one of each."""
    folder = written(tmp_path, GOOD)
    (folder / "catalogue" / "b.toml").write_text(GOOD)

    with pytest.raises(UsageError, match="b.toml:2: A1a: this id is in the catalogue twice"):
        read_catalogue(folder)


def test_requirements_come_in_the_order_of_the_source(tmp_path: Path) -> None:
    """By numbered step, the topic's own before the linked pages', and by number rather than by letter."""
    ids = ["B5.3a", "B5a", "A1b", "A1a", "TB10", "TB9", "I1"]
    tables = [
        GOOD.replace("[A1a]", f'["{id}"]')
        .replace('"A1"', f'"{ {"B5.3a": "B5.3", "B5a": "B5", "I1": "I"}.get(id, "A1") }"')
        .replace('source = "a page"', f'source = "a page"\nprofile = "{"full" if id[1] == "B" else "topic"}"')
        for id in ids
    ]
    catalogue = read_catalogue(written(tmp_path, "\n".join(tables)))

    assert list(catalogue.requirements) == ["I1", "A1a", "A1b", "TB9", "TB10", "B5a", "B5.3a"]


def test_rulings_stand_by_number() -> None:
    """The list of all rulings is in order of numbers, and so are the rulings of each requirement."""
    catalogue = load_catalogue()

    for ids in (list(catalogue.rulings), *(list(item.rulings) for item in catalogue.requirements.values())):
        assert ids == sorted(ids, key=natural)


def test_every_numbered_step_is_accounted_for() -> None:
    """Each step of both procedures, the introduction and the closing remarks have a judged requirement.

    So has the transport's part of the conversation; the steps that are the spooler's own are at least named.
    """
    catalogue = load_catalogue()
    judged = {requirement.step for requirement in catalogue.judged()}

    assert {requirement.step for requirement in catalogue.requirements.values()} == set(STEPS)
    assert {step for step in STEPS if not step.startswith(CONVERSATION)} <= judged
    assert {step for steps in PROCEDURES.values() for step in steps} == set(STEPS) - {"I", "C"}


def test_every_requirement_has_scenarios_or_the_reason_why_not() -> None:
    """A requirement is judged by a scenario or says why not; never both."""
    catalogue = load_catalogue()
    judging = {requirement_of(scenario, catalogue) for scenario in packaged_scenarios().values()}

    for requirement in catalogue.requirements.values():
        assert (requirement.id in judging) != bool(requirement.unjudged), requirement.id


def test_clients_obligations_are_there_for_every_step() -> None:
    """Each numbered step has the client's own obligation, though no scenario judges it."""
    obligations = {item.step for item in load_catalogue().requirements.values() if item.role == "client"}

    assert obligations >= {*PROCEDURES["A"], *PROCEDURES["B"]}
