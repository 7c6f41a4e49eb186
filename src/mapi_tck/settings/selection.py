"""Reviews the words of `--only`: what they leave to run, and why nothing where that is so."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mapi_tck.errors import UsageError
from mapi_tck.ports.roles import Role
from mapi_tck.settings.run import Options
from mapi_tck.suite.catalogue import Catalogue
from mapi_tck.suite.features import ScenarioText
from mapi_tck.suite.selecting import matches, requirement_of


def review_only(words: Iterable[str], scenarios: Iterable[ScenarioText], catalogue: Catalogue) -> None:
    """Raise `UsageError` for a word that names no scenario, saying why where the catalogue knows."""
    scenarios = list(scenarios)
    for word in words:
        if any(matches(word, scenario, catalogue) for scenario in scenarios):
            continue
        requirement = catalogue.requirements.get(word.removeprefix("@"))
        if requirement is not None and requirement.unjudged:
            raise UsageError(f"{word} has no scenario: {requirement.unjudged}", "--only")
        raise UsageError(
            f"{word} matches nothing",
            "--only",
            "a requirement, tag, numbered step, procedure or placement; see mapi-tck scenarios",
        )


def review_selection(options: Options, scenarios: Iterable[ScenarioText], catalogue: Catalogue) -> None:
    """Raise `UsageError` for a word of `--only` that leaves nothing to run, saying why."""
    scenarios = list(scenarios)
    review_only(options.only, scenarios, catalogue)
    for word in options.only:
        named = [scenario for scenario in scenarios if matches(word, scenario, catalogue)]
        if not any(options.selects(scenario, catalogue) for scenario in named):
            other = _other_role(options, named, catalogue)
            if other is not None:
                raise UsageError(f"{word} is not about role {options.role}", "--only", f"it needs --role {other}")
            raise UsageError(f"{word} is left out: {_why_not(options, named, catalogue)}", "--only")


def _other_role(options: Options, named: Sequence[ScenarioText], catalogue: Catalogue) -> Role | None:
    """The role that the scenarios are about, where it is not the role under test."""
    requirements = [catalogue.requirements[requirement_of(scenario, catalogue)] for scenario in named]
    judging = [
        role
        for role in Role
        if any(replace(options, role=role).role_judges(*pair) for pair in zip(named, requirements, strict=True))
    ]
    return None if options.role in judging else next(iter(judging), None)


def _why_not(options: Options, named: Sequence[ScenarioText], catalogue: Catalogue) -> str:
    if any(options.asks_for(scenario, catalogue) for scenario in named):
        return "the record that is replayed does not hold it"
    requirements = [catalogue.requirements[requirement_of(scenario, catalogue)] for scenario in named]
    if not any(options.concerns(*pair) for pair in zip(named, requirements, strict=True)):
        return "no profile of its scenarios has room for a transport as declared"
    limits = (("level", options.level), ("profile", options.profile))
    return " and ".join(f"{name} {value} does not ask for it" for name, value in limits if value != "full")
