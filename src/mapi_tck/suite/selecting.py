"""Which scenarios a word names: a requirement, tag, numbered step, procedure, placement or id."""

from mapi_tck.errors import UsageError
from mapi_tck.suite.catalogue import PROCEDURES, Catalogue, Requirement
from mapi_tck.suite.features import ScenarioText


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
    if word in (scenario.id, scenario.plain_id, scenario.placement) or word in scenario.tags:
        return True
    return on_step(word, catalogue.requirements[requirement_of(scenario, catalogue)])


def on_step(word: str, requirement: Requirement) -> bool:
    """Whether the word is the numbered step of the requirement, or its procedure. X is the whole flush conversation."""
    return requirement.step in PROCEDURES.get(word, (word,))
