"""One page of every kind that the kit makes. If you add a new kind to a table here, all browser tests look at it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from kit import ADAPTERS, mapi_tck
from made_records import a_record, record_lines
from made_selftest import a_selection
from once import once
from packages import Made, make_package
from topic_page import topic_page

from mapi_tck.assessment.outputs import write_report
from mapi_tck.record.run_record import read_record
from mapi_tck.reports import selftest


def _report(folder: Path, evidence: str = "needed", **form: object) -> Path:
    """The report of a made record, read from a file as any report is."""
    record = folder / "run.ndjson"
    record.write_text("".join(json.dumps(line) + "\n" for line in record_lines(a_record(**form))), "utf-8")  # type: ignore[arg-type]
    write_report("html", read_record(record), folder / "report.html", evidence=evidence)
    return folder / "report.html"


def _conforming(folder: Path) -> Path:
    mapi_tck("run", "reference", "--only", "A4", "--only", "A6a", "--examples", "1", "--out", "run", cwd=folder)
    return folder / "run" / "report.html"


def _selftest(folder: Path) -> Path:
    (folder / "selftest.html").write_text(selftest.page(a_selection()), "utf-8")
    return folder / "selftest.html"


def _two_runs(folder: Path) -> Path:
    for name, adapter in (("old", "reference"), ("new", "wrong:first-transport-only")):
        only = (word for id in ("A7", "FQ1", "FQ5", "FQ13") for word in ("--only", id))
        mapi_tck("run", adapter, *only, "--examples", "1", "--out", name, cwd=folder)
    return folder


def _difference(folder: Path) -> Path:
    mapi_tck("diff", "old", "new", "--format", "html", "-o", "diff.html", cwd=folder)
    return folder / "diff.html"


def _matrix(folder: Path) -> Path:
    mapi_tck("matrix", "old", "new", "-o", "matrix.html", cwd=folder)
    return folder / "matrix.html"


def _history(folder: Path) -> Path:
    mapi_tck("history", "old", "new", "--format", "html", "-o", "history.html", cwd=folder)
    return folder / "history.html"


def _compared(folder: Path) -> Path:
    mapi_tck("report", "new", "--previous", "old", cwd=folder)
    return folder / "new" / "report.html"


def _searched(folder: Path) -> Path:
    mapi_tck("run", "wrong:delivers-twice", "--only", "I3b", "--out", "run", cwd=folder)
    return folder / "run" / "report.html"


def _what_if(folder: Path) -> Path:
    mapi_tck("run", "wrong:directions-swapped", "--only", "A6a", "--only", "A1a", "--out", "run", cwd=folder)
    mapi_tck("report", "run", "--ruling", "D-01=letter", "--out", "what-if", cwd=folder)
    return folder / "what-if" / "report.html"


def _known(folder: Path) -> Path:
    """The report of a run whose baseline has an entry that is needed, and one that is stale."""
    again = ("run", "wrong:directions-swapped", "--only", "A6a", "--out", "run")
    mapi_tck(*again, cwd=folder)
    mapi_tck("baseline", "update", "baseline.toml", "run", "--reason", "Known", "--owner", "Us", cwd=folder)
    stale = '\n[[deviation]]\nrequirement = "A6a"\ncause = "gone"\nreason = "Was"\nowner = "Us"\nexpires = 2099-12-31\n'
    with (folder / "baseline.toml").open("a") as file:
        file.write(stale)
    mapi_tck(*again, "--baseline", "baseline.toml", cwd=folder)
    return folder / "run" / "report.html"


def _unstable(folder: Path) -> Path:
    out = ("--out", str(folder / "run"))
    mapi_tck("run", "deviating:Unsteady", "--only", "A5b", "--repeat", "3", *out, cwd=ADAPTERS)
    return folder / "run" / "report.html"


def _specification(folder: Path) -> Path:
    """The annotated specification with a page beside it and a run in the margin."""
    (folder / "page.md").write_text(topic_page(), "utf-8")
    mapi_tck("run", "wrong:directions-swapped", "--only", "A6a", "--out", "run", cwd=folder)
    mapi_tck("spec", "--page", "page.md", "--run", "run", "-o", "spec.html", cwd=folder)
    return folder / "spec.html"


def _audit(folder: Path) -> Path:
    """The audit of a page, and of one that was mangled."""
    (folder / "page.md").write_text(topic_page(), "utf-8")
    (folder / "mangled.md").write_text(topic_page().replace("PR_ENTRYID", "pr_entry id"), "utf-8")
    mapi_tck("page-audit", "page.md", "mangled.md", "-o", "audit.html", cwd=folder)
    return folder / "audit.html"


#: Kind → a function that makes such a page in a folder, and answers its path.
_ALONE: dict[str, Callable[[Path], Path]] = {
    "conforming": _conforming,
    "failing": _report,
    "unfinished, of a transport": lambda folder: _report(folder, role="transport", finished=False),
    "searched": _searched,
    "what if": _what_if,
    "known deviations": _known,
    "unstable": _unstable,
    "all evidence": lambda folder: _report(folder, "all", only=("A1a", "A6c", "B5.2a", "FQ1")),
    "selftest": _selftest,
    "specification": _specification,
    "audit": _audit,
}
#: The same for pages about two runs: in the folder are the runs `old` and `new`.
_OF_TWO_RUNS: dict[str, Callable[[Path], Path]] = {
    "compared": _compared,
    "difference": _difference,
    "matrix": _matrix,
    "history": _history,
}


def _registry(made: Made, folder: Path) -> Path:
    words = (str(made.package.parent), "-o", "site", "--key", made.public)
    mapi_tck("registry", *words, cwd=folder)
    return folder / "site" / "index.html"


#: The same for pages of a certified run.
_OF_PACKAGE: dict[str, Callable[[Made, Path], Path]] = {
    "certificate": lambda made, _: made.package / "certificate.html",
    "registry": _registry,
}
KINDS = (*_ALONE, *_OF_TWO_RUNS, *_OF_PACKAGE)


def page_of(kind: str, factory: pytest.TempPathFactory) -> Path:
    """A page of that kind, made once for all tests."""

    def made(folder: Path) -> Path:
        if kind in _ALONE:
            return _ALONE[kind](folder)
        if kind in _OF_PACKAGE:
            return _OF_PACKAGE[kind](once(factory, "package", make_package), folder)
        shutil.copytree(once(factory, "two-runs", _two_runs), folder, dirs_exist_ok=True)
        return _OF_TWO_RUNS[kind](folder)

    return once(factory, f"page-{kind}", made)
