"""The commands that compare or join runs: diff, baseline, merge."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from mapi_tck.assessment import printing
from mapi_tck.assessment.words import plural
from mapi_tck.cli.terminal import (
    form_option,
    judged_by_rulings,
    named_record,
    redacting,
    show,
    shown_as,
    well_formed,
    write_text,
    writing,
)
from mapi_tck.errors import UsageError
from mapi_tck.verdicts import ExitCode

if TYPE_CHECKING:
    pass

#: Days until an entry that `baseline update` adds expires, if the command line names no day. A choice.
LIFETIME: Final = 90

_RUN = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)

_EXIT_CODES = """
\b
Exit codes:
  2  called wrongly, or the records do not belong together
  1  {failed}{undecided}
  0  {fine}
"""


def _today() -> date:
    return datetime.now(UTC).date()


@click.command(
    epilog=_EXIT_CODES.format(
        failed="something is worse",
        undecided="\n  3  nothing is worse, but NEW did not finish all scenarios of OLD",
        fine="nothing is worse",
    )
)
@click.argument("old", type=_RUN)
@click.argument("new", type=_RUN)
@form_option("text", "markdown", "html", "json")
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Where to write.  [default: stdout]")
@redacting
def diff(old: Path, new: Path, form: str, output: Path | None, redact: bool, patterns: tuple[str, ...]) -> NoReturn:
    """Compare two runs: what changed, and why.

    Lists regressions, fixes, what is newly tested and what is no longer tested. The possible reasons are changes of the
    implementation, the adapter, the suite, the declaration, the options and the environment. OLD and NEW are run records or
    their folders.
    """
    from mapi_tck.assessment.difference import Difference
    from mapi_tck.assessment.outputs import reader

    read = named_record(old), named_record(new)
    shown = shown_as("all", None, redact and not (form == "text" and output is None), patterns)
    with well_formed(*(path for path, _ in read)):
        difference = Difference(*(shown.of(record) for _, record in read))
        made = reader("difference")(difference, form)
        code = difference.exit_code
    if form == "text" and output is None:
        printing.show(made)
    else:
        write_text(f"{printing.rendered(made)}\n" if form == "text" else made, output)
    sys.exit(code)


@click.command()
@click.argument("runs", nargs=-1, required=True, type=_RUN, metavar="RUN...")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Where to write.")
@click.option(
    "--unfinished", is_flag=True, help="Merge although shards are missing. The result counts as not finished."
)
@redacting
def merge(runs: tuple[Path, ...], out: Path, unfinished: bool, redact: bool, patterns: tuple[str, ...]) -> NoReturn:
    """Join the runs of all shards into one run, with its reports.

    The RUNs, say of `run --shard 1/2` and `run --shard 2/2`, must have the same implementation, suite, declaration and
    options. The exit code is that of the whole run.
    """
    from mapi_tck.assessment import Assessment
    from mapi_tck.assessment.merging import PartRecord
    from mapi_tck.assessment.merging import merge as merged
    from mapi_tck.assessment.outputs import RUN_RECORD, write_outputs

    parts = [PartRecord(*named_record(run)) for run in runs]
    target = out / RUN_RECORD
    shown = shown_as("needed", None, redact, patterns)
    if any(part.path.resolve() == target.resolve() for part in parts):
        raise UsageError("merging would overwrite a record that it reads", f"--out {out}")
    with _own_folder(out), well_formed(*[part.path for part in parts]), writing(f"--out {out}"):
        merged(parts, target, unfinished=unfinished)
        parts.clear()  # the merged record may need the memory
        _, record = named_record(target)
        outputs = [target, *write_outputs(record, out, shown=shown)]
        assessment = Assessment(record)
    show(assessment, outputs)
    sys.exit(assessment.exit_code)


@contextmanager
def _own_folder(out: Path) -> Iterator[None]:
    """Make the folder and lock it while the context lasts. If nothing is written into a new folder, it is removed again."""
    from mapi_tck.record.folder import claim, make_writable, remove_if_empty

    made = not out.exists()
    make_writable(out, f"--out {out}")
    with claim(out, f"--out {out}"):
        try:
            yield
        finally:
            if made:
                remove_if_empty(out)


@click.group()
def baseline() -> None:
    """Check or update a baseline of known deviations.

    A baseline is a file that lists deviations which a run excuses (docs/gate.md).
    """


@baseline.command(
    epilog=_EXIT_CODES.format(
        failed="an entry no longer holds, or RUN has a deviation without an entry",
        undecided="",
        fine="the baseline holds",
    )
)
@click.argument("file", type=_FILE)
@click.argument("run", required=False, type=_RUN)
def check(file: Path, run: Path | None) -> NoReturn:
    """Check that a baseline is complete and has not expired.

    Each entry of FILE needs a reason, and an owner or a ticket, and must not have expired. With RUN, a run record or its
    folder, the command also checks that each entry is still needed and that the run has no other deviation.
    """
    from mapi_tck.assessment.gate import Gate, unknown
    from mapi_tck.claims.baseline import read_baseline

    read = read_baseline(file)
    problems = [
        f"{item.requirement} {item.cause}: {what}"
        for item in read.deviations
        if (what := unknown(item) or item.trouble(_today()))
    ]
    unseen = 0
    if run is not None:
        path, record = judged_by_rulings(run)
        with well_formed(path):
            gate = Gate(record, read, _today())
            problems = [str(trouble) for trouble in gate.trouble]
            problems += [f"{requirement} {cause}: not in the baseline" for requirement, cause in gate.beyond]
            unseen = len(gate.unseen)
    entries = f"{len(read.deviations)} {'entry' if len(read.deviations) == 1 else 'entries'}"
    holds = f"the baseline holds{f'; {unseen} of {entries} not judged in this run' if unseen else ''}"
    outcome = f"{entries}, {plural(len(problems), 'problem')}" if problems else holds
    printing.show(*(f"{file}: {problem}" for problem in problems), outcome)
    sys.exit(ExitCode.FAILED if problems else ExitCode.CONFORMS)


@baseline.command()
@click.argument("file", type=_FILE)
@click.argument("run", type=_RUN)
@click.option("--reason", default="", metavar="WORDS", help="Why the new deviations are accepted.")
@click.option("--owner", default="", metavar="NAME", help="Who is responsible for them.")
@click.option("--ticket", default="", metavar="ID", help="The ticket that tracks them.")
@click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help=f"The last day on which they are excused.  [default: in {LIFETIME} days]",
)
@click.option("--only-shrink", is_flag=True, help="Remove entries that are no longer needed, and add none.")
def update(file: Path, run: Path, expires: datetime | None, **entry: Any) -> None:
    """Add new deviations to a baseline, and remove old ones.

    Adds an entry to FILE for each new deviation of RUN, and removes the entries that are no longer needed. Comments stay. A new
    entry excuses nothing until it has a reason, and an owner or a ticket.
    """
    from mapi_tck.assessment import baseline_update

    path, record = judged_by_rulings(run)
    day = expires.date() if expires else _today() + timedelta(LIFETIME)
    if day < _today():
        raise UsageError(f"{day} is past: the new entries would excuse nothing", "--expires")
    with well_formed(path):
        done = baseline_update.update(file, record, _today(), expires=day, **entry)
    for word, items in (("added", done.added), ("removed", done.removed)):
        for item in items:
            printing.show(f"{word} {item.requirement} {item.cause}")
    if not done.added and not done.removed:
        printing.show("nothing to change")
    for item in done.kept:
        if not item.lacks and (what := item.trouble(_today())):
            printing.show(f"{file}: {item.requirement} {item.cause}: {what}")
    for item in done.incomplete:
        printing.show(f"{file}: {item.requirement} {item.cause} lacks {item.lacks}; until then it excuses nothing")


@click.command(
    epilog=_EXIT_CODES.format(
        failed="a requirement is newly failing in the last run",
        undecided="\n  3  runs of the same implementation gave different verdicts",
        fine="neither of the two",
    )
)
@click.argument("runs", nargs=-1, required=True, type=_RUN, metavar="RUN|DIR...")
@form_option("markdown", "html")
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Where to write.  [default: stdout]")
@redacting
def history(
    runs: tuple[Path, ...], form: str, output: Path | None, redact: bool, patterns: tuple[str, ...]
) -> NoReturn:
    """Show the verdict of each requirement over many runs.

    RUN is a run record or its folder, DIR a folder of such folders. Says which requirements are newly failing, which do not
    always end the same for one implementation, and since when. The runs must have the same role, and are in the order of their
    start.
    """
    from mapi_tck.assessment.history import History, records_in
    from mapi_tck.assessment.outputs import RUN_RECORD, reader

    paths = list(
        dict.fromkeys(path for run in runs for path in (records_in(run, RUN_RECORD) if run.is_dir() else [run]))
    )
    if not paths:
        raise UsageError("there is no run in this folder", str(runs[0]), f"a run has a file {RUN_RECORD}")
    read = [named_record(path) for path in paths]
    shown = shown_as("all", None, redact, patterns)
    with well_formed(*paths):
        found = History([(path, shown.of(record)) for path, record in read])
        text: str = reader("history")(found, form)
        code = found.exit_code
    write_text(text, output)
    if output is not None:
        printing.show(str(output))
    sys.exit(code)


#: The commands of this module.
COMMANDS: Final = (diff, baseline, merge, history)
