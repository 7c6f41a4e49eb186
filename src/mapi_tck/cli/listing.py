"""The commands that list adapters, requirements and scenarios."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from mapi_tck.assessment import printing
from mapi_tck.cli.terminal import EachOf, form_option
from mapi_tck.errors import UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mapi_tck.cli.listings import Row

_FORMAT = form_option("text", "json")


def _print(rows: "Sequence[Row]", form: str, text: "Iterable[RenderableType]") -> None:
    from mapi_tck.cli import listings

    if form == "json":
        click.echo(listings.as_json(rows))
    else:
        printing.show(*text)


@click.command()
@_FORMAT
def adapters(form: str) -> None:
    """List the adapters that can be named on the command line."""
    from mapi_tck.cli import listings

    rows = listings.adapters()
    _print(rows, form, [listings.adapters_text(rows)])


@click.command()
@click.argument("words", nargs=-1, metavar="[ID|TAG|STEP|PROCEDURE]...")
@click.option(
    "--step",
    "steps",
    multiple=True,
    metavar="STEP",
    help="Only of this numbered step or procedure. May be given again.",
)
@click.option("--strength", "strengths", multiple=True, type=EachOf(["MUST", "SHOULD", "MAY"]), help="Only these.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=EachOf(["subsystem", "transport", "client", "informative"]),
    help="Only about this role. May be given again.",
)
@click.option(
    "--evidence",
    multiple=True,
    type=EachOf(["calls", "queues", "ui", "objects"]),
    help="Only with this evidence. May be given again.",
)
@click.option(
    "--profile",
    type=click.Choice(["topic", "full"]),
    default="full",
    show_default=True,
    help="Only what the topic itself asks for, or the linked pages too.",
)
@click.option("--unjudged", is_flag=True, help="Only those that no scenario judges, with the reason.")
@form_option("text", "json", "markdown", about="; markdown is the whole traceability page")
def requirements(words: tuple[str, ...], form: str, **filters: Any) -> None:
    """List the requirements, and what judges each of them.

    Without arguments and options all are listed.
    """
    from mapi_tck.assessment.outputs import reader
    from mapi_tck.cli import listings
    from mapi_tck.suite.catalogue import load_catalogue
    from mapi_tck.suite.features import packaged_scenarios

    catalogue, scenarios = load_catalogue(), tuple(packaged_scenarios().values())
    rows = listings.requirements(catalogue, scenarios, words, **filters)
    if form == "markdown":
        if len(rows) < len(catalogue.requirements):
            raise UsageError("the traceability page has all requirements", "--format markdown", "leave out the filters")
        click.echo(reader("traceability")(catalogue, scenarios), nl=False)
    else:
        _print(rows, form, listings.requirements_text(rows))


@click.command()
@click.argument("words", nargs=-1, metavar="[ID|TAG|STEP|PROCEDURE|PLACEMENT]...")
@click.option(
    "--role",
    type=click.Choice(["subsystem", "transport", "client"]),
    help="Only those that judge this role. In role transport a hosted scenario has an id for each placement of the provider.",
)
@_FORMAT
def scenarios(words: tuple[str, ...], role: str | None, form: str) -> None:
    """List the scenarios.

    Without arguments all are listed. `run --only` takes the same arguments.
    """
    from mapi_tck.cli import listings
    from mapi_tck.ports.roles import Role
    from mapi_tck.suite.catalogue import load_catalogue
    from mapi_tck.suite.features import packaged_scenarios

    rows = listings.scenarios(packaged_scenarios().values(), load_catalogue(), words, Role(role) if role else None)
    _print(rows, form, listings.scenarios_text(rows))


#: The commands of this module.
COMMANDS: Final = (adapters, requirements, scenarios)
