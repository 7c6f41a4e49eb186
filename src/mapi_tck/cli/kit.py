"""The commands about the kit itself: serve, selftest, lint."""

import os
import sys
from pathlib import Path
from typing import Final, NoReturn

import click

from mapi_tck.assessment import printing
from mapi_tck.cli.terminal import EachOf, cluster_option, writing
from mapi_tck.verdicts import ExitCode


@click.command()
@click.argument("adapter")
@click.option(
    "--role",
    type=click.Choice(["subsystem", "transport", "client"]),
    default="subsystem",
    show_default=True,
    help="What the adapter connects.",
)
def serve(adapter: str, role: str) -> None:
    """Serve a Python adapter over standard input and output.

    Speaks the protocol of docs/stdio.md. The form isolated: starts this command.
    """
    from mapi_tck.cli.serve import serve_named
    from mapi_tck.ports.roles import Role

    serve_named(adapter, Role(role))


@click.command()
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=EachOf(["subsystem", "transport", "client"]),
    help="Only in this role. May be given again.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="ID|STEP",
    help="Only this wrong or unusual implementation, or those that this requirement or numbered step must detect. "
    "May be given again.",
)
@click.option(
    "--unusual",
    is_flag=True,
    help="Only the correct but unusual implementations, with as many cases of each law as a usual run tries.",
)
@click.option(
    "-n",
    "workers",
    type=click.IntRange(1),
    metavar="WORKERS",
    help="Number of processes.  [default: one for each processor]",
)
@cluster_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("mapi-tck-selftest"),
    show_default=True,
    help="Where to write.",
)
def selftest(
    roles: tuple[str, ...], only: tuple[str, ...], unusual: bool, workers: int | None, cluster: str, out: Path
) -> NoReturn:
    """Run the self-test: the kit against known faults.

    Runs the scenarios against every wrong implementation of the kit, and against correct but unusual ones. Prints which
    requirement detects which, and writes selftest.json and selftest.html.

    The exit code is 0 if each wrong implementation is detected for the expected reason, no correct one is detected, and each
    requirement detects at least one. Otherwise it is 1. Later reports on this machine say how many wrong implementations prove
    each requirement.
    """
    from mapi_tck.assessment.outputs import reader, write_report
    from mapi_tck.ports.roles import Role
    from mapi_tck.selftest import trying
    from mapi_tck.suite.proof import keep

    chosen = [role for role in Role if not roles or role in roles]
    trying.review(chosen, only, unusual)
    with writing(f"--out {out}"):
        out.mkdir(parents=True, exist_ok=True)
    result = trying.selftest(chosen, only, workers or os.cpu_count() or 1, cluster, unusual)
    trying.write(result, out / trying.RESULT)
    write_report("selftest", result, out / trying.PAGE)
    kept = keep(result)
    paths = (out / trying.RESULT, out / trying.PAGE, *([kept] if kept else []))
    printing.show(reader("selftest_text")(result), *map(str, paths))
    sys.exit(ExitCode.CONFORMS if result["green"] else ExitCode.FAILED)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option(
    "--steps", multiple=True, metavar="MODULE", help="A module with step definitions of your own. May be given again."
)
@click.option("--add-ids", is_flag=True, help="First add new requirement ids to the ledger (features/ids.txt).")
@click.option(
    "--page",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The published page with its English text: each of its sentences must be bound to requirements.",
)
def lint(paths: tuple[Path, ...], steps: tuple[str, ...], add_ids: bool, page: Path | None) -> NoReturn:
    """Find mistakes in feature files, catalogue and declarations.

    Finds what pytest-bdd accepts silently. PATH is a folder of feature files, a feature file, or a declaration or baseline
    (.toml). Without PATH the kit checks its own feature files and catalogue.
    """
    from mapi_tck.lint import add_new_ids
    from mapi_tck.lint.paths import lint_paths

    for id in add_new_ids(*paths[:1]) if add_ids else ():
        printing.show(f"added {id} to the ledger")
    problems = lint_paths(paths, steps, page)
    printing.show(*map(str, problems), f"problems: {len(problems)}" if problems else "no problems")
    sys.exit(ExitCode.FAILED if problems else ExitCode.CONFORMS)


#: The commands of this module.
COMMANDS: Final = (serve, selftest, lint)
