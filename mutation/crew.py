"""Keeps processes of `judging` busy, and says how each mutant ended."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from queue import SimpleQueue
from typing import Any

from mapi_tck.ports.roles import Role
from mutation.mutants import WITH_PROVIDER, Mutant, source_of


class Outcome(StrEnum):
    """How a mutant ends."""

    #: A scenario has another verdict than with the reference.
    KILLED = "killed"
    #: It comes to no end. The kit's watchdog would end the run.
    TIMEOUT = "timeout"
    #: The process died, and left no verdict: the run would be no valid one.
    BROKE = "broke"
    #: Every verdict is the reference's, but what the kit notes of permitted behaviour is not.
    NOTED = "noted"
    #: Nothing differs.
    SURVIVED = "survived"
    #: The reference cannot be imported or made: no feature had a part in that, so it counts nowhere.
    NO_START = "does not start"

    @property
    def caught(self) -> bool:
        """Whether a run of the kit against the mutant would not end like that of the reference."""
        return self in (Outcome.KILLED, Outcome.TIMEOUT, Outcome.BROKE)

    @property
    def counts(self) -> bool:
        """Whether it is part of the score."""
        return self is not Outcome.NO_START


@dataclass(frozen=True)
class Judged:
    """A mutant and how it ended: what is known of the scenario that ended otherwise, the first of its role."""

    mutant: Mutant
    outcome: Outcome
    role: Role
    requirement: str = ""
    verdict: str = ""
    cause: str = ""
    scenario: str = ""
    why: str = ""
    traits: tuple[tuple[str, str], ...] = ()


class Worker:
    """One process of `judging`."""

    def __init__(self, role: Role) -> None:
        self.role = role
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mutation.judging", role],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for the process that a user has started
        )

    def judge(self, mutant: Mutant) -> Judged:
        """Have the scenarios of the role judge the mutant."""
        answer = self.ask(mutant.module, mutant.source, mutant.function)
        traits = tuple((requirement, trait) for requirement, trait in answer.pop("traits", ()))
        return Judged(mutant, Outcome(answer.pop("outcome")), self.role, traits=traits, **answer)

    def ask(self, module: str, source: str, function: str = "") -> dict[str, Any]:
        """Have them judge this source of the module, which differs in that function alone if one is named."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"module": module, "place": function, "source": source}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise ChildProcessError(f"the process that judges in role {self.role} has ended; see above")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, error: object, *_: object) -> None:
        """End the process. It ends by itself when there is nothing more to read, unless something went wrong."""
        if error is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()


class Crew:
    """So many processes for each role, begun when they are needed."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._idle: dict[Role, SimpleQueue[Worker]] = {role: SimpleQueue() for role in Role}
        self._begun: dict[Role, int] = dict.fromkeys(Role, 0)
        self._held = ExitStack()

    def __enter__(self) -> "Crew":
        self._pool = self._held.enter_context(ThreadPoolExecutor(self._size))
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: Any) -> None:
        """End all processes, at once where something went wrong."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._held.__exit__(kind, *error)

    def judge(self, mutants: Iterable[Mutant]) -> Iterator[Judged]:
        """How each mutant ended, in their order."""
        return self._pool.map(self._judge, mutants)

    def _judge(self, mutant: Mutant) -> Judged:
        judged = self._in_role(Role.SUBSYSTEM, lambda worker: worker.judge(mutant))
        if mutant.module not in WITH_PROVIDER or judged.outcome is Outcome.NO_START or judged.outcome.caught:
            return judged
        # What is left may show where the reference hosts a provider, or where its transport is the provider.
        as_provider = self._in_role(Role.TRANSPORT, lambda worker: worker.judge(mutant))
        return judged if as_provider.outcome is Outcome.SURVIVED else as_provider

    def _in_role(self, role: Role, work: Callable[[Worker], Judged]) -> Judged:
        worker = self._worker(role)
        try:
            return work(worker)
        finally:
            self._idle[role].put(worker)

    def _worker(self, role: Role) -> Worker:
        if self._idle[role].empty() and self._begun[role] < self._size:
            self._begun[role] += 1
            worker = self._held.enter_context(Worker(role))
            answer = worker.ask("session", source_of("session"))
            assert answer["outcome"] == Outcome.SURVIVED, f"the reference does not end like itself: {answer}"
            return worker
        return self._idle[role].get()
