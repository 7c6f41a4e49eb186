"""Finishes a run that was stopped: the scenarios that ended are kept, the one that was under way begins again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mapi_tck import __version__
from mapi_tck.assessment.outputs import RUN_RECORD, Output, Shown
from mapi_tck.certification.certifying import Certified, certify, claimed
from mapi_tck.engine.recording import Kept
from mapi_tck.errors import UsageError
from mapi_tck.record.reading import RecordFile
from mapi_tck.settings.resumed import resumed_settings
from mapi_tck.suite.features import suite_digest


def resume(
    folder: Path,
    adapter: str | None,
    given: Mapping[str, Any],
    workers: int,
    outputs: tuple[Output, ...],
    shown: Shown,
) -> Certified:
    """Finish the run in the folder. Everything that is asked for must be as it was when the run began.

    Raises `UsageError` if the folder has no record, or is locked; if the run has finished; and if adapter, implementation, suite
    or a setting differs.
    """
    option = f"--resume {folder}"
    if not folder.is_dir():
        raise UsageError("there is no such folder", option)
    with claimed(folder, option):
        kept = read_kept(folder / RUN_RECORD, option)
        if kept.header["kit"] != {"version": __version__, "suite_digest": suite_digest()}:
            raise UsageError("the run began with another kit or suite", option, "start it again")
        settings = resumed_settings(kept.header, adapter, folder, option, given)
        return certify(settings, folder, workers, (), outputs, shown, kept)


def read_kept(path: Path, option: str) -> Kept:
    """What is kept of the run whose record this is. Raises `UsageError` if the run has finished, or if there is no record."""
    file = RecordFile(path)
    lines = file.lines()
    header: Any = next(lines)[1]
    size, ended = file.position, dict[str, dict[int, str]]()
    for _, line in lines:
        size = file.position
        if line["type"] == "footer":
            raise UsageError("this run has finished", option)
        if line["type"] == "scenario ended":
            ended.setdefault(line["scenario"], {})[line.get("attempt", 1)] = line["verdict"]
    file.close()
    return Kept(header, size, ended)
