"""The command line: a front door over pytest, the catalogue and the run record."""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from mapi_tck import __version__
from mapi_tck.assessment import printing
from mapi_tck.cli import certificates, constants, gate, kit, listing, matrix, new_adapter, smoke, specification
from mapi_tck.cli.settings_command import SettingsCommand
from mapi_tck.cli.terminal import interrupted, named_record, redacting, show, shown_as, well_formed, write_text, writing
from mapi_tck.errors import HandshakeError, Refused, UsageError
from mapi_tck.verdicts import ExitCode

if TYPE_CHECKING:
    from mapi_tck.assessment.outputs import Output, Shown
    from mapi_tck.certification.certifying import Certified
    from mapi_tck.record.lines import RecordedOptions

DEFAULT_OUT = "mapi-tck-run"
DEFAULT_STORE = "counterexamples.json"

EXIT_CODES = """
\b
Exit codes, the first that applies:
  2  called wrongly; nothing has run
  1  a MUST fails (with --strict: or a SHOULD), or the baseline does not hold
  4  an error of the kit or the adapter
  3  undecided, incomplete or stopped early; or a what-if (--ruling)
  5  conforms but for known deviations (--baseline)
  0  conforms, or the selection holds
"""

_OUTPUTS = click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME[=FILE]",
    help="Another output to write: junit-strict, json (the result), markdown, github (annotations, to standard output), sarif, "
    "messages (Cucumber's) or badge; or another place for html or junit (docs/in-ci.md). FILE may be -, standard output. May "
    "be given again.",
)

_EVIDENCE = click.option(
    "--evidence",
    type=click.Choice(["needed", "all"]),
    default="needed",
    show_default=True,
    help="The scenarios whose lines and calls report.html shows: walkthroughs and those that did not pass, or all.",
)

_PREVIOUS = click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="An earlier run, a record or its folder: report.html, terminal, Markdown and JSON also say what changed since then.",
)


class Commands(click.Group):
    """The commands of the kit: listed in the order in which a newcomer needs them; Ctrl-C and SIGTERM end each with one line."""

    #: First those about runs; those about certificates follow.
    ORDER: Final = ("run", "report", "diff", "baseline", "merge", "matrix", "history", "sequence", "replay")

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands: those about runs first."""
        order = (*self.ORDER, *(str(command.name) for command in certificates.COMMANDS))
        return sorted(self.commands, key=lambda name: (*order, name).index(name))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # SIGTERM ends a command as Ctrl-C does
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            interrupted(str(ctx.invoked_subcommand), stop)
        except EOFError as error:
            # click takes this error for a user who ends a prompt, and says "interrupted". The kit has no prompts.
            raise RuntimeError(f"what was read ends too early: {error}") from error


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        import platform

        from mapi_tck.suite.catalogue import specification
        from mapi_tck.suite.features import suite_digest

        click.echo(f"mapi-tck       {__version__}")
        click.echo(f"suite          {suite_digest()[: len('sha256:') + 12]}")
        click.echo(f"specification  revision {specification().revision[:12]} of {specification().dated}")
        click.echo(f"Python         {platform.python_version()}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the versions of kit, suite, specification and Python.",
)
def cli() -> None:
    """Test whether an implementation of MAPI's send or receive on demand conforms.

    `mapi-tck run reference` tests the kit's own implementation: a first run to look at. `mapi-tck COMMAND --help` explains a
    command.
    """


@cli.command(
    cls=SettingsCommand,
    epilog=EXIT_CODES,
    defaults={"out": DEFAULT_OUT, "example_store": f"{DEFAULT_STORE} in --out"},
)
@click.argument("adapter", required=False)
@click.option(
    "--resume",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Finish the run in this folder, which was stopped: results stay, a scenario that was under way begins again.",
)
@click.option(
    "-n",
    "workers",
    type=click.IntRange(1),
    default=1,
    metavar="WORKERS",
    help="Run in so many processes, if that is quicker.",
)
@_OUTPUTS
@_EVIDENCE
@_PREVIOUS
@redacting
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED, metavar="[-- PYTEST ARGS]")
def run(
    adapter: str | None,
    resume: Path | None,
    workers: int,
    formats: tuple[str, ...],
    evidence: str,
    previous: Path | None,
    redact: bool,
    patterns: tuple[str, ...],
    pytest_args: tuple[str, ...],
    **given: Any,
) -> NoReturn:
    """Test an implementation and write the reports.

    ADAPTER connects the kit to the implementation: one that `mapi-tck adapters` lists, or package.module:Name for a class of
    yours. The run writes run.ndjson, report.html and junit.xml.
    """
    from mapi_tck.assessment.outputs import RUN_RECORD, for_stdout, read_outputs
    from mapi_tck.certification.certifying import certify
    from mapi_tck.settings.run import make_settings

    if resume is not None:
        earlier = None if previous is None else named_record(previous)[1]
        shown = shown_as(evidence, earlier, redact, patterns)
        _resume(resume, adapter, given, workers, formats, shown, pytest_args)
    if adapter is None:
        raise click.UsageError("Missing argument 'ADAPTER'.", click.get_current_context())
    out = Path(given["out"] or DEFAULT_OUT)
    outputs = read_outputs(formats, out / RUN_RECORD, out)
    given.update(out=out, example_store=given["example_store"] or out / DEFAULT_STORE)
    settings = make_settings(adapter, **given)
    shown = _shown(evidence, previous, settings.to_json(), redact, patterns)
    _end("run", certify(settings, out, workers, pytest_args, outputs, shown), shown, aside=for_stdout(outputs))


def _resume(
    folder: Path,
    adapter: str | None,
    given: dict[str, Any],
    workers: int,
    formats: tuple[str, ...],
    shown: "Shown",
    pytest_args: tuple[str, ...],
) -> NoReturn:
    from mapi_tck.assessment.outputs import RUN_RECORD, for_stdout, read_outputs
    from mapi_tck.certification.resuming import resume

    if given["out"] and Path(given["out"]).resolve() != folder.resolve():
        raise UsageError("a run that goes on stays in its folder", f"--out {given['out']}")
    if pytest_args:
        raise UsageError("the plan of a run that goes on is that of its record", " ".join(pytest_args))
    outputs = read_outputs(formats, folder / RUN_RECORD, folder)
    given["example_store"] = given["example_store"] or folder / DEFAULT_STORE
    certified = resume(folder, adapter, given, workers, outputs, shown)
    _end("run", certified, shown, aside=for_stdout(outputs))


def _end(command: str, certified: "Certified", shown: "Shown", *, aside: bool) -> NoReturn:
    """Show the result of a certification, and end with its exit code; `aside` shows it on standard error."""
    show(certified.assessment, certified.outputs, previous=shown.previous, aside=aside)
    if certified.interrupted:
        record = certified.assessment.record
        printing.tell(
            f"mapi-tck: {command} interrupted after {len(record.ended)} of {len(record.planned)} scenarios, "
            f"recorded in {certified.outputs[0]}; {certified.interrupted}"
        )
    sys.exit(certified.assessment.exit_code)


@cli.command(epilog=EXIT_CODES)
@click.argument("run_record", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--out", "-o", type=click.Path(path_type=Path), help="The folder to write to.  [default: that of the record]"
)
@click.option("--ruling", metavar="ID=READING", help="Judge the record under another reading, say D-01=letter.")
@_OUTPUTS
@_EVIDENCE
@_PREVIOUS
@redacting
def report(
    run_record: Path,
    out: Path | None,
    ruling: str | None,
    formats: tuple[str, ...],
    evidence: str,
    previous: Path | None,
    redact: bool,
    patterns: tuple[str, ...],
) -> NoReturn:
    """Write the reports of an earlier run again.

    RUN is the run record or its folder. The exit code is that of the run.

    With --ruling the record is judged again under another reading of a ruling, and the reports are written to a folder of their
    own. The result decides nothing: the exit code is never 0.
    """
    from mapi_tck.assessment import Assessment
    from mapi_tck.assessment.outputs import RUN_RECORD, for_stdout, read_outputs, write_outputs

    written = run_record / RUN_RECORD if run_record.is_dir() else run_record
    asked = read_outputs(formats, written, out or written.parent)
    path, record = named_record(run_record)
    if ruling is not None:
        _what_if(path, out, ruling, asked, evidence, previous, redact, patterns)
    folder = out or path.parent
    shown = _shown(evidence, previous, record.header["options"], redact, patterns)
    with writing(f"--out {folder}"):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        with well_formed(path):
            outputs = write_outputs(record, folder, asked, shown)
            assessment = Assessment(record)
            code = assessment.exit_code
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", error.filename or f"--out {folder}") from error
    show(assessment, outputs, previous=shown.previous, aside=for_stdout(asked))
    sys.exit(code)


def _what_if(
    path: Path,
    out: Path | None,
    ruling: str,
    asked: "tuple[Output, ...]",
    evidence: str,
    previous: Path | None,
    redact: bool,
    patterns: tuple[str, ...],
) -> NoReturn:
    from mapi_tck.assessment.outputs import for_stdout
    from mapi_tck.certification.certifying import certify
    from mapi_tck.settings.run import REPLAY, make_settings

    folder = out or path.parent / f"what-if-{ruling.replace('=', '-')}"
    settings = make_settings(f"{REPLAY}{path}", ruling=ruling, out=folder)
    shown = _shown(evidence, previous, settings.to_json(), redact, patterns)
    certified = certify(settings, folder, 1, (), asked, shown)
    _end("report", certified, shown, aside=for_stdout(asked))


def _shown(
    evidence: str, previous: Path | None, options: "RecordedOptions", redact: bool, patterns: tuple[str, ...]
) -> "Shown":
    """What outputs are asked to show. Read the earlier run now, because the new run may write over it."""
    if previous is None:
        return shown_as(evidence, None, redact, patterns)
    from mapi_tck.assessment.difference import belong_together

    _, record = named_record(previous)
    belong_together(record.header["options"], options)
    return shown_as(evidence, record, redact, patterns)


@cli.command()
@click.argument("run_record", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("scenario")
@click.option(
    "--format",
    "form",
    type=click.Choice(["svg", "markdown"]),
    default="svg",
    show_default=True,
    help="A diagram, or an ordered list.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Where to write.  [default: stdout]"
)
@redacting
def sequence(
    run_record: Path, scenario: str, form: str, output: Path | None, redact: bool, patterns: tuple[str, ...]
) -> None:
    """Draw the calls of one scenario of a run.

    RUN is the run record or its folder. SCENARIO is an id, or a requirement that only one scenario judges. `mapi-tck scenarios
    --format json` lists the ids, with --role transport those of hosted scenarios too. The diagram follows the light or dark
    mode of the reader's system, and shows no durations.
    """
    from mapi_tck.assessment.outputs import reader
    from mapi_tck.record.run_record import recorded_scenario

    path, record = named_record(run_record)
    with well_formed(path):
        shown = shown_as("all", None, redact, patterns).of(record)
        text: str = reader("sequence")(shown, recorded_scenario(record, scenario, str(path)), form)
    write_text(text, output)


@cli.command(cls=SettingsCommand, epilog=EXIT_CODES, settings=("role", "declaration", "seed"))
@click.argument("feature", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("adapter")
def replay(feature: Path, adapter: str, **given: Any) -> NoReturn:
    """Run the scenarios of a feature file on any adapter.

    FILE is a feature file that a run has written, such as counterexamples.feature, or one of yours. It uses the kit's vocabulary
    (docs/steps.md), and each scenario has the tag of the requirement that it judges. The command prints each line and each call,
    and writes no record.
    """
    from mapi_tck.certification.replaying import replay_feature
    from mapi_tck.settings.run import make_settings

    text, code = replay_feature(feature, make_settings(adapter, **given))
    printing.show(*text.split("\n"))
    sys.exit(code)


_MODULES: Final = (gate, matrix, certificates, listing, specification, constants, smoke, new_adapter, kit)

for _command in (command for module in _MODULES for command in module.COMMANDS):
    cli.add_command(_command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line. A user's mistake is one line and exit code 2, never a traceback.

    A mistake of the kit itself shows its traceback and ends with exit code 4. Python's own exit code 1 would say that a MUST is
    violated.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # the caller has closed it
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115
    printing.protect_streams()
    try:
        answer: Any = cli.main(arguments, prog_name="mapi-tck", standalone_mode=False)
        code = answer if isinstance(answer, int) else 0
    except click.exceptions.Abort:
        code = _ended("interrupted", ExitCode.UNDECIDED)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        code = ExitCode.USAGE
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "mapi-tck"
        words = " ".join(error.format_message().split())  # a missing choice comes with a list, one to a line
        code = _ended(f"{words} (see: {command} --help)", ExitCode.USAGE)
    except UsageError as error:
        code = _ended(str(error), ExitCode.USAGE)
    except Refused as error:
        code = max(_ended(f"refused: {reason}", ExitCode.FAILED) for reason in error.reasons)
    except HandshakeError as error:
        code = _ended(str(error), ExitCode.BROKE)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        code = _ended(f"{where}{error.strerror or error}", ExitCode.BROKE)
    except Exception:
        import traceback

        traceback.print_exc()
        code = ExitCode.BROKE
    finally:
        sys.stdout.flush()
    sys.exit(code)


def _ended(why: str, code: ExitCode) -> int:
    printing.tell(f"mapi-tck: {why}")
    return code
