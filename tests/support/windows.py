"""Programs for Windows, on Wine."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from mapi_tck.adapters.process.wine import found_wine


def windows_path(path: Path) -> str:
    """The path as programs for Windows write it: Wine shows the whole file system as drive Z."""
    return "Z:" + str(path).replace("/", "\\")


def end_wine(prefix: Path) -> None:
    """End what Wine has left running for this prefix, and remove the folder that it keeps elsewhere."""
    beside = Path(found_wine() or "").parent
    server = shutil.which("wineserver", path=f"{os.environ['PATH']}{os.pathsep}{beside}")
    assert server is not None
    subprocess.run([server, "-k"], env={**os.environ, "WINEPREFIX": str(prefix)}, check=False)
    if (named := prefix / "wineserver").exists():
        shutil.rmtree(Path(tempfile.gettempdir(), named.read_text("ascii").strip("\0")), ignore_errors=True)
