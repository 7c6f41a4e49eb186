"""What is made of a run record: the reports that installed packages offer as entry points of the group `mapi_tck.reports`."""

import difflib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final

from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import RunRecord

GROUP: Final = "mapi_tck.reports"

#: Format → the file that it is written to, beside the record. What has none is meant for standard output.
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

#: What is written whether or not it is asked for.
USUAL: Final = ("html", "junit", "counterexamples")

#: Names the file that becomes the summary of a step in GitHub Actions.
JOB_SUMMARY: Final = "GITHUB_STEP_SUMMARY"


@dataclass(frozen=True, slots=True)
class Output:
    """A format, and the file to write it to; "" is its usual one, "-" standard output."""

    format: str
    file: str = ""


def read_outputs(words: Iterable[str], record: Path, folder: Path) -> tuple[Output, ...]:
    """The outputs that `--format` asks for, NAME or NAME=FILE each. The record stands, or will stand, there.

    The usual outputs go into the folder, which need not be there yet.

    Raises `UsageError` for what cannot be written, or would overwrite the record or another output.
    """
    words = tuple(words)
    chosen: list[Output] = []
    named = {word.partition("=")[0] for word in words}
    taken = {record.resolve(): "the record"}
    taken |= {(folder / FORMATS[name]).resolve(): f"the format {name}" for name in USUAL if name not in named}
    for word in words:
        name, equals, file = word.partition("=")
        if name not in FORMATS:
            close = difflib.get_close_matches(name, FORMATS, 1)
            hint = f"did you mean {close[0]}?" if close else f"one of {', '.join(FORMATS)}"
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
    """What the page shows of a run, and beside it."""

    #: In full where somebody may want to argue and of whole walks (`needed`), or of everything (`all`).
    evidence: str = "needed"
    #: An earlier run that the page compares the run with.
    previous: RunRecord | None = None

    def asked(self, format: str) -> dict[str, Any]:
        """What the format is asked for beyond the usual: whoever offers another page in the kit's place need not know of more."""
        wishes: dict[str, Any] = {"evidence": self.evidence} if self.evidence != USUALLY_SHOWN.evidence else {}
        wishes |= {"previous": self.previous} if self.previous is not None else {}
        return {name: wish for name, wish in wishes.items() if name in _TAKES.get(format, ())}


USUALLY_SHOWN: Final = Shown()

#: Format → what of it can be chosen.
_TAKES: Final = {"html": ("evidence", "previous"), "json": ("previous",)}


def reader(name: str) -> Callable[..., Any]:
    """The report of that name."""
    for point in entry_points(group=GROUP, name=name):
        function: Callable[..., Any] = point.load()
        return function
    raise UsageError(f"no installed package offers the report {name}", hint="reinstall mapi-tck")


def write_outputs(
    record: RunRecord, folder: Path, asked: Iterable[Output] = (), shown: Shown = USUALLY_SHOWN
) -> list[Path]:
    """Write the usual reports of the record and those that are asked for, and answer where they are.

    A usual one goes into the folder unless it is asked for elsewhere. What is meant for standard output is printed.
    """
    written = []
    for output in _wanted(asked):
        path = _write(record, folder, output, shown)
        written += [path] if path else []
    return written


def places(folder: Path, asked: Iterable[Output] = ()) -> list[Path]:
    """Where `write_outputs` would write files of this run's alone; another run's may lie there."""
    every = [_place(folder, output) for output in _wanted(asked) if not _to_stdout(output)]
    # The usual ones stay behind in the folder where they are asked for elsewhere: they would be taken for this run's.
    return list(dict.fromkeys([*(folder / FORMATS[name] for name in USUAL), *every]))


def for_stdout(asked: Iterable[Output]) -> bool:
    """Whether standard output is for one of them alone: what a program reads there must not have a person's words around it."""
    return any(output.file == "-" for output in asked)


def left_behind(folder: Path) -> list[Path]:
    """What an earlier run was asked for and left in the folder: it would stand there as if it were of the next one.

    A file of one's own that only has such a name does not name the kit, and stays.
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


def _write(record: RunRecord, folder: Path, output: Output, shown: Shown) -> Path | None:
    write = partial(reader(output.format), **shown.asked(output.format))
    if _to_stdout(output):
        with tempfile.TemporaryDirectory() as place:
            write(record, Path(place) / "output")
            made = Path(place) / "output"
            sys.stdout.flush()
            sys.stdout.buffer.write(made.read_bytes() if made.exists() else b"")
            sys.stdout.buffer.flush()
        return None
    summary = os.environ.get(JOB_SUMMARY)
    if output == Output("markdown") and summary:
        # Other steps' words may stand there already, and count.
        with _named(Path(summary)):
            reader("job_summary")(record, Path(summary))
        return Path(summary)
    path = _place(folder, output)
    with _named(path):
        write(record, path)
    return path if path.exists() else None  # counter-examples are written only where there are any


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """An `OSError` in it names this file: not the one beside it that was to take its place, nor none."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def recorded_scenario(record: RunRecord, word: str, where: str) -> str:
    """The id of the one recorded scenario that the word names, its id or its requirement, and that has a trace.

    Raises `UsageError` with one line for anything else.
    """
    every: dict[str, str] = {scenario["id"]: scenario["requirement"] for scenario in record.header["scenarios"]}
    named = [word] if word in every else [id for id in record.planned if every.get(id) == word]
    if len(named) > 1:
        raise UsageError(f"{word} has {len(named)} scenarios in this record", where, f"one is {named[0]}")
    if not named:
        close = difflib.get_close_matches(word, [*record.planned, *dict.fromkeys(every.values())], 1, 0.5)
        hint = f"did you mean {close[0]}?" if close else "mapi-tck scenarios lists their ids"
        raise UsageError(f"the record has no scenario {word}", where, hint)
    (id,) = named
    if id not in record.planned:
        raise UsageError(f"{id} was not selected in this run", where)
    if id not in record.ended:
        raise UsageError(f"{id} did not end in this run, so nothing is recorded of it", where)
    result = record.ended[id]
    if not any(entry["line"] for entry in result["trace"]):
        why = f"{result['verdict']}: {result['reason']}" if result["reason"] else str(result["verdict"])
        raise UsageError(f"{id} has no trace", where, why)
    return id
