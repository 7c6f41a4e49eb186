"""How mutants end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mapi_tck.certification.pool.pool import Pool
from mapi_tck.certification.pool.processes import PROCESSES
from mapi_tck.ports import Role
from mapi_tck.wire.codecs import Json
from mutation.mutants import MODULES, Mutant, source_of

_PROGRAM: Final = "mutation.judging"


class Outcome(StrEnum):
    """How a mutant ends."""

    #: A scenario has a different verdict than with the reference.
    KILLED = "killed"
    #: It does not end. The kit's watchdog would end the run.
    TIMEOUT = "timeout"
    #: The process died and left no verdict: the run would be invalid.
    BROKE = "broke"
    #: Every verdict is the same as with the reference, but the traits that the kit notes differ.
    NOTED = "noted"
    #: Nothing differs.
    SURVIVED = "survived"
    #: The reference cannot be imported or made. No feature has noticed that, so it does not count.
    NO_START = "does not start"

    @property
    def caught(self) -> bool:
        """Whether a run of the kit against the mutant ends differently from one against the reference."""
        return self in (Outcome.KILLED, Outcome.TIMEOUT, Outcome.BROKE)

    @property
    def counts(self) -> bool:
        """Whether it counts for the score."""
        return self is not Outcome.NO_START


@dataclass(frozen=True)
class Judged:
    """A mutant and how it ended; if it was killed, with the first scenario of the role that ended differently."""

    mutant: Mutant
    outcome: Outcome
    role: Role
    requirement: str = ""
    verdict: str = ""
    cause: str = ""
    scenario: str = ""
    why: str = ""
    traits: tuple[tuple[str, str], ...] = ()


def judge(mutants: Sequence[Mutant], size: int, cluster: str = "") -> Iterator[Judged]:
    """Judge the mutants in a pool, and give each result as soon as it is there."""
    with Pool(size, cluster) as pool:
        roles = dict.fromkeys(role for mutant in mutants for role in MODULES[mutant.module])
        for role, answer in pool.each(_itself, roles, lambda _, reason: {"outcome": reason}):
            assert answer["outcome"] == Outcome.SURVIVED, f"in role {role} the reference differs from itself: {answer}"
        for _, judged in pool.each(judge_one, mutants, lost):
            yield judged


def job(module: str, source: str, function: str = "") -> Json:
    """The job for a process of `judging`: a module with this source. If a function is named, only that differs."""
    return {"module": module, "place": function, "source": source}


def judge_one(mutant: Mutant) -> Judged:
    """Judge the mutant in the first role of its module and, if it is not caught there, in the next one."""
    first, *others = MODULES[mutant.module]
    judged = _in_role(first, mutant)
    for role in others:
        if judged.outcome is Outcome.NO_START or judged.outcome.caught:
            break
        again = _in_role(role, mutant)
        judged = judged if again.outcome is Outcome.SURVIVED else again
    return judged


def lost(mutant: Mutant, reason: str) -> Judged:
    """The result for a mutant whose process was lost."""
    return Judged(mutant, Outcome.BROKE, MODULES[mutant.module][0], why=reason)


def _itself(role: Role) -> Json:
    return PROCESSES.ask(_PROGRAM, str(role), job("session", source_of("session")))


def _in_role(role: Role, mutant: Mutant) -> Judged:
    answer = PROCESSES.ask(_PROGRAM, str(role), job(mutant.module, mutant.source, mutant.function))
    traits = tuple((requirement, trait) for requirement, trait in answer.pop("traits", ()))
    return Judged(mutant, Outcome(answer.pop("outcome")), role, traits=traits, **answer)
