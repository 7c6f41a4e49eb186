"""The command: tries inputs until the time or the number is over, then says what was found. `python -m fuzz --help`."""

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import click

from fuzz.corpus import KINDS, load
from fuzz.finding import Fault, Found, Kind
from fuzz.trying import BATCH, Figures, Trouble, distinct, peak_memory, try_batch, try_one
from mapi_tck.assessment import printing
from mapi_tck.foreign import message
from mapi_tck.record.writing import write_whole

#: Of so many batches each kind gets this many. The kinds that the most code of the kit reads get more.
SHARES: Final = {"answers": 3, "record": 4, "declaration": 4, "baseline": 3, "feature": 2, "command line": 4}


@click.command()
@click.option("--minutes", type=click.FloatRange(min=0), help="Stop after so many minutes.")
@click.option("--inputs", type=click.IntRange(1), help="Stop after so many inputs.  [default: 2000 without --minutes]")
@click.option("--kind", "kinds", multiple=True, type=click.Choice([*KINDS]), help="Only this kind. May be given again.")
@click.option(
    "--seed", default=0, show_default=True, help="The number of the first batch: the same numbers give the same inputs."
)
@click.option("--out", default="mapi-tck-fuzz.json", show_default=True, type=click.Path(path_type=Path))
def main(minutes: float | None, inputs: int | None, kinds: Sequence[str], seed: int, out: Path) -> None:
    """Try hostile inputs against the kit, and write the figures and what was found.

    Exits with 1 if anything was found. An input that finds a fault belongs into fuzz/kept, where each test run tries it.
    """
    most = inputs or (2000 if minutes is None else sys.maxsize)
    until = time.monotonic() + minutes * 60 if minutes is not None else float("inf")
    with tempfile.TemporaryDirectory(prefix="mapi-tck-fuzz-") as folder:
        chosen = [kind for name, kind in _kinds(Path(folder)).items() if not kinds or name in kinds]
        figures = try_kept(chosen)
        began = time.monotonic()
        number = seed
        with suppress(KeyboardInterrupt):
            while sum(figures.inputs.values()) < most and time.monotonic() < until:
                for kind in chosen:
                    for _ in range(SHARES[kind.name]):
                        left = most - sum(figures.inputs.values())
                        if left <= 0 or time.monotonic() >= until:
                            break
                        try_batch(kind, min(BATCH, left), number, figures)
                        number += 1
                write_whole(out, _written(figures, time.monotonic() - began, seed, number))
        write_whole(out, _written(figures, time.monotonic() - began, seed, number))
    for one in distinct(figures.found):
        printing.tell(f"{one.kind}: {message(one.what)}: {json.dumps(one.input)}")
    printing.show(*summary(figures), str(out))
    sys.exit(1 if figures.found else 0)


def _kinds(folder: Path) -> dict[str, Kind]:
    made = {}
    for name, kind in KINDS.items():
        place = folder / name.replace(" ", "-")
        place.mkdir()
        made[name] = kind(place)
    return made


def try_kept(kinds: Sequence[Kind]) -> Figures:
    """Try the inputs of the corpus."""
    figures = Figures()
    for kind in kinds:
        for one in load(kind.name):
            figures.inputs[kind.name] = figures.inputs.get(kind.name, 0) + 1
            try:
                try_one(kind, one.input)
            except Found as found:
                figures.found.append(Trouble(kind.name, found.fault, str(found), one.input))
    return figures


def summary(figures: Figures) -> list[str]:
    """The figures in words."""
    each = ", ".join(f"{number} of kind {name}" for name, number in figures.inputs.items())
    found = distinct(figures.found)
    counts = ", ".join(f"{sum(one.fault is fault for one in found)} × {fault}" for fault in Fault)
    return [f"{sum(figures.inputs.values())} inputs: {each}", counts, f"peak memory {peak_memory() >> 20} MB"]


def _written(figures: Figures, seconds: float, first: int, following: int) -> bytes:
    found = distinct(figures.found)
    result: dict[str, Any] = {
        "inputs": figures.inputs,
        "total": sum(figures.inputs.values()),
        "seconds": round(seconds),
        "batches": [first, following],
        "peak_memory_mb": peak_memory() >> 20,
        "faults": {str(fault): sum(one.fault is fault for one in found) for fault in Fault},
        "found": [{"kind": one.kind, "what": one.what, "input": one.input} for one in found],
    }
    return (json.dumps(result, indent=1) + "\n").encode()


if __name__ == "__main__":
    main()
