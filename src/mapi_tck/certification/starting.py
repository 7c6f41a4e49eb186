"""Starts pytest with the kit's own configuration, and without a project's."""

import gc
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from mapi_tck import plugin
from mapi_tck.engine import bdd_core, own_protocol
from mapi_tck.engine.session import Session

#: The only plugins that take part: others (random order, coverage, …) would change what is certified.
_PLUGINS: Final = (plugin, bdd_core, own_protocol)
#: The same where the user gives pytest arguments of his own: they may be those of pytest-bdd.
_PLUGINS_BY_NAME: Final = ("mapi_tck.plugin", "pytest_bdd.plugin")
_DISTRIBUTED: Final = ("xdist.plugin", "xdist.looponfail")
#: Variables by which a user gives pytest arguments and plugins too.
_VARIABLES: Final = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")
#: Plugins of pytest that only its arguments, or other tests than the kit's, make use of.
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


class _Collector:
    """Keeps Python from looking for garbage while things are loaded and collected, and from looking there later."""

    def pytest_collection_finish(self) -> None:
        """What is there stays until the end. From now on objects come and go."""
        gc.freeze()
        gc.enable()


def _parts(distributed: bool, whole: bool) -> tuple[tuple[str, ...], Sequence[object]]:
    """The plugins that take part, or do not: by name, and as modules. pytest-xdist tells its workers the names."""
    if whole:
        return (*_PLUGINS_BY_NAME, *_DISTRIBUTED), ()
    without = tuple(f"no:{name}" for name in _UNUSED)
    if distributed:
        return (*(item.__name__ for item in _PLUGINS), *_DISTRIBUTED, *without), ()
    # pytest looks for a name among the entry points of all installed packages.
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

    `given` are the arguments that the user gives pytest. Without any, only the parts of pytest take part that a run needs.
    """
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    own = [str(collected), "-qq", "--no-summary", "--tb=no", "--assert=plain", "-W", "ignore:Module already imported"]
    own += ["-c", str(Path(__file__).resolve().with_name("run.ini")), f"--rootdir={folder}", *arguments]
    named, modules = _parts("-n" in arguments, bool(given) or any(map(os.environ.get, _VARIABLES)))
    own += [word for name in named for word in ("-p", name)]
    frozen = gc.get_freeze_count()
    gc.disable()
    try:
        return pytest.main([*own, *given], plugins=[_Collector(), *modules, session, *plugins])
    finally:
        gc.enable()
        if not frozen:
            gc.unfreeze()
