"""Finishes a run that was stopped: the scenarios that ended are kept, the one that was under way begins again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mapi_tck import __version__
from mapi_tck.assessment.outputs import RUN_RECORD, Output, Shown
from mapi_tck.certification.certifying import Certified, certify
from mapi_tck.errors import UsageError
from mapi_tck.record.folder import claim
from mapi_tck.record.kept import read_kept
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
    with claim(folder, option):
        kept = read_kept(folder / RUN_RECORD, option)
        if kept.header["kit"] != {"version": __version__, "suite_digest": suite_digest()}:
            raise UsageError("the run began with another kit or suite", option, "start it again")
        settings = resumed_settings(kept.header, adapter, folder, option, given)
        return certify(settings, folder, workers, (), outputs, shown, kept)
