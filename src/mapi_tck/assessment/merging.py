"""Merges the records of one plan, for example of its shards, into one. Refuses records that do not belong together."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mapi_tck.assessment.words import listed, plural
from mapi_tck.errors import UsageError
from mapi_tck.record.lines import Header, MergedRun, RecordLine, ScenarioOutcome, ScenarioStarted
from mapi_tck.record.origin import made_here, marked
from mapi_tck.record.run_record import Record, steady
from mapi_tck.record.writing import write_whole, written_pieces
from mapi_tck.settings.shards import Shard, read_shard

#: What the records of one plan have in common, with the words for it.
_COMMON: Final = {
    "kit": "kit or suite",
    "adapter": "adapter",
    "implementation": "implementation",
    "declaration": "declaration",
    "options": "options",
    "baseline": "baseline",
    "asked": "scenarios that profile and level ask for",
}


@dataclass(frozen=True, slots=True)
class PartRecord:
    """One of the records that are merged, and where it is."""

    path: Path
    record: Record

    @property
    def shard(self) -> Shard | None:
        """Which part of the plan it ran; `None` for a run that was not a shard."""
        shard = self.record.header["options"].get("shard")
        return None if shard is None else read_shard(shard)


def merge(parts: Sequence[PartRecord], out: Path, *, unfinished: bool = False) -> None:
    """Write the merged record. `unfinished` allows parts to be missing: then the record is one of a run that did not finish.

    Raises `UsageError` for records that do not belong together, before anything is written. The file appears as a whole: a file
    that a full disk cuts off would look like the record of a run that stopped.
    """
    first = parts[0]
    for part in parts[1:]:
        _same(first, part)
    _disagreements(parts)
    plan, gaps = _plan(parts)
    if gaps and not unfinished:
        raise UsageError(gaps, hint="--unfinished merges the parts that are there, as a run that did not finish")
    out.parent.mkdir(parents=True, exist_ok=True)
    lines = _lines(parts, plan, complete=not gaps)
    write_whole(out, (piece for line in lines for piece in written_pieces(line)))


def _comparable(part: PartRecord, key: str) -> Any:
    value = steady(part.record.header.get(key))
    if key == "options":
        return {name: item for name, item in value.items() if name != "shard"}
    if key in ("declaration", "baseline") and value is not None:
        return {name: item for name, item in value.items() if name != "path"}
    return value


def _same(first: PartRecord, other: PartRecord) -> None:
    for key, words in _COMMON.items():
        mine, its = _comparable(first, key), _comparable(other, key)
        if mine == its:
            continue
        raise UsageError(
            f"it does not belong to {first.path}: not the same {words}{_which(mine, its)}", str(other.path)
        )


def _which(mine: Any, its: Any) -> str:
    """The first value that differs, in words short enough for one line."""
    if isinstance(mine, dict) and isinstance(its, dict):
        name = next((name for name in {**mine, **its} if mine.get(name) != its.get(name)), None)
        if name is not None:
            return f" ({name}: {_short(its.get(name))}, there {_short(mine.get(name))})"
    return "" if isinstance(mine, list) else f" ({_short(its)}, there {_short(mine)})"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:24]}…"


def _disagreements(parts: Sequence[PartRecord]) -> None:
    seen: dict[str, tuple[PartRecord, ScenarioOutcome]] = {}
    for part in parts:
        for id, result in part.record.ended.items():
            other, before = seen.setdefault(id, (part, result))
            if (before["verdict"], before["cause"]) != (result["verdict"], result["cause"]):
                raise UsageError(
                    f"{id} ended {_ending(result)} here and {_ending(before)} in {other.path}",
                    str(part.path),
                    "--repeat runs a scenario more than once and says so",
                )


def _ending(result: ScenarioOutcome) -> str:
    return f"{result['verdict']} ({result['cause']})" if result["cause"] else result["verdict"]


def _plan(parts: Sequence[PartRecord]) -> tuple[list[str], str]:
    """The whole plan, and in words which of its parts are missing."""
    shards = [part.shard for part in parts]
    wholes = {tuple(part.record.header.get("whole_plan") or ()) for part in parts}
    if all(shard is None for shard in shards):
        planned = dict.fromkeys(id for part in parts for id in part.record.planned)
        order = {id: number for number, id in enumerate(parts[0].record.header["asked"])}
        return sorted(planned, key=lambda one: order.get(one, len(order))), ""
    if None in shards:
        lone = next(part for part in parts if part.shard is None)
        raise UsageError("this run is not a shard, but others are", str(lone.path))
    if len(wholes) > 1 or len({shard.of for shard in shards if shard}) > 1:
        raise UsageError("these are shards of different plans", str(parts[-1].path))
    (whole,) = wholes
    of = next(shard.of for shard in shards if shard)
    there = {shard.number for shard in shards if shard}
    # A shard without scenarios has no record.
    missing = [number for number in range(1, of + 1) if number not in there and Shard(number, of).share(whole)]
    if missing:
        return list(whole), f"{'shard' if len(missing) == 1 else 'shards'} {listed(missing)} of {of} missing"
    first, *others = sorted(set(whole) - {id for part in parts for id in part.record.planned}) or [""]
    more = f" and {plural(len(others), 'more scenario')}" if others else ""
    return list(whole), f"no shard has planned {first}{more}" if first else ""


def _lines(parts: Sequence[PartRecord], plan: list[str], *, complete: bool) -> Iterator[RecordLine]:
    first = min(parts, key=lambda part: part.record.header["started"])
    merged: list[MergedRun] = [
        {
            "shard": part.record.header["options"].get("shard"),
            "command": part.record.header["command"],
            "environment": part.record.header["environment"],
            "started": part.record.header["started"],
            "ended": part.record.footer["ended"] if part.record.footer else None,
        }
        for part in sorted(parts, key=lambda part: (part.shard.number if part.shard else 0, str(part.path)))
    ]
    header: Header = {
        **first.record.header,
        "options": {**first.record.header["options"], "shard": None},
        "plan": plan,
        "whole_plan": None,
        "merged": merged,
    }
    # One part of a stranger makes the whole record a stranger's.
    yield marked(header) if all(made_here(part.record.header) for part in parts) else header
    started: dict[str, str] = {}
    ended: dict[str, Record] = {}
    for part in parts:
        for id in part.record.started:
            started.setdefault(id, part.record.header["started"])
        for id in part.record.ended:
            ended.setdefault(id, part.record)
    for id in (id for id in plan if id in started):
        for number, result in enumerate(ended[id].times(id) if id in ended else [None], 1):
            line: ScenarioStarted = {"type": "scenario started", "scenario": id, "started": started[id]}
            if result is not None and "attempt" in result:
                line["attempt"] = number
            yield line
            if result is not None:
                yield result
    if complete and all(part.record.footer for part in parts):
        totals = Counter(record.ended[id]["verdict"] for id, record in ended.items())
        yield {
            "type": "footer",
            "planned": len(plan),
            "ended_scenarios": len(ended),
            "totals": dict(sorted(totals.items())),
            "ended": max(part.record.footer["ended"] for part in parts if part.record.footer),
        }
