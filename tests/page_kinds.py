"""One page of every kind that the kit makes. A new kind is a line in `KINDS`, and all browser tests look at it."""

import json
from collections.abc import Callable
from pathlib import Path

from kit import mapi_tck
from made_records import a_record, record_lines

from mapi_tck.record import read_record
from mapi_tck.reports import html


def _report(folder: Path, evidence: str = "needed", **form: object) -> Path:
    """The report of a made record, read from a file as any report is."""
    record = folder / "run.ndjson"
    record.write_text("".join(json.dumps(line) + "\n" for line in record_lines(a_record(**form))), "utf-8")  # type: ignore[arg-type]
    html.write(read_record(record), folder / "report.html", evidence)
    return folder / "report.html"


def _conforming(folder: Path) -> Path:
    mapi_tck("run", "reference", "--only", "A", "--out", "run", cwd=folder)
    return folder / "run" / "report.html"


def _selftest(folder: Path) -> Path:
    mapi_tck("selftest", "--only", "delivers-twice", "--only", "XP2", "-n", "1", "--out", "out", cwd=folder)
    return folder / "out" / "selftest.html"


def _two_runs(folder: Path) -> tuple[str, str]:
    for name, adapter in (("old", "reference"), ("new", "wrong:first-transport-only")):
        mapi_tck("run", adapter, "--only", "A", "--out", name, cwd=folder)
    return "old", "new"


def _difference(folder: Path) -> Path:
    mapi_tck("diff", *_two_runs(folder), "--format", "html", "-o", "diff.html", cwd=folder)
    return folder / "diff.html"


def _matrix(folder: Path) -> Path:
    mapi_tck("matrix", *_two_runs(folder), "-o", "matrix.html", cwd=folder)
    return folder / "matrix.html"


#: Kind → makes such a page in a folder, and says where.
KINDS: dict[str, Callable[[Path], Path]] = {
    "conforming": _conforming,
    "failing": _report,
    "unfinished": lambda folder: _report(folder, finished=False),
    "transport": lambda folder: _report(folder, role="transport"),
    "all evidence": lambda folder: _report(folder, "all"),
    "selftest": _selftest,
    "difference": _difference,
    "matrix": _matrix,
}
