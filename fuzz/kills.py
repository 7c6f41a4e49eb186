"""Random kills: a run that is killed anywhere leaves a readable record, passes nothing by that, and can be finished.

`python -m fuzz.kills` kills the kit or the program under test, with SIGKILL, SIGTERM or SIGINT, with one worker process or two.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from mapi_tck.assessment import Assessment, printing
from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import read_record
from mapi_tck.record.writing import write_whole

#: What is run: scenarios and laws that pass in two seconds, with a program in a process of its own.
ADAPTER: Final = "isolated:reference"
ASKED: Final = ("--only", "A2", "--only", "A4", "--level", "calls", "--seed", "3", "--examples", "2")
SIGNALS: Final = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
WORKERS: Final = (1, 2)
TARGETS: Final = ("kit", "program")
#: How a command line begins that calls the kit with worker processes that start after the first scenario, even of a short run.
WORKERS_AT_ONCE: Final = (
    sys.executable,
    "-c",
    "from mapi_tck.engine import alone; from mapi_tck.cli.main import main; alone.TRIAL = alone.START = 0.0; main()",
)
#: Seconds in which all that the kit has started has to end, on a machine that is not busy; and seconds until the kit itself ends,
#: which writes its reports in them. The second is a choice.
GONE: Final = 2.0
LAST_WORDS: Final = 60.0
#: Seconds that a run may take. A choice: it takes two, on a very busy machine twenty.
LONGEST: Final = 300.0
#: Who is to blame if the program was killed.
_BLAMED: Final = "adapter or implementation"


class Kill(NamedTuple):
    """One kill: by which signal, with how many workers, of what, and when (in parts of a run)."""

    signal: signal.Signals
    workers: int
    target: str
    when: float


@dataclass(frozen=True)
class Outcome:
    """What a kill has left."""

    kill: Kill
    #: How many scenarios had ended; `None` if there was no record yet.
    ended: int | None
    #: Seconds until the last process that the kit had started was gone.
    gone: float
    #: What was wrong; "" if nothing was.
    wrong: str


class Wrong(Exception):
    """Something that must not be after a kill."""


def kills(number: int, seed: int) -> Iterator[Kill]:
    """So many kills: each signal, number of workers and target in turn, at random moments."""
    chance = random.Random(seed)
    every = [(one, workers, target) for target in TARGETS for workers in WORKERS for one in SIGNALS]
    for place in range(number):
        yield Kill(*every[place % len(every)], chance.uniform(0.0, 1.1))


class Trial:
    """Kills runs in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        #: Workers → the verdicts and the seconds of an undisturbed run.
        self._whole: dict[int, tuple[Mapping[str, str], float]] = {}

    def undisturbed(self, workers: int) -> tuple[Mapping[str, str], float]:
        """The verdicts of an undisturbed run, and how many seconds it takes."""
        if workers not in self._whole:
            out = self.folder / f"whole-{workers}"
            began = time.monotonic()
            code = self._started(out, workers).wait(LONGEST)
            if code != 0:
                raise RuntimeError(f"the undisturbed run ended with {code}")
            self._whole[workers] = _verdicts(out), time.monotonic() - began
        return self._whole[workers]

    def _started(self, out: Path, workers: int, *words: str) -> subprocess.Popen[bytes]:
        asked = words or (ADAPTER, *ASKED, "--out", str(out))
        command = [*WORKERS_AT_ONCE, "run", *asked, "-n", str(workers)]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self, number: int, kill: Kill) -> Outcome:
        """Start a run, kill it, and look at what is left."""
        out = self.folder / f"run-{number}"
        whole, seconds = self.undisturbed(kill.workers)
        kit = self._started(out, kill.workers)
        ended: int | None = None
        gone, wrong = 0.0, ""
        try:
            gone = _killed(kit, kill, seconds)
            ended = _review(out, kill, whole)
            if ended is not None and not _finished(out):
                self._resume(out, kill.workers, whole)
        except Wrong as error:
            wrong = str(error)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(kit.pid, signal.SIGKILL)
        return Outcome(kill, ended, gone, wrong)

    def _resume(self, out: Path, workers: int, whole: Mapping[str, str]) -> None:
        kept = [one for one, verdict in _verdicts(out).items() if verdict == "error"]
        code = self._started(out, workers, "--resume", str(out)).wait(LONGEST)
        found = _verdicts(out)
        if any(found[id] != verdict for id, verdict in whole.items() if id not in kept) or found.keys() != whole.keys():
            raise Wrong(f"the finished run has other verdicts: {found}")
        if (code != 0) != bool(kept):
            raise Wrong(f"the finished run ended with {code}")


def _killed(kit: subprocess.Popen[bytes], kill: Kill, seconds: float) -> float:
    """Kill at the moment; answer how many seconds later the last process that the kit had started was gone.

    Raises `Wrong` if one stays, or if the kit does not end.
    """
    until = time.monotonic() + seconds * kill.when
    while time.monotonic() < until and kit.poll() is None:
        time.sleep(0.01)
    family = descendants(kit.pid)
    programs = [one for one in family if "serve" in _command(one)]
    if kill.target == "program":
        if programs:
            _send(programs[-1].id, kill.signal)
        kit.wait(LONGEST)
        return _left(family, time.monotonic(), GONE)
    began = time.monotonic()
    _send(kit.pid, kill.signal)
    gone = _left(family, began, GONE * _slowness())
    try:
        kit.wait(LAST_WORDS)
    except subprocess.TimeoutExpired as error:
        raise Wrong(f"the kit has not ended within {LAST_WORDS:g} s") from error
    return gone


def _left(family: Sequence["Process"], began: float, limit: float) -> float:
    while alive := [one for one in family if one.lives]:
        if time.monotonic() - began > limit:
            raise Wrong(f"{limit:.1f} s later these processes are left: {[_command(one) for one in alive]}")
        time.sleep(0.02)
    return time.monotonic() - began


def _slowness() -> float:
    """How many times as long as alone something takes on this machine now."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def _send(process: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, number)


def _review(out: Path, kill: Kill, whole: Mapping[str, str]) -> int | None:
    """Look at the record; answer how many scenarios ended. Raises `Wrong` if it cannot be read, or says too much."""
    path = out / "run.ndjson"
    if not path.exists():
        return None
    try:
        record = read_record(path)
    except UsageError as error:
        raise Wrong(f"the record cannot be read: {error}") from error
    for id, one in record.ended.items():
        killed = kill.target == "program" and one["verdict"] == "error" and one["blame"] == _BLAMED
        interrupted = kill.target == "kit" and kill.signal is not signal.SIGKILL and one["verdict"] == "error"
        if one["verdict"] != whole[id] and not killed and not interrupted:
            raise Wrong(f"{id} is {one['verdict']}, blame {one['blame']}: {one['reason']}")
    finished = record.footer is not None and len(record.ended) == len(record.planned)
    bad = not finished or any(one["verdict"] == "error" for one in record.ended.values())
    if bad and Assessment(record).exit_code in (0, 5):
        raise Wrong("the run counts as passed")
    if kill.target == "program" and not finished:
        raise Wrong("the end of the program has ended the run")
    return len(record.ended)


def _finished(out: Path) -> bool:
    record = read_record(out / "run.ndjson")
    return record.footer is not None and len(record.ended) == len(record.planned)


def _verdicts(out: Path) -> Mapping[str, str]:
    return {id: one["verdict"] for id, one in read_record(out / "run.ndjson").ended.items()}


class Process(NamedTuple):
    """A process, with the time of its start: its number may be given again."""

    id: int
    started: str

    @property
    def lives(self) -> bool:
        """Whether it is still there, and no zombie."""
        state = _state(self.id)
        return bool(state) and state[0] not in "ZX" and state[19] == self.started


def descendants(process: int) -> list[Process]:
    """All that the process and its children have started and that still live, the latest last."""
    found, left = [], [process]
    while left:
        one = left.pop()
        state = _state(one)
        if state and one != process:
            found.append(Process(one, state[19]))
        for thread in Path(f"/proc/{one}/task").glob("*/children"):
            with suppress(OSError):
                left += map(int, thread.read_text("ascii").split())
    return found


def _state(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return []


@cache
def _command(process: Process) -> str:
    try:
        return Path(f"/proc/{process.id}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


@click.command()
@click.option("--kills", "number", default=24, show_default=True, type=click.IntRange(1), help="How many kills.")
@click.option("--seed", default=0, show_default=True, help="The seed of the moments.")
@click.option("--out", default="mapi-tck-kills.json", show_default=True, type=click.Path(path_type=Path))
def main(number: int, seed: int, out: Path) -> None:
    """Kill runs at random moments, and look at what is left. Exits with 1 if anything is wrong."""
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="mapi-tck-kills-") as folder:
        trial = Trial(Path(folder))
        for place, kill in enumerate(kills(number, seed)):
            outcomes.append(trial.kill(place, kill))
            if outcomes[-1].wrong:
                printing.tell(f"{kill.signal.name} of the {kill.target}, -n {kill.workers}: {outcomes[-1].wrong}")
            write_whole(out, (json.dumps(figures(outcomes), indent=1) + "\n").encode())
    found = figures(outcomes)
    printing.show(", ".join(f"{value} {name.replace('_', ' ')}" for name, value in found.items()), str(out))
    sys.exit(1 if found["wrong"] else 0)


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures of so many kills."""
    each = Counter(f"{one.kill.signal.name} of the {one.kill.target}" for one in outcomes)
    return {
        "kills": len(outcomes),
        **dict(sorted(each.items())),
        "without_a_record_yet": sum(one.ended is None for one in outcomes),
        "wrong": sum(bool(one.wrong) for one in outcomes),
        "longest_seconds_until_gone": round(max((one.gone for one in outcomes), default=0.0), 2),
    }


if __name__ == "__main__":
    main()
