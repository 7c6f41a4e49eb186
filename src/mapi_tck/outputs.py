"""What is made of a run record: the reports that installed packages offer as entry points of the group `mapi_tck.reports`."""

from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final

from mapi_tck.errors import UsageError
from mapi_tck.record import RunRecord

GROUP: Final = "mapi_tck.reports"

#: Report → the file that it is written to, beside the record.
FILES: Final = {"html": "report.html", "junit": "junit.xml"}


def reader(name: str) -> Callable[..., Any]:
    """The report of that name."""
    for point in entry_points(group=GROUP, name=name):
        function: Callable[..., Any] = point.load()
        return function
    raise UsageError(f"no installed package offers the report {name}", hint="reinstall mapi-tck")


def write_outputs(record: RunRecord, folder: Path) -> list[Path]:
    """Write every report of the record into the folder, and answer where they are."""
    written = []
    for name, file in FILES.items():
        reader(name)(record, folder / file)
        written.append(folder / file)
    return written
