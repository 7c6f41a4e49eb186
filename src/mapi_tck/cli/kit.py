"""The commands that are about the kit itself: serving its adapters, its test of itself, its lint."""

import os
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from mapi_tck.cli.terminal import coloured, terminal_width
from mapi_tck.errors import UsageError
from mapi_tck.verdicts import ExitCode


@click.command()
@click.argument("adapter")
@click.option("--role", type=click.Choice(["subsystem", "transport"]), default="subsystem", show_default=True)
def serve(adapter: str, role: str) -> None:
    """Serve a Python ADAPTER over stdin and stdout (docs/stdio.md); this is what isolated: starts."""
    from mapi_tck.cli.serve import serve_named
    from mapi_tck.ports.roles import Role

    serve_named(adapter, Role(role))


@click.command()
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(["subsystem", "transport"]),
    help="In this role only; repeatable.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="ID|STEP",
    help="Only this wrong or unusual implementation, or those that this requirement or numbered step notices.",
)
@click.option(
    "-n", "workers", type=click.IntRange(1), metavar="WORKERS", help="In so many processes.  [default: processors]"
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("mapi-tck-selftest"),
    show_default=True,
    help="Where to write.",
)
def selftest(roles: tuple[str, ...], only: tuple[str, ...], workers: int | None, out: Path) -> NoReturn:
    """Let the kit prove itself: try every wrong implementation that it knows, and every right but unusual one.

    Prints the kill matrix and writes it as selftest.json and selftest.html. Exits with 0 if each wrong one is noticed for the
    reason that is written down for it, if nothing else is blamed, and if every requirement notices at least one; otherwise
    with 1. From then on, reports made here say how many wrong implementations prove each requirement.
    """
    from mapi_tck.assessment.outputs import reader
    from mapi_tck.ports.roles import Role
    from mapi_tck.selftest import trying
    from mapi_tck.suite.proof import keep

    def progress(_: object, row: Any) -> None:
        click.echo("F" if row["problems"] or row["missed"] else ".", nl=False)

    chosen = [role for role in Role if not roles or role in roles]
    trying.review(chosen, only)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", f"--out {out}") from error
    result = trying.selftest(chosen, only, workers or os.cpu_count() or 1, progress)
    click.echo()
    trying.write(result, out / trying.RESULT)
    reader("selftest")(result, out / trying.PAGE)
    kept = keep(result)
    text = reader("selftest_text")(result, width=terminal_width(), colour=coloured(sys.stdout))
    click.echo("\n".join([text, *map(str, (out / trying.RESULT, out / trying.PAGE, *([kept] if kept else [])))]))
    sys.exit(ExitCode.CONFORMS if result["green"] else ExitCode.FAILED)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--steps", multiple=True, metavar="MODULE", help="Step definitions of your own; may be given again.")
@click.option("--add-ids", is_flag=True, help="First give the ledger the requirement ids that it lacks.")
def lint(paths: tuple[Path, ...], steps: tuple[str, ...], add_ids: bool) -> NoReturn:
    """Look in the kit's own feature files and catalogue, or in PATH, for what pytest-bdd lets pass silently.

    PATH is a folder of feature files, one of them, or a declaration or baseline (.toml), reviewed as a run would.
    """
    from mapi_tck.lint import add_new_ids
    from mapi_tck.lint.paths import lint_paths

    for id in add_new_ids(*paths[:1]) if add_ids else ():
        click.echo(f"added {id} to the ledger")
    problems = lint_paths(paths, steps)
    click.echo("\n".join([*map(str, problems), f"problems: {len(problems)}" if problems else "no problems"]))
    sys.exit(ExitCode.FAILED if problems else ExitCode.CONFORMS)


#: What the command line takes from here.
COMMANDS: Final = (serve, selftest, lint)
