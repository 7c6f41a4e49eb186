"""Reviews which scenarios a run selects, and explains why a word of `--only` selects none."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from mapi_tck.errors import UsageError, apart_hint, unseen_hint
from mapi_tck.ports.roles import Role
from mapi_tck.suite.catalogue import Catalogue, load_catalogue
from mapi_tck.suite.features import ScenarioText, matches, packaged_scenarios, requirement_of
from mapi_tck.suite.renamed import new_id

if TYPE_CHECKING:
    from mapi_tck.settings.run import RunSettings


def review(settings: "RunSettings") -> None:
    """Review the settings before anything runs. Raises `UsageError`."""
    scenarios = list(packaged_scenarios().values())
    catalogue = load_catalogue()
    review_selection(settings, scenarios, catalogue)
    if settings.known:
        from mapi_tck.search.performing import review_all  # with it the whole of a scenario, and pytest

        import_module("mapi_tck.steps")  # declares the lines that the examples may have
        review_all(settings.known.values())
    if settings.shard is not None:
        whole = settings.whole_plan(scenarios, catalogue)
        if not settings.shard.share(whole):
            what = f"nothing is left for this part: the plan has {len(whole)} scenario{'s' * (len(whole) != 1)}"
            raise UsageError(what, f"--shard {settings.shard}")


def review_only(
    words: Iterable[str], scenarios: Iterable[ScenarioText], catalogue: Catalogue, option: str = "--only"
) -> None:
    """Raise `UsageError` for a word that names no scenario, with the reason if the catalogue has one.

    `option` is where the words come from; "" means arguments.
    """
    scenarios = list(scenarios)

    def known(word: str) -> bool:
        return any(matches(word, scenario, catalogue) for scenario in scenarios)

    for word in words:
        if known(word):
            continue
        requirement = catalogue.requirements.get(word.removeprefix("@"))
        if requirement is not None and requirement.unjudged:
            raise UsageError(f"{word} has no scenario: {requirement.unjudged}", option)
        if new := new_id(word):
            raise UsageError(f"{word} has a new id", option, new)
        words_known = (
            f"a requirement, tag, numbered step, procedure or placement{option and '; see mapi-tck scenarios'}"
        )
        hint = apart_hint(word, known, option) or unseen_hint(word) or words_known
        raise UsageError(f"{word} matches nothing", option, hint)


def review_selection(settings: "RunSettings", scenarios: Iterable[ScenarioText], catalogue: Catalogue) -> None:
    """Raise `UsageError` for a word of `--only` that selects nothing, with the reason."""
    scenarios = list(scenarios)
    review_only(settings.only, scenarios, catalogue)
    for word in settings.only:
        named = [scenario for scenario in scenarios if matches(word, scenario, catalogue)]
        if not any(settings.selects(scenario, catalogue) for scenario in named):
            other = _other_role(settings, named, catalogue)
            if other is not None:
                raise UsageError(f"{word} is not about role {settings.role}", "--only", f"it needs --role {other}")
            raise UsageError(f"{word} is left out: {_why_not(settings, named, catalogue)}", "--only")


def _other_role(settings: "RunSettings", named: Sequence[ScenarioText], catalogue: Catalogue) -> Role | None:
    """The role that the scenarios judge, if it is not the role under test; else `None`."""
    requirements = [catalogue.requirements[requirement_of(scenario, catalogue)] for scenario in named]
    judging = [
        role
        for role in Role
        if any(replace(settings, role=role).role_judges(*pair) for pair in zip(named, requirements, strict=True))
    ]
    return None if settings.role in judging else next(iter(judging), None)


def _why_not(settings: "RunSettings", named: Sequence[ScenarioText], catalogue: Catalogue) -> str:
    if any(settings.asks_for(scenario, catalogue) for scenario in named):
        return "the record that is replayed does not hold it"
    requirements = [catalogue.requirements[requirement_of(scenario, catalogue)] for scenario in named]
    if not any(settings.concerns(*pair) for pair in zip(named, requirements, strict=True)):
        return "its scenarios need another kind of transport than the declaration describes"
    limits = (("level", settings.level), ("profile", settings.profile))
    return " and ".join(f"{name} {value} does not ask for it" for name, value in limits if value != "full")
