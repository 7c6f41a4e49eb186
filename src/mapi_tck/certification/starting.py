"""Starts pytest with the kit's own configuration, and without that of a project."""

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from mapi_tck.engine import bdd_core, own_protocol, plugin
from mapi_tck.engine.session import Session

#: The only plugins that take part, if the user gives pytest no arguments. Others (random order, coverage, …) would change what is
#: certified.
_PLUGINS: Final = (plugin, bdd_core, own_protocol)
#: The only plugins that take part, if the user gives pytest arguments: these may be arguments of pytest-bdd.
_PLUGINS_BY_NAME: Final = ("mapi_tck.engine.plugin", "pytest_bdd.plugin")
_DISTRIBUTED: Final = ("xdist.plugin", "xdist.looponfail")
#: How the names of pytest's environment variables begin: its own, and those of many plugins.
_AMBIENT: Final = "PYTEST_"
#: Variables by which a pytest session tells the programs that it starts about itself. They set nothing.
_OF_A_SESSION: Final = ("PYTEST_CURRENT_TEST", "PYTEST_VERSION", "PYTEST_XDIST_")
#: Turns off the plugins that are installed. The kit sets this itself.
_NO_PLUGINS: Final = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
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


def last_line(traceback: str) -> str:
    """The last line of a traceback, which says what the error is."""
    return next((line.strip() for line in reversed(traceback.splitlines()) if line.strip()), "no reason is known")


def ambient_settings() -> list[str]:
    """The environment variables that would set something for pytest. They are meant for a project's own tests.

    `start_pytest` does not let pytest see them.
    """
    return sorted(
        name
        for name in os.environ
        if name.startswith(_AMBIENT) and name != _NO_PLUGINS and not name.startswith(_OF_A_SESSION)
    )


@contextmanager
def _clean_environment() -> Iterator[None]:
    """Hide pytest's environment variables while the context lasts, also from the processes that it starts."""
    hidden = {name: value for name, value in os.environ.items() if name.startswith(_AMBIENT)}
    for name in hidden:
        del os.environ[name]
    os.environ[_NO_PLUGINS] = "1"
    try:
        yield
    finally:
        for name in [name for name in os.environ if name.startswith(_AMBIENT)]:
            del os.environ[name]
        os.environ.update(hidden)


def start_pytest(
    session: Session,
    collected: Path,
    folder: Path,
    arguments: Sequence[str] = (),
    plugins: Sequence[object] = (),
    given: Sequence[str] = (),
) -> int:
    """Run pytest over the feature files at `collected`, with `folder` as its root. Answer its exit code.

    `arguments` are further arguments of the kit, `given` those of the user. Without arguments of the user only the parts of
    pytest take part that a run needs. pytest sees no settings in the environment.
    """
    own = [str(collected), "-qq", "--no-summary", "--tb=no", "--assert=plain", "-W", "ignore:Module already imported"]
    own += ["-c", str(Path(__file__).resolve().with_name("run.ini")), f"--rootdir={folder}", *arguments]
    named, modules = _parts("-n" in arguments, bool(given))
    own += [word for name in named for word in ("-p", name)]
    frozen = gc.get_freeze_count()
    gc.disable()
    try:
        with _clean_environment():
            return pytest.main([*own, *given], plugins=[_GarbageCollection(), *modules, session, *plugins])
    finally:
        gc.enable()
        if not frozen:
            gc.unfreeze()
