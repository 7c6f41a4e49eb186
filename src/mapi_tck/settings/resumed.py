"""The settings of a run that is resumed: those of its record. What the command line gives must be the same."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mapi_tck.claims.baseline import Baseline
from mapi_tck.claims.declaration import Declaration
from mapi_tck.errors import UsageError
from mapi_tck.record.lines import Header
from mapi_tck.search.plan import QUICK, THOROUGH
from mapi_tck.search.store import read_store
from mapi_tck.settings.run import REPLAY, SETTINGS, RunSettings


def resumed_settings(
    header: Header, adapter: str | None, folder: Path, option: str, given: Mapping[str, Any]
) -> RunSettings:
    """The settings of the run with this header. Raises `UsageError` if one that is given differs; `option` names the run."""
    if header["adapter"].startswith(REPLAY):
        raise UsageError("this run is a replay, which takes no time", option, "start it again")
    values: dict[str, Any] = {}
    for name, about in SETTINGS.items():
        word = given.get(name)
        if word is None or word is False or word == ():
            word = _recorded(header, name)
        if word is not None:
            values[name] = about.read(word)
    values.setdefault("declaration", Declaration.from_json(header["declaration"]))
    if baseline := header.get("baseline"):
        values.setdefault("baseline", Baseline.from_json(baseline))
    settings = RunSettings(adapter or header["adapter"], **{**values, "out": folder})
    known, digest = read_store(settings.example_store)
    settings = replace(settings, known=known, store_digest=digest)
    _same(header, settings, option)
    return settings


def _recorded(header: Header, name: str) -> Any:
    """The word of a setting as the record has it; `None` if it has none, or has only a digest."""
    options: Mapping[str, Any] = header["options"]
    if name == "example_store" or name not in options:
        return None
    usual = (THOROUGH if options["thorough"] else QUICK).examples
    asked = any(word.startswith("--examples") for word in header["command"])
    # The usual number is not a wish: in real time it is another one.
    return None if name == "examples" and options[name] == usual and not asked else options[name]


def _same(header: Header, settings: RunSettings, option: str) -> None:
    now: dict[str, Any] = {"adapter": settings.adapter, **settings.to_json()}
    then: dict[str, Any] = {"adapter": header["adapter"], **header["options"]}
    differing = [name for name in now if now[name] != then.get(name)]
    declared = _without_path(settings.declaration.to_json())
    if declared != _without_path(header["declaration"]):
        differing.append("declaration")
    excused = settings.baseline.to_json() if settings.baseline else None
    if _without_path(excused) != _without_path(header.get("baseline")):
        differing.append("baseline")
    if not differing:
        return
    first = differing[0]
    was = (
        f": {then[first]} then, {now[first]} now" if first in now and first in then and first != "example_store" else ""
    )
    raise UsageError(f"the run began with another {first.replace('_', ' ')}{was}", option, "start it again")


def _without_path(written: Any) -> Any:
    return None if written is None else {name: value for name, value in written.items() if name != "path"}
