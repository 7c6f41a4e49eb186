"""Starts pytest with the kit's own configuration, and without a project's."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from mapi_tck.engine.session import Session

#: The only plugins that take part: others (random order, coverage, …) would change what is certified.
_PLUGINS: Final = ("mapi_tck.plugin", "pytest_bdd.plugin", "xdist.plugin", "xdist.looponfail")


def start_pytest(
    session: Session, collected: Path, folder: Path, arguments: Sequence[str] = (), plugins: Sequence[object] = ()
) -> int:
    """Run pytest over the feature files at `collected`, with `folder` as its root. Answer its exit code."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    own = [str(collected), "-qq", "--no-summary", "--tb=no", "-W", "ignore:Module already imported"]
    own += [word for plugin in _PLUGINS for word in ("-p", plugin)]
    own += ["-c", str(Path(__file__).resolve().with_name("run.ini")), f"--rootdir={folder}"]
    return pytest.main([*own, *arguments], plugins=[session, *plugins])
