"""The commands that list what there is: adapters, requirements, scenarios."""

from typing import Final

import click

from mapi_tck.cli.terminal import terminal_width
from mapi_tck.errors import UsageError

_FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print."
)


@click.command()
@_FORMAT
def adapters(form: str) -> None:
    """List the adapters that installed packages offer."""
    from mapi_tck.cli import listings

    rows = listings.adapters()
    click.echo(listings.as_json(rows) if form == "json" else listings.adapters_text(rows, terminal_width()))


@click.command()
@click.argument("words", nargs=-1, metavar="[ID|TAG|STEP|PROCEDURE]...")
@click.option("--step", "steps", multiple=True, metavar="STEP", help="Of this numbered step or procedure; repeatable.")
@click.option("--strength", "strengths", multiple=True, type=click.Choice(["MUST", "SHOULD", "MAY"]))
@click.option("--role", "roles", multiple=True, type=click.Choice(["subsystem", "transport", "client", "informative"]))
@click.option("--evidence", multiple=True, type=click.Choice(["calls", "queues", "ui", "objects"]))
@click.option("--profile", type=click.Choice(["topic", "full"]), default="full", show_default=True)
@click.option("--unjudged", is_flag=True, help="Only those without a scenario, with the reason.")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
def requirements(
    words: tuple[str, ...],
    steps: tuple[str, ...],
    strengths: tuple[str, ...],
    roles: tuple[str, ...],
    evidence: tuple[str, ...],
    profile: str,
    unjudged: bool,
    form: str,
) -> None:
    """List the requirements; as Markdown, the whole traceability page."""
    from mapi_tck.assessment.outputs import reader
    from mapi_tck.cli import listings
    from mapi_tck.suite.catalogue import load_catalogue
    from mapi_tck.suite.features import packaged_scenarios

    catalogue, scenarios = load_catalogue(), tuple(packaged_scenarios().values())
    rows = listings.requirements(
        catalogue,
        scenarios,
        words,
        steps=steps,
        strengths=strengths,
        roles=roles,
        evidence=evidence,
        profile=profile,
        unjudged=unjudged,
    )
    if form == "markdown":
        if len(rows) < len(catalogue.requirements):
            raise UsageError(
                "the traceability page is about all requirements", "--format markdown", "leave the filters out"
            )
        click.echo(reader("traceability")(catalogue, scenarios), nl=False)
    else:
        click.echo(listings.as_json(rows) if form == "json" else listings.requirements_text(rows, terminal_width()))


@click.command()
@click.argument("words", nargs=-1, metavar="[ID|TAG|STEP|PROCEDURE|PLACEMENT]...")
@click.option(
    "--role",
    type=click.Choice(["subsystem", "transport"]),
    help="Those that judge this role. Hosted scenarios of role transport have an id for every placement of the provider.",
)
@_FORMAT
def scenarios(words: tuple[str, ...], role: str | None, form: str) -> None:
    """List the scenarios, all or those that the words name; `run --only` takes the same words."""
    from mapi_tck.cli import listings
    from mapi_tck.ports.roles import Role
    from mapi_tck.suite.catalogue import load_catalogue
    from mapi_tck.suite.features import packaged_scenarios

    rows = listings.scenarios(packaged_scenarios().values(), load_catalogue(), words, Role(role) if role else None)
    click.echo(listings.as_json(rows) if form == "json" else listings.scenarios_text(rows, terminal_width()))


#: What the command line takes from here.
COMMANDS: Final = (adapters, requirements, scenarios)
