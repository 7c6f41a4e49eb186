"""A process that collects the scenarios once, and then does each job in a forked copy of itself.

It is a prepared process of the pool (`mapi_tck.certification.pool.processes`). It does what all jobs share before it makes the
first copy. If a copy dies, hangs, writes without end or takes too much memory, only the copy ends. Then the process itself
answers that job, and reads the next one.

Where Python cannot fork, as on Windows, the process does the jobs itself, one after another. Then a job that dies or hangs ends
the process, and the pool starts another one for the next job.
"""

import gc
import json
import os
import signal
import tempfile
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import psutil
import pytest

from mapi_tck.assessment import printing
from mapi_tck.certification.starting import start_pytest
from mapi_tck.engine.places import scenario_of
from mapi_tck.engine.progress import Quiet
from mapi_tck.engine.session import Session
from mapi_tck.ports import Role
from mapi_tck.selftest.plan import DECLARATIONS, Laws, tried_scenarios
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import features_root, load_catalogue
from mapi_tck.wire.codecs import Json

#: Whether Python can make copies of a process.
CAN_FORK: Final = hasattr(os, "fork")
#: Seconds that a copy may take, also while it waits for a processor. A job of the self-test takes 0.6 s of processor time; the
#: slowest one took 16 s on a machine with ten times as much to do as it can (measured November 2026).
LONGEST: Final = 300
#: Bytes of memory that a copy may take beyond those that the process has; and bytes that it may write into one file. Both are a
#: choice: a job takes some megabytes and writes some kilobytes.
_MEMORY: Final = 1 << 30
_FILE: Final = 1 << 26
#: A copy looks for garbage after so many new objects. With Python's own number this takes 5 % of a job.
_GARBAGE: Final = 100_000
#: Bytes that are read from the end of what a copy wrote to standard error, to find its last line. A choice.
_LAST: Final = 4096
#: The plugin that only reports to the terminal.
_SILENT: Final = "terminalreporter"


@dataclass(frozen=True, slots=True)
class Death:
    """The end of a copy that gave no answer."""

    #: Its exit code, or minus the number of the signal that ended it.
    code: int
    #: The last line that it wrote to standard error.
    said: str

    @property
    def hung(self) -> bool:
        """Whether the copy ended because it reached a time limit."""
        return self.code in (-signal.SIGALRM, -signal.SIGPROF) if CAN_FORK else False

    def __str__(self) -> str:
        """Why there is no answer, in one line."""
        if self.hung:
            return "it did not end within its limit of time"
        return self.said or f"the process ended with {self.code}"


class Copies(ABC):
    """The pytest plugin that does jobs, in place of pytest's own run of the scenarios."""

    #: Seconds of processor time that a copy may take; with `None` only `LONGEST` limits it.
    cpu_limit: float | None = None
    #: Which laws are among the scenarios.
    laws = Laws.NONE
    #: Whether a job leaves the process as it was, so that it also works without copies.
    leaves_no_trace = False

    def __init__(self, settings: RunSettings, jobs: IO[str], answers: IO[str]) -> None:
        self.settings = settings
        self.jobs = jobs
        self.answers = answers
        #: Whether the scenarios were collected.
        self.begun = False

    @abstractmethod
    def prepare(self, session: pytest.Session) -> None:
        """Do what all copies share. This is called once, in the process itself."""

    @abstractmethod
    def do(self, session: pytest.Session, job: Json) -> Json:
        """Do the job and return the answer. This is called in a copy, if there are copies."""

    @abstractmethod
    def answer_for(self, death: Death) -> Json:
        """The answer to the job of a copy that ended without one."""

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep only the scenarios that are run against specimens."""
        kept = set(tried_scenarios(self.settings.role, load_catalogue(), self.laws))
        items[:] = [item for item in items if scenario_of(item) in kept]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do jobs until there are no more lines."""
        if session.testsfailed:
            return True  # something could not be collected
        self.begun = True
        session.config.pluginmanager.unregister(name=_SILENT)
        self.prepare(session)
        gc.collect()
        gc.freeze()
        gc.set_threshold(_GARBAGE)
        self._answer("ready")
        for line in self.jobs:
            job = json.loads(line)
            self._answer(self._in_a_copy(session, job) if CAN_FORK else self._here(session, job))
        return True

    def _answer(self, answer: Json) -> None:
        self.answers.write(json.dumps(answer) + "\n")
        self.answers.flush()

    def _here(self, session: pytest.Session, job: Json) -> Json:
        try:
            return self.do(session, job)
        except BaseException as error:
            return self.answer_for(Death(1, _last_line(f"{type(error).__name__}: {error}")))

    def _in_a_copy(self, session: pytest.Session, job: Json) -> Json:
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as found:
            child = os.fork()
            if not child:
                self._be_the_copy(session, job, said.fileno(), found.fileno())
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            found.seek(0)
            text = found.read()
            if text and not code:
                return json.loads(text)
            said.seek(max(0, said.seek(0, os.SEEK_END) - _LAST))
            return self.answer_for(Death(code, _last_line(said.read().decode("utf-8", "replace"))))

    def _be_the_copy(self, session: pytest.Session, job: Json, said: int, found: int) -> None:
        code = 1
        try:
            os.dup2(said, 2)
            self._limit()
            os.write(found, json.dumps(self.do(session, job)).encode())
            code = 0
        except BaseException as error:
            with suppress(OSError):
                os.write(2, f"\n{type(error).__name__}: {error}".encode("utf-8", "backslashreplace"))
        finally:
            # The copy must end here in any case: it must not read the next job.
            os._exit(code)

    def _limit(self) -> None:
        import resource  # only here: Windows lacks it, as it lacks copies

        memory = psutil.Process().memory_info().vms + _MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE, _FILE))
        signal.alarm(LONGEST)
        if self.cpu_limit is not None:
            signal.setitimer(signal.ITIMER_PROF, self.cpu_limit)


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]


def serve(kind: type[Copies], role: Role) -> None:
    """Collect the scenarios of the role, then do jobs from standard input until there are no more."""
    if not CAN_FORK and not kind.leaves_no_trace:
        printing.tell(f"{kind.__module__} needs copies of a process, and Python cannot make them here (os.fork)")
        return
    jobs = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Adapters may read standard input and print. They must not take jobs, or write among the answers.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    with tempfile.TemporaryDirectory() as folder:
        settings = RunSettings("reference", role, declaration=DECLARATIONS[role])
        plugin = kind(settings, jobs, answers)
        quiet = Quiet()
        start_pytest(Session(settings), features_root(), Path(folder), ["--capture=no"], [plugin, quiet])
        if not plugin.begun:
            # Nothing was run. What pytest says goes to standard output otherwise, which is not read here.
            quiet.tell(ran=False)
            for line in "\n".join(quiet.internal).splitlines():
                printing.tell(line)
