"""Kills in the middle of a run of each entry, and a look at what is left: `python -m lab.kills --help`."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Final

import click
import psutil

from lab.entries import TABLE, Entry, Missing, chosen, read
from mapi_tck.assessment import printing
from mapi_tck.errors import UsageError
from mapi_tck.verdicts import ExitCode

#: So many scenarios have ended when something is killed, and then so many seconds have passed. Choices: the run is in its middle.
_ENDED, _MIDDLE = 3, 0.2
#: Seconds until a run has come so far. A choice: mail servers and Wine start in a minute on a busy machine.
_BEGIN: Final = 180.0
#: Seconds until all has ended, and how often to look. A choice: Wine's server stays for 3 s after the last program.
_END, _LOOK = 20.0, 0.05
#: How a scenario's last line in a record begins.
_ENDING: Final = b'{"type":"scenario ended"'
#: A guard is what ends others, and stays when a program is killed.
_GUARD: Final = "guard.py"
#: How the name of Wine's folder begins.
_WINE: Final = "wine-"


class Target(StrEnum):
    """What is killed."""

    KIT = "kit"
    PROGRAM = "program"


class NotKilled(Exception):
    """The run has not come so far."""


def left_after(entry: Entry, target: Target) -> list[str]:
    """Kill the kit or the program of the entry in the middle of a run. Answers which processes and files are left.

    The program is that of an adapter in another process. After it the kit is killed too, which has begun to start it again.
    """
    with tempfile.TemporaryDirectory(prefix="lab-kills-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # servers give up root's rights, and have to get into it
        temporary = folder / "tmp"
        temporary.mkdir()
        kit = subprocess.Popen(
            [sys.executable, "-m", "mapi_tck", "run", *entry.words, "--out", str(folder / "run")],
            cwd=entry.start,
            env={**os.environ, "TMPDIR": str(temporary)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(folder / "said").open("wb"),
            start_new_session=True,
        )
        try:
            _wait_for_middle(kit, folder)
            family = set(_started(kit.pid, temporary))
            if target is Target.PROGRAM:
                for program in psutil.Process(kit.pid).children():
                    if _GUARD not in " ".join(program.cmdline()):
                        program.kill()
                time.sleep(_MIDDLE)
                family |= set(_started(kit.pid, temporary))
        finally:
            kit.kill()
            kit.wait()
        return [*_processes(family, temporary), *(f"the file {path.name}" for path in _files(temporary))]


def _wait_for_middle(kit: subprocess.Popen[bytes], folder: Path) -> None:
    record, end = folder / "run" / "run.ndjson", time.monotonic() + _BEGIN
    while not record.exists() or record.read_bytes().count(_ENDING) < _ENDED:
        if kit.poll() is not None or time.monotonic() > end:
            said = (folder / "said").read_text("utf-8", "replace").strip().rpartition("\n")[2]
            raise NotKilled(f"not killed: the run has not come to its middle: {said}")
        time.sleep(_LOOK)
    time.sleep(_MIDDLE)


def _started(kit: int, temporary: Path) -> Iterator[psutil.Process]:
    """What the kit has started: its descendants, and what has left them and has the kit's folder for temporary files."""
    yield from psutil.Process(kit).children(recursive=True)
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.pid != kit and process.environ().get("TMPDIR") == str(temporary):
                yield process


def _processes(family: set[psutil.Process], temporary: Path) -> list[str]:
    """The names of those that do not end. They are killed afterwards."""
    end = time.monotonic() + _END
    while alive := [one for one in family if _lives(one)]:
        if time.monotonic() > end:
            names = [f"the process {' '.join(one.cmdline())}" for one in alive]
            for one in alive:
                one.kill()
            return names
        time.sleep(_LOOK)
    while any(_files(temporary)) and time.monotonic() < end:
        time.sleep(_LOOK)
    return []


def _files(temporary: Path) -> Iterator[Path]:
    """What is in the folder, but for the folder that Wine keeps there for each prefix."""
    return (path for path in temporary.iterdir() if not path.name.startswith(_WINE))


def _lives(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--table", type=click.Path(path_type=Path), default=TABLE, help="Another table.  [default: that of the checkout]"
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("build/lab"),
    show_default=True,
    help="The folder of the lab.",
)
def main(names: tuple[str, ...], table: Path, out: Path) -> None:
    """Kill a run of each entry in its middle: the kit, and the program under test.

    Exits with 1 if a process or a file is left.
    """
    os.environ.setdefault("WINEPREFIX", str(out.resolve() / "wine"))
    wrong = False
    try:
        for entry in chosen(read(table), names):
            for target in _targets(entry):
                try:
                    if what := entry.missing() or entry.build():
                        raise Missing(what)
                    left = left_after(entry, target)
                except (Missing, NotKilled) as reason:
                    left = [str(reason)]
                    wrong |= isinstance(reason, NotKilled)
                else:
                    wrong |= bool(left)
                printing.show(f"{entry.name}: the {target} killed: {', '.join(left) or 'nothing left'}")
    except UsageError as error:
        printing.tell(f"lab: {error}")
        sys.exit(ExitCode.USAGE)
    sys.exit(ExitCode.FAILED if wrong else ExitCode.CONFORMS)


def _targets(entry: Entry) -> tuple[Target, ...]:
    """An adapter in Python is in the kit's own process."""
    return (
        (Target.KIT, Target.PROGRAM)
        if entry.adapter.partition(":")[0] in {"stdio", "xp-dll", "native"}
        else (Target.KIT,)
    )


if __name__ == "__main__":
    main()
