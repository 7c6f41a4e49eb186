"""The commands that hold an implementation to what it was: diff, baseline, merge, matrix."""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, NoReturn

import click

from mapi_tck.assessment.assessment import Assessment
from mapi_tck.cli.terminal import coloured, malformed, named_record, show, terminal_width
from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import RunRecord
from mapi_tck.record.writing import say, write_whole
from mapi_tck.verdicts import ExitCode

#: After how many days an entry expires that the tool adds, unless it is told otherwise. A choice: a quarter of a year.
PUT_UP_WITH: Final = 90

_RUN = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)

_EXIT_CODES = """
\b
Exit codes:
  2  called wrongly, or records that do not belong together
  1  {failed}{undecided}
  0  {fine}
"""

#: What a record raises that has lines and fields of one, and values of something else.
_ODD: Final = (AttributeError, KeyError, TypeError, ValueError, StopIteration)


def _today() -> date:
    return datetime.now(UTC).date()


def _judged_by_rulings(run: Path) -> tuple[Path, RunRecord]:
    """The record that is named. What a reader of the other view would say of it is nothing that a baseline may go by."""
    path, record = named_record(run)
    if record.header["options"].get("ruling"):
        raise UsageError(
            "this is a what-if, judged under another reading", str(path), "name the run that it was made of"
        )
    return path, record


def _written(text: str, output: Path | None) -> None:
    if output is None or str(output) == "-":
        say(text.rstrip("\n"))
        return
    try:
        write_whole(output, text.encode("utf-8"))
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", f"-o {output}") from error


@click.command(
    epilog=_EXIT_CODES.format(
        failed="something is worse than it was",
        undecided="\n  3  nothing is, but NEW stopped before everything had ended that OLD judged",
        fine="nothing is",
    )
)
@click.argument("old", type=_RUN)
@click.argument("new", type=_RUN)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html", "json"]),
    default="text",
    show_default=True,
    help="How to say it.",
)
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Where to write.  [default: stdout]")
def diff(old: Path, new: Path, form: str, output: Path | None) -> NoReturn:
    """Say what changed from the run OLD to the run NEW, and why it may have.

    Regressions, fixes, what is newly and what is no longer tested stand apart. Why: whether the implementation, the adapter, the
    suite, the declaration, the options or the environment differ. OLD and NEW are records or their folders.
    """
    from mapi_tck.assessment.changes import Difference
    from mapi_tck.assessment.outputs import reader

    read = named_record(old), named_record(new)
    try:
        difference = Difference(*(record for _, record in read))
        colour = form == "text" and output is None and coloured(sys.stdout)
        width = terminal_width() if output is None else 80
        text: str = reader("difference")(difference, form, width=width, colour=colour)
        code = difference.exit_code
    except _ODD as error:
        raise malformed(error, *(path for path, _ in read)) from error
    _written(text, output)
    sys.exit(code)


@click.command()
@click.argument("runs", nargs=-1, required=True, type=_RUN, metavar="RUN...")
@click.option("-o", "--output", type=_FILE, metavar="FILE", required=True, help="Where to write the page.")
def matrix(runs: tuple[Path, ...], output: Path) -> None:
    """Show several RUNs side by side on one page: implementations across, numbered steps and requirements down.

    Each RUN is a record or its folder. A column leads to the report that lies beside its record, if there is one.
    """
    from mapi_tck.assessment.outputs import reader

    read = [named_record(run) for run in runs]
    try:
        page: str = reader("matrix")([(record, path.parent) for path, record in read], output.resolve().parent)
    except _ODD as error:
        raise malformed(error, *(path for path, _ in read)) from error
    _written(page, output)
    click.echo(output)


@click.command()
@click.argument("runs", nargs=-1, required=True, type=_RUN, metavar="RUN...")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Where to write.")
@click.option("--unfinished", is_flag=True, help="Merge although shards are missing; the result is not finished.")
def merge(runs: tuple[Path, ...], out: Path, unfinished: bool) -> NoReturn:
    """Join the RUNs of one plan, say of `--shard 1/2` and `--shard 2/2`, into one record, and make its reports.

    They have to be about the same implementation, suite, declaration and options. Exits as the whole run would.
    """
    from mapi_tck.assessment.merging import Part
    from mapi_tck.assessment.merging import merge as merged
    from mapi_tck.assessment.outputs import write_outputs
    from mapi_tck.engine.recording import RUN_RECORD

    parts = [Part(*named_record(run)) for run in runs]
    target = out / RUN_RECORD
    if any(part.path.resolve() == target.resolve() for part in parts):
        raise UsageError("merging would overwrite a record that it reads", f"--out {out}")
    try:
        record = merged(parts, target, unfinished=unfinished)
        outputs = [target, *write_outputs(record, out)]
        assessment = Assessment(record)
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", f"--out {out}") from error
    except _ODD as error:
        raise malformed(error, *(part.path for part in parts)) from error
    show(assessment, outputs)
    sys.exit(assessment.exit_code)


@click.group()
def baseline() -> None:
    """Keep a baseline of known deviations: see what fails in it, write it, shrink it (docs/gate.md)."""


@baseline.command(
    epilog=_EXIT_CODES.format(failed="an entry no longer holds, or RUN deviates beyond it", undecided="", fine="else")
)
@click.argument("file", type=_FILE)
@click.argument("run", required=False, type=_RUN)
def check(file: Path, run: Path | None) -> NoReturn:
    """Check the entries of a baseline FILE, as of today: each needs a reason, an owner or a ticket, and must not have expired.

    With RUN, a record or its folder, also that every entry is still needed and that no other deviation is there.
    """
    from mapi_tck.assessment.gating import Gate, unknown
    from mapi_tck.claims.baseline import read_baseline

    read = read_baseline(file)
    problems = [
        f"{item.requirement} {item.cause}: {what}"
        for item in read.deviations
        if (what := unknown(item) or item.trouble(_today()))
    ]
    unseen = 0
    if run is not None:
        path, record = _judged_by_rulings(run)
        try:
            gate = Gate(record, read, _today())
            problems = [str(trouble) for trouble in gate.trouble]
            problems += [f"{requirement} {cause}: not in the baseline" for requirement, cause in gate.beyond]
            unseen = len(gate.unseen)
        except _ODD as error:
            raise malformed(error, path) from error
    entries = f"{len(read.deviations)} {'entry' if len(read.deviations) == 1 else 'entries'}"
    holds = f"the baseline holds{f'; {unseen} of {entries} not judged in this run' if unseen else ''}"
    outcome = f"{entries}, {len(problems)} to be seen to" if problems else holds
    say("\n".join([*(f"{file}: {problem}" for problem in problems), outcome]))
    sys.exit(ExitCode.FAILED if problems else ExitCode.CONFORMS)


@baseline.command()
@click.argument("file", type=_FILE)
@click.argument("run", type=_RUN)
@click.option("--reason", default="", metavar="WORDS", help="Why what is new is put up with.")
@click.option("--owner", default="", metavar="NAME", help="Who answers for it.")
@click.option("--ticket", default="", metavar="ID", help="Where it is followed up.")
@click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help=f"The last day on which it is put up with.  [default: in {PUT_UP_WITH} days]",
)
@click.option("--only-shrink", is_flag=True, help="Remove what is gone, and add nothing.")
def update(
    file: Path, run: Path, reason: str, owner: str, ticket: str, expires: datetime | None, only_shrink: bool
) -> None:
    """Make a baseline FILE say what RUN shows: add entries for new deviations, remove those that are gone.

    Comments stay. What is added excuses nothing until it has a reason, and an owner or a ticket.
    """
    from mapi_tck.assessment import upkeep

    path, record = _judged_by_rulings(run)
    day = expires.date() if expires else _today() + timedelta(PUT_UP_WITH)
    if day < _today():
        raise UsageError(f"{day} is past: what is added would excuse nothing", "--expires")
    try:
        done = upkeep.update(
            file,
            record,
            _today(),
            expires=day,
            reason=reason,
            owner=owner,
            ticket=ticket,
            only_shrink=only_shrink,
        )
    except _ODD as error:
        raise malformed(error, path) from error
    for word, items in (("added", done.added), ("removed", done.removed)):
        for item in items:
            click.echo(f"{word} {item.requirement} {item.cause}")
    if not done.added and not done.removed:
        click.echo("nothing to change")
    for item in done.kept:
        if not item.lacks and (what := item.trouble(_today())):
            click.echo(f"{file}: {item.requirement} {item.cause}: {what}")
    for item in done.incomplete:
        click.echo(f"{file}: {item.requirement} {item.cause} lacks {item.lacks}, and excuses nothing until it has that")


#: What the command line takes from here.
COMMANDS: Final = (diff, baseline, merge, matrix)
