"""What the commands share: reading a record that a user names, and showing what it says on a terminal."""

import os
import shutil
import sys
from pathlib import Path
from typing import TextIO

from mapi_tck.assessment import Assessment
from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import RunRecord
from mapi_tck.record.writing import say


def named_record(run_record: Path) -> tuple[Path, RunRecord]:
    """The record that is named, itself or by its folder, and where it is."""
    from mapi_tck.engine.recording import RUN_RECORD
    from mapi_tck.record.run_record import read_record

    path = run_record / RUN_RECORD if run_record.is_dir() else run_record
    return path, read_record(path)


def malformed(error: Exception, *paths: Path) -> UsageError:
    """The one line for records of which one has lines and fields of one, and values of something else."""
    what = f"the record does not have the form of one: {type(error).__name__}: {error}"
    return UsageError(what, " or ".join(map(str, paths)), "was it edited?")


def terminal_width() -> int:
    """How wide a text may be: what tables need at least, what a reader can follow at most."""
    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 120))


def coloured(stream: TextIO) -> bool:
    """Whether what is printed there is coloured: for somebody who looks at it, and has not asked for none (NO_COLOR)."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def show(assessment: Assessment, outputs: list[Path], *, aside: bool = False) -> None:
    """Print what a run came to, and where its reports are; aside, to standard error, where standard output is for one of them."""
    from mapi_tck.assessment.outputs import reader

    colour = coloured(sys.stderr if aside else sys.stdout)
    text = reader("text")(assessment, width=terminal_width(), colour=colour)
    say("\n".join([text.rstrip("\n"), *map(str, outputs)]), colour=colour, aside=aside)
