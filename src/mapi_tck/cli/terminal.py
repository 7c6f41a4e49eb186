"""What the commands share: reading a record that a user names, and showing an assessment on the terminal."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from mapi_tck.assessment import Assessment, printing
from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import RunRecord
from mapi_tck.verdicts import ExitCode

if TYPE_CHECKING:
    from mapi_tck.certification.certifying import Certified


def named_record(run_record: Path) -> tuple[Path, RunRecord]:
    """The record that is named, itself or by its folder, and its path."""
    from mapi_tck.engine.recording import RUN_RECORD
    from mapi_tck.record.run_record import read_record

    path = run_record / RUN_RECORD if run_record.is_dir() else run_record
    return path, read_record(path)


def malformed(error: Exception, *paths: Path) -> UsageError:
    """The error for a file that has the lines of a record, with values that no record has."""
    what = f"the record does not have the form of one: {type(error).__name__}: {error}"
    return UsageError(what, " or ".join(map(str, paths)), "was it edited?")


def show(assessment: Assessment, outputs: list[Path], *, aside: bool = False) -> None:
    """Print what a run has shown, and the paths of its reports; `aside` to standard error."""
    from mapi_tck.assessment.outputs import reader

    printing.show(reader("text")(assessment), *map(str, outputs), aside=aside)


def interrupted(command: str, stop: KeyboardInterrupt) -> NoReturn:
    """End after Ctrl-C with one line: how far the command came, and what to do."""
    how_far = "".join(f" {note}" for note in getattr(stop, "__notes__", ()))
    click.echo(f"mapi-tck: {command} interrupted{how_far}; start it again", err=True)
    sys.exit(ExitCode.UNDECIDED)


def show_interruption(certified: "Certified") -> None:
    """Say where a run that Ctrl-C has ended left its record, and what to do."""
    if certified.interrupted:
        record = certified.assessment.record
        click.echo(
            f"mapi-tck: run interrupted after {len(record.ended)} of {len(record.planned)} scenarios, "
            f"recorded in {certified.outputs[0]}; start it again",
            err=True,
        )
