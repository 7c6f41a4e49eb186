"""The command: certify what is here, and print one matrix. `python -m lab --help`."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from lab.entries import TABLE, Entry, Missing, chosen, read
from mapi_tck.assessment import Assessment, printing
from mapi_tck.assessment.outputs import Shown, reader
from mapi_tck.certification.listed import Finished, ListedRun, make_runs
from mapi_tck.certification.pool.pool import Pool
from mapi_tck.errors import UsageError
from mapi_tck.record.folder import claim, make_writable
from mapi_tck.record.writing import write_whole
from mapi_tck.verdicts import ExitCode, Verdict

if TYPE_CHECKING:
    from rich.console import RenderableType

PAGE: Final = "matrix.html"
#: Seconds that a run may take. A choice: those in real time take some minutes.
LIMIT: Final = 1800.0
_SHOWN: Final = (Verdict.PASS, Verdict.FAIL, Verdict.WARNING, Verdict.INCONCLUSIVE, Verdict.ERROR)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--list", "only_list", is_flag=True, help="Only list the entries, and what is missing for them.")
@click.option("--all", "every", is_flag=True, help="An entry that cannot be run is a failure.")
@click.option(
    "-n", "workers", type=click.IntRange(1), metavar="JOBS", help="So many runs at a time. [default: one a processor]"
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("build/lab"), show_default=True, help="Where to write."
)
@click.option(
    "--table", type=click.Path(path_type=Path), default=TABLE, help="Another table.  [default: that of the checkout]"
)
def main(names: tuple[str, ...], only_list: bool, every: bool, workers: int | None, out: Path, table: Path) -> None:
    """Certify the implementations of a table, and print one matrix.

    NAME is the name of an entry; without one all are certified. What is not on this machine is not run, and the matrix says so.
    Exits with 1 unless each entry that was run conforms.
    """
    try:
        entries = chosen(read(table), names)
        if only_list:
            rows = ((entry.name, str(entry.role), entry.missing() or "ready") for entry in entries)
            printing.show(printing.columns(*rows))
            return
        sys.exit(_certify(entries, every, workers or os.cpu_count() or 1, out))
    except UsageError as error:
        printing.tell(f"lab: {error}")
        sys.exit(ExitCode.USAGE)


def _certify(entries: Sequence[Entry], every: bool, workers: int, out: Path) -> int:
    make_writable(out, f"--out {out}")
    with claim(out, f"--out {out}"):
        # Programs for Windows have a Windows of their own, so that nothing of the user's is changed.
        os.environ.setdefault("WINEPREFIX", str(out.resolve() / "wine"))
        left, broken = _prepare(entries)
        done = {
            one.run.name: one for one in _runs([one for one in entries if one.name not in left | broken], workers, out)
        }
        reasons = {name: f"not run: {what}" for name, what in left.items()} | {
            name: f"no result: {why}" for name, why in broken.items()
        }
        reasons |= {name: _verdict(one) for name, one in done.items() if one.record is None}
        printing.show(_matrix(entries, done, reasons), "", *(f"{name}: {reason}" for name, reason in reasons.items()))
        if records := [(one.record, one.folder) for one in done.values() if one.record is not None]:
            page = reader("matrix")([(Shown().of(record), folder) for record, folder in records], out.resolve())
            write_whole(out / PAGE, page.encode("utf-8"))
            printing.show(str(out / PAGE))
    conforms = all(one.record is not None and Assessment(one.record).exit_code == 0 for one in done.values())
    return ExitCode.CONFORMS if conforms and not broken and not (every and left) else ExitCode.FAILED


def _prepare(entries: Sequence[Entry]) -> tuple[dict[str, str], dict[str, str]]:
    """Build all entries. Answers what is missing for those that cannot be run here, and why others cannot be built."""
    left: dict[str, str] = {}
    broken: dict[str, str] = {}
    built: set[tuple[Path, str]] = set()
    for entry in entries:
        if what := entry.missing():
            left[entry.name] = what
        elif entry.prepare and (entry.start, entry.prepare) not in built:
            printing.tell(f"lab: {entry.name}: {entry.prepare}")
            try:
                if why := entry.build():
                    broken[entry.name] = why
                else:
                    built.add((entry.start, entry.prepare))
            except Missing as missing:
                left[entry.name] = str(missing)
    return left, broken


def _runs(entries: Sequence[Entry], workers: int, out: Path) -> Iterator[Finished]:
    runs = [ListedRun(f"[{entry.name}]", entry.words, entry.name, str(entry.start)) for entry in entries]
    with Pool(workers) as pool:
        for one in make_runs(runs, pool, out, Path(), 1, LIMIT):
            printing.tell(f"lab: {one.run.name}: {_verdict(one)}")
            yield one


def _verdict(one: Finished) -> str:
    return f"no result: {one.reason}" if one.record is None else Assessment(one.record).verdict


def _matrix(entries: Sequence[Entry], done: dict[str, Finished], reasons: dict[str, str]) -> "RenderableType":
    """A row for each entry: how many requirements have which verdict, and the verdict of the run."""
    rows = [("implementation", "role", *map(str, _SHOWN), "verdict")]
    for entry in entries:
        one = done.get(entry.name)
        if one is None or one.record is None:
            rows.append((entry.name, str(entry.role), *("" for _ in _SHOWN), reasons[entry.name].partition(":")[0]))
            continue
        found = Assessment(one.record)
        counts = Counter(item.verdict for item in found.requirements)
        rows.append((entry.name, str(entry.role), *(str(counts[verdict] or "") for verdict in _SHOWN), found.verdict))
    return printing.columns(*rows)


if __name__ == "__main__":
    main()
