"""The traceability page: every requirement with its source and the scenarios that test it."""

import sys
from collections.abc import Iterable

from mapi_tck.suite.catalogue import PROCEDURES, STEPS, Catalogue, Requirement, Specification, specification
from mapi_tck.suite.features import ScenarioText

from .words.evidence import page_address, where
from .words.markup import plain
from .words.wording import plural, procedure_title


def _cell(text: str) -> str:
    """The text for a cell of a Markdown table: nothing in it is markup."""
    return plain(" ".join(text.split()), sys.maxsize)


def _source(requirement: Requirement) -> str:
    address = page_address(requirement.source, requirement.place)
    text = _cell(where(requirement.source, requirement.place))
    return f"[{text}]({address})" if address else text


def _row(requirement: Requirement, scenarios: list[ScenarioText]) -> str:
    if scenarios:
        # One name for all examples of an outline.
        names = dict.fromkeys((scenario.name, scenario.file, scenario.line) for scenario in scenarios)
        judged = "<br>".join(f"{_cell(name)} ({_cell(f'{file}:{line}')})" for name, file, line in names)
    else:
        judged = f"*{_cell(requirement.unjudged or 'no scenario yet')}*"
    cells = [
        f'<a id="{requirement.id}"></a>**{_cell(requirement.id)}**',
        _cell(requirement.statement),
        str(requirement.strength),
        _cell(requirement.role),
        _cell(str(requirement.evidence)),
        _source(requirement) + ("" if requirement.profile == "topic" else " (profile full)"),
        ", ".join(f"[{_cell(ruling)}](#{ruling})" for ruling in requirement.rulings) or "–",
        judged,
    ]
    return f"| {' | '.join(cells)} |"


def _step(step: str, level: int, requirements: list[Requirement], judged: dict[str, list[ScenarioText]]) -> list[str]:
    title = (
        f"{step} {STEPS[step]}" if step in {item for steps in PROCEDURES.values() for item in steps} else STEPS[step]
    )
    lines = ["", f"{'#' * level} {title}", ""]
    if not requirements:
        return [*lines, "The catalogue has no requirement for this step."]
    return [
        *lines,
        "| Id | Statement | Strength | Role | Evidence | Source | Rulings | Tested by |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(requirement, judged.get(requirement.id, [])) for requirement in requirements),
    ]


def _written_from(text: Specification) -> str:
    return (
        f"Written from [{_cell(text.title)}]({page_address(text.topic)}) and the pages that it links to, as of "
        f"{text.dated}: [{text.folder}]({text.repository}), revision `{text.revision}`."
    )


def markdown(catalogue: Catalogue, scenarios: Iterable[ScenarioText]) -> str:
    """The page: every numbered step with its requirements, then the rulings they rest on."""
    judged: dict[str, list[ScenarioText]] = {}
    every = list(scenarios)
    written = [scenario for scenario in every if scenario.placement is None]
    hosted = {scenario.plain_id for scenario in every if scenario.placement is not None}
    for scenario in written:
        for tag in scenario.tags:
            if tag in catalogue.requirements:
                judged.setdefault(tag, []).append(scenario)
    requirements = list(catalogue.requirements.values())
    count = (
        f"{plural(len(requirements), 'requirement')}: {len(judged)} tested by "
        f"{plural(sum(map(len, judged.values())), 'scenario')}, {len(requirements) - len(judged)} without a scenario, "
        f"each with the reason. {len(hosted)} of these scenarios are also run with a transport provider under "
        "test in the profile (role transport)."
    )
    lines = ["# Requirements and the scenarios that test them", "", count, "", _written_from(specification())]
    first_of = {steps[0]: name for name, steps in PROCEDURES.items()}
    within = {step for steps in PROCEDURES.values() for step in steps}
    for step in STEPS:
        if step in first_of:
            lines += ["", f"## {procedure_title(first_of[step])}"]
        own = [requirement for requirement in requirements if requirement.step == step]
        lines += _step(step, 3 if step in within else 2, own, judged)
    lines += ["", "## Rulings"]
    for ruling in catalogue.rulings.values():
        lines += [
            "",
            f'### <a id="{ruling.id}"></a>{_cell(ruling.id)} {_cell(ruling.title)}',
            "",
            f"- Literal reading: {_cell(ruling.letter)}",
            f"- Other reading: {_cell(ruling.other)}",
            f"- Decision: **{_cell(ruling.decision)}**",
            f"- Reason: {_cell(ruling.reason)}",
        ]
    return "\n".join(lines) + "\n"
