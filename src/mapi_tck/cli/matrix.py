"""The command matrix: several runs side by side, also runs that it makes."""

import os
import shlex
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from mapi_tck.assessment import printing
from mapi_tck.cli.terminal import cluster_option, named_record, redacting, shown_as, well_formed, write_text, writing
from mapi_tck.errors import UsageError
from mapi_tck.verdicts import ExitCode

if TYPE_CHECKING:
    from mapi_tck.certification.listed import Finished, ListedRun
    from mapi_tck.record.run_record import Record

#: The page that `--run` writes into its folder, if the command line names no file.
PAGE: Final = "matrix.html"

_OUT = Path("mapi-tck-matrix")

#: Options of `mapi-tck run` that a line of a list cannot have, and why.
_NOT_LISTED: Final = {
    "out": "each run has a folder below --out of matrix",
    "resume": "a run of a list is a new one",
    "shard": "--shards of matrix cuts a run",
    "formats": "mapi-tck report writes other outputs of a record",
    "pytest_args": "a run of a list gives pytest no arguments",
}

_EXIT_CODES = """
\b
Exit codes, the first that applies; without --run always 0 or 2:
  2  called wrongly; nothing has run
  4  a run of the list has no result
  1, 4, 3, 5, 0  the first of these codes that a run of the list has
"""

#: The exit codes of runs, the worst first.
_ORDER: Final = (ExitCode.FAILED, ExitCode.BROKE, ExitCode.UNDECIDED, ExitCode.KNOWN, ExitCode.CONFORMS)


@click.command(epilog=_EXIT_CODES)
@click.argument("runs", nargs=-1, type=click.Path(path_type=Path), metavar="[RUN]...")
@click.option(
    "--run",
    "listed",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="LIST",
    help="Make the runs of this list first. Each line has what stands after mapi-tck run.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=f"With --run: where the runs are written, each into a folder of its own.  [default: {_OUT}]",
)
@click.option(
    "-n",
    "workers",
    type=click.IntRange(1),
    metavar="JOBS",
    help="With --run: so many at a time.  [default: one a processor]",
)
@cluster_option
@click.option(
    "--shards",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help="With --run: cut each run into N jobs, and merge them.",
)
@click.option(
    "--limit",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="With --run: end a longer job.  [default: 3600]",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=f"Where to write the page.  [default with --run: {PAGE} in --out; otherwise it must be given]",
)
@redacting
def matrix(
    runs: tuple[Path, ...],
    listed: Path | None,
    out: Path | None,
    workers: int | None,
    cluster: str,
    shards: int,
    limit: float | None,
    output: Path | None,
    redact: bool,
    patterns: tuple[str, ...],
) -> NoReturn:
    """Write a page that shows several runs side by side.

    The page has a column for each run, and a row for each numbered step and requirement. Each RUN is a run record or its
    folder. A column links to the report beside its record, if there is one.

    With --run the command first tests the implementations of a list, several at a time (docs/many-implementations.md).
    """
    context = click.get_current_context()
    if listed is None:
        for name in ("out", "workers", "cluster", "shards", "limit"):
            if context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT:
                option = "-n" if name == "workers" else f"--{name}"
                raise click.UsageError(f"{option} needs --run LIST.", context)
        if not runs:
            raise click.UsageError("Missing argument 'RUN...'.", context)
        if output is None:
            raise click.UsageError("Missing option '--output' / '-o'.", context)
    from mapi_tck.assessment.outputs import RUN_RECORD

    read = [named_record(run) for run in runs]
    done: list[Finished] = []
    if listed is not None:
        out = out or _OUT
        output = output or out / PAGE
        done = _made(listed, out, workers or os.cpu_count() or 1, cluster, shards, limit)
        read += [(one.folder / RUN_RECORD, one.record) for one in done if one.record is not None]
    assert output is not None
    code = _code(done)
    if read:
        _write(read, output, redact, patterns)
    printing.show(*_told(done), *([str(output)] if read else []))
    sys.exit(code)


def _write(read: "Sequence[tuple[Path, Record]]", output: Path, redact: bool, patterns: tuple[str, ...]) -> None:
    from mapi_tck.assessment.outputs import reader

    shown = shown_as("all", None, redact, patterns)
    with well_formed(*(path for path, _ in read)):
        page: str = reader("matrix")(
            [(shown.of(record), path.parent) for path, record in read], output.resolve().parent
        )
    write_text(page, output)


def _made(listed: Path, out: Path, workers: int, cluster: str, shards: int, limit: float | None) -> "list[Finished]":
    """Make the runs of the list. Answer them in the order of the list."""
    from mapi_tck.certification.listed import LIMIT, make_runs, read_list
    from mapi_tck.certification.pool.pool import Pool
    from mapi_tck.engine.progress import Progress
    from mapi_tck.record.folder import claim, make_writable

    runs = read_list(listed)
    for run in runs:
        _review(run)
    with writing(f"--out {out}"):
        make_writable(out, f"--out {out}")
    done: dict[ListedRun, Finished] = {}
    with (
        claim(out, f"--out {out}"),
        Progress("run", "without result", ("with result",)) as progress,
        Pool(workers, cluster) as pool,
    ):
        progress.start(Counter(run.name for run in runs))
        try:
            for one in make_runs(runs, pool, out, listed.parent, shards, limit or LIMIT):
                done[one.run] = one
                progress.end(one.run.name, one.run.name, "without result" if one.record is None else "with result")
        except KeyboardInterrupt as stop:
            if folders := [str(one.folder) for one in done.values() if one.record is not None]:
                show = shlex.join(["mapi-tck", "matrix", *folders, "-o", str(out / PAGE)])
                stop.args = (f"start it again, or show the runs that have ended with {show}",)
            raise
    return [done[run] for run in runs]


def _review(run: "ListedRun") -> None:
    """Raise `UsageError` for a line that is wrong."""
    root = click.get_current_context().find_root().command
    assert isinstance(root, click.Group)
    command = root.commands["run"]
    try:
        if {"-h", "--help"} & {*run.words}:
            raise click.UsageError("a line asks for no help")
        given = command.make_context("run", list(run.words), resilient_parsing=False).params
    except click.ClickException as error:
        raise UsageError(error.format_message(), run.where) from error
    for name, why in _NOT_LISTED.items():
        if given.get(name):
            option = "--format" if name == "formats" else "--" if name == "pytest_args" else f"--{name}"
            raise UsageError(f"{option} cannot stand here", run.where, why)
    if given["adapter"] is None:
        raise UsageError("no adapter is named", run.where)


def _code(done: "Sequence[Finished]") -> int:
    from mapi_tck.assessment import Assessment

    if any(one.record is None for one in done):
        return ExitCode.BROKE
    codes = [Assessment(one.record).exit_code for one in done if one.record is not None]
    return min(codes, key=_ORDER.index, default=ExitCode.CONFORMS)


def _told(done: "Sequence[Finished]") -> Iterator[str]:
    """A line for each run of the list: its folder, and the verdict or why there is none."""
    from mapi_tck.assessment import Assessment

    for one in done:
        what = Assessment(one.record).verdict if one.record is not None else f"no result: {one.reason}"
        yield f"{one.run.name}: {what}"


#: The commands of this module.
COMMANDS: Final = (matrix,)
