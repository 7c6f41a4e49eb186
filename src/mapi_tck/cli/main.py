"""The command line: a front door over pytest, the catalogue and the run record."""

import io
import os
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

import click

from mapi_tck import __version__
from mapi_tck.assessment import Assessment
from mapi_tck.assessment.outputs import Output, Shown
from mapi_tck.cli import gate, kit, listing
from mapi_tck.cli.replay import EXIT_CODES as EXIT_CODES
from mapi_tck.cli.replay import replay
from mapi_tck.cli.terminal import malformed, named_record, show
from mapi_tck.errors import HandshakeError, UsageError
from mapi_tck.record.lines import RecordedOptions
from mapi_tck.record.writing import flush, write_whole
from mapi_tck.settings.options import command_options
from mapi_tck.verdicts import ExitCode

DEFAULT_OUT = "mapi-tck-run"
DEFAULT_STORE = "counterexamples.json"

_OUTPUTS = click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME[=FILE]",
    help="Also write this: junit-strict, json (the result), markdown, github (annotations, to standard output), sarif, messages "
    "(Cucumber's) or badge; or html or junit elsewhere. FILE may be -, standard output. May be given again; see docs/in-ci.md.",
)

_EVIDENCE = click.option(
    "--evidence",
    type=click.Choice(["needed", "all"]),
    default="needed",
    show_default=True,
    help="Lines and calls on the page: of walkthroughs and what did not pass, or of everything.",
)

_PREVIOUS = click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="The page, and the result as JSON, also say what changed since this run, a record or its folder.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mapi-tck")
def cli() -> None:
    """Certify an implementation of MAPI's send or receive on demand."""


cli.add_command(replay)


@cli.command(epilog=EXIT_CODES)
@click.argument("adapter")
@command_options(defaults={"out": DEFAULT_OUT, "example_store": f"{DEFAULT_STORE} in --out"})
@click.option("-n", "workers", type=click.IntRange(1), default=1, metavar="WORKERS", help="Run in so many processes.")
@_OUTPUTS
@_EVIDENCE
@_PREVIOUS
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED, metavar="[-- PYTEST ARGS]")
def run(
    adapter: str,
    workers: int,
    formats: tuple[str, ...],
    evidence: str,
    previous: Path | None,
    pytest_args: tuple[str, ...],
    **given: Any,
) -> NoReturn:
    """Certify ADAPTER and write run.ndjson, report.html and junit.xml.

    ADAPTER is one of those that `mapi-tck adapters` lists, or package.module:Name for a class of yours.
    """
    from mapi_tck.assessment.outputs import for_stdout, read_outputs
    from mapi_tck.certification.certifying import certify
    from mapi_tck.engine.recording import RUN_RECORD
    from mapi_tck.settings.run import make_settings

    out = Path(given["out"] or DEFAULT_OUT)
    outputs = read_outputs(formats, out / RUN_RECORD, out)
    given.update(out=out, example_store=given["example_store"] or out / DEFAULT_STORE)
    settings = make_settings(adapter, **given)
    shown = _shown(evidence, previous, settings.to_json())
    certified = certify(settings, out, workers, pytest_args, outputs, shown)
    show(certified.assessment, certified.outputs, aside=for_stdout(outputs))
    sys.exit(certified.assessment.exit_code)


@cli.command(epilog=EXIT_CODES)
@click.argument("run_record", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--out", "-o", type=click.Path(path_type=Path), help="Where to write; beside the record if not given.")
@click.option("--ruling", metavar="ID=READING", help="Judge the record again under another reading, say D-01=letter.")
@_OUTPUTS
@_EVIDENCE
@_PREVIOUS
def report(
    run_record: Path,
    out: Path | None,
    ruling: str | None,
    formats: tuple[str, ...],
    evidence: str,
    previous: Path | None,
) -> NoReturn:
    """Make the reports of a run record again. RUN is the record or its folder. Exits as the run did.

    With --ruling the record is replayed under another reading of a ruling, into a folder of its own: what the same calls would
    say to somebody who reads the source so. That is never a verdict, and the exit code is never 0.
    """
    from mapi_tck.assessment.outputs import for_stdout, read_outputs, write_outputs
    from mapi_tck.engine.recording import RUN_RECORD

    written = run_record / RUN_RECORD if run_record.is_dir() else run_record
    asked = read_outputs(formats, written, out or written.parent)
    path, record = named_record(run_record)
    if ruling is not None:
        _what_if(path, out, ruling, asked, evidence, previous)
    folder = out or path.parent
    shown = _shown(evidence, previous, record.header["options"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", f"--out {folder}") from error
    try:
        outputs = write_outputs(record, folder, asked, shown)
        assessment = Assessment(record)
        code = assessment.exit_code
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", error.filename or f"--out {folder}") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise malformed(error, path) from error
    show(assessment, outputs, aside=for_stdout(asked))
    sys.exit(code)


def _what_if(
    path: Path, out: Path | None, ruling: str, asked: tuple[Output, ...], evidence: str, previous: Path | None
) -> NoReturn:
    from mapi_tck.assessment.outputs import for_stdout
    from mapi_tck.certification.certifying import certify
    from mapi_tck.settings.run import REPLAY, make_settings

    folder = out or path.parent / f"what-if-{ruling.replace('=', '-')}"
    settings = make_settings(f"{REPLAY}{path}", ruling=ruling, out=folder)
    certified = certify(settings, folder, 1, (), asked, _shown(evidence, previous, settings.to_json()))
    show(certified.assessment, certified.outputs, aside=for_stdout(asked))
    sys.exit(certified.assessment.exit_code)


def _shown(evidence: str, previous: Path | None, options: RecordedOptions) -> Shown:
    """What the page is asked to show. The earlier run is read now: the later one may take its place."""
    from mapi_tck.assessment.difference import belong_together

    if previous is None:
        return Shown(evidence)
    _, record = named_record(previous)
    belong_together(record.header["options"], options)
    return Shown(evidence, record)


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
    from mapi_tck.assessment.outputs import reader
    from mapi_tck.record.run_record import recorded_scenario

    path, record = named_record(run_record)
    try:
        text: str = reader("sequence")(record, recorded_scenario(record, scenario, str(path)), form)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise malformed(error, path) from error
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        write_whole(output, text.encode("utf-8"))
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", f"-o {output}") from error


for _command in (*gate.COMMANDS, *listing.COMMANDS, *kit.COMMANDS):
    cli.add_command(_command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line. A user's mistake is one line and exit code 2, never a traceback.

    A mistake of the kit's own shows its traceback and ends with 4: Python's 1 would say that a MUST is violated.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever called
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115
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
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"mapi-tck: {where}{error.strerror or error}", err=True)
        sys.exit(ExitCode.BROKE)
    except Exception:
        traceback.print_exc()
        sys.exit(ExitCode.BROKE)
    finally:
        flush()
