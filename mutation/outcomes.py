"""How mutants end."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from mapi_tck.ports.roles import Role
from mapi_tck.selftest.pool import Pool
from mapi_tck.wire.codecs import Json
from mutation.mutants import MODULES, Mutant, source_of


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


def judge(mutants: Sequence[Mutant], size: int) -> Iterator[Judged]:
    """How each mutant ends, as they end; so many are judged at a time."""
    roles = dict.fromkeys(role for mutant in mutants for role in MODULES[mutant.module])
    with ExitStack() as stack:
        pools = {role: stack.enter_context(Pool("mutation.judging", role, size)) for role in roles}
        for role, pool in pools.items():
            answer = pool.ask(job("session", source_of("session")))
            assert answer["outcome"] == Outcome.SURVIVED, f"in role {role} the reference differs from itself: {answer}"
        for _, judged in pools[Role.SUBSYSTEM].each(partial(_judged, pools), mutants):
            yield judged


def job(module: str, source: str, function: str = "") -> Json:
    """The job for a process of `judging`: this source of the module, which differs in that function alone if one is named."""
    return {"module": module, "place": function, "source": source}


def _judged(pools: Mapping[Role, Pool], mutant: Mutant) -> Judged:
    """How the mutant ends in the first role in which it is caught, or else in the last in which something is noted."""
    judged = _in_role(Role.SUBSYSTEM, pools, mutant)
    if Role.TRANSPORT not in MODULES[mutant.module] or judged.outcome is Outcome.NO_START or judged.outcome.caught:
        return judged
    as_provider = _in_role(Role.TRANSPORT, pools, mutant)
    return judged if as_provider.outcome is Outcome.SURVIVED else as_provider


def _in_role(role: Role, pools: Mapping[Role, Pool], mutant: Mutant) -> Judged:
    answer = pools[role].ask(job(mutant.module, mutant.source, mutant.function))
    traits = tuple((requirement, trait) for requirement, trait in answer.pop("traits", ()))
    return Judged(mutant, Outcome(answer.pop("outcome")), role, traits=traits, **answer)
