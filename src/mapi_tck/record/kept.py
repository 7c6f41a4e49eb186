"""What is kept of a run that was stopped, so that it can go on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from mapi_tck.errors import UsageError
from mapi_tck.record.lines import Header
from mapi_tck.record.reading import RecordFile


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a run that was stopped and goes on."""

    header: Header
    #: How many bytes of its record are whole lines.
    size: int
    #: Scenario → number of the attempt → the verdict, of what has ended.
    ended: Mapping[str, Mapping[int, str]]

    @property
    def number(self) -> int:
        """How many results are kept."""
        return sum(map(len, self.ended.values()))

    @property
    def done(self) -> frozenset[tuple[str, int]]:
        """Scenario and number of each attempt that has ended."""
        return frozenset((id, attempt) for id, attempts in self.ended.items() for attempt in attempts)

    @property
    def left(self) -> list[str]:
        """The scenarios that are left, each once for each attempt."""
        attempts = range(1, self.header["options"].get("repeat", 1) + 1)
        return [id for id in self.header["plan"] for attempt in attempts if attempt not in self.ended.get(id, {})]


def read_kept(path: Path, option: str) -> Kept:
    """What is kept of the run whose record this is; not the footer of a run that was interrupted.

    Raises `UsageError` if the run has finished, or if there is no record.
    """
    file = RecordFile(path)
    lines = file.lines()
    header = cast(Header, next(lines)[1])
    size, ended = file.position, dict[str, dict[int, str]]()
    for _, line in lines:
        if line["type"] == "footer":
            if line["ended_scenarios"] >= line["planned"]:
                raise UsageError("this run has finished", option)
            break  # the run was interrupted
        size = file.position
        if line["type"] == "scenario ended":
            ended.setdefault(line["scenario"], {})[line.get("attempt", 1)] = line["verdict"]
    file.close()
    return Kept(header, size, ended)
