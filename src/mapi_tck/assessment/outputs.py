"""Writes the reports of a run record. Installed packages offer them as entry points of the group `mapi_tck.reports`."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mapi_tck.errors import UsageError, apart_hint, did_you_mean
from mapi_tck.record.writing import write_whole
from mapi_tck.suite.offers import offers

if TYPE_CHECKING:
    from re import Pattern

    from mapi_tck.record.run_record import Record

GROUP: Final = "mapi_tck.reports"

#: The file of a run record.
RUN_RECORD: Final = "run.ndjson"

#: Format → its file beside the record; "-" is standard output.
FORMATS: Final = {
    "html": "report.html",
    "junit": "junit.xml",
    "counterexamples": "counterexamples.feature",
    "junit-strict": "junit-strict.xml",
    "json": "result.json",
    "markdown": "summary.md",
    "github": "-",
    "sarif": "mapi-tck.sarif",
    "messages": "messages.ndjson",
    "badge": "badge.svg",
}

#: The formats that are always written.
USUAL: Final = ("html", "junit", "counterexamples")

#: The environment variable with the file that becomes the summary of a step in GitHub Actions.
JOB_SUMMARY: Final = "GITHUB_STEP_SUMMARY"


@dataclass(frozen=True, slots=True)
class Output:
    """A format, and the file to write it to; "" is its usual one, "-" standard output."""

    format: str
    file: str = ""


def read_outputs(words: Iterable[str], record: Path, folder: Path) -> tuple[Output, ...]:
    """The outputs that `--format` asks for, each NAME or NAME=FILE.

    `record` is the file of the record, `folder` the folder of the usual outputs. Neither needs to exist yet.
    Raises `UsageError` for an output that cannot be written, or would overwrite the record or another output.
    """
    words = tuple(words)
    chosen: list[Output] = []
    named = {word.partition("=")[0] for word in words}
    taken = {record.resolve(): "the record"}
    taken |= {(folder / FORMATS[name]).resolve(): f"the format {name}" for name in USUAL if name not in named}
    for word in words:
        name, equals, file = word.partition("=")
        if name not in FORMATS:
            hint = apart_hint(name, FORMATS.__contains__, "--format") or did_you_mean(
                name, FORMATS, f"one of {', '.join(FORMATS)}"
            )
            raise UsageError(f"there is no format {name}", f"--format {word}", hint)
        if equals and not file:
            raise UsageError(
                "no file is named", f"--format {word}", f"--format {name}=FILE, or without the equals sign"
            )
        parent = Path(file).absolute().parent
        if file and file != "-" and not (parent.is_dir() or parent == folder.absolute()):
            raise UsageError("cannot write there: there is no such folder", f"--format {word}")
        if file and file != "-" and Path(file).is_dir():
            raise UsageError("cannot write there: it is a folder", f"--format {word}", "name a file")
        if file and file != "-":
            owner = taken.setdefault(Path(file).resolve(), f"the format {name}")
            if owner != f"the format {name}":
                raise UsageError(f"that file is for {owner}", f"--format {word}", "name another one")
        chosen.append(Output(name, file))
    return tuple(chosen)


@dataclass(frozen=True, slots=True)
class Shown:
    """How much of a run the page shows, and what it compares the run with."""

    #: Which scenarios show their lines and calls: walkthroughs and those that did not pass (`needed`), or `all`.
    evidence: str = "needed"
    #: An earlier run to compare with.
    previous: "Record | None" = None
    #: Whether paths, arguments, error output and secrets are hidden, and further texts to hide.
    redact: bool = True
    patterns: "tuple[Pattern[str], ...]" = ()

    def of(self, record: "Record") -> "Record":
        """What is shown of the record."""
        from mapi_tck.record.redacted import RedactedRecord

        return RedactedRecord(record, self.patterns) if self.redact else record

    def asked(self, format: str) -> dict[str, Any]:
        """The arguments of the format's function that differ from the usual. A report of another package need not know them."""
        wishes: dict[str, Any] = {"evidence": self.evidence} if self.evidence != USUALLY_SHOWN.evidence else {}
        wishes |= {"previous": self.of(self.previous)} if self.previous is not None else {}
        return {name: wish for name, wish in wishes.items() if name in _TAKES.get(format, ())}


USUALLY_SHOWN: Final = Shown()

#: Format → the fields of `Shown` that it knows.
_TAKES: Final = {"html": ("evidence", "previous"), "json": ("previous",), "markdown": ("previous",)}


def reader(name: str) -> Callable[..., Any]:
    """The function that makes the report of that name."""
    for point in offers(GROUP):
        if point.name == name:
            function: Callable[..., Any] = point.load()
            return function
    raise UsageError(f"no installed package offers the report {name}", hint="reinstall mapi-tck")


def write_report(name: str, of: Any, path: Path, **wishes: Any) -> None:
    """Write the report of that name; where there is nothing to write, remove the file of an earlier run."""
    pieces = _made(name, of, **wishes)
    if first := next(pieces, b""):
        write_whole(path, chain((first,), pieces))
    else:
        path.unlink(missing_ok=True)


def _made(name: str, of: Any, **wishes: Any) -> Iterator[bytes]:
    """The report of that name in pieces. A short report is one piece; a report that lists every scenario has many."""
    made: str | bytes | Iterator[str | bytes] = reader(name)(of, **wishes)
    pieces = (made,) if isinstance(made, str | bytes) else made
    return (piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)


def write_outputs(
    record: "Record", folder: Path, asked: Iterable[Output] = (), shown: Shown = USUALLY_SHOWN
) -> list[Path]:
    """Write the usual reports and those that are asked for. Returns their paths.

    They show what `shown` allows. A usual report goes into the folder unless another file is named for it. An output to standard
    output is printed.
    """
    visible = shown.of(record)
    return [path for output in _wanted(asked) if (path := _write(visible, folder, output, shown))]


def places(folder: Path, asked: Iterable[Output] = ()) -> list[Path]:
    """The files that `write_outputs` would write for this run; those of an earlier run may be there."""
    every = [_place(folder, output) for output in _wanted(asked) if not _to_stdout(output)]
    # Also the usual files that go elsewhere: old ones in the folder would be taken for this run's.
    return list(dict.fromkeys([*(folder / FORMATS[name] for name in USUAL), *every]))


def for_stdout(asked: Iterable[Output]) -> bool:
    """Whether an output goes to standard output. A program reads it there, so nothing else may be printed."""
    return any(output.file == "-" for output in asked)


def left_behind(folder: Path) -> list[Path]:
    """The reports that an earlier run left in the folder: they would be taken for those of the next run.

    A file with the name of a report that does not contain the name of the kit is not one of them.
    """
    named = (folder / name for name in FORMATS.values() if name != "-")
    return [path for path in named if path.is_file() and not path.is_symlink() and b"mapi-tck" in path.read_bytes()]


def _wanted(asked: Iterable[Output]) -> tuple[Output, ...]:
    wanted = tuple(dict.fromkeys(asked))
    named = {output.format for output in wanted}
    return (*(Output(name) for name in USUAL if name not in named), *wanted)


def _place(folder: Path, output: Output) -> Path:
    return Path(output.file) if output.file else folder / FORMATS[output.format]


def _to_stdout(output: Output) -> bool:
    return (output.file or FORMATS[output.format]) == "-"


def _write(record: "Record", folder: Path, output: Output, shown: Shown) -> Path | None:
    wishes = shown.asked(output.format)
    if _to_stdout(output):
        pieces = _made(output.format, record, **wishes)
        sys.stdout.flush()
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return None
    summary = os.environ.get(JOB_SUMMARY)
    if output == Output("markdown") and summary:
        # The file may hold the summaries of other steps, which stay.
        with _named(Path(summary)):
            reader("job_summary")(record, Path(summary), **wishes)
        return Path(summary)
    path = _place(folder, output)
    with _named(path):
        write_report(output.format, record, path, **wishes)
    return path if path.exists() else None  # without counter-examples there is no such file


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Make an `OSError` name this file, not the temporary one that was to replace it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
