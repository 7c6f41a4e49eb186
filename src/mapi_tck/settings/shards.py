"""Shards: equal parts of one plan, so that several machines can share a run."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from mapi_tck.errors import UsageError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several parts of a plan."""

    number: int
    of: int

    def __str__(self) -> str:
        """The shard as K/N, for example 1/3."""
        return f"{self.number}/{self.of}"

    def share(self, plan: Sequence[T]) -> list[T]:
        """The scenarios of this shard: every N-th one, so that no shard gets all scenarios of one kind."""
        return list(plan[self.number - 1 :: self.of])


def read_shard(text: str) -> Shard:
    """Read a shard, written K/N. Raises `UsageError` for any other text."""
    found = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", text)
    if found is None or int(found[1]) > int(found[2]):
        raise UsageError(f"{text!r} is no shard", "--shard", "write 1/3 for the first of three")
    return Shard(int(found[1]), int(found[2]))
