"""Measures `report`, `diff` and `merge` of records of 100 000 scenarios.

A record is that of a real run of the written scenarios, followed by copies of them under other ids. The header plans the copies,
and each copy has its two lines. `merge` gets the same record in ten parts, as ten shards write it.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

from benchmarks.costs import KIT, RUN, Cost, cost, cpu
from benchmarks.growth import WRITTEN
from benchmarks.rows import NotMeasuredError, Row

GOALS: Final = (
    "record report",
    "record report memory",
    "record growth",
    "record diff",
    "record diff memory",
    "record merge",
    "record merge memory",
)

SCENARIOS: Final = 100_000
SHARDS: Final = 10

#: MB that a reader may use. One that needs more is ended, so that the machine stays usable. A choice.
MOST_MEMORY: Final = 6_000
#: MB of all records: the parts take as much as the whole.
_NEEDED: Final = 3_500

#: Exit codes of a reader, which say how the runs ended. The cost is the same.
_JUDGED: Final = (0, 1, 3, 5)
Line = dict[str, Any]


def measure(folder: Path) -> Iterator[Row]:
    """Measure the rows of `GOALS`."""
    if shutil.disk_usage(folder).free < _NEEDED * 1e6:
        raise NotMeasuredError(f"the records need {_NEEDED} MB, and there is less room in {folder.parent}")
    cpu([*RUN, "--out", "real", *WRITTEN], folder)
    real = [json.loads(line) for line in (folder / "real" / "run.ndjson").read_text("utf-8").splitlines()]
    write(real, folder / "tenth", SCENARIOS // 10)
    tenth = _cost("report", "tenth", folder=folder)
    write(real, folder / "long", SCENARIOS)
    report = _cost("report", "long", folder=folder)
    size = (folder / "long" / "run.ndjson").stat().st_size / 1e6
    note = f"CPU time; the record has {size:.0f} MB"
    yield Row("record report", (report.cpu,), note=note)
    yield Row("record report memory", (report.memory,), unit="MB")
    yield Row("record growth", (report.cpu,), (tenth.cpu * 10,), note="CPU time; start-up is on both sides")
    diff = _cost("diff", "long", "long", folder=folder)
    yield Row("record diff", (diff.cpu,), note=note)
    yield Row("record diff memory", (diff.memory,), unit="MB")
    shards = [f"shard_{number}" for number in range(1, SHARDS + 1)]
    for number, shard in enumerate(shards, 1):
        write(real, folder / shard, SCENARIOS, number)
    merge = _cost("merge", *shards, "--out", "merged", folder=folder)
    yield Row("record merge", (merge.cpu,), note=f"{note}; the reports of the whole are written too")
    yield Row("record merge memory", (merge.memory,), unit="MB")


def _cost(*words: str, folder: Path) -> Cost:
    return cost([*KIT, *words], folder, *_JUDGED, most_memory=MOST_MEMORY)


def write(real: list[Line], folder: Path, scenarios: int, shard: int = 0) -> None:
    """Write the record of so many scenarios, or of one shard of them."""
    header, *lines, footer = real
    started = {line["scenario"]: line for line in lines if line["type"] == "scenario started"}
    ended = {line["scenario"]: line for line in lines if line["type"] == "scenario ended"}
    texts = {text["id"]: text for text in header["scenarios"]}
    ids = [
        f"{id}_{number}" if number >= len(ended) else id for number, id in enumerate(islice(cycle(ended), scenarios))
    ]
    of = dict(zip(ids, cycle(ended), strict=False))
    plan = ids[shard - 1 :: SHARDS] if shard else ids
    more = [{**texts[of[id]], "id": id, "name": f"{texts[of[id]]['name']}, {id}"} for id in ids[len(ended) :]]
    options = {**header["options"], **({"shard": f"{shard}/{SHARDS}"} if shard else {})}
    whole = {"whole_plan": ids} if shard else {}
    folder.mkdir()
    with (folder / "run.ndjson").open("w", encoding="utf-8") as out:
        made = {
            **header,
            "options": options,
            "scenarios": [*header["scenarios"], *more],
            "asked": ids,
            "plan": plan,
            **whole,
        }
        out.write(json.dumps(made) + "\n")
        for id in plan:
            for line in (started[of[id]], ended[of[id]]):
                out.write(json.dumps({**line, "scenario": id}) + "\n")
        totals = Counter(ended[of[id]]["verdict"] for id in plan)
        numbers = {"planned": len(plan), "ended_scenarios": len(plan), "totals": dict(sorted(totals.items()))}
        out.write(json.dumps({**footer, **numbers}) + "\n")
