"""Starts pytest with the kit's own configuration, and without that of a project."""

import gc
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from mapi_tck import plugin
from mapi_tck.engine import bdd_core, own_protocol
from mapi_tck.engine.session import Session

#: The only plugins that take part, if the user gives pytest no arguments. Others (random order, coverage, …) would change what is
#: certified.
_PLUGINS: Final = (plugin, bdd_core, own_protocol)
#: The only plugins that take part, if the user gives pytest arguments: these may be arguments of pytest-bdd.
_PLUGINS_BY_NAME: Final = ("mapi_tck.plugin", "pytest_bdd.plugin")
_DISTRIBUTED: Final = ("xdist.plugin", "xdist.looponfail")
#: Environment variables by which a user also gives pytest arguments and plugins.
_VARIABLES: Final = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")
#: Plugins of pytest that the kit's scenarios never use. They serve pytest's arguments and other kinds of tests.
_UNUSED: Final = (
    "doctest",
    "junitxml",
    "legacypath",
    "logging",
    "pastebin",
    "setuponly",
    "setupplan",
    "stepwise",
    "subtests",
    "unittest",
)


class _GarbageCollection:
    """Turns garbage collection on again when pytest has collected the scenarios.

    Until then nearly every new object stays to the end of the run: a search for garbage would only cost time.
    """

    def pytest_collection_finish(self) -> None:
        """Turn it on, and let it leave out the objects that are there now."""
        gc.freeze()
        gc.enable()


def _parts(distributed: bool, whole: bool) -> tuple[tuple[str, ...], Sequence[object]]:
    """The words for pytest's option `-p`, and the plugins that are handed over as modules.

    With `distributed` there are worker processes. With `whole` all of pytest and pytest-bdd takes part.
    """
    if whole:
        return (*_PLUGINS_BY_NAME, *_DISTRIBUTED), ()
    without = tuple(f"no:{name}" for name in _UNUSED)
    if distributed:  # pytest-xdist tells its workers the names
        return (*(item.__name__ for item in _PLUGINS), *_DISTRIBUTED, *without), ()
    # Modules, not names: for a name pytest reads the entry points of all installed packages.
    return without, _PLUGINS


def start_pytest(
    session: Session,
    collected: Path,
    folder: Path,
    arguments: Sequence[str] = (),
    plugins: Sequence[object] = (),
    given: Sequence[str] = (),
) -> int:
    """Run pytest over the feature files at `collected`, with `folder` as its root. Answer its exit code.

    `arguments` are further arguments of the kit, `given` those of the user. Without arguments or plugins of the user only the
    parts of pytest take part that a run needs.
    """
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    own = [str(collected), "-qq", "--no-summary", "--tb=no", "--assert=plain", "-W", "ignore:Module already imported"]
    own += ["-c", str(Path(__file__).resolve().with_name("run.ini")), f"--rootdir={folder}", *arguments]
    named, modules = _parts("-n" in arguments, bool(given) or any(map(os.environ.get, _VARIABLES)))
    own += [word for name in named for word in ("-p", name)]
    frozen = gc.get_freeze_count()
    gc.disable()
    try:
        return pytest.main([*own, *given], plugins=[_GarbageCollection(), *modules, session, *plugins])
    finally:
        gc.enable()
        if not frozen:
            gc.unfreeze()
