"""Runs of many implementations: each run of a list is a job of the pool, or several, one for each shard."""

import re
import shlex
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mapi_tck.assessment.merging import PartRecord, merge
from mapi_tck.assessment.outputs import RUN_RECORD, write_outputs
from mapi_tck.certification.pool.pool import Pool
from mapi_tck.certification.pool.processes import PROCESSES
from mapi_tck.errors import Lost, UsageError
from mapi_tck.record.run_record import Record, open_record
from mapi_tck.record.writing import write_whole

#: Seconds that a run of a list, or a shard of it, may take. A choice: thorough runs of slow implementations take minutes.
LIMIT: Final = 3600.0


@dataclass(frozen=True, slots=True)
class ListedRun:
    """A line of a list: the words that stand after `mapi-tck run`."""

    #: Where the line is, for errors.
    where: str
    words: tuple[str, ...]
    #: The name of the folder of the run.
    name: str
    #: The folder in which it starts; "" for that of the list.
    start: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What one `mapi-tck run` left: its exit code, the last line of its error output, and its files if they were brought."""

    code: int
    said: str
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A job: a run of the list, or one shard of it."""

    run: ListedRun
    #: "" for the whole run.
    shard: str
    #: The folder in which the run starts.
    start: str
    #: The folder of its record.
    out: str
    #: Whether `out` is on another machine, so that the files must be brought along.
    brings: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Finished:
    """A run of the list that has ended: its record, or why there is none."""

    run: ListedRun
    folder: Path
    record: Record | None
    reason: str = ""


def read_list(path: Path) -> list[ListedRun]:
    """Read the list: one run in a line, as after `mapi-tck run`. Empty lines, and what follows a # mean nothing."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"cannot read the list: {why}", f"--run {path}") from error
    found: list[ListedRun] = []
    for number, line in enumerate(lines, 1):
        where = f"{path}, line {number}"
        try:
            words = tuple(shlex.split(line, comments=True))
        except ValueError as error:
            raise UsageError(f"{error}".lower(), where, "words are quoted as in a shell") from error
        if words:
            slug = re.sub(r"[^\w.-]+", "-", words[0]).strip("-.") or "run"
            found.append(ListedRun(where, words, f"{len(found) + 1:02}-{slug[:60]}"))
    if not found:
        raise UsageError("the list names no run", f"--run {path}", "a line has what stands after mapi-tck run")
    return found


def make_runs(
    runs: Sequence[ListedRun], pool: Pool, out: Path, start: Path, shards: int, limit: float
) -> Iterator[Finished]:
    """Do all runs in the pool, each into its folder below `out`. Yield each run when all of its shards have ended."""
    numbers = [""] if shards == 1 else [f"{number}/{shards}" for number in range(1, shards + 1)]
    left: dict[ListedRun, dict[Part, Made]] = {run: {} for run in runs}
    parts = [
        Part(
            run,
            shard,
            str(Path(run.start or start).resolve()),
            str(_folder(out, run, shard).resolve()),
            not pool.here,
            limit,
        )
        for run in runs
        for shard in numbers
    ]
    for part, made in pool.each(make, parts, lost):
        for name, content in made.files.items():
            Path(part.out).mkdir(parents=True, exist_ok=True)
            write_whole(Path(part.out) / name, zlib.decompress(content))
        left[part.run][part] = made
        if len(left[part.run]) == len(numbers):
            yield _finished(part.run, out, left.pop(part.run))


def _folder(out: Path, run: ListedRun, shard: str) -> Path:
    return out / run.name / f"shard-{shard.replace('/', '-of-')}" if shard else out / run.name


def make(part: Part) -> Made:
    """Do the job: start `mapi-tck run` in a process of its own."""
    if not part.brings:
        return _made(part, Path(part.out))
    with tempfile.TemporaryDirectory() as folder:
        made = _made(part, Path(folder))
        files = {path.name: zlib.compress(path.read_bytes()) for path in Path(folder).iterdir() if path.is_file()}
        return Made(made.code, made.said, files)


def _made(part: Part, out: Path) -> Made:
    with suppress(FileNotFoundError):
        (out / RUN_RECORD).unlink()  # if this run makes none, an older one must not stand for it
    command = [sys.executable, "-m", "mapi_tck", "run", *part.run.words, "--out", str(out)]
    command += ["--shard", part.shard] if part.shard else []
    try:
        ended = PROCESSES.run(command, part.start, part.seconds)
    except OSError as error:
        raise Lost(f"{part.start}: {error.strerror}") from error
    return Made(ended.code, ended.said.strip().rpartition("\n")[2].removeprefix("mapi-tck: "))


def lost(_: Part, reason: str) -> Made:
    """The result of a job whose process was lost."""
    return Made(-1, reason)


def _finished(run: ListedRun, out: Path, made: Mapping[Part, Made]) -> Finished:
    folder = _folder(out, run, "")
    for part, one in made.items():
        if one.code < 0 or not (Path(part.out) / RUN_RECORD).is_file():
            return Finished(run, folder, None, one.said or f"it ended with exit code {one.code}")
    try:
        if len(made) > 1:
            paths = [Path(part.out) / RUN_RECORD for part in sorted(made, key=lambda part: part.shard)]
            merge([PartRecord(path, open_record(path)) for path in paths], folder / RUN_RECORD)
            write_outputs(open_record(folder / RUN_RECORD), folder)
        return Finished(run, folder, open_record(folder / RUN_RECORD))
    except UsageError as error:
        return Finished(run, folder, None, str(error))
