"""What clients that do anything note on the way, to be judged at the end."""

from dataclasses import dataclass

from mapi_tck.mapi import ResultCode
from mapi_tck.scenario import Outcome


@dataclass(frozen=True, slots=True)
class Claim:
    """A success of the spooler's own, synchronous flush, and the messages that it claims to have transferred."""

    answer: Outcome[object]
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """What a synchronous flush of the spooler's that answered S_OK had left in queues, or had handed on, when it returned."""

    answer: Outcome[object]
    left: tuple[str, ...]
    handed_on: frozenset[str]
    looks: tuple[Outcome[object], ...]


def busy(outcome: Outcome[object]) -> bool:
    """Whether the answer is MAPI_E_BUSY."""
    return outcome.code == ResultCode.MAPI_E_BUSY


def warned(outcome: Outcome[object]) -> bool:
    """Whether the call succeeded with a warning, as MAPI_W_PARTIAL_COMPLETION. A binding may hide the code of a success."""
    return not outcome.refused and outcome.value not in (None, ResultCode.S_OK)
