"""The command line: a front door over pytest, the catalogue and the run record."""

import io
import os
import shutil
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

import click

from mapi_tck import __version__
from mapi_tck.assessment import Assessment
from mapi_tck.errors import HandshakeError, UsageError
from mapi_tck.record import RunRecord
from mapi_tck.replay_command import EXIT_CODES as EXIT_CODES
from mapi_tck.replay_command import replay
from mapi_tck.verdicts import ExitCode

DEFAULT_OUT = Path("mapi-tck-run")
DEFAULT_STORE = "counterexamples.json"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mapi-tck")
def cli() -> None:
    """Certify an implementation of MAPI's send or receive on demand."""


cli.add_command(replay)


@cli.command(epilog=EXIT_CODES)
@click.argument("adapter")
@click.option(
    "--role",
    type=click.Choice(["subsystem", "transport"]),
    help="What is under test: MAPI as a whole, or one transport provider.  [default: subsystem]",
)
@click.option("--out", type=click.Path(path_type=Path), default=DEFAULT_OUT, show_default=True, help="Where to write.")
@click.option(
    "--profile",
    type=click.Choice(["topic", "full"]),
    help="Only what the topic itself asks for, or the linked pages too.  [default: full]",
)
@click.option(
    "--level",
    type=click.Choice(["calls", "full"]),
    help="Judge only what calls show, or effects too.  [default: full]",
)
@click.option(
    "--only",
    multiple=True,
    metavar="ID|TAG|STEP|PROCEDURE",
    help="Only this: also X, the flush conversation, or a placement of the hosted provider (alone, first, last, between). "
    "May be given again. Never says Conforms.",
)
@click.option("--strict", is_flag=True, help="A violated SHOULD makes the result fail; the verdict stays.")
@click.option(
    "--declaration", type=click.Path(path_type=Path), metavar="FILE", help="The implementation's declaration."
)
@click.option("-n", "workers", type=click.IntRange(1), default=1, metavar="WORKERS", help="Run in so many processes.")
@click.option("--seed", type=int, metavar="N", help="Seed of everything that the kit makes up.")
@click.option(
    "--examples", type=click.IntRange(1), metavar="N", help="Cases that are tried for each law.  [default: 50]"
)
@click.option("--thorough", is_flag=True, help="Search for minutes: many cases, and long ones.")
@click.option(
    "--example-store",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Counter-examples from before: tried first, and added to.  [default: counterexamples.json in --out]",
)
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED, metavar="[-- PYTEST ARGS]")
def run(
    adapter: str,
    role: str | None,
    out: Path,
    profile: str | None,
    level: str | None,
    only: tuple[str, ...],
    strict: bool,
    declaration: Path | None,
    workers: int,
    seed: int | None,
    examples: int | None,
    thorough: bool,
    example_store: Path | None,
    pytest_args: tuple[str, ...],
) -> NoReturn:
    """Certify ADAPTER and write run.ndjson, report.html and junit.xml.

    ADAPTER is one of those that `mapi-tck adapters` lists, or package.module:Name for a class of yours.
    """
    from mapi_tck.certifying import certify
    from mapi_tck.options import make_options

    options = make_options(
        adapter,
        role=role,
        profile=profile,
        level=level,
        only=only,
        strict=strict,
        seed=seed,
        declaration=declaration,
        out=out,
        examples=examples,
        thorough=thorough,
        example_store=example_store or out / DEFAULT_STORE,
    )
    certified = certify(options, out, workers, pytest_args)
    _show(certified.assessment, certified.outputs)
    sys.exit(certified.assessment.exit_code)


@cli.command()
@click.argument("run_record", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Where to write; beside the record if not given.")
def report(run_record: Path, out: Path | None) -> NoReturn:
    """Make the reports of a run record again. RUN is the record or its folder. Exits as the run did."""
    from mapi_tck.outputs import write_outputs

    path, record = _record(run_record)
    folder = out or path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        outputs = write_outputs(record, folder)
        assessment = Assessment(record)
        code = assessment.exit_code
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", f"--out {folder}") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _malformed(error, path) from error
    _show(assessment, outputs)
    sys.exit(code)


@cli.command()
@click.argument("run_record", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("scenario")
@click.option("--format", "form", type=click.Choice(["svg", "markdown"]), default="svg", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Where to write.  [default: stdout]"
)
def sequence(run_record: Path, scenario: str, form: str, output: Path | None) -> None:
    """Draw who called whom in a recorded SCENARIO: as a sequence diagram, or as an ordered list.

    RUN is the record or its folder. SCENARIO is an id (mapi-tck scenarios --format json has them, with --role transport
    those of hosted scenarios too), or a requirement that only one scenario judges. The drawing follows the light or dark
    mode of whoever looks at it; durations are not in it.
    """
    from mapi_tck.outputs import reader, recorded_scenario

    path, record = _record(run_record)
    try:
        text: str = reader("sequence")(record, recorded_scenario(record, scenario, str(path)), form)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _malformed(error, path) from error
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", f"-o {output}") from error


def _record(run_record: Path) -> tuple[Path, RunRecord]:
    from mapi_tck.record import read_record
    from mapi_tck.recording import RUN_RECORD

    path = run_record / RUN_RECORD if run_record.is_dir() else run_record
    return path, read_record(path)


def _malformed(error: Exception, path: Path) -> UsageError:
    what = f"the record does not have the form of one: {type(error).__name__}: {error}"
    return UsageError(what, str(path), "was it edited?")


def _width() -> int:
    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))


def _show(assessment: Assessment, outputs: list[Path]) -> None:
    from mapi_tck.outputs import reader

    colour = sys.stdout.isatty()
    text = reader("text")(assessment, width=_width(), colour=colour)
    try:
        click.echo("\n".join([text.rstrip("\n"), *map(str, outputs)]), color=colour)
        sys.stdout.flush()
    except OSError as error:
        # Nobody reads on (a pipe into `head`), or the disk is full: the verdict stands, and so does the exit code.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            click.echo(f"mapi-tck: cannot write to standard output: {error.strerror}", err=True)


_FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print."
)


@cli.command()
@_FORMAT
def adapters(form: str) -> None:
    """List the adapters that installed packages offer."""
    from mapi_tck import listings

    rows = listings.adapters()
    click.echo(listings.as_json(rows) if form == "json" else listings.adapters_text(rows, _width()))


@cli.command()
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
    from mapi_tck import listings
    from mapi_tck.catalogue import load_catalogue
    from mapi_tck.outputs import reader
    from mapi_tck.suite import packaged_scenarios

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
        click.echo(listings.as_json(rows) if form == "json" else listings.requirements_text(rows, _width()))


@cli.command()
@click.argument("words", nargs=-1, metavar="[ID|TAG|STEP|PROCEDURE|PLACEMENT]...")
@click.option(
    "--role",
    type=click.Choice(["subsystem", "transport"]),
    help="Those that judge this role. Hosted scenarios of role transport have an id for every placement of the provider.",
)
@_FORMAT
def scenarios(words: tuple[str, ...], role: str | None, form: str) -> None:
    """List the scenarios, all or those that the words name; `run --only` takes the same words."""
    from mapi_tck import listings
    from mapi_tck.catalogue import load_catalogue
    from mapi_tck.roles import Role
    from mapi_tck.suite import packaged_scenarios

    rows = listings.scenarios(packaged_scenarios().values(), load_catalogue(), words, Role(role) if role else None)
    click.echo(listings.as_json(rows) if form == "json" else listings.scenarios_text(rows, _width()))


@cli.command()
@click.argument("adapter")
@click.option("--role", type=click.Choice(["subsystem", "transport"]), default="subsystem", show_default=True)
def serve(adapter: str, role: str) -> None:
    """Serve a Python ADAPTER over stdin and stdout (docs/stdio.md); this is what isolated: starts."""
    from mapi_tck.roles import Role
    from mapi_tck.stdio_protocol import serve_named

    serve_named(adapter, Role(role))


@cli.command()
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
    from mapi_tck.outputs import reader
    from mapi_tck.proof import keep
    from mapi_tck.roles import Role
    from mapi_tck.selftest import trying

    def progress(_: object, row: Any) -> None:
        click.echo("F" if row["problems"] or row["missed"] else ".", nl=False)

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", f"--out {out}") from error
    chosen = [role for role in Role if not roles or role in roles]
    result = trying.selftest(chosen, only, workers or os.cpu_count() or 1, progress)
    click.echo()
    trying.write(result, out / trying.RESULT)
    reader("selftest")(result, out / trying.PAGE)
    kept = keep(result)
    text = reader("selftest_text")(result, width=_width(), colour=sys.stdout.isatty())
    click.echo("\n".join([text, *map(str, (out / trying.RESULT, out / trying.PAGE, *([kept] if kept else [])))]))
    sys.exit(ExitCode.CONFORMS if result["green"] else ExitCode.FAILED)


@cli.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--add-ids", is_flag=True, help="First give the ledger the requirement ids that it lacks.")
def lint(folder: Path | None, add_ids: bool) -> NoReturn:
    """Look in the kit's feature files and catalogue, or those in FOLDER, for what pytest-bdd lets pass silently."""
    from mapi_tck.lint import add_new_ids
    from mapi_tck.lint import lint as find_problems

    if add_ids:
        for id in add_new_ids(folder):
            click.echo(f"added {id} to the ledger")
    problems = find_problems(folder)
    for problem in problems:
        click.echo(str(problem))
    click.echo(f"problems: {len(problems)}" if problems else "no problems")
    sys.exit(ExitCode.FAILED if problems else ExitCode.CONFORMS)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line. A user's mistake is one line and exit code 2, never a traceback.

    A mistake of the kit's own shows its traceback and ends with 4: Python's 1 would say that a MUST is violated.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # not every terminal has a ✓
    try:
        answer: Any = cli.main(arguments, prog_name="mapi-tck", standalone_mode=False)
        sys.exit(answer if isinstance(answer, int) else 0)
    except click.exceptions.Abort:
        click.echo("mapi-tck: interrupted", err=True)
        sys.exit(ExitCode.UNDECIDED)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "mapi-tck"
        click.echo(f"mapi-tck: {error.format_message()} (see: {command} --help)", err=True)
        sys.exit(ExitCode.USAGE)
    except UsageError as error:
        click.echo(f"mapi-tck: {error}", err=True)
        sys.exit(ExitCode.USAGE)
    except HandshakeError as error:
        click.echo(f"mapi-tck: {error}", err=True)
        sys.exit(ExitCode.BROKE)
    except OSError as error:
        click.echo(f"mapi-tck: {error}", err=True)
        sys.exit(ExitCode.BROKE)
    except Exception:
        traceback.print_exc()
        sys.exit(ExitCode.BROKE)
